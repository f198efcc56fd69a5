"""Advice on the words of a round, and of texts from a file: said, never acted upon."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Severity, Where
from outreach.phrase import Phrase, phrase
from outreach.sources.characters import BLANKS
from outreach.sources.columns import MESSAGE_COLUMNS, doubled, find_columns, lacking
from outreach.sources.encodings import NOT_DECODABLE, find_encoding
from outreach.sources.fault import unreadable
from outreach.sources.formulas import as_meant
from outreach.sources.recipients import read_recipients
from outreach.sources.tables import BOOK_SUFFIX, CSV_SUFFIXES, Table, open_table
from outreach.typeset.markup import plain
from outreach.wording import Adviser, Finding
from outreach.workflow.content import message_in
from outreach.workflow.prepare import Prepared

OWN_RULES = "wording.toml"
_COLUMNS = {name: MESSAGE_COLUMNS[name] for name in ("key", "message")} | {"avoid": "避ける話題"}
_REMEMBERED = 512  # texts whose findings are kept: one for all, or one for each of a few groups
_WORDS: Mapping[str, Phrase] = {
    "reply": phrase("The message may sound as if it asked for a reply."),
    "question": phrase("The message asks the reader something."),
    "press": phrase("The message may press: advice, a request or encouragement."),
    "topic": phrase("The message touches a topic that may hurt."),
    "assume": phrase("The message takes it that the reader is well, or unwell."),
    "oblige": phrase("The message names an appointment or a date that may oblige."),
    "expose": phrase("The message tells whoever reads the card about the person's situation."),
    "promise": phrase("The message ends with a promise or a threat."),
    "creed": phrase("The message speaks of religion, politics or a cure."),
}


class Draft(NamedTuple):
    """A text to be read, before it is anybody's card; ``key`` is blank for a file of one text."""

    key: str
    text: str
    avoid: str = ""


class Advised(NamedTuple):
    """A draft's key and what was found in its text."""

    key: str
    findings: tuple[Finding, ...]


def advice(prepared: Prepared, adviser: Adviser) -> Iterator[Problem]:
    """Yield a warning for each thing the adviser finds in the words of a round's cards.

    What it finds in the round's own words is said once, without a key; under a key stands what is
    in the words of one row, or what only this recipient does not wish to read of. The words
    themselves are left out, for a name may stand among them: ``outreach wording`` and the writing
    list show them. The same text is read once.
    """
    topics = _topics(prepared)
    read = lru_cache(_REMEMBERED)(adviser.read)
    shared, is_said = prepared.round.where, False
    for card in prepared.staged():
        text, where = plain(message_in(card.body).text), _place(card.words, card.key)
        found = read(text)
        if (where.file, where.line) == (shared.file, shared.line):
            if not is_said:
                mine = read(plain(prepared.round.message))
                yield from (warning(finding, shared) for finding in mine)
            is_said = True
        else:
            yield from (warning(finding, where) for finding in found)
        if avoid := topics.get(card.key):
            theirs = (each for each in read(text, (avoid,)) if each not in found)
            yield from (warning(finding, where) for finding in theirs)


def warning(finding: Finding, where: Where) -> Problem:
    """Return a finding as a warning at a place, without the words it was found in."""
    hint = phrase("From character {start}: {gentler}", start=finding.start + 1,
                  gentler=finding.gentler)  # fmt: skip
    code = f"wording-{finding.code}"
    return Problem(ExitCode.SOURCE, code, _WORDS[finding.code], hint, where, Severity.WARNING)


def _topics(prepared: Prepared) -> dict[str, str]:
    """Return the topics to avoid of those who have any, by key."""
    people = read_recipients(prepared.desk.project)
    return {
        found.key: found.avoid for found in people if not isinstance(found, Problem) and found.avoid
    }


def _place(words: str, key: str) -> Where:
    file, _, line = words.rpartition(":")
    return Where(file, int(line) or None, key)


def own_rules(root: Path | None) -> Path | None:
    """Return the project's own rules, where there is a project and it has any."""
    path = root / OWN_RULES if root else None
    return path if path and path.is_file() else None


def read_drafts(path: Path, file: str) -> list[Draft]:
    """Return the texts of a file: of a table one a row, of any other file its whole text.

    A table (CSV, TSV, xlsx) has the columns key and message, in either language, and may have
    avoid. ``file`` is its name for problems. Raises ProblemsFoundError (exit code 4).
    """
    if path.suffix.lower() not in (*CSV_SUFFIXES, BOOK_SUFFIX):
        return [Draft("", _text(path, file))]
    with open_table(path, file, _is_header) as table:
        if isinstance(table, Problem):
            raise _refused([table])
        return _rows(table, file)


def is_table(path: Path) -> bool:
    """Return whether a file without a name of its own (stdin) is a table of messages."""
    if path.read_bytes().startswith(b"PK\x03\x04"):
        return True
    with path.open("rb") as stream:
        encoding = find_encoding(stream)
        stream.seek(0)
        first = stream.readline().decode(encoding, "replace") if isinstance(encoding, str) else ""
    return _is_header([cell.strip('"') for cell in first.strip().replace("\t", ",").split(",")])


def _is_header(cells: Sequence[str]) -> bool:
    return {"key", "message"} <= find_columns(cells, _COLUMNS).keys()


def _rows(table: Table, file: str) -> list[Draft]:
    places = find_columns(table.headers, _COLUMNS)
    where = Where(file, table.line)
    wrong = doubled(places, where)
    if "message" not in places:
        wrong.append(lacking("message", MESSAGE_COLUMNS, table.headers).at(where))
    drafts = []
    for row in table.rows:
        if isinstance(row, Problem):
            wrong.append(row)
            continue
        key, text, avoid = (
            as_meant(row.cells[at[0]]) if (at := places.get(name)) else "" for name in _COLUMNS
        )
        drafts.append(Draft(key.strip(BLANKS), text, avoid))
    if wrong:
        raise _refused(wrong)
    return drafts


def _text(path: Path, file: str) -> str:
    try:
        with path.open("rb") as stream:
            encoding = find_encoding(stream)
            stream.seek(0)
            data = stream.read()
    except OSError as error:
        raise _refused([unreadable(error).at(Where(file))]) from error
    if isinstance(encoding, int):
        raise _refused([NOT_DECODABLE.at(Where(file, encoding))])
    return data.decode(encoding).replace("\r\n", "\n")


def _refused(problems: Sequence[Problem]) -> ProblemsFoundError:
    as_source = [replace(problem, kind=ExitCode.SOURCE) for problem in problems]
    return ProblemsFoundError(phrase("The messages cannot be read."), as_source)


def advise(drafts: Sequence[Draft], adviser: Adviser) -> list[Advised]:
    """Return what is found in each text, in order; also of those in which nothing is."""
    return [
        Advised(draft.key, adviser.read(plain(draft.text), (draft.avoid,) if draft.avoid else ()))
        for draft in drafts
    ]
