"""rounds/ID: round.toml becomes a Round, messages.csv the messages of single recipients."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.project import Project
from outreach.model.recipient import Mailing
from outreach.model.round import MessageRow, Round
from outreach.model.stock import STOCKS
from outreach.phrase import phrase
from outreach.sources.characters import BLANKS, line_fault, message_fault
from outreach.sources.columns import (
    MESSAGE_COLUMNS,
    doubled,
    find_columns,
    is_header,
    lacking,
    misspelt,
)
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.fields import key_fault
from outreach.sources.tables import Row, Table, open_table
from outreach.sources.toml import (
    Document,
    line_of,
    long_message_fault,
    read_document,
    trimmed_message,
)
from outreach.sources.toml import Table as TomlTable

FOLDER = "rounds"
ROUND_FILE = "round.toml"
MESSAGES_FILE = "messages.csv"
HANDS = ("set",)
_KEYS = ("mailing", "post_on", "stock", "design", "author", "hand", "message", "qr", "only",
         "branch")  # fmt: skip


def round_ids(root: Path) -> list[str]:
    """Return the ids of the project's rounds: the folders of rounds/ that hold a round.toml."""
    return sorted(path.parent.name for path in (root / FOLDER).glob(f"[!.]*/{ROUND_FILE}"))


def load_round(project: Project, round_id: str) -> tuple[Round | None, list[Problem]]:
    """Return a round (None if anything stops it) and what is wrong, of kind PROJECT."""
    known = round_ids(project.root)
    if round_id not in known:
        fault = Fault(
            "round-unknown",
            phrase("There is no round {round} with a round.toml.", round=round_id),
            did_you_mean(round_id, known),
        )
        return None, [fault.at(Where(FOLDER), ExitCode.PROJECT)]
    file = f"{FOLDER}/{round_id}/{ROUND_FILE}"
    path = project.root / FOLDER / round_id / ROUND_FILE
    document = read_document(path, file, ExitCode.PROJECT)
    if isinstance(document, Problem):
        return None, [document]
    found = _round(round_id, document)
    return (None if document.has_errors else found), document.problems


def _round(round_id: str, document: Document) -> Round:
    table = document.table("", _KEYS)
    return Round(
        id=round_id,
        post_on=table.day("post_on") or date.min,  # without a day there is an error, and no round
        design=table.text("design", required=True),
        message=table.message("message"),
        mailing=Mailing(table.choice("mailing", Mailing.CARD, [kind.value for kind in Mailing])),
        stock=table.choice("stock", "hagaki", STOCKS),
        author=table.text("author"),
        hand=table.choice("hand", "set", HANDS),
        qr=table.text("qr"),
        only=_only(table),
        branch=table.text("branch"),
        where=Where(document.file, line_of(document.text, "", "message") or 1),
    )


def _only(table: TomlTable) -> tuple[str, ...]:
    keys = table.texts("only")
    for fault in filter(None, map(key_fault, keys)):
        table.blame("only", fault)
    if not keys and isinstance(table.values.get("only"), list | str):
        table.blame("only", _ONLY_NOBODY)
    return keys


_ONLY_NOBODY = Fault(
    "only-empty",
    phrase("only is an empty list: it names nobody."),
    phrase("Name keys in it, or delete the line to write to everyone."),
)


def load_messages(project: Project, round_id: str) -> tuple[dict[str, MessageRow], list[Problem]]:
    """Return the rows of a round's messages.csv by key, and its problems of kind SOURCE.

    There need not be such a file. A row with an error is not among the rows.
    """
    path = project.root / FOLDER / round_id / MESSAGES_FILE
    rows: dict[str, MessageRow] = {}
    problems: list[Problem] = []
    if round_id in round_ids(project.root) and path.is_file():
        seen: dict[str, int] = {}
        for found in _read_messages(path, f"{FOLDER}/{round_id}/{MESSAGES_FILE}", seen):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                rows[found.key] = found
    return rows, problems


def _read_messages(path: Path, file: str, seen: dict[str, int]) -> Iterator[MessageRow | Problem]:
    with open_table(path, file, partial(is_header, columns=MESSAGE_COLUMNS)) as table:
        if isinstance(table, Problem):
            yield table
            return
        problems = _header_problems(table, file)
        yield from problems
        if problems:
            return
        places = {name: at for name, (at, *_) in _places(table).items()}
        for row in table.rows:
            if isinstance(row, Problem):
                yield row
            else:
                yield from _read_row(row, places, file, seen)


def _places(table: Table) -> dict[str, list[int]]:
    return find_columns(table.headers, MESSAGE_COLUMNS)


def _header_problems(table: Table, file: str) -> list[Problem]:
    where = Where(file, table.line)
    places = _places(table)
    if "key" not in places:
        return [lacking("key", MESSAGE_COLUMNS, table.headers).at(where)]
    # An error here, not a warning: the recipient would get everyone's message, not their own.
    return [
        *doubled(places, where),
        *misspelt(table.headers, MESSAGE_COLUMNS, where, Severity.ERROR),
    ]


def _read_row(
    row: Row, places: dict[str, int], file: str, seen: dict[str, int]
) -> Iterator[MessageRow | Problem]:
    cells = {name: row.cells[at] for name, at in places.items()}
    key = cells["key"].strip(BLANKS)
    where = Where(file, row.line, None if key_fault(key) else key)
    message = trimmed_message(cells.get("message", ""))
    design, author = (cells.get(name, "").strip(BLANKS) for name in ("design", "author"))
    faults = [
        key_fault(key),
        message_fault("message", message),
        long_message_fault(message),
        line_fault("design", design),
        line_fault("author", author),
    ]
    first = seen.setdefault(key.lower(), row.line) if where.key else row.line
    if first != row.line:
        faults.append(_used_before(first))
    found = [fault.at(where) for fault in faults if fault is not None]
    yield from found
    if not found:
        yield MessageRow(key, message, design, author, where)


def _used_before(line: int) -> Fault:
    return Fault(
        "key-twice",
        phrase("The key has a message already, on line {line}.", line=line),
        phrase("Keep one of the two rows."),
    )
