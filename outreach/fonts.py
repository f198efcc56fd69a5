"""Which fonts there are, and what they really can draw.

A cmap entry is not coverage: several Japanese hand fonts map thousands of characters to empty
outlines, and HarfBuzz quietly sets a decomposed form where a compatibility ideograph is missing.
So the gate here asks for the exact (base, selector) pair and looks at the outline.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import uharfbuzz as hb

from outreach.frame import RELAXED, Manner
from outreach.model.hand import USUAL_LETTERING

# Where a role's fonts are looked for when outreach.toml says nothing: the hand first, then what
# covers more. KiloJi P lacks 𠮷 槗 圡, Seto lacks 𠮷, BIZ UD lacks 𠮷 槗; Noto Serif JP lacks none.
DEFAULT_ROLES: Mapping[str, tuple[str, ...]] = {
    "address": ("Noto Serif JP",),
    "message": ("KiloJi P", "Klee One", "Seto", "BIZ UDPGothic", "Noto Serif JP"),
    "credit": ("BIZ UDPGothic", "KiloJi P", "Noto Serif JP"),
}


@dataclass(frozen=True, slots=True)
class Lettering:
    """An imitated hand: its fonts, the one it is made of first, and how it writes.

    ``manner`` is how it shapes letters, ``size`` how large beside the usual hand; ``weight`` is the
    outline added to every stroke, in em; ``ink`` is how much its pen runs dry (1: as a felt-tip
    pen does, 0: not at all).
    """

    fonts: tuple[str, ...]
    manner: Manner = RELAXED
    size: float = 1.0
    weight: float = 0.011
    ink: float = 1.0


# Judged on printed specimens from an arm's length. The names are model/hand.py's; the usual one is
# made of what [fonts] says of the message. The pen is quick: small, narrow, going up to the right.
# The clear one is for eyes that tire: large, upright, even, never pale. Type is no hand at all: it
# stands as it was set, and takes a tenth of the time, for rounds of many thousands.
LETTERINGS: Mapping[str, Lettering] = {
    "felt-tip": Lettering(DEFAULT_ROLES["message"]),
    "round": Lettering(
        ("Seto", "KiloJi P", "Klee One", "BIZ UDPGothic", "Noto Serif JP"),
        Manner(0.9), weight=0.008, ink=0.8,
    ),
    "pen": Lettering(
        ("KiloJi D", "Klee One", "Seto", "BIZ UDPGothic", "Noto Serif JP"),
        Manner(0.95, rise=0.07, width=0.91), size=0.95, weight=0.01, ink=1.2,
    ),
    "brush": Lettering(
        ("Kouzan Mouhitsu", "Klee One", "Seto", "Noto Serif JP"),
        Manner(0.75), size=1.1, weight=0.01, ink=0.5,
    ),
    "clear": Lettering(
        ("BIZ UDPGothic", "UD Digi Kyokasho", "Noto Serif JP"),
        Manner(0.3), size=1.2, weight=0.008, ink=0.0,
    ),
    "type": Lettering(DEFAULT_ROLES["message"], Manner(0.0), weight=0.0, ink=0.0),
}  # fmt: skip

# File names (without suffix, folded) under which a family is found, and its index in a collection.
KNOWN_FILES: Mapping[str, tuple[tuple[str, int], ...]] = {
    "Noto Serif JP": (
        ("notoserifjpregular", 0),
        ("notoserifcjkjpregular", 0),
        ("notoserifcjkregular", 0),
    ),
    "KiloJi P": (("kilojip", 0),),
    "KiloJi D": (("kilojid", 0),),
    "Kouzan Mouhitsu": (("kouzanmouhitsu", 0),),
    "Seto": (("setofont", 0),),
    "Klee One": (("kleeoneregular", 0), ("kleeone", 0)),
    "BIZ UDPGothic": (("bizudpgothicregular", 0), ("bizudgothic", 1)),
    "UD Digi Kyokasho": (("uddigikyokashonr", 0),),
}

FONT_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
VOICING = "\u3099\u309a"  # the marks of が and ぱ, typed apart from their letter
CLUSTER = re.compile(f"[\u3041-\u30ff\u31f0-\u31ff][{VOICING}]|.[{SELECTORS}]*", re.DOTALL)
CELL_TOP = 0.88  # em from the baseline to the top of a kanji's cell (JIS X 4051, and PDF's DW2)
INKLESS = frozenset(" \u00a0\u3000\t\n")


class Contour(NamedTuple):
    """A closed line of an outline: where it starts, and its pieces to there again.

    A piece is the numbers of its points after the first: two of a straight one, four of a
    quadratic curve, six of a cubic one.
    """

    start: tuple[float, float]
    pieces: list[tuple[float, ...]]


def clusters(text: str) -> list[str]:
    """Return ``text`` cut into characters as a reader sees them: a base with its selectors."""
    return CLUSTER.findall(text)


def codes_of(cluster: str) -> str:
    """Return the code points of a character, such as ``U+9089 U+E0100``."""
    return " ".join(f"U+{ord(code):04X}" for code in cluster)


def with_codes(cluster: str) -> str:
    """Return a character and its code points, for messages: ``邉 (U+9089)``."""
    return f"{cluster} ({codes_of(cluster)})"


class Font:
    """One face, opened for asking and shaping; ``id`` is its family name."""

    def __init__(self, family: str, path: Path, index: int = 0) -> None:
        self.id = family
        self.path = path
        self.index = index
        self.face = hb.Face(hb.Blob.from_file_path(str(path)), index)
        self.hb = hb.Font(self.face)
        self.upem: int = self.face.upem
        self._inked: dict[int, bool] = {}
        self._covered: dict[str, bool] = {}

    def __reduce__(self) -> tuple[type[Font], tuple[str, Path, int]]:
        """Pickle by place: a worker process opens the file itself."""
        return Font, (self.id, self.path, self.index)

    @cached_property
    def sha256(self) -> str:
        """Return the hash of the font file, for the batch's record."""
        return hashlib.sha256(self.path.read_bytes()).hexdigest()

    def glyph_of(self, cluster: str) -> int | None:
        """Return the glyph for exactly this cluster (base and selector), or None."""
        if cluster in VOICING:  # a mark that has no letter to stand on
            glyph = None
        elif len(cluster) == 1:
            glyph = self.hb.get_nominal_glyph(ord(cluster))
        elif cluster[1] in VOICING:
            glyph = self._voiced(cluster)
        elif len(cluster) == 2:
            glyph = self.hb.get_variation_glyph(ord(cluster[0]), ord(cluster[1]))
        else:
            return None
        return glyph or None

    def _voiced(self, cluster: str) -> int | None:
        """Return the glyph of kana with its mark: one letter (が), or the font's own (か゚, ㇷ゚)."""
        composed = unicodedata.normalize("NFC", cluster)
        if len(composed) == 1:
            glyph: int | None = self.hb.get_nominal_glyph(ord(composed))
            return glyph
        buffer = hb.Buffer()
        buffer.add_str(cluster)
        buffer.direction, buffer.script, buffer.language = "ltr", "Hani", "ja"
        hb.shape(self.hb, buffer, {})
        glyphs = [info.codepoint for info in buffer.glyph_infos]
        return glyphs[0] if len(glyphs) == 1 else None

    def has_ink(self, glyph: int) -> bool:
        """Return whether the glyph's outline is not empty."""
        inked = self._inked.get(glyph)
        if inked is None:
            extents = self.hb.get_glyph_extents(glyph)
            inked = bool(extents and (extents.width or extents.height))
            self._inked[glyph] = inked
        return inked

    def ink_middle(self, glyph: int) -> tuple[float, float]:
        """Return the centre of the glyph's ink in em: right of its origin, above its baseline."""
        ink = self.hb.get_glyph_extents(glyph)
        middle = ink.x_bearing + ink.width / 2, ink.y_bearing + ink.height / 2
        return middle[0] / self.upem, middle[1] / self.upem

    def vertical_origin(self, glyph: int) -> tuple[float, float]:
        """Return where the top centre of the glyph's cell is in a line that runs down, in em.

        A font that says nothing of vertical lines has it as JIS has it, 0.88 em up: HarfBuzz
        would centre the ink of each glyph, small marks too.
        """
        if not self._has_vertical_metrics:
            return self.hb.get_glyph_h_advance(glyph) / 2 / self.upem, CELL_TOP
        x, y = self.hb.get_glyph_v_origin(glyph)
        return x / self.upem, y / self.upem

    @cached_property
    def _has_vertical_metrics(self) -> bool:
        return not {"vmtx", "VORG"}.isdisjoint(self.face.table_tags)

    def outline(self, glyph: int) -> list[Contour]:
        """Return the glyph's outline in thousandths of an em, y upwards; none for a blank."""
        return outline_of(self.hb, self.upem, glyph)

    def covers(self, cluster: str) -> bool:
        """Return whether the font draws this very cluster, with ink (blanks need none)."""
        known = self._covered.get(cluster)
        if known is None:
            glyph = self.glyph_of(cluster)
            known = glyph is not None and (cluster in INKLESS or self.has_ink(glyph))
            known = known or cluster in INKLESS
            self._covered[cluster] = known
        return known

    def missing(self, text: str) -> list[str]:
        """Return the clusters of ``text`` this font cannot draw, each once, in order."""
        lacking = (cluster for cluster in clusters(text) if not self.covers(cluster))
        return list(dict.fromkeys(lacking))


