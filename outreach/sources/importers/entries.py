"""A contact becomes an entry: the rules that hold for every format."""

from __future__ import annotations

from dataclasses import replace

from outreach.errors import Severity
from outreach.model.recipient import JointName
from outreach.phrase import phrase
from outreach.sources.characters import BLANKS
from outreach.sources.columns import label
from outreach.sources.fault import Fault
from outreach.sources.fields import joint_names_cell, key_fault, parse_postal_code
from outreach.sources.importers.contact import Contact, Entry, Place, Use
from outreach.sources.importers.names import (
    is_house,
    one_line,
    split_name,
    without_honorific,
)
from outreach.sources.importers.places import address_fields, chosen_place


def entry_of(contact: Contact) -> Entry:
    """Return what a contact says about our columns, and everything that is wrong with it.

    Organisation, department and title are taken where the company's address is written to, or
    where there is no other name: what a person does for a living is nobody's business otherwise.
    """
    place = chosen_place(contact.places, contact.wanted)
    names, faults = _names_of(contact)
    names["joint_names"] = joint_names_cell(_joint_names_at(contact, place))
    at_work = place is not None and place.use in (Use.WORK, Use.ONLY)
    if at_work or not names.get("family_name"):
        names["organisation"] = names.get("organisation") or contact.organisation
        names["department"] = contact.department
        names["title"] = contact.title
    address, wrong = _address_of(contact, place)
    every = (*contact.extras.items(), *names.items(), *address.items())
    fields = {name: filled for name, text in every if (filled := text.strip(BLANKS))}
    if contact.is_left_out:
        wrong.insert(0, _LEFT_OUT)
    cells = {**contact.cells, **(place.cells if place else {})}
    key, key_wrong = _key_of(fields)
    where = replace(contact.where, key=key)
    found = (*faults, *wrong, *key_wrong)
    return Entry(where, fields, contact.source_id, tuple(dict.fromkeys(found)), cells)


def _joint_names_at(contact: Contact, place: Place | None) -> tuple[JointName, ...]:
    at_work = place is not None and place.use is Use.WORK
    of_work = contact.work_joint_names
    return contact.joint_names if of_work is None or not at_work else of_work


def _names_of(contact: Contact) -> tuple[dict[str, str], list[Fault]]:
    names = {
        "family_name": one_line(contact.family_name),
        "given_name": one_line(contact.given_name),
        "kana": one_line(contact.kana),
        "honorific": one_line(contact.honorific),
    }
    faults: list[Fault] = []
    full = contact.full_name
    if not names["given_name"] and " " in names["family_name"].replace("\u3000", " "):
        full, names["family_name"] = names["family_name"], ""
    if not names["family_name"]:
        contact = replace(contact, full_name=full)
        _take_full_name(names, contact, faults)
    last = "given_name" if names["given_name"] else "family_name"
    name, honorific = without_honorific(names[last])
    if honorific:
        names[last], names["honorific"] = name, names["honorific"] or honorific
    return names, faults


def _take_full_name(names: dict[str, str], contact: Contact, faults: list[Fault]) -> None:
    """Fill in the names from the one cell that a format has for them."""
    full, honorific = without_honorific(one_line(contact.full_name or contact.given_name))
    names["honorific"] = names["honorific"] or honorific
    if is_house(full):
        names["organisation"] = full
        return
    if not full:
        return
    family, given, fault = split_name(full)
    names["family_name"], names["given_name"] = family, given
    if fault is not None:
        faults.append(fault)


def _address_of(contact: Contact, place: Place | None) -> tuple[dict[str, str], list[Fault]]:
    if place is None:
        # A code alone still tells two people of one name apart.
        codes = [other for other in contact.places if other.code]
        place = codes[0] if codes else None
    if place is None:
        return {}, []
    fields, faults = address_fields(place)
    fault = parse_postal_code(one_line(place.code))[1] if place.code else None
    if fault is not None and fault.severity is Severity.WARNING:
        faults.append(fault)
    return fields, faults


def _key_of(fields: dict[str, str]) -> tuple[str | None, list[Fault]]:
    """Return the entry's key; what cannot be one of ours is taken out of the fields."""
    key = fields.pop("key", "")
    if not key:
        return None, []
    if key_fault(key) is None:
        fields["key"] = key
        return key, []
    return None, [_NO_KEY]


_LEFT_OUT = Fault(
    "entry-left-out",
    phrase("The other program is set not to print this entry."),
    phrase("Set it to be printed there, and export again, if they are to be written to."),
)
_NO_KEY = Fault(
    "key-not-ours",
    phrase("{column} is not one of our keys; the row was looked for by name and postal code.",
           column=label("key")),
    phrase("A key looks like k7f3q; one of ours is given to every new row."),
    Severity.WARNING,
)  # fmt: skip
