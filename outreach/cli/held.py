"""What is held about one person, as lines of text and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from outreach.cli.entries import entry_data
from outreach.cli.event_words import what_of
from outreach.cli.held_cells import Senders, heading, meaning, sender_words
from outreach.cli.language import say
from outreach.cli.words import standing_words
from outreach.model.card import Card
from outreach.model.recipient import Addressee, JointName
from outreach.model.words import HANDS, pieces
from outreach.phrase import Phrase, phrase
from outreach.sources.mentions import Mention
from outreach.workflow.who import Entry, Person, Piece

_SIDES = {
    "both": phrase("both sides"),
    "duplex": phrase("both sides"),
    "address": phrase("the address side"),
    "picture": phrase("the picture side"),
}


def held_lines(held: Person) -> Iterator[str]:
    """Yield a page that says everything, part by part, in the reader's language."""
    yield say(phrase("What is held about {key}", key=held.key))
    for title, lines in (
        (phrase("In the address book"), _rows(held.rows, held.senders)),
        (phrase("Where they stand"), [say(standing_words(held.standing))]),
        (phrase("Entries of the ledger"), map(_entry, held.entries)),
        (phrase("Cards and other pieces, as they were frozen"), _pieces(held.pieces, held.senders)),
        (phrase("Words prepared for them"), _rows(held.messages, held.senders)),
        (phrase("Other files that name the key"), [*held.lists, *held.scans]),
        (phrase("Printed files they are in"), _printed(held)),
        (phrase("Who got anything of it"), map(say, _given(held))),
        (phrase("Beside these"), map(say, _beside(held))),
    ):
        yield from ("", f"■ {say(title)}")
        found = list(lines)
        yield from (f"  {line}" for line in found or [say(phrase("Nothing."))])


def _rows(rows: tuple[Mention, ...], senders: Senders) -> Iterator[str]:
    for row in rows:
        yield say(phrase("{file}, line {line}", file=row.where.file, line=row.where.line))
        for head, text in row.cells:
            yield from _cell(say(heading(head)), say(meaning(head, text, senders)))


def _cell(head: str, text: str) -> Iterator[str]:
    """Yield a cell; of several lines each stands under the first."""
    first, *more = text.splitlines() or [""]
    yield f"  {head}: {first}"
    yield from (f"    {line}" for line in more)


def _entry(entry: Entry) -> str:
    event = entry.event
    parts = [str(event.seq), event.on.isoformat(), say(what_of(event))]
    if event.round:
        parts.append(say(phrase("round {round}", round=event.round)))
    if event.card_no:
        parts.append(say(phrase("No. {no}", no=event.card_no)))
    if event.reverses:
        parts.append(say(phrase("undoes entry {seq}", seq=event.reverses)))
    if entry.undone:
        parts.append(say(phrase("undone by entry {seq}", seq=entry.undone)))
    if entry.note:
        parts.append(say(phrase("noted: {words}", words=" ".join(entry.note.splitlines()))))
    return "  ".join(parts)


def _pieces(pieces: tuple[Piece, ...], senders: Senders) -> Iterator[str]:
    erased = say(phrase("What it said was erased."))
    for piece in pieces:
        yield say(phrase("{state}: round {round}, No. {no}, batch {batch}",
                         state=_state(piece), round=piece.round, no=piece.card_no,
                         batch=piece.batch))  # fmt: skip
        if piece.card is None:
            yield f"  {erased}"
            continue
        for name, text in _address_of(piece.card.addressee).items():
            yield from _cell(say(heading(name)), say(meaning(name, text, senders)))
        for head, text in _words(piece.card, senders):
            if text:
                yield from _cell(say(head), text)


def _words(card: Card, senders: Senders) -> Iterator[tuple[Phrase, str]]:
    """Yield what else a card says, and what it is called."""
    words = card.message
    yield phrase("Sender"), say(sender_words(card.sender, senders))
    yield phrase("Design"), words.design
    yield phrase("Author"), words.author
    yield phrase("Hand"), say(HANDS[words.hand]) if words.hand in HANDS else words.hand
    yield phrase("QR"), words.qr
    yield phrase("Message"), words.text


