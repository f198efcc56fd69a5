"""Small cells: a count of one to four could point at somebody, so it never leaves the office.

Small groups are merged with others until none is small: every number that is shown, and every
difference between a total and what is shown of it, is then 0 or at least ``LEAST``. Merging within
one table is enough because the tables share nothing but their totals; where they share more
(months and the rates that held in them) the caller merges inside the shared part.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Sequence
from typing import TypeVar

LEAST = 5  # 5 未満は秘匿, as in Japanese public statistics on people (NDB, 指定難病 …)

T = TypeVar("T", bound=Hashable)
Size = Callable[[Collection[T]], int]


def is_small(count: int) -> bool:
    """Return whether a count could point at somebody; none at all points at nobody."""
    return 0 < count < LEAST


def parted(names: Sequence[T], size: Size[T]) -> list[tuple[T, ...]]:
    """Return the groups, those that are small as one, the last, with as many more as it needs.

    ``size`` says how many there are in some of the groups together. Groups of nobody are left out.
    The order stays; what is taken in besides is the smallest first. A single part that holds all
    of them means that nothing but the total may be shown.
    """
    filled = [name for name in names if size([name])]
    rest = [name for name in filled if is_small(size([name]))]
    if not rest:
        return [(name,) for name in filled]
    others = [name for name in reversed(filled) if name not in rest]
    for name in sorted(others, key=lambda name: size([name])):
        if not is_small(size(rest)):
            break
        rest.append(name)
    alone = [(name,) for name in filled if name not in rest]
    return [*alone, tuple(name for name in filled if name in rest)]


def joined(names: Sequence[T], size: Size[T]) -> list[tuple[T, ...]]:
    """Return groups in time, each small one together with its neighbours.

    ``size`` says how many people there are in some of the groups together; those who are in several
    count once. Groups of nobody are left out.
    """
    parts: list[tuple[T, ...]] = []
    for name in (name for name in names if size([name])):
        if parts and (is_small(size(parts[-1])) or is_small(size([name]))):
            parts[-1] = (*parts[-1], name)
        else:
            parts.append((name,))
    return parts
