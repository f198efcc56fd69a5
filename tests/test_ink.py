"""Scanned ink as a press paints it: a few flat tones, and nothing that is not ink."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, PngImagePlugin

from outreach.artwork.ink import DPI, MOST_LAYERS, Ink, InkLayer, read_ink
from outreach.errors import Problem
from outreach.frame import CMYK, RGB, Gray

BLUE, BLACK, RED = (30, 45, 140), (25, 25, 28), (190, 40, 35)


def saved(path: Path, pixels: np.ndarray, dpi: float = 400, **more: object) -> Path:
    Image.fromarray(pixels, "RGBA").save(path, "PNG", dpi=(dpi, dpi), **more)
    return path


def strokes(*colours: tuple[int, int, int], alpha: int = 255) -> np.ndarray:
    """A bar of each colour, 1 mm high at 400 dpi, with soft edges."""
    pixels = np.zeros((40 * len(colours), 400, 4), np.uint8)
    for at, colour in enumerate(colours):
        top = 40 * at + 10
        pixels[top : top + 16, 20:380, :3] = colour
        pixels[top : top + 16, 20:380, 3] = alpha
        pixels[[top, top + 15], 20:380, 3] = alpha // 3
    return pixels


def read(path: Path, target: str = "home") -> Ink:
    ink = read_ink(path, target)
    assert isinstance(ink, Ink), ink
    return ink


def dots(layer: InkLayer) -> np.ndarray:
    across = (layer.columns + 7) // 8
    rows = np.frombuffer(layer.bits, np.uint8).reshape(layer.rows, across)
    return np.unpackbits(rows, axis=1)[:, : layer.columns].astype(bool)


def test_the_size_comes_from_the_files_resolution(tmp_path: Path) -> None:
    ink = read(saved(tmp_path / "a.png", strokes(BLACK, BLUE)))
    assert (ink.width, ink.height) == pytest.approx((25.4, 5.08), abs=0.01)
    for layer in ink.layers:
        assert (layer.columns, layer.rows) == (round(25.4 / 25.4 * DPI), 120)


def test_each_pen_has_its_own_tones_from_the_palest(tmp_path: Path) -> None:
    ink = read(saved(tmp_path / "a.png", strokes(BLUE, RED)))
    assert 2 <= len(ink.layers) <= MOST_LAYERS
    blue = [layer for layer in ink.layers if isinstance(layer.colour, RGB) and
            layer.colour.blue > layer.colour.red]  # fmt: skip
    assert [dots(layer).sum() for layer in blue] == sorted(
        (dots(layer).sum() for layer in blue), reverse=True
    )
    assert blue[-1].colour == pytest.approx([part / 255 for part in BLUE], abs=0.03)


def test_a_dark_stroke_is_painted_where_it_is_and_nowhere_else(tmp_path: Path) -> None:
    ink = read(saved(tmp_path / "a.png", strokes(BLACK)))
    darkest = dots(ink.layers[-1])
    rows, columns = np.flatnonzero(darkest.any(axis=1)), np.flatnonzero(darkest.any(axis=0))
    assert rows[0] == pytest.approx(10 * 1.5, abs=3) and rows[-1] == pytest.approx(26 * 1.5, abs=3)
    assert columns[0] == pytest.approx(30, abs=2) and columns[-1] == pytest.approx(570, abs=2)
    assert darkest[rows[0] + 2 : rows[-1] - 1, 40:560].all()


def test_pale_ink_stays_pale(tmp_path: Path) -> None:
    ink = read(saved(tmp_path / "a.png", strokes(BLACK, alpha=90)))
    assert [layer.colour for layer in ink.layers]
    assert all(isinstance(layer.colour, Gray) and layer.colour.level > 0.4 for layer in ink.layers)


def test_for_the_shop_black_is_black_ink_and_colours_are_process_inks(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.png", strokes(BLACK, RED))
    kinds = {type(layer.colour) for layer in read(path, "shop").layers}
    assert kinds == {Gray, CMYK}


@pytest.mark.parametrize("many", [1, 2, 3, 6, 40])
def test_there_are_never_more_layers_than_a_press_is_promised(tmp_path: Path, many: int) -> None:
    rng = np.random.default_rng(many)
    colours = [tuple(int(part) for part in rng.integers(0, 200, 3)) for _ in range(many)]
    assert 1 <= len(read(saved(tmp_path / "a.png", strokes(*colours))).layers) <= MOST_LAYERS


def test_the_same_dots_have_the_same_name_and_others_another(tmp_path: Path) -> None:
    one = read(saved(tmp_path / "a.png", strokes(BLACK)))
    same = read(saved(tmp_path / "b.png", strokes(BLACK)))
    other = read(saved(tmp_path / "c.png", strokes(BLACK, BLACK)))
    names = {layer.name for layer in one.layers}
    assert names == {layer.name for layer in same.layers}
    assert not names & {layer.name for layer in other.layers}


def test_nothing_written_is_no_layer(tmp_path: Path) -> None:
    assert read(saved(tmp_path / "a.png", np.zeros((50, 50, 4), np.uint8))).layers == ()


def bad_files(folder: Path) -> dict[str, Path]:
    flat = folder / "flat.png"
    Image.new("RGB", (50, 50)).save(flat, dpi=(400, 400))
    sizeless = folder / "sizeless.png"
    Image.new("RGBA", (50, 50)).save(sizeless)
    jpeg = folder / "jpeg.png"
    Image.new("RGB", (50, 50)).save(jpeg, "JPEG", dpi=(400, 400))
    cut = folder / "cut.png"
    rng = np.random.default_rng(1)
    saved(cut, rng.integers(0, 255, (200, 200, 4), np.uint8))
    cut.write_bytes(cut.read_bytes()[:9000])
    large = saved(folder / "large.png", np.zeros((2000, 2000, 4), np.uint8), 100)
    return {"flat": flat, "sizeless": sizeless, "jpeg": jpeg, "cut": cut, "large": large,
            "none": folder / "none.png"}  # fmt: skip


@pytest.mark.parametrize("kind", ["flat", "sizeless", "jpeg", "cut", "large", "none"])
def test_a_file_that_is_no_scanned_ink_is_a_problem_in_words(tmp_path: Path, kind: str) -> None:
    found = read_ink(bad_files(tmp_path)[kind], "home")
    assert isinstance(found, Problem)
    assert found.code == "ink-unreadable" and str(found.message) and str(found.hint)


def test_what_else_a_file_says_does_not_matter(tmp_path: Path) -> None:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "x")
    plain = read(saved(tmp_path / "a.png", strokes(BLUE)))
    assert read(saved(tmp_path / "b.png", strokes(BLUE), pnginfo=info)) == plain
