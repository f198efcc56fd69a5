"""Keys and rounds as typed at the keyboard, matched with those that exist."""

from __future__ import annotations

from outreach.cli.output import note, show_problems
from outreach.errors import Problem, ProblemsFoundError, SourceError, Where, errors_in
from outreach.ledger import Ledger
from outreach.model.recipient import Recipient
from outreach.phrase import phrase
from outreach.sources.fault import did_you_mean
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_round, round_ids
from outreach.workflow.desk import Desk


def people(desk: Desk) -> list[Recipient]:
    """Return everyone in the address book; says on stderr that rows with errors are not shown."""
    found = list(read_recipients(desk.project))
    problems = errors_in(each for each in found if isinstance(each, Problem))
    if problems:
        show_problems(problems)
    return [each for each in found if isinstance(each, Recipient)]


def person(desk: Desk, key: str) -> Recipient:
    """Return the recipient of a key, whatever its case.

    Raises SourceError where no file has the key.
    """
    everyone = {recipient.key: recipient for recipient in people(desk)}
    for known, recipient in everyone.items():
        if known.lower() == key.lower():
            return recipient
    raise SourceError(
        phrase("No recipient has the key {key}.", key=key), did_you_mean(key, everyone)
    )


def known_key(desk: Desk, ledger: Ledger, key: str) -> str:
    """Return a key as the files or the ledger write it; one nobody knows is taken as it stands.

    A stop entered for K7F3Q must hold for k7f3q; and it must not fail because a row is gone.
    """
    keys = {known.lower(): known for known in ledger.known_keys()}
    for each in read_recipients(desk.project):
        named = each.key if isinstance(each, Recipient) else each.where.key
        if named:
            keys[named.lower()] = named
    if key.lower() not in keys:
        note(
            phrase("No file and no entry of the ledger has the key {key}.", key=key),
            did_you_mean(key, keys.values()),
        )
    return keys.get(key.lower(), key)


def known_round(desk: Desk, ledger: Ledger, round_id: str) -> None:
    """Raise ProblemsFoundError where neither a folder nor the ledger knows the round."""
    if round_id in round_ids(desk.project.root) or ledger.is_frozen(round_id):
        return
    _, problems = load_round(desk.project, round_id)
    raise ProblemsFoundError(phrase("Round {id} cannot be read.", id=round_id), problems)


def ledger_place(key: str | None) -> Where:
    """Return where a person finds an entry: under its key."""
    return Where(key=key)
