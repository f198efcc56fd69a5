"""Cells of the tables as the person they are about can read them: words instead of codes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from outreach.cli.story import BASES
from outreach.cli.words import KINDS, MAILINGS
from outreach.model.project import Sender
from outreach.model.recipient import Basis, ConsentCell
from outreach.model.words import HANDS, LETTERINGS, listed
from outreach.phrase import Phrase, phrase
from outreach.sources import fields
from outreach.sources.columns import MESSAGE_COLUMNS, RECIPIENT_COLUMNS, fold, label
from outreach.sources.hands import parse_hand, parse_lettering

Senders = Mapping[str, Sender]
_GENDERS = {"male": phrase("man"), "female": phrase("woman")}
_CONSENTS = {
    ConsentCell.SELF: BASES[Basis.SELF],
    ConsentCell.FAMILY: BASES[Basis.FAMILY],
    ConsentCell.STOP: phrase("stop"),
}
_CANONICAL = {japanese: name for name, japanese in (RECIPIENT_COLUMNS | MESSAGE_COLUMNS).items()}


def heading(head: str) -> Phrase:
    """Return what a column is called; one that is none of ours has the heading it has."""
    name = _column(head)
    if name in RECIPIENT_COLUMNS or name not in MESSAGE_COLUMNS:
        return label(name)
    return phrase("{column} ({japanese})", column=name, japanese=MESSAGE_COLUMNS[name])


def meaning(head: str, text: str, senders: Senders) -> Phrase:
    """Return a cell in words; what the program has no words for stays as it stands."""
    name = _column(head)
    if name == "sender_line":
        return sender_words(text, senders)
    found = _MEANINGS[name](text) if name in _MEANINGS else None
    return found or _plain(text)


def sender_words(name: str, senders: Senders) -> Phrase:
    """Return a sender as a piece bears it, a line each; the name of one that is there no more."""
    sender = senders.get(name)
    return _plain("\n".join(_lines(sender)) if sender else name)


def with_hyphen(code: str) -> str:
    """Return a postal code as people write it; what is none stays as it stands."""
    digits, _ = fields.parse_postal_code(code)
    return f"{digits[:3]}-{digits[3:]}" if digits else code


def _lines(sender: Sender) -> Iterator[str]:
    code = f"〒{with_hyphen(sender.postal_code)}" if sender.postal_code else ""
    address = " ".join(part for part in (code, sender.address, sender.building) if part)
    yield from (part for part in (sender.organisation, sender.name, address) if part)


def _column(head: str) -> str:
    folded = fold(head)
    return _CANONICAL.get(head, folded if folded in RECIPIENT_COLUMNS else head)


def _plain(text: str) -> Phrase:
    return Phrase("{text}", (("text", text),))


def _kind(text: str) -> Phrase | None:
    found = fields.KINDS.get(fold(text))
    return KINDS[found] if found else None


def _mailings(text: str) -> Phrase | None:
    kind = next(iter(KINDS))  # it only says what a blank cell means
    found, fault = fields.parse_mailings(text, kind)
    return None if fault else listed([MAILINGS[each] for each in MAILINGS if each in found])


def _gender(text: str) -> Phrase | None:
    return _GENDERS.get(fields.parse_gender(text))


def _consent(text: str) -> Phrase | None:
    found, fault = fields.parse_consent(text)
    return None if fault else _CONSENTS.get(found)


def _envelope(text: str) -> Phrase | None:
    found, fault = fields.parse_envelope(text)
    if fault:
        return None
    return phrase("yes") if found else phrase("no")


def _hand(text: str) -> Phrase | None:
    found, _ = parse_hand(label("hand"), text)
    return HANDS.get(found)


def _lettering(text: str) -> Phrase | None:
    found, _ = parse_lettering(label("lettering"), text)
    return LETTERINGS.get(found)


_MEANINGS: Mapping[str, Callable[[str], Phrase | None]] = {
    "kind": _kind,
    "mailings": _mailings,
    "gender": _gender,
    "consent": _consent,
    "envelope": _envelope,
    "hand": _hand,
    "lettering": _lettering,
    "postal_code": lambda text: _plain(with_hyphen(text)),
}
