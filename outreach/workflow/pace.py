"""Who gets a card in a round now: consent, wishes, the distance to other cards, and one a home."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import NamedTuple

from outreach.errors import ConsentError, ExitCode, Problem, Severity, Where
from outreach.ledger import Ledger
from outreach.model.event import EventKind
from outreach.model.recipient import Mailing, Recipient
from outreach.model.round import MessageRow, Round
from outreach.model.standing import CONSENT_REASONS, Reason, Standing
from outreach.model.words import REASONS, recipients
from outreach.phrase import phrase
from outreach.selection import NOTHING, Past, in_mourning, reason_against, too_close
from outreach.sources.rounds import load_round, round_ids
from outreach.workflow.content import folded
from outreach.workflow.desk import Desk
from outreach.workflow.returns import no_longer_forwarded
from outreach.workflow.wishes import farewell_cards, words_for

_NEAR = timedelta(days=62)  # cards of rounds further off lie here by mistake, if at all
_MOST_NAMED = 10
# What is settled when a round is frozen, and not looked at again unless it is printed anew.
_SETTLED = frozenset({Reason.TOO_SOON, Reason.CAP, Reason.HOUSEHOLD})


class Verdict(NamedTuple):
    """Why somebody gets no card, and what the reason is about: a day, another's key, or nothing."""

    reason: Reason
    about: str = ""


class _Near(NamedTuple):
    """Another frozen round close by: its day, and the numbers of its cards that wait no more.

    Those are posted, or were taken out of the stack.
    """

    on: date
    gone: Collection[int]


class Pace:
    """Judges the people of one round, chunk by chunk, beside what went to them before.

    ``farewells`` says of everyone who gets one of their last two cards which of them it is,
    ``apart`` whose card waits because another one goes to the same home that day.
    """

    def __init__(self, desk: Desk, ledger: Ledger, plan: Round, *, anew: bool = False) -> None:
        self._plan = plan
        self._ledger = ledger
        self._rhythm = desk.project.rhythm
        self._moved = no_longer_forwarded(ledger, plan.post_on)
        self._cards = plan.mailing is Mailing.CARD
        self._near = dict(_near(desk, ledger, plan)) if self._cards else {}
        self._settled = {} if anew or not self._cards else _settled(ledger, plan.id)
        self._pasts: Mapping[str, Past] = {}
        self._close: list[str] = []
        self._author: list[Problem] = []
        self.apart: dict[str, str] = {}
        self.farewells: dict[str, int] = {}

    def look(self, keys: Sequence[str], standings: Mapping[str, Standing]) -> None:
        """Read what went to the next people."""
        if not self._cards:
            return
        longest = max((each.less or 0 for each in standings.values()), default=0)
        longest = max(longest, self._rhythm.gap, 31)
        posted = self._ledger.cards_posted(keys, self._plan.post_on - timedelta(days=longest))
        pictures = self._ledger.pictures_sent(keys)
        self._pasts = {}
        for key in keys:
            sent = pictures.get(key, ())
            days = list(posted.get(key, ()))
            for card in sent:
                near = self._near.get(card.round)
                if near is not None and card.card_no not in near.gone:
                    days.append(near.on)
            is_frozen = any(card.round == self._plan.id for card in sent)
            farewell = self._farewell(key, standings[key].farewell)
            self._pasts[key] = Past(tuple(sorted(days)), farewell, is_frozen)

    def _farewell(self, key: str, seq: int | None) -> int:
        if seq is None:
            return 0
        here = (self._plan.post_on, self._plan.id)
        before = [name for name, near in self._near.items() if (near.on, name) < here]
        return farewell_cards(self._ledger, key, seq, self._plan.id, before)

    def past(self, key: str) -> Past:
        """Return what went to one of the people last looked at."""
        return self._pasts.get(key, NOTHING)

    def against(
        self, recipient: Recipient, standing: Standing, row: MessageRow | None = None,
        *, consent_taken: bool,
    ) -> Verdict | None:  # fmt: skip
        """Return why somebody gets no card whoever else does, or None."""
        key, past = recipient.key, self.past(recipient.key)
        if key in self._moved:
            standing = replace(standing, held=True)
        rhythm = self._rhythm if self._rhythm.strict else None
        reason = reason_against(
            recipient, standing, self._plan, past, rhythm, consent_taken=consent_taken
        )
        if reason is None and in_mourning(standing, self._plan, words_for(self._plan, row)):
            reason = Reason.MOURNING
        if reason is None and not past.is_frozen and key in self._settled:
            reason = self._settled[key]
        return Verdict(reason, self._about(reason, standing, past)) if reason else None

    def _about(self, reason: Reason, standing: Standing, past: Past) -> str:
        match reason:
            case Reason.PAUSED if standing.until:
                return standing.until.isoformat()
            case Reason.TOO_SOON if past.days:
                on = self._plan.post_on
                return min(past.days, key=lambda day: abs(on - day)).isoformat()
            case Reason.STOPPED if standing.farewell is not None and past.farewell:
                return "farewell"
            case Reason.MOURNING if standing.mourning:
                return standing.mourning.isoformat()
            case _:
                return ""

    def verdict(
        self, recipient: Recipient, standing: Standing, row: MessageRow | None = None,
        *, consent_taken: bool,
    ) -> Verdict | None:  # fmt: skip
        """Return why somebody gets no card, or None; notes what there is to say of those who do."""
        key = recipient.key
        if found := self.against(recipient, standing, row, consent_taken=consent_taken):
            return found
        if key in self.apart:
            return Verdict(Reason.HOUSEHOLD, self.apart[key])
        if self._cards:
            self._note(recipient, standing, row)
        return None

    def _note(self, recipient: Recipient, standing: Standing, row: MessageRow | None) -> None:
        key, past = recipient.key, self.past(recipient.key)
        if standing.farewell is not None:
            self.farewells[key] = past.farewell + 1
        if not past.is_frozen and too_close(standing, self._plan.post_on, past, self._rhythm):
            self._close.append(key)
        author = row.author if row is not None and row.author else self._plan.author
        if standing.not_author and folded(author) == folded(standing.not_author):
            where = row.where if row is not None else self._plan.where
            self._author.append(_not_wished(key, where, settled=past.is_frozen))

    def remarks(self) -> Iterator[Problem]:
        """Yield what there is to say of the people who get a card."""
        yield from self._author
        if self._close:
            yield _close(self._plan, self._close, self._rhythm.gap, self._rhythm.cap)


