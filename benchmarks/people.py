"""A project of any size: invented recipients, all different, streamed to disk.

Names, addresses and call names differ from row to row, and each neighbour's postal code, so that
nothing a program remembers of one card helps it with the next. All are made up but the towns and
their postal codes, which go together as outreach's own check wants it.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SEED = 20261208
ROUND = "2026-12"
VECTOR, BITMAP = "vector", "bitmap"

FAMILY_FIRST = "高小大山川田中石木村松林清吉佐斎渡近藤西東北南上"
FAMILY_LAST = "田野原橋本川山崎島村沢森井谷口岡部藤木林倉水葉坂"
GIVEN_FIRST = "雪春夏秋花千美明和幸真由奈智正健浩雅文康光陽"
GIVEN_LAST = "子美恵香菜代江枝音乃実帆男夫之介太郎彦人樹也"

# The town, the first of its roads that are used, that road's postal code, and how they are called;
# the code of each road after it is one more. Towns and codes exist, the houses are made up.
ROADS = 12
TOWNS = (
    ("札幌市北区", 21, 10021, "北{}条西"),
    ("札幌市東区", 10, 650010, "北{}条東"),
    ("札幌市中央区", 12, 640912, "南{}条西"),
    ("札幌市豊平区", 1, 620001, "美園{}条"),
    ("札幌市西区", 1, 630821, "発寒{}条"),
    ("旭川市", 1, 788231, "豊岡{}条"),
    ("帯広市", 1, 800011, "西{}条南"),
    ("網走市", 1, 930051, "北{}条東"),
    ("岩見沢市", 1, 680021, "{}条西"),
    ("名寄市", 1, 960011, "西{}条南"),
    ("札幌市東区", 34, 70834, "北{}条東"),
    ("標津郡中標津町", 1, 861001, "東{}条南"),
)
HOUSES = ("雪見ハイツ", "第二白樺ビル", "コーポ鈴蘭", "メゾン・オオドオリ")

MESSAGE = """\
{{ call_name }}
窓のむこうが、ゆっくり白くなってゆきます。
「コーヒー」をいれて、雀の声を聞きました。
石狩の空は高く、雲がひとつ、海のほうへ。
また、お便りします。お返事はいりません。
"""


class Person(NamedTuple):
    """One invented recipient, with the columns of the address book."""

    key: str
    family_name: str
    given_name: str
    honorific: str
    postal_code: str
    prefecture: str
    city: str
    street: str
    building: str
    kind: str
    gender: str
    consent: str
    consent_on: str
    call_name: str


def people(count: int, seed: int = SEED) -> Iterator[Person]:
    """Yield ``count`` recipients; the same count and seed give the same people."""
    for index in range(count):
        yield _person(index, seed)


def _person(index: int, seed: int) -> Person:
    family, given = _name(_scattered(index, seed, 24 * 24 * 22 * 22))
    total = len(TOWNS) * ROADS * 18 * 50 * 20
    town, code, street, building = _place(_scattered(index, seed, total))
    return Person(
        f"k{index:06d}", family, given, "様", code, "北海道", town, street, building,
        "person", ("female", "male")[index % 2], "self", "2026-04-01", f"{family}{given}さん",
    )  # fmt: skip


def _scattered(index: int, seed: int, total: int) -> int:
    """Return the index-th number of 0 … total-1 in an order that looks shuffled, none twice."""
    return (index * 1_000_003 + seed) % total  # a prime that divides none of the totals


def _name(number: int) -> tuple[str, str]:
    number, first = divmod(number, 24)
    number, last = divmod(number, 24)
    start, end = divmod(number, 22)
    return FAMILY_FIRST[first] + FAMILY_LAST[last], GIVEN_FIRST[start] + GIVEN_LAST[end]


def _place(number: int) -> tuple[str, str, str, str]:
    number, at = divmod(number, len(TOWNS))
    number, road = divmod(number, ROADS)
    number, block = divmod(number, 18)
    house, lot = divmod(number, 20)
    town, first, code, pattern = TOWNS[at]
    postal_code = f"{code + road:07d}"
    street = f"{pattern.format(first + road)}{block + 1}丁目{lot + 1}-{house + 1}"
    building = f"{HOUSES[at % 4]}{100 * (lot % 9 + 1) + house + 1}" if lot % 4 == 0 else ""
    return town, f"{postal_code[:3]}-{postal_code[3:]}", street, building


def message_to(person: Person) -> str:
    """Return the words to one recipient as the round merges them."""
    return MESSAGE.replace("{{ call_name }}", person.call_name).strip("\n")


def write_project(root: Path, count: int, design: str, picture: Path | None = None) -> None:
    """Write a project of ``count`` recipients into the empty folder ``root``.

    Args:
        root: where the project is made.
        count: how many recipients; they are written one by one, never held.
        design: VECTOR (layout words-only) or BITMAP (layout picture-above).
        picture: the picture of a BITMAP design.
    """
    for folder in ("recipients", f"designs/{design}", f"rounds/{ROUND}"):
        (root / folder).mkdir(parents=True)
    (root / "outreach.toml").write_text(_PROJECT, encoding="utf-8")
    (root / "rounds" / ROUND / "round.toml").write_text(
        _ROUND.format(design=design, message=MESSAGE), encoding="utf-8"
    )
    look = 'layout = "words-only"'
    if picture is not None:
        (root / "designs" / design / picture.name).write_bytes(picture.read_bytes())
        look = f'layout = "picture-above"\npicture = "{picture.name}"'
    (root / "designs" / design / "design.toml").write_text(_DESIGN + look + "\n", encoding="utf-8")
    write_people(root / "recipients" / "people.csv", count)


def write_people(path: Path, count: int) -> None:
    """Write the address book as CSV, as a spreadsheet would."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(Person._fields)
        table.writerows(people(count))


class Sender(NamedTuple):
    """Who all the cards come from; invented."""

    name: str = "ゆきあかり"
    organisation: str = "絵葉書のへや"
    postal_code: str = "060-0042"
    address: str = "札幌市中央区大通西17-9"
    building: str = "第二雪明かりビル305"


SENDER = Sender()
ARTIST = "雪野"

_PROJECT = f"""\
[project]
name = "{SENDER.name}"
sender = "office"

[sender.office]
name = "{SENDER.name}"
organisation = "{SENDER.organisation}"
postal_code = "{SENDER.postal_code}"
address = "{SENDER.address}"
building = "{SENDER.building}"

[print]
direction_page = false  # the peers make none
"""
_ROUND = """\
post_on = 2026-12-08
design = "{design}"
author = "雪野"
lettering = "type"  # as the peers set it: no hand
message = '''
{message}'''
"""
_DESIGN = f"""\
title = "雪の野"
artist = "{ARTIST}"
permission = ["card"]
"""
