"""What is shown: tables and JSON on stdout, messages and progress on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click

from outreach.cli.language import say, translate
from outreach.errors import Problem, Severity
from outreach.phrase import Phrase, phrase

MOST_SHOWN = 50  # of each severity: more only bury the first ones
_PATIENCE = 1.0  # seconds before a progress bar appears
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_LABELS = {Severity.ERROR: phrase("Error"), Severity.WARNING: phrase("Warning")}


def tell(words: Phrase) -> None:
    """Show a line of the result."""
    click.echo(say(words))


def tell_line(text: str) -> None:
    """Show a file, a command or another line that is the same in every language."""
    click.echo(f"  {text}")


def note(words: Phrase, hint: Phrase | None = None, label: str = "") -> None:
    """Show a message beside the result, and what can be done about it."""
    start = click.style(label, fg="red", bold=True) + ": " if label else ""
    click.echo(f"{start}{say(words)}", err=True)
    if hint:
        click.echo(f"  → {say(hint)}", err=True)


def show_problems(problems: Iterable[Problem]) -> None:
    """Show problems on stderr, errors first; of very many only the first and their number."""
    problems = list(problems)
    for severity in Severity:
        of_this = [problem for problem in problems if problem.severity is severity]
        for problem in of_this[:MOST_SHOWN]:
            _show(problem)
        if len(of_this) > MOST_SHOWN:
            note(phrase("… and {count} more.", count=len(of_this) - MOST_SHOWN))


def _show(problem: Problem) -> None:
    where = problem.where
    place = ":".join(str(part) for part in (where.file, where.line) if part)
    key = f"({where.key})" if where.key else ""
    label = click.style(say(_LABELS[problem.severity]), fg=_COLOURS[problem.severity], bold=True)
    head = " ".join(part for part in (label, place, key) if part)
    click.echo(f"{head}: {say(problem.message)}", err=True)
    if problem.hint.text:
        click.echo(f"  → {say(problem.hint)}", err=True)


def show_json(value: object) -> None:
    """Show a value as JSON; escaped where the console could not carry every character."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    click.echo(json.dumps(value, ensure_ascii=not plain, indent=2))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Show rows under headings; in a pipe no row is ever wrapped."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    rows = [["" if cell is None else cell for cell in row] for row in rows]
    for at, column in enumerate(columns):
        numbers = bool(rows) and all(isinstance(row[at], int) for row in rows)
        table.add_column(Text(translate(column)), justify="right" if numbers else "left")
    for row in rows:
        table.add_row(*(Text(str(cell)) for cell in row))
    console = Console(width=None if sys.stdout.isatty() else 10_000)
    with console.capture() as shown:
        console.print(table)
    # A pipe gets no trailing blanks, and click strips colours where they do not belong.
    lines = (line.rstrip() for line in shown.get().splitlines())
    click.echo("\n".join(line for line in lines if line))


@contextmanager
def progress_bar(words: Phrase) -> Iterator[Callable[[int, int], None]]:
    """Give a function that shows how far work is, once it has taken a second, on a terminal."""
    if not sys.stderr.isatty():
        yield lambda done, total: None
        return
    from rich.console import Console
    from rich.progress import Progress

    start = time.monotonic()
    bar = Progress(console=Console(stderr=True), transient=True)
    task = bar.add_task(say(words), total=None)

    def show(done: int, total: int) -> None:
        if not bar.live.is_started and time.monotonic() - start > _PATIENCE:
            bar.start()
        bar.update(task, completed=done, total=total)

    try:
        yield show
    finally:
        bar.stop()
