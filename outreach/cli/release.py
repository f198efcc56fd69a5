"""outreach release: a held address is good again, or a pause over."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _
from outreach.cli.options import because, key, verb
from outreach.cli.output import tell
from outreach.cli.register import known_key
from outreach.cli.words import standing_words
from outreach.phrase import phrase


@verb("release", _("It lifts no stop and no refusal: for those there is outreach consent."))
@key
@because
def command(key: str, because: str) -> None:
    """Enter a release."""
    desk = outside.desk()
    with desk.write_ledger() as ledger:
        known = known_key(desk, ledger, key)
        seq = ledger.release(known, desk.today, because)
        standing = ledger.standings([known])[known]
    tell(phrase("Release of {key} entered (entry {seq}); stands now: {standing}.",
                key=known, seq=seq, standing=standing_words(standing)))  # fmt: skip
