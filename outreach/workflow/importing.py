"""Import: foreign entries beside the address book – who is new, what changes, what is refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from outreach.errors import Problem, Severity, Where
from outreach.model.project import Project
from outreach.model.recipient import ConsentCell, Recipient
from outreach.phrase import Phrase, phrase
from outreach.sources.characters import spell
from outreach.sources.columns import Cells, label
from outreach.sources.fault import Fault, at_cell
from outreach.sources.fields import parse_consent
from outreach.sources.held import HeldFile, HeldRow, Holdings, read_holdings
from outreach.sources.importers.contact import Entry
from outreach.sources.importers.merging import changes
from outreach.sources.importers.reading import AUTO, AddressBook, read_foreign
from outreach.sources.numbering import Entropy, new_key
from outreach.sources.recipients import FOLDER
from outreach.sources.rows import read_row
from outreach.sources.splicing import unfit
from outreach.workflow.import_codes import CodeClerk
from outreach.workflow.matching import Matcher


@dataclass(frozen=True, slots=True)
class Added:
    """An entry that becomes a new row of the file ``slug`` stands for."""

    where: Where
    recipient: Recipient
    cells: Mapping[str, str]
    slug: str


@dataclass(frozen=True, slots=True)
class Changed:
    """An entry that changes cells of a row; ``cells`` are the new texts."""

    where: Where
    row: HeldRow
    cells: Mapping[str, str]
    recipient: Recipient | None

    @property
    def changes(self) -> dict[str, tuple[str, str]]:
        """Return what each cell says now and what it will say, by column."""
        return _changes(self.row, self.cells)

    @property
    def file(self) -> HeldFile:
        """Return the file the row stands in."""
        assert self.row.file is not None
        return self.row.file


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An entry that says nothing the address book does not say already."""

    where: Where
    row: HeldRow


@dataclass(frozen=True, slots=True)
class Refused:
    """An entry that is not taken, and why; where ``line`` is None the whole file.

    ``by_hand`` are the new texts of a row that only a person can change, by the cell's name.
    """

    where: Where
    problems: tuple[Problem, ...]
    by_hand: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Import:
    """All that an import would do; nothing of it is written yet."""

    holdings: Holdings
    formats: dict[str, str] = field(default_factory=dict)
    added: list[Added] = field(default_factory=list)
    changed: list[Changed] = field(default_factory=list)
    unchanged: list[Unchanged] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    remarks: list[Problem] = field(default_factory=list)

    @property
    def has_news(self) -> bool:
        """Return whether there is anything to write."""
        return bool(self.added or self.changed)


def plan_import(
    project: Project,
    paths: Iterable[Path],
    entropy: Entropy,
    taken: Iterable[str] = (),
    format: str = AUTO,
    clerk: CodeClerk | None = None,
) -> Import:
    """Read foreign files and return what importing them would do; nothing is written.

    ``taken`` are keys that must not be given again, such as those only the ledger still knows;
    the ``clerk`` looks up postal codes that lost their zeros or are missing.

    Raises:
        ProblemsFoundError: a file of the address book itself cannot be read.
    """
    holdings = read_holdings(project)
    planning = _Planning(project, Import(holdings), entropy, clerk)
    planning.used |= {row.cells.key.lower() for row in holdings.rows} | {*map(str.lower, taken)}
    for path in paths:
        planning.take_file(path, format)
    return planning.plan


def name_in_problems(path: Path, root: Path) -> str:
    """Return how problems name a foreign file: within the project by its path, else its name."""
    path = path.absolute()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name


