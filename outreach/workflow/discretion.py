"""What someone could conclude from the outside of a piece, and what can be done, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from outreach.errors import Where
from outreach.phrase import Phrase, phrase
from outreach.sources.columns import label
from outreach.sources.slugs import free_slug
from outreach.workflow.telling import Kind

FEW = 3  # names a proposal shows of many


class Part(StrEnum):
    """The part of the outside on which something tells."""

    SENDER = "sender"
    PAYMENT = "payment"
    CREDIT = "credit"
    PICTURE = "picture"
    DRAWN = "drawn"
    QR = "qr"
    MESSAGE = "message"
    ADDRESSEE = "addressee"
    PRINTED = "printed"
    ROUND = "round"
    DESIGN = "design"
    LABELS = "labels"
    KEY = "key"


class Reader(StrEnum):
    """Who could conclude something.

    The carrier stands for everyone on the way, neighbours too; the family for whoever is at home;
    the onlooker for whoever sees the files: on a screen, in a printer's queue, at a print shop.
    """

    CARRIER = "carrier"
    FAMILY = "family"
    ONLOOKER = "onlooker"


@dataclass(frozen=True, slots=True)
class Clue:
    """Something on the outside that tells: where it comes from, who reads it, what could be done.

    ``side`` is what it stands on: a Side's word, or "files". ``words`` are the telling words alone.
    ``keys`` are the recipients on whose mail it stands, none where it is about files.
    """

    part: Part
    side: str
    words: str
    where: Where
    readers: tuple[Reader, ...]
    conclusion: Phrase
    proposals: tuple[Phrase, ...] = ()
    keys: tuple[str, ...] = ()


_ALL = (Reader.CARRIER, Reader.FAMILY)
READERS = {
    Part.QR: (Reader.FAMILY,),
    **dict.fromkeys((Part.ROUND, Part.DESIGN, Part.LABELS, Part.KEY), (Reader.ONLOOKER,)),
}


def readers_of(part: Part) -> tuple[Reader, ...]:
    """Return who reads a part: what the carrier can see, the family at home sees as well."""
    return READERS.get(part, _ALL)


def conclusion(part: Part, kind: Kind, words: str, column: str = "") -> Phrase:
    """Return who could conclude what; ``column`` is that of a recipient's own line."""
    if kind is Kind.MARK:
        return phrase("\"{words}\" tells carrier, neighbours and family that something private is "
                      "inside, and makes them wonder.", words=words)  # fmt: skip
    if part is Part.ADDRESSEE:
        return phrase("{column} says \"{words}\": carrier and neighbours can read that this person "
                      "lives, is cared for or works there.",
                      column=label(column), words=words)  # fmt: skip
    return Phrase(_CONCLUSIONS[part].text, (("words", words),))


_CONCLUSIONS = {
    Part.SENDER: phrase(
        'The sender says "{words}": carrier, neighbours and family could conclude that someone '
        "in this home is in touch with such a place."
    ),
    Part.PAYMENT: phrase(
        'The payment mark says "{words}": carrier, neighbours and family could conclude what '
        "kind of place sends this."
    ),
    Part.CREDIT: phrase(
        'The line about the artist says "{words}": carrier, neighbours and family could conclude '
        "where the picture, and so the card, comes from."
    ),
    Part.PICTURE: phrase(
        'By its alt text the picture shows "{words}": carrier, neighbours and family could '
        "conclude what the card is about."
    ),
    Part.DRAWN: phrase(
        'Words drawn on the picture side say "{words}": carrier, neighbours and family could '
        "conclude what the card is about."
    ),
    Part.QR: phrase(
        'The QR code leads to an address with "{words}": whoever at home points a phone at it '
        "could conclude whom the card comes from."
    ),
    Part.MESSAGE: phrase(
        'The message says "{words}" on an open card: carrier, neighbours and family could '
        "conclude that this is about the person it goes to."
    ),
    Part.PRINTED: phrase(
        '"{words}" is printed on it: carrier, neighbours and family could conclude what the mail '
        "is about."
    ),
    Part.ROUND: phrase(
        'The round\'s name says "{words}". It is the name of the folder and the title of the '
        "files: whoever sees the printer's queue, a screen or the files at a print shop could "
        "conclude what is printed, and about whom."
    ),
    Part.DESIGN: phrase(
        'The design\'s folder is called "{words}": whoever is given the folder or sees it on a '
        "screen could conclude what the cards are about."
    ),
    Part.LABELS: phrase(
        'The sheet of labels is called "{words}", and so is its file: whoever sees the printer\'s '
        "queue or a screen could conclude what the mail is about."
    ),
    Part.KEY: phrase(
        'The key says "{words}". It stands in lists and names of files: whoever sees them could '
        "conclude something about the person."
    ),
}


