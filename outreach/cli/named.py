"""Names and their characters, as a table and as JSON."""

from __future__ import annotations

from outreach.cli.language import _, say
from outreach.cli.output import show_table, tell
from outreach.faces.name_proof import FORMS, Character, NameEntry
from outreach.phrase import phrase
from outreach.workflow.naming import Names


def show_names(names: Names) -> None:
    """Show every character that is not everyday, by key, and the font it is printed in."""
    special = [entry for entry in names.entries if entry.characters]
    rows = [
        (entry.key, character.text, character.codes, _what(character), character.font or "—")
        for entry in special
        for character in entry.characters
    ]
    if rows:
        columns = (_("Key"), _("Character"), _("Code"), _("Form"), _("Font"))
        show_table(columns, rows)
    tell(phrase("{special} of {all} have characters beyond the everyday ones.",
                special=len(special), all=len(names.entries)))  # fmt: skip
    if special:
        tell(phrase("Check their shapes on paper: outreach names --proof"))


def _what(character: Character) -> str:
    return say(FORMS[character.form]) if character.form else ""


def name_data(entry: NameEntry) -> dict[str, object]:
    """Return a recipient's names and their characters as JSON has them."""
    characters = [
        {
            "character": character.text,
            "codes": character.codes.split(),
            "form": character.form.value if character.form else "",
            "font": character.font,
        }
        for character in entry.characters
    ]
    return {
        "key": entry.key,
        "names": [line for line, _font in entry.lines],
        "characters": characters,
        "printable": not entry.lacking,
    }
