"""print: freeze the round, make the files, note that they exist – in this order, each whole.

Files are made in a temporary folder while the freeze is written (one transaction, in which every
consent is looked at once more); it is committed only when every file is there, so a card that does
not fit stops everything before the ledger knows of it. Then the folder gets its name, then the
ledger notes the files. Whatever stops in between, the next print takes up where it was.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Protocol, TypeVar

from outreach.errors import Problem, ProblemsFoundError, StateError, errors_in
from outreach.ledger import Batch as FrozenBatch
from outreach.ledger import Ledger, PlannedCard
from outreach.phrase import phrase
from outreach.workflow.batch import Batch, Finished, Making, is_intact, numbers_in, put_in_place
from outreach.workflow.batch_sheet import Frozen, drawer_for, frozen
from outreach.workflow.desk import Desk, cannot_write
from outreach.workflow.facts import by_yen
from outreach.workflow.formes import lay_out
from outreach.workflow.furnishing import room_for
from outreach.workflow.how_to_print import save_instructions
from outreach.workflow.outfitting import Fitted, fitted
from outreach.workflow.prepare import Prepared, prepare
from outreach.workflow.press_room import PressRoom, Row, rows_of
from outreach.workflow.printed import Again, Printed, Rehearsed, postage_of
from outreach.workflow.refusals import (
    changed,
    not_any_more,
    refuse_errors,
    refuse_labels,
    refuse_posted,
    refuse_reserve,
    refuse_unconfirmed,
    refuse_ways,
)
from outreach.workflow.stamps import shopping
from outreach.workflow.ways import Ways


class Numbered(Protocol):
    """Anything with a card number."""

    @property
    def no(self) -> int:
        """Return the card number."""


N = TypeVar("N", bound=Numbered)


def print_round(
    desk: Desk, round_id: str, ways: Ways, again: Again | None = None, out: Path | None = None
) -> Printed:
    """Freeze the round if it is not, and make its files; the same again makes nothing new.

    Raises ProblemsFoundError, ConsentError, StateError, OutputError or LedgerError; nothing is
    written or half-written then.
    """
    asked = again.only if again else ()
    with desk.read_ledger() as ledger:
        prepared = prepare(desk, ledger, round_id, asked, anew=again is not None)
    with prepared:
        job = _job(desk, prepared, ways, out)
        with desk.write_ledger(whole=True) as ledger:
            prepared.problems += job.remarks(ledger)
            if not ledger.is_frozen(round_id):
                return job.first(ledger, again)
            if again is not None:
                return job.again(ledger, again)
            return job.same(ledger)


def rehearse(desk: Desk, round_id: str, ways: Ways, at: Path, out: Path | None = None) -> Rehearsed:
    """Make a round's files under the folder ``at`` alone: nothing is frozen, nothing is noted.

    Raises what ``print_round`` does.
    """
    with desk.read_ledger() as ledger, prepare(desk, ledger, round_id) as prepared:
        job = _job(desk, prepared, ways, out)
        return job.rehearsed(ledger, at / "batch")


def _job(desk: Desk, prepared: Prepared, ways: Ways, out: Path | None) -> _Job:
    """Return the job once nothing in the files forbids it."""
    plan = prepared.round
    refuse_reserve(plan)
    refuse_errors(prepared)
    prepared.refuse_asked_for()
    refuse_ways(plan.id, plan.mailing, ways)
    fit = fitted(desk, plan, ways)
    return _Job(desk, prepared, _room(prepared, fit), fit, out)


def _room(prepared: Prepared, fit: Fitted) -> PressRoom:
    room, problems = room_for(prepared, fit.outfit.target, inks=fit.inks)
    prepared.problems += problems
    if room is not None and fit.shop is not None:
        from outreach.workflow.shop_privacy import personal_data

        prepared.problems += personal_data(prepared, room, rows_of(prepared))
    refuse_errors(prepared)
    assert room is not None
    refuse_labels(prepared.round.id, room, fit.ways)
    return room


@dataclass(frozen=True)
class _Job:
    """One print: the round as prepared, the press room, and where the files go."""

    desk: Desk
    prepared: Prepared
    bare_room: PressRoom
    fit: Fitted
    out: Path | None

    @property
    def ways(self) -> Ways:
        return self.fit.ways

    def room(self, made_on: date) -> PressRoom:
        """Return the press room with the day its files bear: that of the freeze."""
        return replace(self.bare_room, outfit=self.fit.dated(made_on))

    def remarks(self, ledger: Ledger) -> list[Problem]:
        """Return what is to be said of the printer: a test that is due, paper it does not turn."""
        if self.fit.printer is None:
            return []
        from outreach.workflow.printers import drift_of_printer, unturned

        found = (drift_of_printer(ledger, self.fit.printer), unturned(self.fit.printer, self.ways))
        return [problem for problem in found if problem]

    @property
    def round_id(self) -> str:
        return self.prepared.round.id

    @property
    def today(self) -> date:
        return self.desk.today

    # -- the first time -----------------------------------------------------------------------

    def first(self, ledger: Ledger, again: Again | None) -> Printed:
        """Freeze the round and make its first batch."""
        if again is not None:
            raise StateError(
                phrase("Round {id} was never printed, so there is nothing to print again.",
                       id=self.round_id),
                phrase("outreach print {id}", id=self.round_id),
            )  # fmt: skip
        total = self.prepared.count()
        if total == 0:
            raise StateError(
                phrase("Nobody gets anything in round {id}.", id=self.round_id),
                phrase("outreach plan {id} says why.", id=self.round_id),
            )
        if not self._is_whole:
            self._refuse_misfits()
        folder = self._folder(1, ())
        first, last = self.ways.first or 1, min(self.ways.last or total, total)
        batch = self._batch(1, self._chosen(rows_of(self.prepared)), max(last - first + 1, 0))
        with Making(self.room(self.today), batch, folder, self.desk.progress) as making:
            with ledger.transaction():
                self._freeze(ledger, 1, making.beside(self.prepared.planned()), complete=True)
                finished = making.finish(self._frozen(ledger, 1))
            return self._settle(ledger, 1, finished, folder)

    @property
    def _is_whole(self) -> bool:
        """Return whether every face of every piece is made; without cards there is one each."""
        ways = self.ways if self.bare_room.card else replace(self.ways, side="both")
        return ways.is_whole

    def _refuse_misfits(self) -> None:
        """Lay out every card where only some are made: the freeze holds all of them."""
        problems = lay_out(self.room(self.today), rows_of(self.prepared))
        if errors_in(problems):
            raise ProblemsFoundError(phrase("Some pieces cannot be set."), problems)

    def _freeze(
        self, ledger: Ledger, batch: int, planned: Iterable[PlannedCard], *, complete: bool
    ) -> None:
        others = self.prepared.left_out() if complete else ()
        with ledger.transaction():
            if ledger.next_batch(self.round_id) != batch:
                raise StateError(
                    phrase("Another print of round {id} was quicker.", id=self.round_id),
                    phrase("Start the same command again to see what it made."),
                )
            ledger.freeze(
                self.round_id, self.today, batch, planned, others, self.prepared.consents()
            )

    def rehearsed(self, ledger: Ledger, folder: Path) -> Rehearsed:
        """Make the files in a folder of their own."""
        newest = next(reversed(ledger.batches(self.round_id)), None)
        no, made = (newest.no, newest.made) if newest else (1, ())
        if newest:
            rows = [*self._frozen_rows(ledger, no, self._pulled_unchanged(ledger))]
        else:
            rows = [*self._chosen(rows_of(self.prepared))]
        batch = self._batch(no, rows, len(rows))
        with Making(self.room(self.today), batch, folder, self.desk.progress) as making:
            put_in_place(making.finish(), folder)
        return Rehearsed(folder, self._folder(no, made), self.ways)

    # -- the same again -----------------------------------------------------------------------

    def same(self, ledger: Ledger) -> Printed:
        """Find the batches already made this way, or make one from what was frozen."""
        pulled = self._pulled_unchanged(ledger)
        batches = ledger.batches(self.round_id)
        if found := self._found(ledger, batches, {no for no, _ in pulled}):
            return found
        return self._from_frozen(ledger, batches[-1], pulled)

    def _found(
        self, ledger: Ledger, batches: Sequence[FrozenBatch], pulled: set[int]
    ) -> Printed | None:
        """Return the batches that hold every card as it stands now, or None.

        The newest is named; pages of older ones that were printed again, and of people who get no
        card any more, are superseded.
        """
        current = {card.no: card.batch for card in self._chosen(ledger.cards(self.round_id))}
        wanted = {no for no in current if no not in pulled}
        superseded: set[int] = set()
        parts: list[tuple[int, Path]] = []
        for batch, folder in self._made_folders(batches):
            if not wanted or not is_intact(folder):
                continue
            numbers = set(numbers_in(folder))
            if held := {no for no in numbers & wanted if current[no] <= batch.no}:
                wanted -= held
                parts.append((batch.no, folder))
                superseded |= numbers - held
        if wanted or not parts:
            return None
        no, folder = parts[-1]
        report = self._report(ledger, no, folder, fresh=False)
        newer = tuple(folder for _, folder in reversed(parts[:-1]))
        return replace(report, superseded=tuple(sorted(superseded)), newer=newer)

    def _made_folders(self, batches: Sequence[FrozenBatch]) -> Iterator[tuple[FrozenBatch, Path]]:
        """Yield every folder made this way, the newest first."""
        for batch in reversed(batches):
            for again in (False, True):
                if self._way(again=again) in [dict(ways) for ways in batch.made]:
                    yield batch, self._folder(batch.no, batch.made, again=again)

    def _way(self, *, again: bool) -> dict[str, object]:
        """Return the ways as the ledger notes them; cards printed again are only some."""
        return self.ways.data() | ({"again": True} if again else {})

    def _from_frozen(
        self, ledger: Ledger, newest: FrozenBatch, pulled: Sequence[tuple[int, str]]
    ) -> Printed:
        """Make the files from the frozen content of every card as it stands now."""
        rows = self._frozen_rows(ledger, newest.no, pulled)
        total = sum(1 for _ in self._chosen(ledger.cards(self.round_id)))
        batch = self._batch(newest.no, rows, total)
        folder = self._folder(newest.no, newest.made)
        _, _, frozen_on = ledger.freeze_head(self.round_id, newest.no)
        with Making(self.room(frozen_on), batch, folder, self.desk.progress) as making:
            finished = making.finish(self._frozen(ledger, newest.no))
            return self._settle(ledger, newest.no, finished, folder)

    def _frozen_rows(
        self, ledger: Ledger, no: int, pulled: Sequence[tuple[int, str]]
    ) -> Iterator[Row]:
        """Return the frozen content of the chosen cards; nothing posted or forbidden is made."""
        numbers = {row.no for row in self._chosen(ledger.cards(self.round_id))}
        refuse_posted(self.round_id, sorted(ledger.posted_cards(self.round_id) & numbers))
        if barred := [card for card in pulled if card[0] in numbers]:
            raise not_any_more(self.round_id, barred)
        content = ledger.content(self.round_id, no, self.ways.first, self.ways.last)
        return (Row(*row) for row in content)

    def _pulled_unchanged(self, ledger: Ledger) -> list[tuple[int, str]]:
        """Return (number, key) of every frozen card that must not go out any more.

        Raises StateError where a card is not as it was frozen.
        """
        if differing := ledger.differing(self.round_id, self.prepared.planned()):
            raise changed(self.round_id, differing)
        allowed = {key for _, key, _ in self.prepared.chosen.rows()}
        return [
            (card.no, card.key) for card in ledger.cards(self.round_id) if card.key not in allowed
        ]

    # -- again, with a reason -----------------------------------------------------------------

    def again(self, ledger: Ledger, again: Again) -> Printed:
        """Freeze the named cards anew, newcomers at the end, and make the next batch."""
        refuse_unconfirmed(ledger, self.round_id)
        planned = list(self._renewed(ledger, again))
        if not planned:
            raise StateError(
                phrase("There is nothing to print again in round {id}.", id=self.round_id),
                phrase(
                    "What is posted is never printed again; outreach log --round {id} shows "
                    "where each piece is.",
                    id=self.round_id,
                ),
            )
        no = ledger.next_batch(self.round_id)
        folder = self._folder(no, ())
        rows = (Row(card.no, card.identity.key, card.content) for card in planned)
        batch = self._batch(no, rows, len(planned))
        with Making(self.room(self.today), batch, folder, self.desk.progress) as making:
            with ledger.transaction():
                self._freeze(ledger, no, planned, complete=not again.only)
                ledger.annotate(ledger.head()[0], again.because)
                finished = making.finish(self._frozen(ledger, no))
            return self._settle(ledger, no, finished, folder, again=True)

    def _renewed(self, ledger: Ledger, again: Again) -> Iterator[PlannedCard]:
        """Yield the cards to be printed again, by number; posted ones are never among them."""
        numbers = {card.key: card.no for card in ledger.cards(self.round_id)}
        posted = set(ledger.posted_cards(self.round_id))
        chosen = {card.identity.key: card for card in self.prepared.planned()}
        wanted = again.only or tuple(chosen)
        refuse_posted(self.round_id, [numbers[k] for k in again.only if numbers.get(k) in posted])
        next_no = ledger.next_card_no(self.round_id)
        renewed = []
        for key in (key for key in chosen if key in set(wanted)):
            no = numbers.get(key)
            if no is None:
                no, next_no = next_no, next_no + 1
            if no not in posted:
                renewed.append((no, chosen[key]))
        for no, card in sorted(renewed, key=lambda pair: pair[0]):
            yield PlannedCard(
                no, card.identity, card.content, card.facts, card.address_text, card.message_text
            )

    # -- common -------------------------------------------------------------------------------

    def _chosen(self, rows: Iterable[N]) -> Iterator[N]:
        """Yield the rows whose card number --from and --to ask for."""
        first, last = self.ways.first or 1, self.ways.last
        return (row for row in rows if row.no >= first and (last is None or row.no <= last))

    def _batch(self, no: int, rows: Iterable[Row], total: int) -> Batch:
        if total == 0:
            raise StateError(
                phrase("Round {id} has no piece with such a number.", id=self.round_id),
                phrase("outreach plan {id} lists the numbers.", id=self.round_id),
            )
        return Batch(self.round_id, no, rows, total, self.ways)

    def _frozen(self, ledger: Ledger, no: int) -> Frozen:
        """Return what the batch sheet says of the freeze."""
        stack = self.desk.fonts["address"]
        post_on = self.prepared.round.post_on
        drawer = drawer_for(self.desk, ledger, self.round_id)
        return frozen(ledger, self.desk.project.name, self.round_id, no, stack, post_on, drawer)

    def _folder(self, no: int, made: Sequence[object], *, again: bool = False) -> Path:
        """Return the batch's folder: its number, and for a further way of making it the way."""
        if self.out is not None:
            return self.out
        base = self.desk.project.out_folder / self.round_id
        first_way = not made or made[0] == self._way(again=again)
        return base / (str(no) if first_way else f"{no}-{self.ways.slug()}")

    def _settle(
        self, ledger: Ledger, no: int, finished: Finished, folder: Path, *, again: bool = False
    ) -> Printed:
        numbers = numbers_in(finished.folder)
        try:
            fit = self.fit
            save_instructions(
                self.desk.project.root, finished.folder, fit.ways, fit.printer, fit.shop
            )
        except OSError as error:
            raise cannot_write(folder, error) from None
        put_in_place(finished, folder)
        ledger.made(self.round_id, self.today, no, numbers, self._way(again=again))
        for file in finished.made:
            self.prepared.problems += file.problems
        return self._report(ledger, no, folder, fresh=True)

    def _report(self, ledger: Ledger, no: int, folder: Path, *, fresh: bool) -> Printed:
        numbers = numbers_in(folder)
        postage = postage_of(ledger, self.round_id, numbers)
        stamps = shopping(self.desk, ledger, self.round_id, by_yen(postage)) if fresh else ()
        return Printed(
            self.round_id, no, folder, len(numbers), self.prepared.others.count(),
            postage, fresh,
            tuple(dict.fromkeys(self.prepared.problems)), mailing=self.prepared.round.mailing,
            stamps=stamps, ways=self.ways,
        )  # fmt: skip