# -- what can be done -------------------------------------------------------------------------


def other_senders(
    discreet: Sequence[str], known: Sequence[str], round_file: str
) -> tuple[Phrase, ...]:
    """Return which of the project's senders tell nothing, or how to add one that does not."""
    column = label("sender_line")
    if discreet:
        return (
            phrase('These senders tell nothing: {names}. Write one into {column} of the row, or '
                   'sender = "{name}" into {file} for the whole round.', names=some(discreet),
                   column=column, name=discreet[0], file=round_file),
        )  # fmt: skip
    name = free_slug("private", known)
    add = phrase("Add a sender that tells nothing to outreach.toml, and write {name} into {column} "
                 "of the row. These are its lines:", name=name, column=column)  # fmt: skip
    return add, Phrase("{lines}", (("lines", sender_lines(name)),))


def sender_lines(name: str) -> str:
    """Return the lines of a discreet sender as they stand in outreach.toml, to be filled in."""
    return f'[sender.{name}]\nname = "…"\npostal_code = "…"\naddress = "…"'


def shorter_sender(sender: str, field: str) -> Phrase:
    """Return how a sender's block says less."""
    if field in ("organisation", "building"):
        return phrase("Or take {field} out of [sender.{name}]: name and address are enough for "
                      "mail that comes back.", field=field, name=sender)  # fmt: skip
    return phrase("Or write {field} of [sender.{name}] without the word.",
                  field=field, name=sender)  # fmt: skip


def in_envelope() -> Phrase:
    """Return the envelope as a way out for what stands on an open card."""
    return phrase("Or send the card in an envelope: yes (はい) in {column} of the row.",
                  column=label("envelope"))  # fmt: skip


def other_designs(names: Sequence[str]) -> Phrase:
    """Return the designs that say nothing of the kind."""
    if not names:
        return phrase("Take in a design without the word: outreach designs add FILE")
    return phrase("Choose a design without the word: {names}.", names=some(names))


def gentler(ways: Sequence[str]) -> tuple[Phrase, ...]:
    """Return the gentler ways the rules know, each once."""
    kept = dict.fromkeys(way for way in ways if way)
    return tuple(Phrase("{way}", (("way", way),)) for way in kept)


def some(names: Sequence[str]) -> str:
    """Return the first names of a list."""
    return ", ".join(names[:FEW]) + (" …" if len(names) > FEW else "")


NO_ENVELOPE = phrase("An envelope alone is no help here: it bears the sender too.")
NO_CREDIT = phrase("Or write credit = false into this file; ask the artist first.")
OTHER_WORDS = phrase("Say it in other words.")
OTHER_PAGE = phrase("Leave qr out of round.toml, or let it lead to an address that tells nothing.")
OTHER_OFFICE = phrase("Name the post office another way in post_office, or leave it empty.")
OTHER_LAYOUT = phrase("Take the word out of the layout, or choose another layout in design.toml.")
OWN_WISH = phrase("Only the person can say whether this may stand there; the mail must still "
                  "arrive. Ask before you change the row.")  # fmt: skip
OTHER_TITLE = phrase("If the mail arrives without it, leave {column} empty.",
                     column=label("title"))  # fmt: skip
NO_MARK = phrase("Leave the mark out: an ordinary piece of mail is the most private.")
OTHER_ROUND = phrase("Rename the folder in rounds/ before the round is printed, for instance to "
                     "its month: 2026-12a.")  # fmt: skip
OTHER_FOLDER = phrase("Give the design's folder another name.")
OTHER_SHEET = phrase("Give the sheet another name in labels.toml.")
OTHER_KEY = phrase("A key should say nothing, such as k7f3q. Change it only while nothing has gone "
                   "there: the ledger knows the person by it.")  # fmt: skip
