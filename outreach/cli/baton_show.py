"""outreach baton show: whose turn is it?"""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json, tell
from outreach.phrase import Phrase, phrase
from outreach.workflow.baton import show
from outreach.workflow.lease import Handing, Lease


@verb("show", _("Every hand-over raises the generation by one."))
@as_json
def command(as_json: bool) -> None:
    """Show where the project is."""
    lease = show(outside.desk())
    if as_json:
        show_json({
            "generation": lease.generation,
            "here": not lease.is_away,
            "on": lease.on and lease.on.isoformat(),
            "expires": lease.expires and lease.expires.isoformat(),
        })  # fmt: skip
    else:
        tell(_words(lease))


def _words(lease: Lease) -> Phrase:
    day = lease.on.isoformat() if lease.on else ""
    gaps = {"generation": lease.generation, "day": day}
    match lease.handing:
        case None:
            return phrase("The project is here and was never handed over.")
        case Handing.GIVEN:
            end = lease.expires.isoformat() if lease.expires else ""
            return phrase("Handed over on {day} (generation {generation}); to be taken until "
                          "{end}. Here it can only be read.", end=end, **gaps)  # fmt: skip
        case Handing.TAKEN:
            return phrase("The project is here since {day} (generation {generation}).", **gaps)
        case Handing.RECLAIMED:
            return phrase("The project was taken back without its packet on {day} (generation "
                          "{generation}).", **gaps)  # fmt: skip
