"""(recipient, round, text) → message. The only place that knows Jinja2 for words.

A message may hold plain text and the allowed names in ``{{ }}``; anything else is refused with its
line. What a recipient's row says is data and is never read as a template.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache

import jinja2
from jinja2 import nodes

from outreach.errors import ExitCode, Problem, Where
from outreach.model.design import Design
from outreach.model.hand import SET, USUAL_LETTERING, WRITTEN
from outreach.model.recipient import Mailing, Recipient
from outreach.model.round import Message, MessageRow, Round
from outreach.model.season import season_word
from outreach.phrase import Phrase, phrase

ALLOWED = ("call_name", "family_name", "given_name", "author", "season", "month")

_UNMATCHED = phrase("The double braces of the message do not match.")
_MORE_THAN_NAMES = phrase("The message holds more than words and names.")
_NEVER = (
    (re.compile(r"｛｛|｝｝"), phrase("The double braces of the message are full-width ones.")),
    (re.compile(r"\{[%#]|[%#]\}"), _MORE_THAN_NAMES),
)

_environment = jinja2.Environment(undefined=jinja2.StrictUndefined, autoescape=True)


@dataclass(frozen=True, slots=True)
class Words:
    """A message as read: alternating text and names; or what is wrong with it and on which line."""

    parts: tuple[tuple[bool, str], ...] = ()
    fault: Phrase | None = None
    line: int = 0


@lru_cache(maxsize=1024)
def read_words(template: str) -> Words:
    """Return the parts of a message; ``fault`` where it holds more than text and allowed names."""
    for pattern, fault in _NEVER:
        if found := pattern.search(template):
            return Words(fault=fault, line=template.count("\n", 0, found.start()) + 1)
    try:
        tree = _environment.parse(template)
    except jinja2.TemplateSyntaxError as error:
        return Words(fault=_UNMATCHED, line=error.lineno)
    parts: list[tuple[bool, str]] = []
    for node in tree.body:
        pieces = node.nodes if isinstance(node, nodes.Output) else [node]
        for piece in pieces:
            if wrong := _fault_of(piece):
                return Words(fault=wrong, line=piece.lineno)
            if isinstance(piece, nodes.Name):
                parts.append((True, piece.name))
            elif isinstance(piece, nodes.TemplateData):
                parts.append((False, piece.data))
    return Words(tuple(parts))


def _fault_of(piece: nodes.Node) -> Phrase | None:
    """Return what is wrong with a piece of a message: only text and the allowed names are right."""
    if isinstance(piece, nodes.TemplateData):
        return _UNMATCHED if "{{" in piece.data or "}}" in piece.data else None
    if not isinstance(piece, nodes.Name):
        return _MORE_THAN_NAMES
    if piece.name in ALLOWED:
        return None
    return phrase("The message uses a name it cannot: {name}.", name=piece.name)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a round's designs say of their cards' words: how they are written, and which have none.

    ``wordless`` are the designs whose layout has no place for words.
    """

    designs: Mapping[str, Design] = field(default_factory=dict)
    wordless: Collection[str] = ()


def merge(
    recipient: Recipient, plan: Round, row: MessageRow | None, shown: Shown = Shown()
) -> tuple[Message | None, list[Problem]]:
    """Return the message to this recipient, or the problems that stand in its way.

    Where the design is still to be chosen, ``in_hand`` says afterwards how it is written.
    """
    own = row if row is not None else MessageRow(recipient.key)
    hand = own.hand or recipient.hand or plan.hand
    if faults := _faults(plan, row, hand, shown, recipient.key):
        return None, faults
    author = own.author or plan.author
    season, month = _of_day(plan.seen_on)
    values = {
        "call_name": recipient.call_name,
        "family_name": recipient.addressee.family_name,
        "given_name": recipient.addressee.given_name,
        "author": author,
        "season": season,
        "month": month,
    }
    words = read_words(_template(plan, own))
    blank = [name for is_name, name in words.parts if is_name and not values[name]]
    if blank:
        return None, [_blank(name, recipient) for name in dict.fromkeys(blank)]
    text = "".join(values[part] if is_name else part for is_name, part in words.parts).strip("\n")
    lettering = own.lettering or recipient.lettering or plan.lettering
    name = own.design or plan.design
    if name:
        hand, lettering = _written(hand, lettering, shown.designs.get(name))
    return Message(text, name, author, hand, plan.qr, lettering), []


