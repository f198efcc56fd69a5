"""The rules of the adviser: read from rules.toml beside this file, and a project's wording.toml.

The signs of a pattern, and what each table holds, are explained in Japanese at the head of
rules.toml.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Where, reason_of
from outreach.phrase import Phrase, phrase
from outreach.wording.morphemes import fold
from outreach.wording.pattern import Choice, Pattern, PatternError, read_pattern

SHIPPED = Path(__file__).with_name("rules.toml")
CODES = (
    "reply", "question", "press", "topic", "assume", "oblige", "expose", "promise", "creed",
)  # fmt: skip
_PATTERNS = ("find", "except", "unless", "with")
_FLAGS = ("quoted", "denied", "outside", "general", "clause")
_TEXTS = ("name", "code", "why", "gentler")
_TABLES = ("words", "rule", "everywhere", "wording")
_OF_TABLE = {
    "everywhere": ("except", "after", "last"),
    "wording": ("off", "telling", "romaji"),
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What is found, and what is said about it.

    ``find`` are the patterns; one that lies within one of ``but_not`` does not count, and none
    counts where ``unless`` stands in the sentence, or none of ``beside`` where there are any.
    ``quoted`` and ``denied``: counts also in quotation marks, also where it is denied.
    ``outside``: counts also in a line that is no sentence, such as a sender's. ``general``: yields
    to any other rule's finding in the same place. ``clause``: the finding names its whole clause.
    """

    name: str
    code: str
    why: str
    gentler: str
    find: tuple[Pattern, ...]
    but_not: tuple[Pattern, ...] = ()
    unless: tuple[Pattern, ...] = ()
    beside: tuple[Pattern, ...] = ()
    quoted: bool = False
    denied: bool = False
    outside: bool = False
    general: bool = False
    clause: bool = False


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules; ``but_not`` and ``after`` hold for every one that is not told otherwise."""

    rules: tuple[Rule, ...]
    but_not: tuple[Pattern, ...]
    after: tuple[Pattern, ...]
    last: tuple[Pattern, ...]
    telling: tuple[str, ...]
    romaji: tuple[str, ...]
    groups: tuple[frozenset[str], ...]

    @property
    def words(self) -> frozenset[str]:
        """Return every word that some pattern looks for."""
        patterns = [*self.but_not, *self.after, *self.last]
        for rule in self.rules:
            patterns += [*rule.find, *rule.but_not, *rule.unless, *rule.beside]
        found = frozenset().union(*(pattern.words for pattern in patterns))
        return found.union(*self.groups)


def load_rules(own: Path | None = None) -> Rules:
    """Return the shipped rules, and what the project's own file adds, replaces and switches off.

    Raises ProblemsFoundError (exit code 3) with everything that is wrong with the own file.
    """
    shipped = _File(SHIPPED)
    if own is None or not own.is_file():
        return _built((shipped,))
    added = _File(own)
    rules = _built((shipped, added))
    if added.problems:
        raise ProblemsFoundError(phrase("{file} has errors.", file=own.name), added.problems)
    return rules


def _built(files: Sequence[_File]) -> Rules:
    named: dict[str, Choice] = {}
    rules: dict[str, Rule] = {}
    for file in files:
        file.add_words(named)
    for file in files:
        for rule in file.rules(named):
            rules[rule.name] = rule
    off = {name for file in files for name in file.off({*rules, *CODES})}
    every = {
        key: tuple(p for file in files for p in file.patterns("everywhere", key, named))
        for key in _OF_TABLE["everywhere"]
    }
    assert not files[0].problems, files[0].problems
    return Rules(
        tuple(rule for rule in rules.values() if not {rule.name, rule.code} & off),
        but_not=every["except"],
        after=every["after"],
        last=every["last"],
        telling=tuple(text for file in files for text in file.texts("wording", "telling")),
        romaji=tuple(text for file in files for text in file.texts("wording", "romaji")),
        groups=tuple(choice.words for name, choice in named.items() if name.startswith("話題")),
    )


@dataclass
class _File:
    """One file of rules, read table by table; what is wrong with it is gathered."""

    path: Path
    text: str = ""
    tables: Mapping[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        try:
            self.text = self.path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
            self.tables = tomllib.loads(self.text)
        except OSError as error:
            reason = reason_of(error)
            message = phrase("The file cannot be read: {reason}.", reason=reason)
            self._note("file-unreadable", message, _CLOSE)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"at line (\d+)", str(error))
            message = phrase("The file is not TOML in UTF-8.")
            self._note("toml-syntax", message, _FORM, int(found[1]) if found else 1)
        except (ValueError, RecursionError):
            self._note("toml-syntax", phrase("The file is not TOML in UTF-8."), _FORM)
        for table in self.tables:
            self._known(table, _TABLES, f"[{table}")
        for table, keys in _OF_TABLE.items():
            for key in self._table(table):
                self._known(key, keys, key)

    def add_words(self, named: dict[str, Choice]) -> None:
        """Add the named lists, each of which may call those above it; a known name grows."""
        for name, values in self._table("words").items():
            old = named.get(name, Choice())
            words, kinds, forms = set(old.words), list(old.kinds), list(old.forms)
            for text in self._texts(values, name):
                pattern = self._pattern(text, named)
                if pattern and len(pattern.parts) == 1 and (choice := _plain(pattern)):
                    words |= choice.words
                    kinds += choice.kinds
                    forms += choice.forms
                elif pattern:
                    forms.append(pattern)
            named[name] = Choice(frozenset(words), tuple(kinds), tuple(forms))

    def rules(self, named: Mapping[str, Choice]) -> list[Rule]:
        """Return the rules of this file that can be read."""
        tables = self.tables.get("rule", [])
        if not isinstance(tables, list):
            self.blame(phrase("{key} must be {expected}.", key="rule", expected="[[rule]]"), "rule")
            return []
        return [rule for table in tables if (rule := self._rule(table, named))]

    def _rule(self, table: object, named: Mapping[str, Choice]) -> Rule | None:
        if not isinstance(table, dict):
            self.blame(phrase("{key} must be {expected}.", key="rule", expected="[[rule]]"), "rule")
            return None
        before = len(self.problems)
        for key in table:
            self._known(key, (*_TEXTS, *_PATTERNS, *_FLAGS), key)
        name, code, why, gentler = (self._text(table, key) for key in _TEXTS)
        if code and code not in CODES:
            self.blame(
                phrase("{key} must be one of: {possible}.", key="code", possible=", ".join(CODES)),
                code,
            )
        find, but_not, unless, beside = (
            self._patterns(self._texts(table.get(key, []), key), named) for key in _PATTERNS
        )
        if not find and len(self.problems) == before:
            self.blame(phrase("{key} is missing or empty.", key="find"), name)
        flags = {key: table.get(key) is True for key in _FLAGS}
        rule = Rule(name, code, why, gentler, find, but_not, unless, beside, **flags)
        return rule if len(self.problems) == before else None

    def off(self, known: set[str]) -> list[str]:
        """Return the rules and codes that are switched off."""
        names = self.texts("wording", "off")
        for name in names:
            self._known(name, sorted(known), name)
        return names

    def texts(self, table: str, key: str) -> list[str]:
        """Return a list of texts of a table."""
        return self._texts(self._table(table).get(key, []), key)

    def patterns(self, table: str, key: str, named: Mapping[str, Choice]) -> tuple[Pattern, ...]:
        """Return the patterns of a table that can be read."""
        return self._patterns(self.texts(table, key), named)

    def _patterns(self, texts: Sequence[str], named: Mapping[str, Choice]) -> tuple[Pattern, ...]:
        return tuple(found for text in texts if (found := self._pattern(text, named)))

    def _pattern(self, text: str, named: Mapping[str, Choice]) -> Pattern | None:
        try:
            return read_pattern(text, named)
        except PatternError as error:
            self.blame(phrase("“{part}” is no word of a rule.", part=error.part), text, _SIGNS)
            return None

    def _table(self, name: str) -> Mapping[str, object]:
        table = self.tables.get(name, {})
        if isinstance(table, dict):
            return table
        self.blame(phrase("{key} must be {expected}.", key=name, expected=f"[{name}]"), name)
        return {}

    def _texts(self, values: object, key: str) -> list[str]:
        if isinstance(values, list) and all(isinstance(value, str) for value in values):
            return values
        expected = phrase("a list of texts in brackets")
        self.blame(phrase("{key} must be {expected}.", key=key, expected=expected), key)
        return []

    def _text(self, table: Mapping[str, object], key: str) -> str:
        value = table.get(key)
        if isinstance(value, str) and value.strip():
            return value.strip()
        near = next((str(table[other]) for other in _TEXTS if other in table), "[[rule]]")
        self.blame(phrase("{key} is missing or empty.", key=key), near)
        return ""

    def _known(self, key: str, known: Sequence[str], near: str) -> None:
        if key not in known:
            hint = phrase("Known here: {known}.", known=", ".join(known))
            self.blame(phrase("{key} is not known here.", key=key), near, hint)

    def blame(self, message: Phrase, near: str, hint: Phrase | None = None) -> None:
        """Note what is wrong, on the first line on which ``near`` begins."""
        lines = enumerate(self.text.split("\n"), 1)
        first = near.strip().partition("\n")[0]
        line = next((number for number, line in lines if first in line), 1)
        self._note("wording-rule", message, hint or _FORM, line)

    def _note(self, code: str, message: Phrase, hint: Phrase, line: int = 1) -> None:
        where = Where(self.path.name, line)
        self.problems.append(Problem(ExitCode.PROJECT, code, message, hint, where))


def _plain(pattern: Pattern) -> Choice | None:
    """Return the choice a pattern of one part consists of, or None where it is more than that."""
    part = pattern.parts[0]
    return None if part.is_optional or part.is_refused else part.choice


_CLOSE = phrase("Close it in other programs and see that you may open it.")
_FORM = phrase("docs/wording.md shows how a rule is written.")
_SIGNS = phrase(
    "Words stand apart with a blank; {name} calls a list of [words] above it.", name="{…}"
)


def with_telling(rules: Rules, names: Sequence[str]) -> Rules:
    """Return the rules with further names that tell what the organisation does."""
    return replace(rules, telling=(*rules.telling, *(name for name in names if fold(name))))
