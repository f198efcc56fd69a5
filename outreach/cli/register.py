"""Keys and rounds as typed at the keyboard, matched with those that exist."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outreach.cli.language import _, say
from outreach.cli.output import note, show_json, show_problems, show_table, tell
from outreach.cli.words import KINDS, MAILINGS, standing_of
from outreach.errors import Problem, ProblemsFoundError, SourceError, errors_in
from outreach.ledger import Ledger
from outreach.model.recipient import Mailing, Recipient
from outreach.model.standing import Standing
from outreach.model.words import recipients
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import nearest
from outreach.sources.recipients import read_recipients
from outreach.sources.rounds import load_round, round_ids
from outreach.workflow.desk import Desk
from outreach.workflow.returns import key_of_piece


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
    raise SourceError(phrase("No recipient has the key {key}.", key=key), _other(key, everyone))


def keys_of(desk: Desk, round_id: str, typed: Iterable[str]) -> tuple[str, ...]:
    """Return the keys of what was asked for by key or by the number of a card, each once.

    Raises SourceError where no file has the key, StateError where the round has no such number.
    """
    with desk.read_ledger() as ledger:
        named = [key_of_piece(ledger, round_id, each) if each.isdecimal() else each
                 for each in typed]  # fmt: skip
    return tuple(dict.fromkeys(person(desk, key).key for key in named if key))


def _other(key: str, known: Iterable[str]) -> Phrase:
    """Return the hint for a key nobody has: the nearest one, or how to look for it."""
    close = nearest(key, known)
    if close:
        return phrase("Did you mean {nearest}?", nearest=close)
    return phrase("Look for the person: outreach recipients find TEXT")


def known_key(desk: Desk, ledger: Ledger, key: str) -> str:
    """Return a key as the files or the ledger write it; one nobody knows is taken as it stands.

    A stop entered for K7F3Q must hold for k7f3q; and it must not fail because a row is gone.
    """
    keys = _keys(desk, ledger)
    if key.lower() not in keys:
        note(_nobody(key), _other(key, keys.values()))
    return keys.get(key.lower(), key)


def known_person(desk: Desk, ledger: Ledger, key: str) -> str:
    """Return a key as the files or the ledger write it.

    Raises SourceError where neither knows it: a consent must not go to nobody by a slip.
    """
    keys = _keys(desk, ledger)
    if key.lower() not in keys:
        raise SourceError(_nobody(key), _other(key, keys.values()))
    return keys[key.lower()]


def known_piece(desk: Desk, ledger: Ledger, round_id: str, typed: str) -> str:
    """Return whose piece of a round is meant by its key, its number, or its pair code.

    Raises SourceError where nobody has such a key, StateError where no piece bears the number.
    """
    return key_of_piece(ledger, round_id, typed) or known_person(desk, ledger, typed)


def _keys(desk: Desk, ledger: Ledger) -> dict[str, str]:
    keys = {known.lower(): known for known in ledger.known_keys()}
    for each in read_recipients(desk.project):
        named = each.key if isinstance(each, Recipient) else each.where.key
        if named:
            keys[named.lower()] = named
    return keys


def _nobody(key: str) -> Phrase:
    return phrase("No file and no entry of the ledger has the key {key}.", key=key)


def known_round(desk: Desk, ledger: Ledger, round_id: str) -> None:
    """Raise ProblemsFoundError where neither a folder nor the ledger knows the round."""
    if round_id in round_ids(desk.project.root) or ledger.is_frozen(round_id):
        return
    _, problems = load_round(desk.project, round_id)
    raise ProblemsFoundError(phrase("Round {id} cannot be read.", id=round_id), problems)


def show_people(desk: Desk, shown: Sequence[Recipient], as_json: bool) -> None:
    """Show recipients with their standing, as a table or as JSON."""
    with desk.read_ledger() as ledger:
        standings = ledger.standings([each.key for each in shown])
    if as_json:
        show_json([_data(each, standings[each.key]) for each in shown])
        return
    columns = (_("Key"), _("Name"), _("Kind"), _("Branch"), _("Mailings"), _("In the ledger"))
    show_table(columns, [_line(each, standings[each.key]) for each in shown])
    tell(phrase("{people}.", people=recipients(len(shown))))


def ask_to_fill_in(people: int) -> None:
    """Say what comes first where the address book is empty."""
    if people == 0:
        tell(phrase("Nobody is in the address book yet: fill in recipients/recipients.csv first."))


def row_of(desk: Desk, key: str) -> Recipient | Problem | None:
    """Return what the address book has of a key: its row, what is wrong with it, or nothing."""
    named = {each.key if isinstance(each, Recipient) else each.where.key: each
             for each in read_recipients(desk.project)}  # fmt: skip
    return named.get(key)


def _name(recipient: Recipient) -> str:
    to = recipient.addressee
    person = f"{to.family_name} {to.given_name}".strip()
    return " ".join(part for part in (to.organisation, person) if part)


def _mailings(recipient: Recipient) -> list[Mailing]:
    return [mailing for mailing in Mailing if mailing in recipient.mailings]


def _line(recipient: Recipient, standing: Standing) -> tuple[str, ...]:
    mailings = " ".join(say(MAILINGS[mailing]) for mailing in _mailings(recipient))
    kind = say(KINDS[recipient.kind])
    return (recipient.key, _name(recipient), kind, recipient.branch, mailings,
            say(standing_of(recipient, standing)))  # fmt: skip


def _data(recipient: Recipient, standing: Standing) -> dict[str, object]:
    return {
        "key": recipient.key,
        "name": _name(recipient),
        "kind": recipient.kind.value,
        "branch": recipient.branch,
        "mailings": [mailing.value for mailing in _mailings(recipient)],
        "status": standing.status.value,
        "held": standing.held,
        "until": standing.until.isoformat() if standing.until else None,
    }
