"""The rows of the activity report form: 事業名 … 支出額（千円）."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from outreach.model import words
from outreach.model.project import ReportSettings
from outreach.model.recipient import Kind, Mailing
from outreach.phrase import Phrase, phrase
from outreach.report.document import Column, Row, Table, Unit, Value, verbatim
from outreach.report.figures import FiscalYear, Letters, Mail, Year
from outreach.report.small import is_small
from outreach.report.words import (
    ACTIVITIES,
    LETTERS,
    beneficiaries_words,
    month_words,
    things_words,
)

_MOST_OF_A_YEAR = 10  # months with a round, from which on the year counts as a whole one (通年)
_NO_MAIL = Mail(Mailing.CARD.value, (), {}, {}, {}, frozenset())
FORM = (
    Column("activity", phrase("事業名 (activity)"), Unit.WORDS),
    Column("words", phrase("事業内容と報告 (what was done)"), Unit.WORDS),
    Column("when", phrase("実施月日 (when)"), Unit.WORDS),
    Column("where", phrase("実施場所 (where)"), Unit.WORDS),
    Column("staff", phrase("従事者の人数 (staff)"), Unit.WORDS),
    Column("beneficiaries", phrase("受益対象者の範囲及び人数 (who was reached)"), Unit.WORDS),
    Column("thousand_yen", phrase("支出額（千円） (spent, thousand yen)"), Unit.THOUSAND_YEN),
)

FEWER = phrase("fewer than 5")
_FEWER_PEOPLE = phrase("5名未満 (fewer than five)")


@dataclass(frozen=True, slots=True)
class Activity:
    """One row of the form, in figures and in words; ``yen`` is postage and costs.

    ``code`` is the mailing, or "letters". ``people`` is None where it is too small to be shown.
    """

    code: str
    name: Phrase
    words: Phrase
    when: Phrase
    beneficiaries: Phrase
    rounds: int
    people: int | None
    pieces: int | None
    yen: int

    @property
    def thousand_yen(self) -> int:
        """Return what was spent in thousand yen, rounded half up (四捨五入)."""
        return thousands(self.yen)


def thousands(yen: int) -> int:
    """Return yen as thousand yen, rounded half up (四捨五入), which Python's round is not."""
    return (yen + 500) // 1000


def shown(count: int, *, exact: bool) -> int | Phrase:
    """Return a count, or in words that it is too small to be shown."""
    return count if exact or not is_small(count) else FEWER


def activities_of(
    year: Year, settings: ReportSettings, genders: Sequence[tuple[Phrase, int]], *, exact: bool
) -> tuple[Activity, ...]:
    """Return the rows of the form, the cards first; costs stand in the first of them.

    ``genders`` are those of the first mailing that may be shown, with their people.
    """
    costs = sum(year.costs.values())
    has_letters = bool(year.letters.received or year.letters.sent)
    mail = year.mail or (() if has_letters else (_NO_MAIL,))
    rows = []
    for at, each in enumerate(mail):
        rows.append(_posted(year.fiscal, each, settings, () if at else genders, costs))
        costs = 0
    if has_letters:
        rows.append(_letters(year.letters, costs, exact=exact))
    return tuple(rows)


def form_of(
    title: Phrase, rows: Sequence[Activity], settings: ReportSettings, staff: int | None
) -> Table:
    """Return the form with its rows."""
    where = verbatim(settings.place) if settings.place else phrase("事務局 (office)")
    people: Value = phrase("{count}人", count=staff) if staff else None
    return Table(
        "form",
        title,
        FORM,
        tuple(
            Row(each.code, (each.name, each.words, each.when, where, people, each.beneficiaries,
                            each.thousand_yen))
            for each in rows
        ),
    )  # fmt: skip


def staff_of(year: Year, settings: ReportSettings) -> int | None:
    """Return how many worked on it: what the project says, else how many wrote; None: unknown."""
    authors = frozenset[str]().union(*(each.authors for each in year.mail))
    return settings.staff or len(authors) or None


