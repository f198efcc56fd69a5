"""The one place where errors become words on stderr and an exit code."""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

import click

from outreach import __version__
from outreach.cli.language import say, translate, well_set
from outreach.cli.output import note, show_json, show_problems
from outreach.errors import ExitCode, OutputError, OutreachError, Problem
from outreach.phrase import Phrase, phrase

_PACKAGE = Path(__file__).parent.parent
_FULL = {errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)}


@dataclass
class Wishes:
    """What was asked for before or after the command, whichever it was.

    ``project`` is None where no folder was named: it is looked for from here upwards.
    """

    project: Path | None = None
    json: bool = False


def guarded(run: Callable[[], object], wishes: Wishes) -> int:
    """Run a command and return the exit code; whatever goes wrong is said, never thrown."""
    try:
        code = run()
        return code if isinstance(code, int) else ExitCode.DONE
    except click.Abort:
        note(phrase("Stopped; nothing more was done."))
        return ExitCode.ABORTED
    except click.ClickException as error:
        return _misused(error)
    except OutreachError as error:
        return _refused(error, wishes)
    except OSError as error:
        return _refused(_spoken(error), wishes)
    except Exception as error:
        if os.environ.get("OUTREACH_DEBUG"):
            raise
        return _our_bug(error)


def _misused(error: click.ClickException) -> int:
    page = io.StringIO()
    error.show(page)
    click.echo(well_set(page.getvalue()), err=True, nl=False)
    return error.exit_code


def _refused(error: OutreachError, wishes: Wishes) -> int:
    itself = Problem(error.exit_code, _code(error), error.message, error.hint or Phrase(""))
    show_problems((itself, *error.problems))
    if wishes.json:
        show_json({"problems": [problem_data(each) for each in error.problems or (itself,)]})
    return error.exit_code


def _code(error: OutreachError) -> str:
    return error.exit_code.name.lower()


def problem_data(problem: Problem) -> dict[str, object]:
    """Return a problem as the contract's JSON has it, in the reader's language."""
    return {
        "severity": problem.severity.value,
        "code": problem.code,
        "file": problem.where.file,
        "line": problem.where.line,
        "key": problem.where.key,
        "message": say(problem.message),
        "hint": say(problem.hint),
    }


def _spoken(error: OSError) -> OutputError:
    """Return what the system refused in words; its own message may hold a path, so it is left."""
    if error.errno in _FULL:
        return OutputError(
            phrase("The disk is full."),
            phrase("Free some space, then start the same command again."),
        )
    name = Path(os.fsdecode(error.filename)).name if error.filename else "?"
    return OutputError(
        phrase("{file} cannot be read or written.", file=name),
        phrase("Close it where it is open, and check that you may read and write there."),
    )


def _our_bug(error: Exception) -> int:
    """Say that it is our fault: the kind of the error and its place, never what it holds."""
    what = type(error).__name__
    note(
        phrase(
            "This is a mistake in the program, not yours: {what} at {place} (outreach {version}).",
            what=what, place=_place(error.__traceback__), version=__version__,
        ),
        phrase("Please pass this line on to the makers; it holds no name and no address."),
        label=translate("Error"),
    )  # fmt: skip
    return ExitCode.BUG


def _place(trace: TracebackType | None) -> str:
    place = "?"
    while trace is not None:
        file = Path(trace.tb_frame.f_code.co_filename)
        if file.is_relative_to(_PACKAGE):
            place = f"{file.relative_to(_PACKAGE).as_posix()}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


def show_any_character() -> None:
    """Let no console stop the program: what it cannot show becomes a question mark."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
