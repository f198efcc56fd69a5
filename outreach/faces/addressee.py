"""An addressee in words: which names, with which honorific, and what stands beside them.

Etiquette books agree: 様 to a person, 御中 to a house or a section and never with 様, 先生 in the
place of 様, nothing after 各位; 様方 for whoever lives with a household, 気付 for a hotel or an
office; a title of four characters or fewer stands small above the name, a longer one beside it.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from outreach.model.recipient import Addressee

TO_PERSON, TO_HOUSE, TO_ALL = "様", "御中", "各位"
TITLES_AS_HONORIFIC = frozenset(("先生", "殿", TO_ALL))
SHORT_TITLE = 4

_CARE_OF_HOUSE = re.compile(
    r"会社|法人|ホテル|旅館|病院|センター|事務所|大学|学校|役所|役場|郵便局"
)
# Family names that end in 方: nobody means "c/o 緒" by 緒方.
_BEFORE_KATA = "緒尾小土北南西東四三生諸村久平行棟実直上下山奥敷大浜馬安舟船味"
_FAMILIES = frozenset(f"{first}方" for first in ("五十", *_BEFORE_KATA))


class NameText(NamedTuple):
    """One name as it is printed; a house stands in ``family``."""

    family: str
    given: str
    honorific: str


class SideText(NamedTuple):
    """A column beside the name, and whether it starts one character lower than the others."""

    text: str
    is_lower: bool = False


def is_person(addressee: Addressee) -> bool:
    """Return whether people are named, and not only a house or an office."""
    return bool(addressee.family_name or addressee.given_name or addressee.joint_names)


def name_texts(addressee: Addressee) -> list[NameText]:
    """Return every name side by side, the first one rightmost, each with its honorific.

    Without a person the title stands where the name would (施設長 様), else the department, else
    the organisation.
    """
    if not is_person(addressee):
        return [_house(addressee)]
    names = [
        (addressee.family_name, addressee.given_name, _own_honorific(addressee)),
        *((name.family_name, name.given_name, name.honorific) for name in addressee.joint_names),
    ]
    return [
        NameText(family, given, _to_person(family + given, honorific))
        for family, given, honorific in names
        if family or given
    ]


def _house(addressee: Addressee) -> NameText:
    honorific = addressee.honorific
    title = _printed_title(addressee)
    if title:
        return NameText(title, "", _to_person(title, honorific))
    name = addressee.department or addressee.organisation
    honorific = _own_honorific(addressee)
    if name.endswith((TO_ALL, TO_HOUSE)):
        honorific = ""
    return NameText(name, "", TO_HOUSE if honorific == TO_PERSON else honorific)


def _own_honorific(addressee: Addressee) -> str:
    """Return the honorific; 先生 in the title's place is one, not 先生 … 様."""
    usual = addressee.honorific in ("", TO_PERSON, TO_HOUSE)
    is_title = addressee.title in TITLES_AS_HONORIFIC
    return addressee.title if usual and is_title else addressee.honorific


def _to_person(name: str, honorific: str) -> str:
    if name.endswith(TO_ALL):
        return ""
    return TO_PERSON if honorific == TO_HOUSE else honorific


def _printed_title(addressee: Addressee) -> str:
    return "" if addressee.title in TITLES_AS_HONORIFIC else addressee.title


def title_above(addressee: Addressee) -> str:
    """Return the title that stands small above the first name: a short one, or none."""
    title = _printed_title(addressee)
    return title if is_person(addressee) and len(title) <= SHORT_TITLE else ""


def side_texts(addressee: Addressee) -> list[SideText]:
    """Return what stands right of the name: organisation, department and long title, 様方."""
    person, title = is_person(addressee), _printed_title(addressee)
    named = "" if person else title or addressee.department or addressee.organisation
    texts = []
    if addressee.organisation and named != addressee.organisation:
        texts.append(SideText(addressee.organisation))
    long_title = title if person and len(title) > SHORT_TITLE else ""
    department = addressee.department if named != addressee.department else ""
    if department or long_title:
        both = "\u3000".join(filter(None, (department, long_title)))
        texts.append(SideText(both, is_lower=bool(texts)))
    if addressee.care_of:
        texts.append(SideText(care_of_text(addressee.care_of)))
    return texts


def care_of_text(care_of: str) -> str:
    """Return 宮本様方 for 宮本, 北ホテル気付 for 北ホテル; what says so already stays as typed."""
    if care_of.endswith("気付") or (care_of.endswith("方") and care_of not in _FAMILIES):
        return care_of
    if _CARE_OF_HOUSE.search(care_of):
        return care_of if care_of.endswith("内") else f"{care_of}気付"
    return f"{care_of}方" if care_of.endswith(TO_PERSON) else f"{care_of}様方"
