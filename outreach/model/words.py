"""The words for codes and counts that messages name: why someone gets no card, what an entry is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from outreach.model.event import EventKind, ReturnReason
from outreach.model.gift import Gift
from outreach.model.hand import PEN, SCAN, SET
from outreach.model.recipient import Mailing
from outreach.model.standing import Reason
from outreach.phrase import Phrase, phrase

REASONS = {
    Reason.NO_CONSENT: phrase("no consent"),
    Reason.STOPPED: phrase("stopped"),
    Reason.PAUSED: phrase("paused"),
    Reason.ADDRESS_HELD: phrase("mail came back, the address is held"),
    Reason.ENVELOPE: phrase("wants an envelope"),
    Reason.OTHER_MAILING: phrase("gets other mailings"),
    Reason.NOT_IN_ROUND: phrase("not meant by this round"),
    Reason.MISSING: phrase("not in the address book any more"),
    Reason.WITHDRAWN: phrase("the artist has withdrawn the picture"),
    Reason.SCOPE: phrase("consented to other mailings only"),
    Reason.TOO_SOON: phrase("the last card was too few days ago"),
    Reason.CAP: phrase("has had as many cards this month as there should be"),
    Reason.MOURNING: phrase("in mourning, no New Year card"),
    Reason.HOUSEHOLD: phrase("another card goes to the same home that day"),
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
    EventKind.WISH: phrase("wish"),
    EventKind.MOVED: phrase("moved house"),
    EventKind.PULLED: phrase("taken out of the stack"),
    EventKind.STAMPS: phrase("stamps"),
    EventKind.COST: phrase("cost"),
    EventKind.HANDED: phrase("project handed over"),
    EventKind.TIDIED: phrase("old files removed"),
    EventKind.ERASED: phrase("erased"),
}
RETURNS = {
    ReturnReason.UNKNOWN: phrase("unknown there"),
    ReturnReason.MOVED: phrase("moved"),
    ReturnReason.INCOMPLETE: phrase("address incomplete"),
    ReturnReason.REFUSED: phrase("refused"),
    ReturnReason.EXPIRED: phrase("not fetched in time"),
    ReturnReason.UNDERPAID: phrase("too little postage"),
    ReturnReason.OTHER: phrase("other reason"),
}
GIFTS = {
    Gift.CARD: phrase("a card"),
    Gift.NEW_YEAR: phrase("a New Year card"),
    Gift.LETTER: phrase("a letter"),
    Gift.THANKS: phrase("thanks"),
    Gift.DRAWING: phrase("a drawing"),
    Gift.CALL: phrase("a call"),
    Gift.VISIT: phrase("a visit"),
    Gift.OTHER: phrase("something else"),
}
HANDS = {
    PEN: phrase("a real pen"),
    SCAN: phrase("scanned handwriting"),
    SET: phrase("an imitated hand"),
}
LETTERINGS = {
    "felt-tip": phrase("felt-tip pen"),
    "round": phrase("round letters"),
    "pen": phrase("fine pen"),
    "brush": phrase("brush"),
    "clear": phrase("large and clear"),
    "type": phrase("plain type"),
}
FONT_ROLES = {
    "address": phrase("Font of the address side"),
    "message": phrase("Font of the message"),
    "credit": phrase("Font of the artist's name"),
}
_STOCKS = {
    "hagaki": phrase("postcard"),
    "naga3": phrase("envelope naga3"),
    "naga4": phrase("envelope naga4"),
    "kaku2": phrase("envelope kaku2"),
    "you2": phrase("envelope you2"),
}
_DIFFERENCES = {
    "address": phrase("what the address side says"),
    "message": phrase("the message"),
    "design": phrase("the design"),
    "design_sha": phrase("the picture or settings of the design"),
    "artist": phrase("the artist"),
    "author": phrase("the author"),
    "hand": phrase("the hand"),
    "lettering": phrase("the lettering"),
    "ruling": phrase("the guide lines"),
    "ink": phrase("the handwriting"),
    "stock": phrase("the stock"),
    "class": phrase("the kind of mail"),
    "yen": phrase("the postage"),
    "branch": phrase("the branch"),
    "gender": phrase("the gender"),
    "kind": phrase("the kind of recipient"),
    "mailing": phrase("what is sent"),
    "writing": phrase("the way of writing"),
    "mark": phrase("the New Year mark"),
}


def difference_in(name: str) -> Phrase:
    """Return what is not as frozen, in words: a part of the card, or one of its facts."""
    return _DIFFERENCES.get(name, Phrase(name))


def listed(words: Sequence[Phrase]) -> Phrase:
    """Return words as one list, joined as the reader's language joins them."""
    if not words:
        return Phrase("")
    if len(words) == 1:
        return words[0]
    return phrase("{first}, {rest}", first=words[0], rest=listed(words[1:]))


def cards(count: int) -> Phrase:
    """Return a number of cards in words: English tells one from many, Japanese counts 通."""
    return phrase("1 card") if count == 1 else phrase("{count} cards", count=count)


def recipients(count: int) -> Phrase:
    """Return a number of recipients in words."""
    return phrase("1 recipient") if count == 1 else phrase("{count} recipients", count=count)


def rounds(count: int) -> Phrase:
    """Return a number of rounds in words."""
    return phrase("1 round") if count == 1 else phrase("{count} rounds", count=count)


def pieces(count: int) -> Phrase:
    """Return a number of mailpieces in words, whatever they are: cards, newsletters, reports."""
    return phrase("1 piece") if count == 1 else phrase("{count} pieces", count=count)


def pieces_of(mailing: Mailing, count: int) -> Phrase:
    """Return a number of what a round sends: cards are called so, all else is pieces."""
    return cards(count) if mailing is Mailing.CARD else pieces(count)


def stock_words(name: str) -> Phrase:
    """Return what something is printed on in words; a sheet of one's own is called as it is."""
    sheet = re.fullmatch(r"label-(\d+)", name)
    if sheet:
        return phrase("labels, {count} to a sheet", count=sheet[1])
    return _STOCKS.get(name, Phrase(name))


def designs(count: int) -> Phrase:
    """Return a number of designs in words."""
    return phrase("1 design") if count == 1 else phrase("{count} designs", count=count)


def errors(count: int) -> Phrase:
    """Return a number of errors in words."""
    return phrase("1 error") if count == 1 else phrase("{count} errors", count=count)


def warnings(count: int) -> Phrase:
    """Return a number of warnings in words."""
    return phrase("1 warning") if count == 1 else phrase("{count} warnings", count=count)


def entries(count: int) -> Phrase:
    """Return a number of entries of the ledger in words."""
    return phrase("1 entry") if count == 1 else phrase("{count} entries", count=count)


def stamps(count: int) -> Phrase:
    """Return a number of stamps in words."""
    return phrase("1 stamp") if count == 1 else phrase("{count} stamps", count=count)


def files(count: int) -> Phrase:
    """Return a number of files in words."""
    return phrase("1 file") if count == 1 else phrase("{count} files", count=count)
