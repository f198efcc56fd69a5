"""Presets of print shops: those that come along, and a project's own in its shops.toml."""

from __future__ import annotations

import errno
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from outreach.errors import ExitCode, Problem, ProblemsFoundError, ProjectError
from outreach.model.project import Project
from outreach.model.shop import USUAL_SHOP, Shop, Standard
from outreach.phrase import phrase
from outreach.sources.fault import Fault, did_you_mean, unreadable
from outreach.sources.toml import Table, missing, read_document, wrong_type

SHOPS_FILE = "shops.toml"
SHIPPED = Path(__file__).with_name(SHOPS_FILE)
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,31}")  # it stands in names of folders
_KEYS = ("based", "standard", "ink", "dpi", "least_dpi", "grey_dpi", "bitmap_dpi", "marks",
         "outlined", "safe", "least_line", "profile", "condition", "registry", "japanese",
         "english")  # fmt: skip
_STANDARDS = {
    "pdfx4": Standard.X4,
    "pdfx1a": Standard.X1A,
    "pdfx1a2003": Standard.X1A,
}
# What people type for the presets that come along, folded.
_ALSO = {
    "pdfx4": "x4",
    "pdfx1a": "x1a",
    "pdfx1a2003": "x1a",
    "x1a2003": "x1a",
    "250": "low-ink",
    "300": "x4",
    "320": "ink-320",
    "350": "ink-350",
}


def shops(project: Project | None) -> Mapping[str, Shop]:
    """Return the presets by name: the shipped ones, then those of the project's shops.toml.

    Without a project there are the shipped ones. Raises ProblemsFoundError (exit code 3) with all
    that is wrong with the project's file.
    """
    if project is None or not (project.root / SHOPS_FILE).is_file():
        return _shipped()
    found, problems = read_shops(project.root / SHOPS_FILE, _shipped())
    if any(problem.is_error for problem in problems):
        raise ProblemsFoundError(phrase("{file} has errors.", file=SHOPS_FILE), problems)
    return {**_shipped(), **found}


def shop_problems(project: Project) -> list[Problem]:
    """Return all that is wrong with the project's shops.toml."""
    try:
        shops(project)
    except ProblemsFoundError as error:
        return list(error.problems)
    return []


def shop_named(project: Project | None, name: str) -> Shop:
    """Return the preset of that name, however it is written; blank is the usual one.

    Raises ProjectError for a name nobody knows, ProblemsFoundError as ``shops`` does.
    """
    known = shops(project)
    by_folded = _ALSO | {_folded(each): each for each in known}
    found = by_folded.get(_folded(name or USUAL_SHOP))
    if found is None:
        raise ProjectError(
            phrase("There is no preset of a print shop called {name}.", name=name),
            did_you_mean(name, known),
        )
    return known[found]


def _folded(name: str) -> str:
    return re.sub(r"[^0-9a-z]", "", unicodedata.normalize("NFKC", name).casefold())


@lru_cache(maxsize=1)
def _shipped() -> Mapping[str, Shop]:
    found, problems = read_shops(SHIPPED, {USUAL_SHOP: Shop(USUAL_SHOP)})
    assert not problems, problems
    return found


def read_shops(path: Path, known: Mapping[str, Shop]) -> tuple[dict[str, Shop], list[Problem]]:
    """Return the presets a file describes, and what is wrong with it (of kind PROJECT).

    Each is based on one of those ``known``, or on one that stands above it in the file.
    """
    document = read_document(path, path.name, ExitCode.PROJECT)
    if isinstance(document, Problem):
        return {}, [document]
    document.table("", ("shop",))
    found: dict[str, Shop] = {}
    for name in document.named("shop", _NAME.fullmatch, _BAD_NAME):
        table = document.table(f"shop.{name}", _KEYS)
        base = _base(table, name, {**known, **found})
        found[name] = _shop(table, replace(base, name=name), path.parent)
    return found, document.problems


