"""The facts of a card that the ledger keeps for ever: no name, no address, no free text."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.design import Design
from outreach.model.hand import PEN, SET, USUAL_LETTERING
from outreach.model.project import Payment, Project, Writing
from outreach.model.recipient import Mailing, Recipient
from outreach.model.round import Message, Round
from outreach.model.stock import STOCKS
from outreach.model.words import pieces
from outreach.phrase import phrase
from outreach.workflow.stationery import Stationery, settings_of, stationery

FEWEST_SEPARATE = 10  # Japan Post, 料金別納: ten pieces or more of the same rate at once


class Postage(NamedTuple):
    """What the pieces of one kind cost; ``each`` and ``yen`` in yen."""

    stock: str
    postage_class: str
    pieces: int
    each: int

    @property
    def yen(self) -> int:
        """Return the postage of all of them."""
        return self.pieces * self.each


def by_pieces(costs: Iterable[Postage]) -> tuple[Postage, ...]:
    """Return the costs, what most pieces go out on first."""
    return tuple(sorted(costs, key=lambda each: (-each.pieces, each.stock, each.each)))


def by_yen(costs: Iterable[Postage]) -> dict[int, int]:
    """Return how many pieces there are of each postage in yen."""
    found: dict[int, int] = {}
    for each in costs:
        found[each.each] = found.get(each.each, 0) + each.pieces
    return found


_OF_HANDS = ("hand", "lettering", "ruling", "ink")


class Facts:
    """The facts of a round's cards, each different set once, by number: few cards differ."""

    def __init__(self, project: Project, plan: Round, designs: Mapping[str, Design]) -> None:
        self._plan = plan
        self._designs = designs
        self._writing = settings_of(project, plan).writing
        self._numbers: dict[tuple[object, ...], int] = {}
        self._facts: list[dict[str, object]] = []
        self._kinds: list[Stationery] = []

    def number(self, recipient: Recipient, message: Message) -> int:
        """Return the number of the facts of a card."""
        varying = (
            message.design, message.author, recipient.branch, recipient.gender, recipient.kind,
            recipient.envelope, message.hand, message.lettering, message.ink,
        )  # fmt: skip
        number = self._numbers.get(varying)
        if number is None:
            number = self._numbers[varying] = len(self._facts)
            kind = stationery(self._plan, recipient.envelope)
            self._kinds.append(kind)
            self._facts.append(self._of(recipient, message, kind))
        return number

    def __getitem__(self, number: int) -> Mapping[str, object]:
        return self._facts[number]

    def kind(self, number: int) -> Stationery:
        """Return what the cards with these facts go out on."""
        return self._kinds[number]

    @property
    def separate_stocks(self) -> list[str]:
        """Return the envelopes or labels the addresses of some cards stand on, each once."""
        return sorted({kind.separate for kind in self._kinds if kind.separate})

    @property
    def letterings(self) -> list[str]:
        """Return the letterings some cards are set in, each once."""
        return sorted({str(facts["lettering"]) for facts in self._facts if "lettering" in facts})

    def with_message(self, number: int, message: Message) -> int:
        """Return the number of the facts of a card that differ from those only in the picture."""
        wanted = (number, message.design, message.hand, message.lettering, message.ink)
        if wanted not in self._numbers:
            self._numbers[wanted] = len(self._facts)
            self._kinds.append(self._kinds[number])
            others = {n: fact for n, fact in self._facts[number].items() if n not in _OF_HANDS}
            seen = self._shown(message.design) | self._written(message)
            self._facts.append({**others, **seen})
        return self._numbers[wanted]

    def _shown(self, name: str) -> dict[str, object]:
        design = self._designs.get(name)
        return {
            "design": name,
            "design_sha": design_sha(design) if design else "",
            "artist": design.artist if design else "",
        }

    def _of(self, recipient: Recipient, message: Message, kind: Stationery) -> dict[str, object]:
        return {
            **self._unusual(kind),
            **self._shown(message.design),
            **self._written(message),
            "author": message.author,
            "stock": kind.stock,
            "class": kind.postage_class,
            "yen": kind.yen,
            "branch": recipient.branch,
            "gender": recipient.gender,
            "kind": recipient.kind.value,
        }

    def _written(self, message: Message) -> dict[str, object]:
        """Return how the words come onto the card."""
        facts: dict[str, object] = {"hand": message.hand}
        if message.hand == SET:
            facts["lettering"] = message.lettering or USUAL_LETTERING
        if message.hand == PEN and self._plan.ruling is not None:
            facts["ruling"] = self._plan.ruling
        if message.ink:
            facts["ink"] = message.ink
        return facts

    def _unusual(self, kind: Stationery) -> dict[str, object]:
        """Return what a plain card has no word for, so that those frozen long ago stay the same."""
        facts: dict[str, object] = {}
        if self._plan.mailing is not Mailing.CARD:
            facts["mailing"] = self._plan.mailing.value
        if kind.separate in STOCKS and self._writing is not Writing.VERTICAL:
            facts["writing"] = self._writing.value
        if self._plan.is_marked:
            facts["mark"] = self._plan.greeting
        return facts


@lru_cache(maxsize=256)
def design_sha(design: Design) -> str:
    """Return a short hash of a design's text and pictures: what a card of it would show.

    Whether it was withdrawn is left out: the cards posted before show what they showed.
    """
    digest = hashlib.sha256(_WITHDRAWN.sub(b"", _bytes(design, "design.toml")))
    for name in design.pictures:
        digest.update(_bytes(design, name))
    return digest.hexdigest()[:16]


@lru_cache(maxsize=256)
def picture_sha(design: Design) -> str:
    """Return a hash of a design's pictures alone, blank where it has none."""
    digest = hashlib.sha256()
    for name in design.pictures:
        digest.update(_bytes(design, name))
    return digest.hexdigest() if design.pictures else ""


_WITHDRAWN = re.compile(rb"(?m)(?:\A|\r?\n)[ \t]*withdrawn[ \t]*=[^\r\n]*")


def _bytes(design: Design, name: str) -> bytes:
    path = design.folder / name
    return path.read_bytes() if path.is_file() else b""


def too_few(payment: Payment, postage: Callable[[], list[Postage]]) -> Iterator[Problem]:
    """Yield a warning where 料金別納 is printed on fewer pieces of one rate than the post takes."""
    if payment is not Payment.SEPARATE:
        return
    for kind in postage():
        if kind.pieces < FEWEST_SEPARATE:
            yield Problem(
                ExitCode.PROJECT,
                "too-few-for-payment",
                phrase("Only {count} go out at {yen:,} yen, and 料金別納 is for {least} or more at "
                       "one rate.", count=pieces(kind.pieces), yen=kind.each,
                       least=FEWEST_SEPARATE),
                phrase('Write payment = "stamp" in outreach.toml and use stamps.'),
                Where("outreach.toml"),
                Severity.WARNING,
            )  # fmt: skip
