"""Designs in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator

from outreach.artwork.intake import Intake
from outreach.cli.boundary import problem_data
from outreach.cli.design_words import USE_WORDS, spoken
from outreach.cli.language import say
from outreach.cli.output import few, tell, tell_line
from outreach.errors import Problem
from outreach.model.design import Design
from outreach.phrase import phrase
from outreach.workflow.designs import Added, Adding, shown_name


def show_adding(done: Adding) -> None:
    """Show what became of each file, and what may come next."""
    for each in done.added:
        names = [shown_name(file) for file in each.files]
        tell(phrase("{files} → designs/{design}: {title}", files=few(names, 3),
                    design=each.design.name, title=each.design.title))  # fmt: skip
        for intake in each.intakes:
            _show_picture(intake)
    for file in done.skipped:
        tell(phrase("{file} was passed over: the system's own file.", file=shown_name(file)))
    if not done.added:
        return
    design = done.added[0].design
    tell(phrase("May be used for: {uses}. If that is wrong:",
                uses=spoken(design.permission, USE_WORDS)))  # fmt: skip
    tell_line(f"outreach designs edit {design.name} --permission …")
    tell(phrase("See it with words:"))
    tell_line(f"outreach layouts preview {design.layout} --design {design.name}")
    tell(phrase("How it will come out in print:"))
    tell_line(f"outreach designs check {design.name}" if len(done.added) == 1
              else "outreach designs check")  # fmt: skip
    if not design.artist:
        tell(phrase("Who made it is not entered yet:"))
        tell_line(f"outreach designs edit {design.name} --artist … --credit")


def _show_picture(intake: Intake) -> None:
    width, height = intake.size
    tell_line(say(phrase("{width} × {height} pixels", width=width, height=height)))
    cut = intake.cut
    if cut is not None and cut.corners:
        corners = "  ".join(f"{x:.3f},{y:.3f}" for x, y in cut.corners)
        tell_line(say(phrase("The sheet of paper was cut out and straightened: {corners}",
                             corners=corners)))  # fmt: skip
    if cut is not None and cut.shade is not None:
        evened = phrase("The light was evened (up to {percent} % less in places) and the paper "
                        "made white.", percent=round(cut.shade * 100))  # fmt: skip
        tell_line(say(evened))


def adding_data(done: Adding) -> dict[str, object]:
    """Return what became of the files as JSON has it."""
    return {
        "added": [_added(each) for each in done.added],
        "skipped": [shown_name(file) for file in done.skipped],
        "refused": list(_by_file([each for each in done.problems if each.is_error])),
        "warnings": [problem_data(each) for each in done.problems if not each.is_error],
    }


def _by_file(problems: list[Problem]) -> Iterator[dict[str, object]]:
    for file in dict.fromkeys(problem.where.file for problem in problems):
        own = [problem_data(problem) for problem in problems if problem.where.file == file]
        yield {"file": file, "problems": own}


def _added(added: Added) -> dict[str, object]:
    return {
        **design_data(added.design),
        "files": [shown_name(file) for file in added.files],
        "taken_in": [_picture(intake) for intake in added.intakes],
    }


def _picture(intake: Intake) -> dict[str, object]:
    cut = intake.cut
    paper = cut and {"corners": [list(corner) for corner in cut.corners], "shade": cut.shade}
    return {
        "format": intake.kind.name,
        "given": list(intake.given),
        "size": list(intake.size),
        "paper": paper,
    }


def design_data(design: Design) -> dict[str, object]:
    """Return what stands in a design's file as JSON has it."""
    return {
        "name": design.name,
        "title": design.title,
        "artist": design.artist,
        "credit": design.credit,
        "permission": list(design.permission),
        "layout": design.layout,
        "pictures": list(design.pictures),
        "alt": design.alt,
        "season": list(design.season),
        "mood": list(design.mood),
        "focus": list(design.focus) if design.focus else None,
        "hand": design.hand,
        "lettering": design.lettering,
        "withdrawn": design.withdrawn.isoformat() if design.withdrawn else None,
    }
