"""A card's life: planned, made, printed, posted, come back; exactly once per round."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest

from outreach.errors import ConsentError, OutreachError, SourceError, StateError
from outreach.ledger import FileConsent, Identity, Ledger, LeftOut, PlannedCard
from outreach.model.event import EventKind, NewEvent, ReturnReason
from outreach.model.recipient import Basis
from outreach.model.standing import Reason

DAY = date(2025, 6, 1)
KEYS = ("k1", "k2", "k3")
BOTH = {"side": "both"}


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    numbers = count(1)
    with Ledger.open_for_reading(
        Path("no-such-ledger.db"),
        clock=lambda: datetime(2025, 6, 1, 9, 30, tzinfo=UTC),
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
        expected=False,
    ) as opened:
        yield opened


def card(no: int, key: str, *, message: str = "hello", **facts: object) -> PlannedCard:
    body = json.dumps({"no": no, "message": message})
    facts = {"kind": "person", "design": "snow", **facts}
    return PlannedCard(no, Identity(key, f"name {key}", f"home {key}"), body, facts, key, message)


def freeze(ledger: Ledger, *cards: PlannedCard, batch: int = 1, consent: bool = True) -> int:
    stated = [FileConsent(card.identity, Basis.SELF, DAY) for card in cards if consent]
    return ledger.freeze("r1", DAY, batch, cards, [], stated)


def make(ledger: Ledger, *keys: str) -> None:
    """Freeze and make a round of one card for each key."""
    freeze(ledger, *(card(no, key) for no, key in enumerate(keys, start=1)))
    ledger.made("r1", DAY, 1, range(1, len(keys) + 1), BOTH)


def pull(ledger: Ledger, key: str) -> None:
    """Take a card out of the stack, and say so."""
    (found,) = [each for each in ledger.waiting_cards(key) if each.round == "r1"]
    person = ledger.person_id(key)
    with ledger.transaction():
        ledger.append([NewEvent(EventKind.PULLED, DAY, person, "r1", found.card_no, found.batch)])


def kinds(ledger: Ledger, key: str) -> list[str]:
    return [str(event.kind) for event in ledger.events(round="r1", key=key)]


# -- the freeze --------------------------------------------------------------------------------


def test_a_freeze_fixes_cards_contents_and_who_is_left_out(ledger: Ledger) -> None:
    left_out = [LeftOut(Identity("k9"), Reason.NO_CONSENT)]
    consent = FileConsent(Identity("k1", "name k1", "home k1"), Basis.FAMILY, DAY)
    assert ledger.freeze("r1", DAY, 1, [card(1, "k1")], left_out, [consent]) == 1
    (frozen,) = ledger.cards("r1")
    assert (frozen.no, frozen.key, frozen.batch) == (1, "k1", 1)
    assert frozen.facts == {"kind": "person", "design": "snow"}
    assert list(ledger.content("r1", 1)) == [(1, "k1", card(1, "k1").content)]
    assert list(ledger.left_out("r1")) == [("k9", "no-consent")]


def test_a_planned_card_names_the_consent_it_rests_on(ledger: Ledger) -> None:
    seq = ledger.consent("k1", DAY, Basis.SELF)
    freeze(ledger, card(1, "k1"), consent=False)
    planned = next(event for event in ledger.events() if event.kind is EventKind.PLANNED)
    assert planned.data["consent"] == seq


def test_nothing_in_the_chain_is_a_name_an_address_or_a_message(ledger: Ledger) -> None:
    freeze(ledger, card(1, "k1", message="the snow is deep"))
    stored = json.dumps([dict(event.data) for event in ledger.events()])
    assert not any(text in stored for text in ("name k1", "home k1", "snow is deep", "k1"))


def test_the_same_address_of_two_people_cannot_be_told_from_the_chain(ledger: Ledger) -> None:
    cards = [PlannedCard(no, Identity(f"k{no}"), "{}", {}, "one home", "") for no in (1, 2)]
    freeze(ledger, *cards)
    assert len({frozen.address for frozen in ledger.cards("r1")}) == 2


def test_a_round_where_everyone_is_left_out_is_frozen(ledger: Ledger) -> None:
    ledger.freeze("r1", DAY, 1, [], [LeftOut(Identity("k1"), Reason.STOPPED)], [])
    assert ledger.is_frozen("r1")
    assert not ledger.is_frozen("r2")


def test_a_freeze_with_someone_unasked_names_all_of_them_and_freezes_nothing(
    ledger: Ledger,
) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    ledger.consent("k2", DAY, Basis.SELF)
    ledger.stop("k2", DAY)
    before = ledger.head()
    with pytest.raises(ConsentError) as caught:
        freeze(ledger, *(card(no, f"k{no}") for no in (1, 2, 3)), consent=False)
    assert [problem.where.key for problem in caught.value.problems] == ["k2", "k3"]
    assert ledger.head() == before


def test_an_organisation_gets_its_card_without_consent_unless_stopped(ledger: Ledger) -> None:
    office = card(1, "k1", kind="organisation")
    freeze(ledger, office, consent=False)
    ledger.made("r1", DAY, 1, [1], BOTH)
    ledger.stop("k1", DAY)
    assert [pull.reason for pull in ledger.tally("r1").pull] == [Reason.STOPPED]


def test_a_key_that_names_someone_else_is_refused_before_it_is_forgotten(ledger: Ledger) -> None:
    make(ledger, "k1")
    stranger = Identity("k1", "another name", "another home")
    changed = PlannedCard(1, stranger, "{}", {}, "", "")
    for _ in range(2):
        with pytest.raises(SourceError, match="someone else"):
            ledger.freeze("r2", DAY, 1, [changed], [], [])
    ledger.confirm(stranger, DAY)
    assert ledger.freeze("r2", DAY, 1, [changed], [], []) == 1


def test_someone_who_only_moved_is_the_same_person(ledger: Ledger) -> None:
    make(ledger, "k1")
    assert ledger.identity_changed([Identity("k1", "name k1", "another home")]) == []
    assert ledger.identity_changed([Identity("k1", "another name", "home k1")]) == []
    assert ledger.identity_changed([Identity("k1", "another name", "another home")]) == ["k1"]


def test_a_stop_for_a_known_key_does_not_forget_who_it_is(ledger: Ledger) -> None:
    make(ledger, "k1")
    ledger.stop("k1", DAY)
    assert ledger.identity_changed([Identity("k1", "another name", "another home")]) == ["k1"]
    assert ledger.identity_changed([Identity("k1", "name k1", "another home")]) == []


def test_a_later_batch_supersedes_a_card_and_keeps_the_others(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    freeze(ledger, card(1, "k1", message="again"), batch=2)
    assert [frozen.batch for frozen in ledger.cards("r1")] == [2, 1]
    assert [json.loads(body)["message"] for *_, body in ledger.content("r1", 2)] == [
        "again",
        "hello",
    ]
    assert [json.loads(body)["message"] for *_, body in ledger.content("r1", 1)] == ["hello"] * 2
    assert [no for no, *_ in ledger.content("r1", 2, own=True)] == [1]


def test_content_can_be_asked_for_by_card_number(ledger: Ledger) -> None:
    make(ledger, *KEYS)
    assert [no for no, *_ in ledger.content("r1", 1, first=2, last=3)] == [2, 3]


def test_numbers_are_never_used_again(ledger: Ledger) -> None:
    assert (ledger.next_card_no("r1"), ledger.next_batch("r1")) == (1, 1)
    make(ledger, "k1", "k2")
    assert (ledger.next_card_no("r1"), ledger.next_batch("r1")) == (3, 2)
    with pytest.raises(StateError, match="refuses"):
        freeze(ledger, card(1, "k3"), batch=2)


def test_a_posted_card_is_not_frozen_again(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    ledger.post("r1", DAY, 1, held=[2])
    with pytest.raises(StateError) as caught:
        freeze(ledger, card(1, "k1"), card(2, "k2"), batch=2)
    assert str(caught.value.message) == "These numbers are posted already: 1."


def test_who_gets_a_card_after_all_is_no_longer_left_out(ledger: Ledger) -> None:
    ledger.freeze("r1", DAY, 1, [], [LeftOut(Identity("k1"), Reason.NO_CONSENT)], [])
    freeze(ledger, card(1, "k1"), batch=2)
    assert list(ledger.left_out("r1")) == []
    assert ledger.verify() == []


def test_whom_the_round_accounts_for_is_not_left_out_again(ledger: Ledger) -> None:
    make(ledger, "k1")
    again = [LeftOut(Identity(key), Reason.STOPPED) for key in ("k1", "k2")]
    for batch in (2, 3):
        ledger.freeze("r1", DAY, batch, [], again, [])
    assert list(ledger.left_out("r1")) == [("k2", "stopped")]


# -- what differs ------------------------------------------------------------------------------


def test_the_same_inputs_do_not_differ(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    assert ledger.differing("r1", [card(1, "k1"), card(2, "k2")]) == []


def test_every_difference_from_the_frozen_card_is_named(ledger: Ledger) -> None:
    make(ledger, "k1")
    changed = card(1, "k1", message="other", design="sea", hand="set")
    (difference,) = ledger.differing("r1", [changed])
    assert (difference.card_no, difference.key) == (1, "k1")
    assert difference.what == ("message", "design", "hand")


def test_a_newcomer_differs_as_a_whole(ledger: Ledger) -> None:
    make(ledger, "k1")
    (difference,) = ledger.differing("r1", [card(7, "k7")])
    assert (difference.card_no, difference.what) == (7, ("card",))


def test_another_order_of_the_same_cards_is_no_difference(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    assert ledger.differing("r1", [card(1, "k2"), card(2, "k1")]) == []


# -- batches -----------------------------------------------------------------------------------


def test_a_batch_tells_its_cards_and_each_way_it_was_made(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    ledger.made("r1", DAY, 1, [1], {"side": "address"})
    (batch,) = ledger.batches("r1")
    assert (batch.no, batch.cards, batch.first, batch.last) == (1, 2, 1, 2)
    assert batch.made == (BOTH, {"side": "address"})


def test_a_batch_whose_files_were_never_made_says_so(ledger: Ledger) -> None:
    freeze(ledger, card(1, "k1"))
    assert ledger.batches("r1")[0].made == ()


def test_making_the_same_files_again_is_no_event(ledger: Ledger) -> None:
    make(ledger, "k1")
    before = ledger.head()
    ledger.made("r1", DAY, 1, [1, 1], BOTH)
    assert ledger.head() == before


def test_files_of_a_card_that_does_not_exist_are_refused(ledger: Ledger) -> None:
    make(ledger, "k1")
    with pytest.raises(StateError, match="no such piece"):
        ledger.made("r1", DAY, 1, [1, 2], BOTH)


# -- printed and posted ------------------------------------------------------------------------


def test_posting_enters_printed_where_nobody_did(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    assert ledger.post("r1", DAY, 2).posted == (1, 2)
    assert kinds(ledger, "k1") == ["planned", "made", "printed", "posted"]


def test_printed_is_entered_once(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    assert ledger.printed("r1", DAY) == 2
    assert ledger.printed("r1", DAY) == 0
    ledger.post("r1", DAY, 2)
    assert kinds(ledger, "k1").count("printed") == 1


def test_a_spoilt_card_waits_until_it_is_made_again(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    ledger.printed("r1", DAY, spoilt=[2])
    assert ledger.tally("r1").waiting == (1,)
    freeze(ledger, card(2, "k2"), batch=2)
    assert ledger.tally("r1").waiting == (1,), "frozen again is not yet made"
    ledger.made("r1", DAY, 2, [2], BOTH)
    assert ledger.tally("r1").waiting == (1, 2)
    assert ledger.tally("r1").spoilt == 0


def test_making_a_spoilt_card_from_the_frozen_files_brings_it_back(ledger: Ledger) -> None:
    make(ledger, "k1")
    ledger.printed("r1", DAY)
    ledger.printed("r1", DAY, spoilt=[1])
    ledger.made("r1", DAY, 1, [1], BOTH)
    assert ledger.tally("r1").waiting == (1,)
    assert ledger.printed("r1", DAY) == 1, "the good paper is news, printed after the spoilt one"


def test_files_of_a_superseded_batch_do_not_count(ledger: Ledger) -> None:
    make(ledger, "k1")
    freeze(ledger, card(1, "k1", message="again"), batch=2)
    ledger.made("r1", DAY, 1, [1], {"side": "address"})
    assert ledger.tally("r1").made == 0


def test_a_stop_between_print_and_post_keeps_the_card_home(ledger: Ledger) -> None:
    make(ledger, *KEYS)
    ledger.printed("r1", DAY)
    ledger.stop("k2", DAY)
    with pytest.raises(ConsentError) as caught:
        ledger.post("r1", DAY, 3)
    assert str(caught.value.message).startswith("Take out of the stack: 2.")
    assert [problem.where.key for problem in caught.value.problems] == ["k2"]
    assert "outreach pulled r1 k2" in str(caught.value.problems[0].hint)
    pull(ledger, "k2")
    assert ledger.post("r1", DAY, 2).posted == (1, 3)


@pytest.mark.parametrize("held", [(), (2,)])
def test_a_right_count_does_not_post_while_a_pull_is_open(
    ledger: Ledger, held: tuple[int, ...]
) -> None:
    make(ledger, *KEYS)
    ledger.stop("k2", DAY)
    before = ledger.head()
    with pytest.raises(ConsentError):
        ledger.post("r1", DAY, 2, held)
    assert ledger.head() == before


def test_a_stack_of_forbidden_cards_alone_is_asked_for_even_where_none_was_counted(
    ledger: Ledger,
) -> None:
    make(ledger, "k1")
    ledger.stop("k1", DAY)
    with pytest.raises(ConsentError):
        ledger.post("r1", DAY, 0)
    pull(ledger, "k1")
    with pytest.raises(StateError, match="taken out of the stack"):
        ledger.post("r1", DAY, 0)


def test_what_is_spoilt_or_printed_again_needs_no_pull(ledger: Ledger) -> None:
    make(ledger, *KEYS)
    ledger.printed("r1", DAY, [2])
    ledger.stop("k2", DAY)
    assert ledger.post("r1", DAY, 2).posted == (1, 3)


def test_a_card_the_address_book_rules_out_now_stays_home(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    barred = {"k1": Reason.NO_CONSENT}
    with pytest.raises(ConsentError):
        ledger.post("r1", DAY, 2, (), barred)
    pull(ledger, "k1")
    assert ledger.post("r1", DAY, 1, (), barred).posted == (2,)


@pytest.mark.parametrize("wrong", [0, 1, 4])
def test_a_miscounted_stack_is_not_posted(ledger: Ledger, wrong: int) -> None:
    make(ledger, *KEYS)
    before = ledger.head()
    with pytest.raises(StateError, match=r"To be posted: \{due\}") as caught:
        ledger.post("r1", DAY, wrong)
    assert str(caught.value.message).startswith("To be posted: 3 pieces.")
    assert ledger.head() == before


def test_a_posted_round_stays_posted_though_a_pulled_card_lies_there(ledger: Ledger) -> None:
    make(ledger, *KEYS)
    ledger.post("r1", DAY, 2, held=[2])
    ledger.stop("k2", DAY)
    for counted in (0, 1):
        with pytest.raises(StateError, match="posted already") as caught:
            ledger.post("r1", DAY, counted)
        assert str(caught.value.hint).endswith(": 2.")


def test_only_spoilt_cards_whose_people_get_mail_are_to_be_made_again(ledger: Ledger) -> None:
    make(ledger, *KEYS)
    ledger.printed("r1", DAY, [1, 2])
    ledger.stop("k2", DAY)
    assert ledger.spoilt_cards("r1") == {1: "k1"}


def test_a_lower_count_than_due_is_no_matter_of_consent(ledger: Ledger) -> None:
    make(ledger, *KEYS)
    ledger.stop("k2", DAY)
    with pytest.raises(StateError):
        ledger.post("r1", DAY, 1)


def test_a_card_kept_back_can_be_posted_later(ledger: Ledger) -> None:
    make(ledger, "k1", "k2")
    first = ledger.post("r1", DAY, 1, held=[2])
    assert (first.posted, first.held) == ((1,), (2,))
    assert ledger.tally("r1").held == 1
    ledger.post("r1", DAY, 0, held=[2])
    assert kinds(ledger, "k2") == ["planned", "made", "held"], "kept back once"
    assert ledger.post("r1", DAY, 1).posted == (2,)
    assert ledger.tally("r1").held == 0


def test_a_posted_round_is_not_posted_again(ledger: Ledger) -> None:
    make(ledger, "k1")
    ledger.post("r1", DAY, 1)
    with pytest.raises(StateError, match="posted already"):
        ledger.post("r1", DAY, 1)


def test_a_round_without_files_is_not_posted(ledger: Ledger) -> None:
    freeze(ledger, card(1, "k1"))
    for enter in (lambda: ledger.post("r1", DAY, 1), lambda: ledger.printed("r1", DAY)):
        with pytest.raises(StateError, match="No file"):
            enter()


def test_a_round_that_is_all_spoilt_is_not_posted(ledger: Ledger) -> None:
    make(ledger, "k1")
    ledger.printed("r1", DAY, spoilt=[1])
    with pytest.raises(StateError, match="spoilt"):
        ledger.post("r1", DAY, 0)


@pytest.mark.parametrize("enter", ["held", "spoilt"])
def test_a_card_that_does_not_lie_here_cannot_be_named(ledger: Ledger, enter: str) -> None:
    make(ledger, "k1")
    with pytest.raises(StateError) as caught:
        if enter == "held":
            ledger.post("r1", DAY, 1, held=[5, 6, 7, 9])
        else:
            ledger.printed("r1", DAY, spoilt=[5, 6, 7, 9])
    assert str(caught.value.message) == "These numbers do not lie here waiting: 5-7, 9."


def test_the_tally_says_where_every_card_is(ledger: Ledger) -> None:
    make(ledger, "k1", "k2", "k3", "k4")
    ledger.printed("r1", DAY, spoilt=[4])
    ledger.post("r1", DAY, 1, held=[2, 3])
    ledger.pause("k3", DAY, until=DAY)
    tally = ledger.tally("r1")
    assert (tally.planned, tally.made, tally.spoilt, tally.posted) == (4, 4, 1, 1)
    assert (tally.printed, tally.held, tally.waiting) == (3, 2, (2,))
    assert [(pull.card_no, pull.key, pull.reason) for pull in tally.pull] == [
        (3, "k3", Reason.PAUSED)
    ]


# -- come back, and taken back -----------------------------------------------------------------


def test_only_a_posted_card_comes_back_and_only_once(ledger: Ledger) -> None:
    make(ledger, "k1")
    with pytest.raises(StateError, match="Nothing of round"):
        ledger.returned("r1", "k1", ReturnReason.MOVED, DAY)
    ledger.post("r1", DAY, 1)
    ledger.returned("r1", "k1", ReturnReason.MOVED, DAY)
    with pytest.raises(StateError, match="came back already"):
        ledger.returned("r1", "k1", ReturnReason.MOVED, DAY)


def test_a_card_of_a_key_nobody_knows_cannot_come_back(ledger: Ledger) -> None:
    with pytest.raises(StateError, match="Nothing of round"):
        ledger.returned("r1", "k1", ReturnReason.MOVED, DAY)


def entry(ledger: Ledger, kind: EventKind) -> int:
    return next(event.seq for event in ledger.events() if event.kind is kind)


def test_a_posting_undone_lets_the_card_be_posted_once_more(ledger: Ledger) -> None:
    make(ledger, "k1")
    ledger.post("r1", DAY, 1)
    ledger.undo(entry(ledger, EventKind.POSTED), DAY)
    assert ledger.tally("r1").posted == 0
    assert ledger.post("r1", DAY, 1).posted == (1,)
    assert ledger.verify() == []


def test_a_reversal_stands_in_the_log_of_its_card(ledger: Ledger) -> None:
    make(ledger, "k1")
    ledger.post("r1", DAY, 1)
    seq = ledger.undo(entry(ledger, EventKind.POSTED), DAY, because="a slip")
    reversal = ledger.event(seq)
    assert reversal is not None
    assert (reversal.round, reversal.key, reversal.card_no) == ("r1", "k1", 1)
    assert ledger.note(seq) == "a slip"


@pytest.mark.parametrize("kind", [EventKind.PLANNED, EventKind.MADE, EventKind.LEFT_OUT])
def test_what_is_frozen_or_made_is_not_undone(ledger: Ledger, kind: EventKind) -> None:
    make(ledger, "k1")
    ledger.freeze("r1", DAY, 2, [], [LeftOut(Identity("k2"), Reason.STOPPED)], [])
    with pytest.raises(StateError, match="cannot be undone"):
        ledger.undo(entry(ledger, kind), DAY)


def test_an_entry_is_undone_once_and_a_reversal_never(ledger: Ledger) -> None:
    stop = ledger.stop("k1", DAY)
    reversal = ledger.undo(stop, DAY)
    for seq, words in ((stop, "undone already"), (reversal, "cannot be undone"), (99, "no entry")):
        with pytest.raises(StateError, match=words):
            ledger.undo(seq, DAY)


def test_a_posting_is_undone_after_the_return_that_rests_on_it(ledger: Ledger) -> None:
    make(ledger, "k1")
    ledger.post("r1", DAY, 1)
    (back,) = ledger.returned("r1", "k1", ReturnReason.OTHER, DAY)
    for kind in (EventKind.POSTED, EventKind.PRINTED):
        with pytest.raises(StateError, match="rests on"):
            ledger.undo(entry(ledger, kind), DAY)
    ledger.undo(back, DAY)
    assert ledger.undo(entry(ledger, EventKind.POSTED), DAY)


# -- entries -----------------------------------------------------------------------------------


def test_entries_carry_key_time_and_date(ledger: Ledger) -> None:
    ledger.reply("k1", DAY, prompted=True)
    ledger.letter("k2", DAY, incoming=True)
    reply, letter = ledger.events()
    assert (reply.key, reply.at, reply.on) == ("k1", "2025-06-01T09:30:00Z", DAY)
    assert (reply.data["prompted"], letter.data["direction"]) == (True, "in")
    assert list(ledger.events(key="k2")) == [letter]
    assert list(ledger.events(round="r1", key="k2")) == []


def test_an_entry_outside_a_transaction_is_a_bug(ledger: Ledger) -> None:
    person = ledger.register([Identity("k1")])["k1"]
    with pytest.raises(RuntimeError, match="transaction"):
        ledger.append([NewEvent(EventKind.REPLY, DAY, person)])


def test_a_transaction_that_fails_leaves_nothing(ledger: Ledger) -> None:
    def half_done() -> None:
        with ledger.transaction():
            ledger.stop("k1", DAY)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        half_done()
    assert ledger.head()[0] == 0
    assert ledger.person_id("k1") is None


def test_an_inner_transaction_can_fail_alone(ledger: Ledger) -> None:
    with ledger.transaction():
        ledger.stop("k1", DAY)
        with pytest.raises(OutreachError):
            freeze(ledger, card(1, "k2"), card(1, "k3"))
        ledger.stop("k4", DAY)
    assert [event.key for event in ledger.events()] == ["k1", "k4"]
