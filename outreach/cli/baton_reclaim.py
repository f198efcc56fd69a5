"""outreach baton reclaim: the packet was lost."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import because, verb
from outreach.cli.output import note, tell
from outreach.phrase import phrase
from outreach.workflow.baton import reclaim


@verb("reclaim", _("The old packet is refused here for ever; what was entered with it is lost."))
@because
def command(because: str) -> None:
    """Take the project back."""
    made = reclaim(outside.desk(), because)
    tell(phrase("The project can be written to here again (generation {generation}).",
                generation=made.generation))  # fmt: skip
    note(phrase("Tell whoever was to take the old packet, and have it destroyed: what is entered "
                "with it cannot be brought back here."))  # fmt: skip
    note(phrase("If it was taken after all, have what was entered there read to you, every stop "
                "first, and enter it here by hand."))  # fmt: skip
