"""A project of any size: invented recipients, all different, streamed to disk.

Names, addresses, postal codes and call names differ from row to row, so that nothing a program
remembers of one card helps it with the next. All are made up; only the towns exist.
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

# The town, the first three figures of its postal codes, and how its streets are called.
TOWNS = (
    ("札幌市北区", "001", "北{}条西"),
    ("札幌市東区", "065", "北{}条東"),
    ("札幌市中央区", "064", "南{}条西"),
    ("札幌市白石区", "003", "本郷通{}丁目北"),
    ("旭川市", "070", "{}条通"),
    ("帯広市", "080", "西{}条南"),
    ("北見市", "090", "北{}条東"),
    ("函館市", "041", "美原町{}区"),
    ("小樽市", "047", "色内町{}区"),
    ("苫小牧市", "053", "若草町{}区"),
    ("江別市", "067", "大麻町{}番通"),
    ("釧路市", "085", "鳥取町{}区"),
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
    town, code, street, building = _place(_scattered(index, seed, 12 * 30 * 18 * 25 * 20))
    # 7919 has no factor in common with 10,000: every postal code of a town once, then again.
    postal_code = f"{code}-{(index * 7919 + seed) % 10_000:04d}"
    return Person(
        f"k{index:06d}", family, given, "様", postal_code, "北海道", town, street, building,
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
    number, at = divmod(number, 12)
    number, road = divmod(number, 30)
    number, block = divmod(number, 18)
    house, lot = divmod(number, 20)
    town, code, pattern = TOWNS[at]
    street = f"{pattern.format(road + 1)}{block + 1}丁目{lot + 1}-{house + 1}"
    building = f"{HOUSES[at % 4]}{100 * (lot % 9 + 1) + house + 1}" if lot % 4 == 0 else ""
    return town, code, street, building


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
"""
_ROUND = """\
post_on = 2026-12-08
design = "{design}"
author = "雪野"
message = '''
{message}'''
"""
_DESIGN = f"""\
title = "雪の野"
artist = "{ARTIST}"
permission = ["card"]
"""
