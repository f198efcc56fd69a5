"""What an entry of the ledger says, in words: its kind and what stands with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

from outreach.cli.story import said_words
from outreach.model.event import Event, EventKind
from outreach.model.words import EVENTS, GIFTS, REASONS, RETURNS, listed
from outreach.phrase import Phrase, phrase
from outreach.workflow.consents import Said

_SAID = frozenset({EventKind.CONSENT, EventKind.STOP, EventKind.PAUSE, EventKind.WISH})
Data = Mapping[str, object]
C = TypeVar("C", bound=str)

_COSTS = {
    "paper": phrase("paper"),
    "ink": phrase("ink"),
    "printing": phrase("printing"),
    "travel": phrase("travel"),
    "fee": phrase("fee"),
    "other": phrase("other"),
}
_STAMPS = {
    "bought": phrase("bought"),
    "used": phrase("used"),
    "spoilt": phrase("spoilt"),
    "counted": phrase("counted"),
}


def what_of(event: Event) -> Phrase:
    """Return what an entry is about in words, with what it says beside its kind."""
    if event.kind in _SAID:
        return said_words(Said(event))
    what, tell = EVENTS[event.kind], _DETAILS.get(event.kind)
    details = listed(tell(event.data)) if tell else Phrase("")
    return phrase("{what} ({why})", what=what, why=details) if details.text else what


def _reply(data: Data) -> list[Phrase]:
    said = _known(GIFTS, data.get("kind"))
    return [*said, phrase("somebody told them to")] if data.get("prompted") else said


def _letter(data: Data) -> list[Phrase]:
    way = phrase("came in") if data.get("direction") == "in" else phrase("went out")
    return [way, phrase("one of several")] if data.get("continuing") else [way]


def _stamps(data: Data) -> list[Phrase]:
    gaps = {"yen": data.get("yen"), "design": data.get("design"), "count": data.get("count")}
    return [phrase("{design}, {yen} yen: {count}", **gaps), *_known(_STAMPS, data.get("why"))]


def _cost(data: Data) -> list[Phrase]:
    return [*_known(_COSTS, data.get("what")), phrase("{yen} yen", yen=data.get("yen"))]


def _known(words: Mapping[C, Phrase], code: object) -> list[Phrase]:
    return [said for name, said in words.items() if name == code]


def _until(data: Data) -> list[Phrase]:
    return [phrase("until {day}", day=data["until"])] if data.get("until") else []


_DETAILS: Mapping[EventKind, Callable[[Data], list[Phrase]]] = {
    EventKind.MOVED: _until,
    EventKind.LEFT_OUT: lambda data: _known(REASONS, data.get("reason")),
    EventKind.RETURNED: lambda data: _known(RETURNS, data.get("reason")),
    EventKind.CONFIRM: lambda data: [phrase("the postal code")] if "postal" in data else [],
    EventKind.REPLY: _reply,
    EventKind.LETTER: _letter,
    EventKind.STAMPS: _stamps,
    EventKind.COST: _cost,
}
