"""A writing list that came back: what of it is right is taken, and of the rest it is said why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from outreach.errors import (
    Problem,
    ProblemsFoundError,
    Severity,
    SourceError,
    StateError,
    Where,
    errors_in,
)
from outreach.ledger import Ledger
from outreach.merge import merge
from outreach.model.round import Message, MessageRow
from outreach.phrase import Phrase, phrase
from outreach.sources.characters import message_fault
from outreach.sources.fault import Fault
from outreach.sources.fields import key_fault
from outreach.sources.lost import changed_fault, geta_fault, lost_fault
from outreach.sources.message_file import MessageFile, open_messages
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_messages, round_ids
from outreach.sources.toml import long_message_fault
from outreach.sources.writing_list import ListRow, read_list
from outreach.typeset.markup import plain
from outreach.wording import open_adviser
from outreach.workflow.advice import own_rules, warning
from outreach.workflow.desk import Desk
from outreach.workflow.importing import Refused, name_in_problems
from outreach.workflow.memory import YEAR, Said, said_again
from outreach.workflow.prepare import Prepared, prepare
from outreach.workflow.writing import CardToWrite, Gauge, cards_to_write
from outreach.workflow.writing_faults import (
    BROKEN,
    MIXED_UP,
    MOVED,
    key_twice,
    left_out,
    not_in_encoding,
    other_round,
    unknown,
)


class Taken(NamedTuple):
    """A message that is taken from a list; ``before`` is the person's own so far, or blank."""

    where: Where
    key: str
    text: str
    before: str


@dataclass(slots=True)
class Returned:
    """All that a list which came back would do; nothing of it is written yet."""

    round_id: str
    file: MessageFile
    added: list[Taken] = field(default_factory=list)
    changed: list[Taken] = field(default_factory=list)
    unchanged: list[Where] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def taken(self) -> list[Taken]:
        """Return everything that is to be written, in the order of the list."""
        return sorted((*self.added, *self.changed), key=lambda each: each.where.line or 0)

    @property
    def has_news(self) -> bool:
        """Return whether there is anything to write."""
        return bool(self.added or self.changed)

    def write(self) -> None:
        """Write what is taken into the round's messages.csv.

        Raises:
            StateError: the file was changed meanwhile; nothing is written then.
            OutputError: it cannot be written.
        """
        if self.has_news:
            self.file.write({each.key: each.text for each in self.taken})


def read_back(desk: Desk, path: Path, round_id: str = "") -> Returned:
    """Read a writing list and return what it would do; nothing is written.

    ``round_id`` is needed where the list does not say which round it is for.

    Raises:
        SourceError, ProblemsFoundError: the list as a whole, the round's own files, or its
            messages.csv cannot be read.
        StateError: the round is fixed already.
        ProjectError: the round sends no cards.
    """
    file = name_in_problems(path, desk.project.root)
    rows, problems = read_list(path, file)
    if problems:
        raise ProblemsFoundError(
            phrase("The list cannot be read; nothing was written."), problems
        )  # fmt: skip
    round_id = _round(desk, rows, round_id)
    with desk.read_ledger() as ledger:
        if ledger.is_frozen(round_id):
            raise _frozen(round_id)
        with prepare(desk, ledger, round_id) as prepared:
            returned = Returned(round_id, _messages(desk, round_id))
            _Reading(prepared, returned, rows).take_all(ledger)
    return returned


def _round(desk: Desk, rows: Sequence[ListRow | Problem], asked: str) -> str:
    """Return the round a list is for: the one that was asked for, else the one it names."""
    if asked:
        return asked
    found = (row.round for row in rows if isinstance(row, ListRow))
    stated = list(dict.fromkeys(filter(None, found)))
    known = [each for each in stated if each in round_ids(desk.project.root)]
    if len(stated) == 1 and known:
        return known[0]
    if not stated:
        message = phrase("The list does not say which round it is for.")
    elif len(stated) > 1:
        message = phrase("The list is for several rounds: {rounds}.", rounds=", ".join(stated))
    else:
        message = phrase("The list is for the round {round}, which is not there.", round=stated[0])
    raise SourceError(message, phrase("Name the round: outreach write import FILE --round ID"))


