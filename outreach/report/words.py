"""The words of a report: activities, kinds of people, what money goes for, months and years."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from outreach.model.recipient import Kind, Mailing
from outreach.phrase import Phrase, phrase
from outreach.report.document import verbatim

LETTERS = "letters"
OTHER = "other"
KINDS = {
    Kind.PERSON.value: phrase("people themselves"),
    Kind.FAMILY.value: phrase("family members"),
    Kind.ORGANISATION.value: phrase("organisations"),
}
GENDERS = {"male": phrase("men"), "female": phrase("women")}
# What the activity report form calls them; an activity of cards may have a name of its own.
ACTIVITIES = {
    Mailing.CARD.value: phrase(
        "絵葉書によるピア・アウトリーチ (peer outreach by picture postcard)"
    ),
    Mailing.NEWSLETTER.value: phrase("会報の送付 (newsletter)"),
    Mailing.REPORT.value: phrase("報告書の送付 (reports)"),
    LETTERS: phrase("手紙による相談 (letters of consultation)"),
}
_THINGS = {
    Mailing.CARD.value: phrase("picture postcards"),
    Mailing.NEWSLETTER.value: phrase("newsletters"),
    Mailing.REPORT.value: phrase("reports"),
}
_POSTAGE = {
    Mailing.CARD.value: phrase("postage of cards"),
    Mailing.NEWSLETTER.value: phrase("postage of newsletters"),
    Mailing.REPORT.value: phrase("postage of reports"),
}
COSTS = {
    "paper": phrase("paper and cards"),
    "ink": phrase("ink and toner"),
    "printing": phrase("printing"),
    "travel": phrase("travel"),
    "fee": phrase("fees"),
    OTHER: phrase("other costs"),
}
GIFTS = {
    "card": phrase("postcard"),
    "new-year": phrase("New Year card"),
    "letter": phrase("letter"),
    "thanks": phrase("thanks"),
    "drawing": phrase("drawing"),
    "call": phrase("telephone call"),
    "visit": phrase("visit"),
    OTHER: phrase("something else"),
}
_MONTHS = (
    phrase("Jan"), phrase("Feb"), phrase("Mar"), phrase("Apr"), phrase("May"), phrase("Jun"),
    phrase("Jul"), phrase("Aug"), phrase("Sep"), phrase("Oct"), phrase("Nov"), phrase("Dec"),
)  # fmt: skip
# The scope of those reached, by the kinds there are; the form's own way to write it.
_SCOPES = {
    frozenset({Kind.PERSON}): phrase("当事者 (people themselves)"),
    frozenset({Kind.FAMILY}): phrase("家族 (family members)"),
    frozenset({Kind.PERSON, Kind.FAMILY}): phrase("当事者（家族） (people, family members)"),
}
_ERAS = ((2019, 2018, phrase("Reiwa")), (1989, 1988, phrase("Heisei")))


def month_words(month: date) -> Phrase:
    """Return a month in short, as it stands under a bar."""
    return _MONTHS[month.month - 1]


def span_words(first: date, last: date) -> Phrase:
    """Return the months from one to another, or the one it is."""
    if first == last:
        return phrase("{month} {year}", month=month_words(first), year=first.year)
    return phrase("{first} {year} to {last}", first=month_words(first), year=first.year,
                  last=month_words(last))  # fmt: skip


def year_words(year: int) -> Phrase:
    """Return a fiscal year with the name of its era, which forms in Japan ask for."""
    for since, before, name in _ERAS:
        if year >= since:
            of_era = _first_or(year - before)
            return phrase("fiscal year {year} ({era} {number})", year=year, era=name, number=of_era)
    return phrase("fiscal year {year}", year=year)


def _first_or(number: int) -> object:
    return phrase("1st year") if number == 1 else number


def beneficiaries_words(kinds: Collection[str], count: int) -> Phrase:
    """Return who was reached and how many, as the form has it: 当事者（家族）38名."""
    people = frozenset(Kind(kind) for kind in kinds if kind in KINDS and kind != Kind.ORGANISATION)
    scope = _SCOPES.get(people)
    if Kind.ORGANISATION not in kinds:
        if scope is None:
            return phrase("{count}名 (people)", count=count)
        return phrase("{scope} {count}名", scope=scope, count=count)
    if scope is None:
        return phrase("団体 {count}か所 (organisations)", count=count)
    return phrase("{scope}・団体 {count}件 (and organisations)", scope=scope, count=count)


def cost_words(what: str) -> Phrase:
    """Return what was paid for; a word the program does not know stands as it is."""
    return COSTS.get(what) or verbatim(what)


def postage_words(mailing: str) -> Phrase:
    """Return the postage of a mailing as what was paid for."""
    return _POSTAGE.get(mailing) or verbatim(mailing)


def things_words(mailing: str) -> Phrase:
    """Return what a mailing sends."""
    return _THINGS.get(mailing) or verbatim(mailing)
