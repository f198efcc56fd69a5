"""What a round's plan and print say of themselves: as JSON, and in a few lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.output import MOST_KEYS, few, note, show_table, tell, tell_files, tell_line
from outreach.cli.stamped import purchases_data, tell_purchases
from outreach.ledger.numbers import listed
from outreach.model.event import EventKind
from outreach.model.recipient import Mailing
from outreach.model.standing import Reason, Status
from outreach.model.words import REASONS, pieces_of, stock_words
from outreach.phrase import Phrase, phrase
from outreach.press.imposition import Target
from outreach.workflow.batch_sheet import FILE_NAME as SHEET
from outreach.workflow.desk import Desk
from outreach.workflow.posting import to_be_posted
from outreach.workflow.printed import Printed
from outreach.workflow.spooling import FILE_NAME as INSTRUCTIONS
from outreach.workflow.ways import Ways

if TYPE_CHECKING:
    from outreach.workflow.facts import Postage
    from outreach.workflow.planning import LeftOutPerson, Plan


def plan_data(made: Plan) -> dict[str, object]:
    """Return a plan as the contract's JSON has it; "about" has a day or a key, for some reasons."""
    pulled = _pulled(made)
    about = {each.key: each.about for each in made.left_out if each.about}
    return {
        "round": made.round_id,
        "included": [
            {"card_no": card.card_no, "key": card.key}
            | ({"design": card.design} if card.design else {})
            | ({"posted": True} if card.posted else {})
            | ({"pulled": True} if card.card_no in pulled else {})
            | ({"farewell": card.farewell} if card.farewell else {})
            for card in made.included
        ],
        "left_out": [{"key": each.key, "reason": each.reason} for each in made.left_out],
        **({"about": about} if about else {}),
        "unreadable": made.unreadable,
        "unfinished": made.unfinished,
        "missing": list(made.missing),
        "postage_yen": made.postage_yen,
        "postage": [_postage_data(kind) for kind in made.postage],
        "posted": made.posted,
        "posted_yen": made.posted_yen,
        **({"departed": made.departed} if made.departed else {}),
        "envelope": made.envelope or None,
        "stamps_to_buy": purchases_data(made.stamps),
    }


def _postage_data(kind: Postage) -> dict[str, object]:
    return {
        "stock": kind.stock,
        "class": kind.postage_class,
        "pieces": kind.pieces,
        "yen_each": kind.each,
        "yen": kind.yen,
    }


def tell_postage(made: Plan) -> None:
    """Show the postage, and where it is not the same for all what it is made of."""
    tell(phrase("Postage: {yen:,} yen.", yen=made.postage_yen))
    _tell_classes(made.postage, made.mailing)
    tell_purchases(made.stamps)
    if made.envelope:
        tell(phrase("Reckoned for labels on: {envelope}. For others write envelope = \"…\" in "
                    "round.toml.", envelope=stock_words(made.envelope)))  # fmt: skip
    if made.posted:
        tell(phrase("Posted: {pieces}, {yen:,} yen.", pieces=pieces_of(made.mailing, made.posted),
                    yen=made.posted_yen))  # fmt: skip
    if made.departed:
        tell(phrase("{count} of the posted pieces went to people who were erased or have left the "
                    "address book since: they stay in the postage, and are in no list "
                    "above.", count=made.departed))  # fmt: skip


def _tell_classes(postage: Sequence[Postage], mailing: Mailing) -> None:
    if len(postage) > 1 or mailing is not Mailing.CARD:
        for kind in postage:
            gaps = {"stock": stock_words(kind.stock), "count": kind.pieces, "yen": kind.each}
            tell_line(say(phrase("{stock}: {count} at {yen:,} yen", **gaps)))


def show_left_out(made: Plan, *, every: bool) -> None:
    """Show who gets nothing and why, then the counts; whoever gets other mailings if ``every``."""
    words = {reason.value: say(because) for reason, because in REASONS.items()}
    hidden = "" if every else Reason.OTHER_MAILING.value
    today, empty = outside.today(), _empty_cells(made)
    shown = [
        (each.key, say(_CELL_EMPTY if each.key in empty else why_left_out(each, today)))
        for each in made.left_out if each.reason != hidden
    ]  # fmt: skip
    if shown:
        show_table((_("Key"), _("Nothing, because")), shown)
    tell(_sum_of(made))
    if pulled := _pulled(made):
        tell(phrase("Taken out of the stack, so that they do not go out: {numbers}.",
                    numbers=listed(pulled)))  # fmt: skip
    for reason, count in Counter(each.reason for each in made.left_out).most_common():
        more = phrase("{reason} (listed with --all)", reason=words[reason])
        tell_line(f"{count}  {say(more) if reason == hidden else words[reason]}")
    if waiting := [each.key for each in made.left_out if each.reason == Reason.HOUSEHOLD]:
        note(phrase("Two cards never go to one home on one day: {keys}. Make another round for "
                    "them a few days later (only = [\"{first}\"]); else they come first in the "
                    "next one.", keys=few(waiting, MOST_KEYS), first=waiting[0]))  # fmt: skip


def _pulled(made: Plan) -> set[int]:
    """Return the numbers of the cards of a plan that somebody took out of the stack."""
    if not made.frozen:
        return set()
    with outside.desk().read_ledger() as ledger:
        entries = ledger.entries_of((EventKind.PULLED,))
        keys = {each.key for each in entries if each.round == made.round_id and each.key}
        waiting = (card for key in keys for card in ledger.waiting_cards(key))
        gone = {card.card_no for card in waiting if card.round == made.round_id and card.pulled}
    return gone & {card.card_no for card in made.included}


