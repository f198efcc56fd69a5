"""What kind of file an address book comes in: told by its first bytes, never by its name."""

from __future__ import annotations

import io
import re
import zipfile
from enum import Enum
from pathlib import Path
from typing import NamedTuple

from outreach.errors import Problem, Where
from outreach.phrase import phrase
from outreach.sources.encodings import NOT_DECODABLE, encoding_of_most, find_encoding
from outreach.sources.fault import Fault, unreadable
from outreach.sources.tables import BOOK_UNREADABLE, TABLE_EMPTY

MOST_BYTES = 64 << 20
MOST_COLUMNS = 1000
_MEGABYTE = 1 << 20
_ZEROS_BY_MISTAKE = 8


class Shape(Enum):
    """How a file's content is laid out."""

    TABLE = "table"
    BOOK = "book"
    XML = "xml"
    VCARD = "vcard"


class Opened(NamedTuple):
    """A file's bytes and what they are; ``encoding`` is empty for a workbook and for XML."""

    shape: Shape
    data: bytes
    encoding: str = ""

    @property
    def text(self) -> str:
        """Return the content as text, without a byte order mark.

        What a broken line holds instead of characters is U+FFFD in it.
        """
        return self.data.decode(self.encoding, "replace").removeprefix("\ufeff")


def open_foreign(path: Path, file: str) -> Opened | Problem:
    """Read a file of a foreign address book, or say what keeps it from being one.

    ``file`` is its name for problems. A file that is too large is not read at all.
    """
    try:
        size = path.stat().st_size
        if size > MOST_BYTES:
            return _too_large(size).at(Where(file))
        data = path.read_bytes()
    except OSError as error:
        return unreadable(error).at(Where(file))
    if not data.strip():
        return TABLE_EMPTY.at(Where(file, 1))
    found = _known(data)
    return found.at(Where(file)) if isinstance(found, Fault) else found or _as_text(data, file)


def _known(data: bytes) -> Opened | Fault | None:
    """Return what the first bytes say; None where it must be text."""
    if data.startswith(b"PK\x03\x04"):
        fault = _book_fault(data)
        return fault or Opened(Shape.BOOK, data)
    if data.startswith(_COMPOUND):
        return _LOCKED_BOOK if "EncryptedPackage".encode("utf-16-le") in data else _OLD_BOOK
    if data.startswith(_BINARY):
        return _NOT_TEXT
    return None


_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Excel, and of locked files
_BINARY = (b"%PDF", b"MZ", b"PK", b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"Rar!",
           b"7z\xbc\xaf", b"\x1f\x8b", b"SQLite format 3")  # fmt: skip


_CARD = re.compile(rb"(?:\xef\xbb\xbf)?\s*BEGIN:VCARD", re.IGNORECASE)
_FOLD = re.compile(rb"\r?\n[ \t]")


def _as_text(data: bytes, file: str) -> Opened | Problem:
    if _CARD.match(data):
        # A fold may part the bytes of a character, and every line may name its own charset.
        encoding = find_encoding(io.BytesIO(_FOLD.sub(b"", data)))
        return Opened(Shape.VCARD, data, encoding if isinstance(encoding, str) else "utf-8")
    encoding = find_encoding(io.BytesIO(data))
    if isinstance(encoding, int):
        line = encoding
        encoding = encoding_of_most(data)
        if not encoding:
            fault = _NOT_TEXT if b"\0" in data[:4096] else NOT_DECODABLE
            return fault.at(Where(file, line))
    if _is_binary(data[:4096].decode(encoding, "ignore")):
        return _NOT_TEXT.at(Where(file))
    start = data[:4096].decode(encoding, "ignore").lstrip("\ufeff \t\r\n")
    if start.casefold().startswith("begin:vcard"):
        return Opened(Shape.VCARD, data, encoding)
    if start.startswith("<"):
        return Opened(Shape.XML, data)
    return Opened(Shape.TABLE, data, encoding)


def _is_binary(start: str) -> bool:
    """Return whether text has zero bytes in its first line, or more than a slip or two of them."""
    return "\0" in start.lstrip().partition("\n")[0] or start.count("\0") > _ZEROS_BY_MISTAKE


def _book_fault(data: bytes) -> Fault | None:
    """Return the fault of a zip that is no workbook, or would not fit into memory unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            parts = packed.infolist()
    except Exception:  # any: a damaged archive fails anywhere inside the parser
        return BOOK_UNREADABLE
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        return _NOT_TEXT
    # Pictures are never unpacked; no more is ever unpacked than these figures say.
    size = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    return _too_large(size) if size > MOST_BYTES else None


def _too_large(size: int) -> Fault:
    return Fault(
        "file-too-large",
        phrase("The file has {size} MB; at most {most} MB are read.",
               size=-(-size // _MEGABYTE), most=MOST_BYTES // _MEGABYTE),
        phrase("An address book is far smaller: is it the right file? If so, split it."),
    )  # fmt: skip


_NOT_TEXT = Fault(
    "file-not-text",
    phrase("This is no address book: it is a program, a picture, a PDF or an archive."),
    phrase("Export the address book as CSV, xlsx, vCard or ContactXML and import that file."),
)
_OLD_BOOK = Fault(
    "book-old",
    phrase("This is a workbook of old Excel (.xls), which is not read."),
    phrase("Open it in Excel and save it as .xlsx or as CSV UTF-8."),
)
_LOCKED_BOOK = Fault(
    "book-locked",
    phrase("The workbook has a password."),
    phrase("Open it in Excel, take the password off and save it again."),
)
COLUMNS_TOO_MANY = Fault(
    "columns-too-many",
    phrase("The file has more than {most} columns.", most=MOST_COLUMNS),
    phrase("An address book has far fewer: is it the right file?"),
)
