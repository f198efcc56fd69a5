"""outreach hand list: the hand of every card, and what is still to be written."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, round_id, verb
from outreach.cli.output import show_json, show_problems, show_table, tell
from outreach.errors import errors_in
from outreach.model.hand import SCAN
from outreach.phrase import Phrase, phrase
from outreach.workflow.hands import Place, list_places

_HANDS = {"pen": phrase("pen"), "scan": phrase("own hand, scanned"), "set": phrase("set")}
_COLUMNS = (_("No."), _("Key"), _("Hand"), _("Author"), _("Sheet"), _("Handwriting"))


@verb("list")
@round_id
@as_json
def command(round_id: str, as_json: bool) -> int:
    """List the cards."""
    places, problems = list_places(outside.desk(), round_id)
    show_problems(problems)
    if as_json:
        show_json([_data(place) for place in places])
    else:
        rows = [
            (each.number, each.key, say(_HANDS.get(each.hand, Phrase(""))), each.author,
             each.sheet or "", say(_state(each)))
            for each in places
        ]  # fmt: skip
        show_table(_COLUMNS, rows)
        _conclude(places)
    return min((problem.kind for problem in errors_in(problems)), default=0)


def _state(place: Place) -> Phrase:
    if place.hand != SCAN:
        return Phrase("")
    return phrase("there") if place.is_there else phrase("missing")


def _conclude(places: list[Place]) -> None:
    written = [place for place in places if place.hand == SCAN]
    there = sum(place.is_there for place in written)
    tell(phrase("Handwriting is there for {there} of {all} cards.", there=there, all=len(written)))


def _data(place: Place) -> dict[str, object]:
    return {
        "number": place.number,
        "key": place.key,
        "hand": place.hand,
        "author": place.author,
        "sheet": place.sheet,
        "there": place.is_there,
    }
