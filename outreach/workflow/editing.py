"""designs edit: single values of a design's file, changed where they stand."""

from __future__ import annotations

from pathlib import Path

from outreach.errors import ExitCode, Problem, ProblemsFoundError, Where
from outreach.model.design import Design
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.characters import BLANKS, line_fault
from outreach.sources.design_file import Changes, edited
from outreach.sources.designs import DESIGN_FILE, FOLDER, design_names, load_design
from outreach.sources.fault import Fault
from outreach.sources.given import leads_away
from outreach.sources.toml import missing, read_document
from outreach.workflow.designs import NOTHING_WRITTEN, check_layout, no_name_to_show


def edit_design(project: Project, name: str, changes: Changes) -> tuple[Design, list[Problem]]:
    """Change single keys as ``change_design`` does, and raise where the design is in error then."""
    design, problems = change_design(project, name, changes)
    if design is None:
        raise ProblemsFoundError(phrase("It was changed, but more is wrong with it."), problems)
    return design, problems


def change_design(
    project: Project, name: str, changes: Changes
) -> tuple[Design | None, list[Problem]]:
    """Change single keys of a design's file; return the design as it then is, and what is wrong.

    A design in error can be changed too: that may be what mends it.

    Raises ProblemsFoundError where there is no such design or a value cannot stand in it,
    DesignError where the file is written in an unusual way, OutputError.
    """
    design, problems = load_design(project, name)
    file = project.root / FOLDER / name / DESIGN_FILE
    if name not in design_names(project.root) or (design is None and not _can_be_mended(file)):
        raise ProblemsFoundError(NOTHING_WRITTEN, problems)
    _check_values(name, changes)
    artist = changes.get(("", "artist"), design.artist if design is not None else "")
    if changes.get(("", "credit")) and not artist:
        raise no_name_to_show()
    layout = changes.get(("", "layout"))
    if design is not None and isinstance(layout, str):
        check_layout(project, layout, len(design.pictures))
    data = edited(file.read_bytes(), changes)
    with replacing(file) as stream:
        stream.write(data)
    return load_design(project, name)


def _can_be_mended(file: Path) -> bool:
    if leads_away(file) or leads_away(file.parent):
        return False
    return not isinstance(read_document(file, file.name, ExitCode.DESIGN), Problem)


def _check_values(name: str, changes: Changes) -> None:
    where = Where(f"{FOLDER}/{name}/{DESIGN_FILE}")
    problems = []
    for (_, key), value in changes.items():
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str) and (fault := _text_fault(key, text)):
                problems.append(fault.at(where, ExitCode.DESIGN))
    if problems:
        raise ProblemsFoundError(NOTHING_WRITTEN, problems)


def _text_fault(key: str, text: str) -> Fault | None:
    if key in ("title", "artist") and not text.strip(BLANKS):
        return missing(key)
    return line_fault(key, text)
