"""What the outside tells, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outreach.cli.language import say
from outreach.cli.output import MOST_KEYS, few, tell, tell_line
from outreach.errors import Where
from outreach.model.words import REASONS, pieces_of, recipients
from outreach.phrase import Phrase, phrase
from outreach.workflow.discretion import Clue
from outreach.workflow.exposure import Exposure

_SIDES = {
    "address": phrase("address side"),
    "picture": phrase("picture side"),
    "envelope": phrase("envelope"),
    "label": phrase("label"),
    "files": phrase("names of files"),
}


def show_clues(clues: Iterable[Clue]) -> None:
    """Show every clue: where it comes from, on whose mail it stands, who reads it, what to do."""
    for clue in clues:
        side = _SIDES[clue.side]
        place = _place(clue.where)
        tell(phrase("{place} {side}", place=place, side=side) if place else side)
        tell_line(say(clue.conclusion))
        if clue.keys:
            tell_line(say(_recipients(clue.keys)))
        for proposal in clue.proposals:
            first, *lines = say(proposal).split("\n")
            tell_line(f"→ {first}")
            for line in lines:
                tell_line(f"    {line}")


def _recipients(keys: Sequence[str]) -> Phrase:
    shown = few(keys, MOST_KEYS)
    if len(keys) == 1:
        return phrase("It goes to {keys}.", keys=shown)
    return phrase("It goes to {recipients}: {keys}", recipients=recipients(len(keys)), keys=shown)


def tell_exposure(found: Exposure, key: str) -> None:
    """Say how much tells something, and what nobody looked at here."""
    if key and not found.pieces:
        _tell_none(found, key)
        return
    pieces = pieces_of(found.mailing, found.pieces)
    if found.clues:
        tell(phrase("{pieces} looked at; things on the outside that tell: {count}.",
                    pieces=pieces, count=len(found.clues)))  # fmt: skip
    else:
        tell(phrase("{pieces} looked at; nothing found on the outside that tells.", pieces=pieces))
    tell(phrase("Words painted in a picture are not read here: look at the proof."))
    if found.handwritten:
        cards = pieces_of(found.mailing, found.handwritten)
        tell(phrase("Nor is handwriting, of which there is some on {cards}.", cards=cards))


def _tell_none(found: Exposure, key: str) -> None:
    if found.reason is None:
        tell(phrase("{key} gets a card once what is wrong is corrected.", key=key))
    else:
        tell(phrase("Nothing goes to {key}: {reason}.", key=key, reason=REASONS[found.reason]))


def clue_data(clue: Clue) -> dict[str, object]:
    """Return a clue as JSON has it, in the reader's language."""
    return {
        "where": _place(clue.where),
        "side": clue.side,
        "part": clue.part.value,
        "words": clue.words,
        "reader": [reader.value for reader in clue.readers],
        "conclusion": say(clue.conclusion),
        "keys": list(clue.keys),
        "proposals": [say(proposal) for proposal in clue.proposals],
    }


def _place(where: Where) -> str:
    return ":".join(str(part) for part in (where.file, where.line) if part)
