"""Who the rows of the address book are: the same person twice, another person under an old key."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from itertools import groupby

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.ledger import Identity, Staging
from outreach.model.recipient import ConsentCell, Recipient
from outreach.model.standing import Standing, Status
from outreach.phrase import phrase

_SEPARATOR = "\x1f"
_NO = frozenset({Status.STOPPED, Status.REFUSED})


def note_face(faces: Staging, recipient: Recipient, identity: Identity, standing: Standing) -> None:
    """Put a row where ``same_people`` finds it beside others of the same name and address."""
    text = f"{identity.name}{_SEPARATOR}{identity.address}".encode()
    digest = hashlib.blake2b(text, digest_size=16).hexdigest()
    says_no = standing.status in _NO or recipient.consent is ConsentCell.STOP
    # A consent the ledger has for this very key was given for this row, whoever else there is.
    state = "no" if says_no else "known" if standing.consent_seq else "new"
    body = _SEPARATOR.join((state, recipient.where.file or "", str(recipient.where.line or 0)))
    faces.add(digest, recipient.key, body)


def same_people(faces: Staging) -> Iterator[Problem]:
    """Yield a warning for every row of somebody who is in the book under another key as well.

    An error where the other row says stop and nobody has asked this one since: a new key must not
    let a stop slip.
    """
    for _, rows in groupby(faces.ranked(), key=lambda row: row[0]):
        people = [(key, *body.split(_SEPARATOR)) for _, key, body in rows]
        if len(people) < 2:
            continue
        stopped = [key for key, state, _, _ in people if state == "no"]
        for key, state, file, line in people:
            if state == "no":
                continue
            others = [other for other, *_ in people if other != key]
            where = Where(file, int(line), key)
            if stopped and state == "new":
                yield _slipped(key, stopped[0], where)
            elif key > min(others):
                yield _twice(min(others), where)


def _slipped(key: str, stopped: str, where: Where) -> Problem:
    return Problem(
        ExitCode.SOURCE,
        "stopped-under-another-key",
        phrase("The same name and address stand under {other}, and there they say stop.",
               other=stopped),
        phrase("Take this row out. If it is another person, or they asked for cards again: "
               "outreach consent {key} --basis … --on …", key=key),
        where,
    )  # fmt: skip


def _twice(other: str, where: Where) -> Problem:
    return Problem(
        ExitCode.SOURCE,
        "same-person",
        phrase("The same name and address stand under {other} as well: two cards to one person?",
               other=other),
        phrase("Keep one of the two rows."),
        where,
        Severity.WARNING,
    )  # fmt: skip


def future_consent(recipient: Recipient, today: date) -> Problem | None:
    """Return an error where the row says that consent was given on a day still to come."""
    if recipient.consent_on is None or recipient.consent_on <= today:
        return None
    return Problem(
        ExitCode.SOURCE,
        "consent-in-future",
        phrase("The day of the consent is still to come."),
        phrase("Correct the date: on which day was it given?"),
        recipient.where,
    )


def someone_else(recipient: Recipient) -> Problem:
    """Return the error for a key whose name and address both changed."""
    return Problem(
        ExitCode.SOURCE,
        "key-names-someone-else",
        phrase(
            "Key {key} now names someone else: name and address both changed.", key=recipient.key
        ),
        phrase(
            "Give the new person a key of their own; if it is the same person: "
            "outreach recipients confirm {key}",
            key=recipient.key,
        ),
        recipient.where,
    )
