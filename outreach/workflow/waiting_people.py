"""What waits about people: addresses in doubt, days to ask again, gifts to read, letters."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from operator import attrgetter

from outreach.ledger import Ledger
from outreach.model.event import HOLDING_REASONS, Event, EventKind, ReturnReason
from outreach.model.standing import Standing, Status
from outreach.model.words import RETURNS, cards
from outreach.phrase import Phrase, phrase
from outreach.selection import FAREWELL_CARDS
from outreach.workflow.content import card_of
from outreach.workflow.gifts import unanswered
from outreach.workflow.returns import REMINDED, Forwarding, next_commands, next_step
from outreach.workflow.tasks import Register, Role, Task

_RECENT = timedelta(days=90)  # a reply or a letter older than that was read, or is not waited for
_OVER = timedelta(days=31)  # so long it is told that a time of mourning has ended
ASKED = (
    EventKind.CONSENT, EventKind.PAUSE, EventKind.RETURNED, EventKind.WISH, EventKind.REPLY,
    EventKind.LETTER,
)  # fmt: skip
_address_of = attrgetter(
    "postal_code", "prefecture", "city", "street", "building", "address", "care_of"
)
_GONE = frozenset({Status.STOPPED, Status.REFUSED})


def people_waiting(
    ledger: Ledger, register: Register, said: Sequence[Event], moves: Sequence[Forwarding],
    day: date,
) -> Iterator[Task]:  # fmt: skip
    """Yield what waits about people, each with the command that settles it.

    ``said`` are the entries that stand of the kinds ``ASKED`` and of those that erase.
    """
    told = _by_key(each for each in said if _may_wait(each))
    standings = ledger.standings([*told, *(move.key for move in moves)])
    for key, events in told.items():
        yield from _Person(ledger, register, key, standings[key], events).tasks(day)
    for move in moves:
        if standings[move.key].status not in _GONE and move.until - REMINDED <= day:
            yield _forwarding(move, day)
    yield from _missing(ledger, register, said)


def _by_key(events: Iterable[Event]) -> dict[str, list[Event]]:
    found: dict[str, list[Event]] = {}
    for event in events:
        found.setdefault(str(event.key), []).append(event)
    return found


def _may_wait(event: Event) -> bool:
    """Return whether an entry can lead to anything; of most consents nothing is ever asked."""
    return event.kind in ASKED and (event.kind is not EventKind.CONSENT or "review" in event.data)


class _Person:
    """One person, where they stand, and what was entered about them that may still wait."""

    def __init__(
        self, ledger: Ledger, register: Register, key: str, standing: Standing, events: list[Event]
    ) -> None:
        self._ledger = ledger
        self._register = register
        self._key = key
        self._standing = standing
        self._events = sorted(events, key=lambda each: (each.on, each.seq))

    def tasks(self, day: date) -> Iterator[Task]:
        """Yield what waits about the person on a day."""
        yield from self._letter(day)
        if self._standing.status in _GONE:
            return
        yield from self._address()
        yield from self._to_ask(day)
        yield from self._mourning(day)
        yield from self._farewell()
        yield from self._reply(day)

    def _of(self, kind: EventKind) -> list[Event]:
        return [each for each in self._events if each.kind is kind]

    def _task(self, code: str, what: Phrase, command: str, due: date | None = None) -> Task:
        return Task(Role.COORDINATOR, code, what, command, key=self._key, due=due)

    def _address(self) -> Iterator[Task]:
        back = [each for each in self._of(EventKind.RETURNED)
                if each.data.get("reason") in HOLDING_REASONS]  # fmt: skip
        if not self._standing.held or not back:
            return
        last = back[-1]
        reason = ReturnReason(str(last.data["reason"]))
        release = next_commands(reason, str(last.round), self._key)[0]
        if self._is_corrected(last):
            what = phrase("The address of {key} was changed since mail came back: may mail go "
                          "there again?", key=self._key)  # fmt: skip
            yield self._task("hold-to-release", what, release)
            return
        what = phrase("Mail to {key} came back on {day} ({reason}). {step}", key=self._key,
                      day=last.on, reason=RETURNS[reason], step=next_step(reason))  # fmt: skip
        yield self._task("returned", what, release)

    def _is_corrected(self, returned: Event) -> bool:
        """Return whether the row says another address than the piece that came back."""
        row = self._register.people.get(self._key)
        bodies = [each.body for each in self._ledger.contents_of(self._key)
                  if each.round == returned.round and each.body]  # fmt: skip
        if row is None or not bodies:
            return False
        return _address_of(card_of(0, self._key, bodies[-1]).addressee) != _address_of(
            row.addressee
        )

    def _to_ask(self, day: date) -> Iterator[Task]:
        until, review = self._standing.until, self._standing.review
        if self._standing.status is Status.PAUSED and until and until <= day:
            what = phrase("The rest of {key} was until {day}: ask whether cards may come again.",
                          key=self._key, day=until)  # fmt: skip
            yield self._task("pause-over", what, f"outreach release {self._key} --because …", until)
        if review and review <= day:
            what = phrase("The consent of {key} was to be looked at again on {day}: ask whether it "
                          "still holds.", key=self._key, day=review)  # fmt: skip
            command = f"outreach consent {self._key} --basis … --on today"
            yield self._task("consent-review", what, command, review)

    def _mourning(self, day: date) -> Iterator[Task]:
        until = self._standing.mourning
        if until and until <= day <= until + _OVER:
            what = phrase("The mourning of {key} was until {day}: New Year cards may go there "
                          "again.", key=self._key, day=until)  # fmt: skip
            command = f"outreach wish {self._key} mourning --until …"
            yield self._task("mourning-over", what, command)

    def _farewell(self) -> Iterator[Task]:
        seq = self._standing.farewell
        if seq is None:
            return
        left = FAREWELL_CARDS - self._ledger.cards_after(self._key, seq)
        if left > 0:
            what = phrase("{key} asked to end with a farewell: {cards} to come.",
                          key=self._key, cards=cards(left))  # fmt: skip
            yield self._task("farewell", what, f"outreach consent show {self._key}")

    def _reply(self, day: date) -> Iterator[Task]:
        replies = [each for each in self._of(EventKind.REPLY) if day - _RECENT <= each.on <= day]
        if not replies:
            return
        last = replies[-1]
        sent = self._ledger.cards_posted([self._key], last.on + timedelta(days=1))
        if self._key not in sent:
            what = phrase("Something came from {key} on {day}: read it before the next card is "
                          "written.", key=self._key, day=last.on)  # fmt: skip
            yield self._task("reply-to-read", what, f"outreach letter {self._key}")

    def _letter(self, day: date) -> Iterator[Task]:
        letter = unanswered(self._of(EventKind.LETTER))
        if letter is not None and day - _RECENT <= letter.on <= day:
            what = phrase("A letter of {key} came on {day} and has no answer yet.",
                          key=self._key, day=letter.on)  # fmt: skip
            command = f"outreach letter {self._key} --out --on today"
            yield self._task("letter-to-answer", what, command)


def _forwarding(move: Forwarding, day: date) -> Task:
    if move.is_over(day):
        what = phrase("The post no longer forwards the mail of {key} (since {day}): nothing goes "
                      "there until the new address is confirmed.", key=move.key,
                      day=move.until)  # fmt: skip
    else:
        what = phrase("The post forwards the mail of {key} until {day}: ask for the new address, "
                      "write it into the address book and confirm it.", key=move.key,
                      day=move.until)  # fmt: skip
    return Task(Role.COORDINATOR, "forwarding", what, f"outreach recipients confirm {move.key}",
                key=move.key, due=move.until)  # fmt: skip


def _missing(ledger: Ledger, register: Register, said: Sequence[Event]) -> Iterator[Task]:
    """Yield the keys that stand in no file any more, though nobody said stop."""
    here = {key.lower() for key in register.keys}
    gone = [key for key in ledger.known_keys() if key.lower() not in here]
    erased = {each.key for each in said if each.kind is EventKind.ERASED}
    for key, standing in ledger.standings(gone).items():
        if key not in erased and standing.status not in _GONE | {Status.UNKNOWN}:
            what = phrase("{key} is in the ledger but in no file of the address book any more: put "
                          "the row back, or enter a stop.", key=key)  # fmt: skip
            yield Task(Role.COORDINATOR, "missing", what, f"outreach stop {key}", key=key)
