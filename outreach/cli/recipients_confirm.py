"""outreach recipients confirm: a key whose name and address changed names the same person."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import key, verb
from outreach.cli.output import tell
from outreach.cli.register import person
from outreach.phrase import phrase
from outreach.workflow.content import identity_of


@verb("confirm", _("After a marriage and a move, for instance, when check asks for it."))
@key
def command(key: str) -> None:
    """Enter the confirmation."""
    desk = outside.desk()
    recipient = person(desk, key)
    with desk.write_ledger() as ledger:
        ledger.confirm(identity_of(recipient), desk.today)
        seq, _hash = ledger.head()
    tell(phrase("{key} is confirmed (entry {seq}).", key=recipient.key, seq=seq))
