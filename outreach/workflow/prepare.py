"""From files and ledger to the cards of a round, sorted and numbered, and everything wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from itertools import islice
from types import TracebackType
from typing import NamedTuple, Self

from outreach.errors import ConsentError, ExitCode, Problem, ProblemsFoundError, Where
from outreach.ledger import FileConsent, Identity, Ledger, LeftOut, PlannedCard, Staging
from outreach.merge import merge
from outreach.model.design import Design
from outreach.model.recipient import Basis, ConsentCell, Recipient
from outreach.model.round import Message, MessageRow, Round
from outreach.model.standing import CONSENT_REASONS, Reason
from outreach.model.stock import STOCKS, Stock
from outreach.model.words import REASONS
from outreach.phrase import phrase
from outreach.post.rates import postage
from outreach.selection import disagreement, reason_against
from outreach.sources.designs import load_design
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_messages, load_round
from outreach.workflow.content import (
    addressee_text,
    card_body,
    identity_of,
    message_text,
)
from outreach.workflow.desk import Desk
from outreach.workflow.people import future_consent, note_face, same_people, someone_else

CHUNK = 500
_SEPARATOR = "\x1f"  # stands in no text: control characters are refused when the files are read


class StagedCard(NamedTuple):
    """A card as it waits for its number: texts only, so that staging it is cheap."""

    no: int
    key: str
    addressee: str
    sender: str
    message: str
    name: str
    address: str
    basis: str
    on: str
    facts: str
    row: str
    words: str

    @property
    def body(self) -> str:
        """Return the content that is frozen."""
        return card_body(self.addressee, self.sender, self.message)


@dataclass
class Prepared:
    """A round as the files and the ledger have it now; nothing of it is written anywhere.

    ``chosen`` and ``others`` lie on disk, so a round of any size takes no memory; close it.
    """

    desk: Desk
    round: Round
    designs: dict[str, Design]
    messages: dict[str, MessageRow]
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    asked_for: list[tuple[str, Reason]] = field(default_factory=list)
    chosen: Staging = field(default_factory=Staging)
    others: Staging = field(default_factory=Staging)
    facts: list[dict[str, object]] = field(default_factory=list)
    fact_numbers: dict[tuple[str, ...], int] = field(default_factory=dict)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.chosen.close()
        self.others.close()

    @property
    def stock(self) -> Stock:
        """Return the stock of the round."""
        return STOCKS[self.round.stock]

    @property
    def postage_yen(self) -> int:
        """Return the postage of one card on the round's posting date."""
        return postage(self.stock.postage_class, self.round.post_on)

    def count(self) -> int:
        """Return how many cards there are."""
        return self.chosen.count()

    def staged(self) -> Iterator[StagedCard]:
        """Yield the cards in printing order, numbered from 1."""
        for no, key, body in self.chosen.rows():
            yield StagedCard(no, key, *body.split(_SEPARATOR))

    def planned(self) -> Iterator[PlannedCard]:
        """Yield the cards to be frozen, in printing order, numbered from 1."""
        for card in self.staged():
            yield PlannedCard(
                no=card.no,
                identity=Identity(card.key, card.name, card.address),
                content=card.body,
                facts=self.facts[int(card.facts)],
                address_text=f"{card.addressee}{self.desk.project.senders[card.sender]}",
                message_text=card.message,
            )

    def left_out(self) -> Iterator[LeftOut]:
        """Yield everyone in the address book who gets no card, and why."""
        for _, key, body in self.others.rows():
            name, address, reason = body.split(_SEPARATOR)
            yield LeftOut(Identity(key, name, address), Reason(reason))

    def consents(self) -> Iterator[FileConsent]:
        """Yield the consents the address book states for the chosen."""
        for card in self.staged():
            if card.basis:
                identity = Identity(card.key, card.name, card.address)
                yield FileConsent(identity, Basis(card.basis), date.fromisoformat(card.on))

    def refuse_asked_for(self) -> None:
        """Raise ConsentError where someone who must get no card was asked for by name."""
        if self.asked_for:
            raise ConsentError(
                phrase("Someone was asked for by name, but no card may go there."),
                phrase("Take the key out; only the person's or the family's consent changes it."),
                [_excluded(key, reason) for key, reason in self.asked_for],
            )


