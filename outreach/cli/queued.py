"""Cards to one person that are frozen and not posted: what is said about them."""

from __future__ import annotations

from collections.abc import Iterable

from outreach.cli.output import note
from outreach.ledger.inquiry import WaitingCard
from outreach.phrase import phrase


def ask_to_pull(queued: Iterable[WaitingCard]) -> None:
    """Say which cards must be taken out of the stack, if they lie there."""
    for card in queued:
        if card.is_on_hand:
            note(
                phrase("Piece {no} of round {round} may lie here: take it out of the stack.",
                       no=card.card_no, round=card.round),
                phrase("Then: outreach pulled {round} {key}", round=card.round, key=card.key),
            )  # fmt: skip


def ask_to_reread(queued: Iterable[WaitingCard]) -> None:
    """Say which cards were written before something came, and are to be read once more."""
    for card in queued:
        if card.is_on_hand:
            message = phrase("Piece {no} of round {round} to them lies ready, written before this "
                             "came: read it once more.", no=card.card_no,
                             round=card.round)  # fmt: skip
            hint = phrase("outreach proof {round} --only {key} shows it; to keep it here: outreach "
                          "post {round} --on today --count N --held {no}", round=card.round,
                          key=card.key, no=card.card_no)  # fmt: skip
        elif not card.pulled:
            message = phrase("Piece {no} of round {round} to them is to be printed, with words "
                             "written before this came: read them once more.", no=card.card_no,
                             round=card.round)  # fmt: skip
            hint = phrase("outreach proof {round} --only {key} shows it; other words: outreach "
                          "print {round} --again --only {key} --because …", round=card.round,
                          key=card.key)  # fmt: skip
        else:
            continue
        note(message, hint)
