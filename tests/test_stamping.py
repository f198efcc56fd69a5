"""Which stamps go onto which piece: exact, few, another design than last time."""

from __future__ import annotations

from collections import Counter
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.model.stamp import Drawer, Stamp
from outreach.post.rates import former_prices
from outreach.stamping import MOST_STAMPS, Piece, Purchase, stamped, sums, to_buy

DESIGNS = ("tsuru", "yuki", "usagi")
VALUES = (1, 22, 63, 84, 85, 110)
DRAWERS = st.dictionaries(
    st.builds(Stamp, st.sampled_from(DESIGNS), st.sampled_from(VALUES)),
    st.integers(0, 6),
    max_size=8,
)
PIECES = st.lists(
    st.tuples(st.sampled_from((85, 110)), st.lists(st.sampled_from(DESIGNS), max_size=3)),
    max_size=12,
).map(lambda found: [Piece(no, f"k{no}", yen, had) for no, (yen, had) in enumerate(found, 1)])


def card(no: int, *had: str, yen: int = 85) -> Piece:
    return Piece(no, f"k{no}", yen, had)


def glued(pieces: list[Piece], drawer: Drawer) -> dict[int, list[str]]:
    return {
        row.piece.no: [f"{stamp.design} {stamp.yen}" for stamp in row.stamps]
        for row in stamped(pieces, drawer, "a seed")
    }


@given(PIECES, DRAWERS)
def test_stamps_make_up_the_postage_to_the_yen_and_come_from_the_drawer(
    pieces: list[Piece], drawer: Drawer
) -> None:
    rows = stamped(pieces, drawer, "a seed")
    assert [row.piece for row in rows] == pieces
    assert all(sum(s.yen for s in row.stamps) in (0, row.piece.yen) for row in rows)
    assert all(len(row.stamps) <= MOST_STAMPS for row in rows)
    used = Counter(stamp for row in rows for stamp in row.stamps)
    assert all(count <= drawer.get(stamp, 0) for stamp, count in used.items())


@given(PIECES, DRAWERS)
def test_a_piece_goes_without_only_where_the_rest_of_the_drawer_cannot_pay_it(
    pieces: list[Piece], drawer: Drawer
) -> None:
    rows = stamped(pieces, drawer, "a seed")
    left = Counter(drawer)
    left.subtract(stamp for row in rows for stamp in row.stamps)
    values = Counter[int]()
    for stamp, count in left.items():
        values[stamp.yen] += count
    for row in rows:
        ways = () if row.stamps else sums(row.piece.yen, values.keys())
        assert not any(Counter(way) <= values for way in ways)


@given(st.permutations(range(8)), DRAWERS)
def test_the_order_of_the_rows_plays_no_part(order: list[int], drawer: Drawer) -> None:
    pieces = [card(no, DESIGNS[no % 3]) for no in range(8)]
    assert glued([pieces[at] for at in order], drawer) == glued(pieces, drawer)


def fewest_repeats(pieces: list[Piece], drawer: Drawer) -> int:
    """Try every way of dealing single stamps to all pieces."""
    designs = [stamp.design for stamp in drawer]
    dealt = (
        way
        for way in product(designs, repeat=len(pieces))
        if all(Counter(way)[stamp.design] <= count for stamp, count in drawer.items())
    )
    return min(
        sum(piece.had[-1:] == (design,) for piece, design in zip(pieces, way, strict=True))
        for way in dealt
    )


@settings(max_examples=60)
@given(
    st.lists(st.sampled_from((*DESIGNS, "")), min_size=1, max_size=6),
    st.lists(st.integers(0, 4), min_size=3, max_size=3),
)
def test_as_few_as_possible_get_the_design_of_last_time(had: list[str], counts: list[int]) -> None:
    pieces = [card(no, *filter(None, [design])) for no, design in enumerate(had)]
    counts[0] += max(len(pieces) - sum(counts), 0)
    drawer = {Stamp(name, 85): count for name, count in zip(DESIGNS, counts, strict=True)}
    rows = stamped(pieces, drawer, "a seed")
    assert sum(row.again for row in rows) == fewest_repeats(pieces, drawer)


def test_one_stamp_is_taken_rather_than_two() -> None:
    drawer = {Stamp("old", 63): 9, Stamp("crane", 22): 9, Stamp("yuki", 85): 1}
    assert sorted(glued([card(1), card(2)], drawer).values(), key=len) == [
        ["yuki 85"],
        ["old 63", "crane 22"],
    ]


def test_old_stamps_serve_with_a_stamp_of_the_difference() -> None:
    drawer = {Stamp("old", 84): 1, Stamp("one", 1): 5}
    assert glued([card(1)], drawer) == {1: ["old 84", "one 1"]}


def test_a_design_never_had_comes_before_one_of_long_ago() -> None:
    drawer = {Stamp("yuki", 85): 9, Stamp("tsuru", 85): 9, Stamp("usagi", 85): 1}
    assert glued([card(1, "yuki", "tsuru")], drawer) == {1: ["usagi 85"]}
    del drawer[Stamp("usagi", 85)]
    assert glued([card(1, "yuki", "tsuru")], drawer) == {1: ["yuki 85"]}


def test_the_drawer_is_used_evenly() -> None:
    drawer = {Stamp("yuki", 85): 30, Stamp("tsuru", 85): 30}
    used = Counter(name for row in glued([card(no) for no in range(20)], drawer).values()
                   for name in row)  # fmt: skip
    assert used == {"yuki 85": 10, "tsuru 85": 10}


def test_the_only_design_left_comes_again_and_is_named() -> None:
    (row,) = stamped([card(1, "yuki")], {Stamp("yuki", 85): 1}, "a seed")
    assert row.again


def test_what_is_missing_is_bought_beside_old_stamps_where_they_are_left() -> None:
    bought = to_buy({85: 38, 110: 2}, {63: 20, 84: 1, 1: 50}, former_prices)
    assert bought == (
        Purchase(26, 1, 84), Purchase(110, 1), Purchase(22, 20, 63), Purchase(85, 18),
    )  # fmt: skip


def test_a_large_round_is_dealt_quickly_enough_to_be_tested() -> None:
    pieces = [card(no, DESIGNS[no % 3]) for no in range(3_000)]
    rows = stamped(pieces, {Stamp(name, 85): 1_000 for name in DESIGNS}, "a seed")
    assert not any(row.again for row in rows)
