"""How a page of ideas is shown: one screen of text, or everything as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date

from outreach.cli.language import _, say, translate
from outreach.cli.output import tell
from outreach.ideas.lines import Both
from outreach.ideas.moon import moon_name
from outreach.ideas.page import Page, Sun
from outreach.phrase import Phrase, phrase
from outreach.post.almanac import Moon
from outreach.workflow.ideas import Exchanged, Ideas, PastCard

_BETWEEN = " / "  # the texts have commas of their own
_WEEKDAYS = (
    phrase("Mon"), phrase("Tue"), phrase("Wed"), phrase("Thu"), phrase("Fri"), phrase("Sat"),
    phrase("Sun"),
)  # fmt: skip
_KINDS = {
    "weather": phrase("Weather"),
    "flower": phrase("Flowers and trees"),
    "bird": phrase("Birds and beasts"),
    "food": phrase("Food"),
    "festival": phrase("Festivals"),
    "sky": phrase("Stars"),
}
_USUAL = {
    "first_snow": phrase("First snow"),
    "snow_stays": phrase("Snow that stays"),
    "snow_gone": phrase("The last of the snow"),
    "sakura": phrase("First cherry blossom"),
}


def _spoken(both: Both) -> str:
    """Return the one of two texts that is in the reader's language."""
    return both.en if translate(_("en")) == "en" else both.ja


def _listed(several: Iterable[Both]) -> str:
    return _BETWEEN.join(map(_spoken, several))


def _day(day: date) -> Phrase:
    return phrase("{month}/{day}", month=day.month, day=day.day)


def show_ideas(found: Ideas) -> None:
    """Show a page of ideas, at most 25 lines."""
    for line in (*_season(found.page), *_beginnings(found.page), *_exchanged(found.exchanged)):
        tell(line)


# -- the season ---------------------------------------------------------------------------------


def _season(page: Page) -> Iterator[Phrase]:
    weekday = _WEEKDAYS[page.day.weekday()]
    yield phrase("{place}, {day} ({weekday})", place=_spoken(page.place.name), day=_day(page.day),
                 weekday=weekday)  # fmt: skip
    yield _climate(page)
    if page.note:
        yield _headed(phrase("In Hokkaido"), _spoken(page.note))
    yield _headed(phrase("Sky"), " ".join(map(say, _sky(page.sun, page.moon))))
    if warmth := [say(each) for each in _warmth(page)]:
        yield _headed(phrase("Usual"), " ".join(warmth))
    for kind, notes in page.notes.items():
        yield _headed(_KINDS[kind], _listed(notes))
    if page.coming:
        days = (f"{say(_day(each.day))} {_spoken(each.name)}" for each in page.coming)
        yield _headed(phrase("Days"), _BETWEEN.join(days))


def _headed(head: Phrase, text: str) -> Phrase:
    return phrase("{head}: {words}", head=head, words=text)


def _climate(page: Page) -> Phrase:
    climate, term = page.climate, page.climate.term
    meaning = _spoken(Both(climate.meaning, climate.english))
    return phrase("{name} ({reading}): {meaning}, {first}–{last}, {term}", name=climate.name,
                  reading=climate.reading, meaning=meaning, first=_day(climate.first),
                  last=_day(climate.last), term=_spoken(Both(term.name, term.english)))  # fmt: skip


def _sky(sun: Sun | None, moon: Moon) -> Iterator[Phrase]:
    if sun is not None:
        hours, minutes = divmod(sun.length, 60)
        yield phrase("Sun {rise}–{set}, {hours} h {minutes} min of day, {change}.",
                     rise=f"{sun.rise:%H:%M}", set=f"{sun.set:%H:%M}", hours=hours, minutes=minutes,
                     change=_change(sun.longer))  # fmt: skip
    name = _spoken(moon_name(moon))
    if moon.is_full:
        yield phrase("Moon: {name}.", name=name)
    else:
        yield phrase("Moon: {name}, full on {day}.", name=name, day=_day(moon.next_full))


