"""ContactXML 1.1 (2002), which the makers of New Year's card programs share, becomes contacts.

Nothing is ever fetched: the document type is read past, and a file that declares an entity of its
own is refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from outreach.errors import Problem, Where
from outreach.phrase import phrase
from outreach.sources.fault import Fault
from outreach.sources.importers.contact import Contact, Place, Use
from outreach.sources.importers.names import joined, joint_name
from outreach.sources.importers.opening import Opened

CONTACTXML = "contactxml"
_ROOT = "ContactXML"
_ITEM = "ContactXMLItem"
_USES = {"home": Use.HOME, "office": Use.WORK}
_TEXTS = ("FullName", "FirstName", "LastName", "OrganizationName", "Department", "JobTitle")
_DEEPEST = 50
_COLUMNS = {"postal_code": "AddressCode", "address": "FullAddress", "street": "AddressLine",
            "city": "AddressLine", "building": "AddressLine"}  # fmt: skip


@dataclass(slots=True)
class _Element:
    """An element of an item while it is read."""

    name: str
    attributes: Mapping[str, str]
    text: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Address:
    use: Use
    preferred: bool
    code: str = ""
    whole: list[str] = field(default_factory=list)
    lines: dict[str, str] = field(default_factory=dict)
    country: str = ""

    def place(self) -> Place:
        said = self.lines.get
        prefecture, city = said("prefecture", ""), said("city", "")
        street = said("town", "") + said("number", "") + said("street", "")
        in_parts = bool(prefecture or city or street)
        return Place(
            self.use,
            self.code,
            prefecture,
            city,
            street,
            joined((said("building", ""), said("pob", ""))),
            lines=() if in_parts else tuple(self.whole),
            country=self.country,
            preferred=self.preferred,
            cells=_COLUMNS,
        )


@dataclass(slots=True)
class _Person:
    line: int
    texts: dict[str, str] = field(default_factory=dict)
    kana: dict[str, str] = field(default_factory=dict)
    addresses: list[_Address] = field(default_factory=list)
    family: list[list[str]] = field(default_factory=list)  # name, honorific

    def contact(self, file: str) -> Contact:
        texts, kana = self.texts, self.kana
        last = texts.get("LastName", "")
        joints = (joint_name("", "", name, honorific, last) for name, honorific in self.family)
        return Contact(
            where=Where(file, self.line),
            family_name=last,
            given_name=texts.get("FirstName", ""),
            full_name=texts.get("FullName", ""),
            kana=joined((kana.get("LastName", ""), kana.get("FirstName", "")))
            or kana.get("FullName", ""),
            honorific=texts.get("Suffix", ""),
            joint_names=tuple(filter(None, joints)),
            organisation=texts.get("OrganizationName", ""),
            department=texts.get("Department", ""),
            title=texts.get("JobTitle", ""),
            places=tuple(address.place() for address in self.addresses),
            cells={"family_name": "PersonName", "given_name": "PersonName"},
        )


class _UnsafeError(Exception):
    """The file declares an entity, or nests far deeper than any address book."""


class _Reader:
    """Takes the persons out of a document while the parser goes through it."""

    def __init__(self) -> None:
        self.persons: list[_Person] = []
        self.root = ""
        self._open: list[_Element] = []
        self._person: _Person | None = None
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._characters
        self.parser.EntityDeclHandler = _refuse
        self.parser.SkippedEntityHandler = _refuse

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        name = name.rpartition(" ")[2]
        self.root = self.root or name
        if len(self._open) > _DEEPEST:
            raise _UnsafeError
        self._open.append(_Element(name, attributes))
        if name == _ITEM:
            self._person = _Person(self.parser.CurrentLineNumber)
            self.persons.append(self._person)
        elif name == "AddressItem" and self._person is not None:
            use = _USES.get(attributes.get("locationType", "").lower(), Use.OTHER)
            preferred = attributes.get("preference", "").lower() == "true"
            self._person.addresses.append(_Address(use, preferred))

    def _characters(self, text: str) -> None:
        if self._open:
            self._open[-1].text.append(text)

    def _end(self, _name: str) -> None:
        element = self._open.pop()
        if element.name == _ITEM:
            self._person = None
        elif self._person is not None:
            _take(self._person, element.name, element.attributes, "".join(element.text).strip())


def _refuse(*_: object) -> None:
    raise _UnsafeError


def _take(person: _Person, name: str, attributes: Mapping[str, str], text: str) -> None:
    """Enter what one element says."""
    if name in ("AddressCode", "FullAddress", "AddressLine"):
        if person.addresses and text:
            _take_address(person.addresses[-1], name, attributes, text)
    elif name == "ExtensionItem":
        _take_extension(person, attributes.get("name", ""), text)
    elif name in _TEXTS:
        person.texts.setdefault(name, text)
        person.kana.setdefault(name, attributes.get("pronunciation", ""))


def _take_address(
    address: _Address, name: str, attributes: Mapping[str, str], text: str
) -> None:  # fmt: skip
    if name == "FullAddress":
        address.whole.append(text)
    elif name == "AddressLine":
        kind = attributes.get("addressLineType", "").lower()
        if kind == "country":
            address.country = text
        elif kind:
            address.lines[kind] = address.lines.get(kind, "") + text
        else:
            address.whole.append(text)
    elif attributes.get("codeDomain", "ZIP7").upper().startswith("ZIP"):
        address.code = text
    elif attributes.get("codeDomain", "").lower() == "country":
        address.country = text


def _take_extension(person: _Person, name: str, text: str) -> None:
    """Enter an extension; the honorific of a further name follows that name."""
    if name == "Suffix":
        person.texts.setdefault("Suffix", text)
    elif name == "NamesOfFamily" and text:
        person.family.append([text, ""])
    elif name == "X-Suffix" and person.family:
        person.family[-1][1] = text


def read_contactxml(opened: Opened, file: str) -> list[Contact | Problem] | Problem:
    """Return a contact for every item; a file that is not whole gives those before the break.

    Returns a problem where the file is another kind of XML, or declares entities.
    """
    reader = _Reader()
    found: list[Problem] = []
    try:
        reader.parser.Parse(_as_utf_8(opened.data), True)
    except _UnsafeError:
        return _UNSAFE.at(Where(file, reader.parser.CurrentLineNumber))
    except (expat.ExpatError, LookupError, ValueError):
        found.append(_BROKEN.at(Where(file, reader.parser.CurrentLineNumber)))
        reader.persons = reader.persons[:-1]
    if reader.root != _ROOT:
        return found[0] if found and not reader.root else _OTHER_XML.at(Where(file, 1))
    return [*(person.contact(file) for person in reader.persons), *found]


def _as_utf_8(data: bytes) -> bytes:
    """Return a document the parser can read: it knows no Shift_JIS, which some programs write."""
    head = data[:200].lower()
    for name in (b"shift_jis", b"windows-31j", b"cp932", b"x-sjis"):
        at = head.find(name)
        if at >= 0:
            changed = data[:at] + b"utf-8" + data[at + len(name) :]
            return changed.decode("cp932", "replace").encode()
    return data


_UNSAFE = Fault(
    "xml-entities",
    phrase("The file declares entities, which no address book needs; it was not read."),
    phrase("Export the address book once more from the program it comes from."),
)
_BROKEN = Fault(
    "xml-broken",
    phrase("From this line on the file is not well-formed XML."),
    phrase("Export the address book once more; what stands before this line was read."),
)
_OTHER_XML = Fault(
    "xml-other",
    phrase("This is XML, but not ContactXML."),
    phrase("Export the address book as ContactXML, CSV or vCard."),
)
