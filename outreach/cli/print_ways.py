"""The options of print that say how files are made, and what does not go together."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from outreach.cli.language import _, say
from outreach.cli.options import Numbers, Plain, Whole, flat, option
from outreach.phrase import Phrase, phrase
from outreach.press.imposition import Flip, Target
from outreach.workflow.ways import Ways

F = TypeVar("F", bound=Callable[..., Any])

_OPTIONS = (
    option("--side", type=click.Choice(["both", "address", "picture"]), default=None,
           help=_("Make only one side.")),
    option("--duplex", is_flag=True, help=_("One file with both sides, for a duplex printer.")),
    option("--two-pass", is_flag=True,
           help=_("Two files in the order they are fed, to turn the stack over by hand.")),
    option("--flip", type=click.Choice([flip.value for flip in Flip]), default=None,
           help=_("The edge the paper is turned over.")),
    option("--sheet", default="", type=Plain(), metavar="SHEET",
           help=_("Several cards on a sheet, as a4-2up or a4-4up-butt.")),
    option("--stack", default=0, type=Whole(0), metavar="N",
           help=_("With --sheet: how many sheets are cut at once; all of them if left out.")),
    option("--repeat", is_flag=True,
           help=_("With --sheet and --side picture: each card fills a whole sheet.")),
    option("--printer", default="", type=Plain(), metavar="NAME",
           help=_("The printer it is made for; see outreach printers.")),
    option("--for", "target", type=click.Choice(["home", "shop"]), default="home",
           help=_("Your own printer, or a print shop that trims.")),
    option("--shop", default="", type=Plain(), metavar="PRESET",
           help=_("With --for shop: what this shop wants; see outreach shops.")),
    option("--vt", is_flag=True, help=_("With --for shop: as PDF/VT-1, for very large jobs.")),
    option("--from", "first", type=Whole(), metavar="N", help=_("Begin with this number.")),
    option("--to", "last", type=Whole(), metavar="N", help=_("End with this number.")),
    option("--label-from", default=1, type=Whole(), metavar="K",
           help=_("The first sheet of labels is used already: begin with its label K.")),
    option("--label-used", multiple=True, type=Numbers(), metavar="K",
           help=_("Labels of the first sheet that are gone, as in 7,9.")),
)  # fmt: skip


def ways_options(command: F) -> F:
    """Give a command every option that says how files are made."""
    for each in reversed(_OPTIONS):
        command = each(command)
    return command


def ways_of(asked: dict[str, Any]) -> Ways:
    """Return the ways that were asked for.

    Raises click.UsageError where two of the options do not go together.
    """
    shop = asked["target"] == Target.SHOP.value
    side = asked["side"] or ("picture" if shop else "both")
    for clash, words in _clashes(asked, side, shop=shop):
        if clash:
            raise click.UsageError(say(words))
    flip = Flip(asked["flip"]) if asked["flip"] else None
    gone = tuple(number for number in flat(asked["label_used"]) if number >= asked["label_from"])
    return Ways(
        side, asked["duplex"], Target(asked["target"]), asked["first"], asked["last"],
        asked["label_from"], gone, asked["sheet"], flip, asked["two_pass"],
        asked["stack"], asked["repeat"], asked["printer"], asked["shop"], records=asked["vt"],
    )  # fmt: skip


def _clashes(asked: dict[str, Any], side: str, *, shop: bool) -> tuple[tuple[bool, Phrase], ...]:
    both = asked["duplex"] or asked["two_pass"]
    return (
        (shop and (side != "picture" or both),
         phrase("A print shop gets the picture side alone: addresses are printed in-house. "
                "Leave out --side, --duplex and --two-pass.")),
        (shop and bool(asked["sheet"] or asked["printer"]),
         phrase("--sheet and --printer are for a printer of your own: a shop lays out its own "
                "sheets.")),
        (not shop and bool(asked["shop"] or asked["vt"]),
         phrase("--shop and --vt belong to --for shop.")),
        (both and side != "both", phrase("--duplex and --two-pass need both sides.")),
        (asked["duplex"] and asked["two_pass"],
         phrase("Either --duplex or --two-pass: the printer turns the paper, or you do.")),
        (asked["first"] and asked["last"] and asked["first"] > asked["last"],
         phrase("--from is the lower number, --to the higher.")),
        (not asked["sheet"] and bool(asked["stack"] or asked["repeat"]),
         phrase("--stack and --repeat belong to --sheet.")),
        (asked["repeat"] and side != "picture",
         phrase("--repeat needs --side picture: nobody's address is printed several times.")),
    )  # fmt: skip


def refuse_half_a_wish(again: bool, keys: tuple[str, ...], because: str) -> None:
    """Raise click.UsageError where --again, --only and --because do not stand together."""
    if again and not because:
        raise click.UsageError(say(phrase("--again needs --because TEXT: why print anew?")))
    if not again and (keys or because):
        raise click.UsageError(say(phrase("--only and --because belong to --again.")))


def refuse_half_a_rehearsal(ways: Ways, *, again: bool) -> None:
    """Raise click.UsageError where --dry-run names no printer, or would have to freeze anew."""
    if not ways.printer or again:
        raise click.UsageError(say(phrase("--dry-run goes with --printer, and not with --again.")))