def _change(longer: int) -> Phrase:
    """Return how the day's length compares with yesterday's, both to the minute."""
    if longer > 0:
        return phrase("{minutes} min longer than yesterday", minutes=longer)
    if longer < 0:
        return phrase("{minutes} min shorter than yesterday", minutes=-longer)
    return phrase("as long as yesterday")


def _warmth(page: Page) -> Iterator[Phrase]:
    if page.warmth is not None and page.warmth < 0:
        yield phrase("about {degrees} °C below zero on average.", degrees=-page.warmth)
    elif page.warmth is not None:
        yield phrase("about {degrees} °C on average.", degrees=page.warmth)
    for name, day in page.usual.items():
        yield phrase("{what} about {day}.", what=_USUAL[name], day=_day(day))


# -- words to begin with ------------------------------------------------------------------------


def _beginnings(page: Page) -> Iterator[Phrase]:
    yield phrase("To begin with, in Japanese as the card is (how it goes on is yours):")
    yield from (_item(f"「{text}」") for text in page.openings)
    yield phrase("Small news to look for:")
    yield from (_item(text) for text in page.prompts)


def _item(text: str) -> Phrase:
    return Phrase("  {text}", (("text", text),))


# -- what was exchanged -------------------------------------------------------------------------


def _exchanged(exchanged: Exchanged) -> Iterator[Phrase]:
    yield from map(_past_card, exchanged.cards)
    if exchanged.gifts:
        days = ", ".join(day.isoformat() for day in exchanged.gifts)
        yield phrase("A gift came, a letter or card: {days}", days=days)
    if exchanged.likes:
        yield _headed(phrase("Likes"), exchanged.likes)
    if exchanged.avoid:
        yield _headed(phrase("Better left alone"), exchanged.avoid)


def _past_card(card: PastCard) -> Phrase:
    gaps = {"on": card.on, "key": card.key, "author": card.author or "–", "design": card.design,
            "words": card.words or "…"}  # fmt: skip
    if card.posted:
        return phrase("Sent {on} to {key} by {author}, picture {design}: 「{words}」", **gaps)
    return phrase("Made {on} for {key} by {author}, picture {design}: 「{words}」", **gaps)


# -- JSON ---------------------------------------------------------------------------------------


def ideas_data(found: Ideas) -> dict[str, object]:
    """Return everything as JSON; texts of the season in both languages."""
    page = found.page
    return {
        "date": page.day.isoformat(),
        "place": page.place.name._asdict(),
        "climate": _climate_data(page),
        "sun": page.sun and {"rise": f"{page.sun.rise:%H:%M}", "set": f"{page.sun.set:%H:%M}",
                             "day_minutes": page.sun.length, "longer": page.sun.longer},
        "moon": {"name": moon_name(page.moon)._asdict(), "age": round(page.moon.age, 1),
                 "day": page.moon.day, "full": page.moon.is_full, "new": page.moon.is_new,
                 "next_full": page.moon.next_full.isoformat()},
        "usual": {"temperature": page.warmth,
                  **{name: day.isoformat() for name, day in page.usual.items()}},
        "season": {kind: [each._asdict() for each in notes] for kind, notes in page.notes.items()},
        "days": [{"date": each.day.isoformat(), **each.name._asdict()} for each in page.coming],
        "openings": list(page.openings),
        "prompts": list(page.prompts),
        "exchanged": _exchanged_data(found.exchanged),
    }  # fmt: skip


def _climate_data(page: Page) -> dict[str, object]:
    climate = page.climate
    return {
        "number": climate.number, "name": climate.name, "reading": climate.reading,
        "meaning": {"ja": climate.meaning, "en": climate.english},
        "first": climate.first.isoformat(), "last": climate.last.isoformat(),
        "term": climate.term._asdict(), "hokkaido": page.note and page.note._asdict(),
    }  # fmt: skip


def _exchanged_data(exchanged: Exchanged) -> dict[str, object]:
    cards = [{"key": card.key, "on": card.on.isoformat(), "posted": card.posted,
              "design": card.design, "author": card.author, "words": card.words}
             for card in exchanged.cards]  # fmt: skip
    return {
        "cards": cards,
        "gifts": [day.isoformat() for day in exchanged.gifts],
        "likes": exchanged.likes,
        "avoid": exchanged.avoid,
    }