def in_hand(message: Message, design: Design) -> Message:
    """Return a message with the design chosen for it, which may say how it is written."""
    hand, lettering = _written(message.hand, message.lettering, design)
    return replace(message, design=design.name, hand=hand, lettering=lettering)


def _written(hand: str, lettering: str, design: Design | None) -> tuple[str, str]:
    """Return hand and lettering of a card; only what is set has one, the usual one is blank."""
    if design is not None:
        hand, lettering = hand or design.hand, lettering or design.lettering
    if hand and hand != SET:
        return hand, ""
    return SET, "" if lettering == USUAL_LETTERING else lettering


@lru_cache(maxsize=8)
def _of_day(day: date) -> tuple[str, str]:
    """Return the words for season and month, which are the same for a whole round."""
    return season_word(day), f"{day.month}月"


def message_faults(
    plan: Round, rows: Collection[MessageRow], shown: Shown = Shown()
) -> list[Problem]:
    """Return what is wrong with a round's messages whoever gets them.

    A round without a message of its own is fine as far as everyone has a row: who has none is only
    known with the recipients. Only cards have words, and not all: see ``merge``.
    """
    if plan.mailing is not Mailing.CARD:
        return []
    shared = _faults(plan, None, plan.hand, shown) if plan.message.strip() or not rows else []
    own = (each for row in rows for each in _faults(plan, row, row.hand or plan.hand, shown))
    return list(dict.fromkeys((*shared, *own)))


def _template(plan: Round, own: MessageRow) -> str:
    """Return the words before the names are filled in, "" where there are only blanks."""
    template = own.message or plan.message
    return template if template.strip() else ""


def _faults(
    plan: Round, row: MessageRow | None, hand: str, shown: Shown, key: str | None = None
) -> list[Problem]:
    """Return what is wrong with the words of a row, or of the round: none, not plain, no author."""
    own = row if row is not None else MessageRow("")
    template = _template(plan, own)
    where = own.where if own.message else plan.where
    if not template and _needs_none(own.design or plan.design, hand, shown):
        return []
    if not template:
        return [_no_words(own.where if row is not None else replace(plan.where, key=key))]
    words = read_words(template)
    if words.fault is not None:
        return [_refused(words.fault, words.line, where)]
    if (True, "author") in words.parts and not (own.author or plan.author):
        return [_no_author(where)]
    return []


def _needs_none(name: str, hand: str, shown: Shown) -> bool:
    """Return whether a card needs no typed words: it has no place for any, or a pen brings them."""
    design = shown.designs.get(name)
    return name in shown.wordless or (hand or (design.hand if design else "")) in WRITTEN


def _kind(where: Where) -> ExitCode:
    in_table = where.file is not None and where.file.endswith(".csv")
    return ExitCode.SOURCE if in_table else ExitCode.PROJECT


def _no_words(where: Where) -> Problem:
    return Problem(
        _kind(where),
        "no-words",
        phrase("There is no message: the card would be blank."),
        phrase('Write message = "…" in round.toml, or a row for the key in messages.csv.'),
        where,
    )


def _refused(fault: Phrase, line: int, where: Where) -> Problem:
    return Problem(
        _kind(where),
        "message-not-plain",
        fault,
        phrase("Only these may stand in double braces: {names}.", names=", ".join(ALLOWED)),
        replace(where, line=line if where.line is None else where.line + line - 1),
    )


def _no_author(where: Where) -> Problem:
    return Problem(
        _kind(where),
        "blank-in-message",
        phrase("The message uses {name}, but no author is named.", name="author"),
        phrase('Write author = "…" in round.toml, or fill the author in messages.csv.'),
        where,
    )


def _blank(name: str, recipient: Recipient) -> Problem:
    return Problem(
        ExitCode.SOURCE,
        "blank-in-message",
        phrase("The message uses {name}, which is blank for this recipient.", name=name),
        phrase("Fill the cell, or write a message of its own for this key in messages.csv."),
        recipient.where,
    )
