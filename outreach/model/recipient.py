"""A recipient: who mail goes to, and what the address book says about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from outreach.errors import NOWHERE, Where


class Kind(StrEnum):
    """What a recipient is."""

    PERSON = "person"
    FAMILY = "family"
    ORGANISATION = "organisation"


class Mailing(StrEnum):
    """What kind of thing a round sends."""

    CARD = "card"
    NEWSLETTER = "newsletter"
    REPORT = "report"


class Basis(StrEnum):
    """Who gave the consent."""

    SELF = "self"
    FAMILY = "family"


class ConsentCell(StrEnum):
    """What the consent cell of the address book says; the file can only be stricter."""

    SELF = "self"
    FAMILY = "family"
    STOP = "stop"
    BLANK = ""


@dataclass(frozen=True, slots=True)
class JointName:
    """A second name on the same card; ``family_name`` only where it differs."""

    given_name: str
    honorific: str
    family_name: str = ""


@dataclass(frozen=True, slots=True)
class Addressee:
    """All that the address side of a mailpiece shows of a recipient, as typed, never normalised.

    ``postal_code`` is seven digits or empty. Either ``address`` holds the whole address, or the
    four parts do.
    """

    family_name: str
    given_name: str = ""
    honorific: str = "様"
    joint_names: tuple[JointName, ...] = ()
    organisation: str = ""
    department: str = ""
    title: str = ""
    care_of: str = ""
    postal_code: str = ""
    prefecture: str = ""
    city: str = ""
    street: str = ""
    building: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Recipient:
    """One row of the address book."""

    key: str
    addressee: Addressee
    kind: Kind = Kind.PERSON
    mailings: frozenset[Mailing] = frozenset({Mailing.CARD})
    kana: str = ""
    gender: str = ""
    branch: str = ""
    consent: ConsentCell = ConsentCell.BLANK
    consent_on: date | None = None
    call_name: str = ""
    likes: str = ""
    avoid: str = ""
    sender_line: str = ""
    envelope: bool = False
    hand: str = ""
    lettering: str = ""
    note: str = ""
    where: Where = NOWHERE
