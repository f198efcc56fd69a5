"""What goes to a print shop names nobody: all words of the picture sides against the address book.

Read are the words of every card, the address its QR code leads to, what a layout draws by itself
and the title of the file. The author's pen name and the artist's stand there on purpose. Scanned
handwriting cannot be read here; it is said on which cards somebody has to look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple
from urllib.parse import unquote

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.merge import read_words
from outreach.model.hand import PEN
from outreach.model.recipient import Recipient
from outreach.model.round import Message
from outreach.phrase import Phrase, phrase
from outreach.press.raster import page_text
from outreach.sources.recipients import read_recipients
from outreach.workflow.content import message_in
from outreach.workflow.known_by import What
from outreach.workflow.known_people import Found, KnownPeople
from outreach.workflow.prepare import Prepared
from outreach.workflow.press_room import PressRoom, Row
from outreach.workflow.sentences import few

_MERGED = {
    "family_name": What.FAMILY,
    "given_name": What.GIVEN,
    "call_name": What.CALL,
}
_NAMES = {
    What.WHOLE: phrase("Somebody's whole name"),
    What.FAMILY: phrase("A family name from the address book"),
    What.GIVEN: phrase("A given name from the address book"),
    What.CALL: phrase("A call name from the address book"),
    What.READING: phrase("The reading of a name from the address book"),
    What.CARE_OF: phrase("The name somebody's mail is sent care of"),
    What.ORGANISATION: phrase("An organisation somebody belongs to"),
    What.CODE: phrase("Somebody's postal code"),
    What.ADDRESS: phrase("Somebody's address"),
    What.PHONE: phrase("A telephone number"),
    What.MAIL: phrase("An e-mail address"),
    What.KEY: phrase("Somebody's key"),
}


class _Clue(NamedTuple):
    """Personal data at one place: what it is, or which gap of the message it comes from."""

    where: Where
    found: Found
    gap: str = ""


@dataclass(slots=True)
class _Cards:
    """The cards that bear the same: their numbers, and the key where it is one person's."""

    key: str
    numbers: list[int] = field(default_factory=list)


def personal_data(prepared: Prepared, room: PressRoom, rows: Iterable[Row]) -> list[Problem]:
    """Return what the picture sides of these cards say of anybody in the address book.

    An error for whatever surely does; one warning for words that may, and one for handwriting.
    The messages name keys, cards and lines, never what stands there.
    """
    return list(_Reading(prepared).problems(room, rows))


