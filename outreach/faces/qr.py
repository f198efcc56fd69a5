"""A QR symbol as black rectangles; the only place that knows qrcode."""

from __future__ import annotations

from functools import lru_cache
from itertools import groupby

from qrcode.constants import ERROR_CORRECT_Q
from qrcode.exceptions import DataOverflowError
from qrcode.main import QRCode

from outreach.frame import Box, Path

QUIET_ZONE = 4  # modules, ISO/IEC 18004 §6.3.8
SMALLEST_MODULE = 0.33  # mm: what a phone reads from an office printer's paper
SMALLEST_SYMBOL = 15.0  # mm, the quiet zone not counted
SMALLEST_VERSION = 2  # 25 modules a side: no address of a page fits into fewer
SMALLEST_BOX = 19.8  # mm: such a symbol with its quiet zone


@lru_cache(maxsize=64)
def qr_paths(text: str, box: Box) -> tuple[Path, ...] | None:
    """Return the symbol with its quiet zone filling ``box`` (mm), one path a row of dark modules.

    A quarter of it may be soiled and it is read still (level Q). None where symbol or modules would
    be smaller than a phone reads, or the text is too long.
    """
    code = QRCode(version=SMALLEST_VERSION, error_correction=ERROR_CORRECT_Q, border=0)
    code.add_data(text)
    try:
        code.make(fit=True)
    except (DataOverflowError, ValueError):
        return None
    matrix = code.get_matrix()
    module = min(box.width, box.height) / (len(matrix) + 2 * QUIET_ZONE)
    if module < SMALLEST_MODULE or len(matrix) * module < SMALLEST_SYMBOL:
        return None
    paths = []
    for row, modules in enumerate(matrix):
        column = 0
        for dark, group in groupby(modules):
            length = len(list(group))
            if dark:
                left = box.x + (column + QUIET_ZONE) * module
                top = box.y + (row + QUIET_ZONE) * module
                paths.append(_bar(left, top, length * module, module))
            column += length
    return tuple(paths)


def _bar(left: float, top: float, width: float, height: float) -> Path:
    right, bottom = left + width, top + height
    return Path(((left, top), (right, top), (right, bottom), (left, bottom)))