def fixed(round_id: str) -> Phrase:
    """Return the words for a round that takes no list any more."""
    return phrase("Round {round} is fixed already: no message of its cards changes any more.",
                  round=round_id)  # fmt: skip


def _frozen(round_id: str) -> StateError:
    return StateError(
        fixed(round_id),
        phrase("Keep the list for the next round. To print single cards anew, write the words "
               "into messages.csv, then: outreach print {round} --again --only KEY --because TEXT",
               round=round_id),
    )  # fmt: skip


def _messages(desk: Desk, round_id: str) -> MessageFile:
    """Return the round's messages.csv; raises ProblemsFoundError where it has errors."""
    wrong = errors_in(load_messages(desk.project, round_id)[1])
    file = open_messages(desk.project, round_id) if not wrong else None
    if isinstance(file, MessageFile):
        return file
    problems = [file] if isinstance(file, Problem) else wrong
    raise ProblemsFoundError(
        phrase("The messages of the round have errors: correct them first. Nothing was written."),
        problems,
    )


class _Reading:
    """The state while the rows of a list are taken one by one."""

    def __init__(
        self, prepared: Prepared, returned: Returned, rows: Sequence[ListRow | Problem]
    ) -> None:
        self.prepared = prepared
        self.returned = returned
        self.due = {due.recipient.key.lower(): due for due in cards_to_write(prepared)}
        self.call_names = {due.recipient.call_name for due in self.due.values()}
        self.words = {due.words for due in self.due.values()}
        self.others = {each.identity.key.lower(): each.reason for each in prepared.left_out()}
        self.broken = _broken_keys(prepared)
        self.rounds = set(round_ids(prepared.desk.project.root)) - {returned.round_id}
        self.rows = rows
        self.lines = _lines_of_keys(rows)

    def take_all(self, ledger: Ledger) -> None:
        """Take every row: as words for a card, as nothing new, or not at all."""
        wanted = list(self._wanted())
        gauge = Gauge(self.prepared, [due for _, due in wanted])
        self.returned.remarks += gauge.problems
        said = []
        for done, (row, due) in enumerate(wanted, start=1):
            if taken := self._taken(row, due, gauge):
                said.append((taken, due))
            self.prepared.desk.progress(done, len(wanted))
        since = self.prepared.round.post_on - YEAR
        self.returned.remarks += said_again(
            ledger, self.returned.round_id, (each for each, _ in said), since
        )
        self.returned.remarks += _advice(self.prepared.desk, said)
        self.returned.refused.sort(key=lambda each: each.where.line or 0)

    def _wanted(self) -> Iterator[tuple[ListRow, CardToWrite]]:
        """Yield the rows that have new words for a card, and refuse those that cannot be."""
        for row in self.rows:
            if isinstance(row, Problem):
                self._refuse(row.where, [row])
                continue
            is_blank = row.untouched or not row.message
            fault = self._moved(row) if is_blank else self._stranger(row) or self._twice(row)
            due = self.due.get(row.key.lower())
            if fault is not None and not row.message:
                self.returned.remarks.append(
                    replace(fault, severity=Severity.WARNING).at(row.where)
                )
            elif fault is not None:
                self._refuse(row.where, [fault.at(row.where)])
            elif is_blank or due is None or self._is_known(row, due):
                self.returned.unchanged.append(row.where)
            else:
                yield row, due

    def _refuse(self, where: Where, problems: Iterable[Problem]) -> None:
        self.returned.refused.append(Refused(where, tuple(problems)))

    def _stranger(self, row: ListRow) -> Fault | None:
        """Return why a row is for nobody this round writes to."""
        key = row.key.lower()
        if fault := key_fault(row.key):
            return fault
        if row.round in self.rounds:
            return other_round(row.round)
        if key in self.due:
            return self._mixed_up(row, self.due[key].recipient.call_name)
        if key in self.others:
            return left_out(self.others[key])
        return BROKEN if key in self.broken else unknown(row.key, self.due.values())

    def _moved(self, row: ListRow) -> Fault | None:
        """Return the fault of a row nobody wrote in whose key was changed.

        That somebody gets no card any more, or is of another round, is no fault of theirs.
        """
        key = row.key.lower()
        if row.round in self.rounds or key in self.others or key in self.broken:
            return None
        if key not in self.due:
            return key_fault(row.key) or unknown(row.key, self.due.values())
        due = self.due[key]
        is_anothers = row.message not in ("", due.words) and row.message in self.words
        return MOVED if is_anothers else self._mixed_up(row, due.recipient.call_name)

    def _mixed_up(self, row: ListRow, call_name: str) -> Fault | None:
        """Return the fault of a row whose call name is somebody else's: cells have shifted."""
        if row.call_name in ("", call_name) or row.call_name not in self.call_names:
            return None
        return MIXED_UP

    def _twice(self, row: ListRow) -> Fault | None:
        """Return the fault of a key that several rows have different words for."""
        lines = self.lines[row.key.lower()]
        others = [line for line in lines.values() if line != row.where.line]
        return key_twice(others) if len(lines) > 1 else None

    def _is_known(self, row: ListRow, due: CardToWrite) -> bool:
        """Return whether the words stand there already, or on an earlier line of the list."""
        is_said = row.message == (due.words or self.prepared.round.message)
        return is_said or self.lines[row.key.lower()][row.message] != row.where.line

    def _taken(self, row: ListRow, due: CardToWrite, gauge: Gauge) -> Said | None:
        """Take the words of a row where nothing is wrong with them, and return them merged."""
        key = due.recipient.key
        where = replace(row.where, key=key)
        message, problems = self._read(row.message, due, where)
        if message is not None:
            problems += gauge.faults(due, message, where)
        if message is None or errors_in(problems):
            self._refuse(where, errors_in(problems))
            return None
        self.returned.remarks += problems
        taken = Taken(where, key, row.message, due.words)
        (self.returned.changed if due.words else self.returned.added).append(taken)
        return Said(0, key, message.text, message.author, where)

    def _read(
        self, text: str, due: CardToWrite, where: Where
    ) -> tuple[Message | None, list[Problem]]:
        """Return the words merged, or what keeps them from being a message at all."""
        label = phrase("message")
        faults = [
            message_fault(label, text) or geta_fault(label, text),
            long_message_fault(text),
            self._unfit(text),
            *(changed_fault(label, text, told)
              for told in dict.fromkeys((due.words, self.prepared.round.message))),
        ]  # fmt: skip
        if found := [fault.at(where) for fault in faults if fault is not None]:
            return None, found
        before = self.prepared.messages.get(due.recipient.key)
        row = replace(before or MessageRow(due.recipient.key), message=text, where=where)
        plan, shown = self.prepared.round, self.prepared.shown
        message, problems = merge(due.recipient, plan, row, shown)
        lost = lost_fault(label, text)
        problems += [lost.at(where)] if lost else []
        return message, [_in_row(problem, where) for problem in problems]

    def _unfit(self, text: str) -> Fault | None:
        character = self.returned.file.unfit(text)
        return not_in_encoding(character, self.returned.file.name) if character else None


