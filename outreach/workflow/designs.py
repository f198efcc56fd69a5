"""designs: pictures taken in, one design folder each, and what stands in those folders.

A design appears whole or not at all. The file someone gave is kept beside the picture in a folder
``.original`` of its own: it may tell where it was taken, so neither print nor backup nor git ever
looks there.
"""

from __future__ import annotations

import os
import tempfile
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from outreach.artwork.intake import MAX_FILE, Intake, Paper, take_in
from outreach.artwork.layouts import own_layouts, read_layout
from outreach.errors import (
    DesignError,
    ExitCode,
    Problem,
    ProblemsFoundError,
    Severity,
    Where,
)
from outreach.model.design import Design, Focus
from outreach.model.project import Project
from outreach.phrase import Phrase, phrase
from outreach.sources.atomic import replacing
from outreach.sources.characters import BLANKS, line_fault
from outreach.sources.design_file import Changes, design_text, edited
from outreach.sources.designs import DESIGN_FILE, FOLDER, design_names, load_design
from outreach.sources.fault import Fault
from outreach.sources.given import copy_given, is_litter
from outreach.sources.rounds import load_round, round_ids
from outreach.sources.slugs import free_slug, slug_of
from outreach.sources.toml import missing, read_document
from outreach.workflow.desk import Desk, Progress, cannot_write

ORIGINALS = ".original"
NO_ARTIST = "未記入"  # stands in the file until someone fills it in; it is never printed
_NO_TITLE = "無題"
_NOTHING_WRITTEN = phrase("Nothing was written.")
_WIDE, _UPRIGHT = 2.0, 0.95  # width by height


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to stand in the new designs; blank where the person said nothing.

    ``credit`` None: the artist's name is shown if there is one. ``paper``: the files are photos of
    drawings on paper. ``together``: they are the pictures of one design.
    """

    title: str = ""
    artist: str = ""
    credit: bool | None = None
    permission: tuple[str, ...] = ("card",)
    layout: str = ""
    season: tuple[str, ...] = ()
    mood: tuple[str, ...] = ()
    alt: str = ""
    focus: Focus | None = None
    paper: Paper | None = None
    together: bool = False


@dataclass(frozen=True, slots=True)
class Added:
    """A design just made, the files it was made of, and what became of each."""

    design: Design
    files: tuple[Path, ...]
    intakes: tuple[Intake, ...]


@dataclass(frozen=True, slots=True)
class Adding:
    """What came of all the files: designs, files that were passed over, refusals and warnings."""

    added: tuple[Added, ...]
    skipped: tuple[Path, ...]
    problems: tuple[Problem, ...]


def add_designs(project: Project, files: Sequence[Path], wish: Wish, progress: Progress) -> Adding:
    """Make a design of each file, or one of all; a refused file never stops the others.

    With a title and several designs, each title gets a number.

    Raises DesignError or ProblemsFoundError where the wish itself cannot be met (nothing is read
    then), OutputError where a folder cannot be written.
    """
    skipped = [file for file in files if is_litter(file)]
    given = [file for file in files if not is_litter(file)]
    groups = [tuple(given)] if wish.together and given else [(file,) for file in given]
    _check(project, wish, len(given) if wish.together else 1)
    added: list[Added] = []
    problems: list[Problem] = []
    for done, group in enumerate(groups):
        progress(done, len(groups))
        is_numbered = bool(wish.title) and len(groups) > 1
        title = f"{wish.title} {len(added) + 1}" if is_numbered else wish.title
        made, found = _add(project, group, replace(wish, title=title))
        problems += found
        if made is not None:
            added.append(made)
    progress(len(groups), len(groups))
    return Adding(tuple(added), tuple(skipped), tuple(problems))


# -- the wish ---------------------------------------------------------------------------------


def _check(project: Project, wish: Wish, pictures: int) -> None:
    """Raise where the words cannot stand in a design, or the layout does not go with it."""
    texts = {"title": (wish.title,), "artist": (wish.artist,), "alt": (wish.alt,),
             "mood": wish.mood}  # fmt: skip
    faults = [line_fault(key, text) for key, several in texts.items() for text in several]
    problems = [fault.at(Where(), ExitCode.DESIGN) for fault in faults if fault]
    if problems:
        raise ProblemsFoundError(_NOTHING_WRITTEN, problems)
    if wish.credit and not wish.artist.strip(BLANKS):
        raise DesignError(
            phrase("A name can only be shown if there is one."),
            phrase("Add --artist with the name to be printed."),
        )
    if wish.layout:
        _check_layout(project, wish.layout, pictures)


def _check_layout(project: Project, name: str, pictures: int) -> None:
    """Raise where a layout is not there, or takes another number of pictures."""
    layout, problems = read_layout(name, [own_layouts(project.root)], Where())
    if layout is None:
        raise ProblemsFoundError(_NOTHING_WRITTEN, problems)
    if len(layout.holes) != pictures:
        raise DesignError(
            phrase(
                "The layout {layout} takes {wanted} pictures; the design has {given}.",
                layout=layout.name, wanted=len(layout.holes), given=pictures,
            ),
            phrase("Choose another layout, or add as many files with --together."),
        )  # fmt: skip


def usual_layout(size: tuple[int, int]) -> str:
    """Return the layout a picture of this size gets when nobody chooses one."""
    ratio = size[0] / size[1]
    if ratio >= _WIDE:
        return "wide-panorama"
    return "picture-above" if ratio >= _UPRIGHT else "full-corner"


# -- one design -------------------------------------------------------------------------------


def _add(project: Project, files: Sequence[Path], wish: Wish) -> tuple[Added | None, list[Problem]]:
    """Return the design made of these files, or None, and what is to be said about them."""
    home = project.root / FOLDER
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=home, prefix=".adding-") as name:
            room = Path(name) / "design"
            (room / ORIGINALS).mkdir(parents=True)
            taken = [_take(file, room, wish.paper) for file in files]
            problems = [each for each in taken if isinstance(each, Problem)]
            pictures = [each for each in taken if isinstance(each, _Picture)]
            if problems:
                return None, problems
            design = _design(files, pictures, wish)
            for picture, file in zip(pictures, design.pictures, strict=True):
                _write(room / file, picture.intake.master)
            _write(room / DESIGN_FILE, design_text(design).encode())
            (room / ORIGINALS / ".gitignore").write_text("*\n", encoding="ascii")
            warnings = [*_remarks(pictures), *_known_already(home, pictures)]
            design = _placed(room, home, design)
    except OSError as error:
        raise cannot_write(home, error) from None
    plain = (replace(picture.intake, master=b"") for picture in pictures)
    return Added(design, tuple(files), tuple(plain)), warnings


@dataclass(frozen=True, slots=True)
class _Picture:
    """A picture taken in, its file as a place, and the file's SHA-256."""

    intake: Intake
    where: Where
    file: Path
    sha256: str


