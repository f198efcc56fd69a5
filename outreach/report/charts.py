"""Which charts a report has: a few, each of a table it stands beside, and in words for the ear."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from itertools import pairwise

from outreach.model.recipient import Mailing
from outreach.model.words import listed
from outreach.phrase import Phrase, phrase
from outreach.post.rates import CARD
from outreach.report.document import Bars, Row, Table
from outreach.report.figures import FiscalYear
from outreach.report.words import month_words

_FEWEST = 2  # a single bar shows nothing


def charts_of(tables: Iterable[Table], fiscal: FiscalYear, mailing: str = "") -> Iterator[Bars]:
    """Yield a chart of the months, of the branches and of the money, as far as there are such.

    Where the tables are about cards, that of the months shows when their postage rose.
    """
    for table in tables:
        rows = [row for row in table.rows if not row.is_total]
        if len(rows) < _FEWEST:
            continue
        if table.name == "months":
            yield _months(table, rows, fiscal, is_card=mailing == Mailing.CARD)
        elif table.name in ("branch", "money"):
            yield _lying(table, rows)


def _months(table: Table, rows: Sequence[Row], fiscal: FiscalYear, *, is_card: bool) -> Bars:
    title = phrase("pieces posted, by month")
    starts = [date.fromisoformat(f"{row.code[:7]}-01") for row in rows]
    if any("/" in row.code for row in rows):  # merged months have no place of their own
        bars = [(_label(row), _number(row, 2)) for row in rows]
    else:
        found = {start: _number(row, 2) for start, row in zip(starts, rows, strict=True)}
        starts = list(fiscal.months)
        bars = [(month_words(month), found.get(month, 0)) for month in starts]
    mark, words = _change(starts) if is_card else (0, None)
    return Bars(table.name, title, _alt(title, bars), tuple(bars), mark=mark, mark_words=words)


def _change(starts: Sequence[date]) -> tuple[int, Phrase | None]:
    """Return before which bar a card's postage changed, and how."""
    for (_, before), (since, after) in pairwise(CARD):
        if starts[0] < since <= starts[-1]:
            words = phrase("a card's postage: {old} → {new} yen", old=before[0][1],
                           new=after[0][1])  # fmt: skip
            return next(at for at, start in enumerate(starts) if start >= since), words
    return 0, None


def _lying(table: Table, rows: Sequence[Row]) -> Bars:
    heading = table.columns[1].heading
    title = phrase("{table}: {unit}", table=table.title, unit=heading)
    bars = [(_label(row), _number(row, 1)) for row in rows]
    return Bars(table.name, title, _alt(title, bars), tuple(bars), lying=True)


def _label(row: Row) -> Phrase:
    label = row.cells[0]
    return label if isinstance(label, Phrase) else Phrase("")


def _number(row: Row, at: int) -> int:
    number = row.cells[at]
    return number if isinstance(number, int) else 0


def _alt(title: Phrase, bars: Sequence[tuple[Phrase, int]]) -> Phrase:
    each = [phrase("{group} {count}", group=words, count=count) for words, count in bars]
    return phrase("Bar chart, {title}: {bars}.", title=title, bars=listed(each))
