"""Words for a person, kept apart from the language they will be read in.

A stage that has something to say returns a ``Phrase``: the English text with named gaps and
the values for them. Only the command line knows the reader's language and renders it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

Translate = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Phrase:
    """A sentence in English with ``{named}`` gaps; the catalogue knows it by ``text``."""

    text: str
    values: tuple[tuple[str, object], ...] = ()

    def render(self, translate: Translate = str) -> str:
        """Return the sentence in the reader's language, gaps filled; phrases may be nested."""
        filled = {
            name: value.render(translate) if isinstance(value, Phrase) else value
            for name, value in self.values
        }
        return translate(self.text).format(**filled)

    def __str__(self) -> str:
        return self.render()


def phrase(text: str, /, **values: object) -> Phrase:
    """Return ``text`` as a Phrase; the catalogue extractor looks for calls of this name."""
    return Phrase(text, tuple(values.items()))
