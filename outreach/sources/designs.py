"""designs/NAME/design.toml becomes a Design; its pictures are looked for, not opened."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.design import PERMISSIONS, Design, Focus
from outreach.model.project import Project
from outreach.model.season import SEASONS, season_named
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.given import LINK, is_plain_name, leads_away
from outreach.sources.hands import hand_in
from outreach.sources.toml import Document, Table, read_document

FOLDER = "designs"
DESIGN_FILE = "design.toml"
_NAME = re.compile(r"[a-z0-9-]{1,64}")
_KEYS = ("title", "artist", "credit", "permission", "layout", "picture", "alt", "focus", "tags",
         "withdrawn", "hand", "lettering")  # fmt: skip
_USES = {
    **{use: use for use in PERMISSIONS},
    "cards": "card",
    "postcard": "card",
    "はがき": "card",
    "葉書": "card",
    "絵はがき": "card",
    "絵葉書": "card",
    "newsletters": "newsletter",
    "会報": "newsletter",
    "reports": "report",
    "報告書": "report",
    "website": "web",
    "ウェブ": "web",
    "ホームページ": "web",
}


def use_named(word: str) -> str | None:
    """Return the one of ``PERMISSIONS`` a word means, or None for a word nobody knows."""
    return _USES.get(word.casefold())


def design_names(root: Path) -> list[str]:
    """Return the names of the project's designs: the folders of designs/ with a design.toml."""
    return sorted(path.parent.name for path in (root / FOLDER).glob(f"[!.]*/{DESIGN_FILE}"))


def design_file(name: str) -> str:
    """Return a design's file as a person finds it: from the project's folder."""
    return f"{FOLDER}/{name}/{DESIGN_FILE}"


def withdrawal(project: Project, name: str) -> date | Problem | None:
    """Return the day from which nothing may be made of a design, or why nobody can tell.

    Whatever else is wrong with its file does not matter; where there is none, nothing was said.
    """
    path = project.root / FOLDER / name / DESIGN_FILE
    if not is_plain_name(name) or not path.is_file():
        return None
    document = read_document(path, design_file(name), ExitCode.DESIGN)
    if isinstance(document, Problem):
        return document
    day = _withdrawn(Table(document, "", document.values, tuple(document.values)))
    return document.problems[0] if document.problems else day


def picture_files(project: Project, name: str) -> list[Path]:
    """Return the pictures of a design that are there, whatever else is wrong with its file."""
    folder = project.root / FOLDER / name
    document = read_document(folder / DESIGN_FILE, design_file(name), ExitCode.DESIGN)
    if isinstance(document, Problem):
        return []
    named = Table(document, "", document.values, tuple(document.values)).texts("picture")
    paths = (folder / picture for picture in named if is_plain_name(picture))
    return [path for path in paths if _lies_in(path, folder)]


def _withdrawn(table: Table) -> date | None:
    return table.day("withdrawn") if "withdrawn" in table.values else None


def load_design(project: Project, name: str) -> tuple[Design | None, list[Problem]]:
    """Return a design (None if anything stops it) and what is wrong, of kind DESIGN."""
    known = design_names(project.root)
    if name not in known:
        message = phrase("There is no design {design} with a design.toml.", design=name)
        fault = Fault("design-unknown", message, _near(name, known))
        return None, [fault.at(Where(FOLDER), ExitCode.DESIGN)]
    file = design_file(name)
    if not _NAME.fullmatch(name):
        return None, [_BAD_NAME.at(Where(file), ExitCode.DESIGN)]
    folder = project.root / FOLDER / name
    if linked := [path for path in (folder, folder / DESIGN_FILE) if leads_away(path)]:
        shown = linked[0].relative_to(project.root).as_posix()
        return None, [LINK.at(Where(shown), ExitCode.DESIGN)]
    document = read_document(folder / DESIGN_FILE, file, ExitCode.DESIGN)
    if isinstance(document, Problem):
        return None, [document]
    design = _design(name, folder, document)
    return (None if document.has_errors else design), document.problems


def load_designs(project: Project, names: Iterable[str]) -> tuple[list[Design], list[Problem]]:
    """Return the designs named that can be read, and what is wrong with any of them."""
    found = [load_design(project, name) for name in names]
    designs = [design for design, _ in found if design is not None]
    return designs, [problem for _, problems in found for problem in problems]


def _near(name: str, known: list[str]) -> Phrase:
    """Return the hint for a name nobody knows: the nearest, or all there are if they are few."""
    near = difflib.get_close_matches(name.casefold(), known, _NEAR, cutoff=0.7)
    if near:
        return phrase("Did you mean {nearest}?", nearest=", ".join(near))
    if 0 < len(known) <= _FEW:
        return phrase("Known here: {known}.", known=", ".join(known))
    return phrase("All there are: outreach designs list")


