"""Taking in a picture file: what kind it is, and what a child process of its own makes of it.

The file's beginning decides, never its name. Decoding happens in the child, which has 20 seconds
and 600 MB; whatever becomes of it there, here it is a Fault in words.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from outreach.artwork.confined import ask_child
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault

MAX_FILE = 150_000_000  # bytes: an A4 page scanned at 600 dpi as TIFF has 104 million
MAX_PIXELS = 100_000_000  # decoded, at 4 bytes each; of a JPEG less than there are is decoded
LONGEST = 3183  # pixels: 350 dpi over a postcard and its bleed (154 mm), half as much again
WALL_CLOCK = 20.0  # seconds
SMALLEST = 100  # pixels of the shorter side: not even a stamp can be printed of fewer
HEAD = 1024  # bytes looked at to know a kind


class Kind(NamedTuple):
    """An accepted kind of picture: Pillow's name for it and the endings its files have."""

    name: str
    endings: tuple[str, ...]


JPEG = Kind("JPEG", ("jpg", "jpeg", "jpe", "jfif", "mpo"))
_ACCEPTED = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", Kind("PNG", ("png", "apng"))),
    (b"GIF87a", Kind("GIF", ("gif",))),
    (b"GIF89a", Kind("GIF", ("gif",))),
    (b"BM", Kind("BMP", ("bmp", "dib"))),
    (b"II*\0", Kind("TIFF", ("tif", "tiff"))),
    (b"MM\0*", Kind("TIFF", ("tif", "tiff"))),
    (b"II+\0", Kind("TIFF", ("tif", "tiff"))),
    (b"MM\0+", Kind("TIFF", ("tif", "tiff"))),
)
_WEBP = Kind("WEBP", ("webp",))
_HEIF = Kind("HEIF", ("heic", "heif", "hif"))
_HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")

_DRAWN = phrase("Open it in the program it was drawn with and export it as PNG or JPEG.")
_PAGE = phrase("Open it, export it as PNG (2,000 by 3,000 pixels are plenty), and add that.")
_CAMERA = phrase("Save it as JPEG in the camera's program, or take the JPEG made beside it.")
_OTHER = phrase("Open it, save it again as PNG or JPEG, and add that.")
_FILM = phrase("Stop it where it is best, save that picture as JPEG, and add that.")
_LETTER = phrase("Save the picture that is in it as a file of its own, and add that.")
_AGAIN = phrase("Copy it again from the phone, camera or scanner, and add the new copy.")
_ORIGINAL = phrase("Take the original from the camera or the scanner, not the small one that was "
                   "sent or shown on a page.")  # fmt: skip
_NO_SHEET = Fault(
    "paper-corners",
    phrase("The four corners make no sheet of paper."),
    phrase("Give four pairs of fractions from left and top, in any order: "
           "--corners 0.1,0.1 0.9,0.1 0.9,0.9 0.1,0.9"),
)  # fmt: skip
_SMALLER = phrase("Make it smaller: 2,000 by 3,000 pixels are plenty for a postcard.")

# How kinds that are refused begin: their name for a person, and the way out.
_REFUSED = (
    (b"%!PS", "EPS", _PAGE),
    (b"\xc5\xd0\xd3\xc6", "EPS", _PAGE),
    (b"8BPS", "Photoshop", _DRAWN),
    (b"CSFCHUNK", "CLIP STUDIO", _DRAWN),
    (b"SAI-CANVAS", "SAI", _DRAWN),
    (b"gimp xcf", "GIMP", _DRAWN),
    (b"FUJIFILMCCD-RAW", "RAW", _CAMERA),
    (b"IIRO", "RAW", _CAMERA),
    (b"IIRS", "RAW", _CAMERA),
    (b"MMOR", "RAW", _CAMERA),
    (b"IIU\0", "RAW", _CAMERA),
    (b"\0\0\0\x0cJXL ", "JPEG XL", _OTHER),
    (b"\xff\x0a", "JPEG XL", _OTHER),
    (b"\0\0\0\x0cjP  ", "JPEG 2000", _OTHER),
    (b"\xff\x4f\xff\x51", "JPEG 2000", _OTHER),
    (b"\0\0\x01\0", "ICO", _OTHER),
    (b"PK\x03\x04", "ZIP, Word, Excel, Procreate, Krita", _LETTER),
    (b"\xd0\xcf\x11\xe0", "Word, Excel", _LETTER),
    (b"\x1f\x8b", "gzip", _PAGE),
    (b"\x1a\x45\xdf\xa3", "MKV", _FILM),
)


@dataclass(frozen=True, slots=True)
class Cut:
    """What was done to a photo of a sheet of paper; see ``outreach.artwork.paper.Sheet``."""

    corners: tuple[tuple[float, float], ...]
    shade: float | None


@dataclass(frozen=True, slots=True)
class Intake:
    """A picture taken in: ``master`` is a JPEG or PNG (``suffix``) without any metadata.

    ``kind`` is that of the file, whatever it is called; ``given`` is the size in pixels it had,
    ``size`` the master's; ``has_more`` says that the file holds more pages or moves, of which the
    first was taken.
    """

    kind: Kind
    master: bytes
    suffix: str
    given: tuple[int, int]
    size: tuple[int, int]
    has_more: bool
    cut: Cut | None


_LEAST_CORNER = 0.005  # twice the area of three corners, by that of the photo


class Paper(NamedTuple):
    """The wish to have a photo of paper made flat; ``corners`` as fractions, () to find them."""

    corners: tuple[tuple[float, float], ...] = ()