def _posted(
    fiscal: FiscalYear, mail: Mail, settings: ReportSettings,
    genders: Sequence[tuple[Phrase, int]], costs: int,
) -> Activity:  # fmt: skip
    is_card = mail.mailing == Mailing.CARD
    own = settings.activity if is_card else ""
    kinds = {traits.kind for traits in mail.people.values()}
    return Activity(
        mail.mailing,
        verbatim(own) if own else ACTIVITIES.get(mail.mailing) or verbatim(mail.mailing),
        _what_was_done(mail, genders, settings.about if is_card else ""),
        rhythm(
            fiscal, Counter(month for _, month in {(lot.round, lot.month) for lot in mail.lots})
        ),
        beneficiaries_words(kinds, len(mail.people)),
        mail.rounds,
        len(mail.people),
        mail.pieces,
        mail.postage + costs,
    )


def _what_was_done(mail: Mail, genders: Sequence[tuple[Phrase, int]], about: str) -> Phrase:
    if not mail.pieces:
        return phrase("Nothing was posted.")
    whom = _whom(mail)
    if genders:
        each = [phrase("{group}: {count}", group=group, count=count) for group, count in genders]
        whom = phrase("{people} ({groups})", people=whom, groups=words.listed(each))
    done = phrase("{things}: {pieces} in {rounds} rounds, to {people}.", people=whom,
                  things=things_words(mail.mailing), pieces=mail.pieces,
                  rounds=mail.rounds)  # fmt: skip
    if mail.mailing == Mailing.CARD:
        done = phrase("{words} No reply is asked for.", words=done)
    return phrase("{about} {words}", about=about, words=done) if about else done


def _whom(mail: Mail) -> Phrase:
    """Return how many it went to; where organisations are among them, they are no people."""
    if any(traits.kind == Kind.ORGANISATION for traits in mail.people.values()):
        return phrase("{count} addresses", count=len(mail.people))
    return phrase("{count} people", count=len(mail.people))


def _letters(letters: Letters, costs: int, *, exact: bool) -> Activity:
    hides_people = is_small(letters.people) and not exact
    total = letters.received + letters.sent
    return Activity(
        LETTERS,
        ACTIVITIES[LETTERS],
        letters_words(letters, exact=exact),
        phrase("随時 (whenever a letter came)"),
        _FEWER_PEOPLE if hides_people else beneficiaries_words((), letters.people),
        0,
        None if hides_people else letters.people,
        None if is_small(total) and not exact else total,
        costs,
    )


def letters_words(letters: Letters, *, exact: bool) -> Phrase:
    """Return how many letters came and went, together where one of the two is too small."""
    if exact or not (is_small(letters.received) or is_small(letters.sent)):
        return phrase("Letters that came: {received}, that went out: {sent}.",
                      received=letters.received, sent=letters.sent)  # fmt: skip
    total = letters.received + letters.sent
    if is_small(total):
        return phrase("Letters that came or went out: fewer than 5.")
    return phrase("Letters that came or went out: {count}.", count=total)


def rhythm(fiscal: FiscalYear, rounds: Mapping[date, int]) -> Phrase:
    """Return when a mailing went out, in the form's words, from how often it did in each month.

    All year, or from one month to another, about so many times a month (概ね); where that was less
    than about once a month, how many times, and when.
    """
    months = [month for month in fiscal.months if rounds.get(month)]
    if not months:
        return phrase("なし (never)")
    total = sum(rounds.values())
    span = fiscal.months.index(months[-1]) - fiscal.months.index(months[0]) + 1
    a_month = (2 * total + span) // (2 * span)  # rounded half up
    if len(months) == 1 or 4 * total < 3 * span:
        return _named(months, total)
    if len(months) >= _MOST_OF_A_YEAR:
        return phrase(
            "通年・概ね毎月{count}回程度 (all year, about {count} a month)", count=a_month
        )
    return phrase(
        "{first}〜{last}・概ね毎月{count}回程度 (about {count} a month)",
        first=month_words(months[0]), last=month_words(months[-1]), count=a_month,
    )  # fmt: skip


def _named(months: Sequence[date], total: int) -> Phrase:
    named = words.listed([month_words(month) for month in months])
    return phrase("年{count}回（{months}） ({count} in the year)", count=total, months=named)
