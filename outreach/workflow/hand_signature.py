"""hand signature: an author's signature from a photo of it, to stand under what is printed."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import NamedTuple

from outreach.errors import (
    NOWHERE,
    ExitCode,
    Problem,
    ProblemsFoundError,
    ProjectError,
    Severity,
    SourceError,
    Where,
)
from outreach.model.project import Project
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.characters import BLANKS, line_fault
from outreach.sources.design_file import toml_value
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.project import FILE_NAME
from outreach.sources.rounds import load_messages, load_round, round_ids
from outreach.sources.slugs import free_slug, slug_of
from outreach.sources.toml import line_of, missing
from outreach.workflow.designs import NOTHING_WRITTEN, shown_name
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.hand_reading import need_libraries, pages_of
from outreach.workflow.handwriting import signature_file

_TABLE = "signature"
_BOM = b"\xef\xbb\xbf"
_COMMENT = "# 書いた人の署名。signatures フォルダの中の画像の名前です。"


class Signature(NamedTuple):
    """The signature as it is kept: the file from the project's folder, whether it replaced one.

    ``remarks`` is what is to be said of the name.
    """

    file: str
    is_replaced: bool
    remarks: tuple[Problem, ...] = ()


def take_signature(desk: Desk, author: str, photo: Path) -> Signature:
    """Keep the signature in a photo under an author's name, and enter it in outreach.toml.

    Raises ProblemsFoundError where name or photo cannot be used, SourceError where no signature is
    found in it, ProjectError where outreach.toml cannot be changed or libraries lack, OutputError.
    """
    need_libraries()
    from outreach.scan.signature import signature_of

    author = author.strip(BLANKS)
    fault = line_fault("author", author) if author else missing("NAME")
    if fault is not None:
        raise ProblemsFoundError(NOTHING_WRITTEN, [fault.at(NOWHERE, ExitCode.PROJECT)])
    page = next(pages_of(photo))
    if isinstance(page, Fault):
        raise ProblemsFoundError(NOTHING_WRITTEN, [page.at(Where(shown_name(photo)))])
    png = signature_of(page)
    if png is None:
        raise SourceError(
            phrase("No signature is found in the picture."),
            phrase("Write it with a dark pen on white paper, alone, and photograph it from above."),
        )
    return _kept(desk, author, png)


def _kept(desk: Desk, author: str, png: bytes) -> Signature:
    known = desk.project.signatures
    name = known.get(author) or _new_name(author, known.values())
    path = desk.project.root / signature_file(name)
    is_replaced = path.is_file()
    settings = desk.project.root / FILE_NAME
    data = settings.read_bytes()
    changed = data if author in known else with_signature(data, author, name)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise cannot_write(path.parent, error) from None
    with replacing(path) as stream:
        stream.write(png)
    if changed != data:
        with replacing(settings) as stream:
            stream.write(changed)
    return Signature(signature_file(name), is_replaced, tuple(unheard_of(desk.project, author)))


def unheard_of(project: Project, author: str) -> Iterator[Problem]:
    """Yield a warning where nobody writes under a name: no card would ever have its signature.

    What is near to it, or else everyone who writes, is named.
    """
    known = dict.fromkeys(_authors(project))
    if author not in known:
        yield Problem(
            ExitCode.PROJECT,
            "author-unknown",
            phrase("No round and no message names this author, so no card has the signature."),
            did_you_mean(author, known),
            Where(FILE_NAME),
            Severity.WARNING,
        )


def _authors(project: Project) -> Iterator[str]:
    """Yield the authors that rounds, their messages and the year name; the name is to be exact."""
    yield from project.year.authors
    for round_id in round_ids(project.root):
        plan, _ = load_round(project, round_id)
        rows, _ = load_messages(project, round_id)
        named = [plan.author if plan else "", *(row.author for row in rows.values())]
        yield from filter(None, named)


def _new_name(author: str, taken: Collection[str]) -> str:
    """Return the name of a new file; one whose letters have no sure reading gets a mark."""
    mark = hashlib.sha256(author.encode()).hexdigest()[:6]
    slug = slug_of(author) or f"author-{mark}"
    return f"{free_slug(slug, [Path(name).stem for name in taken])}.png"


def with_signature(data: bytes, author: str, file: str) -> bytes:
    """Return outreach.toml's bytes with a line more in [signature]; all else stays as it is.

    Raises ProjectError where the file is written in a way that does not allow it.
    """
    mark = _BOM if data.startswith(_BOM) else b""
    text = data.decode("utf-8-sig")
    end = "\r\n" if "\r\n" in text else "\n"
    lines = text.replace("\r\n", "\n").split("\n")
    new = f"{toml_value(author)} = {toml_value(file)}"
    heading = line_of("\n".join(lines), _TABLE, "")
    if heading is not None:
        lines.insert(heading, new)
    else:
        while lines and not lines[-1].strip():
            lines.pop()
        lines += ["", _COMMENT, f"[{_TABLE}]", new, ""]
    wanted = tomllib.loads(text)
    wanted.setdefault(_TABLE, {})[author] = file
    changed = end.join(lines)
    if _parsed(changed) != wanted:
        raise ProjectError(
            phrase("outreach.toml is written in a way this command cannot change."),
            phrase("Add the line yourself, below [signature]: {line}", line=new),
        )
    return mark + changed.encode()


def _parsed(text: str) -> object:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return None
