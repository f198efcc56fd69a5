"""Where a person stands: a pure fold over what was said, in the ledger's order."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from outreach.model.event import HOLDING_REASONS, Event, EventKind, ReturnReason
from outreach.model.recipient import Basis
from outreach.model.standing import Reason, Standing, Status

FROM_FILE = "file"  # data.source of a consent the address book stated

STANDING_KINDS = (
    EventKind.CONSENT,
    EventKind.STOP,
    EventKind.PAUSE,
    EventKind.RELEASE,
    EventKind.RETURNED,
)


@dataclass(slots=True)
class _Fold:
    """What was said so far. Kept apart, so that a pause hides no stop and a stop no refusal."""

    basis: Basis | None = None
    consent_seq: int | None = None
    refused: bool = False
    stopped: bool = False
    paused: bool = False
    held: bool = False
    until: date | None = None

    def take(self, event: Event) -> None:
        match event.kind:
            case EventKind.CONSENT:
                self._consent(event)
            case EventKind.STOP:
                self.stopped = True
            case EventKind.PAUSE:
                self.paused, self.until = True, date.fromisoformat(str(event.data["until"]))
            case EventKind.RELEASE:
                self.held = self.paused = False
            case EventKind.RETURNED:
                self.refused |= event.data["reason"] == ReturnReason.REFUSED
                self.held |= event.data["reason"] in HOLDING_REASONS
            case _:
                pass

    def _consent(self, event: Event) -> None:
        """The file never lifts anything; the person's own no gives way only to their own yes."""
        self.basis, self.consent_seq = Basis(str(event.data["basis"])), event.seq
        own = self.basis is Basis.SELF
        if event.data.get("source") != FROM_FILE and (own or not self.refused):
            self.refused = self.stopped = self.paused = False

    def status(self) -> Status:
        if self.refused:
            return Status.REFUSED
        if self.stopped:
            return Status.STOPPED
        if self.paused:
            return Status.PAUSED
        return Status.UNKNOWN if self.basis is None else Status.CONSENTED


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
