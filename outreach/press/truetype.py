"""A TrueType file made of outlines: the tables that a PDF wants of an embedded font, no others.

ISO 32000-1 §9.9 asks for glyf, head, hhea, hmtx, loca and maxp; there are no hints, so no cvt, fpgm
or prep. Tables are those of the OpenType specification 1.9.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable, Sequence
from itertools import accumulate, pairwise

Ring = Sequence[tuple[int, int, bool]]

_ON = 0x01
_SHORT = (0x02, 0x04)  # one byte holds the step in x, in y
_SAME = (0x10, 0x20)  # with a short step: it is positive; without: there is none
_REPEAT = 0x08


def truetype(em: int, glyphs: Sequence[Sequence[Ring]], advances: Sequence[int]) -> bytes:
    """Return a font file of these outlines (rings of x, y, on-curve), glyph 0 first.

    All lengths are in units, ``em`` of them to the em.
    """
    outlines = [_glyph(rings) for rings in glyphs]
    offsets = [0, *accumulate(len(outline) for outline in outlines)]
    boxes = [_box(rings) for rings in glyphs]
    limits = _limits(boxes)
    metrics = [struct.pack(">Hh", a, box[0]) for a, box in zip(advances, boxes, strict=True)]
    return _file(
        {
            b"glyf": b"".join(outlines),
            b"head": _head(em, limits),
            b"hhea": _hhea(limits, advances),
            b"hmtx": b"".join(metrics),  # the side bearing must be the outline's left edge
            b"loca": struct.pack(f">{len(offsets)}I", *offsets),
            b"maxp": _maxp(glyphs),
        }
    )


Box = tuple[int, int, int, int]


def _box(rings: Sequence[Ring]) -> Box:
    xs = [dot[0] for ring in rings for dot in ring]
    ys = [dot[1] for ring in rings for dot in ring]
    return (min(xs), min(ys), max(xs), max(ys)) if xs else (0, 0, 0, 0)


def _limits(boxes: Iterable[Box]) -> Box:
    lefts, lows, rights, tops = zip(*boxes, strict=True)
    return min(lefts), min(lows), max(rights), max(tops)


def _glyph(rings: Sequence[Ring]) -> bytes:
    """Return a simple glyph description, padded to four bytes; nothing for a blank."""
    if not rings:
        return b""
    ends = list(accumulate(len(ring) for ring in rings))
    head = struct.pack(">5h", len(rings), *_box(rings))
    head += struct.pack(f">{len(ends)}HH", *[end - 1 for end in ends], 0)
    dots = [dot for ring in rings for dot in ring]
    flags = [_ON if on else 0 for _, _, on in dots]
    steps = b"".join([_steps([dot[axis] for dot in dots], flags, axis) for axis in (0, 1)])
    data = head + _runs(flags) + steps
    return data + bytes(-len(data) % 4)


def _steps(places: Sequence[int], flags: list[int], axis: int) -> bytes:
    """Return the steps from point to point along an axis; how each is written goes to its flag."""
    data = bytearray()
    for at, (before, place) in enumerate(pairwise((0, *places))):
        step = place - before
        if not step:
            flags[at] |= _SAME[axis]
        elif -256 < step < 256:
            flags[at] |= _SHORT[axis] | (_SAME[axis] if step > 0 else 0)
            data.append(abs(step))
        else:
            data += struct.pack(">h", step)
    return bytes(data)


def _runs(flags: Sequence[int]) -> bytes:
    """Return the flags; one that comes again is written once, with how often."""
    data = bytearray()
    start = 0
    while start < len(flags):
        end = start + 1
        while end < len(flags) and flags[end] == flags[start] and end - start < 256:
            end += 1
        again = end - start - 1
        data += bytes((flags[start] | _REPEAT, again)) if again > 1 else bytes((flags[start],))
        if again == 1:
            data.append(flags[start])
        start = end
    return bytes(data)


def _head(em: int, limits: Box) -> bytes:
    version, revision, checksum, magic = 0x00010000, 0x00010000, 0, 0x5F0F3CF5
    left_at_bearing, smallest, mixed, long_offsets = 0x0002, 6, 2, 1
    return struct.pack(
        ">4I2H2q4h2H3h", version, revision, checksum, magic, left_at_bearing, em, 0, 0, *limits,
        0, smallest, mixed, long_offsets, 0,
    )  # fmt: skip


def _hhea(limits: Box, advances: Sequence[int]) -> bytes:
    left, low, right, top = limits
    return struct.pack(
        ">I3hH11hH", 0x00010000, top, low, 0, max(advances), left, 0, right, 1, 0, 0, 0, 0, 0, 0, 0,
        len(advances),
    )  # fmt: skip


def _maxp(glyphs: Sequence[Sequence[Ring]]) -> bytes:
    points = max(sum(len(ring) for ring in rings) for rings in glyphs)
    rings = max(len(rings) for rings in glyphs)
    return struct.pack(">I14H", 0x00010000, len(glyphs), points, rings, 0, 0, 2, *[0] * 8)


def _file(tables: dict[bytes, bytes]) -> bytes:
    """Return the tables behind their directory, each at a multiple of four bytes."""
    count = len(tables)
    power = count.bit_length() - 1
    header = struct.pack(">I4H", 0x00010000, count, 16 << power, power, 16 * (count - (1 << power)))
    offset = len(header) + 16 * count
    directory, bodies = bytearray(header), bytearray()
    for tag, data in sorted(tables.items()):
        padded = data + bytes(-len(data) % 4)
        total = sum(struct.unpack(f">{len(padded) // 4}I", padded)) & 0xFFFFFFFF
        directory += struct.pack(">4s3I", tag, total, offset + len(bodies), len(data))
        bodies += padded
    return bytes(directory + bodies)
