"""One card a home and day: whose card waits for another round, so that no two come together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby, islice
from typing import NamedTuple

from outreach.ledger import Ledger, Staging
from outreach.model.recipient import Addressee, ConsentCell, Kind, Mailing, Recipient
from outreach.model.round import MessageRow, Round
from outreach.selection import not_meant
from outreach.sources.recipients import read_recipients
from outreach.workflow.desk import Desk
from outreach.workflow.likeness import everyday, place_of
from outreach.workflow.pace import Pace

_SEPARATOR = "\x1f"
_CHUNK = 200
MOST_AT_HOME = 6  # more of one name at one address are a house: a home for many, or relatives


class _Member(NamedTuple):
    """A row as one of a home: what of it decides whether a card may go there."""

    key: str
    name: str
    kind: str
    consent: str
    consent_on: str
    meant: str

    def as_recipient(self, plan: Round) -> Recipient:
        """Return as much of the row as consent asks for."""
        on = date.fromisoformat(self.consent_on) if self.consent_on else None
        return Recipient(
            self.key, Addressee(""), Kind(self.kind), frozenset({plan.mailing}),
            branch=plan.branch, consent=ConsentCell(self.consent), consent_on=on,
        )  # fmt: skip


def keep_apart(
    desk: Desk, ledger: Ledger, plan: Round, messages: Mapping[str, MessageRow], pace: Pace
) -> None:
    """Note in ``pace.apart`` whose card waits, and for whose: one of a home gets its card first.

    A home are two to six people of one family name at one address, room included. Whoever has a
    card of the round already keeps it; next is who had none for the longest time, so that whoever
    waits is first in the round after. A card of another round on that very day counts too.
    """
    rhythm = desk.project.rhythm
    if plan.mailing is not Mailing.CARD or rhythm.same_day:
        return
    with Staging() as rows:
        _note_rows(desk, plan, rows)
        homes = (home for home in _homes(rows)
                 if not all(each.key.casefold() in rhythm.together for each in home))  # fmt: skip
        while chunk := list(islice(homes, _CHUNK)):
            members = [member for home in chunk for member in home]
            free = _free(ledger, plan, messages, pace, members)
            for home in chunk:
                pace.apart.update(_waiting(home, free, plan.post_on, pace))


def homes_of(desk: Desk) -> Iterator[tuple[str, ...]]:
    """Yield the keys of those who live together, home by home, by the same rule."""
    with Staging() as rows:
        _note_rows(desk, None, rows)
        for home in _homes(rows):
            yield tuple(member.key for member in home)


def _note_rows(desk: Desk, plan: Round | None, rows: Staging) -> None:
    for found in read_recipients(desk.project):
        if not isinstance(found, Recipient) or not _may_live_together(found):
            continue
        to = found.addressee
        on = found.consent_on.isoformat() if found.consent_on else ""
        meant = "" if plan is None or not_meant(found, plan) else "meant"
        name = _hash(everyday(to.family_name + to.given_name))
        body = _SEPARATOR.join((name, found.kind, found.consent, on, meant))
        rows.add(_hash(everyday(to.family_name), place_of(to).whole), found.key, body)


def _may_live_together(recipient: Recipient) -> bool:
    wanted = Mailing.CARD in recipient.mailings and recipient.consent is not ConsentCell.STOP
    to = recipient.addressee
    return wanted and recipient.kind is not Kind.ORGANISATION and bool(to.family_name)


def _hash(*texts: str) -> str:
    return hashlib.blake2b(_SEPARATOR.join(texts).encode(), digest_size=16).hexdigest()


def _homes(rows: Staging) -> Iterator[list[_Member]]:
    for _, group in groupby(rows.ranked(), key=lambda row: row[0]):
        home = [_Member(key, *body.split(_SEPARATOR)) for _, key, body in group]
        if len({member.name for member in home}) >= 2 and len(home) <= MOST_AT_HOME:
            yield home


def _free(
    ledger: Ledger, plan: Round, messages: Mapping[str, MessageRow], pace: Pace,
    members: Sequence[_Member],
) -> set[str]:  # fmt: skip
    """Return the keys of those who would get a card of the round if they lived alone."""
    keys = [member.key for member in members]
    standings, taken = ledger.standings(keys), ledger.consents_taken(keys)
    pace.look(keys, standings)
    return {
        member.key
        for member in members
        if member.meant
        and not pace.against(
            member.as_recipient(plan), standings[member.key], messages.get(member.key),
            consent_taken=(member.key, member.consent, member.consent_on) in taken,
        )
    }  # fmt: skip


def _waiting(
    home: Sequence[_Member], free: set[str], on: date, pace: Pace
) -> Iterator[tuple[str, str]]:
    """Yield the key of everyone of a home whose card waits, and the key it waits for."""
    past = {member.key: pace.past(member.key) for member in home}
    first = sorted(
        (key for key in past if key in free),
        key=lambda key: (not past[key].is_frozen, max(past[key].days, default=date.min), key),
    )
    elsewhere = [key for key in past if on in past[key].days]
    for at, key in enumerate(first):
        others = [other for other in (*elsewhere, *first[:at]) if other != key]
        if others and not past[key].is_frozen:
            yield key, others[0]