class _Planning:
    """The state while entries are taken one by one."""

    def __init__(
        self, project: Project, plan: Import, entropy: Entropy, clerk: CodeClerk | None
    ) -> None:
        self.project = project
        self.plan = plan
        self.matcher = Matcher(plan.holdings.rows)
        self.entropy = entropy
        self.clerk = clerk
        self.used: set[str] = set()
        self.seen: dict[Where, tuple[Where, Cells]] = {}  # row: its entry, as it will stand
        self.targets: dict[str, HeldFile | None] = {}

    def take_file(self, path: Path, format: str) -> None:
        file = name_in_problems(path, self.project.root)
        if path.parent.resolve() == (self.project.root / FOLDER).resolve():
            self._refuse_file(_IS_OURS.at(Where(file)))
            return
        book = read_foreign(path, file, format)
        if isinstance(book, Problem):
            self._refuse_file(book)
            return
        self.plan.formats[file] = book.format
        self.plan.remarks += book.remarks
        for entry in book.entries:
            if isinstance(entry, Problem):
                self.plan.refused.append(Refused(entry.where, (entry,)))
            else:
                self.take(entry, book)

    def _refuse_file(self, problem: Problem) -> None:
        self.plan.refused.append(Refused(replace(problem.where, line=None), (problem,)))

    def take(self, entry: Entry, book: AddressBook) -> None:
        """Take one entry: into a row that is there, as a new row, or not at all."""
        if _errors(entry.faults):
            self._refuse(entry, [fault.at(entry.where) for fault in entry.faults])
            return
        if self.clerk:
            entry = self.clerk.mended(entry)
        found = self.matcher.find(entry)
        if isinstance(found, Fault):
            self._refuse(entry, [found.at(entry.where)])
        elif found is None:
            self._add(entry, book)
        elif found.where in self.seen:
            self._take_again(entry, found)
        else:
            self._change(entry, found)

    def _refuse(
        self, entry: Entry, problems: Iterable[Problem], by_hand: Mapping[str, str] | None = None
    ) -> None:
        if self.clerk:
            clerk = self.clerk
            problems = [clerk.with_proposal(problem, entry.fields) for problem in problems]
        named = tuple(_at_cell(problem, entry) for problem in problems)
        self.plan.refused.append(Refused(entry.where, named, by_hand or {}))

    def _remark(self, entry: Entry, problems: Iterable[Problem], key: str) -> None:
        where = replace(entry.where, key=key or None)
        self.plan.remarks += [replace(_at_cell(each, entry), where=where) for each in problems]

    def _add(self, entry: Entry, book: AddressBook) -> None:
        fields = dict(entry.fields)
        if not says_stop(fields.get("consent", "")):
            fields.pop("consent", None)
            fields.pop("consent_on", None)
        named = fields.get("key", "")
        if named.lower() in self.used:
            named = ""
        fields["key"] = named or "k"  # for reading the row: one that is taken gets its own at last
        cells = _cells_of(fields)
        recipient, problems = read_row(cells, entry.where, self.project.senders)
        if recipient is not None:
            held = self._target(book.slug)
            named_there = {**fields, "source_id": entry.source_id}
            problems += _unfit_for(held, named_there, entry.where) if held else []
        if recipient is None or any(problem.is_error for problem in problems):
            self._refuse(entry, problems)
            return
        key = named or new_key(self.entropy, self.used)
        self.used.add(key.lower())
        cells = cells._replace(key=key)
        row = HeldRow(replace(entry.where, key=key), cells, entry.source_id)
        self.matcher.add(row)
        self.seen[row.where] = entry.where, cells
        written = {**cells._asdict(), "source_id": entry.source_id}
        self.plan.added.append(Added(row.where, replace(recipient, key=key), written, book.slug))
        self._remark(entry, [*_found(entry), *problems], key)

    def _target(self, slug: str) -> HeldFile | None:
        """Return the file that is there already for a source's new rows."""
        if slug not in self.targets:
            self.targets[slug] = self.plan.holdings.target(slug, self.project.root)[1]
        return self.targets[slug]

    def _take_again(self, entry: Entry, row: HeldRow) -> None:
        """Take a second entry for one person: it must not say anything else."""
        first, cells = self.seen[row.where]
        new, faults = changes(cells, entry.fields)
        if errors := _errors(faults):
            self._refuse(entry, [fault.at(entry.where) for fault in errors])
            return
        if new:
            self._refuse(entry, [_twice_unlike(first, new).at(entry.where)])
            return
        self.plan.unchanged.append(Unchanged(entry.where, row))
        self._remark(entry, [_twice(first).at(entry.where)], cells.key)

    def _change(self, entry: Entry, row: HeldRow) -> None:
        new, faults = changes(row.cells, entry.fields)
        if errors := _errors(faults):
            self._refuse(entry, [fault.at(entry.where) for fault in errors])
            return
        file = row.file
        if file and entry.source_id and not row.source_id and "source_id" in file.places:
            new["source_id"] = entry.source_id
        cells = row.cells._replace(**{name: new[name] for name in new if name in Cells._fields})
        self.seen[row.where] = entry.where, cells
        if not new:
            self.plan.unchanged.append(Unchanged(entry.where, row))
            return
        recipient, problems = self._validated(row, cells)
        wrong = problems or _unwritable(row, new)
        if wrong:
            by_hand = {} if problems else _by_hand(row, new)
            self._refuse(entry, [replace(each, where=entry.where) for each in wrong], by_hand)
            return
        self.plan.changed.append(Changed(entry.where, row, new, recipient))
        self._remark(entry, [*_found(entry), *(each.at(entry.where) for each in faults)],
                     cells.key)  # fmt: skip

    def _validated(self, row: HeldRow, cells: Cells) -> tuple[Recipient | None, list[Problem]]:
        """Return what a row becomes, and the errors that it does not have already."""
        senders = self.project.senders
        _, before = read_row(row.cells, row.where, senders)
        recipient, problems = read_row(cells, row.where, senders)
        return recipient, [each for each in problems if each.is_error and each not in before]


