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
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import uharfbuzz as hb

# Where a role's fonts are looked for when outreach.toml says nothing: the hand first, then what
# covers more. KiloJi P lacks 𠮷 槗 圡, Seto lacks 𠮷, BIZ UD lacks 𠮷 槗; Noto Serif JP lacks none.
DEFAULT_ROLES: Mapping[str, tuple[str, ...]] = {
    "address": ("Noto Serif JP",),
    "message": ("KiloJi P", "Klee One", "Seto", "BIZ UDPGothic", "Noto Serif JP"),
    "credit": ("BIZ UDPGothic", "KiloJi P", "Noto Serif JP"),
}

# File names (without suffix, folded) under which a family is found, and its index in a collection.
KNOWN_FILES: Mapping[str, tuple[tuple[str, int], ...]] = {
    "Noto Serif JP": (
        ("notoserifjpregular", 0),
        ("notoserifcjkjpregular", 0),
        ("notoserifcjkregular", 0),
    ),
    "KiloJi P": (("kilojip", 0),),
    "Seto": (("setofont", 0),),
    "Klee One": (("kleeoneregular", 0), ("kleeone", 0)),
    "BIZ UDPGothic": (("bizudpgothicregular", 0), ("bizudgothic", 1)),
    "UD Digi Kyokasho": (("uddigikyokashonr", 0),),
}

FONT_SUFFIXES = frozenset({".ttf", ".otf", ".ttc", ".otc"})
SELECTORS = "\ufe00-\ufe0f\U000e0100-\U000e01ef"
VOICING = "\u3099\u309a"  # the marks of が and ぱ, typed apart from their letter
CLUSTER = re.compile(f"[\u3041-\u30ff\u31f0-\u31ff][{VOICING}]|.[{SELECTORS}]*", re.DOTALL)
INKLESS = frozenset(" \u00a0\u3000\t\n")


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


Stack = tuple[Font, ...]


def first_covering(stack: Sequence[Font], text: str) -> Font | None:
    """Return the first font of the role that draws every character of ``text``, or None."""
    return next((font for font in stack if not font.missing(text)), None)


@dataclass(frozen=True)
class FontSet:
    """The fonts of a project by role; ``wanted`` is each role's first choice.

    ``absent`` are (role, family) that were looked for and not found.
    """

    roles: Mapping[str, Stack]
    wanted: Mapping[str, str]
    absent: tuple[tuple[str, str], ...] = ()

    def __getitem__(self, role: str) -> Stack:
        return self.roles[role]

    def is_substituted(self, role: str) -> bool:
        """Return whether the font first wanted for the role is absent and another stands in."""
        return (role, self.wanted[role]) in self.absent

    @property
    def fonts(self) -> list[Font]:
        """Return every font of every role once."""
        return list({font.id: font for stack in self.roles.values() for font in stack}.values())


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

    ``wanted`` is [fonts] of outreach.toml; a role it does not name has the usual list.
    """
    files = font_files([root / "fonts", *system_folders(), *wheel_folder()])
    opened: dict[str, Font | None] = {}
    roles: dict[str, Stack] = {}
    first: dict[str, str] = {}
    absent: list[tuple[str, str]] = []
    for role, usual in DEFAULT_ROLES.items():
        names = [*wanted.get(role, ()), *(n for n in usual if n not in wanted.get(role, ()))]
        first[role] = names[0]
        for name in names:
            if name not in opened:
                opened[name] = find_font(name, files, root)
        roles[role] = tuple(font for name in names if (font := opened[name]))
        absent += [(role, name) for name in names if opened[name] is None]
    return FontSet(roles, first, tuple(absent))
