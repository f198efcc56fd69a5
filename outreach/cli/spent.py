"""Costs as they are typed, and as JSON."""

from __future__ import annotations

import re
from typing import Any

import click

from outreach.cli.commands import Command
from outreach.cli.language import say
from outreach.cli.options import Whole, half_width
from outreach.phrase import phrase
from outreach.workflow.costs import Cost, What

_AMOUNT = re.compile(r"[¥\\]?(\d{1,3}(?:,\d{3})+|\d+)円?")
_BELOW_ZERO = re.compile(r"[-−－▲△][¥￥]?\d[\d,，]*円?")
_SPOKEN = {
    "用紙": What.PAPER, "紙": What.PAPER, "はがき": What.PAPER, "インク": What.INK,
    "トナー": What.INK, "印刷": What.PRINTING, "印刷代": What.PRINTING, "交通費": What.TRAVEL,
    "交通": What.TRAVEL, "手数料": What.FEE, "その他": What.OTHER,
}  # fmt: skip


class Yen(Whole):
    """An amount in yen, in any width: 3480, 3,480, ¥3,480, 3,480円."""

    name = "yen"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Return the amount."""
        text = half_width(str(value)).replace("、", ",")
        found = _AMOUNT.fullmatch(text)
        return super().convert(found[1].replace(",", "") if found else text, param, ctx)


class WhatFor(click.Choice[str]):
    """What was paid for: paper, or 用紙."""

    def __init__(self) -> None:
        super().__init__([what.value for what in What])

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word as the ledger has it."""
        text = half_width(str(value)).lower()
        return super().convert(str(_SPOKEN.get(text, text)), param, ctx)


class CostCommand(Command):
    """A command that takes an amount, and says of one below zero what to do instead."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Return what is left of the arguments."""
        if any(_BELOW_ZERO.fullmatch(each) for each in args):
            raise click.UsageError(
                say(phrase("An amount is above 0. To take back a cost entered by mistake: outreach "
                           "undo and the number of its entry (outreach cost list shows it).")),
                ctx,
            )  # fmt: skip
        return super().parse_args(ctx, args)


def cost_data(cost: Cost) -> dict[str, object]:
    """Return a cost as JSON has it."""
    return {
        "seq": cost.seq,
        "on": cost.on.isoformat(),
        "yen": cost.yen,
        "what": cost.what,
        "fiscal_year": cost.fiscal_year,
        "because": cost.because,
    }
