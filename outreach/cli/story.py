"""The words for what was said about consent and wishes, and the same as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from outreach.cli.words import MAILINGS
from outreach.model.event import Event, EventKind, ReturnReason, Wish
from outreach.model.recipient import Basis, Kind, Mailing, Recipient
from outreach.model.standing import Reason, Status
from outreach.model.words import EVENTS, RETURNS, listed
from outreach.phrase import Phrase, phrase
from outreach.workflow.consents import Said, Story

BASES = {Basis.SELF: phrase("the person"), Basis.FAMILY: phrase("the family")}
HOW = {
    "paper": phrase("on paper"),
    "phone": phrase("by telephone"),
    "visit": phrase("at a visit"),
    "letter": phrase("by letter"),
    "mail": phrase("by e-mail"),
    "other": phrase("in another way"),
}


def said_words(said: Said) -> Phrase:
    """Return one thing that was said, and whether it was undone since."""
    words = _words_of(said.event)
    if said.undone is None:
        return words
    return phrase("{words} – does not count (entry {seq})", words=words, seq=said.undone)


def _words_of(event: Event) -> Phrase:
    data = event.data
    match event.kind:
        case EventKind.CONSENT:
            return _consent(data)
        case EventKind.STOP if "by" in data:
            return phrase("stop, by {who}", who=BASES[Basis(str(data["by"]))])
        case EventKind.PAUSE:
            return phrase("rest; ask again on {until}", until=data["until"])
        case EventKind.WISH:
            return wish_words(data)
        case EventKind.RETURNED:
            reason = ReturnReason(str(data["reason"]))
            return phrase("{what} ({why})", what=EVENTS[event.kind], why=RETURNS[reason])
        case _:
            return EVENTS[event.kind]


def _consent(data: Mapping[str, object]) -> Phrase:
    words = [phrase("consent, by {who}", who=BASES[Basis(str(data["basis"]))])]
    if data.get("source") == "file":
        words.append(phrase("from the address book"))
    if how := HOW.get(str(data.get("how", ""))):
        words.append(how)
    if scope := data.get("scope"):
        assert isinstance(scope, list)
        words.append(_only([Mailing(each) for each in scope]))
    if data.get("envelope"):
        words.append(_ENVELOPE)
    if data.get("review"):
        words.append(phrase("ask again on {day}", day=data["review"]))
    return listed(words)


_ENVELOPE = phrase("only in an envelope")


def _only(scope: list[Mailing]) -> Phrase:
    return phrase("only {what}", what=listed([MAILINGS[each] for each in scope]))


def wish_words(data: Mapping[str, object]) -> Phrase:
    """Return a wish in words."""
    match Wish(str(data["wish"])):
        case Wish.LESS:
            return phrase("fewer cards: {days} days apart at least", days=data["days"])
        case Wish.AUTHOR:
            return phrase("another author than {name}", name=data["not"])
        case Wish.REST:
            return phrase("rest; ask again on {until}", until=data["until"])
        case Wish.USUAL:
            return phrase("as usual again")
        case Wish.MOURNING:
            return phrase("in mourning until {until}", until=data["until"])
        case Wish.FAREWELL:
            return phrase("farewell: two more cards, then none")


# -- what holds now ---------------------------------------------------------------------------

_FILE = {
    Reason.MISSING: phrase("The address book has no row of this key, so nothing is sent."),
    Reason.STOPPED: phrase("The address book says stop, and that counts."),
    Reason.NO_CONSENT: phrase("The consent in the address book is empty, so nothing is sent."),
}


def holds_now(story: Story, today: date) -> Iterator[Phrase]:
    """Yield what holds now, a line each: may anything be sent, how, and what else is wished."""
    standing = story.standing
    yield _may(story, today)
    if standing.basis and standing.status is Status.CONSENTED and story.since:
        who = BASES[standing.basis]
        yield phrase("The consent that counts is from {day}, by {who}.", day=story.since, who=who)
    if standing.scope is not None:
        scope = [each for each in Mailing if each in standing.scope]
        yield phrase("Agreed: {what}.", what=_only(scope))
    if standing.envelope:
        yield phrase("Nothing goes out open: the card comes in an envelope.")
    if standing.review:
        past = standing.review <= today
        day = standing.review
        yield (phrase("Ask now whether it still holds: the day was {day}.", day=day) if past
               else phrase("On {day} someone asks whether it still holds.", day=day))  # fmt: skip
    yield from _wishes(story, today)
    if story.by_ledger and story.by_file:
        yield _FILE[story.by_file]


def _may(story: Story, today: date) -> Phrase:
    standing = story.standing
    match story.by_ledger:
        case None if story.by_file:
            return _FILE[story.by_file]
        case None if standing.status is Status.UNKNOWN and not _is_organisation(story):
            return phrase("Mail may go there: the address book says so; the ledger takes it in "
                          "at the next print.")  # fmt: skip
        case None:
            return phrase("Mail may go there.")
        case Reason.PAUSED if standing.until and standing.until <= today:
            return phrase("Nothing goes there. The rest was until {until}: ask, then outreach "
                          "release {key} --because …",
                          until=standing.until, key=story.key)  # fmt: skip
        case Reason.PAUSED:
            return phrase("Nothing goes there: a rest, ask again on {until}.", until=standing.until)
        case Reason.ADDRESS_HELD:
            return phrase("Nothing goes there until the address is confirmed.")
        case Reason.STOPPED if standing.status is Status.REFUSED:
            return phrase("Nothing goes there: mail was refused. Only the person's own consent "
                          "changes that.")  # fmt: skip
        case Reason.STOPPED if standing.status is not Status.STOPPED:
            return phrase("No card goes there any more: both cards of the farewell were sent.")
        case Reason.STOPPED:
            return phrase("Nothing goes there: stop.")
        case _:
            return phrase("Nothing goes there: nobody agreed yet.")


def _is_organisation(story: Story) -> bool:
    return isinstance(story.row, Recipient) and story.row.kind is Kind.ORGANISATION


def _wishes(story: Story, today: date) -> Iterator[Phrase]:
    standing = story.standing
    if standing.less:
        yield phrase("Fewer cards: {days} days apart at least.", days=standing.less)
    if standing.not_author:
        yield phrase("Rather not from {name}.", name=standing.not_author)
    if standing.mourning and standing.mourning >= today:
        yield phrase("No New Year card until {until}: in mourning.", until=standing.mourning)
    if story.farewell_left:
        yield phrase("A farewell: {left} of the two last cards still to come.",
                     left=story.farewell_left)  # fmt: skip


# -- as JSON ----------------------------------------------------------------------------------


def story_data(story: Story) -> dict[str, object]:
    """Return a story as JSON: what holds now, then all that was said in the order of entry."""
    standing, row = story.standing, story.row
    return {
        "key": story.key,
        "status": standing.status.value,
        "reason": story.barred.value if story.barred else None,
        "basis": standing.basis.value if standing.basis else None,
        "since": _iso(story.since),
        "consent": standing.consent_seq,
        "only": None if standing.scope is None else sorted(each.value for each in standing.scope),
        "envelope": standing.envelope,
        "review": _iso(standing.review),
        "until": _iso(standing.until),
        "held": standing.held,
        "less": standing.less,
        "not_author": standing.not_author or None,
        "mourning": _iso(standing.mourning),
        "farewell_left": story.farewell_left,
        "address_book": row.consent.value if isinstance(row, Recipient) else None,
        "said": [_said_data(each) for each in story.said],
    }


def _said_data(said: Said) -> dict[str, object]:
    event = said.event
    return {
        "seq": event.seq,
        "on": event.on.isoformat(),
        "kind": event.kind.value,
        **{name: value for name, value in event.data.items() if name != "v"},
        "note": said.note,
        "undone_by": said.undone,
    }


def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None