def prepare(desk: Desk, ledger: Ledger, round_id: str, asked: Iterable[str] = ()) -> Prepared:
    """Return the round with its cards staged; ``asked`` are keys named on the command line.

    Raises ProblemsFoundError where the round's own files have errors.
    """
    plan, problems = load_round(desk.project, round_id)
    if plan is None:
        raise ProblemsFoundError(phrase("Round {id} cannot be read.", id=round_id), problems)
    messages, found = load_messages(desk.project, round_id)
    designs, wrong = _designs(desk, plan, messages)
    prepared = Prepared(desk, plan, designs, messages, [*problems, *found, *wrong])
    named = {*plan.only, *asked}
    keys: set[str] = set()
    people = _people(desk, prepared, keys)
    with Staging() as faces:
        while chunk := list(islice(people, CHUNK)):
            _stage(prepared, ledger, chunk, named, faces)
        prepared.problems += same_people(faces)
    prepared.missing = sorted(key for key in ledger.known_keys() if key not in keys)
    prepared.problems += _unknown_keys(prepared, keys, named)
    return prepared


def _designs(
    desk: Desk, plan: Round, messages: dict[str, MessageRow]
) -> tuple[dict[str, Design], list[Problem]]:
    designs: dict[str, Design] = {}
    problems: list[Problem] = []
    wanted = [plan.design, *(row.design for row in messages.values() if row.design)]
    for name in dict.fromkeys(wanted):
        design, found = load_design(desk.project, name)
        problems += found
        if design is not None:
            designs[name] = design
            problems += _not_permitted(design, plan)
    return designs, problems


def _not_permitted(design: Design, plan: Round) -> list[Problem]:
    if not design.permission or plan.mailing.value in design.permission:
        return []
    return [
        Problem(
            ExitCode.DESIGN,
            "not-permitted",
            phrase("The artist has not permitted this picture for this kind of mailing."),
            phrase("Choose another design, or ask the artist and add it to permission."),
            Where(f"designs/{design.name}/design.toml"),
        )
    ]  # fmt: skip


def _people(desk: Desk, prepared: Prepared, keys: set[str]) -> Iterator[Recipient]:
    for found in read_recipients(desk.project):
        if isinstance(found, Problem):
            prepared.problems.append(found)
            if found.where.key:
                keys.add(found.where.key)
        else:
            keys.add(found.key)
            yield found


def _stage(
    prepared: Prepared, ledger: Ledger, people: list[Recipient], named: set[str], faces: Staging
) -> None:
    keys = [recipient.key for recipient in people]
    standings = ledger.standings(keys)
    taken = ledger.consents_taken(keys)
    identities = [identity_of(recipient) for recipient in people]
    strangers = set(ledger.identity_changed(identities))
    desk_day = prepared.desk.today
    for recipient, identity in zip(people, identities, strict=True):
        key, standing = recipient.key, standings[recipient.key]
        if key in strangers:
            prepared.problems.append(someone_else(recipient))
            continue
        if warning := disagreement(recipient, standing):
            prepared.problems.append(warning)
        stated = _stated(recipient)
        known = stated is not None and (key, *stated) in taken
        if late := future_consent(recipient, desk_day):
            prepared.problems.append(late)
        reason = reason_against(recipient, standing, prepared.round, consent_taken=known)
        note_face(faces, recipient, identity, standing)
        if reason is None:
            _stage_card(prepared, recipient, identity, stated)
            continue
        if key in named and reason in CONSENT_REASONS:
            prepared.asked_for.append((key, reason))
        body = _SEPARATOR.join((identity.name, identity.address, reason.value))
        prepared.others.add("", key, body)