def _near(desk: Desk, ledger: Ledger, plan: Round) -> Iterator[tuple[str, _Near]]:
    """Yield the frozen rounds of cards not far off, by name, apart from the round itself."""
    pulled: dict[str | None, set[int]] = {}
    for event in ledger.entries_of([EventKind.PULLED]):
        pulled.setdefault(event.round, set()).add(event.card_no or 0)
    for name in round_ids(desk.project.root):
        if name == plan.id or not ledger.is_frozen(name):
            continue
        other, _ = load_round(desk.project, name)
        if other is None or other.mailing is not Mailing.CARD:
            continue
        if abs(other.post_on - plan.post_on) <= _NEAR:
            gone = ledger.posted_cards(name) | pulled.get(name, set())
            yield name, _Near(other.post_on, gone)


def _settled(ledger: Ledger, round_id: str) -> dict[str, Reason]:
    """Return whom a frozen round left out for the sake of distance: they stay left out of it."""
    words = {reason.value: reason for reason in _SETTLED}
    return {key: words[why] for key, why in ledger.left_out(round_id) if why in words}


def _close(plan: Round, keys: Sequence[str], gap: int, cap: int) -> Problem:
    named = ", ".join(keys[:_MOST_NAMED]) + (" …" if len(keys) > _MOST_NAMED else "")
    return Problem(
        ExitCode.CONSENT,
        "cards-close",
        phrase("{people} would get two cards less than {gap} days apart, or more than {cap} in a "
               "month: {keys}.", people=recipients(len(keys)), gap=gap, cap=cap, keys=named),
        phrase("Post the round on a later day. To leave such people out, write gap = {gap} under "
               "[rhythm] in outreach.toml.", gap=gap),
        Where(plan.where.file),
        Severity.WARNING,
    )  # fmt: skip


def excluded(asked_for: Sequence[tuple[str, Reason]]) -> ConsentError:
    """Return the error where people who must get no card were asked for by name."""
    if {reason for _, reason in asked_for} <= CONSENT_REASONS:
        hint = phrase("Take the key out; only the person's or the family's consent changes it.")
    else:
        hint = phrase("Take the key out, or choose another day for the round.")
    return ConsentError(
        phrase("Someone was asked for by name, but nothing may go there."),
        hint,
        [_excluded(key, reason) for key, reason in asked_for],
    )


def _excluded(key: str, reason: Reason) -> Problem:
    return Problem(
        ExitCode.CONSENT,
        "excluded-asked-for",
        phrase("Asked for by name, but nothing may go there: {reason}.", reason=REASONS[reason]),
        phrase("Take the key out."),
        Where(key=key),
    )


def _not_wished(key: str, where: Where, *, settled: bool) -> Problem:
    return Problem(
        ExitCode.CONSENT,
        "author-not-wished",
        phrase("This person would rather not hear from the author of the words."),
        phrase("Give the key another author in messages.csv; if the wish is over: outreach wish "
               "{key} usual", key=key),
        Where(where.file, where.line, key),
        Severity.WARNING if settled else Severity.ERROR,
    )  # fmt: skip
