"""Changing cells of a CSV file where they stand; every other byte stays as it is."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.sources.characters import BLANKS
from outreach.sources.encodings import find_encoding

Edits = Mapping[int, Mapping[int, str]]  # line a record starts on: column: its new text

# As UTF-16 reads it, and as the bytes of UTF-8 look one by one.
_BYTE_ORDER_MARKS = ("\ufeff", "\u00ef\u00bb\u00bf")


@dataclass(frozen=True, slots=True)
class RawText:
    """A CSV file as text that turns back into the very same bytes.

    Commas, tabs, quotes and line ends are no part of any character in UTF-8 and CP932, so those
    files are edited as bytes (Latin-1); CP932 has characters with two codes, which must stay.
    """

    text: str
    encoding: str
    codec: str

    def within(self, text: str) -> str:
        """Return new text as it stands in the raw one; UnicodeEncodeError if it cannot."""
        return text.encode(self.encoding).decode(self.codec)

    def plain(self, text: str) -> str:
        """Return a piece of the raw text as a person reads it."""
        return text.encode(self.codec).decode(self.encoding, "replace")

    def as_bytes(self, text: str) -> bytes:
        """Return raw text as the file's bytes."""
        return text.encode(self.codec)

    @property
    def mark(self) -> str:
        """Return the byte order mark the text begins with."""
        return next((mark for mark in _BYTE_ORDER_MARKS if self.text.startswith(mark)), "")


def raw_text(data: bytes) -> RawText:
    """Return the bytes of a CSV file, which must be one that could be read, as raw text."""
    encoding = str(find_encoding(io.BytesIO(data))).removesuffix("-sig")
    if encoding == "utf-16":
        encoding = "utf-16-le" if data.startswith(b"\xff\xfe") else "utf-16-be"
    codec = encoding if encoding.startswith("utf-16") else "latin-1"
    return RawText(data.decode(codec), encoding, codec)


def lines_of(text: str) -> Iterator[tuple[int, str]]:
    """Yield the physical lines of a text with their numbers, as the reader of tables counts."""
    return enumerate(io.StringIO(text, newline=""), 1)


def unfit(text: str, encoding: str) -> str:
    """Return the first character that an encoding does not have, or an empty text."""
    try:
        text.encode(encoding)
    except UnicodeEncodeError as error:
        return text[error.start]
    return ""


def spliced(
    data: bytes, delimiter: str, edits: Edits, added: Sequence[Sequence[str]] = ()
) -> bytes:
    """Return a CSV file's bytes with cells replaced, and with records added at its end.

    A column beyond a record's last cell is reached with the delimiters that are lacking. A filled
    cell in quotation marks keeps them.

    Raises:
        UnicodeEncodeError: a character that the file's encoding does not have (``unfit``).
    """
    raw = raw_text(data)
    text = "".join(_edited(raw, delimiter, edits))
    if added:
        end = _line_end(text)
        if text and not text.endswith(("\n", "\r")):
            text += end
        for record in added:
            cells = (_quoted(cell, delimiter, always=False) for cell in record)
            text += raw.within(delimiter.join(cells)) + end
    return raw.as_bytes(text)


def _edited(raw: RawText, delimiter: str, edits: Edits) -> Iterator[str]:
    """Yield the pieces of the text as they stand, with the new cells between them."""
    text = raw.text
    done = at = 0
    for number, line in lines_of(text):
        first = at or len(raw.mark)
        reached = 0
        for column, cell in sorted(edits.get(number, {}).items()):
            start, end, lacking = cell_span(text, first, delimiter, column)
            # Beyond the record's end each new cell takes up where the one before it left off.
            gap = min(lacking, column - reached)
            reached = column
            before = raw.plain(text[start:end])
            is_quoted = before[:1] == '"' and bool(before.strip(f'"{BLANKS}'))
            yield text[done:start] + delimiter * gap
            yield raw.within(_quoted(cell, delimiter, is_quoted))
            done = end
        at += len(line)
    yield text[done:]


def _quoted(cell: str, delimiter: str, always: bool) -> str:
    if always or any(mark in cell for mark in (delimiter, '"', "\r", "\n")):
        return '"' + cell.replace('"', '""') + '"'
    return cell


def _line_end(text: str) -> str:
    found = re.search("\r\n|\n|\r", text)
    return found.group() if found else "\r\n"


def cell_span(text: str, at: int, delimiter: str, column: int) -> tuple[int, int, int]:
    """Return where a cell of the record at ``at`` starts and ends, and how many cells lack.

    Excel leaves out the last cells of a row where they are blank.
    """
    cell = re.compile(f'"(?:[^"]|"")*"|[^{delimiter}\r\n]*')
    for place in range(column):
        at = _end(cell, text, at)
        if not text.startswith(delimiter, at):
            return at, at, column - place
        at += 1
    return at, _end(cell, text, at), 0


def _end(cell: re.Pattern[str], text: str, at: int) -> int:
    found = cell.match(text, at)
    return found.end() if found else at
