"""The tables behind the form: by month, rate, kind, gender and branch; returns, gifts, money.

Unless everything is asked for (``exact``), small groups are merged before a table is made, so
that neither a file nor a chart ever holds what may not be told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date
from functools import cache

from outreach.model.event import ReturnReason
from outreach.model.words import RETURNS
from outreach.phrase import Phrase, phrase
from outreach.post.rates import RATES
from outreach.report.activity import shown, thousands
from outreach.report.document import Column, Row, Table, Unit, Value, verbatim
from outreach.report.figures import FiscalYear, Letters, Lot, Mail, Traits, Year
from outreach.report.small import is_small, joined, parted
from outreach.report.words import (
    COSTS,
    GENDERS,
    GIFTS,
    KINDS,
    OTHER,
    cost_words,
    postage_words,
    span_words,
)

Part = tuple[str, ...]
_TOTAL = phrase("total")
_THE_REST = phrase("others")
_NOT_SAID = phrase("not said, others")
_ROUNDING = phrase("Each figure is rounded, so the sum of the figures may differ from the total.")
_ROUNDED_SUM = phrase("The sum is rounded: to the yen it would tell how few pieces went out at "
                      "another rate.")  # fmt: skip
_ROUNDS = Column("rounds", phrase("rounds"))
_PEOPLE = Column("people", phrase("people"))
_PIECES = Column("pieces", phrase("pieces"))
_COUNT = Column("count", phrase("number"))
_YEN = Column("yen", phrase("yen"), Unit.YEN)
_THOUSAND_YEN = Column("thousand_yen", phrase("thousand yen"), Unit.THOUSAND_YEN)


# -- what is told ------------------------------------------------------------------------------


def periods(fiscal: FiscalYear, mail: Mail, *, exact: bool) -> list[tuple[tuple[date, ...], ...]]:
    """Return the months something was posted in, in parts none of which is small, by tariff.

    The pieces of the months under one tariff are the pieces at its rates: so months and rates are
    merged within the same tariff, or one table would give away what the other one hides.
    """
    people = _people_by_month(mail)
    months = [month for month in fiscal.months if month in people]

    @cache
    def size(some: tuple[date, ...]) -> int:
        return len(frozenset[str]().union(*(people[month] for month in some)))

    if exact:
        return [tuple((month,) for month in tariff) for tariff in _tariffs(months)]
    tariffs = joined(_tariffs(months), lambda some: size(sum(some, ())))
    return [tuple(joined(sum(tariff, ()), lambda some: size(tuple(some)))) for tariff in tariffs]


def _tariffs(months: Sequence[date]) -> list[tuple[date, ...]]:
    """Return the months in parts within which no rate changed."""
    changes = sorted({since for rows in RATES.values() for since, _ in rows})
    parts: dict[int, tuple[date, ...]] = {}
    for month in months:
        tariff = sum(change <= month for change in changes)
        parts[tariff] = (*parts.get(tariff, ()), month)
    return list(parts.values())


def _people_by_month(mail: Mail) -> dict[date, frozenset[str]]:
    people: dict[date, set[str]] = {}
    for lot in mail.lots:
        people.setdefault(lot.month, set()).update(lot.people)
    return {month: frozenset(found) for month, found in people.items()}


def rates_in(mail: Mail, months: Collection[date], *, exact: bool) -> list[tuple[int, ...]]:
    """Return the rates (yen) paid in some months, those few people's mail went out at merged."""
    people: dict[int, set[str]] = {}
    for lot in mail.lots:
        if lot.month in months:
            people.setdefault(lot.yen, set()).update(lot.people)
    rates = sorted(people)
    if exact:
        return [(rate,) for rate in rates]
    return parted(rates, lambda some: len(set[str]().union(*(people[rate] for rate in some))))


def tells_every_rate(fiscal: FiscalYear, mail: Mail) -> bool:
    """Return whether no rate had to be merged: then sums in yen give nothing away either."""
    return all(
        len(part) == 1
        for months in periods(fiscal, mail, exact=False)
        for part in rates_in(mail, _flat(months), exact=False)
    )


def _flat(months: Sequence[tuple[date, ...]]) -> tuple[date, ...]:
    return tuple(month for part in months for month in part)


def parts_of(counts: Mapping[str, int], *, exact: bool) -> list[Part]:
    """Return the groups with somebody in them, small ones merged; none where all had to be."""
    if exact:
        return [(name,) for name, count in counts.items() if count]
    parts = parted(list(counts), lambda some: sum(counts[name] for name in some))
    tells_nothing = len(parts) == 1 and (len(parts[0]) > 1 or is_small(counts[parts[0][0]]))
    return [] if tells_nothing else parts


def genders_of(mail: Mail, *, exact: bool) -> list[tuple[Phrase, int]]:
    """Return the genders that may be told and how many people there are of each."""
    counts = _counts(mail, gender_of)
    return [
        (_group_words(part, GENDERS), sum(counts[name] for name in part))
        for part in parts_of(counts, exact=exact)
    ]


# -- tables about mail -------------------------------------------------------------------------


