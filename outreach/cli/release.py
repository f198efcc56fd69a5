"""outreach release: a held address is good again, or a pause over."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import because, key, verb
from outreach.cli.output import tell
from outreach.cli.register import known_person
from outreach.cli.words import standing_words
from outreach.errors import StateError
from outreach.model.standing import Standing, Status
from outreach.phrase import phrase


@verb("release", _("It lifts no stop and no refusal: for those there is outreach consent."))
@key
@because
def command(key: str, because: str) -> None:
    """Enter a release."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_person(desk, ledger, key)
        _refuse_nothing_to_lift(known, ledger.standings([known])[known])
        seq = ledger.release(known, desk.today, because)
        standing = ledger.standings([known])[known]
    tell(phrase("Release of {key} entered (entry {seq}); stands now: {standing}.",
                key=known, seq=seq, standing=standing_words(standing)))  # fmt: skip


def _refuse_nothing_to_lift(key: str, standing: Standing) -> None:
    """Refuse a release that would change nothing: whoever types it believes that it does."""
    if standing.held or standing.status is Status.PAUSED:
        return
    if standing.status in (Status.STOPPED, Status.REFUSED):
        hint = phrase("Only a new consent lifts a stop: outreach consent {key}", key=key)
    else:
        hint = phrase("See where the person stands: outreach recipients show {key}", key=key)
    raise StateError(
        phrase("There is nothing to lift: {key} is neither held nor paused.", key=key), hint
    )