def _stage_card(
    prepared: Prepared, recipient: Recipient, identity: Identity, consent: tuple[str, str] | None
) -> None:
    row = prepared.messages.get(recipient.key)
    message, problems = merge(recipient, prepared.round, row)
    prepared.problems += problems
    if message is None:
        return
    words = row.where if row is not None and row.message else prepared.round.where
    staged = (
        addressee_text(recipient.addressee),
        recipient.sender_line or prepared.desk.project.sender,
        message_text(message),
        identity.name,
        identity.address,
        *(consent or ("", "")),
        str(_facts(prepared, recipient, message)),
        f"{recipient.where.file}:{recipient.where.line or 0}",
        f"{words.file}:{words.line or 0}",
    )
    prepared.chosen.add(_order(prepared, recipient), recipient.key, _SEPARATOR.join(staged))


def _order(prepared: Prepared, recipient: Recipient) -> str:
    order = prepared.desk.project.printing.order
    if order == "postal":
        return recipient.addressee.postal_code
    if order == "kana":
        return recipient.kana
    return f"{recipient.where.file}:{recipient.where.line or 0:09d}"


def _stated(recipient: Recipient) -> tuple[str, str] | None:
    """Return the consent the row states, as (basis, ISO date)."""
    if recipient.consent in (ConsentCell.SELF, ConsentCell.FAMILY) and recipient.consent_on:
        return recipient.consent.value, recipient.consent_on.isoformat()
    return None


def _facts(prepared: Prepared, recipient: Recipient, message: Message) -> int:
    """Return the number of the facts of a card among those of the round: few cards differ."""
    varying = (message.design, message.author, recipient.branch, recipient.gender, recipient.kind)
    number = prepared.fact_numbers.get(varying)
    if number is None:
        number = prepared.fact_numbers[varying] = len(prepared.facts)
        prepared.facts.append(_card_facts(prepared, recipient, message))
    return number


def _card_facts(prepared: Prepared, recipient: Recipient, message: Message) -> dict[str, object]:
    design = prepared.designs.get(message.design)
    return {
        "design": message.design,
        "design_sha": _design_sha(design) if design else "",
        "artist": design.artist if design else "",
        "author": message.author,
        "hand": message.hand,
        "stock": prepared.stock.name,
        "class": prepared.stock.postage_class,
        "yen": prepared.postage_yen,
        "branch": recipient.branch,
        "gender": recipient.gender,
        "kind": recipient.kind.value,
    }


@lru_cache(maxsize=256)
def _design_sha(design: Design) -> str:
    """Return a short hash of a design's text and pictures: what a card of it would show."""
    digest = hashlib.sha256()
    for name in ("design.toml", *design.pictures):
        path = design.folder / name
        digest.update(path.read_bytes() if path.is_file() else b"")
    return digest.hexdigest()[:16]


def _excluded(key: str, reason: Reason) -> Problem:
    return Problem(
        ExitCode.CONSENT,
        "excluded-asked-for",
        phrase("Asked for by name, but no card may go there: {reason}.", reason=REASONS[reason]),
        phrase("Take the key out."),
        Where(key=key),
    )


def _unknown_keys(prepared: Prepared, keys: set[str], named: set[str]) -> Iterator[Problem]:
    """Yield an error for every key that a round or a command names and no file has."""
    rows = {key: row.where for key, row in prepared.messages.items()}
    for key in sorted(named - keys):
        rows.setdefault(key, Where(prepared.round.where.file, None, key))
    for key, where in rows.items():
        if key not in keys:
            yield Problem(
                ExitCode.SOURCE,
                "unknown-key",
                phrase("No recipient has the key {key}.", key=key),
                phrase("Correct the key, or add the recipient to the address book."),
                where,
            )
