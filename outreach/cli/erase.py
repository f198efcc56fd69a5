"""outreach erase: a person goes out of everything, and a paper says so."""

from __future__ import annotations

from pathlib import Path

import click

from outreach.cli import outside
from outreach.cli.certificate import show, spoken
from outreach.cli.language import _, say
from outreach.cli.options import key, option, out_file, verb
from outreach.cli.output import tell_line
from outreach.cli.register import known_person
from outreach.phrase import phrase
from outreach.workflow.desk import cannot_write
from outreach.workflow.erasing import erase, look


@verb("erase", _("From the files here and the ledger's words; counts in reports stay. For ever."))
@key
@option("--yes", is_flag=True, help=_("Do it without asking."))
@out_file
def command(key: str, yes: bool, out: Path | None) -> None:
    """Erase a person."""
    desk = outside.desk()
    if out is not None:
        outside.refuse_existing(out)
    with desk.read_ledger() as ledger:
        known = known_person(desk, ledger, key)
    if not yes:
        for each in look(desk, known):
            tell_line(each.file)
        if not click.confirm(say(phrase("Erase {key} from these and from the ledger, for ever?",
                                        key=known)), err=True):  # fmt: skip
            raise click.Abort
    made = erase(desk, known)
    certificate = spoken(made, desk.project.name, desk.today)
    show(certificate)
    if out is not None:
        try:
            out.write_text("\n".join(certificate) + "\n", encoding="utf-8")
        except OSError as error:
            raise cannot_write(out, error) from None
