"""From files and ledger to the cards of a round, sorted and numbered, and everything wrong."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple, Self

from outreach.errors import Problem, ProblemsFoundError
from outreach.ledger import FileConsent, Identity, Ledger, LeftOut, PlannedCard, Staging
from outreach.merge import Shown, in_hand, merge
from outreach.model.design import Design
from outreach.model.recipient import Basis, ConsentCell, Mailing, Recipient
from outreach.model.round import Message, MessageRow, Round
from outreach.model.standing import Reason
from outreach.phrase import phrase
from outreach.selection import REFUSED_BY_NAME, disagreement
from outreach.sources.pages import key_in_page, words_in
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_messages, load_round, unused_messages
from outreach.workflow.apart import keep_apart
from outreach.workflow.content import addressee_text, card_body, identity_of, message_text
from outreach.workflow.desk import Desk
from outreach.workflow.facts import Facts, Postage, too_few
from outreach.workflow.handwriting import Scanned
from outreach.workflow.pace import Pace, excluded
from outreach.workflow.people import (
    future_consent,
    note_face,
    same_people,
    someone_else,
    unknown_keys,
)
from outreach.workflow.permission import (
    round_designs,
    still_carried,
    withdrawn_cards,
    wordless_designs,
)

if TYPE_CHECKING:
    from outreach.workflow.barcodes import Barcodes
    from outreach.workflow.choices import Choices

CHUNK = 500
_NO_BARCODE = "none"  # blank is one that holds the postal code alone
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
    stock: str
    barcode: str

    @property
    def body(self) -> str:
        """Return the content that is frozen."""
        barcode = None if self.barcode == _NO_BARCODE else self.barcode
        return card_body(self.addressee, self.sender, self.message, self.stock, barcode)


@dataclass
class Prepared:
    """A round as the files and the ledger have it now; nothing of it is written anywhere.

    ``chosen`` and ``others`` lie on disk, so a round of any size takes no memory; close it.
    ``senders`` are the names of those whose mail goes out on each envelope, blank for a card.
    """

    desk: Desk
    round: Round
    designs: dict[str, Design]
    messages: dict[str, MessageRow]
    pace: Pace
    problems: list[Problem] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    asked_for: list[tuple[str, Reason]] = field(default_factory=list)
    chosen: Staging = field(default_factory=Staging)
    others: Staging = field(default_factory=Staging)
    barcodes: Barcodes | None = None
    choices: Choices | None = None
    page_words: frozenset[str] = frozenset()
    shown: Shown = field(default_factory=Shown)
    senders: dict[str, set[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = Facts(self.desk.project, self.round, self.designs)
        project = self.desk.project
        self.shown = Shown(self.designs, wordless_designs(project, self.designs.values()))
        self.scanned = Scanned(project, self.round.id, self.problems)
        self.page_words = words_in(self.round.qr) if self.round.qr else frozenset()

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
        if self.choices is not None:
            self.choices.close()

    def choose_among(self, every: Sequence[Design], why: str, posted: Collection[int]) -> None:
        """Get ready to choose a picture for each; ``every`` are all designs, ``posted`` numbers."""
        from outreach.workflow.choices import Choices, pool_of

        project = self.desk.project
        pool = pool_of(project, self.round, self.designs, self.desk.today)
        self.problems += pool.problems
        self.choices = Choices(project, self.round, pool, every, why, posted)

    def give_pictures(self) -> None:
        """Stage the cards that waited for their picture; keep the designs somebody gets."""
        if self.choices is None:
            return
        for key, order, body, choice in self.choices.chosen():
            card = StagedCard(0, key, *body.split(_SEPARATOR))
            words = Message(*json.loads(card.message))
            words = self.scanned.on(in_hand(words, self.designs[choice.design]), key)
            facts = self.facts.with_message(int(card.facts), words)
            done = card._replace(message=message_text(words), facts=str(facts))
            self.chosen.add(order, key, _SEPARATOR.join(done[2:]))
            if choice.again:
                self.problems.append(self.choices.again(key))
        used = self.choices.used
        self.designs = {name: each for name, each in self.designs.items() if name in used}

    def count(self) -> int:
        """Return how many cards there are."""
        return self.chosen.count()

    def postage(self) -> list[Postage]:
        """Return what all cards cost, by what they go out on."""
        counts = Counter(self.facts.kind(int(card.facts)) for card in self.staged())
        found = [
            Postage(kind.stock, kind.postage_class, count, kind.yen)
            for kind, count in counts.items()
        ]
        return sorted(found, key=lambda each: (-each.pieces, each.stock))

    def staged(self) -> Iterator[StagedCard]:
        """Yield the cards in printing order, numbered from 1."""
        for no, key, body in self.chosen.rows():
            yield StagedCard(no, key, *body.split(_SEPARATOR))

    def design_of(self, card: StagedCard) -> str:
        """Return the name of the design a card shows, blank in a round without cards."""
        return str(self.facts[int(card.facts)]["design"])

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
            name, address, reason, _ = body.split(_SEPARATOR)
            yield LeftOut(Identity(key, name, address), Reason(reason))

    def left_out_about(self) -> Iterator[tuple[str, str, str]]:
        """Yield key, reason and what the reason is about (a day, a key) of everyone left out."""
        for _, key, body in self.others.rows():
            _, _, reason, about = body.split(_SEPARATOR)
            yield key, reason, about

    def consents(self) -> Iterator[FileConsent]:
        """Yield the consents the address book states for the chosen."""
        for card in self.staged():
            if card.basis:
                identity = Identity(card.key, card.name, card.address)
                yield FileConsent(identity, Basis(card.basis), date.fromisoformat(card.on))

    def refuse_asked_for(self) -> None:
        """Raise ConsentError where someone who must get no card was asked for by name."""
        if self.asked_for:
            raise excluded(self.asked_for)


def prepare(
    desk: Desk, ledger: Ledger, round_id: str, asked: Iterable[str] = (), *,
    anew: bool = False, why: str = "",
) -> Prepared:  # fmt: skip
    """Return the round with its cards staged; ``asked`` are keys named on the command line.

    ``anew``: frozen cards are about to be made again, so that nothing is said of what they show.
    ``why``: the key of somebody whose picture is to be explained.

    Raises ProblemsFoundError where the round's own files have errors.
    """
    plan, problems = load_round(desk.project, round_id)
    if plan is None:
        raise ProblemsFoundError(phrase("Round {id} cannot be read.", id=round_id), problems)
    messages, found = _messages(desk, plan)
    designs = round_designs(desk.project, plan, messages)
    wrong = [*problems, *found, *designs.problems]
    pace = Pace(desk, ledger, plan, anew=anew)
    keep_apart(desk, ledger, plan, messages, pace)
    prepared = Prepared(desk, plan, designs.designs, messages, pace, wrong)
    if plan.chooses:
        prepared.choose_among(designs.every, why, ledger.posted_cards(plan.id))
    if desk.project.printing.barcode:
        prepared.barcodes = open_barcodes(desk)
    named = {*plan.only, *asked}
    keys: set[str] = set()
    people = _people(desk, prepared, keys)
    with Staging() as faces:
        while chunk := list(islice(people, CHUNK)):
            _stage(prepared, ledger, chunk, named, faces)
        prepared.problems += same_people(faces)
    prepared.give_pictures()
    prepared.problems += pace.remarks()
    prepared.problems += _withdrawn(prepared, ledger, anew=anew)
    prepared.missing = sorted({*ledger.known_keys()} - keys - {*ledger.erased_keys()})
    rows = {key: row.where for key, row in messages.items()}
    prepared.problems += unknown_keys(rows, named, keys, plan.where.file)
    payment = desk.project.printing.payment
    prepared.problems += too_few(payment, prepared.postage)
    return prepared


def _messages(desk: Desk, plan: Round) -> tuple[dict[str, MessageRow], list[Problem]]:
    if plan.mailing is Mailing.CARD:
        return load_messages(desk.project, plan.id)
    return {}, unused_messages(desk.project, plan)


def open_barcodes(desk: Desk) -> Barcodes:
    """Return what reads addresses for the barcode; whoever prints none never opens postal data."""
    from outreach.workflow.barcodes import Barcodes

    return Barcodes(desk.project.state_folder / "cache")


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
    if prepared.choices is not None:
        prepared.choices.look(ledger, keys)
    standings = ledger.standings(keys)
    prepared.pace.look(keys, standings)
    taken = ledger.consents_taken(keys)
    identities = [identity_of(recipient) for recipient in people]
    strangers = set(ledger.identity_changed(identities))
    desk_day = prepared.desk.today
    for recipient, identity in zip(people, identities, strict=True):
        key, standing = recipient.key, standings[recipient.key]
        if key in strangers:
            prepared.problems.append(someone_else(recipient))
            continue
        if prepared.page_words and key.casefold() in prepared.page_words:
            prepared.problems.append(key_in_page(prepared.round.where.file, key))
        if warning := disagreement(recipient, standing):
            prepared.problems.append(warning)
        stated = _stated(recipient)
        known = stated is not None and (key, *stated) in taken
        if late := future_consent(recipient, desk_day):
            prepared.problems.append(late)
        row = prepared.messages.get(key)
        against = prepared.pace.verdict(recipient, standing, row, consent_taken=known)
        note_face(faces, recipient, identity, standing)
        if against is None:
            in_envelope = recipient.envelope or standing.envelope
            _stage_card(prepared, replace(recipient, envelope=in_envelope), identity, stated)
            continue
        if key in named and against.reason in REFUSED_BY_NAME:
            prepared.asked_for.append((key, against.reason))
        body = _SEPARATOR.join((identity.name, identity.address, *against))
        prepared.others.add("", key, body)


def _stage_card(
    prepared: Prepared, recipient: Recipient, identity: Identity, consent: tuple[str, str] | None
) -> None:
    row = prepared.messages.get(recipient.key)
    message, problems = _message(prepared, recipient, row)
    prepared.problems += problems
    if message is None:
        return
    if prepared.choices is not None and not message.design:
        message = _as_frozen(prepared, recipient.key, message)
    facts = prepared.facts.number(recipient, message)
    words = row.where if row is not None and row.message else prepared.round.where
    sender = recipient.sender_line or prepared.round.sender or prepared.desk.project.sender
    separate = prepared.facts.kind(facts).separate
    prepared.senders.setdefault(separate, set()).add(sender)
    staged = (
        addressee_text(recipient.addressee),
        sender,
        message_text(message),
        identity.name,
        identity.address,
        *(consent or ("", "")),
        str(facts),
        f"{recipient.where.file}:{recipient.where.line or 0}",
        f"{words.file}:{words.line or 0}",
        separate,
        _barcode(prepared, recipient),
    )
    order, body = _order(prepared, recipient), _SEPARATOR.join(staged)
    if prepared.choices is not None:
        if not message.design:
            prepared.choices.wait(recipient.key, order, body)
            return
        artist = str(prepared.facts[facts]["artist"])
        prepared.choices.count(recipient.key, message.design, artist)
    prepared.chosen.add(order, recipient.key, body)


def _as_frozen(prepared: Prepared, key: str, message: Message) -> Message:
    """Return the message with the picture the person's card was frozen with, if it was."""
    assert prepared.choices is not None
    design = prepared.designs.get(prepared.choices.frozen(key))
    return prepared.scanned.on(in_hand(message, design), key) if design else message


def _message(
    prepared: Prepared, recipient: Recipient, row: MessageRow | None
) -> tuple[Message | None, list[Problem]]:
    """Return the words on the picture side; a newsletter or report has none of either."""
    if prepared.round.mailing is Mailing.CARD:
        message, problems = merge(recipient, prepared.round, row, prepared.shown)
        if message is not None and message.design:
            message = prepared.scanned.on(message, recipient.key)
        return message, problems
    return Message("", "", "", ""), []


def _barcode(prepared: Prepared, recipient: Recipient) -> str:
    if prepared.barcodes is None:
        return _NO_BARCODE
    data = prepared.barcodes.data(recipient.addressee)
    return _NO_BARCODE if data is None else data


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


def _withdrawn(prepared: Prepared, ledger: Ledger, *, anew: bool) -> list[Problem]:
    """Return the errors for withdrawn pictures; ``anew``: what is frozen gets another one."""
    desk, plan = prepared.desk, prepared.round
    problems = [] if anew else withdrawn_cards(desk, ledger, plan)
    shown = ((card.key, prepared.design_of(card)) for card in prepared.staged())
    return problems + still_carried(desk, ledger, plan, prepared.designs.values(), shown)
