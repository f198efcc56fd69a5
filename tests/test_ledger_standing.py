"""Who may be written to: the fold over what was said, and the ledger against a model of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from outreach.errors import ConsentError, StateError
from outreach.ledger import FileConsent, Identity, Ledger, LeftOut, PlannedCard, reason_against
from outreach.model.event import Event, EventKind, ReturnReason, Wish
from outreach.model.recipient import Basis, Mailing
from outreach.model.standing import Reason, Standing, Status
from outreach.workflow.returns import enter_pull

DAY = date(2025, 6, 1)
KEYS = ("k1", "k2", "k3")
ROUNDS = ("r1", "r2")


def memory() -> Ledger:
    numbers = count(1)
    return Ledger.open_for_reading(
        Path("no-such-ledger.db"),
        clock=lambda: datetime(2025, 6, 1, tzinfo=UTC),
        entropy=lambda size: next(numbers).to_bytes(size, "big"),
        expected=False,
    )


@pytest.fixture
def ledger() -> Iterator[Ledger]:
    with memory() as opened:
        yield opened


def card(no: int, key: str, **facts: object) -> PlannedCard:
    return PlannedCard(no, Identity(key), "{}", {"kind": "person", **facts}, "address", "message")


def standing(ledger: Ledger, key: str = "k1") -> Standing:
    return ledger.standings([key])[key]


def send_back(ledger: Ledger, reason: ReturnReason, key: str = "k1") -> int:
    """Post a card to a consenting person and have it come back."""
    ledger.freeze("r", DAY, 1, [card(1, key)], [], [])
    ledger.made("r", DAY, 1, [1], {})
    ledger.post("r", DAY, 1)
    return ledger.returned("r", key, reason, DAY)[0]


def test_someone_never_heard_of_stands_unknown(ledger: Ledger) -> None:
    assert standing(ledger) == Standing()


def test_a_consent_names_its_basis_and_its_entry(ledger: Ledger) -> None:
    seq = ledger.consent("k1", DAY, Basis.FAMILY)
    assert standing(ledger) == Standing(Status.CONSENTED, Basis.FAMILY, seq)


def test_a_stop_works_for_a_key_in_no_file(ledger: Ledger) -> None:
    ledger.stop("k9", DAY)
    assert standing(ledger, "k9").status is Status.STOPPED
    assert list(ledger.known_keys()) == ["k9"]


def test_a_later_consent_lifts_a_stop(ledger: Ledger) -> None:
    ledger.stop("k1", DAY)
    ledger.consent("k1", date(2025, 6, 2), Basis.FAMILY)
    assert standing(ledger).status is Status.CONSENTED


def test_a_stop_wins_a_tie_with_the_family(ledger: Ledger) -> None:
    ledger.stop("k1", DAY)
    ledger.consent("k1", DAY, Basis.FAMILY)
    assert standing(ledger).status is Status.STOPPED
    ledger.consent("k1", DAY, Basis.SELF)
    assert standing(ledger).status is Status.CONSENTED


def test_the_family_widens_nothing_the_person_said(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF, terms={"scope": ["card"], "envelope": True})
    ledger.consent("k1", date(2025, 6, 5), Basis.FAMILY)
    assert (standing(ledger).scope, standing(ledger).envelope) == ({Mailing.CARD}, True)


def test_a_consent_entered_late_changes_no_later_terms(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF, terms={"envelope": True})
    ledger.consent("k1", date(2025, 5, 20), Basis.SELF)
    assert standing(ledger).envelope


def test_a_consent_given_before_a_stop_lifts_nothing(ledger: Ledger) -> None:
    ledger.stop("k1", DAY)
    ledger.consent("k1", date(2025, 5, 31), Basis.SELF)
    assert standing(ledger).status is Status.STOPPED


def test_the_familys_yes_never_lifts_the_persons_own_stop(ledger: Ledger) -> None:
    ledger.stop("k1", DAY, by=Basis.SELF)
    ledger.consent("k1", DAY, Basis.FAMILY)
    assert standing(ledger).status is Status.STOPPED
    ledger.consent("k1", DAY, Basis.SELF)
    assert standing(ledger).status is Status.CONSENTED


def test_the_last_consent_says_what_may_be_sent_and_how(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF, terms={"scope": ["newsletter"], "envelope": True})
    assert standing(ledger).scope == {Mailing.NEWSLETTER}
    assert standing(ledger).envelope
    ledger.consent("k1", DAY, Basis.SELF)
    assert (standing(ledger).scope, standing(ledger).envelope) == (None, False)


def test_the_usual_ends_wishes_about_rhythm_and_author(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    ledger.wish("k1", DAY, Wish.LESS, days=28)
    ledger.wish("k1", DAY, Wish.AUTHOR, **{"not": "みなみ"})
    assert (standing(ledger).less, standing(ledger).not_author) == (28, "みなみ")
    ledger.wish("k1", DAY, Wish.USUAL)
    assert (standing(ledger).less, standing(ledger).not_author) == (None, "")


def test_a_wish_for_rest_holds_until_somebody_confirms(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    ledger.wish("k1", DAY, Wish.REST, until="2025-06-02")
    assert standing(ledger).status is Status.PAUSED
    ledger.release("k1", DAY)
    assert standing(ledger).status is Status.CONSENTED


def test_a_pause_does_not_end_by_its_date(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    ledger.pause("k1", DAY, until=date(2020, 1, 1))
    assert standing(ledger).status is Status.PAUSED
    assert standing(ledger).until == date(2020, 1, 1)


def test_a_pause_never_weakens_a_stop(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    ledger.stop("k1", DAY)
    ledger.pause("k1", DAY, until=DAY)
    ledger.release("k1", DAY)
    assert standing(ledger).status is Status.STOPPED


def test_a_release_ends_a_pause_and_returns_to_the_consent(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    ledger.pause("k1", DAY, until=DAY)
    ledger.release("k1", DAY)
    assert standing(ledger).status is Status.CONSENTED


def test_a_release_of_someone_who_never_consented_leaves_them_unknown(ledger: Ledger) -> None:
    ledger.pause("k1", DAY, until=DAY)
    ledger.release("k1", DAY)
    assert standing(ledger).status is Status.UNKNOWN


@pytest.mark.parametrize("reason", ["unknown", "moved", "incomplete"])
def test_mail_that_came_back_holds_the_address_until_released(ledger: Ledger, reason: str) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    send_back(ledger, ReturnReason(reason))
    assert reason_against(standing(ledger)) is Reason.ADDRESS_HELD
    ledger.consent("k1", DAY, Basis.SELF)
    assert standing(ledger).held
    ledger.release("k1", DAY)
    assert reason_against(standing(ledger)) is None


def test_mail_that_came_back_for_another_reason_changes_nothing(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    before = standing(ledger)
    send_back(ledger, ReturnReason.OTHER)
    assert standing(ledger) == before


def test_after_a_refusal_only_the_persons_own_consent_counts(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    send_back(ledger, ReturnReason.REFUSED)
    ledger.consent("k1", DAY, Basis.FAMILY)
    ledger.release("k1", DAY)
    assert standing(ledger).status is Status.REFUSED
    ledger.consent("k1", DAY, Basis.SELF)
    assert standing(ledger).status is Status.CONSENTED


def test_a_family_consent_lifts_no_stop_that_came_with_a_refusal(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    refusal = send_back(ledger, ReturnReason.REFUSED)
    ledger.stop("k1", DAY)
    ledger.consent("k1", date(2025, 6, 2), Basis.FAMILY)
    ledger.undo(refusal, DAY)
    assert standing(ledger).status is Status.CONSENTED, "with the refusal undone it is lifted"


def test_undoing_a_stop_removes_it(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    before = standing(ledger)
    stop = ledger.stop("k1", DAY)
    ledger.undo(stop, DAY)
    assert standing(ledger) == before


def take_in(ledger: Ledger, *consents: tuple[str, Basis, date]) -> None:
    stated = [FileConsent(Identity(key), basis, on) for key, basis, on in consents]
    ledger.freeze("r", DAY, 1, [], [], stated)


def test_a_consent_of_the_file_is_taken_once(ledger: Ledger) -> None:
    consent = ("k1", Basis.SELF, DAY)
    take_in(ledger, consent, consent)
    take_in(ledger, consent)
    assert [event.data["source"] for event in ledger.events(key="k1")] == ["file"]


def test_an_undone_consent_of_the_file_is_not_taken_again(ledger: Ledger) -> None:
    take_in(ledger, ("k1", Basis.SELF, DAY))
    seq = standing(ledger).consent_seq
    assert seq is not None
    ledger.undo(seq, DAY)
    take_in(ledger, ("k1", Basis.SELF, DAY))
    assert standing(ledger).status is Status.UNKNOWN
    assert ledger.consents_taken(["k1"]) == {("k1", "self", DAY.isoformat())}


def test_a_consent_of_the_file_lifts_no_stop_and_no_pause(ledger: Ledger) -> None:
    ledger.stop("k1", DAY)
    ledger.pause("k2", DAY, until=DAY)
    take_in(ledger, *((key, Basis.SELF, date(2030, 1, 1)) for key in ("k1", "k2")))
    assert [s.status for s in ledger.standings(["k1", "k2"]).values()] == ["stopped", "paused"]


def test_a_consent_of_the_file_lifts_no_refusal(ledger: Ledger) -> None:
    ledger.consent("k1", DAY, Basis.SELF)
    send_back(ledger, ReturnReason.REFUSED)
    ledger.freeze("r2", DAY, 1, [], [], [FileConsent(Identity("k1"), Basis.SELF, date(2030, 1, 1))])
    assert standing(ledger).status is Status.REFUSED


def test_an_organisation_needs_no_consent_but_can_be_stopped() -> None:
    assert reason_against(Standing(), needs_consent=False) is None
    assert reason_against(Standing(Status.STOPPED), needs_consent=False) is Reason.STOPPED


def test_words_given_with_a_decision_stay_out_of_the_chain(ledger: Ledger) -> None:
    seq = ledger.consent("k1", DAY, Basis.FAMILY, note="by telephone")
    event = ledger.event(seq)
    assert event is not None
    assert event.data == {"v": 1, "basis": "family", "source": "command"}
    assert ledger.note(seq) == "by telephone"


class Replay(RuleBasedStateMachine):
    """Anything in any order: what the ledger says is always what its entries add up to."""

    @initialize()
    def start(self) -> None:
        self.ledger = memory()

    def teardown(self) -> None:
        self.ledger.close()

    @rule(key=st.sampled_from(KEYS), basis=st.sampled_from(Basis))
    def consent(self, key: str, basis: Basis) -> None:
        self.ledger.consent(key, DAY, basis)

    @rule(key=st.sampled_from(KEYS), what=st.sampled_from(("stop", "release", "pause")))
    def say(self, key: str, what: str) -> None:
        if what == "pause":
            self.ledger.pause(key, DAY, DAY)
        else:
            getattr(self.ledger, what)(key, DAY)

    @rule(
        round_id=st.sampled_from(ROUNDS),
        keys=st.sets(st.sampled_from(KEYS)),
        consents=st.sets(st.tuples(st.sampled_from(KEYS), st.sampled_from(Basis))),
    )
    def freeze(self, round_id: str, keys: set[str], consents: set[tuple[str, Basis]]) -> None:
        before = self.ledger.head()
        numbers = {frozen.key: frozen.no for frozen in self.ledger.cards(round_id)}
        new = count(self.ledger.next_card_no(round_id))
        cards = [card(numbers.get(key) or next(new), key) for key in sorted(keys)]
        others = [LeftOut(Identity(key), Reason.NOT_IN_ROUND) for key in KEYS if key not in keys]
        stated = [FileConsent(Identity(key), basis, DAY) for key, basis in sorted(consents)]
        batch = self.ledger.next_batch(round_id)
        try:
            with self.ledger.transaction():
                self.ledger.freeze(round_id, DAY, batch, cards, others, stated)
        except (ConsentError, StateError):
            assert self.ledger.head() == before

    @rule(round_id=st.sampled_from(ROUNDS), spoilt=st.booleans())
    def print(self, round_id: str, spoilt: bool) -> None:
        cards = list(self.ledger.cards(round_id))
        if cards:
            batch = max(frozen.batch for frozen in cards)
            self.ledger.made(
                round_id, DAY, batch, [frozen.no for frozen in cards], {"side": "both"}
            )
            waiting = self.ledger.tally(round_id).waiting
            self.ledger.printed(round_id, DAY, waiting[:1] if spoilt else ())

    @rule(round_id=st.sampled_from(ROUNDS))
    def pull(self, round_id: str) -> None:
        """Take every card that must not go out of the stack."""
        for taken in self.ledger.tally(round_id).pull:
            enter_pull(self.ledger, round_id, taken.key, DAY)

    @rule(round_id=st.sampled_from(ROUNDS), hold=st.booleans())
    def post(self, round_id: str, hold: bool) -> None:
        waiting = self.ledger.tally(round_id).waiting
        held = waiting[:1] if hold else ()
        try:
            posted = self.ledger.post(round_id, DAY, len(waiting) - len(held), held).posted
        except ConsentError:
            assert self.ledger.tally(round_id).pull
            return
        except StateError:
            assert not waiting
            return
        assert posted == waiting[len(held) :]

    @rule(
        round_id=st.sampled_from(ROUNDS),
        key=st.sampled_from(KEYS),
        why=st.sampled_from(ReturnReason),
    )
    def come_back(self, round_id: str, key: str, why: ReturnReason) -> None:
        try:
            self.ledger.returned(round_id, key, why, DAY)
        except StateError:
            net = [e.kind for e in standing_entries(self.ledger, key) if e.round == round_id]
            assert EventKind.POSTED not in net or EventKind.RETURNED in net

    @precondition(lambda self: self.ledger.head()[0] > 0)
    @rule(data=st.data())
    def undo(self, data: st.DataObject) -> None:
        before, _ = self.ledger.head()
        try:
            self.ledger.undo(data.draw(st.integers(1, before)), DAY, "a slip")
        except StateError:
            assert self.ledger.head()[0] == before

    @invariant()
    def standings_are_what_was_said(self) -> None:
        for key, found in self.ledger.standings(KEYS).items():
            assert (found.status, found.held) == said(standing_entries(self.ledger, key)), key

    @invariant()
    def every_count_adds_up(self) -> None:
        for round_id in ROUNDS:
            tally = self.ledger.tally(round_id)
            assert tally.planned == len(list(self.ledger.cards(round_id)))
            spoilt_or_posted = tally.spoilt + tally.posted
            cards = [each for each in self.ledger.waiting_cards() if each.round == round_id]
            pulled = sum(each.pulled and not each.spoilt for each in cards)
            there = len(tally.waiting) + len(tally.pull) + pulled
            assert tally.made == there + spoilt_or_posted

    @invariant()
    def nobody_is_posted_to_twice_or_unasked(self) -> None:
        assert self.ledger.verify() == []


def standing_entries(ledger: Ledger, key: str) -> list[Event]:
    """Return a key's entries that stand."""
    entries = list(ledger.events(key=key))
    gone = {entry.reverses for entry in entries}
    return [entry for entry in entries if entry.reverses is None and entry.seq not in gone]


