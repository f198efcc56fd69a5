"""How the colours of a picture come out in print, and how much ink they take.

Where a profile of the printing condition is at hand, it decides. Where none is, the colours that
ink on paper can reach are approximated from the solids of ISO 12647-2 (offset on coated paper) and
their overprints: in CIELAB each hue is a triangle from paper white over its purest colour to black.
Mixtures are straight there, as Yule and Nielsen's rule has it with n = 3, which is generous: what
is said to print duller does. The amount of ink is approximated after the separations that print
shops in Japan use: black becomes 350 %, 80 of them black ink.
"""

from __future__ import annotations

import io
import math
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from PIL import Image, ImageCms, ImageFilter

from outreach.artwork.judging import Condition
from outreach.artwork.palette import encoded, linear

STEPS = 17  # of each colour in the table of the approximation
GRAIN = 8  # shades of a colour nearer than this are counted as one
_PAPER, _BLACK = (95.0, 0.0, -2.0), (9.0, 0.0, 0.0)
# Solids and overprints of paper type 1 in CIELAB, D50, on white (ISO 12647-2:2004/Amd 1:2007).
_SOLIDS = (
    (48.0, 74.0, -3.0),  # magenta
    (47.0, 68.0, 48.0),  # red
    (89.0, -5.0, 93.0),  # yellow
    (50.0, -65.0, 27.0),  # green
    (55.0, -37.0, -50.0),  # cyan
    (24.0, 22.0, -46.0),  # blue
)
# Linear sRGB to XYZ, adapted to D50 (Bradford), and the white of D50.
_TO_XYZ = (
    (0.4360747, 0.3850649, 0.1430804),
    (0.2225045, 0.7168786, 0.0606169),
    (0.0139322, 0.0971045, 0.7141733),
)
_TO_RGB = (
    (3.1338561, -1.6168667, -0.4906146),
    (-0.9787684, 1.9161415, 0.0334540),
    (0.0719453, -0.2289914, 1.4052427),
)
_WHITE = (0.96422, 1.0, 0.82521)
_MINDED = 0.7  # a loss of chroma, where one of lightness is 1: as conversions weigh them


class Lab(NamedTuple):
    """A colour in CIELAB, D50, relative to the paper."""

    light: float
    a: float
    b: float

    @property
    def chroma(self) -> float:
        """Return how far the colour is from grey."""
        return math.hypot(self.a, self.b)

    @property
    def hue(self) -> float:
        """Return the angle of the hue, 0 to 360 degrees."""
        return math.degrees(math.atan2(self.b, self.a)) % 360


