"""What this computer last saw of the ledger: another one, an older one or a damaged one is noticed.

The head lies beside the project's id, outside the ledger: nothing within a file can tell that its
end was cut off, or that the whole of it was exchanged.
"""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

from outreach.errors import LedgerError, OutputError
from outreach.ledger import Ledger
from outreach.phrase import phrase

ID_NAME, HEAD_NAME = "id", "head"
LOOKED_AT = 20_000  # entries: a tenth of a second, and years of a small office


def note_head(state: Path, ledger: Ledger) -> None:
    """Write down the ledger's last entry; a folder that takes no note is no matter."""
    seq, hash_ = ledger.head()
    path = state / HEAD_NAME
    fresh = path.with_name(f"{HEAD_NAME}.new")
    with suppress(OSError):
        fresh.write_text(f"{seq} {hash_}\n", encoding="ascii")
        fresh.replace(path)


def forget_head(state: Path) -> None:
    """Take the note away: the ledger was replaced on purpose."""
    with suppress(OSError):
        (state / HEAD_NAME).unlink(missing_ok=True)


def refuse_strange(state: Path, ledger: Ledger) -> None:
    """Raise LedgerError where the ledger is another project's, or lacks what was there before."""
    own = _read(state / ID_NAME)
    if own and own != ledger.id:
        raise LedgerError(
            phrase("The ledger is not this project's: it would not know who said stop here."),
            phrase("Put the project's own ledger back, or: outreach restore FILE."),
        )
    seq, _, hash_ = _read(state / HEAD_NAME).partition(" ")
    if seq.isdigit() and int(seq) and ledger.noted(int(seq), hash_) is None:
        raise LedgerError(
            phrase("The ledger lacks entries that were there before: {seq} was the last.",
                   seq=int(seq)),
            phrase("Put the newer ledger back, or: outreach restore FILE."),
        )  # fmt: skip


def refuse_damaged(ledger: Ledger) -> None:
    """Raise LedgerError where an entry of late was changed after it was written."""
    if problems := ledger.newest(LOOKED_AT):
        raise LedgerError(
            phrase("The ledger is damaged; nothing more is printed or posted with it."),
            phrase("Restore the last backup: outreach restore FILE."),
            problems,
        )


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""
    except (OSError, ValueError) as error:
        raise OutputError(
            phrase("The note {file} in .outreach cannot be read.", file=path.name),
            phrase("Check the folder's rights, or restore the backup: outreach restore FILE."),
        ) from error
