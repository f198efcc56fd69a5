"""rounds/ID/stamps.csv: which stamps go onto which piece; numbers and designs, nothing else."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.stamp import Stamp
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.columns import find_columns, fold, is_header
from outreach.sources.fault import Fault
from outreach.sources.rounds import FOLDER, round_ids
from outreach.sources.tables import Row, Table, open_table

FILE = "stamps.csv"
COLUMNS = {"card_no": "番号", "stamps": "切手"}
_DESIGN = r"[\w-]{0,31}[^\W\d_][\w-]{0,31}"  # a letter at least: a number alone is a slip
_STAMP = re.compile(rf"({_DESIGN})\s+(\d{{1,5}})\s*(?:円|yen)?", re.IGNORECASE)
Stamps = tuple[Stamp, ...]


def is_design(name: str) -> bool:
    """Return whether a stamp's design can be called so: letters, digits, hyphens; at most 32."""
    return len(name) <= 32 and re.fullmatch(_DESIGN, name) is not None


def shown_stamps(stamps: Sequence[Stamp]) -> str:
    """Return stamps as the file has them, such as ``yuki 63 + tsuru 22``."""
    return " + ".join(f"{stamp.design} {stamp.yen}" for stamp in stamps)


def stamps_file(root: Path, round_id: str) -> Path:
    """Return where the stamps of a round are noted."""
    return root / FOLDER / round_id / FILE


def rounds_with_stamps(root: Path) -> list[str]:
    """Return the rounds that have such a file."""
    return [each for each in round_ids(root) if stamps_file(root, each).is_file()]


def write_stamps(path: Path, stamps: Mapping[int, Stamps]) -> None:
    """Write the file anew, by number. Raises OutputError where it cannot be written."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows((no, shown_stamps(glued)) for no, glued in sorted(stamps.items()))
    with replacing(path) as stream:
        stream.write(text.getvalue().encode("utf-8-sig"))


def read_stamps(root: Path, round_id: str) -> tuple[dict[int, Stamps], list[Problem]]:
    """Return the stamps by card number, and a warning for whatever says none.

    Such a piece is dealt stamps as if the file did not name it: a posting never fails for them.
    """
    found: dict[int, Stamps] = {}
    problems: list[Problem] = []
    path = stamps_file(root, round_id)
    if path.is_file():
        for each in _read(path, f"{FOLDER}/{round_id}/{FILE}"):
            if isinstance(each, Problem):
                problems.append(replace(each, severity=Severity.WARNING))
            else:
                found.setdefault(*each)
    return found, problems


def _read(path: Path, file: str) -> Iterator[tuple[int, Stamps] | Problem]:
    with open_table(path, file, partial(is_header, columns=COLUMNS)) as table:
        if isinstance(table, Problem):
            yield table
            return
        places = {name: at[0] for name, at in find_columns(table.headers, COLUMNS).items()}
        if len(places) < len(COLUMNS):
            yield _NO_COLUMNS.at(Where(file, table.line), ExitCode.PROJECT)
            return
        yield from _rows(table, places, file)


def _rows(
    table: Table, places: Mapping[str, int], file: str
) -> Iterator[tuple[int, Stamps] | Problem]:
    for row in table.rows:
        if isinstance(row, Problem):
            yield row
            continue
        read = _row(row, places)
        yield read or _NO_STAMPS.at(Where(file, row.line), ExitCode.PROJECT)


def _row(row: Row, places: Mapping[str, int]) -> tuple[int, Stamps] | None:
    no = fold(row.cells[places["card_no"]])
    parts = re.split("[+＋]", row.cells[places["stamps"]])
    matches = [_STAMP.fullmatch(part.strip()) for part in parts]
    stamps = tuple(Stamp(match[1], int(match[2])) for match in matches if match)
    if not no.isdecimal() or len(stamps) < len(parts):
        return None
    return int(no), stamps


_NO_COLUMNS = Fault(
    "stamps-columns",
    phrase("The file does not name its columns card_no and stamps."),
    phrase("Delete the file, and let outreach stamps plan write it anew."),
    Severity.WARNING,
)
_NO_STAMPS = Fault(
    "stamps-row",
    phrase("The row does not say which stamps go onto which number."),
    phrase("Write a number and stamps, as in 3 and yuki 63 + tsuru 22."),
    Severity.WARNING,
)
