"""A contact of a foreign address book, and the entry of ours that it becomes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from outreach.errors import Where
from outreach.model.recipient import JointName
from outreach.sources.fault import Fault


class Use(Enum):
    """What an address is to a contact, in the order in which one is chosen."""

    HOME = "home"
    ONLY = "only"  # the format has one address and does not say whose
    UNNAMED = "unnamed"
    WORK = "work"
    OTHER = "other"


class Piece(NamedTuple):
    """A foreign cell that part of an address was taken from: our column, its name, its text."""

    column: str
    cell: str
    text: str


@dataclass(frozen=True, slots=True)
class Place:
    """One of a contact's addresses as its format has it: in parts, or whole in lines.

    ``cells`` names the cell each of our columns comes from; ``pieces`` are all the cells, where
    a format has cells, so that the wrong one of several can be named.
    """

    use: Use
    code: str = ""
    prefecture: str = ""
    city: str = ""
    street: str = ""
    building: str = ""
    lines: tuple[str, ...] = ()
    country: str = ""
    preferred: bool = False
    cells: Mapping[str, str] = field(default_factory=dict)
    pieces: tuple[Piece, ...] = ()

    @property
    def is_filled(self) -> bool:
        """Return whether there is any address at all; a code or a country alone is none."""
        return any((self.prefecture, self.city, self.street, self.building, *self.lines))


@dataclass(frozen=True, slots=True)
class Contact:
    """One person or organisation of a foreign address book, before any rule of ours.

    ``full_name`` stands for family and given name where the format has one cell; ``wanted`` is the
    address the format says to write to; ``work_joint_names`` are those of the company's address,
    where a format tells the two apart; ``is_left_out``: it says not to write at all; ``extras``
    are cells for our columns that go over as they are.
    """

    where: Where
    family_name: str = ""
    given_name: str = ""
    full_name: str = ""
    kana: str = ""
    honorific: str = ""
    joint_names: tuple[JointName, ...] = ()
    work_joint_names: tuple[JointName, ...] | None = None
    organisation: str = ""
    department: str = ""
    title: str = ""
    places: tuple[Place, ...] = ()
    wanted: Use | None = None
    is_left_out: bool = False
    source_id: str = ""
    extras: Mapping[str, str] = field(default_factory=dict)
    cells: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a contact says about our columns; a column it says nothing about is not there.

    ``faults`` are what was found while reading it; ``cells`` names the foreign cell of a column.
    """

    where: Where
    fields: Mapping[str, str]
    source_id: str = ""
    faults: tuple[Fault, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
