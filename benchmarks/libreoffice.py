"""LibreOffice Writer: a mail merge to PDF, two pages a record, from a CSV data source.

The merge is the one of the mail merge assistant, which needs a screen; a macro asks for it through
its programming interface (com.sun.star.text.MailMerge). One PDF a record: merged into a single
document, the time grows with the square of the records, and a thousand take many minutes.
"""

from __future__ import annotations

import base64
import csv
import shutil
import subprocess
from collections.abc import Iterator
from html import escape
from pathlib import Path
from string import Template
from typing import NamedTuple

import uharfbuzz as hb

from benchmarks.cards import (
    SENDER_ADDRESS,
    SENDER_BUILDING,
    card_of,
    crop_picture,
    font_files,
    frames,
    ornament,
)
from benchmarks.peer import Peer, Task
from benchmarks.people import ARTIST, BITMAP, MESSAGE, SENDER, people
from outreach.frame import Box
from outreach.post.frames import CODE_BOXES, SENDER_BOXES

FOLDER = Path(__file__).with_name("libreoffice")
FIELDS = (*(f"d{at}" for at in range(7)), "place", "street", "building", "name", "call_name")


class Text(NamedTuple):
    """A text frame: its box in mm, paragraph style, content in XML, and whether it runs down."""

    box: Box
    style: str
    content: str
    down: bool = True


def _find() -> str | None:
    return shutil.which("soffice") if _has_base() else None


def _has_base() -> bool:
    """Return whether the driver for CSV data sources is there beside Writer."""
    program = shutil.which("soffice")
    return bool(program) and (Path(program or "").resolve().parent / "libflatlo.so").exists()


def _prepare(program: str, task: Task) -> list[str]:
    folder = task.folder
    (folder / "data").mkdir()
    (folder / "made").mkdir()
    _write_data(folder / "data" / "people.csv", task.cards)
    (folder / "card.fodt").write_text(_document(task), encoding="utf-8")
    fonts = folder / "share" / "fonts"
    fonts.mkdir(parents=True)
    for path in font_files():
        shutil.copy(path, fonts)
    start = [
        "env", f"XDG_DATA_HOME={folder / 'share'}", program, "--headless", "--norestore",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
    ]  # fmt: skip
    # The first start only makes the user's profile, as it was made long ago for a person.
    subprocess.run([*start, "--terminate_after_init"], check=True, capture_output=True)
    _write_macro(folder)
    return [*start, "macro:///Standard.Merge.Main"]


PEER = Peer(
    "LibreOffice",
    "apt-get install libreoffice-writer libreoffice-base-drivers",
    _find,
    _prepare,
)


def _write_data(path: Path, count: int) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(FIELDS)
        for person in people(count):
            card = card_of(person)
            table.writerow(
                [*card.code, card.place, card.street, card.building, card.name, person.call_name]
            )


def _write_macro(folder: Path) -> None:
    """Write the macro into the user's profile, where LibreOffice trusts it."""
    library = folder / "profile" / "user" / "basic" / "Standard"
    shutil.copy(FOLDER / "script.xlb", library)
    macro = Template((FOLDER / "Merge.xba").read_text(encoding="utf-8"))
    text = macro.substitute(folder=folder.as_uri())
    (library / "Merge.xba").write_text(text, encoding="utf-8")


def _document(task: Task) -> str:
    """Return the form letter; what all cards share stands in its headers, set once a page style."""
    if task.design == BITMAP:
        crop_picture(task.picture, task.folder / "picture.jpg")
        art = _image(Box(-3, -3, 106, 90), (task.folder / "picture.jpg").read_bytes())
        words = Text(Box(7.5, 95.5, 86, 36), "across", _words(), down=False)
    else:
        art = _image(Box(-3, -3, 106, 154), ornament().encode())
        words = Text(Box(27, 23, 46, 102), "words", _words())
    credit = Text(Box(24, 138.2, 40, 4), "credit", f"絵・{ARTIST}", down=False)
    frame = _image(Box(0, 0, 100, 148), frames().encode())
    template = Template((FOLDER / "card.fodt").read_text(encoding="utf-8"))
    return template.substitute(
        {role: _family(path) for role, path in font_files()._asdict().items()},
        stops=_stops(),
        address_common=frame + "".join(map(_frame, _sender_texts())),
        address_side="".join(map(_frame, _recipient_texts())),
        picture_common=art + _frame(credit),
        picture_side=_frame(words),
    )


def _stops() -> str:
    """Return a tab stop at the middle of every box of the postal code."""
    places = (box.x + box.width / 2 for box in CODE_BOXES)
    stops = (f'<style:tab-stop style:position="{at:.2f}mm" style:type="center"/>' for at in places)
    return f"<style:tab-stops>{''.join(stops)}</style:tab-stops>"


def _family(path: Path) -> str:
    return str(hb.Face(hb.Blob.from_file_path(str(path))).get_name(1))  # 1: the family's name


def _recipient_texts() -> Iterator[Text]:
    code = "".join(f"<text:tab/>{_field(f'd{at}')}" for at in range(7))
    yield Text(Box(0, 12, 100, 8), "code", code, down=False)
    yield Text(Box(85.7, 26, 5, 112), "line", _field("place"))
    yield Text(Box(78.8, 30.6, 5, 107), "line", _field("street"))
    yield Text(Box(72.3, 35.2, 5, 100), "small", _field("building"))
    yield Text(Box(44.5, 33, 11, 95), "name", _field("name"))


def _sender_texts() -> Iterator[Text]:
    yield Text(Box(0, 2.4, 100, 5), "heading", "郵便はがき", down=False)
    for box, figure in zip(SENDER_BOXES, SENDER.postal_code.replace("-", ""), strict=True):
        yield Text(Box(*box), "back", figure, down=False)
    yield Text(Box(27.8, 73, 3.6, 48), "sender", SENDER_ADDRESS)
    yield Text(Box(23.2, 76.2, 3.6, 45), "sender", SENDER_BUILDING)
    yield Text(Box(17.8, 97.5, 4, 24), "sender", SENDER.organisation)
    yield Text(Box(11.4, 96.8, 5, 25), "me", SENDER.name)


def _words() -> str:
    lines = escape(MESSAGE.strip("\n")).split("\n")
    return "<text:line-break/>".join(lines).replace("{{ call_name }}", _field("call_name"))


def _field(name: str) -> str:
    return (
        '<text:database-display text:database-name="people" text:table-name="people"'
        f' text:table-type="table" text:column-name="{name}">&lt;{name}&gt;</text:database-display>'
    )


def _frame(text: Text) -> str:
    style = "down" if text.down else "along"
    return (
        f'<draw:frame draw:style-name="{style}" text:anchor-type="paragraph" {_place(text.box)}>'
        f'<draw:text-box><text:p text:style-name="{text.style}">{text.content}</text:p>'
        "</draw:text-box></draw:frame>"
    )


def _image(box: Box, file: bytes) -> str:
    data = base64.b64encode(file).decode("ascii")
    return (
        f'<draw:frame draw:style-name="art" text:anchor-type="paragraph" {_place(box)}>'
        f"<draw:image><office:binary-data>{data}</office:binary-data></draw:image></draw:frame>"
    )


def _place(box: Box) -> str:
    return (
        f'svg:x="{box.x:.2f}mm" svg:y="{box.y:.2f}mm"'
        f' svg:width="{box.width:.2f}mm" svg:height="{box.height:.2f}mm"'
    )
