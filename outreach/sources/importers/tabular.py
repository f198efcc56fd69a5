"""Rows of a table whose headers are known become contacts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from outreach.errors import Where
from outreach.model.recipient import JointName
from outreach.sources.characters import BLANKS
from outreach.sources.columns import fold
from outreach.sources.formulas import as_meant
from outreach.sources.importers.book import Merge
from outreach.sources.importers.contact import Contact, Piece, Place, Use
from outreach.sources.importers.formats import (
    DESIGN_KIT,
    MOST_GROUPS,
    OUTREACH,
    TABLE,
    TABULAR,
    Format,
    is_address_list,
    roles_in,
    telltales_in,
)
from outreach.sources.importers.names import joined, joint_name, joint_names_of

_SEVERAL = " ::: "  # between the values of one Google cell
_COLUMN_OF = {
    "family": "family_name", "given": "given_name", "full": "family_name", "kana": "kana",
    "kana_family": "kana", "kana_given": "kana", "joints": "joint_names", "code": "postal_code",
    "street2": "street", "street3": "street", "room": "building", "box": "street",
    "whole": "address",
}  # fmt: skip
_OWN_COLUMNS = (
    "key", "care_of", "note", "kind", "mailings", "gender", "branch", "consent", "consent_on",
    "call_name", "likes", "avoid", "sender_line", "envelope", "hand", "lettering",
)  # fmt: skip
_NO_TEXT = (".code", ".country", ".label")  # of an address, but no part of its text
_WORK = ("会社", "勤務", "職場", "work", "office", "business", "法人")
_HOME = ("自宅", "home", "住居", "実家", "個人")
_NO = frozenset({"しない", "印刷しない", "no", "0", "×", "x", "false", "off", "いいえ"})


@dataclass(frozen=True, slots=True)
class Header:
    """A header row that is known: its format, and the column of every role.

    ``spans`` are the further columns of a header that is merged over several; ``last`` is the line
    of its lower row, where it has two.
    """

    format: Format
    roles: Mapping[str, int]
    words: Sequence[str]
    last: int
    spans: Mapping[int, Sequence[int]] = field(default_factory=dict)

    @property
    def used(self) -> set[int]:
        """Return the columns that anything is taken from."""
        return {*self.roles.values(), *(at for more in self.spans.values() for at in more)}


def known_header(
    words: Sequence[str], last: int, formats: Iterable[Format] = TABULAR
) -> tuple[int, Header] | None:
    """Return the format that takes most of a header row, and how much it takes; None if none."""
    best: tuple[int, Header] | None = None
    for format in formats:
        roles = roles_in(format, words)
        score = len(roles) + telltales_in(format, words)
        if is_address_list(roles) and (best is None or score > best[0]):
            best = score, Header(format, roles, words, last)
    if best is not None and best[1].format is TABLE and "key" in best[1].roles:
        own = roles_in(OUTREACH, words)
        if len(own) >= len(best[1].roles) + 2:
            best = len(own), Header(OUTREACH, own, words, last)
    return best


def spread(header: Header, merges: Iterable[Merge]) -> Header:
    """Return a header with the further columns of its cells that are merged sideways."""
    spans = {
        merge.left: tuple(
            at for at in range(merge.left + 1, merge.right + 1)
            if at >= len(header.words) or not header.words[at].strip()
        )
        for merge in merges
        if merge.top <= header.last <= merge.bottom and merge.left in header.roles.values()
    }  # fmt: skip
    found = {at: more for at, more in spans.items() if more}
    beyond = max((at + 1 for more in found.values() for at in more), default=0)
    words = (*header.words, *[""] * (beyond - len(header.words)))  # or their cells would be cut off
    return Header(header.format, header.roles, words, header.last, found)


def contacts_reader(
    header: Header, name_of: Callable[[int, int], str]
) -> Callable[[Where, Sequence[str]], Contact]:
    """Return the function that turns a row of cells into a contact.

    ``name_of`` gives the name of a cell, from its line and column, for messages.
    """
    numbers = _numbers_of(header.roles)

    def read(where: Where, cells: Sequence[str]) -> Contact:
        return _RowReader(header, where, cells, name_of, numbers).contact()

    return read


def _numbers_of(roles: Iterable[str]) -> list[int]:
    found = {int(number) for role in roles for number in re.findall(r"(\d+)\.", role)}
    return [number for number in range(1, MOST_GROUPS + 1) if number in found]


@dataclass(frozen=True, slots=True)
class _RowReader:
    header: Header
    where: Where
    cells: Sequence[str]
    name_of: Callable[[int, int], str]
    numbers: Sequence[int]

    def text(self, role: str) -> str:
        """Return the text of a role, the first of several values; blank where it has no column."""
        at = self.header.roles.get(role)
        if at is None:
            return ""
        more = self.header.spans.get(at, ())
        text = joined(self.cells[i] for i in (at, *more) if i < len(self.cells)) if more else (
            self.cells[at] if at < len(self.cells) else ""
        )  # fmt: skip
        return as_meant(text.strip(BLANKS).split(_SEVERAL)[0].strip(BLANKS))

    def named_cells(self, roles: Iterable[str]) -> dict[str, str]:
        named: dict[str, str] = {}
        for role in roles:
            at = self.header.roles.get(role)
            if at is not None and self.where.line is not None:
                named.setdefault(_column_of(role), self.name_of(self.where.line, at))
        return named

    def pieces(self, roles: Iterable[str]) -> Iterator[Piece]:
        """Yield every filled cell of an address, also those under a header merged sideways."""
        for role in roles:
            first = self.header.roles[role]
            for at in (first, *self.header.spans.get(first, ())):
                text = self.cells[at].strip(BLANKS) if at < len(self.cells) else ""
                if text:
                    name = self.name_of(self.where.line or 0, at)
                    yield Piece(_column_of(role), name, as_meant(text))

    def contact(self) -> Contact:
        family = self.text("family")
        wanted = _use_of(self.text("wanted"))
        plain = [role for role in self.header.roles if "." not in role]
        extras = {name: self.text(name) for name in _OWN_COLUMNS if name in self.header.roles}
        if _is_ours(joints := self.text("joints")):
            extras["joint_names"] = joints
        at_work = self._joints("work_joint", family) if self.header.format is DESIGN_KIT else None
        source = self.text("id")
        return Contact(
            where=self.where,
            family_name=family,
            given_name=self.text("given"),
            full_name=self.text("full"),
            kana=joined((self.text("kana_family"), self.text("kana_given"))) or self.text("kana"),
            honorific=self.text("honorific"),
            joint_names=self._joints("joint", family),
            work_joint_names=at_work,
            organisation=self.text("organisation"),
            department=joined((self.text("department"), self.text("department2"))),
            title=self.text("title"),
            places=tuple(self._places()),
            wanted=None if wanted is Use.UNNAMED else wanted,
            is_left_out=fold(self.text("printed")) in _NO,
            source_id=f"{self.header.format.slug}:{source}" if source else "",
            extras=extras,
            cells=self.named_cells(plain),
        )

    def _joints(self, role: str, main: str) -> tuple[JointName, ...]:
        main = main or re.split(f"[{BLANKS}]+", self.text("full"))[0]
        if role == "joint" and (cell := self.text("joints")):
            ours = _is_ours(cell)
            return () if ours else joint_names_of(cell, self.text("joint_honorifics"), main)
        found = []
        for number in self.numbers:
            parts = (f"{role}{number}.{part}" for part in ("family", "given", "full", "honorific"))
            family, given, full, honorific = map(self.text, parts)
            found.append(joint_name(family, given, full, honorific, main))
        return tuple(filter(None, found))

    def _places(self) -> Iterator[Place]:
        for use in (Use.HOME, Use.WORK, Use.OTHER, Use.ONLY):
            if any(role.startswith(f"{use.value}.") for role in self.header.roles):
                yield self._place(use.value, use, preferred=False)
        for number in self.numbers:
            label = self.text(f"place{number}.label")
            yield self._place(f"place{number}", _use_of(label), label.startswith("*"))

    def _place(self, prefix: str, use: Use, preferred: bool) -> Place:
        roles = [role for role in self.header.roles if role.startswith(f"{prefix}.")]
        text = {role.partition(".")[2]: self.text(role) for role in roles}
        numbered = sorted((part for part in text if part.startswith("line")), key=_line_number)
        lines = [text[part] for part in numbered]
        parts = ("prefecture", "city", "street", "building")
        if not any(text.get(part) for part in parts):
            lines.append(text.get("whole", ""))
        named = ("street", "street2", "street3")
        street, *rest = [*filter(None, (text.get(part, "") for part in named)), ""]
        box = text.get("box", "")
        return Place(
            use,
            code=text.get("code", ""),
            prefecture=text.get("prefecture", ""),
            city=text.get("city", ""),
            street=street or box,
            building=joined(
                (*rest, text.get("building", ""), text.get("room", ""), box if street else "")
            ),
            lines=tuple(filter(None, lines)),
            country=text.get("country", ""),
            preferred=preferred,
            cells=self.named_cells(roles),
            pieces=tuple(self.pieces(role for role in roles if not role.endswith(_NO_TEXT))),
        )


def _column_of(role: str) -> str:
    """Return the column of ours that a role goes to."""
    part = role.rpartition(".")[2]
    return "address" if part.startswith("line") else _COLUMN_OF.get(part, part)


def _line_number(part: str) -> int:
    return int(part.removeprefix("line"))


def _is_ours(joints: str) -> bool:
    """Return whether further names are written as the address book has them."""
    return ":" in joints or ";" in joints or "：" in joints


def _use_of(label: str) -> Use:
    """Return what a label such as Work, 自宅 or * Home says an address is."""
    word = fold(label.lstrip("* "))
    if any(name in word for name in _WORK):
        return Use.WORK
    if any(name in word for name in _HOME):
        return Use.HOME
    return Use.OTHER if word else Use.UNNAMED