def _take(file: Path, room: Path, paper: Paper | None) -> _Picture | Problem:
    """Return what is made of a file; the file itself is kept under the name of its content."""
    where = Where(shown_name(file))
    copy = room / ORIGINALS / "given"
    sha256 = copy_given(file, copy, MAX_FILE)
    if isinstance(sha256, Fault):
        return sha256.at(where, ExitCode.DESIGN)
    intake = take_in(copy, paper)
    if isinstance(intake, Fault):
        return intake.at(where, ExitCode.DESIGN)
    copy.replace(copy.with_name(f"original-{sha256[:12]}.{intake.kind.endings[0]}"))
    return _Picture(intake, where, file, sha256)


def _write(path: Path, data: bytes) -> None:
    # The folder's new name must not outlive a power cut that its contents do not.
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def shown_name(file: Path) -> str:
    """Return a file's name as it was typed, without what would turn or hide it on a screen."""
    return "".join(letter if letter.isprintable() else "�" for letter in file.as_posix())


def _design(files: Sequence[Path], pictures: Sequence[_Picture], wish: Wish) -> Design:
    """Return the design as it will stand in its file; its place is still open."""
    title = wish.title.strip(BLANKS) or _title_of(files[0])
    artist = wish.artist.strip(BLANKS)
    suffixes = [picture.intake.suffix for picture in pictures]
    names = [f"picture-{at}.{suffix}" if at > 1 else f"picture.{suffix}"
             for at, suffix in enumerate(suffixes, 1)]  # fmt: skip
    return Design(
        name=slug_of(title) or f"design-{pictures[0].sha256[:6]}",
        folder=Path(),
        title=title,
        artist=artist or NO_ARTIST,
        layout=wish.layout or usual_layout(pictures[0].intake.size),
        pictures=tuple(names),
        credit=bool(artist) if wish.credit is None else wish.credit,
        permission=wish.permission,
        alt=wish.alt.strip(BLANKS),
        season=wish.season,
        mood=wish.mood,
        focus=wish.focus,
    )


def _title_of(file: Path) -> str:
    """Return the title of a picture nobody gave one: its file's name, if that can be printed."""
    title = unicodedata.normalize("NFC", file.stem).strip(BLANKS)
    return title if title and line_fault("title", title) is None else _NO_TITLE


def _placed(room: Path, home: Path, design: Design) -> Design:
    """Give the finished folder its name, the next free number behind it where it is taken."""
    while True:
        taken = {path.name.casefold() for path in home.iterdir()}
        name = free_slug(design.name, taken)
        try:
            room.rename(home / name)
        except OSError:
            if not (home / name).exists():
                raise
            continue  # another program was faster
        return replace(design, name=name, folder=home / name)


# -- what is said about a picture ---------------------------------------------------------------


def _remarks(pictures: Sequence[_Picture]) -> Iterator[Problem]:
    for picture in pictures:
        for code, message, hint in _oddities(picture):
            yield Problem(ExitCode.DESIGN, code, message, hint, picture.where, Severity.WARNING)


