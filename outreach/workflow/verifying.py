"""verify: the ledger worked through again, and beside what was noted of it on paper."""

from __future__ import annotations

from outreach.errors import ExitCode, Problem
from outreach.ledger import Ledger
from outreach.phrase import phrase


def verified(ledger: Ledger, noted: tuple[int | None, str] | None) -> list[Problem]:
    """Return everything that is wrong with a ledger; see ``Ledger.verify``.

    ``noted`` is an entry's number (None: not known) and the first digits of its hash, from a batch
    sheet or the name of a backup: the only way to notice that the end was cut off.
    """
    if noted is None:
        return ledger.verify()
    seq, digits = noted
    found = ledger.noted(seq, digits)
    if found is not None:
        return ledger.verify(found)
    return [*ledger.verify(), _nowhere() if seq is None else _another(ledger, seq, digits)]


def _another(ledger: Ledger, seq: int, digits: str) -> Problem:
    """Return what is wrong where the entry noted is gone or another one; a slip is likelier."""
    last = ledger.head()[0]
    if other := ledger.noted(None, digits):
        what = phrase("The digits noted are those of entry {other}, not of entry {seq}.",
                      other=other[0], seq=seq)  # fmt: skip
    elif seq > last:
        what = phrase("Entry {seq} was noted, but the ledger ends with entry {last}: its end was "
                      "cut off, or the number was misread.", seq=seq, last=last)  # fmt: skip
    else:
        what = phrase("Entry {seq} has other digits than were noted: it was changed, or they were "
                      "misread.", seq=seq)  # fmt: skip
    return Problem(
        ExitCode.LEDGER,
        "ledger-cut-off" if seq > last else "ledger-rewritten",
        what,
        phrase("First compare number and digits with the paper once more, one by one. Only if "
               "they are right, restore the latest backup: outreach restore FILE."),
    )  # fmt: skip


def _nowhere() -> Problem:
    return Problem(
        ExitCode.LEDGER,
        "cut-off",
        phrase("No entry has the hash that was noted: the end was cut off, or this is another "
               "ledger."),
        phrase("First compare the digits with the paper once more, one by one. Only if they are "
               "right, restore the latest backup: outreach restore FILE."),
    )  # fmt: skip