_NEAR, _FEW = 3, 8

_BAD_NAME = Fault(
    "design-name",
    phrase("A design's folder has a name of small letters a-z, digits and hyphens, at most 64."),
    phrase("Rename the folder, for instance first-snow."),
)


def _design(name: str, folder: Path, document: Document) -> Design:
    table = document.table("", _KEYS)
    tags = document.table("tags", ("season", "mood"))
    focus, *others = _focus(table)
    hand, lettering = hand_in(table)
    return Design(
        name=name,
        folder=folder,
        title=table.text("title", required=True),
        artist=_artist(table, name),
        layout=table.text("layout", required=True),
        pictures=_pictures(table, folder),
        credit=table.flag("credit", True),
        permission=_permission(table),
        alt=table.text("alt"),
        season=_season(tags),
        mood=tags.texts("mood"),
        focus=focus,
        others=tuple(others),
        withdrawn=_withdrawn(table),
        hand=hand,
        lettering=lettering,
    )


def _artist(table: Table, name: str) -> str:
    """Return who made the picture; blank where the key is there and nobody is entered yet."""
    artist = table.text("artist", required="artist" not in table.values)
    if not artist and isinstance(table.values.get("artist"), str):
        hint = phrase("Enter the name: outreach designs edit {design} --artist …", design=name)
        table.blame("artist", Fault("artist-missing", _NO_ARTIST, hint, Severity.WARNING))
    return artist


_NO_ARTIST = phrase("Who made the picture is not entered; no name is printed.")


def _permission(table: Table) -> tuple[str, ...]:
    """Return what the picture may be used for; a word that means nothing here permits nothing."""
    words = table.texts("permission")
    if table.values.get("permission") == []:
        table.blame("permission", _PERMITS_NOTHING)
    unknown = [word for word in words if use_named(word) is None]
    for word in unknown:
        message = phrase("permission does not know {word}; it permits nothing here.", word=word)
        hint = did_you_mean(word, PERMISSIONS)
        table.blame("permission", Fault("permission-unknown", message, hint, Severity.WARNING))
    return tuple(dict.fromkeys(use_named(word) or word for word in words))


_PERMITS_NOTHING = Fault(
    "permission-empty",
    phrase("permission is an empty list: it permits nothing."),
    phrase('Write for instance permission = ["card", "newsletter"], or withdrawn = the day.'),
)


def _season(tags: Table) -> tuple[str, ...]:
    """Return the seasons by their English names; an unknown one is kept, and fits no day."""
    words = tags.texts("season")
    for word in (word for word in words if season_named(word) is None):
        message = phrase("season does not know {word}; it fits no day of the year.", word=word)
        hint = did_you_mean(word, SEASONS)
        tags.blame("season", Fault("season-unknown", message, hint, Severity.WARNING))
    return tuple(dict.fromkeys(season_named(word) or word for word in words))


def _focus(table: Table) -> list[Focus | None]:
    """Return the main thing of each picture: one point, or a list of points, [] to have it found.

    Two numbers are the first picture's. Without any, the list holds None alone.
    """
    value = table.values.get("focus")
    if value is None:
        return [None]
    if not (isinstance(value, list) and value and all(isinstance(each, list) for each in value)):
        return [table.point("focus", (0.5, 0.5))]
    points: list[Focus | None] = []
    for each in value:
        single = Table(table.document, table.name, {"focus": each}, ("focus",))
        points.append(single.point("focus", (0.5, 0.5)) if each else None)
    return points


def _pictures(table: Table, folder: Path) -> tuple[str, ...]:
    pictures = table.texts("picture")
    there = sorted(path.name for path in folder.iterdir() if _lies_in(path, folder))
    for picture in pictures:
        if not is_plain_name(picture):
            table.blame("picture", _NOT_PLAIN)
        elif (folder / picture).exists() and leads_away(folder / picture):
            table.blame("picture", _linked(picture))
        elif picture not in there:
            message = phrase("The picture {file} is not in the design's folder.", file=picture)
            others = [name for name in there if name != DESIGN_FILE]
            table.blame("picture", Fault("picture-missing", message, did_you_mean(picture, others)))
    return pictures


def _linked(picture: str) -> Fault:
    message = phrase("The picture {file} is a link to another file.", file=picture)
    return Fault("design-link", message, phrase("Put the file itself in its place."))


def _lies_in(path: Path, folder: Path) -> bool:
    """Return whether a path is a file of the folder itself, not a link that leads out of it."""
    return path.is_file() and path.parent == folder and not leads_away(path)


_NOT_PLAIN = Fault(
    "picture-name",
    phrase("picture must be the plain name of a file in the design's folder."),
    phrase("Copy the picture into the folder and name it without any folder."),
)
