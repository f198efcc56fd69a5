"""Why somebody gets the picture they get, in words and as JSON."""

from __future__ import annotations

from outreach.choosing import Candidate, Fallen
from outreach.cli.language import _, say
from outreach.cli.output import show_table, tell
from outreach.model.standing import Reason
from outreach.model.words import REASONS
from outreach.phrase import Phrase, phrase
from outreach.workflow.planning import How, Why

_HOW = {
    How.ROUND: phrase("the round names this picture for everyone"),
    How.MESSAGES: phrase("messages.csv names it for this key"),
    How.FROZEN: phrase("chosen when the round was frozen, and kept"),
    How.CHOSEN: phrase("chosen"),
}
_FALLEN = {
    Fallen.WITHDRAWN: phrase("the artist has withdrawn it"),
    Fallen.NOT_PERMITTED: phrase("not permitted for cards"),
    Fallen.OUT_OF_SEASON: phrase("not for this season"),
    Fallen.NO_PLACE: phrase("its layout has no place for the words or the QR"),
    Fallen.SENT_BEFORE: phrase("sent there before"),
    Fallen.SAME_ARTIST: phrase("by the artist of the last card"),
    Fallen.OTHER_MOOD: phrase("of another mood than the round wishes"),
    Fallen.OTHERS_TURN: phrase("another picture's turn"),
}


def show_why(made: Why) -> None:
    """Show what was chosen, and what became of every other picture."""
    if made.how is How.LEFT_OUT:
        tell(phrase("Nothing goes to {key}: {reason}.",
                    key=made.key, reason=REASONS[Reason(made.reason)]))  # fmt: skip
    elif made.how is How.UNFINISHED:
        tell(phrase("{key} gets a card once what is wrong is corrected.", key=made.key))
    else:
        gaps = {"key": made.key, "design": made.design, "how": _HOW[made.how]}
        tell(phrase("{key} gets {design}: {how}.", **gaps))
    if made.candidates:
        rows = [(each.design, each.artist, say(_outcome(each))) for each in made.candidates]
        show_table((_("Design"), _("Artist"), _("Why")), rows)


def _outcome(candidate: Candidate) -> Phrase:
    words = phrase("this one") if candidate.fallen is None else _FALLEN[candidate.fallen]
    if not candidate.round:
        return words
    return phrase("{words} (round {round})", words=words, round=candidate.round)


def why_data(made: Why) -> dict[str, object]:
    """Return the explanation as the contract's JSON has it."""
    return {
        "round": made.round_id,
        "key": made.key,
        "how": made.how.value,
        "reason": made.reason,
        "design": made.design,
        "again": made.again,
        "candidates": [
            {
                "design": each.design,
                "artist": each.artist,
                "chosen": each.fallen is None,
                "reason": each.fallen.value if each.fallen else "",
                "round": each.round,
            }
            for each in made.candidates
        ],
    }
