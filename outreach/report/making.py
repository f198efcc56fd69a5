"""The report of a year, put together from its figures."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.model.project import ReportSettings
from outreach.model.recipient import Mailing
from outreach.phrase import Phrase, phrase
from outreach.report.activity import Activity, activities_of, form_of, staff_of, thousands
from outreach.report.charts import charts_of
from outreach.report.document import Report, Section, verbatim
from outreach.report.figures import Year
from outreach.report.small import LEAST
from outreach.report.tables import (
    genders_of,
    gift_tables,
    letter_table,
    mail_tables,
    money_table,
    tells_every_rate,
)
from outreach.report.words import ACTIVITIES, LETTERS, year_words


@dataclass(frozen=True, slots=True)
class Made:
    """A report with the figures of its form."""

    year: Year
    activities: tuple[Activity, ...]
    staff: int | None
    report: Report


def make_report(
    year: Year, organisation: str, settings: ReportSettings, today: date, *, exact: bool
) -> Made:
    """Return the report of a year.

    Args:
        year: its figures.
        organisation: whose it is, for the title.
        settings: what the ledger cannot know.
        today: a year that is not over is said to be so.
        exact: tell every figure, small ones too: for the office only.
    """
    genders = genders_of(year.mail[0], exact=exact) if year.mail else []
    rows = activities_of(year, settings, genders, exact=exact)
    staff = staff_of(year, settings)
    report = Report(
        f"report-{year.fiscal.year}",
        phrase("Activity report of {year}", year=year_words(year.fiscal.year)),
        verbatim(organisation),
        form_of(phrase("activities"), rows, settings, staff),
        tuple(_sections(year, rows, exact=exact)),
        tuple(_warnings(year, today, exact=exact)),
        tuple(_notes(rows, exact=exact)),
        is_internal=exact,
    )
    return Made(year, rows, staff, report)


def _sections(year: Year, rows: Sequence[Activity], *, exact: bool) -> Iterator[Section]:
    for mail in year.mail:
        tables = tuple(mail_tables(year.fiscal, mail, exact=exact))
        if tables:
            name = next(row.name for row in rows if row.code == mail.mailing)
            yield Section(name, tables, tuple(charts_of(tables, year.fiscal, mail.mailing)))
    if any(year.gifts.values()):
        yield Section(phrase("Gifts"), tuple(gift_tables(year, exact=exact)))
    if year.letters.received or year.letters.sent:
        yield Section(ACTIVITIES[LETTERS], (letter_table(year.letters, exact=exact),))
    if any(mail.pieces for mail in year.mail) or year.costs:
        told = exact or all(tells_every_rate(year.fiscal, mail) for mail in year.mail)
        money = (money_table(year, told=told),)
        yield Section(phrase("Money"), money, tuple(charts_of(money, year.fiscal)))


def _warnings(year: Year, today: date, *, exact: bool) -> Iterator[Phrase]:
    if exact:
        yield phrase("Exact figures, for the office only: do not hand this on.")
    if today <= year.fiscal.last:
        yield phrase("The fiscal year is not over: this is as it stood on {day}.", day=today)
    if year.is_empty:
        yield phrase("Nothing of this fiscal year stands in the ledger.")


def _notes(rows: Sequence[Activity], *, exact: bool) -> Iterator[Phrase]:
    yield phrase("Every figure is counted from the mailing ledger, without what was undone.")
    if not exact:
        yield phrase("Counts of 1 to {most} are merged with others or not shown, so that nobody "
                     "can be recognised.", most=LEAST - 1)  # fmt: skip
    yield phrase("Thousand yen are rounded half up from the sum in yen: postage of what was "
                 "posted, at the rate of its day, and the costs entered.")  # fmt: skip
    if len(rows) > 1 and sum(row.thousand_yen for row in rows) != sum_of(rows):
        yield phrase("The rounded figures of the activities do not add up to their sum, {sum} "
                     "thousand yen.", sum=sum_of(rows))  # fmt: skip
    if any(row.code == Mailing.CARD and row.pieces for row in rows):
        yield phrase("This report says what was done. It claims no effect.")


def sum_of(rows: Sequence[Activity]) -> int:
    """Return what all activities cost in thousand yen, rounded once."""
    return thousands(sum(row.yen for row in rows))