def mail_tables(fiscal: FiscalYear, mail: Mail, *, exact: bool) -> Iterator[Table]:
    """Yield the tables of one mailing; one that could only show its total is left out."""
    if not mail.pieces:
        return
    if exact or not is_small(len(mail.people)):
        yield _by_month(fiscal, mail, exact=exact)
        yield _by_rate(fiscal, mail, exact=exact)
    groups: tuple[tuple[str, Phrase, Callable[[Traits], str], Mapping[str, Phrase]], ...] = (
        ("kind", phrase("by kind"), lambda traits: traits.kind, KINDS),
        ("gender", phrase("by gender"), gender_of, GENDERS),
        ("branch", phrase("by branch"), lambda traits: traits.branch, {}),
    )
    for name, title, trait, words in groups:
        counts = _counts(mail, trait)
        if set(counts) - {""} and (parts := parts_of(counts, exact=exact)):
            yield _by_trait(mail, name, title, trait, _rows_of(parts, words))
    if mail.returned:
        yield _returns(mail, exact=exact)


def _by_month(fiscal: FiscalYear, mail: Mail, *, exact: bool) -> Table:
    rows = []
    for part in (part for tariff in periods(fiscal, mail, exact=exact) for part in tariff):
        lots = [lot for lot in mail.lots if lot.month in part]
        code = "/".join(f"{month:%Y-%m}" for month in dict.fromkeys((part[0], part[-1])))
        rows.append(Row(code, (span_words(part[0], part[-1]), *_sums(lots))))
    total = (_TOTAL, mail.rounds, mail.pieces, len(mail.people))
    rows.append(Row("total", total, is_total=True))
    month = Column("month", phrase("month"), Unit.WORDS)
    return Table("months", phrase("by month"), (month, _ROUNDS, _PIECES, _PEOPLE), tuple(rows),
                 phrase("People are counted once a month, and once in the total."))  # fmt: skip


def _sums(lots: Sequence[Lot]) -> tuple[int, int, int]:
    people = set[str]().union(*(lot.people for lot in lots))
    return len({lot.round for lot in lots}), sum(len(lot.people) for lot in lots), len(people)


def _by_rate(fiscal: FiscalYear, mail: Mail, *, exact: bool) -> Table:
    told = exact or tells_every_rate(fiscal, mail)
    rows = []
    for tariff in periods(fiscal, mail, exact=exact):
        months = _flat(tariff)
        for rates in rates_in(mail, months, exact=exact):
            lots = [lot for lot in mail.lots if lot.month in months and lot.yen in rates]
            rows.append(_rate_row(rates, lots))
    # Rounded it gives no few pieces away, and the money table has the same figure.
    rounded = phrase("about {count} thousand yen", count=thousands(mail.postage))
    total = (_TOTAL, verbatim(""), mail.pieces, mail.postage if told else rounded)
    rows.append(Row("total", total, is_total=True))
    columns = (Column("rate", phrase("rate"), Unit.WORDS),
               Column("when", phrase("when"), Unit.WORDS), _PIECES, _YEN)  # fmt: skip
    remark = None if told else _ROUNDED_SUM
    return Table("postage", phrase("postage"), columns, tuple(rows), remark)


def _rate_row(rates: Sequence[int], lots: Sequence[Lot]) -> Row:
    months = [lot.month for lot in lots]
    pieces = sum(len(lot.people) for lot in lots)
    words = (
        phrase("{yen} yen each", yen=rates[0])
        if len(rates) == 1
        else phrase("{yen} yen each, and other rates", yen=_commonest(lots))
    )
    yen = sum(lot.yen * len(lot.people) for lot in lots) if len(rates) == 1 else None
    code = "/".join(map(str, rates)) if len(rates) == 1 else OTHER
    return Row(code, (words, span_words(min(months), max(months)), pieces, yen))


def _commonest(lots: Sequence[Lot]) -> int:
    pieces: Counter[int] = Counter()
    for lot in lots:
        pieces[lot.yen] += len(lot.people)
    return max(pieces, key=lambda yen: (pieces[yen], yen))


def gender_of(traits: Traits) -> str:
    """Return male, female, or blank for whatever else a cell says: it may be anybody's words."""
    return traits.gender if traits.gender in GENDERS else ""


def _counts(mail: Mail, trait: Callable[[Traits], str]) -> dict[str, int]:
    """Return the people of each group, in the order of the words for it, then by their number."""
    counts = Counter(trait(traits) for traits in mail.people.values())
    known = [name for name in (*KINDS, *GENDERS) if name in counts]
    others = sorted(set(counts) - {*known, ""}, key=lambda name: (-counts[name], name))
    return {name: counts[name] for name in (*known, *others, "") if name in counts}


def _rows_of(parts: Sequence[Part], words: Mapping[str, Phrase]) -> dict[Part, Phrase]:
    return {part: _group_words(part, words) for part in parts}


def _group_words(part: Part, words: Mapping[str, Phrase]) -> Phrase:
    if len(part) > 1:
        return _THE_REST
    name = part[0]
    return words.get(name) or (verbatim(name) if name else _NOT_SAID)


