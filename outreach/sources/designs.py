"""designs/NAME/design.toml becomes a Design; its pictures are looked for, not opened."""

from __future__ import annotations

import re
from pathlib import Path

from outreach.errors import ExitCode, Problem, Where
from outreach.model.design import Design
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.toml import Document, Table, read_document

FOLDER = "designs"
DESIGN_FILE = "design.toml"
_NAME = re.compile(r"[a-z0-9-]{1,64}")
_KEYS = ("title", "artist", "credit", "permission", "layout", "picture", "alt", "focus", "tags")


def design_names(root: Path) -> list[str]:
    """Return the names of the project's designs: the folders of designs/ with a design.toml."""
    return sorted(path.parent.name for path in (root / FOLDER).glob(f"[!.]*/{DESIGN_FILE}"))


def load_design(project: Project, name: str) -> tuple[Design | None, list[Problem]]:
    """Return a design (None if anything stops it) and what is wrong, of kind DESIGN."""
    known = design_names(project.root)
    if name not in known:
        message = phrase("There is no design {design} with a design.toml.", design=name)
        fault = Fault("design-unknown", message, did_you_mean(name, known))
        return None, [fault.at(Where(FOLDER), ExitCode.DESIGN)]
    file = f"{FOLDER}/{name}/{DESIGN_FILE}"
    if not _NAME.fullmatch(name):
        return None, [_BAD_NAME.at(Where(file), ExitCode.DESIGN)]
    folder = project.root / FOLDER / name
    document = read_document(folder / DESIGN_FILE, file, ExitCode.DESIGN)
    if isinstance(document, Problem):
        return None, [document]
    design = _design(name, folder, document)
    return (None if document.has_errors else design), document.problems


_BAD_NAME = Fault(
    "design-name",
    phrase("A design's folder has a name of small letters a-z, digits and hyphens, at most 64."),
    phrase("Rename the folder, for instance first-snow."),
)


def _design(name: str, folder: Path, document: Document) -> Design:
    table = document.table("", _KEYS)
    tags = document.table("tags", ("season", "mood"))
    return Design(
        name=name,
        folder=folder,
        title=table.text("title", required=True),
        artist=table.text("artist", required=True),
        layout=table.text("layout", required=True),
        pictures=_pictures(table, folder),
        credit=table.flag("credit", True),
        permission=table.texts("permission"),
        alt=table.text("alt"),
        season=tags.texts("season"),
        mood=tags.texts("mood"),
        focus=table.point("focus", (0.5, 0.5)),
    )


def _pictures(table: Table, folder: Path) -> tuple[str, ...]:
    pictures = table.texts("picture")
    there = sorted(path.name for path in folder.iterdir() if _lies_in(path, folder))
    for picture in pictures:
        if not _is_plain(picture):
            table.blame("picture", _NOT_PLAIN)
        elif picture not in there:
            message = phrase("The picture {file} is not in the design's folder.", file=picture)
            others = [name for name in there if name != DESIGN_FILE]
            table.blame("picture", Fault("picture-missing", message, did_you_mean(picture, others)))
    return pictures


def _lies_in(path: Path, folder: Path) -> bool:
    """Return whether a path is a file of the folder itself, not a link that leads out of it."""
    return path.is_file() and path.resolve().parent == folder.resolve()


def _is_plain(name: str) -> bool:
    return bool(name) and not name.startswith(".") and not set("/\\:") & set(name)


_NOT_PLAIN = Fault(
    "picture-name",
    phrase("picture must be the plain name of a file in the design's folder."),
    phrase("Copy the picture into the folder and name it without any folder."),
)
