"""What is wrong with a row of a writing list that came back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outreach.fonts import with_codes
from outreach.model.standing import Reason
from outreach.model.words import REASONS
from outreach.phrase import phrase
from outreach.sources.fault import Fault, nearest
from outreach.workflow.writing import CardToWrite


def unknown(key: str, known: Iterable[CardToWrite]) -> Fault:
    """Return the fault of a key nobody has, with the nearest one."""
    close = nearest(key, [due.recipient.key for due in known])
    if close:
        hint = phrase("Was {key} meant? The key must be the one the list was given out with.",
                      key=close)  # fmt: skip
    else:
        hint = phrase("The key must be the one the list was given out with.")
    return Fault("unknown-key", phrase("No recipient has the key {key}.", key=key), hint)


def left_out(reason: Reason | str) -> Fault:
    """Return the fault of a message to somebody who gets no card of the round."""
    return Fault(
        "no-card-for-key",
        phrase("No card of this round goes there: {reason}.", reason=REASONS[Reason(reason)]),
        phrase("The message is not taken; keep it, or write it to somebody else."),
    )


BROKEN = Fault(
    "row-has-errors",
    phrase("The row of this key in the address book has errors, so it gets no card yet."),
    phrase("Correct it first (outreach check), then import the same list again."),
)


MIXED_UP = Fault(
    "key-mixed-up",
    phrase("The call name in this row is not that of its key, but of another one."),
    phrase("Were the rows sorted without all their columns? Take the list as it was given out, "
           "and put the messages in again."),
)  # fmt: skip


MOVED = Fault(
    "key-mixed-up",
    phrase("The message in this row is the one of another key."),
    phrase("Was the key changed? Take the list as it was given out, and put the messages in "
           "again."),
)  # fmt: skip


def other_round(round_id: str) -> Fault:
    """Return the fault of a row that is for another round."""
    return Fault(
        "list-of-another-round",
        phrase("The row is for the round {round}.", round=round_id),
        phrase("Import it there: outreach write import FILE --round {round}", round=round_id),
    )


def key_twice(lines: Sequence[int]) -> Fault:
    """Return the fault of a key with other words on other lines."""
    return Fault(
        "key-twice",
        phrase("The key has another message on line {lines}; which one is right is not guessed.",
               lines=", ".join(map(str, lines))),
        phrase("Keep one of the rows, and import again."),
    )  # fmt: skip


def not_in_encoding(character: str, file: str) -> Fault:
    """Return the fault of a character that messages.csv cannot hold as it is saved."""
    return Fault(
        "character-not-in-encoding",
        phrase("{file} cannot hold {character}: it is saved as Shift_JIS.",
               file=file, character=with_codes(character)),
        phrase("Open that file in Excel, save it as CSV UTF-8, and import again."),
    )  # fmt: skip