def as_printed(image: Image.Image, condition: Condition) -> Image.Image:
    """Return an sRGB picture as it will look on paper (relative colorimetric, black to black)."""
    if condition.profile is None:
        return image.filter(_approximation())
    srgb = ImageCms.createProfile("sRGB")
    proof = ImageCms.buildProofTransform(
        srgb, srgb, _opened(condition.profile), "RGB", "RGB",
        ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Intent.RELATIVE_COLORIMETRIC,
        ImageCms.Flags.SOFTPROOFING | ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    found = ImageCms.applyTransform(image, proof)
    assert found is not None  # it is only where the picture itself is changed
    return found


def ink_of(image: Image.Image, condition: Condition) -> list[float]:
    """Return for each pixel of an sRGB picture the inks it takes, in percent of full coverage."""
    if condition.profile is None:
        data = image.tobytes()
        return [_inks(*data[at : at + 3]) for at in range(0, len(data), 3)]
    to_ink = ImageCms.buildTransform(
        ImageCms.createProfile("sRGB"), _opened(condition.profile), "RGB", "CMYK",
        ImageCms.Intent.RELATIVE_COLORIMETRIC, ImageCms.Flags.BLACKPOINTCOMPENSATION,
    )  # fmt: skip
    found = ImageCms.applyTransform(image, to_ink)
    assert found is not None
    data = found.tobytes()
    return [sum(data[at : at + 4]) / 2.55 for at in range(0, len(data), 4)]


def condition_from(name: str, profile: bytes) -> Condition | None:
    """Return the condition a profile describes, or None where it is none for CMYK printing."""
    try:
        opened = _opened(profile)
        if opened.profile.xcolor_space.strip() != "CMYK":
            return None
        condition = Condition(name, profile)
        probe = Image.new("RGB", (1, 1), "white")
        as_printed(probe, condition)
        ink_of(probe, condition)
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None
    return condition


def _opened(profile: bytes) -> ImageCms.ImageCmsProfile:
    return ImageCms.ImageCmsProfile(io.BytesIO(profile))


def palette_of(image: Image.Image) -> tuple[Image.Image, list[int]]:
    """Return the colours of an RGB picture as a row of pixels, and how many pixels have each."""
    coarse = image.point(lambda value: value // GRAIN * GRAIN + value // 37)
    data = coarse.tobytes()
    counts = Counter(data[at : at + 3] for at in range(0, len(data), 3))
    row = Image.frombytes("RGB", (len(counts), 1), b"".join(counts))
    return row, list(counts.values())


def labs(image: Image.Image) -> Iterator[Lab]:
    """Yield the colour of each pixel of an sRGB picture."""
    data = image.tobytes()
    for at in range(0, len(data), 3):
        red, green, blue = data[at : at + 3]
        yield lab_of(red / 255, green / 255, blue / 255)


# -- the approximation ------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _approximation() -> ImageFilter.Color3DLUT:
    return ImageFilter.Color3DLUT.generate(STEPS, _on_paper)


def _on_paper(red: float, green: float, blue: float) -> tuple[float, float, float]:
    """Return the colour of the same hue that ink comes nearest with."""
    lab = lab_of(red, green, blue)
    purest = _purest(lab.hue)
    if lab.chroma < 1 or lab.chroma <= _most(purest, lab.light):
        return red, green, blue
    _, light, chroma = min(_nearest(lab, end, purest) for end in (100.0, 0.0))
    scale = chroma / lab.chroma
    return _srgb_of(Lab(light, lab.a * scale, lab.b * scale))


def _most(purest: Lab, light: float) -> float:
    """Return the most chroma at a lightness, between white, the purest colour and black."""
    if light >= purest.light:
        return purest.chroma * max(100 - light, 0.0) / (100 - purest.light)
    return purest.chroma * max(light, 0.0) / purest.light


def _nearest(lab: Lab, end: float, purest: Lab) -> tuple[float, float, float]:
    """Return how far a colour is from the line between a grey and the purest colour, and where."""
    deep, far = purest.light - end, purest.chroma * _MINDED
    reach = ((lab.light - end) * deep + lab.chroma * _MINDED * far) / (deep**2 + far**2)
    part = min(max(reach, 0.0), 1.0)
    light, chroma = end + deep * part, purest.chroma * part
    return math.hypot(light - lab.light, (chroma - lab.chroma) * _MINDED), light, chroma


def _purest(hue: float) -> Lab:
    """Return the purest colour of a hue: a mixture of the two solids on either side of it."""
    turn = math.radians(hue)
    cos, sin = math.cos(turn), math.sin(turn)
    for one, other in pairwise((*_corners(), _corners()[0])):
        across = one.a * sin - one.b * cos
        step = across - (other.a * sin - other.b * cos)
        part = across / step if step else -1.0
        if 0 <= part <= 1:
            mixed = Lab(*(a + (b - a) * part for a, b in zip(one, other, strict=True)))
            if mixed.a * cos + mixed.b * sin > 0:
                return mixed
    return _corners()[0]


@lru_cache(maxsize=1)
def _corners() -> tuple[Lab, ...]:
    """Return the solids as they look to an eye that takes the paper for white, black for black."""
    paper, black = _xyz_of(Lab(*_PAPER)), _xyz_of(Lab(*_BLACK))
    found = []
    for solid in _SOLIDS:
        parts = zip(_xyz_of(Lab(*solid)), paper, black, _WHITE, strict=True)
        found.append(_lab((part - dark) / (light - dark) * w for part, light, dark, w in parts))
    return tuple(found)


def _inks(red: int, green: int, blue: int) -> float:
    parts = [1 - value / 255 for value in (red, green, blue)]
    grey = max(min(parts) - 0.3, 0.0) / 0.7
    return 90 * sum(parts) + 80 * math.pow(grey, 1.6)


# -- CIE --------------------------------------------------------------------------------------


def lab_of(red: float, green: float, blue: float) -> Lab:
    """Return an sRGB colour (each part 0 to 1) in CIELAB (IEC 61966-2-1, CIE 15)."""
    lights = [linear(part) for part in (red, green, blue)]
    return _lab(sum(f * part for f, part in zip(row, lights, strict=True)) for row in _TO_XYZ)


def _lab(xyz: Iterable[float]) -> Lab:
    x, y, z = (
        ratio ** (1 / 3) if (ratio := max(part / w, 0.0)) > 0.008856 else 7.787 * ratio + 16 / 116
        for part, w in zip(xyz, _WHITE, strict=True)
    )
    return Lab(116 * y - 16, 500 * (x - y), 200 * (y - z))


def _xyz_of(lab: Lab) -> tuple[float, float, float]:
    y = (lab.light + 16) / 116
    x, z = y + lab.a / 500, y - lab.b / 200
    cubes = (t**3 if t > 6 / 29 else (t - 16 / 116) / 7.787 for t in (x, y, z))
    first, second, third = (cube * w for cube, w in zip(cubes, _WHITE, strict=True))
    return first, second, third


def _srgb_of(lab: Lab) -> tuple[float, float, float]:
    xyz = _xyz_of(lab)
    lights = (sum(f * part for f, part in zip(row, xyz, strict=True)) for row in _TO_RGB)
    red, green, blue = (min(encoded(max(light, 0.0)), 1.0) for light in lights)
    return red, green, blue


def difference(one: Lab, other: Lab) -> float:
    """Return how different two colours look (CIEDE2000, ISO/CIE 11664-6): 1 is just visible."""
    mean = ((one.chroma + other.chroma) / 2) ** 7
    stretch = 1 + 0.5 * (1 - math.sqrt(mean / (mean + 25.0**7)))
    first, second = (lab._replace(a=lab.a * stretch) for lab in (one, other))
    light = second.light - first.light
    chroma = second.chroma - first.chroma
    turn = (second.hue - first.hue + 180) % 360 - 180 if first.chroma * second.chroma else 0.0
    hue = 2 * math.sqrt(first.chroma * second.chroma) * math.sin(math.radians(turn) / 2)
    return _weighted(first, second, (light, chroma, hue))


def _weighted(first: Lab, second: Lab, parts: tuple[float, float, float]) -> float:
    light, chroma = (first.light + second.light) / 2, (first.chroma + second.chroma) / 2
    if not first.chroma * second.chroma:
        hue = first.hue + second.hue
    else:
        hue = (first.hue + ((second.hue - first.hue + 180) % 360 - 180) / 2) % 360
    turns = ((1, -30, -0.17), (2, 0, 0.24), (3, 6, 0.32), (4, -63, -0.20))
    swing = 1 + sum(weight * math.cos(math.radians(n * hue + by)) for n, by, weight in turns)
    off = (light - 50) ** 2
    lightness = parts[0] / (1 + 0.015 * off / math.sqrt(20 + off))
    colour = parts[1] / (1 + 0.045 * chroma)
    angle = parts[2] / (1 + 0.015 * chroma * swing)
    around = 60 * math.exp(-(((hue - 275) / 25) ** 2))
    twist = -math.sin(math.radians(around)) * 2 * math.sqrt(chroma**7 / (chroma**7 + 25.0**7))
    return math.sqrt(lightness**2 + colour**2 + angle**2 + twist * colour * angle)