def said(entries: list[Event]) -> tuple[Status, bool]:
    """Say the rules once more, without a fold: is there a no that nothing later lifts?"""

    def unlifted(noes: list[int], lifts: list[int]) -> bool:
        return any(all(lift < no for lift in lifts) for no in noes)

    def numbers(*kinds: EventKind, **data: object) -> list[int]:
        return [
            e.seq
            for e in entries
            if e.kind in kinds and all(e.data.get(name) == value for name, value in data.items())
        ]

    own = numbers(EventKind.CONSENT, basis="self", source="command")
    family = numbers(EventKind.CONSENT, basis="family", source="command")
    refusals = numbers(EventKind.RETURNED, reason="refused")
    stops = numbers(EventKind.STOP)  # all on one day, so that they win every tie with the family

    def holds_against(seq: int) -> bool:
        return unlifted([no for no in refusals + stops if no < seq], [s for s in own if s < seq])

    lifting = own + [seq for seq in family if not holds_against(seq)]
    releases = numbers(EventKind.RELEASE)
    returns = [
        seq
        for reason in ("unknown", "moved", "incomplete")
        for seq in numbers(EventKind.RETURNED, reason=reason)
    ]
    held = unlifted(returns, releases)
    if unlifted(refusals, own):
        return Status.REFUSED, held
    if unlifted(stops, own):
        return Status.STOPPED, held
    if unlifted(numbers(EventKind.PAUSE), lifting + releases):
        return Status.PAUSED, held
    return (Status.CONSENTED if numbers(EventKind.CONSENT) else Status.UNKNOWN), held


TestReplay = Replay.TestCase
TestReplay.settings = settings(
    max_examples=30,
    stateful_step_count=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
