"""What somebody of the address book is known by, in the form it is looked for in a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum
from functools import lru_cache

from outreach.model.recipient import Kind, Recipient
from outreach.post.address import address_of
from outreach.workflow.likeness import everyday_folded, place_in, plain_address


class What(StrEnum):
    """The kind of personal data."""

    WHOLE = "whole"
    FAMILY = "family"
    GIVEN = "given"
    CALL = "call"
    READING = "reading"
    CARE_OF = "care-of"
    ORGANISATION = "organisation"
    CODE = "code"
    ADDRESS = "address"
    PHONE = "phone"
    MAIL = "mail"
    KEY = "key"


HONORIFIC = "(?:さん|さま|様|ちゃん|くん|君|殿|先生|氏)"
_CALLED = re.compile(HONORIFIC + "(?:と|や|・|、|ご夫妻|ご一家|御夫妻|御一家|へ)?")
_CARE = re.compile("(?:様|さま|さん)?(?:方|気付)?$")
_MUNICIPALITY = re.compile(r"^\D*[市区町村](?=\D)")
# A variation selector changes the shape of a character, not who is called by it.
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufe00-\ufe0f\U000e0100-\U000e01ef]")
_NUMBERED = re.compile(r"(?=.*\d)(?=.*[^\d-]{2})(?=.{4})")
_SHORTEST_ORGANISATION = 3


def names_of(person: Recipient) -> Iterator[tuple[str, What]]:
    """Yield every name somebody goes by with its kind; what they are called also without さん."""
    to = person.addressee
    named = [(to.family_name, What.FAMILY), (to.given_name, What.GIVEN)]
    for other in to.joint_names:
        named += [(other.family_name, What.FAMILY), (other.given_name, What.GIVEN)]
    named += [(name, What.CALL) for name in (person.call_name, *_CALLED.split(person.call_name))]
    named.append((_CARE.sub("", to.care_of), What.CARE_OF))
    if person.kind is not Kind.ORGANISATION:
        named += [(part, What.READING) for part in person.kana.split()]
        if len(to.organisation) >= _SHORTEST_ORGANISATION:
            named.append((to.organisation, What.ORGANISATION))
    for name, what in named:
        if sought := _sought(name):
            yield sought, what


def pairs_of(person: Recipient) -> Iterator[tuple[str, str]]:
    """Yield family and given name of everybody on the card, and how they are read."""
    to = person.addressee
    family, kana = to.family_name, person.kana.split()
    pairs = [(family, to.given_name)]
    pairs += [(other.family_name or family, other.given_name) for other in to.joint_names]
    if len(kana) == 2 and person.kind is not Kind.ORGANISATION:
        pairs.append((kana[0], kana[1]))
    for one, other in pairs:
        if one and other:
            yield _sought(one), _sought(other)


def addresses_of(person: Recipient) -> Iterator[str]:
    """Yield the address from the town to the house number, and the building with its room.

    Both as ``likeness.plain_address`` folds them. Where an office is, anybody may say.
    """
    if person.kind is Kind.ORGANISATION:
        return
    typed, building = address_of(person.addressee)
    house = place_in(typed, building).house
    town = _MUNICIPALITY.sub("", house)
    for found in (town if _NUMBERED.match(town) else house, plain_address(building)):
        if _NUMBERED.match(found):  # a name and a number: 1-2 alone, or 白樺荘, is nobody's
            yield found


def shown(text: str) -> str:
    """Return text in its usual width, blanks as one, without what nobody sees."""
    return " ".join(unicodedata.normalize("NFKC", _UNSEEN.sub("", text)).split())


def even(text: str) -> str:
    """Return text with all shapes and kana of a name as one, character by character."""
    lower = text.lower()
    return everyday_folded(lower if len(lower) == len(text) else text)


@lru_cache(maxsize=65_536)
def _sought(typed: str) -> str:
    return even(shown(typed).replace(" ", ""))
