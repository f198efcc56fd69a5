"""A card's content as text: what the freeze keeps and the faces are made from later."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import fields

from outreach.ledger import Identity
from outreach.model.card import Card
from outreach.model.recipient import Addressee, JointName, Recipient
from outreach.model.round import Message

_PLAIN_FIELDS = tuple(f.name for f in fields(Addressee) if f.name != "joint_names")
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_ON = '{"v":1,"on":"'
_WORDS = ',"words":'  # stands in no text: its quotation marks would be escaped there
_decode_at = json.JSONDecoder().raw_decode
_NOT_LETTERS = re.compile(r"[\W_]+")


def addressee_text(addressee: Addressee) -> str:
    """Return what the address side shows of a recipient as JSON; blank fields are left out."""
    shown: dict[str, object] = {n: text for n in _PLAIN_FIELDS if (text := getattr(addressee, n))}
    if addressee.joint_names:
        joint = addressee.joint_names
        shown["joint_names"] = [[n.given_name, n.honorific, n.family_name] for n in joint]
    return _encode(shown)


def message_text(message: Message) -> str:
    """Return the words and what else the picture side shows as JSON.

    What few cards have comes last and is left out where it is blank: so what was frozen before
    there was such a thing says the same as ever.
    """
    words = [message.text, message.design, message.author, message.hand, message.qr]
    if message.lettering or message.ink or message.sign:
        words += [message.lettering, message.ink, message.sign]
    return _encode(words)


def card_body(
    addressee: str, sender: str, message: str, stock: str = "", barcode: str | None = None
) -> str:
    """Return the content of a card from the texts of its two sides.

    ``stock`` is the envelope or label of the address, blank where that is the card itself;
    ``barcode`` what its customer barcode says, None where it has none.
    """
    on = f'"on":{_encode(stock)},' if stock else ""
    bar = "" if barcode is None else f',"bar":{_encode(barcode)}'
    return f'{{"v":1,{on}"to":{addressee},"from":"{sender}","words":{message}{bar}}}'


def stock_in(body: str) -> str:
    """Return the envelope or label a card's content names, without reading all of it."""
    if not body.startswith(_ON):
        return ""
    return body[len(_ON) : body.index('"', len(_ON))]


def message_in(body: str) -> Message:
    """Return the words of a card's content, without reading to whom it goes."""
    words, _ = _decode_at(body, body.index(_WORDS) + len(_WORDS))
    return Message(*words)


def card_of(no: int, key: str, body: str) -> Card:
    """Return the card from its content as ``card_body`` wrote it."""
    content = json.loads(body)
    shown = {"family_name": "", "honorific": "", **content["to"]}
    if "joint_names" in shown:
        shown["joint_names"] = tuple(JointName(*name) for name in shown["joint_names"])
    return Card(
        no, key, Addressee(**shown), content["from"], Message(*content["words"]),
        content.get("on", ""), content.get("bar"),
    )  # fmt: skip


def folded(text: str) -> str:
    """Return text without width, case, blanks and marks: to tell people apart, never printed."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def identity_of(recipient: Recipient) -> Identity:
    """Return who the key names, folded; only salted hashes of it are kept."""
    to = recipient.addressee
    name = folded(to.family_name + to.given_name + to.organisation)
    parts = (to.postal_code, to.address, to.city, to.street, to.building)
    return Identity(recipient.key, name, folded("".join(parts)))
