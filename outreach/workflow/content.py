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
_NOT_LETTERS = re.compile(r"[\W_]+")


def card_body(addressee: Addressee, sender: str, message: Message) -> str:
    """Return the content of a card as JSON; blank fields are left out."""
    shown = {name: text for name in _PLAIN_FIELDS if (text := getattr(addressee, name))}
    joint = [[n.given_name, n.honorific, n.family_name] for n in addressee.joint_names]
    words = [message.text, message.design, message.author, message.hand, message.qr]
    content = {"v": 1, "to": shown, "joint": joint, "from": sender, "words": words}
    return json.dumps(content, ensure_ascii=False, separators=(",", ":"))


def card_of(no: int, key: str, body: str) -> Card:
    """Return the card from its content as ``card_body`` wrote it."""
    content = json.loads(body)
    joint = tuple(JointName(*name) for name in content["joint"])
    shown = {"family_name": "", "honorific": "", **content["to"]}
    message = Message(*content["words"])
    return Card(no, key, Addressee(**shown, joint_names=joint), content["from"], message)


def folded(text: str) -> str:
    """Return text without width, case, blanks and marks: to tell people apart, never printed."""
    return _NOT_LETTERS.sub("", unicodedata.normalize("NFKC", text)).casefold()


def identity_of(recipient: Recipient) -> Identity:
    """Return who the key names, folded; only salted hashes of it are kept."""
    to = recipient.addressee
    name = folded(to.family_name + to.given_name + to.organisation)
    parts = (to.postal_code, to.address, to.city, to.street, to.building)
    return Identity(recipient.key, name, folded("".join(parts)))