def _oddities(picture: _Picture) -> Iterator[tuple[str, Phrase, Phrase]]:
    intake, ending = picture.intake, picture.file.suffix.lower().lstrip(".")
    if ending not in intake.kind.endings:
        message = phrase("By what it holds it is {kind}, and was taken as that.",
                         kind=intake.kind.name)  # fmt: skip
        yield "picture-ending", message, phrase("Nothing is to be done.")
    if intake.has_more:
        message = phrase("The file holds several pictures; the first was taken.")
        yield "picture-first", message, phrase("Save another one as a file of its own to add it.")
    cut = intake.cut
    if cut is not None and not cut.corners:
        message = phrase("No sheet of paper was found; the photo was kept as a whole.")
        hint = phrase(
            "Photograph the sheet on a darker table with a margin all round, or give its corners: "
            "--corners 0.1,0.1 0.9,0.1 0.9,0.9 0.1,0.9"
        )
        yield "paper-not-found", message, hint
    if cut is not None and cut.shade is None:
        message = phrase("Too little bare paper is in sight; the light was left as it is.")
        yield "paper-not-bare", message, phrase("Without --paper the picture is taken as it is.")


def _known_already(home: Path, pictures: Sequence[_Picture]) -> Iterator[Problem]:
    for picture in pictures:
        known = home.glob(f"[!.]*/{ORIGINALS}/original-{picture.sha256[:12]}.*")
        for name in sorted(path.parent.parent.name for path in known)[:1]:
            yield Problem(
                ExitCode.DESIGN,
                "picture-known",
                phrase("The very same file was taken in before, as {design}.", design=name),
                phrase("If it was by mistake, delete the folder of the new design."),
                picture.where,
                Severity.WARNING,
            )


# -- what is there ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Use:
    """A round that has the design: how many of its cards, None where it is not frozen yet."""

    round: str
    cards: int | None


def all_designs(project: Project) -> tuple[list[Design], list[Problem]]:
    """Return the designs that can be read, by name, and what is wrong with the others."""
    found = [load_design(project, name) for name in design_names(project.root)]
    designs = [design for design, _ in found if design is not None]
    return designs, [problem for _, problems in found for problem in problems]


def known_design(project: Project, name: str) -> Design:
    """Return one design; raises ProblemsFoundError where it is not there or has errors."""
    design, problems = load_design(project, name)
    if design is None:
        raise ProblemsFoundError(phrase("This design cannot be read."), problems)
    return design


def uses_of(desk: Desk, name: str) -> list[Use]:
    """Return the rounds a design is used in: what was frozen, else what the round's file says."""
    uses = []
    with desk.read_ledger() as ledger:
        for round_id in round_ids(desk.project.root):
            if ledger.is_frozen(round_id):
                cards = sum(card.facts.get("design") == name for card in ledger.cards(round_id))
                if cards:
                    uses.append(Use(round_id, cards))
                continue
            found, _ = load_round(desk.project, round_id)
            if found is not None and found.design == name:
                uses.append(Use(round_id, None))
    return uses


# -- changing ---------------------------------------------------------------------------------


def edit_design(project: Project, name: str, changes: Changes) -> tuple[Design, list[Problem]]:
    """Change single keys of a design's file; return the design as it then is, and what is wrong.

    A design in error can be changed too: that may be what mends it.

    Raises ProblemsFoundError where there is no such design or a value cannot stand in it,
    DesignError where the file is written in an unusual way, OutputError.
    """
    design, problems = load_design(project, name)
    file = project.root / FOLDER / name / DESIGN_FILE
    if name not in design_names(project.root) or (design is None and not _is_toml(file)):
        raise ProblemsFoundError(_NOTHING_WRITTEN, problems)
    _check_values(name, changes)
    layout = changes.get(("", "layout"))
    if design is not None and isinstance(layout, str):
        _check_layout(project, layout, len(design.pictures))
    data = edited(file.read_bytes(), changes)
    with replacing(file) as stream:
        stream.write(data)
    design, problems = load_design(project, name)
    if design is None:
        raise ProblemsFoundError(phrase("It was changed, but more is wrong with it."), problems)
    return design, problems


def _is_toml(file: Path) -> bool:
    return not isinstance(read_document(file, file.name, ExitCode.DESIGN), Problem)


def _check_values(name: str, changes: Changes) -> None:
    where = Where(f"{FOLDER}/{name}/{DESIGN_FILE}")
    problems = []
    for (_, key), value in changes.items():
        for text in value if isinstance(value, tuple) else [value]:
            if isinstance(text, str) and (fault := _text_fault(key, text)):
                problems.append(fault.at(where, ExitCode.DESIGN))
    if problems:
        raise ProblemsFoundError(_NOTHING_WRITTEN, problems)


def _text_fault(key: str, text: str) -> Fault | None:
    if key in ("title", "artist") and not text.strip(BLANKS):
        return missing(key)
    return line_fault(key, text)
