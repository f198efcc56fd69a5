"""Colour spaces of a page (ISO 32000-1 §8.6) and how much ink a colour in them is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple

import pikepdf

_DEEPEST = 8  # spaces within spaces; no honest file has more than three
PROCESS = {"Cyan": 0, "Magenta": 1, "Yellow": 2, "Black": 3}
_MOST_SAMPLES = 4096


class Family(StrEnum):
    """What a colour is given in."""

    GRAY = "DeviceGray"
    RGB = "DeviceRGB"
    CMYK = "DeviceCMYK"
    ICC_GRAY = "ICC gray"
    ICC_RGB = "ICC RGB"
    ICC_CMYK = "ICC CMYK"
    CAL_GRAY = "CalGray"
    CAL_RGB = "CalRGB"
    LAB = "Lab"
    SPOT = "Separation"
    ALL = "Separation All"
    PATTERN = "Pattern"

    @property
    def is_light(self) -> bool:
        """Return whether it says what to see, not which inks to print."""
        return self in (Family.RGB, Family.ICC_RGB, Family.CAL_RGB, Family.LAB)

    @property
    def is_managed(self) -> bool:
        """Return whether a profile or a calibration stands between it and the inks."""
        return self in (
            Family.ICC_GRAY, Family.ICC_RGB, Family.ICC_CMYK, Family.CAL_GRAY, Family.CAL_RGB,
            Family.LAB,
        )  # fmt: skip


class Ink(NamedTuple):
    """A colour as ink: the four plates from 0 to 1, all spot inks together, and its family.

    Of what is given as light only a rough idea: black in place of equal parts of the others.
    ``spot`` names the first ink that is none of the four.
    """

    plates: tuple[float, float, float, float]
    spots: float = 0.0
    family: Family = Family.GRAY
    spot: str = ""

    @property
    def total(self) -> float:
        """Return the ink in percent, 100 for each full plate."""
        return 100 * (sum(self.plates) + self.spots)

    @property
    def is_paper(self) -> bool:
        """Return whether nothing is printed."""
        return self.total < 0.1


BLACK_INK = Ink((0.0, 0.0, 0.0, 1.0))


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space: its family, how many numbers a colour has, the names of its inks.

    ``table`` are the colours of an indexed space in its ``base``.
    """

    family: Family
    count: int
    names: tuple[str, ...] = ()
    base: Space | None = None
    table: bytes = b""

    def first(self) -> Ink:
        """Return the colour a page begins with in this space (§8.6.5.1)."""
        whole = self.family in (Family.SPOT, Family.ALL)
        if self.family in (Family.CMYK, Family.ICC_CMYK):
            return self.ink((0.0, 0.0, 0.0, 1.0))
        return self.ink((1.0 if whole else 0.0,) * self.count)

    def ink(self, values: Sequence[float]) -> Ink:
        """Return a colour of this space as ink; too few numbers count as nothing."""
        given = (*values, *[0.0] * self.count)[: self.count]
        if self.table:
            return self._looked_up(int(given[0]))
        match self.family:
            case Family.CMYK | Family.ICC_CMYK:
                cyan, magenta, yellow, black = (_part(value) for value in given)
                return Ink((cyan, magenta, yellow, black), 0.0, self.family)
            case Family.GRAY | Family.ICC_GRAY | Family.CAL_GRAY:
                return Ink((0.0, 0.0, 0.0, 1.0 - _part(given[0])), 0.0, self.family)
            case Family.ALL:
                tint = _part(given[0])
                return Ink((tint, tint, tint, tint), 0.0, self.family)
            case Family.SPOT:
                return self._spots(given)
            case Family.LAB:
                return Ink((0.0, 0.0, 0.0, 1.0 - _part(given[0] / 100)), 0.0, self.family)
            case Family.PATTERN:
                return Ink((0.0, 0.0, 0.0, 0.0), 0.0, self.family)
        red, green, blue = (_part(value) for value in given)
        black = 1.0 - max(red, green, blue)
        plates = (1.0 - red - black, 1.0 - green - black, 1.0 - blue - black, black)
        return Ink(plates, 0.0, self.family)

    def _looked_up(self, at: int) -> Ink:
        base = self.base or DEVICE_GRAY
        row = self.table[at * base.count : (at + 1) * base.count]
        return base.ink([value / 255 * (100 if base.family is Family.LAB else 1) for value in row])

    def _spots(self, values: Sequence[float]) -> Ink:
        plates, spots, spot = [0.0] * 4, 0.0, ""
        for name, value in zip(self.names, values, strict=False):
            if name in PROCESS:
                plates[PROCESS[name]] += _part(value)
            elif name != "None":
                spots += _part(value)
                spot = spot or name
        cyan, magenta, yellow, black = plates
        return Ink((cyan, magenta, yellow, black), spots, self.family, spot)


def _part(value: float) -> float:
    return min(max(value, 0.0), 1.0)