def outline_of(font: hb.Font, upem: int, glyph: int) -> list[Contour]:
    """Return a glyph's outline in thousandths of an em, y upwards; none for a blank."""
    contours: list[Contour] = []
    font.draw_glyph(glyph, _drawing(), (contours, 1000 / upem))
    return contours


@lru_cache(maxsize=1)
def _drawing() -> hb.DrawFuncs:
    """Return what HarfBuzz calls to draw; the pieces go to the contours handed along."""

    def begin(x: float, y: float, to: tuple[list[Contour], float]) -> None:
        contours, scale = to
        contours.append(Contour((x * scale, y * scale), []))

    def add(*given: Any) -> None:
        contours, scale = given[-1]
        contours[-1].pieces.append(tuple([each * scale for each in given[:-1]]))

    drawing = hb.DrawFuncs()
    drawing.set_move_to_func(begin)
    drawing.set_line_to_func(add)
    drawing.set_quadratic_to_func(add)
    drawing.set_cubic_to_func(add)
    return drawing


Stack = tuple[Font, ...]


def first_covering(stack: Sequence[Font], text: str) -> Font | None:
    """Return the first font of the role that draws every character of ``text``, or None."""
    return next((font for font in stack if not font.missing(text)), None)


@dataclass(frozen=True)
class FontSet:
    """The fonts of a project by role and by lettering; ``wanted`` is the first choice of each.

    ``absent`` are (role or lettering, family) that were looked for and not found.
    """

    roles: Mapping[str, Stack]
    wanted: Mapping[str, str]
    absent: tuple[tuple[str, str], ...] = ()
    letterings: Mapping[str, Stack] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Stack:
        return self.roles[role]

    def is_substituted(self, role: str) -> bool:
        """Return whether the font a role or lettering wants first is absent, so others help."""
        return (role, self.wanted[role]) in self.absent

    @property
    def fonts(self) -> list[Font]:
        """Return every font of every role and lettering once."""
        stacks = (*self.roles.values(), *self.letterings.values())
        return list({font.id: font for stack in stacks for font in stack}.values())


