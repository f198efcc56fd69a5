"""The words for the codes that messages name: why someone gets no card, what an entry is."""

from __future__ import annotations

from outreach.model.event import EventKind
from outreach.model.standing import Reason
from outreach.phrase import phrase

REASONS = {
    Reason.NO_CONSENT: phrase("no consent"),
    Reason.STOPPED: phrase("stopped"),
    Reason.PAUSED: phrase("paused"),
    Reason.ADDRESS_HELD: phrase("mail came back, the address is held"),
    Reason.ENVELOPE: phrase("wants an envelope, which cannot be made yet"),
    Reason.OTHER_MAILING: phrase("gets other mailings"),
    Reason.NOT_IN_ROUND: phrase("not meant by this round"),
    Reason.MISSING: phrase("not in the address book any more"),
}
EVENTS = {
    EventKind.CONSENT: phrase("consent"),
    EventKind.STOP: phrase("stop"),
    EventKind.PAUSE: phrase("pause"),
    EventKind.RELEASE: phrase("release"),
    EventKind.CONFIRM: phrase("confirmed"),
    EventKind.LEFT_OUT: phrase("left out"),
    EventKind.PLANNED: phrase("frozen"),
    EventKind.MADE: phrase("files made"),
    EventKind.PRINTED: phrase("printed"),
    EventKind.SPOILT: phrase("spoilt"),
    EventKind.HELD: phrase("held back"),
    EventKind.POSTED: phrase("posted"),
    EventKind.RETURNED: phrase("came back"),
    EventKind.REPLY: phrase("reply"),
    EventKind.LETTER: phrase("letter"),
    EventKind.REVERSED: phrase("undone"),
}