def says_stop(consent: str) -> bool:
    """Return whether a consent cell says stop, in any way that the address book reads."""
    return parse_consent(consent)[0] is ConsentCell.STOP


def _errors(faults: Iterable[Fault]) -> list[Fault]:
    return [fault for fault in faults if fault.severity is Severity.ERROR]


def _found(entry: Entry) -> list[Problem]:
    return [fault.at(entry.where) for fault in entry.faults]


def _cells_of(fields: Mapping[str, str]) -> Cells:
    return Cells(**{name: fields.get(name, "") for name in Cells._fields})


def _unwritable(row: HeldRow, new: Mapping[str, str]) -> list[Problem]:
    """Return why a row cannot be changed where it stands."""
    file = row.file
    if file is None:
        return []
    if file.is_book:
        return [_in_book(file, row, new).at(row.where)]
    return _unfit_for(file, new, row.where)


def _unfit_for(file: HeldFile, cells: Mapping[str, str], where: Where) -> list[Problem]:
    """Return the first character that a file of the address book cannot hold."""
    for column, text in cells.items():
        if character := unfit(text, file.encoding):
            return [_not_in_encoding(column, character, file.name).at(where)]
    return []


def _changes(row: HeldRow, new: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    held = {**row.cells._asdict(), "source_id": row.source_id}
    return {column: (held[column], text) for column, text in new.items()}


def _by_hand(row: HeldRow, new: Mapping[str, str]) -> dict[str, str]:
    """Return what a person must write into which cells of a workbook."""
    file = row.file
    if file is None or not file.is_book:
        return {}
    line = row.where.line or 0
    return {file.cell(name, line): new[name] for name in new if name in file.places}


def _in_book(file: HeldFile, row: HeldRow, new: Mapping[str, str]) -> Fault:
    cells = [file.cell(column, row.where.line or 0) for column in new if column in file.places]
    shown = ", ".join(cells) or f"A{row.where.line}"
    return Fault(
        "book-row-changed",
        phrase("The row stands in the workbook {file}, sheet {sheet}, which is not written to.",
               file=file.name, sheet=file.sheet),
        phrase("Change it there in Excel: {cells}.", cells=shown),
    )  # fmt: skip


def _not_in_encoding(column: str, character: str, file: str) -> Fault:
    return Fault(
        "character-not-in-encoding",
        phrase("{column} has {character}, which {file} cannot hold: it is saved as Shift_JIS.",
               column=label(column), character=_spelt(character), file=file),
        phrase("Open that file in Excel, save it as CSV UTF-8, and import again."),
    )  # fmt: skip


def _spelt(character: str) -> Phrase:
    """Return a character and its code point."""
    return phrase("{character} ({code})", character=character, code=spell(character))


_COLUMN_OF = {
    "name-missing": "family_name", "name-not-split": "family_name", "name-parts": "family_name",
    "name-changed-whole": "family_name", "address-missing": "address", "address-twice": "address",
    "country-foreign": "address", "postal-code-twice": "postal_code",
    "postal-code-form": "postal_code", "postal-code-zero": "postal_code",
    "postal-code-missing": "postal_code", "postal-code-zeros": "postal_code",
    "joint-names-form": "joint_names",
}  # fmt: skip


def _at_cell(problem: Problem, entry: Entry) -> Problem:
    """Return a problem that names the foreign cell it is about, where that is known."""
    column = _COLUMN_OF.get(problem.code) or _column_in(problem.message)
    others = {
        "address": ("street", "city"), "street": ("address",), "city": ("address",),
        "building": ("street", "address"), "given_name": ("family_name",),
        "organisation": ("family_name",), "family_name": ("organisation",),
    }.get(column, ())  # fmt: skip
    cell = next((entry.cells[name] for name in (column, *others) if name in entry.cells), None)
    if cell is None:
        return problem
    return replace(problem, message=at_cell(cell, problem.message))


def _column_in(message: Phrase) -> str:
    """Return the column of ours that a message names, or an empty text."""
    named = dict(message.values).get("column")
    return str(dict(named.values).get("column", "")) if isinstance(named, Phrase) else ""


_IS_OURS = Fault(
    "import-own-file",
    phrase("The file belongs to the address book already."),
    phrase("Nothing needs to be imported; to move it in from elsewhere, name it where it lies."),
)


def _twice(first: Where) -> Fault:
    return Fault(
        "entry-twice",
        phrase("The same person as at {file}:{line}; taken once.",
               file=first.file, line=first.line),
        phrase("Nothing needs to be done."),
        Severity.WARNING,
    )  # fmt: skip


def _twice_unlike(first: Where, new: Iterable[str]) -> Fault:
    return Fault(
        "entry-twice-unlike",
        phrase("The same person as at {file}:{line}, but not the same in: {columns}.",
               file=first.file, line=first.line, columns=", ".join(new)),
        phrase("Keep one of the two in the other program, then export again."),
    )  # fmt: skip