def kind_of(head: bytes) -> Kind | Fault:
    """Return the kind of picture a file begins like, or why it is not accepted."""
    if not head:
        return Fault("picture-empty", phrase("The file is empty (0 bytes)."), _AGAIN)
    if head[4:8] == b"ftyp":
        return _boxed(head)
    if head.startswith(b"RIFF"):
        return _WEBP if head[8:12] == b"WEBP" else _refused("AVI", _FILM)
    if head[:4] == b"II*\0" and head[8:10] == b"CR":
        return _refused("RAW", _CAMERA)
    for start, name, hint in _REFUSED:
        if head.startswith(start):
            return _refused(name, hint)
    for start, kind in _ACCEPTED:
        if head.startswith(start):
            return kind
    return _text(head)


def _boxed(head: bytes) -> Kind | Fault:
    """Return what a file of boxes is (ISO/IEC 14496-12): HEIC of a phone, AVIF, or a film."""
    length = min(int.from_bytes(head[:4], "big"), len(head))
    brands = {head[at : at + 4] for at in range(8, max(length, 12), 4)}
    if brands & {b"avif", b"avis"}:
        return _refused("AVIF", _OTHER)
    if head[8:12] == b"crx ":
        return _refused("RAW", _CAMERA)
    return _HEIF if head[8:12] in _HEIF_BRANDS else _refused("MP4, MOV", _FILM)


def _text(head: bytes) -> Fault:
    plain = head.lower()
    if b"%pdf-" in plain:
        return _refused("PDF", _PAGE)
    if b"<svg" in plain or plain.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<?xml"):
        return _refused("SVG", _PAGE)
    return _no_picture()


def _refused(name: str, hint: Phrase) -> Fault:
    message = phrase("This kind of file is not accepted ({kind}).", kind=name)
    return Fault("picture-kind", message, hint)


def _no_picture() -> Fault:
    message = phrase("What it holds is not a picture, or its beginning is damaged.")
    hint = phrase("See that it is the right file; if it is, copy it again from where it was made.")
    return Fault("picture-unknown", message, hint)


def take_in(
    file: Path, paper: Paper | None = None, seconds: float = WALL_CLOCK, *, turn: int = 0
) -> Intake | Fault:
    """Return the plain picture made of a file that no one changes meanwhile, or why there is none.

    ``paper``: it is a photo of a sheet of paper, of which only the sheet is wanted. ``seconds`` is
    how long the child may take, ``turn`` how far the picture is turned clockwise before anything
    else is done with it: 0, 90, 180 or 270 degrees. A master that was taken in can be turned so.

    Raises OSError where the file cannot be read.
    """
    with file.open("rb") as stream:
        kind = kind_of(stream.read(HEAD))
        stream.seek(0)
        if isinstance(kind, Fault):
            return kind
        if paper is not None and paper.corners and not _make_sheet(paper.corners):
            return _NO_SHEET
        job = {
            "kind": kind.name,
            "longest": LONGEST,
            "most": MAX_PIXELS,
            "turn": turn,
            "paper": paper is not None,
            "corners": paper.corners if paper else (),
        }
        found = ask_child("outreach.artwork.intake_child", stream, job, seconds)
    if isinstance(found, str):
        return fault_of(found)
    intake = _intake(kind, *found)
    return _tiny(intake) if min(intake.given) < SMALLEST else intake


def _make_sheet(corners: Sequence[tuple[float, float]]) -> bool:
    """Return whether four places, in any order, can be the corners of a sheet of paper."""
    if len(corners) != 4 or not all(0 <= part <= 1 for corner in corners for part in corner):
        return False
    x, y = (sum(part) / 4 for part in zip(*corners, strict=True))
    around = sorted(corners, key=lambda corner: math.atan2(corner[1] - y, corner[0] - x))
    turns = (
        (x - x0) * (y1 - y) - (y - y0) * (x1 - x)
        for (x0, y0), (x, y), (x1, y1) in (
            (around[at - 1], around[at], around[(at + 1) % 4]) for at in range(4)
        )
    )
    return min(turns) >= _LEAST_CORNER


def _tiny(intake: Intake) -> Fault:
    across, down = intake.given
    message = phrase("It has only {across} × {down} dots.", across=across, down=down)
    return Fault("picture-tiny", message, _ORIGINAL)


def _intake(kind: Kind, found: Mapping[str, Any], master: bytes) -> Intake:
    sheet = found["sheet"]
    cut = Cut(tuple((x, y) for x, y in sheet["corners"]), sheet["shade"]) if sheet else None
    (across, down), (wide, high) = found["given"], found["size"]
    return Intake(kind, master, found["suffix"], (across, down), (wide, high),
                  found["has_more"], cut)  # fmt: skip


def fault_of(code: str, most: int = MAX_PIXELS) -> Fault:
    """Return what a fault while opening means, and what helps; ``most`` pixels were allowed."""
    match code:
        case "raw":
            return _refused("RAW", _CAMERA)
        case "pixels":
            millions = most // 1_000_000
            message = phrase("It has too many pixels (more than {millions} million).",
                             millions=millions)  # fmt: skip
            return Fault("picture-large", message, _SMALLER)
        case "memory" | "died":
            message = phrase("It needs more memory or time than a picture should.")
            return Fault("picture-large", message, _SMALLER)
        case "slow":
            message = phrase("Opening it takes too long.")
            return Fault("picture-large", message, _SMALLER)
        case "unknown":
            return _no_picture()
    return Fault("picture-damaged", phrase("It is cut off or damaged."), _AGAIN)