class _Reading:
    """One reading of all picture sides of a round."""

    def __init__(self, prepared: Prepared) -> None:
        self._prepared = prepared
        self._round = prepared.round
        senders = prepared.desk.project.senders.values()
        self._people = KnownPeople({sender.postal_code for sender in senders})
        self._writes: dict[str, Recipient] = {}  # whoever gets words of their own
        for person in read_recipients(prepared.desk.project):
            if isinstance(person, Recipient):
                self._people.note(person)
                if self._has_own(person.key):
                    self._writes[person.key] = person
        self._alike: dict[tuple[str, str], tuple[Found, ...]] = {}
        self._cards: dict[_Clue, _Cards] = {}
        self._inked: list[int] = []

    def problems(self, room: PressRoom, rows: Iterable[Row]) -> Iterator[Problem]:
        """Yield what is wrong, errors and warnings, first what is on cards."""
        designs: dict[str, None] = {}
        for row in rows:
            message = message_in(row.body)
            designs.setdefault(message.design)
            self._note(row, message)
        for clue, cards in self._cards.items():
            yield self._on_cards(clue, cards)
        if self._inked:
            yield self._unread()
        yield from self._on_all(room, designs)

    # -- one card ---------------------------------------------------------------------------

    def _note(self, row: Row, message: Message) -> None:
        if message.ink:
            self._inked.append(row.no)
        if message.hand == PEN:  # nothing of it is printed
            return
        for clue in self._clues(row.key, message):
            key = row.key if self._has_own(row.key) else ""
            self._cards.setdefault(clue, _Cards(key)).numbers.append(row.no)

    def _clues(self, key: str, message: Message) -> Iterator[_Clue]:
        own = self._prepared.messages.get(key)
        template, where = self._round.message, self._round.where
        if own is not None and own.message:
            template, where = own.message, own.where
        where = replace(where, key=None)
        text = message.text
        parts = read_words(template).parts
        if gaps := [name for is_name, name in parts if is_name and name in _MERGED]:
            for gap in dict.fromkeys(gaps):
                yield _Clue(where, Found(_MERGED[gap], 0), gap)
            # What is left is the same on every card, and a card is refused already.
            text = "".join("" if is_name else part for is_name, part in parts).strip("\n")
        for found in self._found(key, text, message.author):
            yield _Clue(where, found)

    def _found(self, key: str, text: str, author: str) -> tuple[Found, ...]:
        person = self._writes.get(key)
        if person is not None:
            return self._people.found(text, person, (author,))
        alike = self._alike.get((text, author))
        if alike is None:
            alike = self._alike[text, author] = self._people.found(text, None, (author,))
        return alike

    def _has_own(self, key: str) -> bool:
        own = self._prepared.messages.get(key)
        return own is not None and bool(own.message)

    # -- in words ---------------------------------------------------------------------------

    def _on_cards(self, clue: _Clue, cards: _Cards) -> Problem:
        numbers, found = few(sorted(cards.numbers)), clue.found
        if clue.gap:
            message = phrase(
                "{gap} in the message puts the name of each recipient on the picture side: "
                "No. {numbers}.",
                gap=f"{{{{ {clue.gap} }}}}", numbers=numbers,
            )  # fmt: skip
        elif found.sure:
            message = phrase("{what} stands on the picture side, line {line} of the message: "
                             "No. {numbers}.", what=_NAMES[found.what], line=found.line,
                             numbers=numbers)  # fmt: skip
        else:
            message = phrase("{what} may stand on the picture side, line {line} of the message: "
                             "No. {numbers}.", what=_NAMES[found.what], line=found.line,
                             numbers=numbers)  # fmt: skip
        where = replace(clue.where, key=cards.key or None)
        return self._problem(found, message, where)

    def _problem(self, found: Found, message: Phrase, where: Where) -> Problem:
        if found.sure:
            hint = phrase(
                "A print shop gets no personal data: say it without, or print this side yourself: "
                "outreach print {id}.", id=self._round.id,
            )  # fmt: skip
            return Problem(_kind(where), "personal-data", message, hint, where)
        hint = phrase("Look at it: if it means somebody, say it without before the files go to a "
                      "print shop; if it is a word like any other, all is well.")  # fmt: skip
        return Problem(_kind(where), "personal-data-perhaps", message, hint, where,
                       Severity.WARNING)  # fmt: skip

    def _unread(self) -> Problem:
        return Problem(
            _kind(self._round.where),
            "personal-data-unread",
            phrase("The handwriting on the picture side cannot be read here: No. {numbers}.",
                   numbers=few(sorted(self._inked))),
            phrase("Look at each of these pages before the file goes to a print shop: no name may "
                   "stand there. Or print these cards yourself."),
            self._round.where,
            Severity.WARNING,
        )  # fmt: skip

    # -- what all cards have alike ----------------------------------------------------------

    def _on_all(self, room: PressRoom, designs: Iterable[str]) -> Iterator[Problem]:
        for found in self._people.found(unquote(self._round.qr)):
            message = phrase("{what} stands in the address the QR code leads to.",
                             what=_NAMES[found.what])  # fmt: skip
            yield self._problem(found, message, self._round.where)
        for found in self._people.found(room.title):
            message = phrase("{what} stands in the name of the round, which is the title of the "
                             "file.", what=_NAMES[found.what])  # fmt: skip
            yield self._problem(found, message, self._round.where)
        for name in designs:
            for found in self._people.found(page_text(room.pictures[name].drawn.pdf)):
                message = phrase("{what} stands in the words that the design's layout draws.",
                                 what=_NAMES[found.what])  # fmt: skip
                where = Where(f"designs/{name}/design.toml")
                yield self._problem(found, message, where)


def _kind(where: Where) -> ExitCode:
    file = where.file or ""
    if file.startswith("designs/"):
        return ExitCode.DESIGN
    return ExitCode.SOURCE if file.endswith(".csv") else ExitCode.PROJECT
