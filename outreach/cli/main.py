"""The command ``outreach``: the list of commands, and how it starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Any

import click

from outreach import __version__
from outreach.cli.boundary import Wishes, guarded, show_any_character
from outreach.cli.commands import Group, Option
from outreach.cli.language import _, choose, speak

# In the order of a year's work. A command's module is loaded only when it is called.
TABLE = {
    "today": _("Show what waits for whom."),
    "init": _("Make a new project folder."),
    "printers": _("Describe printers, and test where they print."),
    "doctor": _("See whether everything that printing needs is in place."),
    "check": _("Read every file and list all that is wrong."),
    "recipients": _("Look people up in the address book."),
    "import": _("Take in address books of other programs."),
    "designs": _("Take in pictures and look after the designs."),
    "addresses": _("Take addresses apart and check their postal codes."),
    "names": _("See whether every name is printed as it is registered."),
    "consent": _("Enter that someone agreed to get mail."),
    "stop": _("Enter that nothing more may be sent to someone."),
    "wish": _("Enter what someone wishes: fewer cards, another author, a farewell."),
    "pause": _("Enter that someone wants a rest for a while."),
    "release": _("Enter that a held address is good again, or a rest over."),
    "layouts": _("See how a card can be laid out."),
    "wording": _("Read a message as its reader might: advice, never a change."),
    "hand": _("Bring words written by hand from sheets of paper onto the cards."),
    "ideas": _("Help for an empty page: the season, and words to begin with."),
    "write": _("Give authors a list to write on, and take it back."),
    "year": _("Propose the rounds of a fiscal year, and who draws and writes."),
    "plan": _("Show who gets a card, who does not and why, and the postage."),
    "proof": _("Make a marked preview of a round's cards."),
    "exposure": _("Show what the outside of a round tells, and to whom."),
    "print": _("Fix the round and make the files to print."),
    "shops": _("List the presets of print shops."),
    "preflight": _("See what would come out wrong in a print file, with page and place."),
    "printed": _("Enter that the cards exist on paper, and which were spoilt."),
    "post": _("Enter that the cards were handed to the post."),
    "pulled": _("Enter that a card which must not go was taken out of the stack."),
    "returned": _("Enter that a card came back, and see what to do next."),
    "moved": _("Enter that someone's mail is forwarded for a year."),
    "reply": _("Enter a reply, a gift nobody asked for."),
    "letter": _("Enter a consultation letter that came in or went out."),
    "who": _("Show everything that is held about one person."),
    "stamps": _("Look after the stamp drawer, and which stamp goes onto which card."),
    "cost": _("Enter and list what was paid beside postage."),
    "undo": _("Enter that an entry of the ledger was a mistake."),
    "log": _("Show the mailing ledger."),
    "report": _("Report what was done in a fiscal year."),
    "backup": _("Write a checked copy of the ledger and all files."),
    "restore": _("Bring a backup back."),
    "verify": _("See whether the ledger is whole."),
    "erase": _("Remove a person from everything, for ever."),
    "tidy": _("Remove printed files whose time is over."),
    "baton": _("Hand the whole project over to another computer, and take it back."),
}


def _show_version(ctx: click.Context, _param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"outreach {__version__}")
        ctx.exit()


class Outreach(Group):
    """The command itself: chooses the language first, and guards everything it runs."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> Any:
        """Run a command and leave with its exit code."""
        speak(choose(sys.argv[1:] if args is None else args, os.environ))
        wishes = Wishes()
        run = super().main
        sys.exit(
            guarded(
                lambda: run(
                    args, prog_name or "outreach", complete_var, standalone_mode=False,
                    windows_expand_args=windows_expand_args, obj=wishes, **extra,
                ),
                wishes,
            )
        )  # fmt: skip


VERSION = Option(
    ["--version"], is_flag=True, is_eager=True, expose_value=False, callback=_show_version,
    help=_("Show the version."),
)  # fmt: skip

cli = Outreach(
    "outreach",
    package="outreach.cli.",
    table=TABLE,
    params=[VERSION],
    help=_("Picture postcards to people who cannot leave home: from the address book to the post."),
    context_settings={"help_option_names": ["-h", "--help"]},
)


def main() -> None:
    """Start the command."""
    show_any_character()
    cli.main()


if __name__ == "__main__":
    main()
