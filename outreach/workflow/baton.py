"""baton: the whole project goes to another computer as one sealed packet, and comes back.

Nothing is ever merged: one machine writes at a time. The packet holds a ledger whose last entry is
that very hand-over, so whoever takes it can see its generation; an older or equal one is refused.
The giver's own ledger gets the same entry before the packet gets its name: whatever is cut off in
between, no two machines can both write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from outreach.errors import LedgerError, OutputError, ProjectError, StateError
from outreach.ledger import Clock, Entropy, Ledger
from outreach.model.event import EventKind, NewEvent
from outreach.phrase import phrase
from outreach.sources.atomic import room_beside
from outreach.sources.project import FILE_NAME
from outreach.workflow.archive import FILES, FOLDERS, ID_FILE, LEDGER, Head, pack
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.keeping import (
    copy_ledger,
    free_name,
    move_aside,
    opened,
    put_back,
    refuse_loss,
    refuse_no_folder,
    sealed_and_read,
    settings,
)
from outreach.workflow.lease import Handing, Lease, lease_of, until
from outreach.workflow.sealing import Opener, Seal, check_recipients


@dataclass(frozen=True, slots=True)
class Handed:
    """A hand-over: its generation, the files that went along, and the day the packet expires.

    ``aside`` is the folder that took what stood here and differed, None where nothing did.
    """

    generation: int
    files: int
    expires: date | None = None
    aside: Path | None = None


def give(desk: Desk, file: Path, with_: Seal, days: int, note: str = "") -> Handed:
    """Hand the project over in a sealed packet that can be taken for some days.

    From then on it can only be read here. Raises StateError where it is away already, OutputError
    where the packet is there or cannot be written, ProjectError where it would not be sealed.
    """
    if not with_:
        raise ProjectError(
            phrase("A packet holds every name and address: it is always sealed."),
            phrase("Name the key of whoever takes it: --to age1…, or --passphrase."),
        )
    check_recipients(with_.recipients)
    file = file.absolute()
    if file.exists():
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=file.name),
            phrase("Choose another name, or move the old file away."),
        )
    refuse_no_folder(file)
    try:
        with room_beside(file.parent) as room:
            return _Giving(desk, room, note).give(file, with_, until(desk.today, days))
    except OSError as error:
        raise cannot_write(file, error) from None


@dataclass(frozen=True)
class _Giving:
    desk: Desk
    room: Path
    note: str

    def give(self, file: Path, with_: Seal, expires: date) -> Handed:
        """Pack a copy that has the entry already, then enter it here, then name the packet."""
        with self.desk.write_ledger() as ledger:
            before, lease = ledger.head(), lease_of(ledger)
        moment = self.desk.clock()
        entry = NewEvent(
            EventKind.HANDED, self.desk.today, data=lease.data(Handing.GIVEN, expires)
        )  # fmt: skip
        copy = self.room / LEDGER
        copied = copy_ledger(self.desk, copy, file.name)
        if copied != before:
            raise _quicker()
        with _opened_at(copy, self.desk, moment) as there, there.transaction():
            there.append([entry])
        with _opened_at(copy, self.desk, moment) as there:
            head = there.head()
        told = {**entry.data, "head": list(head)}
        made = self.room / "packet.zip"
        pack(made, self.desk.project, copy, head, told)
        contents = sealed_and_read(made, self.room, with_, self.desk)
        self._enter(entry, before, head, moment)
        (self.room / "made").replace(file)
        return Handed(lease.generation + 1, contents.files, expires)

    def _enter(self, entry: NewEvent, before: Head, head: Head, moment: datetime) -> None:
        """Enter the hand-over here as well: the very same entry, or none at all."""
        desk = replace(self.desk, clock=lambda: moment)
        with desk.write_ledger() as ledger, ledger.transaction():
            if ledger.head() != before:
                raise _quicker()
            (seq,) = ledger.append([entry])
            if self.note:
                ledger.annotate(seq, self.note)
            if ledger.head() != head:
                raise _quicker()


def _opened_at(path: Path, desk: Desk, moment: datetime) -> Ledger:
    return Ledger.open(path, clock=lambda: moment, entropy=desk.entropy, expected=True)


def _quicker() -> StateError:
    return StateError(
        phrase("Something was entered while the packet was made; nothing was handed over."),
        phrase("Start the same command again."),
    )


def take(
    root: Path, file: Path, today: date, clock: Clock, entropy: Entropy, opener: Opener
) -> Handed:
    """Take the project over from a packet; what stands here and differs is kept aside.

    Raises LedgerError where the packet is damaged, sealed for another key, another project's or
    lacks entries made here; StateError where it is no packet, of an older or equal generation, or
    expired. Nothing is changed then.
    """
    root = root.absolute()
    try:
        with room_beside(root) as room:
            unpacked = room / "unpacked"
            found = opened(file, room, unpacked, opener, clock, entropy)
            lease = _told(file, found.lease)
            ledger = root / settings(unpacked).ledger
            _refuse_older(root, ledger, lease, clock, entropy)
            refuse_loss(root, ledger, unpacked, clock, entropy)
            if lease.expires is not None and today > lease.expires:
                raise _expired(lease)
            _note_taken(unpacked / LEDGER, lease, today, clock, entropy)
            aside = _strangers_aside(root, unpacked)
            aside = put_back(root, ledger, unpacked, aside) or aside
            return Handed(lease.generation, found.files, lease.expires, aside)
    except OSError as error:
        raise cannot_write(root, error) from None


def _told(file: Path, told: Mapping[str, object] | None) -> Lease:
    if told is None:
        raise StateError(
            phrase("{file} is a backup, and no packet of a project handed over.", file=file.name),
            phrase("outreach restore {file}", file=file.name),
        )
    try:
        expires = date.fromisoformat(str(told["expires"]))
        return Lease(int(str(told["generation"])), handing=Handing.GIVEN, expires=expires)
    except (KeyError, ValueError):
        raise LedgerError(
            phrase("The packet is damaged; nothing of it was used."),
            phrase("Have it made once more."),
        ) from None


def _refuse_older(root: Path, ledger: Path, lease: Lease, clock: Clock, entropy: Entropy) -> None:
    if not ledger.exists():
        return
    with Ledger.open_for_reading(ledger, clock=clock, entropy=entropy, expected=True) as present:
        here, own = lease_of(present), present.id
    id_file = root / ID_FILE
    if id_file.exists() and id_file.read_text(encoding="ascii").strip() != own:
        return  # refuse_loss says what is the matter
    if lease.generation <= here.generation:
        raise StateError(
            phrase("The packet is of generation {packet}; the project here has reached {here}.",
                   packet=lease.generation, here=here.generation),
            phrase("It is an old packet, or was taken already. Have a new one made."),
        )  # fmt: skip


def _expired(lease: Lease) -> StateError:
    return StateError(
        phrase("The packet could be taken until {day}; it is closed now.",
               day=lease.expires.isoformat() if lease.expires else ""),
        phrase("Have a new one made over there: outreach baton reclaim, then outreach baton give."),
    )  # fmt: skip


def _note_taken(ledger: Path, lease: Lease, today: date, clock: Clock, entropy: Entropy) -> None:
    with (
        Ledger.open(ledger, clock=clock, entropy=entropy, expected=True) as taken,
        taken.transaction(),
    ):
        taken.append([NewEvent(EventKind.HANDED, today, data=lease.data(Handing.TAKEN))])
    ledger.with_name(f"{ledger.name}-journal").unlink(missing_ok=True)  # empty, and no file of ours


def _strangers_aside(root: Path, unpacked: Path) -> Path:
    """Move aside the files here that the packet does not have: nothing is merged."""
    aside = free_name(root)
    places = [root / name for name in (FILE_NAME, *FILES)]
    for folder in FOLDERS:
        places += sorted((root / folder).rglob("*"))
    for path in places:
        part = path.relative_to(root)
        hidden = any(name.startswith((".", "~$", "__pycache__")) for name in part.parts)
        if path.is_file() and not hidden and not (unpacked / part).exists():
            move_aside(path, root, aside)
    return aside


def reclaim(desk: Desk, because: str) -> Handed:
    """Take the project back without its packet, which is refused for ever from then on.

    Raises StateError where it is not away.
    """
    with desk.write_ledger(away=True) as ledger:
        lease = lease_of(ledger)
        if not lease.is_away:
            raise StateError(
                phrase("The project is not away: it can be written to here."),
                phrase("outreach baton show says where it is."),
            )
        data = lease.data(Handing.RECLAIMED)
        ledger.office(EventKind.HANDED, desk.today, data, because)
        return Handed(lease.generation + 1, 0)


def show(desk: Desk) -> Lease:
    """Return the last hand-over of the project."""
    with desk.read_ledger() as ledger:
        return lease_of(ledger)
