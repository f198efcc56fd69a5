"""messages.csv written: words where they stand, new rows at the end, every other byte as it is."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from outreach.errors import Problem, StateError
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.characters import BLANKS
from outreach.sources.columns import MESSAGE_COLUMNS, find_columns
from outreach.sources.formulas import harmless
from outreach.sources.rounds import FOLDER, MESSAGES_FILE
from outreach.sources.splicing import raw_text, spliced, unfit
from outreach.sources.tables import Row, open_table

NEW_COLUMNS = ("key", "message", "author")


@dataclass(frozen=True, slots=True)
class MessageFile:
    """A round's messages.csv as it was when it was opened; ``data`` is None where there is none.

    ``lines`` are those of the keys, in lower case; ``header`` is the line of the header row.
    """

    path: Path
    name: str
    data: bytes | None = None
    headers: tuple[str, ...] = ()
    header: int = 0
    delimiter: str = ","
    encoding: str = "utf-8"
    lines: Mapping[str, int] = field(default_factory=dict)

    def unfit(self, text: str) -> str:
        """Return the first character that the file's encoding does not have, or an empty text."""
        return unfit(text, self.encoding)

    def with_words(self, words: Mapping[str, str]) -> bytes:
        """Return the file's bytes with each key's message put in."""
        if self.data is None:
            return _fresh(words)
        found = find_columns(self.headers, MESSAGE_COLUMNS)
        places = {name: at for name, (at, *_) in found.items()}
        at = places.get("message", len(self.headers))
        edits: dict[int, dict[int, str]] = {}
        if "message" not in places:
            heading = self.headers[places["key"]]
            is_english = heading.isascii()
            edits[self.header] = {at: "message" if is_english else MESSAGE_COLUMNS["message"]}
        added = []
        for key, text in words.items():
            if (line := self.lines.get(key.lower())) is not None:
                edits.setdefault(line, {})[at] = harmless(text)
            else:
                row = [""] * max(len(self.headers), at + 1)
                row[places["key"]], row[at] = key, harmless(text)
                added.append(row)
        return spliced(self.data, self.delimiter, edits, added)

    def write(self, words: Mapping[str, str]) -> None:
        """Put each key's message into the file, which is replaced in one step.

        Raises:
            StateError: it was changed meanwhile; nothing is written then.
            OutputError: it cannot be written.
        """
        data = self.with_words(words)
        now = self.path.read_bytes() if self.path.is_file() else None
        if now != self.data:
            raise StateError(
                phrase("{file} was changed meanwhile; nothing was written.", file=self.name),
                phrase("Close it where it is open, then start the same import again."),
            )
        with replacing(self.path) as stream:
            stream.write(data)


def open_messages(project: Project, round_id: str) -> MessageFile | Problem:
    """Return a round's messages.csv, or the problem that keeps it from being read."""
    path = project.root / FOLDER / round_id / MESSAGES_FILE
    name = f"{FOLDER}/{round_id}/{MESSAGES_FILE}"
    if not path.is_file():
        return MessageFile(path, name)
    data = path.read_bytes()
    with open_table(path, name, bool) as table:
        if isinstance(table, Problem):
            return table
        at = find_columns(table.headers, MESSAGE_COLUMNS)["key"][0]
        lines = {row.cells[at].strip(BLANKS).lower(): row.line
                 for row in table.rows if isinstance(row, Row)}  # fmt: skip
        encoding = raw_text(data).encoding
        return MessageFile(
            path, name, data, tuple(table.headers), table.line, table.delimiter, encoding, lines
        )


def _fresh(words: Mapping[str, str]) -> bytes:
    """Return a new file; a message that a spreadsheet would run is marked."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(NEW_COLUMNS)
    writer.writerows((key, harmless(message), "") for key, message in words.items())
    return text.getvalue().encode("utf-8-sig")