def _empty_cells(made: Plan) -> set[str]:
    """Return the keys whose consent the ledger has, so that only the address book's is lacking."""
    keys = [each.key for each in made.left_out if each.reason == Reason.NO_CONSENT]
    if not keys:
        return set()
    with outside.desk().read_ledger() as ledger:
        standings = ledger.standings(keys)
    return {key for key, each in standings.items() if each.status is Status.CONSENTED}


_CELL_EMPTY = phrase("no consent: the ledger has one, but the cell in the address book is empty")


def tell_farewells(made: Plan) -> None:
    """Say who gets one of their last two cards, so that its author can write it as one."""
    for card in (card for card in made.included if card.farewell and not card.posted):
        tell(phrase("No. {no} ({key}) is a farewell: card {n} of 2.",
                    no=card.card_no, key=card.key, n=card.farewell))  # fmt: skip


def why_left_out(person: LeftOutPerson, today: date) -> Phrase:
    """Return why somebody gets nothing, with the day or the key it is about."""
    about, reason = person.about, Reason(person.reason)
    match reason:
        case Reason.PAUSED if about and date.fromisoformat(about) <= today:
            return phrase("the rest until {until} is past: ask, then outreach release {key}",
                          until=about, key=person.key)  # fmt: skip
        case Reason.PAUSED if about:
            return phrase("paused, ask again on {until}", until=about)
        case Reason.TOO_SOON if about:
            return phrase("too close to the card of {day}", day=about)
        case Reason.STOPPED if about:
            return phrase("both cards of the farewell were sent")
        case Reason.MOURNING if about:
            return phrase("in mourning until {until}, no New Year card", until=about)
        case Reason.HOUSEHOLD if about:
            return phrase("{key} in the same home gets one that day", key=about)
        case _:
            return REASONS[reason]


def _sum_of(made: Plan) -> Phrase:
    """Return the counts of a plan, which add up to the address book."""
    included = pieces_of(made.mailing, len(made.included))
    parts = phrase("{cards} + {others} left out", cards=included, others=len(made.left_out))
    if made.unfinished:
        parts = phrase("{parts} + {count} to be corrected", parts=parts, count=made.unfinished)
    if made.unreadable:
        parts = phrase("{parts} + {count} that cannot be read", parts=parts, count=made.unreadable)
    return phrase("{parts} = {all} in the address book.", parts=parts, all=made.register)


def tell_printed(desk: Desk, made: Printed, ways: Ways) -> None:
    """Show what was printed and where, the folder first, and what comes next."""
    gaps = {
        "folder": outside.shown(made.folder, desk.project.root),
        "cards": pieces_of(made.mailing, made.cards),
    }
    if made.fresh:
        tell(phrase("{folder}: the files of {cards}.", **gaps))
    elif made.superseded:
        tell(phrase("{folder}: the files of this batch ({cards}) are there.", **gaps))
    else:
        tell(phrase("{folder}: the very same files of {cards} are there already.", **gaps))
    names = sorted(file.name for file in made.folder.glob("*.pdf"))
    beside = [INSTRUCTIONS] if (made.folder / INSTRUCTIONS).exists() else []
    # What is printed on cards comes first.
    tell_files([*sorted(names, key=lambda name: name == SHEET), *beside])
    if not made.fresh and made.superseded:
        note(phrase("Do not use its pages of these numbers any more: {numbers}. They were printed "
                    "again in a later batch, or stopped.",
                    numbers=listed(made.superseded)))  # fmt: skip
    for folder in made.newer:
        tell(phrase("What was printed again is in {folder}.",
                    folder=outside.shown(folder, desk.project.root)))  # fmt: skip
    if ways.target is Target.SHOP:
        tell(phrase("Next: give the shop {file} and nothing else ({page} says what to ask). Then "
                    "the addresses here: outreach print {id} --side address{part}",
                    file=", ".join(names), page=INSTRUCTIONS, id=made.round_id,
                    part=_part(ways)))  # fmt: skip
        return
    waiting, postage = _waiting(desk, made, ways)
    tell(phrase("Left out: {others} (outreach plan {id} says why). Postage: {yen:,} yen.",
                others=made.left_out, id=made.round_id,
                yen=sum(kind.yen for kind in postage)))  # fmt: skip
    _tell_classes(postage, made.mailing)
    tell_purchases(made.stamps)
    if waiting:
        tell(phrase("Next: print at 100 % (actual size), count the stack, and when it is in the "
                    "letter box: outreach post {id} --on today --count {waiting}",
                    id=made.round_id, waiting=waiting))  # fmt: skip


def _part(ways: Ways) -> str:
    """Return the options that ask for the same cards once more."""
    first = f" --from {ways.first}" if ways.first else ""
    return first + (f" --to {ways.last}" if ways.last else "")


def _waiting(desk: Desk, made: Printed, ways: Ways) -> tuple[int, tuple[Postage, ...]]:
    """Return how many cards wait to be posted, those of earlier prints included, and their cost.

    Where none waits any more the cost is that of the batch.
    """
    if made.fresh and made.batch == 1 and ways.first is None and ways.last is None:
        # The round was frozen a moment ago; a million cards are not asked again.
        return made.cards, made.postage
    numbers, postage = to_be_posted(desk, made.round_id)
    return len(numbers), postage or made.postage
