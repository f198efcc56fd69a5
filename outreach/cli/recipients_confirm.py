"""outreach recipients confirm: a key whose name and address changed names the same person."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import key, option, verb
from outreach.cli.output import note, tell
from outreach.cli.register import person
from outreach.phrase import phrase
from outreach.workflow.returns import enter_confirmed


@verb("confirm", _("After a marriage and a move, for instance, when check asks for it."))
@key
@option("--same", is_flag=True,
        help=_("The address is right though it is the one from before the move."))  # fmt: skip
def command(key: str, same: bool) -> None:
    """Enter the confirmation, and say what else it takes."""
    desk = outside.desk()
    recipient = person(desk, key)
    with desk.write_ledger() as ledger:
        made = enter_confirmed(ledger, recipient, desk.today, same=same)
    tell(phrase("{key} is confirmed (entry {seq}).", key=recipient.key, seq=made.seq))
    if made.is_unseen:
        note(phrase("Nothing was printed for {key} before the move, so only you can see whether "
                    "the address in the address book is the new one.",
                    key=recipient.key))  # fmt: skip
    if made.is_held:
        note(phrase("Mail came back from there, so the address is still held."),
             phrase("When it is right: outreach release {key} --because …",
                    key=recipient.key))  # fmt: skip
