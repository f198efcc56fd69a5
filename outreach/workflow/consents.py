"""Consent as a dated story: what was said, by whom, and what holds now."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from outreach.errors import Problem
from outreach.ledger import Ledger
from outreach.ledger.standing import standing_of, without_reversed
from outreach.model.event import HOLDING_REASONS, Event, EventKind, ReturnReason
from outreach.model.recipient import ConsentCell, Kind, Mailing, Recipient
from outreach.model.standing import Reason, Standing, Status
from outreach.selection import FAREWELL_CARDS

# How a consent may be given, by every word it may be called.
HOW = {
    "paper": ("paper", "書面", "紙", "同意書", "用紙"),
    "phone": ("phone", "telephone", "電話"),
    "visit": ("visit", "in person", "訪問", "面談", "対面", "来所"),
    "letter": ("letter", "手紙", "はがき", "葉書"),
    "mail": ("mail", "e-mail", "email", "メール"),
    "other": ("other", "その他", "そのほか"),
}
_TOLD = frozenset(
    {EventKind.CONSENT, EventKind.STOP, EventKind.PAUSE, EventKind.RELEASE, EventKind.WISH}
)
_BACK = HOLDING_REASONS | {ReturnReason.REFUSED}


@dataclass(frozen=True, slots=True)
class Terms:
    """What a consent is bound to: blank where nothing was said.

    ``only`` are the mailings it is for; ``envelope``: nothing goes out open; ``review`` is the day
    to ask again whether it still holds. ``how`` is as typed, a word of ``HOW`` or free.
    """

    how: str = ""
    only: frozenset[Mailing] = frozenset()
    envelope: bool = False
    review: date | None = None

    @property
    def data(self) -> dict[str, object]:
        """Return what the ledger keeps of the terms in its chain: never free words."""
        found: dict[str, object] = {}
        if how := how_of(self.how):
            found["how"] = how
        if self.only:
            found["scope"] = sorted(mailing.value for mailing in self.only)
        if self.envelope:
            found["envelope"] = True
        if self.review:
            found["review"] = self.review.isoformat()
        return found


def how_of(text: str) -> str:
    """Return the word of ``HOW`` for a way typed by a person (お電話で), blank for any other."""
    plain = unicodedata.normalize("NFKC", text).strip().casefold()
    plain = plain.removeprefix("by ").removeprefix("ご").removeprefix("お")
    plain = plain.removesuffix("にて").removesuffix("で")
    return next((word for word, names in HOW.items() if plain in names), "")


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was said; ``note`` are the words kept beside it.

    ``undone`` is the number of the entry by which it does not count, None where it does.
    """

    event: Event
    note: str = ""
    undone: int | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """All that was said about writing to somebody, in the order it was entered, and what holds.

    ``row`` is what the address book says: the row, what is wrong with it, or None without one.
    ``farewell_left`` is how many of the last two cards are to come, None where nobody asked.
    ``since`` is the day of the consent that holds.
    """

    key: str
    standing: Standing
    said: tuple[Said, ...]
    row: Recipient | Problem | None = None
    farewell_left: int | None = None
    since: date | None = None

    @property
    def barred(self) -> Reason | None:
        """Return why nothing may be sent at all, or None; a scope or an envelope may narrow it."""
        return self.by_ledger or self.by_file

    @property
    def by_ledger(self) -> Reason | None:
        """Return why nothing may be sent as far as the ledger goes."""
        status = self.standing.status
        if status in (Status.STOPPED, Status.REFUSED):
            return Reason.STOPPED
        if status is Status.PAUSED:
            return Reason.PAUSED
        if self.farewell_left == 0:
            return Reason.STOPPED
        if status is Status.UNKNOWN and not self.counts_by_file:
            return Reason.NO_CONSENT
        return Reason.ADDRESS_HELD if self.standing.held else None

    @property
    def by_file(self) -> Reason | None:
        """Return why nothing may be sent as far as the address book goes; it is only stricter."""
        row = self.row
        if row is None:
            return Reason.MISSING
        if isinstance(row, Problem) or row.kind is Kind.ORGANISATION:
            stop = isinstance(row, Recipient) and row.consent is ConsentCell.STOP
            return Reason.STOPPED if stop else None
        return {ConsentCell.STOP: Reason.STOPPED, ConsentCell.BLANK: Reason.NO_CONSENT}.get(
            row.consent
        )

    @property
    def counts_by_file(self) -> bool:
        """Return whether what the address book says is enough by itself, until it is taken in.

        An organisation needs no consent; one that was taken in and undone is none any more.
        """
        row = self.row
        if not isinstance(row, Recipient):
            return False
        stated = (row.consent.value, row.consent_on)
        taken = [(each.event.data["basis"], each.event.on) for each in self.said
                 if each.event.kind is EventKind.CONSENT]  # fmt: skip
        filled = row.consent in (ConsentCell.SELF, ConsentCell.FAMILY)
        return row.kind is Kind.ORGANISATION or (filled and stated not in taken)


class Stays(StrEnum):
    """Why a consent lifts no stop: it came too early, or it is not the person's own."""

    LATER = "later"
    OWN = "own"


def stays_because(ledger: Ledger, key: str, seq: int) -> Stays:
    """Return why the consent of an entry lifted no stop and no refusal of a key.

    Asked of the same story, had it been given at the end of all days: what then still stands is
    the person's own.
    """
    events = without_reversed(ledger.events(key=key))
    late = [replace(each, on=date.max) if each.seq == seq else each for each in events]
    still = standing_of(late).status in (Status.STOPPED, Status.REFUSED)
    return Stays.OWN if still else Stays.LATER


def story(ledger: Ledger, key: str, row: Recipient | Problem | None = None) -> Story:
    """Return the story of a key; that of somebody nobody ever said anything about is empty."""
    events = list(ledger.events(key=key))
    standing = ledger.standings([key])[key]
    said = tuple(_told(ledger, events))
    left = None
    if standing.farewell is not None:
        left = max(FAREWELL_CARDS - ledger.cards_after(key, standing.farewell), 0)
    consent = next((each for each in events if each.seq == standing.consent_seq), None)
    return Story(key, standing, said, row, left, consent.on if consent else None)


def _told(ledger: Ledger, events: Iterable[Event]) -> Iterable[Said]:
    events = list(events)
    undone = {event.reverses: event.seq for event in events if event.reverses is not None}
    for event in events:
        returned = event.kind is EventKind.RETURNED and event.data.get("reason") in _BACK
        if event.kind in _TOLD or returned:
            yield Said(event, ledger.note(event.seq), undone.get(event.seq))
