"""Where a person stands: a pure fold over what was said, in the ledger's order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from outreach.model.event import HOLDING_REASONS, Event, EventKind, ReturnReason, Wish
from outreach.model.recipient import Basis, Mailing
from outreach.model.standing import Reason, Standing, Status

FROM_FILE = "file"  # data.source of a consent the address book stated

STANDING_KINDS = (
    EventKind.CONSENT,
    EventKind.STOP,
    EventKind.PAUSE,
    EventKind.RELEASE,
    EventKind.RETURNED,
    EventKind.WISH,
)


@dataclass(slots=True)
class _Fold:
    """What was said so far. Kept apart, so that a pause hides no stop and a stop no refusal."""

    basis: Basis | None = None
    consent_seq: int | None = None
    latest: dict[Basis, Event] = field(default_factory=dict)
    refused: bool = False
    stopped: date | None = None
    own_stop: bool = False
    paused: bool = False
    held: bool = False
    until: date | None = None
    less: int | None = None
    not_author: str = ""
    mourning: date | None = None
    farewell: int | None = None

    def take(self, event: Event) -> None:
        match event.kind:
            case EventKind.CONSENT:
                self._consent(event)
            case EventKind.STOP:
                self.stopped = max(event.on, self.stopped or event.on)
                self.own_stop |= event.data.get("by") == Basis.SELF
            case EventKind.PAUSE:
                self.paused, self.until = True, date.fromisoformat(str(event.data["until"]))
            case EventKind.RELEASE:
                self.held = self.paused = False
            case EventKind.RETURNED:
                self.refused |= event.data["reason"] == ReturnReason.REFUSED
                self.held |= event.data["reason"] in HOLDING_REASONS
            case EventKind.WISH:
                self._wish(event)
            case _:
                pass

    def _consent(self, event: Event) -> None:
        """Take in a consent; the file never lifts anything, nor does what was said before the no.

        A stop wins every tie of one day; only the person may think better of it the same day. Their
        own no gives way only to their own yes, and their own terms to no one else's.
        """
        basis = Basis(str(event.data["basis"]))
        self.basis, self.consent_seq = basis, event.seq
        if event.data.get("source") == FROM_FILE:
            return
        before = self.latest.get(basis)
        if before is None or event.on >= before.on:  # one entered late changes nothing
            self.latest[basis] = event
        own = basis is Basis.SELF
        if not own and (self.refused or self.own_stop):
            return
        if self.stopped is None or event.on > self.stopped or (own and event.on == self.stopped):
            self.refused = self.own_stop = self.paused = False
            self.stopped = self.farewell = None

    def scope(self) -> frozenset[Mailing] | None:
        """Return what may be sent: what each who consented said last, all of them together."""
        said = [_scope(event.data.get("scope")) for event in self.latest.values()]
        narrow = [scope for scope in said if scope is not None]
        return frozenset.intersection(*narrow) if narrow else None

    def envelope(self) -> bool:
        """Return whether anybody who consented wants it in an envelope."""
        return any(event.data.get("envelope") is True for event in self.latest.values())

    def review(self) -> date | None:
        """Return the day to ask again: the first that the last consents name."""
        days = (_day(event, "review") for event in self.latest.values())
        return min(filter(None, days), default=None)

    def _wish(self, event: Event) -> None:
        match Wish(str(event.data["wish"])):
            case Wish.LESS:
                self.less = int(str(event.data["days"]))
            case Wish.AUTHOR:
                self.not_author = str(event.data["not"])
            case Wish.REST:
                self.paused, self.until = True, _day(event, "until")
            case Wish.USUAL:
                self.less, self.not_author = None, ""
            case Wish.MOURNING:
                self.mourning = _day(event, "until")
            case Wish.FAREWELL:
                self.farewell = event.seq

    def status(self) -> Status:
        if self.refused:
            return Status.REFUSED
        if self.stopped is not None:
            return Status.STOPPED
        if self.paused:
            return Status.PAUSED
        return Status.UNKNOWN if self.basis is None else Status.CONSENTED


def _scope(value: object) -> frozenset[Mailing] | None:
    return frozenset(map(Mailing, value)) if isinstance(value, list) and value else None


def _day(event: Event, name: str) -> date | None:
    value = event.data.get(name)
    return date.fromisoformat(str(value)) if value else None


def without_reversed(events: Iterable[Event]) -> list[Event]:
    """Return the events that stand: neither reversed nor themselves a reversal."""
    known = list(events)
    gone = {event.reverses for event in known if event.reverses is not None}
    return [event for event in known if event.reverses is None and event.seq not in gone]


def standing_of(events: Iterable[Event]) -> Standing:
    """Return where a person stands after ``events``: theirs alone, in order, none reversed."""
    fold = _Fold()
    for event in events:
        fold.take(event)
    status = fold.status()
    return Standing(
        status=status,
        basis=fold.basis,
        consent_seq=fold.consent_seq,
        held=fold.held,
        until=fold.until if status is Status.PAUSED else None,
        scope=fold.scope(),
        envelope=fold.envelope(),
        review=fold.review(),
        less=fold.less,
        not_author=fold.not_author,
        mourning=fold.mourning,
        farewell=fold.farewell,
    )


_REASONS = {
    Status.REFUSED: Reason.STOPPED,
    Status.STOPPED: Reason.STOPPED,
    Status.PAUSED: Reason.PAUSED,
}


def reason_against(standing: Standing, needs_consent: bool = True) -> Reason | None:
    """Return why nothing may be posted to someone who stands so, or None if it may."""
    if standing.status is Status.UNKNOWN and needs_consent:
        return Reason.NO_CONSENT
    return _REASONS.get(standing.status) or (Reason.ADDRESS_HELD if standing.held else None)
