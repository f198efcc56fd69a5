"""The paper that says a person was erased: what, how much, when – and not who."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import click

from outreach.cli.language import say
from outreach.model.words import files, pieces
from outreach.phrase import Phrase, phrase
from outreach.workflow.erasing import Certificate
from outreach.workflow.removal import Removed

_WHAT = {
    "rows": phrase("{file}: rows: {count}"),
    "keys": phrase("{file}: mentions of the key: {count}"),
    "cells": phrase("{file}: cells of handwriting: {count}"),
    "file": phrase("{file}: the whole file"),
}


def spoken(made: Certificate, project: str, today: date) -> list[str]:
    """Return the certificate line by line, in the reader's language."""
    return [say(line) for line in _lines(made, project, today)]


def show(lines: list[str]) -> None:
    """Show the certificate."""
    for line in lines:
        click.echo(line)


def _lines(made: Certificate, project: str, today: date) -> Iterator[Phrase]:
    yield phrase("Certificate of erasure")
    gaps = {"day": today.isoformat(), "entry": made.entry, "key": made.key}
    yield phrase("{project}, {day}; entry {entry} of the ledger; key {key}",
                 project=project, **gaps)  # fmt: skip
    yield phrase("Emptied in the ledger: name, address and notes, and the content of {pieces}. "
                 "Only dates and numbers are left there.", pieces=pieces(made.cards))  # fmt: skip
    yield phrase("Removed here: {files}.", files=files(len(made.removed)))
    for each in made.removed:
        yield Phrase("  {line}", (("line", _line(each)),))
    for residue in made.residues:
        yield _residue(residue.file, residue.is_name)
    yield phrase("The key is never used again: whoever comes back is given a new one.")
    yield phrase("Not within reach: backups, papers, and copies made by hand.")
    for backup in made.backups:
        line = phrase("{file} of {day}: destroy it on {end} at the latest.",
                      file=backup.file, day=backup.on, end=backup.expires.isoformat())  # fmt: skip
        yield Phrase("  {line}", (("line", line),))


def _line(removed: Removed) -> Phrase:
    words = _WHAT[removed.what]
    return Phrase(words.text, (("file", removed.file), ("count", removed.count)))


def _residue(file: str, is_name: bool) -> Phrase:
    if is_name:
        return phrase("Look yourself: words of the person may still stand in {file}.", file=file)
    return phrase("The key, which says nothing, still stands in {file}.", file=file)
