"""Drawn designs made ready for a print shop's press, and kept so beside the drawn ones."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.metadata
import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from outreach.artwork import DrawnDesign
from outreach.artwork.draw import Drawn
from outreach.artwork.inks import Inks
from outreach.errors import OutputError, Problem, Where
from outreach.model.design import Design
from outreach.sources.atomic import replacing

SCHEMA = 1  # raise it whenever the same page is to be separated otherwise
_DIGEST = 32  # bytes, before the page: a file that was cut off is made anew


def separated_designs(
    designs: Sequence[Design], drawn: Sequence[Drawn], inks: Inks, cache: Path
) -> list[Drawn]:
    """Return the drawn designs with every picture in inks, and what forbids it of each.

    ``cache`` is the project's cache folder: with a warm one no picture is opened. The name of a
    design stands for its content still.
    """
    folder = cache / "separated"
    return [
        (None, found) if page is None else _separated(design, page, found, inks, folder)
        for design, (page, found) in zip(designs, drawn, strict=True)
    ]


def _separated(
    design: Design, page: DrawnDesign, found: list[Problem], inks: Inks, folder: Path
) -> Drawn:
    name = _name(page, inks)
    kept = folder / f"{name}.bin"
    pdf = _load(kept)
    if pdf is None:
        from outreach.press.separate import separated  # only here: it loads Pillow and NumPy

        made = separated(page.pdf, inks, Where(f"layouts/{design.layout}/layout.html"))
        if isinstance(made, Problem):
            return None, [*found, made]
        pdf = made
        # A full disk or a locked folder costs the next run a second, but never the card.
        with contextlib.suppress(OSError, OutputError):
            _save(kept, pdf)
    return replace(page, name=name, pdf=pdf), found


def _name(page: DrawnDesign, inks: Inks) -> str:
    """Return the hash of all that can change the separated page."""
    profile = hashlib.sha256(inks.profile).hexdigest()
    libraries = [importlib.metadata.version(library) for library in ("pillow", "numpy", "pikepdf")]
    parts = [SCHEMA, *libraries, page.name, profile, inks.limit]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def _load(path: Path) -> bytes | None:
    try:
        data = path.read_bytes()
    except OSError:
        return None
    pdf = data[_DIGEST:]
    return pdf if data[:_DIGEST] == hashlib.sha256(pdf).digest() else None


def _save(path: Path, pdf: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacing(path) as file:
        file.write(hashlib.sha256(pdf).digest() + pdf)
