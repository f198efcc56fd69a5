"""outreach recipients postal: a postal code beside its address, accepted or kept by a person."""

from __future__ import annotations

import click

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, key, option, verb
from outreach.cli.output import show_json, tell
from outreach.cli.postal import PostalCode, decision_data, show_decision, show_kept
from outreach.cli.register import person
from outreach.phrase import phrase
from outreach.post.areas import hyphened
from outreach.workflow.postal_choice import PROPOSED, accept_code, keep_code, look_up


@verb("postal", _("Shows whether the two go together; --accept and --keep decide."))
@key
@option("--accept", is_flag=False, flag_value=PROPOSED, metavar="[CODE]", type=PostalCode(),
        help=_("Write the proposed code into the address book, or the one named."))  # fmt: skip
@option("--keep", is_flag=True,
        help=_("The code is right: check asks no more until it or the address "
               "changes."))  # fmt: skip
@as_json
def command(key: str, accept: str | None, keep: bool, as_json: bool) -> None:
    """Show, write or keep a postal code."""
    if accept and keep:
        raise click.UsageError(say(phrase("--accept and --keep exclude each other.")))
    desk = outside.desk()
    recipient = person(desk, key)
    if accept:
        decision = accept_code(desk, recipient, accept)
    else:
        decision = (keep_code if keep else look_up)(desk, recipient)
    if as_json:
        show_json(decision_data(decision))
    elif accept:
        where = recipient.where
        tell(phrase("{key} has the postal code {code} ({file}:{line}).", key=recipient.key,
                    code=hyphened(decision.finding.code), file=where.file,
                    line=where.line))  # fmt: skip
        if decision.entry:  # a code named against the postal data
            show_kept(decision.entry)
    else:
        show_decision(decision)
