"""The cache of drawn designs: a PDF and a note beside it, named by what went into them.

It holds no personal data and may be deleted at any time. A file that is damaged counts as missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

from outreach.artwork.palette import Tones
from outreach.frame import RGB, Box


class Sight(NamedTuple):
    """What became of a picture: true resolution, its focus on the page (mm), see ``Baked``."""

    dpi: float
    x: float
    y: float
    lost: float
    veiled: float = 0.0


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that drawing a design brought to light, as it is kept.

    ``sights`` tells of each picture, in the order of the holes; ``lights`` is the luminance of the
    picture under each slot that asks for it.
    """

    pdf: bytes
    boxes: Mapping[str, Box]
    tones: Tones
    sights: tuple[Sight, ...] = ()
    lights: Mapping[str, float] = field(default_factory=dict)


def load(folder: Path, name: str) -> Drawing | None:
    """Return the drawing kept under ``name``, or None where there is none or it is damaged."""
    try:
        note = json.loads((folder / f"{name}.json").read_bytes())
        pdf = (folder / f"{name}.pdf").read_bytes()
        if note.pop("sha256") != _sha256(note, pdf):
            return None
        accent, soft = (RGB(*tone) for tone in note["tones"])
        boxes = {slot: Box(*box) for slot, box in note["boxes"].items()}
        sights = tuple(Sight(*map(float, sight)) for sight in note["sights"])
        lights = {slot: float(light) for slot, light in note["lights"].items()}
        return Drawing(pdf, boxes, Tones(accent, soft), sights, lights)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(folder: Path, name: str, drawing: Drawing) -> None:
    """Keep a drawing; each file appears whole or not at all, the note last."""
    note = {
        "tones": [drawing.tones.accent, drawing.tones.soft],
        "boxes": drawing.boxes,
        "sights": drawing.sights,
        "lights": drawing.lights,
    }
    folder.mkdir(parents=True, exist_ok=True)
    _write(folder / f"{name}.pdf", drawing.pdf)
    sealed = note | {"sha256": _sha256(note, drawing.pdf)}
    _write(folder / f"{name}.json", json.dumps(sealed, indent=1).encode())


def _sha256(note: Mapping[str, object], pdf: bytes) -> str:
    return hashlib.sha256(json.dumps(note, sort_keys=True).encode() + pdf).hexdigest()


def _write(path: Path, data: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise
