"""Who the rows of the address book are: the same person twice, another person under an old key."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import NamedTuple

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.ledger import Identity, Staging
from outreach.model.recipient import ConsentCell, Kind, Recipient
from outreach.model.standing import Standing, Status
from outreach.model.words import listed
from outreach.phrase import Phrase, phrase
from outreach.post.address import address_of
from outreach.workflow.content import folded
from outreach.workflow.likeness import (
    Place,
    everyday,
    everyday_folded,
    place_in,
    place_of,
)

_SEPARATOR = "\x1f"
_NO = frozenset({Status.STOPPED, Status.REFUSED})
_MOST_NAMED = 5


class _Face(NamedTuple):
    """Someone a row names: the name folded, the address as typed.

    ``state``: "no", "known" (the ledger has a consent for this very key), "new", or "joint" for a
    further name of the row.
    """

    key: str
    state: str
    name: str
    file: str
    line: str
    typed: str
    building: str

    @property
    def where(self) -> Where:
        return _where(self)

    @property
    def place(self) -> Place:
        return place_in(self.typed, self.building)

    def is_surely(self, other: _Face) -> bool:
        """Return whether name and address agree but for ways of writing the address."""
        return self.name == other.name and self.place == other.place


def note_face(faces: Staging, recipient: Recipient, identity: Identity, standing: Standing) -> None:
    """Put a row where ``same_people`` finds it beside others of a like name.

    The joint names of the row are put there too. Addresses are looked at only where names are
    alike, which few are.
    """
    to = recipient.addressee
    said = standing.status in _NO or recipient.consent is ConsentCell.STOP
    # A consent the ledger has for this very key was given for this row, whoever else there is.
    state = "no" if said else "known" if standing.consent_seq else "new"
    names = [(state, identity.name + ("" if to.family_name else folded(to.department)))]
    for joint in to.joint_names:
        family = joint.family_name or to.family_name
        names.append(("joint", folded(family + joint.given_name)))
    where = recipient.where
    place = (where.file or "", str(where.line or 0), *address_of(to))
    for state, name in names:
        body = _SEPARATOR.join((state, name, *place))
        faces.add(everyday_folded(name), recipient.key, body)


def same_people(faces: Staging) -> Iterator[Problem]:
    """Yield a warning for every row of somebody who is in the book under another key as well.

    Another shape of a character, or the room written once and once not, makes it "probably". An
    error where the other row surely is the same, says stop, and nobody has asked this one since: a
    new key must not let a stop slip.
    """
    for _, rows in groupby(faces.ranked(), key=lambda row: row[0]):
        people = [_Face(key, *body.split(_SEPARATOR, 5)) for _, key, body in rows]
        if people[0].key == people[-1].key:
            continue
        for house in _by_house(people):
            yield from _alike(house)


def _by_house(people: Sequence[_Face]) -> Iterable[Sequence[_Face]]:
    """Return the people of one name by the house they live in, each still in order of the keys."""
    houses: dict[str, list[_Face]] = {}
    for person in people:
        houses.setdefault(person.place.house, []).append(person)
    return houses.values()


def _alike(people: Sequence[_Face]) -> Iterator[Problem]:
    """Yield what is wrong with rows of a like name in one house."""
    for person in people:
        others = [other for other in people if other.key != person.key]
        joint = person.state == "joint"
        found = _joint(person, others) if joint else _double(person, others)
        if found is not None:
            yield found


def _double(person: _Face, others: Sequence[_Face]) -> Problem | None:
    """Return what is wrong about a row whose person may have others, in the order of weight."""
    if person.state == "no":
        return None
    alone = [other for other in others if other.state != "joint"]
    sure = [other for other in alone if person.is_surely(other)]
    stopped = [other for other in alone if other.state == "no"]
    if person.state == "new" and stopped:
        surely = next((other for other in stopped if other in sure), None)
        return _slipped(person, surely) if surely else _may_have_stopped(person, stopped[0])
    first = next((other for other in (*sure, *alone) if other.key < person.key), None)
    if first is None:
        return None
    return _twice(person, first) if first in sure else _probably_twice(person, first)


def _joint(person: _Face, others: Sequence[_Face]) -> Problem | None:
    """Return what is wrong about a row of which a joint name stands alone elsewhere."""
    alone = [other for other in others if other.state != "joint"]
    stopped = next((other for other in alone if other.state == "no"), None)
    if stopped:
        return _stopped_jointly(person, stopped)
    return _twice_jointly(person, alone[0]) if alone else None


def _named(face: _Face | _Home) -> Phrase:
    return phrase("{key} ({file}:{line})", key=face.key, file=face.file, line=face.line)


def _where(row: _Face | _Home) -> Where:
    return Where(row.file or None, int(row.line) or None, row.key)


def _warning(code: str, message: Phrase, hint: Phrase, where: Where) -> Problem:
    return Problem(ExitCode.SOURCE, code, message, hint, where, Severity.WARNING)


def _slipped(person: _Face, stopped: _Face) -> Problem:
    return Problem(
        ExitCode.SOURCE,
        "stopped-under-another-key",
        phrase("The same name and address stand under {other}, and there they say stop.",
               other=_named(stopped)),
        phrase("Take this row out. If it is another person, or they asked for cards again: "
               "outreach consent {key} --basis … --on …", key=person.key),
        person.where,
    )  # fmt: skip


def _may_have_stopped(person: _Face, stopped: _Face) -> Problem:
    return _warning(
        "perhaps-stopped",
        phrase("Nearly the same name and address stand under {other}, and there they say stop.",
               other=_named(stopped)),
        phrase("Ask whether it is the same person before anything is sent; if it is, take this "
               "row out."),
        person.where,
    )  # fmt: skip


def _twice(person: _Face, other: _Face) -> Problem:
    return _warning(
        "same-person",
        phrase("The same name and address stand under {other} as well: twice to one person?",
               other=_named(other)),
        phrase("Keep one of the two rows."),
        person.where,
    )  # fmt: skip


def _probably_twice(person: _Face, other: _Face) -> Problem:
    return _warning(
        "same-person-perhaps",
        phrase("Probably the same person as {other}: the name is written in other characters, or "
               "the building or room differs.", other=_named(other)),
        phrase("Ask which way is right, and keep one of the two rows; two people of one name stay "
               "as they are."),
        person.where,
    )  # fmt: skip


def _twice_jointly(person: _Face, other: _Face) -> Problem:
    return _warning(
        "joint-name-twice",
        phrase("A joint name of this row has a row of its own: {other}. Twice to one person?",
               other=_named(other)),
        phrase("Take the name out of joint_names (連名) here, or take the other row out."),
        person.where,
    )  # fmt: skip


def _stopped_jointly(person: _Face, stopped: _Face) -> Problem:
    return _warning(
        "joint-name-stopped",
        phrase("A joint name of this row says stop under {other}.", other=_named(stopped)),
        phrase("Take the name out of joint_names (連名): nothing more may be sent to it."),
        person.where,
    )  # fmt: skip


# -- households -------------------------------------------------------------------------------


def _hash(*texts: str) -> str:
    return hashlib.blake2b(_SEPARATOR.join(texts).encode(), digest_size=16).hexdigest()


def note_home(homes: Staging, recipient: Recipient) -> None:
    """Put a row where ``households`` finds it beside others of one address, room included.

    Left out are organisations, which many people write from, and rows that say stop.
    """
    if recipient.kind is Kind.ORGANISATION or recipient.consent is ConsentCell.STOP:
        return
    asked = "asked" if recipient.consent is ConsentCell.SELF else ""
    name = everyday(recipient.addressee.family_name + recipient.addressee.given_name)
    where = recipient.where.file or "", str(recipient.where.line or 0)
    mailings = ";".join(sorted(recipient.mailings))
    body = _SEPARATOR.join((asked, _hash(name), mailings, *where))
    homes.add(_hash(place_of(recipient.addressee).whole), recipient.key, body)


class _Home(NamedTuple):
    """A row as one of an address: whether they were asked in person, and what mail they get."""

    key: str
    asked: str
    name: str
    mailings: str
    file: str
    line: str


def households(homes: Staging) -> Iterator[Problem]:
    """Yield one warning for each address that several people get the same mail at.

    Where everyone there was asked in person (consent "self"), several cards are meant.
    """
    for _, rows in groupby(homes.ranked(), key=lambda row: row[0]):
        people = [_Home(key, *body.split(_SEPARATOR)) for _, key, body in rows]
        several = len({person.name for person in people}) > 1
        if several and not all(person.asked for person in people) and _share_mail(people):
            yield _household(people)


def _share_mail(people: Sequence[_Home]) -> bool:
    mailings = [mailing for person in people for mailing in person.mailings.split(";")]
    return len(mailings) > len(set(mailings))


def _household(people: Sequence[_Home]) -> Problem:
    first, *others = people
    named = [_named(other) for other in others[:_MOST_NAMED]]
    if len(others) > _MOST_NAMED:
        named.append(phrase("{count} more", count=len(others) - _MOST_NAMED))
    return _warning(
        "same-household",
        phrase("The same address as {others}: several to one household?", others=listed(named)),
        phrase("If one is enough, put the names into joint_names (連名) of one row; whoever was "
               "asked in person (consent self) is not counted."),
        _where(first),
    )  # fmt: skip


# -- one row ----------------------------------------------------------------------------------


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


def unknown_keys(
    rows: Mapping[str, Where], named: Collection[str], known: Collection[str], file: str | None
) -> Iterator[Problem]:
    """Yield an error for every key that a round or a command names and no file has.

    ``rows`` are the places of a round's messages by key; ``named`` all other keys that are asked
    for, by the round's ``file`` or on the command line.
    """
    places = {key: Where(file, None, key) for key in sorted(set(named) - set(rows))}
    for key, where in {**rows, **places}.items():
        if key not in known:
            yield Problem(
                ExitCode.SOURCE,
                "unknown-key",
                phrase("No recipient has the key {key}.", key=key),
                phrase("Correct the key, or add the recipient to the address book."),
                where,
            )
