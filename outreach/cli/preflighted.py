"""A preflight in words, as JSON and as marked pictures."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from outreach.cli.boundary import problem_data
from outreach.cli.language import say
from outreach.cli.output import tell
from outreach.errors import Problem, errors_in
from outreach.fonts import load_fonts
from outreach.model import words
from outreach.model.project import Project
from outreach.model.shop import Shop
from outreach.phrase import Phrase, phrase
from outreach.press.preflight_remarks import Finding
from outreach.workflow.preflight import Checked, mark_pages


def hear(text: str) -> Path:
    """Return a path as it was typed."""
    return Path(text)


def tell_checked(checked: Checked) -> None:
    """Say what one file came to, and by what it was judged."""
    found = checked.found
    if not found.pages:
        return
    errors = len(errors_in(found.problems))
    counts = {
        "errors": words.errors(errors),
        "warnings": words.warnings(len(found.problems) - errors),
    }
    said = {"file": checked.name, "pages": found.pages, "preset": _preset(found.shop)}
    if found.problems:
        tell(phrase("{file} ({pages} pages, {preset}): {errors}, {warnings}.", **said, **counts))
    else:
        tell(phrase("{file} ({pages} pages, {preset}): nothing to remark on.", **said))


def _preset(shop: Shop | None) -> Phrase:
    if shop is None:
        return phrase("for a printer of one's own")
    return phrase("{name}: {standard}, {limit} % of ink", name=shop.name,
                  standard=shop.standard.value, limit=shop.ink_limit)  # fmt: skip


def draw(checked: Sequence[Checked], folder: Path, project: Project | None) -> list[Path]:
    """Write the marked pictures of all files and return them."""
    root, wanted = (project.root, project.fonts) if project else (Path.cwd(), {})
    stack = load_fonts(root, wanted)["address"]
    drawn = []
    for each in checked:
        name = each.path.name

        def heading(page: int, name: str = name) -> str:
            return say(phrase("{file}, page {page}", file=name, page=page))

        drawn += mark_pages(each, folder, _words, heading, stack)
    return drawn


def _words(finding: Finding) -> str:
    problem = finding.problem
    return f"{say(problem.message)} → {say(problem.hint)}"


def data(
    checked: Sequence[Checked], counts: Sequence[Problem], pictures: Sequence[str]
) -> dict[str, object]:
    """Return what was found as JSON has it; places in mm from the trim's upper left corner."""
    return {
        "files": [_file(each) for each in checked],
        "problems": [
            *({**problem_data(each), "page": None, "pages": [], "box": None} for each in counts),
            *(_finding(each) for file in checked for each in file.found.findings),
        ],
        "pictures": list(pictures),
    }


def _file(checked: Checked) -> dict[str, object]:
    found = checked.found
    return {
        "file": checked.name,
        "pages": found.pages,
        "preset": found.shop.name if found.shop else None,
        "standard": found.shop.standard.value if found.shop else None,
        "sizes": [list(size) for size in found.page_sizes],
        "errors": len(errors_in(found.problems)),
        "warnings": len(found.problems) - len(errors_in(found.problems)),
    }


def _finding(finding: Finding) -> dict[str, object]:
    box = None if finding.box is None else finding.box._asdict()
    return {
        **problem_data(finding.problem),
        "page": finding.page or None,
        "pages": list(finding.pages),
        "box": box and {edge: round(value, 2) for edge, value in box.items()},
    }  # fmt: skip
