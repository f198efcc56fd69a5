"""Why a print does not go on: what changed since, who must get nothing, what is posted."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING

from outreach.errors import (
    ConsentError,
    ExitCode,
    Problem,
    ProblemsFoundError,
    StateError,
    Where,
    errors_in,
)
from outreach.ledger import Difference, Ledger
from outreach.ledger.numbers import listed as numbered
from outreach.model.recipient import Mailing
from outreach.model.round import Round
from outreach.model.words import difference_in, listed, pieces
from outreach.phrase import Phrase, phrase

if TYPE_CHECKING:  # the press is heavy, and who only confirms a count needs none of it
    from outreach.workflow.prepare import Prepared
    from outreach.workflow.press_room import PressRoom
    from outreach.workflow.ways import Ways


def refuse_errors(prepared: Prepared) -> None:
    """Raise ProblemsFoundError where anything that was read for a round has errors."""
    if errors_in(prepared.problems):
        raise ProblemsFoundError(
            phrase("Round {id} is not printed: these come first.", id=prepared.round.id),
            prepared.problems,
        )


def refuse_ways(round_id: str, mailing: Mailing, ways: Ways) -> None:
    """Raise StateError where a round without cards is asked for the sides of a card."""
    if mailing is not Mailing.CARD and (ways.duplex or ways.side == "picture"):
        raise StateError(
            phrase("Round {id} has no picture side: it is no round of cards.", id=round_id),
            phrase("outreach print {id} makes its envelopes or labels.", id=round_id),
        )


def refuse_reserve(plan: Round) -> None:
    """Raise StateError for a reserve: it has no day of its own yet, and might come twice."""
    if plan.reserve:
        raise StateError(
            phrase("Round {id} is kept in reserve.", id=plan.id),
            phrase("To use it, write the day in post_on and take out the line reserve = true in "
                   "its round.toml."),
        )  # fmt: skip


def refuse_labels(round_id: str, room: PressRoom, ways: Ways) -> None:
    """Raise StateError where labels are named in a round that has none."""
    if ways.has_labels and not room.sheets:
        raise StateError(
            phrase("Round {id} is not printed on labels.", id=round_id),
            phrase('Leave out --label-from and --label-used, or write stock = "label-24" in '
                   "round.toml."),
        )  # fmt: skip


_MOST_NAMED = 10  # keys in one command; more are printed again with the whole round


def command_again(round_id: str, keys: Collection[str]) -> str:
    """Return the one command that prints the cards of these keys again."""
    some = " ".join(f"--only {key}" for key in sorted(keys)) if len(keys) <= _MOST_NAMED else ""
    return " ".join(part for part in (f"outreach print {round_id} --again", some, "--because …")
                    if part)  # fmt: skip


def command_for_spoilt(round_id: str, spoilt: Mapping[int, str], *, whole: bool) -> str:
    """Return the one command that prints spoilt cards anew, by number and key, and no good one.

    ``whole``: they are all there is of the round.
    """
    named = spoilt.values() if len(spoilt) <= _MOST_NAMED else map(str, spoilt)
    some = () if whole else (f"--only {each}" for each in named)
    return " ".join((f"outreach print {round_id} --again", *some, "--because …"))


def changed(round_id: str, differing: Sequence[Difference]) -> StateError:
    """Return the error where cards are not as they were frozen, each with what differs."""
    command = command_again(round_id, [difference.key for difference in differing])
    hint = phrase("To print it as it is now: {command}", command=command)
    return StateError(
        phrase("Round {id} was frozen with other content. What differs: {cards}.",
               id=round_id, cards=pieces(len(differing))),
        phrase("Put the old content back, or print those pieces again with a reason."),
        [
            Problem(ExitCode.STATE, "differs-from-frozen", _difference(each, len(differing)), hint,
                    Where(key=each.key))
            for each in differing
        ],
    )  # fmt: skip


def _difference(difference: Difference, of: int) -> Phrase:
    """Return what differs; where much does, without a number, so that the same is told once."""
    if difference.what == ("card",):
        return phrase("A recipient joined after the round was frozen.")
    what = listed([difference_in(name) for name in difference.what])
    if of > _MOST_NAMED:
        return phrase("Not as it was frozen: {what}.", what=what)
    return phrase("No. {no} is not as it was frozen: {what}.", no=difference.card_no, what=what)


def not_any_more(round_id: str, barred: Sequence[tuple[int, str]]) -> ConsentError:
    """Return the error where frozen cards are for people who get none now."""
    problems = [
        Problem(
            ExitCode.CONSENT,
            "pull-card",
            phrase("No. {no} must not go out any more.", no=no),
            phrase("Take it out of the pile."),
            Where(key=key),
        )
        for no, key in barred
    ]
    return ConsentError(
        phrase("Round {id} holds pieces that must not be printed any more.", id=round_id),
        phrase("outreach print {id} --again --because … makes the next batch without them.",
               id=round_id),
        problems,
    )  # fmt: skip


def refuse_unconfirmed(ledger: Ledger, round_id: str) -> None:
    """Raise StateError where files were made and nobody said what became of the paper.

    Whether a stack lies on the table only the people there know, and what the next batch replaces
    must not be posted: so it is asked, never guessed.
    """
    if found := ledger.unconfirmed(round_id):
        numbers = [no for some in found.values() for no in some]
        raise StateError(
            phrase("Was batch {batch} of round {id} printed? Of {pieces} nothing is entered yet "
                   "(no. {numbers}).", batch=numbered(found), id=round_id,
                   pieces=pieces(len(numbers)), numbers=numbered(numbers)),
            phrase("Answer first. It is printed: outreach printed {id}. Some came out badly: "
                   "outreach printed {id} --spoilt N. Nothing was printed, or all of it is thrown "
                   "away: outreach printed {id} --none.", id=round_id),
        )  # fmt: skip


def refuse_posted(round_id: str, numbers: Sequence[int]) -> None:
    """Raise StateError where cards to be printed are posted already."""
    if numbers:
        raise StateError(
            phrase("These pieces of round {id} are posted: {numbers}.", id=round_id,
                   numbers=", ".join(map(str, numbers))),
            phrase("A posted piece is never printed again."),
        )  # fmt: skip
