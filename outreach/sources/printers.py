"""printers.toml: the printers of a project, written by commands and readable by people."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from enum import StrEnum
from pathlib import Path
from typing import TypeGuard, TypeVar

from outreach.errors import DesignError, ExitCode, Problem, ProblemsFoundError, ProjectError
from outreach.model.printer import (
    OVERSHOOT,
    SIDES,
    Margins,
    Printer,
    Printers,
    SideSetup,
)
from outreach.phrase import phrase
from outreach.sources.atomic import replacing
from outreach.sources.design_file import Changes, edited, toml_value
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.stocks import folded, stock_of
from outreach.sources.toml import Document, Table, read_document, wrong_type

FILE_NAME = "printers.toml"
_NAME = re.compile(r"[a-z][a-z0-9-]{0,31}")
_KEYS = ("model", "tray", "stock", "queue", "duplex", "second_pass", "tested", "remind", *SIDES)
_SIDE_KEYS = ("margins", "offset", "scale", "skew", "rotate", "face", "overshoot")
# What no printer exceeds that is worth correcting; a slip of the key does.
_MARGIN, _OFFSET, _SKEW, _LEAST_SCALE, _MOST_SCALE, _MOST_REMIND = 150, 20, 5, 80, 120, 10_000

W = TypeVar("W", bound=StrEnum)

_HEAD = """\
# プリンターの設定です。「#」から後ろは読まれません。長さは mm です。
# 向きは、紙がプリンターに入っていくときに見た向きです（先に入る辺が「上」）。

