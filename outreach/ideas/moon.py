"""What the moon of an evening is called in Japanese, by the day of its lunar month."""

from __future__ import annotations

from outreach.ideas.lines import Both
from outreach.post.almanac import Moon

_FULL = Both("満月", "a full moon")
# The last day each name holds for. From the sixteenth on the moon rises later every evening, and is
# named after how one waits for it.
_NAMES = (
    (1, Both("新月（見えない月）", "a new moon, not to be seen")),
    (2, Both("糸のような二日月", "a thread of a moon")),
    (3, Both("三日月", "a crescent")),
    (6, Both("夕方の細い月", "a thin evening moon")),
    (9, Both("半月のころ（上弦）", "about half, growing")),
    (12, Both("まるくなっていく月", "growing round")),
    (13, Both("十三夜の月", "the moon of the thirteenth night")),
    (14, Both("満月を待つ小望月（こもちづき）", "the moon before the full moon")),
    (15, Both("十五夜の月", "the moon of the fifteenth night")),
    (16, Both("ためらう十六夜（いざよい）の月", "a moon that hesitates to rise")),
    (17, Both("立って待つ立待月（たちまちづき）", "a moon to stand and wait for")),
    (18, Both("すわって待つ居待月（いまちづき）", "a moon to sit and wait for")),
    (19, Both("寝て待つ寝待月（ねまちづき）", "a moon to lie and wait for")),
    (20, Both("夜ふけにのぼる更待月（ふけまちづき）", "a moon that rises deep in the night")),
    (24, Both("半月のころ（下弦）", "about half, waning")),
    (27, Both("明けがたに残る有明の月", "a moon that is left at dawn")),
    (31, Both("夜明けまえの細い月", "a thin moon before daybreak")),
)


def moon_name(moon: Moon) -> Both:
    """Return what the moon is called; the full moon by itself, whatever day of its month it is."""
    if moon.is_full:
        return _FULL
    return next(name for last, name in _NAMES if moon.day <= last)