def _state(piece: Piece) -> Phrase:
    if piece.posted is None:
        return phrase("Not posted")
    return phrase("Posted on {day}", day=piece.posted)


def _address_of(addressee: Addressee) -> dict[str, str]:
    """Return what stands on an address side, by column; blank ones are left out."""
    found: dict[str, str] = {}
    for field in fields(addressee):
        value = getattr(addressee, field.name)
        text = value if isinstance(value, str) else ";".join(map(_joint, value))
        if text:
            found[field.name] = text
    return found


def _joint(name: JointName) -> str:
    return f"{name.family_name} {name.given_name}:{name.honorific}".strip()


def _printed(held: Person) -> Iterator[str]:
    for each in held.printed:
        yield say(phrase("{file}, line {line}", file=f"{each.folder}/batch.csv", line=each.line))
        if each.files:
            yield f"  {', '.join(each.files)}"


def _given(held: Person) -> Iterator[Phrase]:
    """Yield who got to see name, address or words."""
    if held.posted:
        yield phrase("The post, with the address on it: {pieces}.", pieces=pieces(held.posted))
    for round_id, batch, side in held.shops:
        yield phrase("A print shop may have got the files of round {round}, batch {batch}: {side}.",
                     round=round_id, batch=batch, side=_SIDES.get(side, Phrase(side)))  # fmt: skip
    if not held.shops:
        yield phrase("No print shop: no files were made for one.")
    yield phrase("Nobody else through this program; it sends nothing anywhere.")


def _beside(held: Person) -> Iterator[Phrase]:
    if held.identity is not None:
        yield phrase("The ledger knows the person by a random number: {number}.",
                     number=held.identity.person_id)  # fmt: skip
        if held.identity.name or held.identity.address:
            yield phrase("It keeps salted hashes of name and address, only to notice when they "
                         "change.")  # fmt: skip
    for file in held.unread:
        yield phrase("{file} cannot be read whole; look into it by hand.", file=file)
    yield phrase("Backups, exports, printed paper and copies on other computers hold the same as "
                 "on the day they were made; this program does not know of them.")  # fmt: skip


def held_data(held: Person) -> dict[str, object]:
    """Return everything as JSON."""
    return {
        "key": held.key,
        "rows": [_row_data(row) for row in held.rows],
        "status": held.standing.status.value,
        "held": held.standing.held,
        "person_id": held.identity.person_id if held.identity else None,
        "hashes": bool(held.identity and (held.identity.name or held.identity.address)),
        "entries": [
            entry_data(each.event) | {"note": each.note or None, "undone": each.undone}
            for each in held.entries
        ],
        "pieces": [_piece_data(piece) for piece in held.pieces],
        "messages": [_row_data(row) for row in held.messages],
        "files": [*held.lists, *held.scans],
        "printed": [
            {"folder": each.folder, "line": each.line, "files": list(each.files)}
            for each in held.printed
        ],
        "posted": held.posted,
        "print_shop": [
            {"round": round_id, "batch": batch, "side": side}
            for round_id, batch, side in held.shops
        ],
        "unread": list(held.unread),
    }


def _row_data(row: Mention) -> dict[str, object]:
    return {"file": row.where.file, "line": row.where.line, "cells": dict(row.cells)}


def _piece_data(piece: Piece) -> dict[str, object]:
    found: dict[str, object] = {
        "round": piece.round,
        "card_no": piece.card_no,
        "batch": piece.batch,
        "posted": piece.posted.isoformat() if piece.posted else None,
        "erased": piece.card is None,
    }
    if piece.card is not None:
        words = piece.card.message
        found |= {
            "address": _address_of(piece.card.addressee),
            "sender": piece.card.sender,
            "design": words.design,
            "author": words.author,
            "hand": words.hand,
            "message": words.text,
        }
    return found
