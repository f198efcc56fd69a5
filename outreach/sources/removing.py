"""Taking one key out of the files of a project: rows, lists and cells; all else stays as it is."""

from __future__ import annotations

import csv
import io
import json
import re
import warnings
from collections.abc import Mapping, Sequence
from pathlib import Path

from outreach.sources.characters import BLANKS
from outreach.sources.columns import find_columns
from outreach.sources.splicing import lines_of, raw_text
from outreach.sources.tables import BOOK_SUFFIX

_ONLY = re.compile(r"^(\s*only\s*=\s*)(\[[^\]]*\]|\"[^\"\n]*\"|'[^'\n]*')", re.MULTILINE)
_ITEM = re.compile(r"""("[^"\n]*"|'[^'\n]*')\s*,?\s*""")


class CannotRemoveError(ValueError):
    """A file that holds the key, or may hold it, and cannot be changed cell by cell."""


def without_rows(path: Path, key: str, columns: Mapping[str, str]) -> tuple[bytes, int]:
    """Return a table's bytes without the rows of a key, and how many rows those were.

    A CSV file keeps every other byte. A workbook is written anew: text no cell shows any more is
    kept by Excel until then.

    Raises CannotRemoveError where the file cannot be read as a table, OSError where not at all.
    """
    data = path.read_bytes()
    if path.suffix.lower() == BOOK_SUFFIX:
        return _book_without(data, key, columns)
    try:
        raw = raw_text(data)
        spans = _spans(raw.text.removeprefix(raw.mark), key, columns, raw.plain)
    except (ValueError, csv.Error) as error:
        raise CannotRemoveError from error
    lines = [line for number, line in lines_of(raw.text) if number not in spans[0]]
    return raw.as_bytes("".join(lines)), spans[1]


def _spans(
    text: str, key: str, columns: Mapping[str, str], plain: object
) -> tuple[frozenset[int], int]:
    """Return the physical lines the rows of a key stand on, and the number of rows."""
    first = text.lstrip("\r\n").split("\n", 1)[0]
    delimiter = "\t" if first.count("\t") > first.count(",") else ","
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    at: list[int] | None = None
    lines, rows, start = set[int](), 0, 1
    for cells in reader:
        if at is None and any(map(str.strip, cells)):
            headers = [plain(cell) for cell in cells] if callable(plain) else cells
            at = find_columns(headers, columns).get("key", [])
        elif at and _is_of(cells, at, key):
            lines.update(range(start, reader.line_num + 1))
            rows += 1
        start = reader.line_num + 1
    return frozenset(lines), rows


def _is_of(cells: Sequence[str], at: Sequence[int], key: str) -> bool:
    found = (cells[place].strip(BLANKS).lstrip("'") for place in at if place < len(cells))
    return key.lower() in map(str.lower, found)


def _book_without(data: bytes, key: str, columns: Mapping[str, str]) -> tuple[bytes, int]:
    import openpyxl

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about styles and drop-downs, which are lost anyway
            book = openpyxl.load_workbook(io.BytesIO(data))
    except Exception as error:  # any: a damaged or locked file fails anywhere in a foreign parser
        raise CannotRemoveError from error
    rows = 0
    for sheet in book.worksheets:
        at: list[int] | None = None
        gone: list[int] = []
        for number, values in enumerate(sheet.iter_rows(values_only=True), 1):
            cells = ["" if value is None else str(value) for value in values]
            if at is None and any(map(str.strip, cells)):
                at = find_columns(cells, columns).get("key", [])
            elif at and _is_of(cells, at, key):
                gone.append(number)
        for number in reversed(gone):  # from below: the numbers above stay what they are
            sheet.delete_rows(number)
        rows += len(gone)
    if not rows:
        return data, 0
    made = io.BytesIO()
    book.save(made)
    return made.getvalue(), rows


def without_only(text: str, key: str) -> tuple[str, int]:
    """Return round.toml without a key in its list ``only``, and how often it stood there."""
    found = _ONLY.search(text)
    if found is None:
        return text, 0
    kept, count = [], 0
    for item in _ITEM.findall(found[2]):
        if item[1:-1].strip(BLANKS).lower() == key.lower():
            count += 1
        else:
            kept.append(item)
    if not count:
        return text, 0
    return f"{text[: found.start(2)]}[{', '.join(kept)}]{text[found.end(2) :]}", count


def without_cells(data: bytes, key: str) -> tuple[bytes, int]:
    """Return the record of a round's sheets of handwriting without a key's cells, and how many.

    Raises CannotRemoveError where the record is damaged.
    """
    try:
        record = json.loads(data)
        count = 0
        for sheet in record["sheets"]:
            kept = [cell for cell in sheet["cells"] if str(cell["key"]).lower() != key.lower()]
            count += len(sheet["cells"]) - len(kept)
            sheet["cells"] = kept
    except (ValueError, KeyError, TypeError) as error:
        raise CannotRemoveError from error
    text = json.dumps(record, ensure_ascii=False, indent=1) + "\n"
    return (text.encode(), count) if count else (data, 0)