# print で名前を言わないときに使うプリンター
default = {default}
"""
_PRINTER = """
[printer.{name}]
model = {model}
tray = {tray}
# トレイに入っている紙。はがき "hagaki"、封筒 "naga3" など、用紙 "a4" など
stock = {stock}
# CUPS での名前。直接印刷しないなら空のまま
queue = {queue}
# 自動両面。できない "none"、長い辺でとじる向き "long"、短い辺でとじる向き "short"
duplex = {duplex}
# 手で裏返して二度目に入れる順。そのまま "same"、逆から "reversed"
second_pass = {second_pass}
# この回数だけ刷ったら、調整をやり直すようお知らせします（0 なら知らせない）。
# 最後に調整した日は tested に入ります
remind = {remind}
"""
_SIDE = """
# {japanese}面
[printer.{name}.{side}]
# 印刷できない余白（上、右、下、左）
margins = {margins}
# 補正。右へ、下へ何 mm 動かすか。横、縦を何 % にするか。
# skew は 100 mm あたり右回りに何 mm 傾けるか
offset = {offset}
scale = {scale}
skew = {skew}
# 頭から入れるなら 0、足から入れるなら 180
rotate = {rotate}
# 刷る面を上 "up"、下 "down"
face = {face}
# フチなし印刷で、ドライバが紙の外へはみ出させる長さ（0 から 3）
overshoot = {overshoot}
"""
_JAPANESE = {"address": "宛名", "picture": "絵柄"}


def is_printer_name(name: str) -> bool:
    """Return whether a printer can be called so: it stands in names of folders."""
    return _NAME.fullmatch(name) is not None


def printers_file(root: Path) -> Path:
    """Return where the printers of a project are described."""
    return root / FILE_NAME


def load_printers(root: Path, papers: Collection[str]) -> Printers:
    """Return the printers of a project, none where it has no such file.

    ``papers`` are the names of papers a tray may hold beside cards, envelopes and labels. Raises
    ProblemsFoundError (exit code 3) with everything that is wrong with the file.
    """
    if not printers_file(root).is_file():
        return Printers()
    found = read_document(printers_file(root), FILE_NAME, ExitCode.PROJECT)
    problems = [found] if isinstance(found, Problem) else []
    printers = Printers()
    if isinstance(found, Document):
        printers, problems = _printers(found, root, papers), found.problems
    if any(problem.is_error for problem in problems):
        raise ProblemsFoundError(phrase("{file} has errors.", file=FILE_NAME), problems)
    return printers


def _printers(document: Document, root: Path, papers: Collection[str]) -> Printers:
    top = document.table("", ("default", "printer"))
    names = document.named("printer", is_printer_name, _BAD_NAME)
    found = {name: _printer(document, name, root, papers) for name in names}
    default = top.text("default")
    if default and default not in found:
        message = phrase("default names no [printer.NAME] table of this file.")
        top.blame("default", Fault("printer-unknown", message, did_you_mean(default, found)))
    return Printers(found, default)


_BAD_NAME = Fault(
    "printer-name",
    phrase("A printer's name begins with a small letter; letters, digits and hyphens follow, at "
           "most 32 in all."),
    phrase("For instance: [printer.office]"),
)  # fmt: skip


def _printer(document: Document, name: str, root: Path, papers: Collection[str]) -> Printer:
    table, usual = document.table(f"printer.{name}", _KEYS), Printer(name)
    paper = folded(table.text("stock"))
    return Printer(
        name,
        model=table.text("model"),
        tray=table.text("tray"),
        stock=paper if paper in papers else stock_of(table, "stock", usual.stock, root),
        queue=table.text("queue"),
        duplex=_word(table, "duplex", usual.duplex),
        second_pass=_word(table, "second_pass", usual.second_pass),
        tested=table.day("tested") if table.values.get("tested") else None,
        remind=table.whole("remind", usual.remind, 0, _MOST_REMIND),
        sides={side: _side(document.table(f"printer.{name}.{side}", _SIDE_KEYS)) for side in SIDES},
    )


def _side(table: Table) -> SideSetup:
    usual = SideSetup()
    x, y = _numbers(table, "offset", (usual.x, usual.y), -_OFFSET, _OFFSET)
    scales = usual.scale_x, usual.scale_y
    scale_x, scale_y = _numbers(table, "scale", scales, _LEAST_SCALE, _MOST_SCALE)
    rotate = table.values.get("rotate", 0)
    if rotate not in (0, 180) or isinstance(rotate, bool):
        table.blame("rotate", wrong_type("rotate", phrase("0 or 180")))
    return SideSetup(
        Margins(*_numbers(table, "margins", usual.margins, 0, _MARGIN)),
        x, y, scale_x, scale_y,
        skew=_number(table, "skew", -_SKEW, _SKEW),
        rotate=180 if rotate == 180 else 0,
        face=_word(table, "face", usual.face),
        overshoot=_number(table, "overshoot", 0, OVERSHOOT),
    )  # fmt: skip


def _word(table: Table, key: str, usual: W) -> W:
    """Return one of the words of an enumeration, however its letters are written."""
    kind = type(usual)
    typed = table.values.get(key)
    known = {str(each): each for each in kind}
    if isinstance(typed, str) and folded(typed) in known:
        return known[folded(typed)]
    return kind(table.choice(key, str(usual), tuple(known)))


def _number(table: Table, key: str, least: float, most: float) -> float:
    value = table.values.get(key, 0.0)
    if _is_between(value, least, most):
        return float(value)
    expected = phrase("a number from {least} to {most}", least=f"{least:g}", most=f"{most:g}")
    table.blame(key, wrong_type(key, expected))
    return 0.0


def _numbers(
    table: Table, key: str, usual: tuple[float, ...], least: float, most: float
) -> tuple[float, ...]:
    """Return as many numbers as there are usual ones, all of them within limits."""
    value = table.values.get(key, list(usual))
    if isinstance(value, list) and len(value) == len(usual):
        found = [float(each) for each in value if _is_between(each, least, most)]
        if len(found) == len(usual):
            return tuple(found)
    expected = phrase("{count} numbers from {least} to {most} in brackets", count=len(usual),
                      least=f"{least:g}", most=f"{most:g}")  # fmt: skip
    table.blame(key, wrong_type(key, expected))
    return usual


def _is_between(value: object, least: float, most: float) -> TypeGuard[float]:
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    return least <= value <= most


# -- written ----------------------------------------------------------------------------------


def add_printer(root: Path, printer: Printer, papers: Collection[str]) -> Printer:
    """Write a new printer behind the others, which stay as they are, and return it as it is read.

    The first one, where there is no file yet, is the default. Raises ProjectError where there is
    one of that name or nothing can be written behind the others, and ProblemsFoundError where the
    file is in error, before or then; nothing is written then.
    """
    before = load_printers(root, papers)
    if printer.name in before.printers:
        raise ProjectError(
            phrase("There is a printer {name} already.", name=printer.name),
            phrase("Change its lines in {file}, or choose another name.", file=FILE_NAME),
        )
    file = printers_file(root)
    new = _text(printer).encode()
    if file.is_file():
        old = file.read_bytes()
        data = old.rstrip(b"\r\n") + (b"\r\n" if b"\r\n" in old else b"\n")
        data += new.replace(b"\n", b"\r\n") if b"\r\n" in old else new
    else:
        data = _HEAD.format(default=toml_value(printer.name)).encode() + new
    return _written(root, data, papers).printers[printer.name]


def change_printers(root: Path, changes: Changes, papers: Collection[str]) -> Printers:
    """Change single values where they stand, and return the printers as they then are.

    ``changes`` are by table and key. Raises ProjectError where the file is written in a way that
    cannot be changed so, ProblemsFoundError where it would be in error; nothing is written then.
    """
    try:
        data = edited(printers_file(root).read_bytes(), changes)
    except DesignError:
        raise _cannot_change() from None
    return _written(root, data, papers)


def _cannot_change() -> ProjectError:
    return ProjectError(
        phrase("{file} is written in a way this command cannot change.", file=FILE_NAME),
        phrase("Open it in an editor and change the line there."),
    )


def setup_changes(name: str, side: str, setup: SideSetup) -> dict[tuple[str, str], object]:
    """Return the changes that write a side's correction."""
    table = f"printer.{name}.{side}"
    return {
        (table, "offset"): [setup.x, setup.y],
        (table, "scale"): [setup.scale_x, setup.scale_y],
        (table, "skew"): setup.skew,
    }


