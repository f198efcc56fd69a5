"""The inks of a press: the profile a picture is separated by, and how much of them paper takes."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from outreach.artwork.judging import MOST_INK
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault, unreadable

SHIPPED = Path(__file__).with_name("profiles") / "coated-300.icc"
LARGEST = 20_000_000  # bytes of a profile; those of print shops have one to three million

_HEADER = 128  # bytes, ICC.1:2001-04 §6.1
_BOTH_WAYS = (b"A2B1", b"B2A1", b"A2B0", b"B2A0")  # to colours and from them, §6.3.3


@dataclass(frozen=True, slots=True)
class Inks:
    """What a picture is separated for: the press's ICC ``profile``, and the most ink it may get.

    ``limit`` is the sum of the four inks in percent, and holds for every pixel.
    """

    profile: bytes
    limit: float = MOST_INK


@lru_cache(maxsize=1)
def default_profile() -> bytes:
    """Return our own CMYK profile: offset on coated paper, never more than 300 % of ink."""
    return SHIPPED.read_bytes()


def read_profile(path: Path) -> bytes | Fault:
    """Return a print shop's own profile from an .icc file, or what is wrong with it.

    It must be a profile of an output device for CMYK, whole, with tables both ways.
    """
    try:
        if path.stat().st_size > LARGEST:
            return _fault(phrase("it is larger than {limit} MB", limit=LARGEST // 1_000_000))
        data = path.read_bytes()
    except OSError as error:
        return unreadable(error)
    return fault_of_profile(data) or data


def fault_of_profile(data: bytes) -> Fault | None:
    """Return what forbids to separate pictures by these bytes as an ICC profile, or None."""
    if len(data) < _HEADER + 4 or data[36:40] != b"acsp":
        return _fault(phrase("it is no ICC profile"))
    if int.from_bytes(data[:4], "big") > len(data):
        return _fault(phrase("it is cut off"))
    kind, colours = data[12:16], data[16:20].decode("latin-1").strip()
    if colours != "CMYK":
        return _fault(phrase("it is for {colours}, not for CMYK", colours=_shown(colours)))
    if kind != b"prtr":
        return _fault(phrase("it describes no printing press but another device"))
    tags = _tags(data)
    lacking = {b"A2B", b"B2A"} - {name[:3] for name in tags if name in _BOTH_WAYS}
    from outreach.artwork.plates import separates  # only here: it loads Pillow

    if lacking or not separates(data):
        return _fault(phrase("it is damaged, or cannot turn colours into inks"))
    return None


def _tags(data: bytes) -> set[bytes]:
    """Return the names of the tags whose data lie within the file (§6.2)."""
    count = int.from_bytes(data[_HEADER : _HEADER + 4], "big")
    table = data[_HEADER + 4 : _HEADER + 4 + 12 * count]
    whole = table[: len(table) // 12 * 12]
    return {
        name for name, start, size in struct.iter_unpack(">4sII", whole)
        if start + size <= len(data)
    }  # fmt: skip


def _shown(colours: str) -> str:
    return colours if colours.isascii() and colours.isalnum() else "?"


def _fault(reason: Phrase) -> Fault:
    return Fault(
        "profile-unusable",
        phrase("The ICC profile cannot be used: {reason}.", reason=reason),
        phrase(
            "Ask the print shop for the CMYK output profile of its press, for example Japan Color "
            "2011 Coated; without one, the profile that comes with outreach is used."
        ),
    )
