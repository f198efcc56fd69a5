"""The keys of a round.toml that come from the plan of a year: greeting, mark, artist, reserve."""

from __future__ import annotations

from dataclasses import replace

from outreach.errors import Severity
from outreach.model.round import Round
from outreach.model.season import GREETINGS, NEW_YEAR
from outreach.phrase import phrase
from outreach.post.calendar import arrives, window_of
from outreach.sources.fault import Fault
from outreach.sources.stocks import folded, word_of
from outreach.sources.toml import Table

YEAR_KEYS = ("greeting", "mark", "artist", "reserve", "draft")
# 寒中見舞い, 寒中見舞, 寒中お見舞い, 寒中: people write all of them.
_ENDINGS = ("見舞い", "見舞", "お見舞い", "御見舞", "")
_WORDS = (
    {name: name for name in GREETINGS}
    | {
        folded(word.removesuffix("見舞い") + ending): name
        for name, word in GREETINGS.items()
        if name != NEW_YEAR
        for ending in _ENDINGS
    }
    | {"年賀": NEW_YEAR, "年賀状": NEW_YEAR, "年賀はがき": NEW_YEAR, "new-year": NEW_YEAR}
)


def with_year_keys(table: Table, plan: Round) -> Round:
    """Return a round of cards with what its table says of greeting, artist, reserve and draft."""
    return replace(
        plan,
        greeting=word_of(table, "greeting", "", _WORDS),
        mark=table.flag("mark", True),
        artist=table.text("artist"),
        reserve=table.flag("reserve", False),
        draft=table.flag("draft", False),
    )


def blame_greeting(table: Table, plan: Round) -> None:
    """Note where a round is not posted in the days of its greeting; a reserve has no day yet."""
    if not plan.greeting or plan.reserve:
        return
    window = window_of(plan.greeting, plan.post_on)
    read_on = plan.post_on if plan.greeting == NEW_YEAR else arrives(plan.post_on)
    if read_on in window:
        return
    days = {"word": GREETINGS[plan.greeting], "first": window.first, "last": window.last}
    if plan.greeting == NEW_YEAR:
        message = phrase("A card of {word} is posted from {first} to {last}, so that it is there "
                         "on 1 January.", **days)  # fmt: skip
    else:
        message = phrase("{word} is read from {first} to {last}; posted on this day, the card "
                         "comes on {day} at the earliest.", day=read_on, **days)  # fmt: skip
    hint = phrase("Choose another day, or another greeting.")
    table.blame("post_on", Fault("greeting-out-of-season", message, hint, Severity.WARNING))
