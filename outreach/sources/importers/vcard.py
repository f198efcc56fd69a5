"""vCard 2.1, 3.0 (RFC 2426) and 4.0 (RFC 6350) become contacts, as phones and mailers export them.

A library would bring its own idea of encodings; what is needed here is unfolding, quoted-printable
and the charset of each line, which phones in Japan still set to Shift_JIS.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from outreach.errors import Problem, Where
from outreach.phrase import phrase
from outreach.sources.fault import Fault
from outreach.sources.importers.contact import Contact, Place, Use
from outreach.sources.importers.names import HONORIFICS, joined
from outreach.sources.importers.opening import Opened

VCARD = "vcard"
_LINE = re.compile(
    r"(?:[\w-]+\.)?(?P<name>[\w-]+)(?P<parameters>(?:;(?:\"[^\"]*\"|[^\":;])*)*):(?P<value>.*)",
    re.DOTALL,
)
_PARAMETER = re.compile(r";((?:\"[^\"]*\"|[^\";])*)")
_NAMES = frozenset(
    {"N", "FN", "ORG", "TITLE", "ADR", "UID", "KIND", "SORT-STRING", "SOUND", "BEGIN", "END",
     "X-PHONETIC-LAST-NAME", "X-PHONETIC-FIRST-NAME", "X-ABSHOWAS"}
)  # fmt: skip
_PIECES = re.compile(r"\\.|;|[^\\;]+|\\", re.DOTALL)
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_MOST_LINE = 1 << 16  # of a property that is read; photographs are far longer, and are not


class Property(NamedTuple):
    """One property of a card: parameters with their values in lower case, the value as text."""

    name: str
    parameters: Mapping[str, Sequence[str]]
    value: str

    def parts(self) -> list[str]:
        """Return the parts of a structured value, its escapes undone."""
        parts = [""]
        for piece in _PIECES.findall(self.value):
            if piece == ";":
                parts.append("")
            else:
                parts[-1] += piece
        return [_plain(part) for part in parts]

    @property
    def types(self) -> set[str]:
        """Return the types, also those that version 2.1 writes without their name."""
        bare = [name for name, values in self.parameters.items() if not values]
        return {*bare, *self.parameters.get("type", ())}


@dataclass(slots=True)
class _Card:
    line: int
    properties: dict[str, list[Property]] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def first(self, name: str) -> Property | None:
        found = self.properties.get(name)
        return found[0] if found else None

    def text(self, name: str) -> str:
        found = self.first(name)
        return _plain(found.value) if found else ""

    def parts(self, name: str, count: int) -> list[str]:
        found = self.first(name)
        parts = found.parts() if found else []
        return (parts + [""] * count)[:count]


def read_vcards(opened: Opened, file: str) -> list[Contact | Problem]:
    """Return a contact for every card of a file; one that breaks off is a problem at its line."""
    found: list[Contact | Problem] = []
    for card in _cards(opened):
        where = Where(file, card.line)
        found += [fault.at(where) for fault in card.faults] or [_contact(card, where)]
    return found


def _cards(opened: Opened) -> Iterator[_Card]:
    card: _Card | None = None
    for line, data in _unfolded(opened):
        known = _property(data, opened.encoding)
        if known is None:
            continue
        if known.name == "BEGIN":
            if card is not None:
                yield _cut_off(card)
            card = _Card(line)
        elif known.name == "END" and card is not None:
            yield card
            card = None
        elif card is not None:
            card.properties.setdefault(known.name, []).append(known)
    if card is not None:
        yield _cut_off(card)


def _cut_off(card: _Card) -> _Card:
    card.faults.append(_CUT_OFF)
    return card


_CUT_OFF = Fault(
    "vcard-cut-off",
    phrase("The card has no end: the file breaks off, or two were put together wrongly."),
    phrase("Export it once more. A card ends with END:VCARD."),
)


def _unfolded(opened: Opened) -> Iterator[tuple[int, bytes]]:
    """Yield the logical lines as bytes, with the number of the line each starts on.

    A line is folded by a blank at the start of the next one (RFC 6350, 3.2), which may part the
    bytes of one character; in 2.1 quoted-printable goes on after a = at the end of a line.
    """
    data = opened.data
    if opened.encoding.startswith("utf-16"):
        data = opened.text.encode()
    data = data.removeprefix(b"\xef\xbb\xbf")
    start, held = 1, bytearray()
    for number, line in enumerate(re.split(b"\r\n|\n|\r", data), 1):
        quoted = held.endswith(b"=") and b"QUOTED-PRINTABLE" in held[:200].upper()
        is_short = len(held) < _MOST_LINE
        if quoted:
            if is_short or line[-1:] != b"=":
                del held[-1:]
            held += line if is_short else b""
        elif line[:1] in (b" ", b"\t") and held:
            held += line[1:] if is_short else b""
        else:
            if held:
                yield start, bytes(held)
            start, held = number, bytearray(line)
    if held:
        yield start, bytes(held)


def _property(data: bytes, encoding: str) -> Property | None:
    """Return a property that is needed, decoded; None for all others."""
    head, _, _ = data.partition(b":")
    name = head.partition(b";")[0].rpartition(b".")[2].decode("ascii", "replace").strip().upper()
    if name not in _NAMES:
        return None
    charset = re.search(rb"CHARSET=\"?([\w-]+)", head, re.IGNORECASE)
    codec = _codec(charset[1].decode("ascii") if charset else encoding)
    if b"QUOTED-PRINTABLE" in head.upper():
        at = len(head) + 1
        data = data[:at] + quopri.decodestring(data[at:])
    found = _LINE.fullmatch(data.decode(codec, "replace"))
    if found is None:
        return None
    return Property(name, _parameters(found["parameters"]), found["value"])


def _codec(charset: str) -> str:
    folded = charset.lower().replace("_", "-")
    if folded in ("shift-jis", "sjis", "x-sjis", "windows-31j", "cp932", "ms932"):
        return "cp932"
    known = {"iso-2022-jp": "iso-2022-jp", "euc-jp": "euc-jp", "cp932": "cp932"}
    return known.get(folded, "utf-8")


def _parameters(text: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for part in _PARAMETER.findall(text):
        name, equals, values = part.partition("=")
        listed = values.replace('"', "").lower().split(",") if equals else []
        found.setdefault(name.strip().lower(), []).extend(listed)
    return found


def _plain(text: str) -> str:
    """Return a value without its escapes: an n stands for a line end, others for themselves."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], text).strip()


