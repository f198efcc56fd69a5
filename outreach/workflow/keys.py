"""backup keys: a new pair of keys, the secret one on paper or in a file and nowhere else."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from outreach.errors import LayoutError, OutputError
from outreach.faces.key_sheet import PAGE_HEIGHT, PAGE_WIDTH, key_sheet
from outreach.fonts import load_fonts
from outreach.model.words import FONT_ROLES
from outreach.phrase import phrase
from outreach.press.imposition import plain_page
from outreach.press.pdf import Store, Volume
from outreach.sources.atomic import room_beside
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.keeping import refuse_no_folder
from outreach.workflow.sealing import KeyPair, new_keys

if TYPE_CHECKING:
    from outreach.fonts import Stack


def make_keys(file: Path, desk: Desk | None = None) -> str:
    """Make a pair of keys, write the secret one, and return the public one.

    A file that ends in .pdf becomes a sheet of paper, any other the text that age reads. It is
    open to its owner only, and never overwrites. Without a ``desk`` no project is asked: whoever
    is to be handed one needs a key before there is any.

    Raises OutputError where the file cannot be written, LayoutError where there is no font.
    """
    file = file.absolute()
    if file.exists():
        raise OutputError(
            phrase("{folder} is there already and is never overwritten.", folder=file.name),
            phrase("Choose another name, or move the old file away."),
        )
    refuse_no_folder(file)
    keys = new_keys()
    try:
        with room_beside(file.parent) as room:
            made = room / "key"
            if file.suffix.lower() == ".pdf":
                _save_sheet(desk, keys, made, file.parent)
            else:
                made.write_text(f"# public key: {keys.public}\n{keys.secret}\n", encoding="ascii")
            made.chmod(0o600)
            made.replace(file)
    except OSError as error:
        raise cannot_write(file, error) from None
    return keys.public


def _save_sheet(desk: Desk | None, keys: KeyPair, file: Path, folder: Path) -> None:
    """Save the sheet; without a project its fonts are those of ``folder``, system and program."""
    stack: Stack = (desk.fonts if desk else load_fonts(folder, {}))["address"]
    if not stack:
        raise LayoutError(
            phrase("{role}: none was found.", role=FONT_ROLES["address"]),
            phrase("Give the file another ending than .pdf: then the key is a line of text."),
        )
    fonts = {font.id: font for font in stack}
    volume = Volume(plain_page(PAGE_WIDTH, PAGE_HEIGHT), Store(fonts, {}), "key")
    volume.add(key_sheet(desk.project.name if desk else "", keys.public, keys.secret, stack))
    volume.save(file)
