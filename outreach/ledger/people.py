"""The people the ledger knows: key, random id, salted hashes, and where each one stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from outreach.errors import SourceError
from outreach.ledger.chain import canonical, salted
from outreach.ledger.connection import plain_words
from outreach.ledger.log import EventLog, chunks, event_of
from outreach.ledger.records import Identity
from outreach.ledger.sql import EVENT_FIELDS, HAS_KEY, STANDS, among
from outreach.ledger.standing import STANDING_KINDS, standing_of
from outreach.model.event import EventKind, NewEvent
from outreach.model.standing import Standing
from outreach.phrase import phrase

_ID_BYTES, _SALT_BYTES = 10, 16


@dataclass(frozen=True, slots=True)
class Person:
    """A row of the side table; blank hashes where name or address are not known."""

    person_id: str
    key: str
    salt: bytes
    name_hash: str = ""
    address_hash: str = ""

    def now(self, identity: Identity) -> Person:
        """Return the row with the hashes of what is known now; what is blank changes nothing."""
        name, address = identity.name, identity.address
        return Person(
            self.person_id,
            self.key,
            self.salt,
            salted(self.salt, "name", name) if name else self.name_hash,
            salted(self.salt, "address", address) if address else self.address_hash,
        )

    def is_someone_else(self, identity: Identity) -> bool:
        """Return whether name and address both differ from what was known."""
        known, now = self, self.now(identity)
        return (
            bool(known.name_hash and known.address_hash)
            and known.name_hash != now.name_hash
            and known.address_hash != now.address_hash
        )


class People(EventLog):
    """The ledger as far as people go."""

    def person_id(self, key: str) -> str | None:
        """Return the random id the chain knows a key's person by."""
        row = self._first("SELECT person_id FROM person WHERE key = ?", key)
        return str(row[0]) if row else None

    def known_keys(self) -> Iterator[str]:
        """Yield every key of which an entry stands, in order."""
        sql = (
            "SELECT key FROM person p WHERE EXISTS (SELECT 1 FROM event e"
            f" WHERE e.person_id = p.person_id AND e.reverses IS NULL AND {STANDS}) ORDER BY key"
        )
        return (str(key) for (key,) in self._rows(sql))

    def erased_keys(self) -> Iterator[str]:
        """Yield every key whose person was erased: it is never used again."""
        rows = self._rows(
            "SELECT key FROM person p WHERE EXISTS (SELECT 1 FROM event e"
            " WHERE e.person_id = p.person_id AND e.kind = 'erased') ORDER BY key"
        )
        return (str(key) for (key,) in rows)

    def standings(self, keys: Sequence[str]) -> dict[str, Standing]:
        """Return where each of the keys stands; a key never heard of stands UNKNOWN."""
        sql = (
            f"SELECT {EVENT_FIELDS}, p.key FROM person p CROSS JOIN event e"
            f" ON e.person_id = p.person_id AND e.kind IN {among(STANDING_KINDS)}"
            f" WHERE {HAS_KEY} AND {STANDS} ORDER BY p.key, e.seq"
        )
        found = dict.fromkeys(keys, Standing())
        events = map(event_of, self._rows(sql, canonical(list(keys))))
        for key, said in groupby(events, key=lambda event: str(event.key)):
            found[key] = standing_of(said)
        return found

    def consents_taken(self, keys: Iterable[str]) -> set[tuple[str, str, str]]:
        """Return (key, basis, ISO date) of every consent entered for the keys, undone ones too."""
        sql = (
            "SELECT p.key, json_extract(e.data, '$.basis'), e.on_date FROM person p"
            " CROSS JOIN event e ON e.person_id = p.person_id AND e.kind = 'consent'"
            f" WHERE {HAS_KEY}"
        )
        return {(key, basis, on) for key, basis, on in self._rows(sql, canonical(list(keys)))}

    def identity_changed(self, people: Sequence[Identity]) -> list[str]:
        """Return the keys that now name someone else: name and address both differ."""
        return _strangers(people, self._known([person.key for person in people]))

    def _admit(self, people: Sequence[Identity]) -> dict[str, Person]:
        """Return the people's rows; refuses a key that now names someone else."""
        known = self._known([person.key for person in people])
        if changed := _strangers(people, known):
            raise SourceError(
                phrase("These keys now name someone else: {keys}.", keys=", ".join(changed)),
                phrase("Give the new person a new key, or: outreach recipients confirm KEY."),
            )
        return self._enter(people, known)

    def register(self, people: Iterable[Identity]) -> dict[str, str]:
        """Enter who is new, refresh the hashes of the others, return the random id of each key."""
        found: dict[str, str] = {}
        with self.transaction():
            for chunk in chunks(people):
                entered = self._enter(chunk)
                found.update((key, person.person_id) for key, person in entered.items())
        return found

    def confirm(self, person: Identity, on: date) -> None:
        """Enter that a key whose name and address changed still names the same person."""
        with self.transaction():
            entered = self._enter([person])[person.key]
            self.append([NewEvent(EventKind.CONFIRM, on, person_id=entered.person_id)])

    def confirm_postal(self, key: str, text: str, on: date) -> int:
        """Enter that a person found a postal code right, and return the entry's number.

        ``text`` is code and address, folded; only a salted hash of it is kept.
        """
        with self.transaction():
            person = self._enter([Identity(key)])[key]
            data = {"postal": salted(person.salt, "postal", text)}
            (seq,) = self.append([NewEvent(EventKind.CONFIRM, on, person.person_id, data=data)])
            return seq

    def postal_confirmed(self, texts: Mapping[str, str]) -> set[str]:
        """Return the keys whose text (code and address, folded) is one that was confirmed."""
        sql = (
            "SELECT p.key, p.salt, json_extract(e.data, '$.postal') FROM person p"
            " CROSS JOIN event e ON e.person_id = p.person_id AND e.kind = 'confirm'"
            f" WHERE {HAS_KEY} AND json_extract(e.data, '$.postal') IS NOT NULL"
        )
        rows = self._rows(sql, canonical(list(texts)))
        return {key for key, salt, kept in rows if salted(salt, "postal", texts[key]) == kept}

    def erase(self, key: str) -> None:
        """Empty everything kept about a person outside the chain; a stop stays known by the key."""
        with self.transaction(), plain_words():
            for sql in (
                "UPDATE content SET body = '' WHERE seq IN"
                " (SELECT seq FROM event WHERE person_id = ? AND kind = 'planned')",
                "UPDATE note SET body = '' WHERE seq IN"
                " (SELECT seq FROM event WHERE person_id = ?)",
                "UPDATE person SET salt = x'', name_hash = '', address_hash = ''"
                " WHERE person_id = ?",
            ):
                self._connection.execute(sql, (self.person_id(key),))

    def _known(self, keys: Sequence[str]) -> dict[str, Person]:
        sql = f"SELECT person_id, key, salt, name_hash, address_hash FROM person p WHERE {HAS_KEY}"
        return {row[1]: Person(*row) for row in self._rows(sql, canonical(list(keys)))}

    def _enter(
        self, people: Sequence[Identity], known: Mapping[str, Person] | None = None
    ) -> dict[str, Person]:
        """Return the rows of at most a chunk of people, entered or refreshed where needed.

        ``known`` are their rows as they stand, where the caller has just read them.
        """
        wanted = {person.key: person for person in people}
        known = self._known(list(wanted)) if known is None else known
        entered = {
            key: self._salted(key, known.get(key)).now(identity) for key, identity in wanted.items()
        }
        fresh = [person for key, person in entered.items() if key not in known]
        changed = [person for key, person in entered.items() if known.get(key, person) != person]
        with plain_words():
            self._connection.executemany(
                "INSERT INTO person VALUES (?, ?, ?, ?, ?)", map(_row, fresh)
            )
            self._connection.executemany(
                "UPDATE person SET key = ?2, salt = ?3, name_hash = ?4, address_hash = ?5"
                " WHERE person_id = ?1",
                map(_row, changed),
            )
        return entered

    def _salted(self, key: str, known: Person | None) -> Person:
        """Return the row to start from: the known one, with a new salt if it was erased."""
        if known and known.salt:
            return known
        person_id = known.person_id if known else self._entropy(_ID_BYTES).hex()
        return Person(person_id, key, self._entropy(_SALT_BYTES))


def _strangers(people: Sequence[Identity], known: Mapping[str, Person]) -> list[str]:
    return [
        person.key
        for person in people
        if person.key in known and known[person.key].is_someone_else(person)
    ]


def _row(person: Person) -> tuple[str, str, bytes, str, str]:
    return (person.person_id, person.key, person.salt, person.name_hash, person.address_hash)
