"""What was written by hand and scanned: the words of single cards, and the authors' signatures."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from outreach.artwork.ink import Ink, read_ink
from outreach.errors import ExitCode, Problem, Where
from outreach.faces.words import Scans
from outreach.frame import Bitmap
from outreach.model.hand import SCAN, WRITTEN
from outreach.model.project import Project
from outreach.model.round import Message
from outreach.phrase import phrase
from outreach.sources.project import FILE_NAME
from outreach.sources.rounds import FOLDER

SIGNATURES = "signatures"
KEPT = 16  # scans in memory: the signatures and the cards of a sheet, some 1.5 MB each


def ink_file(round_id: str, key: str) -> str:
    """Return where the scanned handwriting of a card lies, from the project's folder."""
    return f"{FOLDER}/{round_id}/hand/{key}.png"


def signature_file(name: str) -> str:
    """Return where a signature lies that outreach.toml names, from the project's folder."""
    return f"{SIGNATURES}/{name}"


@dataclass
class Scanned:
    """The scans a round's cards bear, by the hash of each file; ``problems`` is what is missing.

    A card whose words are not scanned yet is none of them: it can be planned, and have its cell on
    a sheet to be written on.
    """

    project: Project
    round_id: str
    problems: list[Problem] = field(default_factory=list)
    _signs: dict[str, str] = field(default_factory=dict)

    def on(self, message: Message, key: str) -> Message:
        """Return the message with the hashes of what is scanned for it."""
        if message.hand != SCAN and not self.project.signatures:
            return message
        ink = self._ink(key) if message.hand == SCAN else ""
        sign = self._sign(message.author) if _is_signed(message) else ""
        return replace(message, ink=ink, sign=sign) if ink or sign else message

    def _ink(self, key: str) -> str:
        return sha256_of(self.project.root / ink_file(self.round_id, key))

    def _sign(self, author: str) -> str:
        if author not in self.project.signatures:
            return ""
        if author not in self._signs:
            name = self.project.signatures[author]
            found = sha256_of(self.project.root / signature_file(name))
            self._signs[author] = found
            if not found:
                self.problems.append(_no_signature(name))
        return self._signs[author]


def sha256_of(path: Path) -> str:
    """Return the hash of a file in hex, blank where none can be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return ""


def _is_signed(message: Message) -> bool:
    """Return whether an author's scanned signature belongs under a message; a hand signs itself."""
    return bool(message.hand) and message.hand not in WRITTEN


def _no_signature(name: str) -> Problem:
    return Problem(
        ExitCode.PROJECT,
        "signature-missing",
        phrase("The signature {file} that outreach.toml names is not there.",
               file=signature_file(name)),
        phrase("Make it from a photograph: outreach hand signature NAME FILE; or take the line "
               "out of [signature]."),
        Where(FILE_NAME),
    )  # fmt: skip


class InkShelf(Mapping[str, Bitmap]):
    """The scans of a round as a press needs them: each is read when its card comes, few are kept.

    As a mapping it gives the dots of a layer by its name, and reads the file once more where the
    card went by long ago. What a worker reads stays in that worker.
    """

    def __init__(self, project: Project, round_id: str, target: str) -> None:
        self._project = project
        self._round_id = round_id
        self._target = target
        self._kept: dict[str, Ink] = {}
        self._hashes: dict[str, str] = {}
        self._files: dict[str, str] = {}

    def scans(self, message: Message, key: str) -> Scans | Problem:
        """Return what a card bears of its author's hand, or what is wrong with a file.

        A file that is not the one the card was planned or frozen with is never printed.
        """
        ink = message.ink and self._read(ink_file(self._round_id, key), message.ink)
        if isinstance(ink, Problem):
            return replace(ink, where=replace(ink.where, key=key))
        name = self._project.signatures.get(message.author, "")
        sign = message.sign and self._read(signature_file(name), message.sign)
        if isinstance(sign, Problem):
            return sign
        return Scans(ink or None, sign or None)

    def __getitem__(self, name: str) -> Bitmap:
        ink = self._load(self._files[name])
        if isinstance(ink, Problem):
            raise KeyError(name)
        return next(Bitmap(*layer[1:4]) for layer in ink.layers if layer.name == name)

    def __iter__(self) -> Iterator[str]:
        return iter(self._files)

    def __len__(self) -> int:
        return len(self._files)

    def _read(self, file: str, wanted: str) -> Ink | Problem:
        if self._hashes.get(file) != wanted:
            if sha256_of(self._project.root / file) != wanted:
                return _other_file(file)
            self._hashes[file] = wanted
        ink = self._load(file)
        if isinstance(ink, Ink):
            self._files.update({layer.name: file for layer in ink.layers})
        return ink

    def _load(self, file: str) -> Ink | Problem:
        ink = self._kept.pop(file, None) or read_ink(
            self._project.root / file, self._target, Where(file)
        )
        if isinstance(ink, Ink):
            self._kept[file] = ink  # last, as the one used last
            if len(self._kept) > KEPT:
                del self._kept[next(iter(self._kept))]
        return ink


def _other_file(file: str) -> Problem:
    return Problem(
        ExitCode.STATE,
        "handwriting-changed",
        phrase("The scanned handwriting is not the one this card was made with."),
        phrase("Put the old file back, or print the piece again with a reason: --again."),
        Where(file),
    )