def _written(root: Path, data: bytes, papers: Collection[str]) -> Printers:
    """Write the file once what it will say is found good."""
    text = data.decode("utf-8-sig").replace("\r\n", "\n")
    try:
        values = tomllib.loads(text)
    except tomllib.TOMLDecodeError:  # printer = {…} on one line takes no table behind it
        raise _cannot_change() from None
    document = Document(FILE_NAME, ExitCode.PROJECT, text, values)
    printers = _printers(document, root, papers)
    if document.has_errors:
        raise ProblemsFoundError(phrase("Nothing was written."), document.problems)
    with replacing(printers_file(root)) as stream:
        stream.write(data)
    return printers


def _text(printer: Printer) -> str:
    """Return the tables of a printer, with Japanese comments."""
    words = {
        key: toml_value(getattr(printer, key))
        for key in ("model", "tray", "stock", "queue", "duplex", "second_pass", "remind")
    }
    text = _PRINTER.format(name=printer.name, **words)
    for side in SIDES:
        text += _side_text(printer, side)
    return text


def _side_text(printer: Printer, side: str) -> str:
    setup = printer.setup(side)
    return _SIDE.format(
        name=printer.name, side=side, japanese=_JAPANESE[side],
        margins=toml_value(list(setup.margins)), offset=toml_value([setup.x, setup.y]),
        scale=toml_value([setup.scale_x, setup.scale_y]), skew=toml_value(setup.skew),
        rotate=setup.rotate, face=toml_value(setup.face), overshoot=toml_value(setup.overshoot),
    )  # fmt: skip