def _by_trait(
    mail: Mail, name: str, title: Phrase, trait: Callable[[Traits], str],
    labels: Mapping[Part, Phrase],
) -> Table:  # fmt: skip
    part_of = {each: part for part in labels for each in part}
    of_person = {person: part_of[trait(traits)] for person, traits in mail.people.items()}
    people = Counter(of_person.values())
    pieces: Counter[Part] = Counter()
    for person, part in of_person.items():
        pieces[part] += mail.got[person]
    rows = [
        Row(part[0] if len(part) == 1 else OTHER, (label, people[part], pieces[part]))
        for part, label in labels.items()
    ]
    rows.append(Row("total", (_TOTAL, len(mail.people), mail.pieces), is_total=True))
    group = Column("group", phrase("group"), Unit.WORDS)
    return Table(name, title, (group, _PEOPLE, _PIECES), tuple(rows))


def _returns(mail: Mail, *, exact: bool) -> Table:
    words = {reason.value: RETURNS[reason] for reason in ReturnReason}
    counts = {name: mail.returned[name] for name in words if mail.returned.get(name)}
    counts |= {name: count for name, count in mail.returned.items() if name not in words}
    return _counted("returned", phrase("what came back, by reason"), counts, words, exact=exact,
                    remark=phrase("Of the pieces posted in the year, whenever they came back."),
                    )  # fmt: skip


def _counted(
    name: str, title: Phrase, counts: Mapping[str, int], words: Mapping[str, Phrase], *,
    exact: bool, remark: Phrase | None = None,
) -> Table:  # fmt: skip
    """Return a table of counts with their total, which alone is told where it must be."""
    rows = [
        Row(part[0] if len(part) == 1 else OTHER,
            (_group_words(part, words), sum(counts[each] for each in part)))
        for part in parts_of(counts, exact=exact)
    ]  # fmt: skip
    total: Value = shown(sum(counts.values()), exact=exact)
    rows.append(Row("total", (_TOTAL, total), is_total=True))
    group = Column("group", phrase("group"), Unit.WORDS)
    return Table(name, title, (group, _COUNT), tuple(rows), remark)


# -- tables about the rest ---------------------------------------------------------------------


def letter_table(letters: Letters, *, exact: bool) -> Table:
    """Return the letters of consultation, and how many people wrote."""
    ways = {"in": letters.received, "out": letters.sent}
    words = {"in": phrase("letters that came"), "out": phrase("letters that went out")}
    table = _counted("letters", phrase("letters of consultation"), ways, words, exact=exact)
    people = (
        Row("people", (phrase("people"), shown(letters.people, exact=exact))),
        Row("continuing", (phrase("of them continuing"), _continuing(letters, exact=exact))),
    )
    return Table(table.name, table.title, table.columns, (*table.rows, *people))


def _continuing(letters: Letters, *, exact: bool) -> Value:
    once = letters.people - letters.continuing
    if exact or not (is_small(letters.continuing) or is_small(once)):
        return letters.continuing
    return shown(letters.continuing, exact=exact) if is_small(letters.continuing) else None


def gift_tables(year: Year, *, exact: bool) -> Iterator[Table]:
    """Yield the replies as the gifts they are: what they were, and whether somebody prompted."""
    named = {name: year.gifts[name] for name in GIFTS if year.gifts.get(name)}
    unnamed = sum(count for name, count in year.gifts.items() if name not in GIFTS)
    kinds = named | ({"": unnamed} if unnamed else {})
    remark = phrase("Nobody is asked to reply. This is what came all the same.")
    title = phrase("gifts that came")
    yield _counted("gifts", title, kinds, GIFTS, exact=exact, remark=remark)
    by = {"own": sum(kinds.values()) - year.prompted, "prompted": year.prompted}
    words = {"own": phrase("of their own accord"), "prompted": phrase("somebody suggested it")}
    if len(parts_of(by, exact=exact)) > 1:
        yield _counted("gifts_by", phrase("gifts, on whose thought"), by, words, exact=exact)


def money_table(year: Year, *, told: bool) -> Table:
    """Return what was spent: postage of each mailing and what was paid besides.

    In yen; in thousand yen unless ``told``, for exact sums of several rates give away how many
    pieces went out at each.
    """
    spent = [
        (f"postage-{mail.mailing}", postage_words(mail.mailing), mail.postage) for mail in year.mail
    ]
    known = [what for what in COSTS if what in year.costs]
    named = [*known, *sorted(set(year.costs) - {*known})]
    spent += [(what, cost_words(what), year.costs[what]) for what in named]
    spent.append(("total", _TOTAL, sum(yen for _, _, yen in spent)))
    lines = tuple(
        Row(code, (words, yen if told else thousands(yen)), is_total=code == "total")
        for code, words, yen in spent
    )
    item = Column("item", phrase("what for"), Unit.WORDS)
    *each, sum_of_all = (yen if told else thousands(yen) for _, _, yen in spent)
    remark = None if sum(each) == sum_of_all else _ROUNDING
    return Table("money", phrase("what was spent"), (item, _YEN if told else _THOUSAND_YEN), lines,
                 remark)  # fmt: skip
