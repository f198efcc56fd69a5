"""Writing design.toml: a new one with a few words of help, or single keys where they stand."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping
from datetime import date

from outreach.errors import DesignError
from outreach.model.design import Design
from outreach.phrase import phrase
from outreach.sources.toml import line_of

Changes = Mapping[tuple[str, str], object]  # table ("" for none) and key: value, None to drop it

_HEADING = re.compile(r"\s*\[")
_BOM = b"\xef\xbb\xbf"

_NEW = """\
# 図案ひとつぶんのメモです。「#」から後ろは印刷されません。

title = {title}
artist = {artist}
# 描いた人の名前を、はがきに小さく入れるか。入れるなら true、入れないなら false
credit = {credit}
# 使ってよいところ。はがき "card"、会報 "newsletter"、報告書 "report"、ホームページ "web"
permission = {permission}
# 絵と言葉の置きかた。outreach layouts list で選べます
layout = {layout}
picture = {picture}
# 絵に何が描かれているか、ひとことで
alt = {alt}
# 切りぬくときに残したいところ（左から、上から。0 から 1 で）。なければ自動でさがします
{focus}

[tags]
# 季節。春 "spring"、夏 "summer"、秋 "autumn"、冬 "winter"、クリスマス "christmas"、
# 新年 "new-year"、または月（"4月" など）。空なら一年じゅう
season = {season}
mood = {mood}
"""


def toml_value(value: object) -> str:
    """Return a text, truth, day, number or list as TOML writes it."""
    if isinstance(value, str):
        # JSON's escapes are TOML's; only DEL is written plain in the one and not in the other.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, date):
        return value.isoformat()
    return repr(value)


def design_text(design: Design) -> str:
    """Return the design.toml of a new design, with Japanese comments."""
    one = len(design.pictures) == 1
    focus = f"focus = {toml_value(design.focus)}" if design.focus else "# focus = [0.5, 0.4]"
    values = {
        "title": design.title, "artist": design.artist, "credit": design.credit,
        "permission": design.permission, "layout": design.layout, "alt": design.alt,
        "picture": design.pictures[0] if one else design.pictures,
        "season": design.season, "mood": design.mood,
    }  # fmt: skip
    return _NEW.format(focus=focus, **{key: toml_value(value) for key, value in values.items()})


def edited(data: bytes, changes: Changes) -> bytes:
    """Return a TOML file's bytes with single values changed; everything else stays as it is.

    Raises DesignError where the file cannot be changed so: it is written in an unusual way.
    """
    mark = _BOM if data.startswith(_BOM) else b""
    text = data.decode("utf-8-sig")
    crlf = "\r\n" in text
    text = text.replace("\r\n", "\n")
    wanted = tomllib.loads(text)
    for (table, key), value in changes.items():
        text = _changed(text, table, key, value)
        _note(wanted, table, key, value)
    try:
        is_right = tomllib.loads(text) == wanted
    except tomllib.TOMLDecodeError:
        is_right = False
    if not is_right:
        raise DesignError(
            phrase("design.toml is written in a way this command cannot change."),
            phrase("Open it in an editor and change the line there."),
        )
    return mark + (text.replace("\n", "\r\n") if crlf else text).encode()


def _note(values: dict[str, object], table: str, key: str, value: object) -> None:
    place: object = values
    for part in table.split(".") if table else ():
        place = place.setdefault(part, {}) if isinstance(place, dict) else {}
    if isinstance(place, dict):
        place.pop(key, None)
        if value is not None:
            place[key] = list(value) if isinstance(value, tuple) else value


def _changed(text: str, table: str, key: str, value: object) -> str:
    lines = text.split("\n")
    number = line_of(text, table, key)
    if number is None:
        return text if value is None else "\n".join(_with_new(lines, table, key, value))
    start = number - 1
    end = _end(lines, start)
    old = "\n".join(lines[start:end])
    new = [] if value is None else [_head(old) + toml_value(value) + _comment(old)]
    return "\n".join([*lines[:start], *new, *lines[end:]])


def _end(lines: list[str], start: int) -> int:
    """Return the line after a value that begins on line ``start``."""
    for end in range(start + 1, len(lines) + 1):
        if _parsed("\n".join(lines[start:end])) is not None:
            return end
    return start + 1


def _parsed(piece: str) -> dict[str, object] | None:
    try:
        return tomllib.loads(piece)
    except tomllib.TOMLDecodeError:
        return None


def _head(piece: str) -> str:
    """Return key and equals sign as they are written."""
    before, _, after = piece.partition("=")
    return f"{before}={after[: len(after) - len(after.lstrip(' '))] or ' '}"


def _comment(piece: str) -> str:
    """Return the comment behind a value with the blanks before it, or an empty text."""
    whole = _parsed(piece)
    for found in re.finditer(r"[ \t]*#", piece):
        if "=" in piece[: found.start()] and _parsed(piece[: found.start()]) == whole:
            return piece[found.start() :]
    return ""


def _with_new(lines: list[str], table: str, key: str, value: object) -> list[str]:
    """Return the lines with a key put behind the last one of its table."""
    line = f"{key} = {toml_value(value)}"
    heading = line_of("\n".join(lines), table, "") if table else 0
    if heading is None:
        return [*"\n".join(lines).rstrip("\n").split("\n"), "", f"[{table}]", line, ""]
    after = (at for at in range(heading, len(lines)) if _HEADING.match(lines[at]))
    end = next(after, len(lines))
    while end > heading and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return [*lines[:end], line, *lines[end:]]
