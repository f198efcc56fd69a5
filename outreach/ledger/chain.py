"""The hash chain: one canonical serialisation and SHA-256, so that any tool can recompute it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence

DATA_VERSION = 1

_encode = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,  # every entry passes here twice; nothing in it holds itself
    allow_nan=False,
    sort_keys=True,
    separators=(",", ":"),
).encode


def canonical(value: object) -> str:
    """Return ``value`` as JSON with sorted names and no spaces: the same value, the same text."""
    return _encode(value)


def canonical_data(data: Mapping[str, object]) -> str:
    """Return an event's data as it is stored, with the version of its form."""
    return _encode({"v": DATA_VERSION, **data})


def genesis(ledger_id: str) -> str:
    """Return what stands as ``prev`` in entry 1; ties the chain to this one ledger."""
    return hashlib.sha256(f"outreach ledger {ledger_id}".encode()).hexdigest()


def entry_hash(columns: Sequence[object]) -> str:
    """Return the hash of an entry: SHA-256 over the JSON list of all columns before ``hash``.

    Args:
        columns: seq, at, on_date, kind, round, person_id, card_no, batch, reverses, data, prev.
    """
    return hashlib.sha256(_encode(columns).encode()).hexdigest()


def salted(salt: bytes, field: str, text: str) -> str:
    """Return the hash of a personal text; without the salt nobody can try texts against it."""
    return hashlib.sha256(b"%b%b\0%b" % (salt, field.encode(), text.encode())).hexdigest()
