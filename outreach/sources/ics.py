"""Days as an iCalendar file (RFC 5545): whole-day events that any calendar program takes in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple

LONGEST = 75  # octets of a line without its end (RFC 5545, 3.1)


class Entry(NamedTuple):
    """A whole day: ``uid`` is the same whenever the same thing is written again."""

    uid: str
    day: date
    summary: str
    description: str = ""


def calendar_file(name: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """Return a calendar of these days; ``stamp`` (UTC) is when it was made.

    The entries take nobody's time (transparent): they are reminders, not meetings.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//outreach//year//EN",
             "CALSCALE:GREGORIAN", "METHOD:PUBLISH", f"X-WR-CALNAME:{_text(name)}"]  # fmt: skip
    for entry in entries:
        lines += _event(entry, stamp)
    lines.append("END:VCALENDAR")
    return b"".join(_folded(line) for line in lines)


def _event(entry: Entry, stamp: datetime) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_text(entry.uid)}"
    yield f"DTSTAMP:{stamp.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    yield f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}"
    yield f"DTEND;VALUE=DATE:{entry.day + timedelta(days=1):%Y%m%d}"  # the day after, 3.6.1
    yield f"SUMMARY:{_text(entry.summary)}"
    if entry.description:
        yield f"DESCRIPTION:{_text(entry.description)}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _text(value: str) -> str:
    """Return a text with what has a meaning of its own escaped (3.3.11)."""
    for mark in ("\\", ";", ","):
        value = value.replace(mark, "\\" + mark)
    return value.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")


def _folded(line: str) -> bytes:
    """Return a line with its end, in pieces of at most 75 octets; no character is cut in two."""
    pieces, piece = [], b""
    for character in line:
        octets = character.encode()
        if len(piece) + len(octets) > LONGEST:
            pieces.append(piece)
            piece = b" "  # a line that begins with a blank goes on the one before
        piece += octets
    return b"\r\n".join([*pieces, piece]) + b"\r\n"