DEVICE_GRAY = Space(Family.GRAY, 1)
DEVICE_RGB = Space(Family.RGB, 3)
DEVICE_CMYK = Space(Family.CMYK, 4)
_DEVICE = {
    "/DeviceGray": DEVICE_GRAY, "/G": DEVICE_GRAY, "/CalGray": DEVICE_GRAY,
    "/DeviceRGB": DEVICE_RGB, "/RGB": DEVICE_RGB, "/CalRGB": DEVICE_RGB,
    "/DeviceCMYK": DEVICE_CMYK, "/CMYK": DEVICE_CMYK, "/CalCMYK": DEVICE_CMYK,
    "/Pattern": Space(Family.PATTERN, 0),
}  # fmt: skip
_DEFAULTS = {Family.GRAY: "/DefaultGray", Family.RGB: "/DefaultRGB", Family.CMYK: "/DefaultCMYK"}
_CALIBRATED = {
    "/CalGray": Space(Family.CAL_GRAY, 1),
    "/CalRGB": Space(Family.CAL_RGB, 3),
    "/Lab": Space(Family.LAB, 3),
}
_ICC = {1: Family.ICC_GRAY, 3: Family.ICC_RGB, 4: Family.ICC_CMYK}


def space_of(named: Any, spaces: Any, depth: int = 0) -> Space:
    """Return the space a name or an array means among the resources ``spaces`` (or None).

    What makes no sense counts as grey: other rules remark on broken files.
    """
    if depth > _DEEPEST:
        return DEVICE_GRAY
    if isinstance(named, pikepdf.Name):
        return _named(str(named), spaces, depth)
    if not isinstance(named, pikepdf.Array) or not len(named):
        return DEVICE_GRAY
    kind = str(named[0])
    if len(named) == 1:
        return _named(kind, spaces, depth)
    return _CALIBRATED.get(kind) or _described(kind, named, spaces, depth)


def _described(kind: str, named: pikepdf.Array, spaces: Any, depth: int) -> Space:
    match kind:
        case "/ICCBased":
            return _icc(named[1])
        case "/Indexed" | "/I":
            return _indexed(named, spaces, depth)
        case "/Separation":
            return _spot((_word(named[1]),))
        case "/DeviceN":
            return _spot(tuple(_word(name) for name in named[1]))
        case "/Pattern":
            return Space(Family.PATTERN, 0, base=space_of(named[1], spaces, depth + 1))
    return DEVICE_GRAY


def _named(name: str, spaces: Any, depth: int) -> Space:
    known: Any = spaces if isinstance(spaces, pikepdf.Dictionary) else {}
    space = _DEVICE.get(name)
    if space is None:
        found = known.get(name)
        return DEVICE_GRAY if found is None else space_of(found, spaces, depth + 1)
    default = known.get(_DEFAULTS.get(space.family, "/None"))
    # A default space takes the place of the device's own (§8.6.5.6); it may not lead back to it.
    return space if default is None else space_of(default, None, depth + 1)


def _icc(profile: Any) -> Space:
    count = int(profile.get("/N", 3)) if isinstance(profile, pikepdf.Stream) else 3
    return Space(_ICC.get(count, Family.ICC_RGB), count if count in _ICC else 3)


def _indexed(named: pikepdf.Array, spaces: Any, depth: int) -> Space:
    if len(named) < 4:
        return DEVICE_GRAY
    base = space_of(named[1], spaces, depth + 1)
    table = named[3]
    data = table.read_bytes() if isinstance(table, pikepdf.Stream) else bytes(table)
    return Space(base.family, 1, base.names, base, data or b"\0")


def _spot(names: tuple[str, ...]) -> Space:
    return Space(Family.ALL if names == ("All",) else Family.SPOT, len(names), names)


def _word(name: Any) -> str:
    return str(name).removeprefix("/")


def shading_ink(shading: Any, spaces: Any) -> Ink:
    """Return the heaviest colour of a shading (§8.7.4.5), as far as its functions tell.

    Between two colours of a function no place has more ink than the heavier of them.
    """
    space = space_of(shading.get("/ColorSpace"), spaces)
    found = [space.ink(values) for values in _samples(shading.get("/Function"), 0)]
    return max(found, key=lambda ink: ink.total, default=space.ink(()))


def _samples(function: Any, depth: int) -> Iterator[tuple[float, ...]]:
    """Yield the colours a function of one number turns through (§7.10); none of one it cannot."""
    if depth > _DEEPEST or function is None:
        return
    if isinstance(function, pikepdf.Array):
        each = [list(_samples(part, depth + 1)) for part in function]
        yield from (tuple(value for part in row for value in part) for row in zip(*each))  # noqa: B905
        return
    match int(function.get("/FunctionType", -1)):
        case 2:
            yield tuple(map(float, function.get("/C0", [0])))
            yield tuple(map(float, function.get("/C1", [1])))
        case 3:
            for part in function.Functions:
                yield from _samples(part, depth + 1)
        case 0:
            yield from _tabled(function)


def _tabled(function: Any) -> Iterator[tuple[float, ...]]:
    width = len(function.Range) // 2
    if int(function.BitsPerSample) != 8:
        return
    low = [float(function.Range[2 * at]) for at in range(width)]
    high = [float(function.Range[2 * at + 1]) for at in range(width)]
    data = function.read_bytes()[: _MOST_SAMPLES * width]
    for start in range(0, len(data) - width + 1, width):
        row = data[start : start + width]
        yield tuple(
            least + value / 255 * (most - least)
            for value, least, most in zip(row, low, high, strict=True)
        )
