"""backup keys: a new pair of keys, the secret one on paper or in a file and nowhere else."""

from __future__ import annotations

import tempfile
from pathlib import Path

from outreach.errors import OutputError
from outreach.faces.key_sheet import PAGE_HEIGHT, PAGE_WIDTH, key_sheet
from outreach.phrase import phrase
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.sealing import KeyPair, new_keys


def make_keys(desk: Desk, file: Path) -> str:
    """Make a pair of keys, write the secret one, and return the public one.

    A file that ends in .pdf becomes a sheet of paper, any other the text that age reads. It is
    open to its owner only, and never overwrites. Raises OutputError where it cannot be written.
    """
    file = file.absolute()
    if file.exists():
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=file.name),
            phrase("Choose another name, or move the old file away."),
        )
    keys = new_keys()
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=".outreach-") as name:
            made = Path(name) / "key"
            if file.suffix.lower() == ".pdf":
                _save_sheet(desk, keys, made)
            else:
                made.write_text(f"# public key: {keys.public}\n{keys.secret}\n", encoding="ascii")
            made.chmod(0o600)
            made.replace(file)
    except OSError as error:
        raise cannot_write(file, error) from None
    return keys.public


def _save_sheet(desk: Desk, keys: KeyPair, file: Path) -> None:
    stack = desk.fonts["address"]
    fonts = {font.id: font for font in stack}
    volume = Volume(plain_page(PAGE_WIDTH, PAGE_HEIGHT), Store(fonts, {}), "key")
    volume.add(key_sheet(desk.project.name, keys.public, keys.secret, stack))
    volume.save(file)
