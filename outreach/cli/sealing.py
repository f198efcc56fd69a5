"""Options about keys and passphrases that several commands share."""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread

import click

from outreach.cli.language import _, say
from outreach.cli.options import option
from outreach.cli.output import note
from outreach.phrase import Phrase, phrase
from outreach.workflow.sealing import Opener, identities_in

LEAST = 12  # characters of a passphrase; NIST SP 800-63B asks for 8 where guesses are counted
_PATIENCE = 60.0  # seconds for a line to come through a pipe: a safe may have to be unlocked first

to = option(
    "--to", multiple=True, metavar="AGE1…",
    help=_("Seal it for this public key; may be given several times."),
)  # fmt: skip
identity = option(
    "--identity", multiple=True, metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help=_("The file with the secret key, if it is sealed; the key's own PDF will do."),
)  # fmt: skip


def opener(files: tuple[Path, ...], worded: bool) -> Opener:
    """Return what a sealed file may be opened with; a passphrase is asked for when it is needed."""
    found = tuple(key for file in files for key in identities_in(file))
    return Opener(found, asked if worded or not files else None)


def asked() -> str:
    """Ask for a passphrase that is there already. Raises UsageError where none comes."""
    return _typed(phrase("Passphrase"))


def new_passphrase() -> str:
    """Ask for a new passphrase, twice.

    Where nobody sits at a terminal one that will not do is a UsageError, else it is asked again.
    """
    while True:
        first = _typed(phrase("Passphrase"))
        if len(first.strip()) < LEAST:
            _not_so(phrase("The passphrase is too short: it needs {count} characters or more. "
                           "Four or five words that have nothing to do with each other are easy "
                           "to remember.", count=LEAST))  # fmt: skip
        elif _typed(phrase("The same once more")) == first:
            return first
        else:
            _not_so(phrase("The two differ; once more."))


def _not_so(words: Phrase) -> None:
    if not _is_terminal():
        raise click.UsageError(say(words))
    note(words)


def _is_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _typed(words: Phrase) -> str:
    if _is_terminal():
        return str(click.prompt(say(words), hide_input=True, err=True))
    reading = _Reading()
    reading.start()
    reading.join(_PATIENCE)
    if not reading.line:
        raise click.UsageError(
            say(phrase("No passphrase came. Type it at a terminal, or pipe it in as a line."))
        )
    return reading.line


class _Reading(Thread):
    """Reads the next line of what is piped in; whoever waits for it need not wait for ever.

    It asks the file itself: a thread that still reads a buffer would spoil the program's end.
    """

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.line = ""

    def run(self) -> None:
        if sys.stdin is None:
            return
        source = getattr(sys.stdin.buffer, "raw", sys.stdin.buffer)
        with suppress(OSError, ValueError):  # not to be read, or no text
            line = (source.readline() or b"").decode(sys.stdin.encoding or "utf-8")
            self.line = line.removeprefix("\ufeff").rstrip("\r\n")
