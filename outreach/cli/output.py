"""What is shown: tables and JSON on stdout, messages and progress on stderr."""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

import click

from outreach.cli.language import say, translate
from outreach.errors import Problem, Severity, Where
from outreach.phrase import Phrase, phrase

MOST_SHOWN = 50  # of each severity: more only bury the first ones
MOST_FILES = 5
MOST_KEYS = 10  # of one problem that many recipients share
_PATIENCE = 1.0  # seconds before a progress bar appears
_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow"}
_LABELS = {Severity.ERROR: phrase("Error"), Severity.WARNING: phrase("Warning")}


def tell(words: Phrase) -> None:
    """Show a line of the result."""
    click.echo(say(words))


def tell_line(text: str) -> None:
    """Show a file, a command or another line that is the same in every language."""
    click.echo(f"  {text}")


def tell_files(names: Sequence[str]) -> None:
    """Show files, of many the first and how many more there are."""
    for name in names[:MOST_FILES]:
        tell_line(name)
    if len(names) > MOST_FILES:
        tell_line(say(phrase("… and {count} more.", count=len(names) - MOST_FILES)))


def note(words: Phrase, hint: Phrase | None = None, label: str = "") -> None:
    """Show a message beside the result, and what can be done about it."""
    if label:
        words = _headed(click.style(label, fg="red", bold=True), words)
    click.echo(say(words), err=True)
    if hint:
        click.echo(f"  → {say(hint)}", err=True)


def _headed(head: str, words: Phrase) -> Phrase:
    return phrase("{head}: {words}", head=head, words=words)


def show_problems(problems: Iterable[Problem]) -> bool:
    """Show problems on stderr, errors first; of very many only the first and their number.

    One that many recipients share is shown once, with their keys. Return whether all is shown.
    """
    keys = _keys_of(problems)
    for severity in Severity:
        of_this = [problem for problem in keys if problem.severity is severity]
        for problem in of_this[:MOST_SHOWN]:
            _show(problem, keys[problem])
        if len(of_this) > MOST_SHOWN:
            note(phrase("… and {count} more.", count=len(of_this) - MOST_SHOWN))
    shown = Counter(problem.severity for problem in keys)
    most_keys = max(map(len, keys.values()), default=0)
    return max(shown.values(), default=0) <= MOST_SHOWN and most_keys <= MOST_KEYS


def tell_where_all_is() -> None:
    """Say how to see what ``show_problems`` left out."""
    note(phrase("To see all of it, add --json to the command."))


def _keys_of(problems: Iterable[Problem]) -> dict[Problem, list[str]]:
    """Return the problems without their keys, and the keys of each."""
    keys: dict[Problem, dict[str, None]] = {}
    for problem in problems:
        shared = keys.setdefault(replace(problem, where=replace(problem.where, key=None)), {})
        if problem.where.key:
            shared[problem.where.key] = None
    return {problem: list(shared) for problem, shared in keys.items()}


def _show(problem: Problem, keys: Sequence[str]) -> None:
    label = click.style(say(_LABELS[problem.severity]), fg=_COLOURS[problem.severity], bold=True)
    alone = f"({keys[0]})" if len(keys) == 1 else ""
    head = " ".join(part for part in (label, _place(problem.where), alone) if part)
    click.echo(say(_headed(head, problem.message)), err=True)
    if len(keys) > 1:
        click.echo(f"  {say(few(keys, MOST_KEYS))}", err=True)
    if problem.hint.text:
        click.echo(f"  → {say(problem.hint)}", err=True)


def _place(where: Where) -> str:
    return ":".join(str(part) for part in (where.file, where.line) if part)


def few(items: Sequence[str], most: int) -> Phrase:
    """Return the first items of a list and how many more there are."""
    shown = ", ".join(items[:most])
    if len(items) <= most:
        return Phrase("{items}", (("items", shown),))
    return phrase("{items} … and {count} more", items=shown, count=len(items) - most)


def show_json(value: object) -> None:
    """Show a value as JSON; escaped where the console could not carry every character."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    click.echo(json.dumps(value, ensure_ascii=not plain, indent=2))


def show_table(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Show rows under headings, without columns nobody fills; in a pipe no row is ever wrapped."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, collapse_padding=True)
    rows = [["" if cell is None else cell for cell in row] for row in rows]
    filled = [at for at in range(len(columns)) if not rows or any(row[at] != "" for row in rows)]
    for at in filled:
        numbers = bool(rows) and all(isinstance(row[at], int) for row in rows)
        short = all(_is_whole(str(row[at])) for row in rows)
        table.add_column(
            Text(translate(columns[at])),
            justify="right" if numbers else "left",
            no_wrap=short,
            overflow="fold",  # Japanese has no blanks to break at, and would be cut off
        )
    for row in rows:
        table.add_row(*(Text(str(row[at])) for at in filled))
    console = Console(width=None if sys.stdout.isatty() else 10_000)
    with console.capture() as shown:
        console.print(table)
    # A pipe gets no trailing blanks, and click strips colours where they do not belong.
    lines = (line.rstrip() for line in shown.get().splitlines())
    click.echo("\n".join(line for line in lines if line))


def _is_whole(cell: str) -> bool:
    """Return whether a cell is a key, a day or a number: no use to anyone in two halves."""
    return cell.isascii() and " " not in cell and len(cell) <= 12


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
