"""Postal codes at the keyboard, and how one stands, in words and as JSON."""

from __future__ import annotations

from typing import Any

import click

from outreach.cli.language import say
from outreach.cli.output import tell
from outreach.phrase import Phrase, phrase
from outreach.post.areas import hyphened
from outreach.sources.fields import parse_postal_code
from outreach.workflow.postal import one_of
from outreach.workflow.postal_choice import PROPOSED, Decision


class PostalCode(click.ParamType[str]):
    """A postal code in any way of writing, or the word for the one that is proposed."""

    name = "code"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return seven digits, or the word as it is."""
        code, fault = ("", None) if value == PROPOSED else parse_postal_code(value)
        if value != PROPOSED and (fault or not code):
            self.fail(say(phrase("Write it as in 060-0001.")), param, ctx)
        return code or PROPOSED


def show_decision(decision: Decision) -> None:
    """Say how a postal code stands."""
    finding = decision.finding
    tell(_standing(hyphened(finding.code), finding.check.ok))
    if finding.proposals:
        tell(phrase("Proposed: {codes}", codes=one_of(finding.proposals)))
    if decision.entry:
        show_kept(decision.entry)
    elif decision.is_kept:
        tell(phrase("It was kept as it stands; check does not ask again."))


def show_kept(entry: int) -> None:
    """Say that a postal code is kept, with the ledger's entry."""
    tell(phrase("It is kept (entry {seq}).", seq=entry))


def _standing(code: str, ok: bool | None) -> Phrase:
    if not code:
        return phrase("There is no postal code.")
    if ok:
        return phrase("{code} goes with the address.", code=code)
    if ok is None:
        return phrase("Whether {code} goes with the address cannot be told.", code=code)
    return phrase("{code} does not go with the address.", code=code)


def decision_data(decision: Decision) -> dict[str, object]:
    """Return how a postal code stands as JSON has it."""
    finding = decision.finding
    return {
        "key": finding.recipient.key,
        "postal_code": hyphened(finding.code),
        "postal_ok": finding.check.ok,
        "postal_suggestions": [hyphened(code) for code in finding.proposals],
        "kept": decision.is_kept,
    }
