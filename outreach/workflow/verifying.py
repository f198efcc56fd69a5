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
    if found is None and seq is None:
        return [*ledger.verify(), _nowhere()]
    return ledger.verify(found or (seq or 0, digits))


def _nowhere() -> Problem:
    return Problem(
        ExitCode.LEDGER,
        "cut-off",
        phrase("No entry has the hash that was noted: the end was cut off, or this is another "
               "ledger."),
        phrase("Compare the digits once more; then restore the last backup: outreach restore "
               "FILE."),
    )  # fmt: skip