def _contact(card: _Card, where: Where) -> Contact:
    family, given, _middle, _prefix, suffix = card.parts("N", 5)
    organisation, *departments = card.parts("ORG", 4)
    is_house = card.text("KIND").lower() == "org" or card.text("X-ABSHOWAS").upper() == "COMPANY"
    full = "" if is_house else card.text("FN")
    uid = card.text("UID")
    return Contact(
        where=where,
        family_name="" if is_house else family,
        given_name="" if is_house else given,
        full_name="" if full == organisation else full,
        kana=_kana(card),
        honorific=suffix if suffix in HONORIFICS else "",
        organisation=organisation or (card.text("FN") if is_house else ""),
        department=joined(departments),
        title=card.text("TITLE"),
        places=tuple(_place(each) for each in card.properties.get("ADR", ())),
        source_id=f"{VCARD}:{uid}" if uid else "",
        cells={
            "family_name": "N", "given_name": "N", "organisation": "ORG", "department": "ORG",
            "title": "TITLE",
        },
    )  # fmt: skip


def _kana(card: _Card) -> str:
    """Return the reading: as Apple and Google write it, phones (SOUND), or the sort keys."""
    phonetic = joined((card.text("X-PHONETIC-LAST-NAME"), card.text("X-PHONETIC-FIRST-NAME")))
    sound = card.first("SOUND")
    if not phonetic and sound is not None and "x-irmc-n" in sound.types:
        phonetic = joined(sound.parts())
    name = card.first("N")
    if not phonetic and name is not None:
        phonetic = joined(name.parameters.get("sort-as", ()))
    return phonetic or card.text("SORT-STRING")


def _place(adr: Property) -> Place:
    parts = (adr.parts() + [""] * 7)[:7]
    box, extended, street, city, prefecture, code, country = parts
    types = adr.types
    use = Use.HOME if "home" in types else Use.WORK if "work" in types else Use.UNNAMED
    columns = ("postal_code", "prefecture", "city", "street", "building", "address")
    return Place(
        use,
        code=code,
        prefecture=prefecture,
        city=city,
        street=street or box,
        building=joined((extended, box if street else "")),
        country=country,
        preferred="pref" in types or adr.parameters.get("pref") == ["1"],
        cells=dict.fromkeys(columns, "ADR"),
    )
