"""Stamps in words and as JSON: as they are typed, what lies in the drawer, and what to buy."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import click

from outreach.cli.language import _, say
from outreach.cli.options import PastDay, Whole, half_width, option
from outreach.cli.output import note, tell, tell_line
from outreach.ledger.numbers import listed
from outreach.model.stamp import Stamp
from outreach.model.words import pieces, stamps
from outreach.phrase import Phrase, phrase
from outreach.sources.stamp_list import is_design, shown_stamps
from outreach.stamping import Purchase
from outreach.workflow.posting import Posted
from outreach.workflow.stamps import Entered, of_purchases


class Design(click.ParamType[str]):
    """What a stamp's design is called, in any width: ``yuki``, ``ゆきうさぎ``."""

    name = "design"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the name."""
        name = half_width(value)
        if not is_design(name):
            self.fail(say(phrase("One word, such as yuki or ゆきうさぎ: letters, digits, hyphens; "
                                 "at most 32.")), param, ctx)  # fmt: skip
        return name


class AtMost(Whole):
    """A whole number up to ``most``: a slip of the key is no stamp of a million yen."""

    def __init__(self, most: int, least: int = 1) -> None:
        super().__init__(least)
        self.most = most

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the number."""
        number = super().convert(value, param, ctx)
        if number > self.most:
            self.fail(say(phrase("{number:,} is too much: at most {most:,}. Was a digit typed "
                                 "twice?", number=number, most=self.most)), param, ctx)  # fmt: skip
        return number


_DEAREST = 10_000  # yen; the dearest stamp sold is of 1,000
_MOST = 100_000  # stamps in one entry
design = click.argument("design", metavar="DESIGN", type=Design())
value = option(
    "--yen", required=True, type=AtMost(_DEAREST), metavar="YEN",
    help=_("What is printed on the stamp."),
)  # fmt: skip
how_many = AtMost(_MOST)
how_many_left = AtMost(_MOST, least=0)
reason = option(
    "--because", default="", metavar="TEXT", help=_("Words kept beside the entry, never printed.")
)
day = option(
    "--on", type=PastDay(), metavar="DATE", help=_("The day it happened; today if left out.")
)


def stamp_words(stamp: Stamp) -> Phrase:
    """Return a stamp in words."""
    return phrase("{design} at {yen:,} yen", design=stamp.design, yen=stamp.yen)


def tell_entered(entered: Entered) -> None:
    """Say how many stamps there are now, and by which entry."""
    gaps = {"stamp": stamp_words(entered.stamp), "count": stamps(entered.left)}
    if entered.seq is None:
        tell(phrase("{stamp}: {count} in the drawer, as the ledger says.", **gaps))
    else:
        tell(phrase("{stamp}: {count} in the drawer now (entry {seq}).", seq=entered.seq, **gaps))


def entered_data(entered: Entered) -> dict[str, object]:
    """Return a change of the drawer as JSON has it."""
    return {**stamp_data(entered.stamp), "count": entered.left, "seq": entered.seq}


def stamp_data(stamp: Stamp) -> dict[str, object]:
    """Return a stamp as JSON has it."""
    return {"design": stamp.design, "yen": stamp.yen}


def tell_purchases(bought: Sequence[Purchase]) -> None:
    """Show the stamps to buy, and what they cost."""
    if not bought:
        return
    tell(phrase("Stamps to buy ({yen:,} yen):", yen=of_purchases(bought)))
    for each in bought:
        gaps = {"count": stamps(each.count), "yen": each.yen, "old": each.beside}
        if each.beside:
            tell_line(say(phrase("{count} of {yen:,} yen, each beside one of {old:,} yen from the "
                                 "drawer", **gaps)))  # fmt: skip
        else:
            tell_line(say(phrase("{count} of {yen:,} yen", **gaps)))


def purchases_data(bought: Iterable[Purchase]) -> list[dict[str, object]]:
    """Return stamps to buy as JSON has them."""
    return [
        {"yen": each.yen, "count": each.count, "beside": each.beside or None} for each in bought
    ]


def tell_franked(made: Posted, on: object) -> None:
    """Say which stamps went out with a posting, and what is missing on which pieces."""
    if made.stamps:
        parts = [f"{shown_stamps([stamp])} × {n}" for stamp, n in sorted(made.stamps.items())]
        tell(phrase("Stamps from the drawer: {stamps}.", stamps=", ".join(parts)))
    if made.yen != made.frozen_yen:
        tell(phrase("By the rates of {on} the postage of these pieces is {yen:,} yen, and not "
                    "{frozen:,}; so it is entered.",
                    on=on, yen=made.yen, frozen=made.frozen_yen))  # fmt: skip
    if made.bare:
        note(
            phrase("By the books the drawer had no stamps for {count} (no. {numbers}).",
                   count=pieces(len(made.bare)), numbers=listed(made.bare)),
            phrase("Those bought for them need not be entered. If they came out of the drawer, "
                   "count what is left: outreach stamps count DESIGN --yen YEN --count N"),
        )  # fmt: skip
    _note_short(made.short)
    for yen, numbers in made.lacking.items():
        note(
            phrase("Postage on {on} is higher than what the pieces bear: {yen:,} yen of stamps are "
                   "missing on {count} (no. {numbers}).",
                   on=on, yen=yen, count=pieces(len(numbers)), numbers=listed(numbers)),
            phrase("If they still lie here, add the stamps now. If they are in the letter box, go "
                   "to the post office and pay the rest: else it asks each recipient for it, or "
                   "sends the mail back."),
        )  # fmt: skip


def _note_short(short: Mapping[Stamp, int]) -> None:
    for stamp, count in sorted(short.items()):
        note(
            phrase("By the books {count} too few of {stamp} lay in the drawer.",
                   count=stamps(count), stamp=stamp_words(stamp)),
            phrase("Count them: outreach stamps count {design} --yen {yen} --count N",
                   design=stamp.design, yen=stamp.yen),
        )  # fmt: skip
