"""designs: pictures taken in, one design folder each, and what stands in those folders.

A design appears whole or not at all. The file someone gave is kept beside the picture in a folder
``.original`` of its own: it may tell where it was taken, so neither print nor backup nor git ever
looks there.
"""

from __future__ import annotations

import hashlib
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
from outreach.sources.characters import BLANKS, line_fault
from outreach.sources.design_file import design_text
from outreach.sources.designs import DESIGN_FILE, FOLDER, design_names, load_design, load_designs
from outreach.sources.fault import Fault
from outreach.sources.given import ORIGINALS, copy_given, is_litter, original_name
from outreach.sources.rounds import load_round, round_ids
from outreach.sources.slugs import LONGEST, free_slug, is_slug, slug_of
from outreach.workflow.choices import may_show
from outreach.workflow.desk import Desk, Progress, cannot_write
from outreach.workflow.permission import as_warnings, withdrawn_design
from outreach.workflow.twins import withdrawals

_NO_TITLE = "無題"
NOTHING_WRITTEN = phrase("Nothing was written.")
_WIDE, _UPRIGHT = 2.0, 0.95  # width by height


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to stand in the new designs; blank where the person said nothing.

    ``name`` is the folder's, made from the title where it is blank. ``credit`` None: the artist's
    name is shown if there is one. ``paper``: the files are photos of drawings on paper.
    ``together``: they are the pictures of one design. ``turn``: degrees clockwise.
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
    name: str = ""
    turn: int = 0


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
    gone = withdrawals(project) if added else {}
    names = [each.design.name for each in added if each.design.name in gone]
    problems += as_warnings(withdrawn_design(name, gone[name]) for name in names)
    return Adding(tuple(added), tuple(skipped), tuple(problems))


# -- the wish ---------------------------------------------------------------------------------


def _check(project: Project, wish: Wish, pictures: int) -> None:
    """Raise where the words cannot stand in a design, or the layout does not go with it."""
    texts = {"title": (wish.title,), "artist": (wish.artist,), "alt": (wish.alt,),
             "mood": wish.mood}  # fmt: skip
    faults = [line_fault(key, text) for key, several in texts.items() for text in several]
    problems = [fault.at(Where(), ExitCode.DESIGN) for fault in faults if fault]
    if problems:
        raise ProblemsFoundError(NOTHING_WRITTEN, problems)
    if wish.name and not is_slug(wish.name):
        raise DesignError(
            phrase("{name} cannot be the name of a design's folder.", name=wish.name),
            phrase("Small letters a-z, digits and hyphens, at most {most}, for instance "
                   "first-snow.", most=LONGEST),
        )  # fmt: skip
    if wish.credit and not wish.artist.strip(BLANKS):
        raise no_name_to_show()
    if wish.layout:
        check_layout(project, wish.layout, pictures)


def no_name_to_show() -> DesignError:
    """Return what is said where the artist's name is to be printed and nobody is named."""
    return DesignError(
        phrase("A name can only be shown if there is one."),
        phrase("Add --artist with the name to be printed."),
    )


def check_layout(project: Project, name: str, pictures: int) -> None:
    """Raise where a layout is not there, or takes another number of pictures."""
    layout, problems = read_layout(name, [own_layouts(project.root)], Where())
    if layout is None:
        raise ProblemsFoundError(NOTHING_WRITTEN, problems)
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
            taken = [_take(file, room, wish) for file in files]
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


def _take(file: Path, room: Path, wish: Wish) -> _Picture | Problem:
    """Return what is made of a file; the file itself is kept under the name of its content."""
    where = Where(shown_name(file))
    copy = room / ORIGINALS / "given"
    sha256 = copy_given(file, copy, MAX_FILE)
    if isinstance(sha256, Fault):
        return sha256.at(where, ExitCode.DESIGN)
    intake = take_in(copy, wish.paper, turn=wish.turn)
    if isinstance(intake, Fault):
        return intake.at(where, ExitCode.DESIGN)
    copy.replace(copy.with_name(original_name(sha256, intake.kind.endings[0])))
    return _Picture(intake, where, file, sha256)


def _write(path: Path, data: bytes) -> None:
    # The folder's new name must not outlive a power cut that its contents do not.
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def shown_name(file: Path) -> str:
    """Return a file's name as it was typed, without what would turn or hide it on a screen."""
    return "".join(
        letter if letter.isprintable() or letter in "\u00a0\u3000" else "�"
        for letter in file.as_posix()
    )


def _design(files: Sequence[Path], pictures: Sequence[_Picture], wish: Wish) -> Design:
    """Return the design as it will stand in its file; its place is still open."""
    title = wish.title.strip(BLANKS) or _title_of(files[0])
    artist = wish.artist.strip(BLANKS)
    suffixes = [picture.intake.suffix for picture in pictures]
    names = [f"picture-{at}.{suffix}" if at > 1 else f"picture.{suffix}"
             for at, suffix in enumerate(suffixes, 1)]  # fmt: skip
    return Design(
        name=wish.name or slug_of(title) or _nameless(title, pictures[0].sha256),
        folder=Path(),
        title=title,
        artist=artist,
        layout=wish.layout or usual_layout(pictures[0].intake.size),
        pictures=tuple(names),
        credit=bool(artist) if wish.credit is None else wish.credit,
        permission=wish.permission,
        alt=wish.alt.strip(BLANKS),
        season=wish.season,
        mood=wish.mood,
        focus=wish.focus,
    )


def _nameless(title: str, sha256: str) -> str:
    """Return the name of a folder whose title has no sure reading; another title, another name."""
    return f"design-{hashlib.sha256(f'{title}/{sha256}'.encode()).hexdigest()[:6]}"


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
        known = home.glob(f"[!.]*/{ORIGINALS}/{original_name(picture.sha256, '*')}")
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
    return load_designs(project, design_names(project.root))


def design_called(project: Project, text: str) -> str:
    """Return the name of the design a person means by its name or its exact title.

    Where it is neither, the text itself comes back. Raises DesignError where several have the
    title.
    """
    if text in design_names(project.root):
        return text
    title = _folded(text)
    named = [each.name for each in all_designs(project)[0] if _folded(each.title) == title]
    if len(named) > 1:
        raise DesignError(
            phrase("Several designs have this title: {designs}.", designs=", ".join(named)),
            phrase("Name the one you mean by its folder."),
        )
    return named[0] if named else text


def _folded(title: str) -> str:
    return unicodedata.normalize("NFKC", title).strip(BLANKS).casefold()


def known_design(project: Project, name: str) -> Design:
    """Return one design; raises ProblemsFoundError where it is not there or has errors."""
    design, problems = load_design(project, name)
    if design is None:
        raise ProblemsFoundError(phrase("This design cannot be read."), problems)
    return design


def uses_of(desk: Desk, design: Design) -> list[Use]:
    """Return the rounds a design is used in: what was frozen, else what the round's file says."""
    uses = []
    with desk.read_ledger() as ledger:
        for round_id in round_ids(desk.project.root):
            if ledger.is_frozen(round_id):
                cards = sum(c.facts.get("design") == design.name for c in ledger.cards(round_id))
                if cards:
                    uses.append(Use(round_id, cards))
                continue
            found, _ = load_round(desk.project, round_id)
            if found is not None and may_show(found, design, desk.today):
                uses.append(Use(round_id, None))
    return uses
