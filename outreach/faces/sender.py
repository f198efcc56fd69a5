"""Who a piece comes from: lower left, smallest, its name at the foot of the last column.

A sender may be the whole group, a person's name alone, or a post-office box: what is blank takes no
room. On a card the code stands under the columns, in the place it has on Japan Post's own; on an
envelope above them.
"""

from __future__ import annotations

from collections.abc import Sequence

from outreach.faces.columns import Column, column_row, fitted, fitted_house, set_columns
from outreach.faces.places import Places
from outreach.faces.postcode import plain_code, sender_code
from outreach.faces.trouble import Trouble
from outreach.fonts import Stack
from outreach.frame import Box, GlyphRun, Path
from outreach.model.project import PrintSettings, Sender
from outreach.phrase import phrase
from outreach.post.frames import SENDER_BOXES, SENDER_FRAME_WIDTH, sender_boxes
from outreach.post.numerals import vertical_address
from outreach.typeset.shape import Cell, width_of
from outreach.units import to_mm

SENDER_NAME = 1.3  # the sender's name against the sender's address
ORGANISATION = 1.12
WHITE = 0.45  # em between columns
UNDER_CODE = 2.5  # mm between a code and the columns under it
CODE_ROOM = 6.5  # mm, the height of the boxes


def sender_block(
    sender: Sender, stack: Stack, settings: PrintSettings, places: Places, trouble: Trouble
) -> tuple[GlyphRun | Path, ...]:
    """Return the sender's columns and code, or nothing with the trouble noted."""
    rows = _rows(sender, stack, settings, trouble)
    if rows is None:
        return ()
    zone = _zone(sender, places)
    for size in places.sender_sizes:
        columns = _columns(rows, size, zone.height)
        runs = _set(columns, zone) if columns is not None else None
        if runs is not None:
            return (*runs, *_code(sender, stack, settings, places, runs))
    trouble.overflow(phrase("The sender {name}", name=sender.id), _beyond(rows, places, zone))
    return ()


def _rows(
    sender: Sender, stack: Stack, settings: PrintSettings, trouble: Trouble
) -> list[tuple[Cell, ...]] | None:
    texts = (
        vertical_address(sender.address, settings.numerals),
        vertical_address(sender.building, settings.numerals),
        sender.organisation,
        sender.name,
    )
    rows = []
    for text in texts:
        row, lacking = column_row(stack, text)
        if lacking:
            trouble.missing(lacking, phrase("in the sender {name}", name=sender.id))
            return None
        rows.append(row)
    return rows


def _zone(sender: Sender, places: Places) -> Box:
    """Return where the columns stand: under the code, if it is above them."""
    if places.code_below or not sender.postal_code:
        return places.sender
    above = CODE_ROOM + UNDER_CODE
    box = places.sender
    return box._replace(y=box.y + above, height=box.height - above)


def _columns(rows: Sequence[tuple[Cell, ...]], size: float, room: float) -> list[Column] | None:
    """Return the columns from right to left: address, building lower, organisation, name."""
    address, building, organisation, name = rows
    columns: list[Column] = []
    for row, indent in ((address, 0.0), (building, to_mm(size))):
        found = fitted(row, size, room, indent) if row else []
        if found is None:
            return None
        columns += found
    for row, scale in ((organisation, ORGANISATION), (name, SENDER_NAME)):
        found = fitted_house(row, size * scale, room) if row else []
        if found is None:
            return None
        columns += [column._replace(indent=max(room - column.length, 0.0)) for column in found]
    return columns


def _set(columns: Sequence[Column], zone: Box) -> list[GlyphRun] | None:
    """Return the runs of the columns, or None where the zone is not wide enough."""
    runs: list[GlyphRun] = []
    if not columns:
        return runs
    right = zone.right
    for column in columns:
        em = to_mm(column.size)
        if right - em < zone.x:
            return None
        runs += set_columns([column], right - em / 2, zone.y, 0.0)
        right -= em * (1.0 + WHITE)
    return runs


def _code(
    sender: Sender,
    stack: Stack,
    settings: PrintSettings,
    places: Places,
    runs: Sequence[GlyphRun],
) -> list[GlyphRun | Path]:
    font, code, zone = stack[0], sender.postal_code, places.sender
    if places.code_below:
        return sender_code(SENDER_BOXES, code, font, frame=settings.frame)
    if settings.frame and code and zone.width >= SENDER_FRAME_WIDTH:
        left = zone.right - SENDER_FRAME_WIDTH
        return sender_code(sender_boxes(left, zone.y), code, font, frame=True)
    xs = [run.glyphs[0].x for run in runs]
    middle = (min(xs) + max(xs)) / 2 if xs else zone.x + zone.width / 2
    size = places.sender_sizes[0] * ORGANISATION
    half = 0.5 * 4.2 * to_mm(size)  # the code is about 4.2 em long
    middle = min(max(middle, zone.x + half), zone.right - half)
    return [*plain_code(code, font, size, middle, zone.y + CODE_ROOM - 1.5)]


def _beyond(rows: Sequence[tuple[Cell, ...]], places: Places, zone: Box) -> float:
    """Return about how many characters are too many at the smallest size."""
    em = to_mm(places.sender_sizes[-1])
    columns = int(zone.width / (em * (1.0 + WHITE)))
    return sum(width_of(row) for row in rows) - columns * zone.height / em
