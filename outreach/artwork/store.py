"""The cache of drawn designs: a PDF and a note beside it, named by what went into them.

It holds no personal data and may be deleted at any time. A file that is damaged counts as missing.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from outreach.artwork.palette import Tones
from outreach.frame import RGB, Box


@dataclass(frozen=True, slots=True)
class Drawing:
    """All that drawing a design brought to light, as it is kept.

    ``dpi`` is the true resolution of each picture at its printed size, in the order of the holes.
    """

    pdf: bytes
    boxes: Mapping[str, Box]
    tones: Tones
    dpi: tuple[float, ...]


def load(folder: Path, name: str) -> Drawing | None:
    """Return the drawing kept under ``name``, or None where there is none or it is damaged."""
    try:
        note = json.loads((folder / f"{name}.json").read_bytes())
        pdf = (folder / f"{name}.pdf").read_bytes()
        if note.pop("sha256") != _sha256(note, pdf):
            return None
        accent, soft = (RGB(*tone) for tone in note["tones"])
        boxes = {slot: Box(*box) for slot, box in note["boxes"].items()}
        dpi = tuple(float(value) for value in note["dpi"])
        return Drawing(pdf, boxes, Tones(accent, soft), dpi)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def save(folder: Path, name: str, drawing: Drawing) -> None:
    """Keep a drawing; each file appears whole or not at all, the note last."""
    note = {
        "tones": [drawing.tones.accent, drawing.tones.soft],
        "boxes": drawing.boxes,
        "dpi": drawing.dpi,
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