def folded(name: str) -> str:
    """Return a font's name without case, blanks and marks, for finding its file."""
    return re.sub(r"[^0-9a-z]", "", name.lower())


def system_folders() -> list[Path]:
    """Return where Linux, macOS and Windows keep fonts, the person's own first."""
    home = Path.home()
    if sys.platform == "win32":
        local = Path(os.environ.get("LOCALAPPDATA", home))
        return [local / "Microsoft/Windows/Fonts", Path(os.environ["WINDIR"]) / "Fonts"]
    if sys.platform == "darwin":
        return [home / "Library/Fonts", Path("/Library/Fonts"), Path("/System/Library/Fonts")]
    return [home / ".local/share/fonts", Path("/usr/local/share/fonts"), Path("/usr/share/fonts")]


def wheel_folder() -> list[Path]:
    """Return the folder of the installed package that carries Noto Serif JP."""
    spec = importlib.util.find_spec("pylopdf_fonts_jp")
    return [Path(spec.origin).parent] if spec and spec.origin else []


def font_files(folders: Iterable[Path]) -> dict[str, Path]:
    """Return every font file below the folders by folded stem; earlier folders win."""
    found: dict[str, Path] = {}
    for folder in folders:
        for base, _, names in os.walk(folder):
            for name in sorted(names):
                stem, suffix = os.path.splitext(name)  # noqa: PTH122 - thousands of files
                if suffix.lower() in FONT_SUFFIXES:
                    found.setdefault(folded(stem), Path(base) / name)
    return found


def find_font(family: str, files: Mapping[str, Path], root: Path) -> Font | None:
    """Return the font of that family, or of that file (relative to the project), or None."""
    as_file = root / family
    if as_file.suffix.lower() in FONT_SUFFIXES and as_file.is_file():
        return Font(as_file.stem, as_file)
    candidates = (*KNOWN_FILES.get(family, ()), (folded(family), 0))
    for stem, index in candidates:
        if stem in files:
            return Font(family, files[stem], index)
    return None


def load_fonts(root: Path, wanted: Mapping[str, Sequence[str]]) -> FontSet:
    """Return the fonts of every role, looked up in the project's fonts/, the system, the wheel.

    ``wanted`` is [fonts] of outreach.toml; a role or lettering it does not name has the usual list.
    """
    files = font_files([root / "fonts", *system_folders(), *wheel_folder()])
    opened: dict[str, Font | None] = {}
    stacks: dict[str, Stack] = {}
    first: dict[str, str] = {}
    absent: list[tuple[str, str]] = []
    hands = {name: lettering.fonts for name, lettering in LETTERINGS.items()}
    hands[USUAL_LETTERING] = tuple(_listed(wanted.get("message", ()), hands[USUAL_LETTERING]))
    for role, usual in ({**DEFAULT_ROLES, **hands}).items():
        names = _listed(wanted.get(role, ()), usual)
        first[role] = names[0]
        for name in names:
            if name not in opened:
                opened[name] = find_font(name, files, root)
        stacks[role] = tuple(font for name in names if (font := opened[name]))
        absent += [(role, name) for name in names if opened[name] is None]
    roles = {role: stacks[role] for role in DEFAULT_ROLES}
    return FontSet(roles, first, tuple(absent), {name: stacks[name] for name in LETTERINGS})


def _listed(own: Sequence[str], usual: Sequence[str]) -> list[str]:
    """Return the families to look for: the project's own, then the usual ones it did not name."""
    return list(dict.fromkeys((*own, *usual)))
