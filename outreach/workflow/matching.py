"""Which row of the address book a foreign entry belongs to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from outreach.phrase import phrase
from outreach.sources.fault import Fault
from outreach.sources.fields import parse_postal_code
from outreach.sources.held import HeldRow
from outreach.sources.importers.contact import Entry
from outreach.sources.importers.merging import same_address
from outreach.workflow.content import folded


def folded_name(fields: Mapping[str, str]) -> str:
    """Return the name two rows of one person share: the person's, else that of the house."""
    said = fields.get
    person = folded(said("family_name", "") + said("given_name", ""))
    return person or folded(said("organisation", "") + said("department", ""))


class Matcher:
    """The rows of the address book by key, by another program's id, and by name."""

    def __init__(self, rows: Iterable[HeldRow]) -> None:
        self._by_key: dict[str, HeldRow] = {}
        self._by_source: dict[str, list[HeldRow]] = {}
        self._by_name: dict[str, list[HeldRow]] = {}
        for row in rows:
            self.add(row)

    def add(self, row: HeldRow) -> None:
        """Take a further row, such as one that is still to be written."""
        if row.cells.key:
            self._by_key.setdefault(row.cells.key.lower(), row)
        if row.source_id:
            self._by_source.setdefault(row.source_id, []).append(row)
        if name := folded_name(row.cells._asdict()):
            self._by_name.setdefault(name, []).append(row)

    def find(self, entry: Entry) -> HeldRow | Fault | None:
        """Return the row an entry belongs to, None if it is new, or why that cannot be said.

        By key, else by the other program's id, else by folded name and postal code; an entry
        without a code by name and address. A key or an id whose name and address both differ
        names someone else.
        """
        row = self._by_key.get(entry.fields.get("key", "").lower())
        if row is not None:
            return row if _is_same(row, entry) else _someone_else(row)
        rows = self._by_source.get(entry.source_id, []) if entry.source_id else []
        if len(rows) == 1:
            return rows[0] if _is_same(rows[0], entry) else _other_id(rows[0])
        rows = rows or self._by_name_and_place(entry)
        return _ambiguous(rows) if len(rows) > 1 else next(iter(rows), None)

    def _by_name_and_place(self, entry: Entry) -> list[HeldRow]:
        code = parse_postal_code(entry.fields.get("postal_code", ""))[0]
        rows = self._by_name.get(folded_name(entry.fields), [])
        if code:
            return [row for row in rows if parse_postal_code(row.cells.postal_code)[0] == code]
        return [row for row in rows if same_address(row.cells, entry.fields)]


def _is_same(row: HeldRow, entry: Entry) -> bool:
    """Return whether name or address is still the same."""
    same_name = folded_name(row.cells._asdict()) == folded_name(entry.fields)
    return same_name or same_address(row.cells, entry.fields)


def _someone_else(row: HeldRow) -> Fault:
    return Fault(
        "key-names-someone-else",
        phrase("Under key {key} the address book has another name and another address.",
               key=row.cells.key),
        phrase("Empty the key if this is another person; if it is the same one, change the row "
               "at {file}:{line} by hand.", file=row.where.file, line=row.where.line),
    )  # fmt: skip


def _other_id(row: HeldRow) -> Fault:
    return Fault(
        "id-names-someone-else",
        phrase("The other program's number belongs to key {key} here, with another name and "
               "another address.", key=row.cells.key),
        phrase("If it is another person, empty source_id (取込元ID) at {file}:{line}; if it is "
               "the same one, change that row by hand.",
               file=row.where.file, line=row.where.line),
    )  # fmt: skip


def _ambiguous(rows: list[HeldRow]) -> Fault:
    places = ", ".join(f"{row.where.file}:{row.where.line}" for row in rows)
    return Fault(
        "match-ambiguous",
        phrase("Several rows have this name and postal code: {places}.", places=places),
        phrase("Keep one of them, or put its key into a column key (管理番号) of this file."),
    )  # fmt: skip
