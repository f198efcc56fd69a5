"""From what was asked for to what a job is printed with: its sheet, its printer, its shop."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from outreach.errors import ExitCode, ProblemsFoundError, ProjectError, StateError, Where
from outreach.model.round import Round
from outreach.model.shop import USUAL_SHOP
from outreach.phrase import phrase
from outreach.press.finish import Finish
from outreach.press.imposition import Flip, Target
from outreach.workflow.desk import Desk
from outreach.workflow.outfit import Outfit
from outreach.workflow.stationery import card_stock
from outreach.workflow.ways import Ways

# Loaded where they are used: most prints are plain cards for the tray.
if TYPE_CHECKING:
    from outreach.artwork.inks import Inks
    from outreach.model.printer import Printer
    from outreach.model.shop import Shop
    from outreach.press.sheets import Sheet


@dataclass(frozen=True, slots=True)
class Fitted:
    """A job's ways as they are noted, what it is printed with, and through whom.

    ``inks`` are those of the shop's press, None at home.
    """

    ways: Ways
    outfit: Outfit
    printer: Printer | None = None
    shop: Shop | None = None
    inks: Inks | None = None

    def dated(self, made_on: date) -> Outfit:
        """Return the outfit with the day its files bear."""
        if self.shop is None or self.inks is None:
            return self.outfit
        from outreach.press.finish import finish_of

        finish = finish_of(self.shop, self.inks.profile, made_on, records=self.ways.records)
        return replace(self.outfit, finish=finish)


def fitted(desk: Desk, plan: Round, ways: Ways) -> Fitted:
    """Return what a round is printed with, in the ways that were asked for.

    Unless a printer is named, the one in use stands in where its tray holds the round's paper.

    Raises:
        ProjectError: a sheet, printer or shop nobody knows, or one that does not go with the round.
        StateError: the round has no cards to lay on sheets, or to send to a shop.
        ProblemsFoundError: the file of printers or shops, or a shop's profile, has errors.
    """
    if ways.target is Target.SHOP:
        return _for_shop(desk, plan, ways)
    sheet = _sheet(plan, ways)
    ways = replace(ways, sheet=sheet.name) if sheet else ways  # however it was typed
    printer = _printer(desk, plan, ways, sheet)
    ways = replace(ways, flip=ways.flip or _usual_flip(ways, printer))
    outfit = Outfit(
        finish=Finish(flip=ways.flip if ways.duplex else None), sheet=sheet,
        flip=ways.flip or Flip.LONG,
        stack=ways.stack, repeat=ways.repeat, two_pass=ways.two_pass,
        direction=desk.project.printing.direction_page,
    )  # fmt: skip
    if printer is None:
        return Fitted(ways, outfit)
    from outreach.model.printer import Pass
    from outreach.workflow.printers import setups_in, tuning

    backwards = printer.second_pass is Pass.REVERSED
    outfit = replace(outfit, setups=setups_in(printer), reversed=backwards)
    return Fitted(replace(ways, printer=printer.name, tuning=tuning(printer)), outfit, printer)


def _usual_flip(ways: Ways, printer: Printer | None) -> Flip:
    """Return the edge a duplex printer turns paper over, the long one where nobody said."""
    from outreach.model.printer import Turning

    turns_short = printer is not None and printer.duplex is Turning.SHORT
    return Flip.SHORT if ways.duplex and turns_short else Flip.LONG


def _sheet(plan: Round, ways: Ways) -> Sheet | None:
    if not ways.sheet:
        return None
    from outreach.press.sheets import sheet_named

    stock = card_stock(plan)
    if stock is None:
        raise StateError(
            phrase("Round {id} has no cards to lay on sheets.", id=plan.id),
            phrase("Leave out --sheet."),
        )
    return sheet_named(ways.sheet, stock)


def _printer(desk: Desk, plan: Round, ways: Ways, sheet: Sheet | None) -> Printer | None:
    from outreach.sources.printers import printers_file

    if not ways.printer and not printers_file(desk.project.root).exists():
        return None
    from outreach.workflow.printers import printer_for

    printer = printer_for(desk.project, ways.printer)
    # Rounds go out on one paper but for the odd envelope, whose place a card's corrections spoil.
    paper = sheet.name.partition("-")[0] if sheet else plan.stock
    if printer is None or printer.stock == paper:
        return printer
    if not ways.printer:
        return None
    raise ProjectError(
        phrase("Printer {name} is set up for {stock}, and this is printed on {paper}.",
               name=printer.name, stock=printer.stock, paper=paper),
        phrase("Each tray and paper is a printer of its own: outreach printers add NAME --stock "
               "{paper}", paper=paper),
    )  # fmt: skip


def _for_shop(desk: Desk, plan: Round, ways: Ways) -> Fitted:
    from outreach.artwork.inks import Inks, default_profile, read_profile
    from outreach.model.shop import Standard
    from outreach.sources.fault import Fault
    from outreach.sources.shops import shop_named

    if card_stock(plan) is None:
        raise StateError(
            phrase("Round {id} has no picture side: it is no round of cards.", id=plan.id),
            phrase("outreach print {id} makes its envelopes or labels.", id=plan.id),
        )
    shop = shop_named(desk.project, ways.shop or USUAL_SHOP)
    if ways.records and shop.standard is not Standard.X4:
        raise ProjectError(
            phrase("PDF/VT-1 rests on PDF/X-4; the preset {name} is another standard.",
                   name=shop.name),
            phrase("Leave out --vt, or name a preset of PDF/X-4: outreach shops"),
        )  # fmt: skip
    named = desk.project.printing.profile  # what [print] has from the shop counts here, too
    own = shop.profile or (desk.project.root / named if named else None)
    profile = read_profile(own) if own else default_profile()
    if isinstance(profile, Fault):
        file = "shops.toml" if shop.profile else "outreach.toml"
        problem = profile.at(Where(file), ExitCode.PROJECT)
        raise ProblemsFoundError(
            phrase("The profile of the preset {name} cannot be used.", name=shop.name), [problem]
        )
    tuning = hashlib.sha256(repr(replace(shop, profile=None)).encode() + profile).hexdigest()
    ways = replace(ways, shop=shop.name, tuning=tuning)
    outfit = Outfit(Target.SHOP, marks=shop.marks, shop=shop)
    return Fitted(ways, outfit, shop=shop, inks=Inks(profile, float(shop.ink_limit)))
