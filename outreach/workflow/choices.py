"""A round whose pictures are chosen: what there is to choose from, what each person had, who waits.

Nobody's picture is chosen before everyone is known: the choice goes from whoever has the fewest
pictures left to whoever has the most, whatever the order of the rows.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from outreach.artwork.layouts import own_layouts, read_layout
from outreach.choosing import Candidate, Choice, Chooser, Fallen, Past, fallen_for_all
from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.ledger import Ledger, SentPicture, Staging
from outreach.model.design import Design
from outreach.model.project import Project
from outreach.model.round import Round
from outreach.phrase import phrase
from outreach.sources.designs import design_file
from outreach.workflow.facts import design_sha, picture_sha
from outreach.workflow.permission import as_warnings

_KEEPS = (None, Fallen.OUT_OF_SEASON)  # a card that is frozen keeps its picture all year


@dataclass
class Pool:
    """The designs a round may choose from, why some of them are for nobody, and what is said."""

    designs: Mapping[str, Design]
    fallen: dict[str, Fallen | None] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    @property
    def fitting(self) -> list[Design]:
        """Return the designs that anybody may get."""
        return [each for name, each in self.designs.items() if self.fallen[name] is None]


def may_show(plan: Round, design: Design, today: date) -> bool:
    """Return whether cards of a round may get a design: it names it, or chooses among all."""
    if not plan.auto:
        return design.name in (plan.design, *plan.designs)
    day = max(plan.post_on, today)
    return fallen_for_all(design, plan.mailing.value, plan.seen_on, day) is None


def pool_of(project: Project, plan: Round, designs: Mapping[str, Design], today: date) -> Pool:
    """Return what a round chooses from: all designs there are, or those it names."""
    names = designs if plan.auto else [name for name in plan.designs if name in designs]
    pool = Pool({name: designs[name] for name in names})
    for name, design in pool.designs.items():
        day = max(plan.post_on, today)
        fallen = fallen_for_all(design, plan.mailing.value, plan.seen_on, day)
        if fallen is None:
            fallen = _place(project, plan, design, pool.problems)
        pool.fallen[name] = fallen
        if fallen in _SAID and not plan.auto:
            pool.problems.append(_for_nobody(design, fallen))
    if not pool.fitting:
        pool.problems.append(_nothing_fits(plan))
    return pool


def _place(
    project: Project, plan: Round, design: Design, problems: list[Problem]
) -> Fallen | None:  # fmt: skip
    """Return whether a design's layout has no place for what the round puts on a card."""
    where = Where(design_file(design.name))
    layout, found = read_layout(design.layout, [own_layouts(project.root)], where)
    problems += as_warnings(found) if plan.auto else found
    slots = {slot.name for slot in layout.slots} if layout else set()
    return None if {"message", *(["qr"] if plan.qr else [])} <= slots else Fallen.NO_PLACE


_SAID = {
    Fallen.WITHDRAWN: phrase("The artist has withdrawn this picture."),
    Fallen.OUT_OF_SEASON: phrase("By its season this picture is not for the day of posting."),
    Fallen.NO_PLACE: phrase("The layout of this picture has no place for the words or the QR."),
}


def _for_nobody(design: Design, fallen: Fallen) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "design-for-nobody",
        _SAID[fallen],
        phrase("Nobody gets it in this round; take it out of the list, or change design.toml."),
        Where(design_file(design.name)),
        Severity.WARNING,
    )


def _nothing_fits(plan: Round) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "no-design-fits",
        phrase("No design is for this round: by season, permission or layout all fall out."),
        phrase("Add one, or name the one you want: design = \"NAME\"."),
        Where(plan.where.file),
    )  # fmt: skip


