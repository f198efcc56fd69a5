"""A round is sorted outside memory."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from outreach.ledger import Staging

WORDS = st.characters(exclude_categories=("Cs",))


@given(st.lists(st.tuples(*(st.text(WORDS, max_size=4),) * 3)))
def test_rows_come_out_numbered_in_order_then_key(rows: list[tuple[str, str, str]]) -> None:
    with Staging() as staging:
        for row in rows:
            staging.add(*row)
        expected = [(key, body) for _, key, body in sorted(rows, key=lambda row: row[:2])]
        assert list(staging.rows()) == [(no, *row) for no, row in enumerate(expected, start=1)]
        assert staging.count() == len(rows)


def test_what_is_staged_can_be_read_twice() -> None:
    with Staging() as staging:
        staging.add("b", "k2", "two")
        staging.add("a", "k1", "one")
        assert list(staging.rows()) == list(staging.rows()) == [(1, "k1", "one"), (2, "k2", "two")]
