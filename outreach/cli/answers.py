"""The table of addresses that comes in, and what each consists of as a table or as JSON."""

from __future__ import annotations

import json
import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

import click

from outreach.cli.boundary import problem_data
from outreach.cli.language import _, say
from outreach.cli.output import show_problems, show_table, tell
from outreach.phrase import phrase
from outreach.post.areas import hyphened
from outreach.workflow.reading import Answer

_CHUNK = 1000
_MARKS = {
    True: phrase("goes with it"),
    False: phrase("does not"),
    None: phrase("cannot be told"),
}
_COLUMNS = (
    _("line"), _("code"), _("mark"), _("prefecture"), _("city"), _("town"), _("rest"),
    _("building"), _("proposal"),
)  # fmt: skip


@contextmanager
def on_disk(file: Path) -> Iterator[Path]:
    """Give the file, or what comes in on stdin as one: a workbook is read back and forth."""
    if str(file) != "-":
        yield file
        return
    stream = sys.stdin.buffer
    start = stream.read(4)
    suffix = ".xlsx" if start == b"PK\x03\x04" else ".csv"
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"addresses{suffix}"
        with path.open("wb") as copy:
            copy.write(start)
            shutil.copyfileobj(stream, copy)
        yield path


def show_answers_as_json(answers: Iterator[Answer]) -> int:
    """Show a list with an answer on each line, a thousand at a time; return how many are broken."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "").startswith("utf")
    encode = json.JSONEncoder(ensure_ascii=not plain).encode
    broken, before = 0, "["
    while chunk := list(islice(answers, _CHUNK)):
        broken += sum(answer.is_broken for answer in chunk)
        lines = (encode(_data(answer)) for answer in chunk)
        click.echo(before + "\n" + ",\n".join(lines), nl=False)
        before = ","
    click.echo("[]" if before == "[" else "\n]")
    return broken


def _data(answer: Answer) -> dict[str, object]:
    reading = answer.reading
    return {
        "line": answer.line,
        "postal_code": hyphened(answer.postal_code),
        "prefecture": reading.prefecture,
        "city": reading.city,
        "town": reading.town,
        "rest": reading.rest,
        "building": reading.building,
        "postal_ok": answer.check.ok,
        "postal_suggestions": [hyphened(code) for code in answer.check.suggestions],
        "barcode": answer.barcode,
        "barcode_symbols": answer.symbols,
        "problems": [problem_data(problem) for problem in answer.problems],
    }


def show_answers(answers: Iterable[Answer]) -> int:
    """Show a table with a row for each answer and a count; return how many are broken."""
    answers = list(answers)
    show_table(_COLUMNS, map(_row, answers))
    show_problems(problem for answer in answers for problem in answer.problems)
    marks = Counter(answer.check.ok for answer in answers)
    tell(phrase("{count} rows: {right} codes go with their address, {wrong} do not, of {unknown} "
                "it cannot be told.",
                count=len(answers), right=marks[True], wrong=marks[False],
                unknown=marks[None]))  # fmt: skip
    return sum(answer.is_broken for answer in answers)


def _row(answer: Answer) -> tuple[object, ...]:
    reading = answer.reading
    return (
        answer.line, hyphened(answer.postal_code), say(_MARKS[answer.check.ok]), reading.prefecture,
        reading.city, reading.town, reading.rest, reading.building,
        ", ".join(map(hyphened, answer.check.suggestions)),
    )  # fmt: skip
