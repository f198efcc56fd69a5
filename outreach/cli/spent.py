"""Costs as JSON."""

from __future__ import annotations

from outreach.workflow.costs import Cost


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
