"""Which address of a contact is written to, and how it goes into our columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from outreach.errors import Severity
from outreach.phrase import phrase
from outreach.post.areas import hyphened
from outreach.sources.characters import BLANKS
from outreach.sources.columns import fold, label
from outreach.sources.fault import Fault
from outreach.sources.fields import HYPHENS, changed_by_excel, parse_postal_code
from outreach.sources.importers.contact import Piece, Place, Use
from outreach.sources.importers.names import joined, one_line

_PREFECTURE = re.compile(r"東京都|北海道|(?:京都|大阪)府|(?:神奈川|和歌山|鹿児島|[^\d\s]{2})県")
_JAPAN = frozenset({"", "japan", "jp", "jpn", "日本", "日本国", "にほん", "nippon", "nihon"})
_DIGIT = "[0-9０-９]"
_HYPHEN = f"[{re.escape(HYPHENS)}]"
# With its mark anywhere; without one only in front, with a hyphen and not followed by more of it.
_CODE = rf"{_DIGIT}{{3}}[{BLANKS}]*{_HYPHEN}?[{BLANKS}]*{_DIGIT}{{4}}"
_MARKED_CODE = re.compile(rf"〒[{BLANKS}]*({_CODE})(?!{_DIGIT})")
_LEADING_CODE = re.compile(rf"({_DIGIT}{{3}}{_HYPHEN}{_DIGIT}{{4}})(?!{_DIGIT}|{_HYPHEN})")
_EMPTY_BRACKETS = re.compile(rf"[（(][{BLANKS}]*[)）]")  # where the code stood
_COUNTED = "(?:丁目|番(?!館)|号|条|線)"
_KANJI_NUMBER = "[一二三四五六七八九十〇]+"
_NUMBER = re.compile(f"{_DIGIT}|{_KANJI_NUMBER}{_COUNTED}")
_GOES_ON = re.compile(
    f"{_DIGIT}|{_HYPHEN}|{_KANJI_NUMBER}(?:{_COUNTED}|の)"
    f"|[東西南北字大上下]{{0,3}}(?:{_DIGIT}+|{_KANJI_NUMBER}){_COUNTED}"
)


def chosen_place(places: Sequence[Place], wanted: Use | None) -> Place | None:
    """Return the address to write to: the one the format names, else home, else the company's.

    One that is not filled is passed over; the format's order decides between equals.
    """
    filled = [place for place in places if place.is_filled]
    order = list(Use)

    def rank(place: Place) -> tuple[bool, bool, int]:
        return place.use is not wanted, not place.preferred, order.index(place.use)

    return min(filled, key=rank, default=None)


def address_fields(place: Place) -> tuple[dict[str, str], list[Fault]]:
    """Return an address as our columns have it, and what is wrong with it.

    The four columns where city and street are told apart, else the whole address in one; the text
    itself is taken as it stands, but a postal code inside it goes to its own column.
    """
    faults = _faults_of(place)
    lines = list(filter(None, map(one_line, _without_country(place.lines))))
    parts = {name: getattr(place, name) for name in ("prefecture", "city", "street", "building")}
    found = set()
    for name, text in parts.items():
        parts[name], inside = without_code(text)
        found |= {inside}
    for at, text in enumerate(lines):
        lines[at], inside = without_code(text)
        found |= {inside}
    found -= {""}
    fields, codes = _laid_out(parts, lines), found
    if place.code:
        fields["postal_code"] = formatted_code(place.code)
        codes = found - {fields["postal_code"]}
    elif len(found) == 1:
        fields["postal_code"] = found.pop()
        codes = set()
    if codes:
        faults.append(_TWO_CODES)
    return {name: text for name, text in fields.items() if text}, faults


def _faults_of(place: Place) -> list[Fault]:
    faults = []
    if fold(place.country) not in _JAPAN:
        faults.append(_FOREIGN)
    for column, cell, text in place.pieces or _pieces_of(place):
        text = text.strip(BLANKS)
        fault = _ditto(column) if text in _DITTO else changed_by_excel(column, text)
        if fault is not None:
            faults.append(fault.in_cell(cell) if cell else fault)
    return faults


def _pieces_of(place: Place) -> list[Piece]:
    """Return the texts of an address whose format has no cells."""
    parts = [Piece("street", "", place.street), Piece("building", "", place.building)]
    return parts + [Piece("address", "", line) for line in place.lines]


# How lists made by hand say "as above".
_DITTO = frozenset({"〃", "々", "仝", "″", "”", '"', "''", "同上", "同じ", "上に同じ", "同住所"})


def _ditto(column: str) -> Fault:
    return Fault(
        "cell-ditto",
        phrase("{column} only says: as above.", column=label(column)),
        phrase("Write the address out in every row."),
    )


_FOREIGN = Fault(
    "country-foreign",
    phrase("The address is in another country; only addresses in Japan can be set."),
    phrase("Leave the country blank, or write 日本, if the address is in Japan."),
)
_TWO_CODES = Fault(
    "postal-code-twice",
    phrase("There are two different postal codes, one of them inside the address."),
    phrase("Take the wrong one out; which one is right is not guessed."),
)


def formatted_code(text: str) -> str:
    """Return a postal code with its hyphen; one that cannot be read stays as it is."""
    digits, fault = parse_postal_code(one_line(text))
    if fault is not None and fault.severity is Severity.ERROR:
        return one_line(text)
    return hyphened(digits)


def without_code(text: str) -> tuple[str, str]:
    """Return an address without the postal code inside it, and that code with its hyphen."""
    text = text.strip(BLANKS)
    found = _MARKED_CODE.search(text) or _LEADING_CODE.match(text)
    if found is None:
        return text.removeprefix("〒").strip(BLANKS), ""
    rest = _EMPTY_BRACKETS.sub("", text[: found.start()] + text[found.end() :])
    return rest.strip(BLANKS), formatted_code(found[1])


def _without_country(lines: Sequence[str]) -> list[str]:
    """Return the lines of whole addresses, without one that says only Japan."""
    each = [line for text in lines for line in re.split(r"[\r\n]+", text)]
    return [line for line in each if fold(line) not in _JAPAN]


def _laid_out(parts: Mapping[str, str], lines: Sequence[str]) -> dict[str, str]:
    prefecture, city = one_line(parts["prefecture"]), one_line(parts["city"])
    street, *more = re.split(r"[\r\n]+", parts["street"])
    street, building = one_line(street), joined((*more, parts["building"]))
    if lines:
        pieces = [*_from_prefecture(lines), street]
        street, behind = _whole_of(list(filter(None, pieces)))
        building = joined((behind, building))
    if prefecture:
        street = street.removeprefix(prefecture)
    if city:
        street = street.removeprefix(city)
    if street and city:
        return {"prefecture": prefecture, "city": city, "street": street, "building": building}
    if _PREFECTURE.match(street):  # of another place than the cell says: as it was typed
        prefecture = ""
    if street or _NUMBER.search(city):
        return {"address": prefecture + city + street, "building": building}
    return {"prefecture": prefecture, "city": city, "building": building}


def _from_prefecture(lines: Sequence[str]) -> Sequence[str]:
    """Return lines in the order of a Japanese address, which some programs turn round."""
    at = next((at for at, line in enumerate(lines) if _PREFECTURE.match(line)), 0)
    return (*lines[at:], *lines[:at])


def _whole_of(lines: Sequence[str]) -> tuple[str, str]:
    """Return an address that was split anywhere as one text, and the building behind it.

    A line goes on with the address as long as that has no house number, or where it begins with
    one itself; numbers that would run into one another get a blank between them.
    """
    whole, *rest = lines
    while rest:
        goes_on = _GOES_ON.match(rest[0])
        if _NUMBER.search(whole) and not goes_on:
            break
        line = rest.pop(0)
        runs_in = re.search(f"{_DIGIT}$", whole) and re.match(_DIGIT, line)
        whole += f" {line}" if runs_in else line
    return whole, joined(rest)


def without_prefecture(address: str) -> str:
    """Return an address without the prefecture in front of it."""
    return _PREFECTURE.sub("", address, count=1) if _PREFECTURE.match(address) else address