def _advice(desk: Desk, said: Sequence[tuple[Said, CardToWrite]]) -> Iterator[Problem]:
    """Yield what the adviser finds in the words; rules it cannot read stop nothing."""
    if not said:
        return
    try:
        adviser = open_adviser(own_rules(desk.project.root))
    except ProblemsFoundError as error:
        yield from (replace(each, severity=Severity.WARNING) for each in error.problems)
        return
    for each, due in said:
        avoid = due.recipient.avoid
        for finding in adviser.read(plain(each.text), (avoid,) if avoid else ()):
            yield warning(finding, each.where)


def _broken_keys(prepared: Prepared) -> set[str]:
    """Return the keys of the rows in the address book that have errors, in lower case."""
    found = read_recipients(prepared.desk.project)
    problems = errors_in(each for each in found if isinstance(each, Problem))
    return {each.where.key.lower() for each in problems if each.where.key}


def _lines_of_keys(rows: Iterable[ListRow | Problem]) -> dict[str, dict[str, int]]:
    """Return the first line of each different text that a key has."""
    lines: dict[str, dict[str, int]] = {}
    for row in rows:
        if isinstance(row, ListRow) and row.message and not row.untouched:
            lines.setdefault(row.key.lower(), {}).setdefault(row.message, row.where.line or 0)
    return lines


def _in_row(problem: Problem, where: Where) -> Problem:
    """Return a problem of a list at its row: in a workbook a line of the message is no line."""
    return replace(problem, where=where) if problem.where.file == where.file else problem
