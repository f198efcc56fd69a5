"""What an entry changes in a row that is in the address book already."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping

from outreach.errors import Severity
from outreach.phrase import phrase
from outreach.sources.columns import Cells, label
from outreach.sources.fault import Fault
from outreach.sources.fields import (
    HYPHENS,
    parse_envelope,
    parse_gender,
    parse_joint_names,
    parse_kind,
    parse_postal_code,
    usual_honorific,
)
from outreach.sources.hands import parse_hand, parse_lettering
from outreach.sources.importers.places import without_prefecture

# Whose they are: the person's word and the desk's choice, which no other program knows.
NEVER_TOUCHED = ("key", "consent", "consent_on", "mailings")
_NAME = ("family_name", "given_name")
_PARTS = ("prefecture", "city", "street")
_ADDRESS = (*_PARTS, "building", "address")
# The wave dash is one character of Shift_JIS under two code points.
_HYPHEN_FOLD = dict.fromkeys(map(ord, HYPHENS), "-") | {0x301C: "~"}
_TO_HIRAGANA = {katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)}
_BLANK = re.compile(r"\s+")


def alike(text: str) -> str:
    """Return text for telling whether a cell says something new: width, hyphens, blanks folded.

    Other than for telling people apart, 1-23 and 12-3 stay two.
    """
    return _BLANK.sub("", unicodedata.normalize("NFKC", text).translate(_HYPHEN_FOLD)).casefold()


def changes(held: Cells, fields: Mapping[str, str]) -> tuple[dict[str, str], list[Fault]]:
    """Return the cells of a row that an entry changes, and what a person should know of it.

    A blank cell never erases a filled one, and a cell that says the same in another way stays as
    it was typed. Name and address are each looked at as a whole.
    """
    found: dict[str, str] = {}
    faults: list[Fault] = []
    for column, new in fields.items():
        if column in (*NEVER_TOUCHED, *_NAME, *_ADDRESS):
            continue
        if new and not _says_the_same(column, held, new):
            found[column] = new
    if fields.get("family_name"):
        _change_name(held, fields, found, faults)
    if any(fields.get(column) for column in (*_PARTS, "address")):
        _change_address(held, fields, found, faults)
    elif fields.get("building") and not alike(held.building):
        found["building"] = fields["building"]
    return found, faults


def _says_the_same(column: str, held: Cells, new: str) -> bool:
    old = str(getattr(held, column))
    if alike(old) == alike(new):
        return True
    has_family_name = bool(held.family_name)
    usual = usual_honorific(parse_kind(held.kind, has_family_name)[0], has_family_name)
    meaning: dict[str, Callable[[str], object]] = {
        "postal_code": lambda text: parse_postal_code(text)[0] or text,
        "joint_names": lambda text: parse_joint_names(text)[0] or text,
        "honorific": lambda text: text or usual,
        "kana": lambda text: alike(text).translate(_TO_HIRAGANA),
        "kind": lambda text: parse_kind(text, has_family_name)[0],
        "envelope": lambda text: parse_envelope(text)[0],
        "hand": lambda text: parse_hand(label("hand"), text)[0] or text,
        "lettering": lambda text: parse_lettering(label("lettering"), text)[0] or text,
        "gender": parse_gender,
    }
    read = meaning.get(column)
    return read is not None and read(old) == read(new)


def _change_name(
    held: Cells, fields: Mapping[str, str], found: dict[str, str], faults: list[Fault]
) -> None:
    new = fields["family_name"] + fields.get("given_name", "")
    if alike(held.family_name + held.given_name) == alike(new):
        return
    if held.given_name and not fields.get("given_name"):
        faults.append(_NAME_WHOLE)
        return
    for column in _NAME:
        if fields.get(column) and alike(fields[column]) != alike(getattr(held, column)):
            found[column] = fields[column]


_NAME_WHOLE = Fault(
    "name-changed-whole",
    phrase("The name differs, and here it is not parted into family and given name."),
    phrase("Put a blank between the two, or change the name in the address book by hand."),
)


def core_of(fields: Mapping[str, str]) -> str:
    """Return an address without its building, whether it stands in parts or whole."""
    return "".join(fields.get(column, "") for column in (*_PARTS, "address"))


def same_address(held: Cells, fields: Mapping[str, str]) -> bool:
    """Return whether two addresses are one, the prefecture and the building left out."""
    old, new = held._asdict(), fields
    if _bare(core_of(old)) == _bare(core_of(new)):
        return True
    return _bare(core_of(old) + held.building) == _bare(core_of(new) + new.get("building", ""))


def _bare(address: str) -> str:
    return alike(without_prefecture(address.strip()))


def _change_address(
    held: Cells, fields: Mapping[str, str], found: dict[str, str], faults: list[Fault]
) -> None:
    new_building = fields.get("building", "")
    if same_address(held, fields):
        if held.street and not held.prefecture and fields.get("prefecture"):
            found["prefecture"] = fields["prefecture"]
        whole = alike(core_of(held._asdict()) + held.building)
        if new_building and alike(new_building) not in whole:
            found["building"] = new_building
        return
    _move(held, fields, found)
    kept = [] if new_building or not held.building else ["building"]
    if kept and alike(held.building) in alike(core_of(fields)):
        found["building"], kept = "", []
    if new_building and alike(new_building) != alike(held.building):
        found["building"] = new_building
    has_moved = "city" in found and "prefecture" not in found
    if has_moved and held.prefecture and not fields.get("prefecture"):
        kept.append("prefecture")
    faults += [_kept(column) for column in kept]


def _move(held: Cells, fields: Mapping[str, str], found: dict[str, str]) -> None:
    """Write the new address in the form the row has, or whole where only that is known."""
    within = without_prefecture(fields.get("address", ""))
    if held.address:
        found["address"] = core_of(fields)
    elif held.city and within.startswith(held.city) and within != held.city:
        found["street"] = within[len(held.city) :]
    elif fields.get("address"):
        found["address"] = fields["address"]
        # Replaced, not erased: the whole address says all that the parts said.
        found.update({column: "" for column in _PARTS if getattr(held, column)})
    else:
        found.update(
            {column: new for column in _PARTS
             if (new := fields.get(column, "")) and alike(new) != alike(getattr(held, column))}
        )  # fmt: skip


def _kept(column: str) -> Fault:
    return Fault(
        "cell-kept",
        phrase("The address changed, but {column} is blank there; it was kept as it is here.",
               column=label(column)),
        phrase("See whether it still belongs to the address, and empty it by hand if not."),
        Severity.WARNING,
    )  # fmt: skip
