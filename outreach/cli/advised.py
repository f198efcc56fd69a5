"""What the adviser found, for a person to read; and a text that comes in on stdin."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from outreach.cli.language import say
from outreach.cli.output import tell
from outreach.errors import SourceError
from outreach.phrase import Phrase, phrase
from outreach.sources.characters import BLANKS
from outreach.wording import Finding
from outreach.workflow.advice import Advised, Draft, is_table

_NAMES = {
    "reply": phrase("asks for a reply"),
    "question": phrase("asks a question"),
    "press": phrase("presses"),
    "topic": phrase("touches a topic"),
    "assume": phrase("assumes"),
    "oblige": phrase("obliges"),
    "expose": phrase("exposes"),
    "promise": phrase("promises or threatens"),
    "creed": phrase("religion, politics, cures"),
}


@contextmanager
def handed_in(file: Path) -> Iterator[Path]:
    """Give the file, or what comes in on stdin as one, with the suffix of what it is."""
    if str(file) != "-":
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "message"
        path.write_bytes(sys.stdin.buffer.read())
        if is_table(path):
            book = path.read_bytes().startswith(b"PK")
            path = path.rename(path.with_suffix(".xlsx" if book else ".csv"))
        yield path


def words_in(drafts: Sequence[Draft]) -> Sequence[Draft]:
    """Return the drafts; raises SourceError where the only one is a text without any words."""
    if len(drafts) == 1 and not drafts[0].key and not drafts[0].text.strip(f"{BLANKS}\ufeff"):
        raise SourceError(
            phrase("There is nothing to read: no words came in."),
            phrase("Name a file with a message, or hand words in: outreach wording FILE"),
        )
    return drafts


def show_advised(advised: Sequence[Advised]) -> None:
    """Show the findings of every message that has any, and how many messages were read."""
    for each in advised:
        for finding in each.findings:
            _show(each.key, finding)
    found = sum(bool(each.findings) for each in advised)
    if not found:
        tell(phrase("Nothing to say: {count} read.", count=_messages(len(advised))))
        return
    tell(phrase("{count} read, {found} with something to look at. It is only advice: you decide.",
                count=_messages(len(advised)), found=found))  # fmt: skip


def _show(key: str, finding: Finding) -> None:
    name = click.style(say(_NAMES[finding.code]), fg="yellow")
    click.echo(" ".join(filter(None, (key, f"{name}: 「{finding.words}」"))))
    click.echo(f"  {finding.why}")
    click.echo(f"  → {finding.gentler}")


def _messages(count: int) -> Phrase:
    return phrase("1 message") if count == 1 else phrase("{count} messages", count=count)
