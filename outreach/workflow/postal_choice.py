"""What a person decides about a postal code: another one is written in, or the one there kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from outreach.errors import StateError
from outreach.ledger import Ledger
from outreach.model.recipient import Addressee, Recipient
from outreach.phrase import phrase
from outreach.post.areas import hyphened
from outreach.sources.cells import write_cell
from outreach.workflow.desk import Desk
from outreach.workflow.likeness import place_of
from outreach.workflow.postal import Finding, open_postmaster, postal_problem

PROPOSED = "proposed"


@dataclass(frozen=True, slots=True)
class Decision:
    """How a postal code stands after a decision; ``entry`` is the ledger's, where one was made."""

    finding: Finding
    is_kept: bool
    entry: int | None = None


def look_up(desk: Desk, recipient: Recipient) -> Decision:
    """Return how a recipient's postal code stands; nothing is decided."""
    finding = open_postmaster(desk).look(recipient)
    with desk.read_ledger() as ledger:
        return Decision(finding, bool(kept_keys(ledger, [recipient])))


def accept_code(desk: Desk, recipient: Recipient, code: str = PROPOSED) -> Decision:
    """Write the proposed code, or the one named, into the recipient's row.

    One that is named against the postal data is kept as well, so that nobody is asked again.
    Raises StateError where none can be proposed, and as ``write_cell``.
    """
    postmaster = open_postmaster(desk)
    if code == PROPOSED:
        code = _proposed(postmaster.look(recipient))
    if code != recipient.addressee.postal_code:
        write_cell(desk.project.root, recipient.where, "postal_code", hyphened(code))
    written = replace(recipient, addressee=replace(recipient.addressee, postal_code=code))
    finding = postmaster.look(written)
    if postal_problem(finding):
        return Decision(finding, True, _keep(desk, written))
    return Decision(finding, False)


def keep_code(desk: Desk, recipient: Recipient) -> Decision:
    """Enter that a recipient's postal code is right as it stands.

    It holds until the code or the address changes. Raises StateError where there is no code.
    """
    if not recipient.addressee.postal_code:
        raise StateError(
            phrase("The row of {key} has no postal code to be kept.", key=recipient.key),
            phrase("Write one in: outreach recipients postal {key} --accept", key=recipient.key),
        )
    return Decision(open_postmaster(desk).look(recipient), True, _keep(desk, recipient))


def _proposed(finding: Finding) -> str:
    if finding.proposals:
        return finding.proposals[0]
    if finding.check.ok:
        return finding.code
    raise StateError(
        phrase("No postal code can be proposed for this address."),
        phrase("Name it: outreach recipients postal {key} --accept 060-0001",
               key=finding.recipient.key),
    )  # fmt: skip


def _keep(desk: Desk, recipient: Recipient) -> int:
    with desk.write_ledger() as ledger:
        return ledger.confirm_postal(recipient.key, kept_text(recipient.addressee), desk.today)


def kept_text(to: Addressee) -> str:
    """Return code and address as a decision to keep them is remembered, hashed, in the ledger."""
    return f"{to.postal_code} {place_of(to).house}"


def kept_keys(ledger: Ledger, people: Iterable[Recipient]) -> set[str]:
    """Return the keys whose postal code a person kept; code and address have not changed since."""
    return ledger.postal_confirmed({each.key: kept_text(each.addressee) for each in people})