class Choices:
    """The choice of a round: first everyone is looked at, then everyone gets a picture.

    ``why`` is the key of the person whose choice is to be explained, ``posted`` are the numbers of
    the round's cards that went out.
    """

    def __init__(self, project: Project, plan: Round, pool: Pool, every: Collection[Design],
                 why: str = "", posted: Collection[int] = ()) -> None:  # fmt: skip
        self.pool = pool
        self.used: set[str] = set()
        self.past: Past | None = None
        self._round = plan.id
        self._why = why
        self._posted = posted
        self._file = plan.where.file
        # The ledger's own id would not do: before the first print there is none.
        seed = json.dumps([project.name, plan.id], ensure_ascii=False)
        self._chooser = Chooser(seed, pool.fitting, plan.mood)
        self._same = _same_pictures(pool.designs.values(), every)
        self._pictures: dict[str, list[SentPicture]] = {}
        self._waiting = Staging()

    def close(self) -> None:
        """Let go of everything."""
        self._waiting.close()

    def look(self, ledger: Ledger, keys: Sequence[str]) -> None:
        """Read what the next people had."""
        self._pictures = ledger.pictures_sent(keys)

    def frozen(self, key: str) -> str:
        """Return the picture of a person's card that is frozen and stays; blank for all others.

        What was posted shows what it showed, even if its artist withdrew it since.
        """
        for picture in self._pictures.get(key, ()):
            if picture.round == self._round and picture.design in self.pool.designs:
                kept = self.pool.fallen[picture.design] in _KEEPS
                return picture.design if kept or picture.card_no in self._posted else ""
        return ""

    def count(self, key: str, design: str, artist: str) -> None:
        """Take a card into account whose picture is settled."""
        self._watch(key)
        self.used.add(design)
        self._chooser.count(design, artist)

    def wait(self, key: str, order: str, body: str) -> None:
        """Let somebody wait for a picture, with all that is known of the card."""
        self._watch(key)
        past = self._past(key)
        held = json.dumps([list(past.sent.items()), past.artist, order, body], ensure_ascii=False)
        self._waiting.add(self._chooser.rank(key, past), key, held)

    def chosen(self) -> Iterator[tuple[str, str, str, Choice]]:
        """Yield (key, order, body, choice) of everyone who waited; nobody where nothing fits."""
        if not self.pool.fitting:
            return
        for _, key, held in self._waiting.ranked():
            sent, artist, order, body = json.loads(held)
            choice = self._chooser.choose(key, Past(dict(sent), artist))
            self.used.add(choice.design)
            yield key, order, body, choice

    def again(self, key: str) -> Problem:
        """Return the warning for somebody who has had every picture that suits."""
        return Problem(
            ExitCode.DESIGN,
            "picture-again",
            phrase("Every picture that suits was sent there before; the one sent longest ago goes "
                   "out again."),
            phrase("Add a design, or give this key one of its own in messages.csv."),
            Where(self._file, None, key),
            Severity.WARNING,
        )  # fmt: skip

    def candidates(self, chosen: str) -> list[Candidate]:
        """Return every picture as the choice for the person asked about saw it, by name."""
        out = [
            Candidate(name, self.pool.designs[name].artist, None if name == chosen else fallen)
            for name, fallen in self.pool.fallen.items()
            if fallen is not None
        ]
        fitting = {design.name for design in self.pool.fitting}
        if self.past is not None and chosen in fitting:
            out += self._chooser.candidates(self.past, chosen)
        return sorted(out, key=lambda each: each.design)

    def _watch(self, key: str) -> None:
        if key == self._why:
            self.past = self._past(key)

    def _past(self, key: str) -> Past:
        """Return what a person had in other rounds."""
        sent: dict[str, str] = {}
        artist = ""
        for picture in self._pictures.get(key, ()):
            if picture.round != self._round:
                artist = picture.artist
                for name in self._names_of(picture):
                    sent.pop(name, None)
                    sent[name] = picture.round
        return Past(sent, artist)

    def _names_of(self, picture: SentPicture) -> set[str]:
        """Return the designs of the round that show what a card showed, whatever they are called.

        A folder may have been given another name, or the picture another layout, since.
        """
        return self._same.get(picture.design, set()) | self._same.get(picture.sha, set())


def _same_pictures(pool: Collection[Design], every: Iterable[Design]) -> dict[str, set[str]]:
    """Return the names of the round's designs by each name and hash they may have been sent under.

    Two designs without a picture are never the same.
    """
    same: dict[str, set[str]] = {}
    for design in every:
        picture = picture_sha(design)
        alike = {each.name for each in pool if picture and picture_sha(each) == picture}
        if design in pool:
            alike.add(design.name)
        for known in (design.name, design_sha(design)):
            same.setdefault(known, set()).update(alike)
    return same