_BAD_NAME = Fault(
    "shop-name",
    phrase("The name of a preset has small letters, digits and hyphens, at most 32."),
    phrase('Write for instance [shop.our-printer], and a title as japanese = "…".'),
)


def _base(table: Table, name: str, known: Mapping[str, Shop]) -> Shop:
    """Return the preset that says what this one leaves unsaid."""
    usual = name if name in known else USUAL_SHOP
    return known[table.choice("based", usual, tuple(known))]


def _shop(table: Table, base: Shop, folder: Path) -> Shop:
    profile = _profile(table, base, folder)
    condition, registry = _condition(table, base, profile)
    return Shop(
        base.name,
        standard=_standard(table, base.standard),
        ink_limit=table.whole("ink", base.ink_limit, 100, 400),
        dpi=table.whole("dpi", base.dpi, 72, 2400),
        least_dpi=table.whole("least_dpi", base.least_dpi, 72, 2400),
        grey_dpi=table.whole("grey_dpi", base.grey_dpi, 72, 4800),
        bitmap_dpi=table.whole("bitmap_dpi", base.bitmap_dpi, 72, 4800),
        marks=table.flag("marks", base.marks),
        outlined=table.flag("outlined", base.outlined),
        safe=_length(table, "safe", base.safe, 20.0),
        least_line=_length(table, "least_line", base.least_line, 2.0),
        profile=profile,
        condition=condition,
        registry=registry,
        japanese=table.text("japanese"),
        english=table.text("english"),
    )


def _standard(table: Table, usual: Standard) -> Standard:
    """Return the standard a table names, written PDF/X-4, X-1a or x1a:2003."""
    text = table.text("standard")
    if not text:
        return usual
    found = _STANDARDS.get("pdf" + _folded(text).removeprefix("pdf"))
    if found is None:
        table.blame("standard", _UNKNOWN_STANDARD)
    return found or usual


_UNKNOWN_STANDARD = Fault(
    "shop-standard",
    phrase("{key} must be one of: {possible}.", key="standard", possible="PDF/X-4, PDF/X-1a"),
    phrase("Ask the print shop which of the two it wants; nearly all take PDF/X-4."),
)


def _length(table: Table, key: str, usual: float, most: float) -> float:
    """Return a number from 0 to ``most``."""
    value = table.values.get(key, usual)
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
        return float(value)
    expected = phrase("a number from 0 to {most:g}", most=most)
    table.blame(key, wrong_type(key, expected))
    return usual


def _profile(table: Table, base: Shop, folder: Path) -> Path | None:
    """Return the ICC profile's file, which is named from the folder of the file that names it."""
    text = table.text("profile")
    if not text:
        return base.profile
    path = folder / text
    if fault := _unreadable(path):
        table.blame("profile", fault.in_cell(text))
        return base.profile
    return path


def _unreadable(path: Path) -> Fault | None:
    """Return why a file cannot be read; what is neither file nor folder would be waited for."""
    try:
        if not path.is_file() and not path.is_dir():
            raise FileNotFoundError(errno.ENOENT, "")
        with path.open("rb"):
            return None
    except OSError as error:
        return unreadable(error)


def _condition(table: Table, base: Shop, profile: Path | None) -> tuple[str, str]:
    """Return the name of the printing condition and of the registry that knows it.

    Only who brings the profile of a registered condition may say that it is one.
    """
    # Another profile is another condition.
    inherits = profile == base.profile
    condition = table.text("condition", base.condition if inherits else "")
    registry = table.text("registry", base.registry if inherits else "")
    if condition and profile is None:
        table.blame("condition", _NO_PROFILE)
    if registry and not condition:
        table.blame("condition" if "condition" in table.values else "registry",
                    missing("condition"))  # fmt: skip
    return condition, registry


_NO_PROFILE = Fault(
    "shop-condition",
    phrase("A printing condition is named, but not the profile that describes it."),
    phrase('Add profile = "….icc", the file of exactly that condition, or take the name away.'),
)
