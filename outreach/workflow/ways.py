"""The ways the files of a batch can be made: which sides, for whom, on which paper."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.press.imposition import Flip, Target
from outreach.workflow.press_room import Side


@dataclass(frozen=True, slots=True)
class Ways:
    """How the files of a batch are made: which sides, for whom, which cards of it.

    ``label_from`` is the first label of the first sheet that is printed, ``label_used`` are others
    of it that are used already. ``sheet`` names the sheet that several cards lie on, blank: a card
    a page; it is turned over its long or its short edge (``flip``, None: as the printer does)
    for the other side. ``two_pass``: the second side is put in by hand. ``stack`` is how many
    sheets are cut at once (0: all of a file), ``repeat``: each card fills a whole sheet.
    ``printer`` and ``shop`` name a profile, and ``tuning`` is the hash of what it says.
    ``records``: PDF/VT-1.
    """

    side: str = "both"
    duplex: bool = False
    target: Target = Target.HOME
    first: int | None = None
    last: int | None = None
    label_from: int = 1
    label_used: tuple[int, ...] = ()
    sheet: str = ""
    flip: Flip | None = None
    two_pass: bool = False
    stack: int = 0
    repeat: bool = False
    printer: str = ""
    shop: str = ""
    tuning: str = ""
    records: bool = False

    @property
    def sides(self) -> tuple[Side, ...]:
        """Return the files of cards to make."""
        if self.duplex:
            return (Side.CARDS,)
        return {
            "both": (Side.ADDRESS, Side.PICTURE),
            "address": (Side.ADDRESS,),
            "picture": (Side.PICTURE,),
        }[self.side]

    @property
    def is_whole(self) -> bool:
        """Return whether every face of every card is made."""
        return self.side == "both" and self.first is None and self.last is None

    @property
    def has_labels(self) -> bool:
        """Return whether the first sheet of labels is said to be no whole one."""
        return self.label_from > 1 or bool(self.label_used)

    def data(self) -> dict[str, object]:
        """Return the ways as the ledger notes them with each card made."""
        data: dict[str, object] = {
            "side": self.side,
            "duplex": self.duplex,
            "for": self.target.value,
            "from": self.first,
            "to": self.last,
        }
        if self.has_labels:
            data |= {"label_from": self.label_from, "label_used": list(self.label_used)}
        return data | self._on_paper()

    def _on_paper(self) -> dict[str, object]:
        """Return what is said of paper and machine; what is usual is not noted."""
        said: dict[str, object] = {
            "sheet": self.sheet,
            "flip": self._short_flip,
            "two_pass": self.two_pass,
            "stack": self.stack,
            "repeat": self.repeat,
            "printer": self.printer,
            "shop": self.shop,
            "tuning": self.tuning,
            "records": self.records,
        }
        return {name: value for name, value in said.items() if value}

    def slug(self) -> str:
        """Return the ways as the end of a folder's name."""
        parts = [] if self.side == "both" else [self.side]
        parts += ["duplex"] if self.duplex else []
        parts += [self.target.value] if self.target is not Target.HOME else []
        if self.first or self.last:
            parts.append(f"{self.first or 1}-to-{self.last or 'end'}")
        if self.has_labels:
            parts.append("-".join(map(str, ("label", self.label_from, *self.label_used))))
        parts += self._paper_slug()
        return "-".join(parts) or "both"

    @property
    def _short_flip(self) -> str:
        """Return the edge where it is not the usual one, else nothing."""
        return Flip.SHORT.value if self.flip is Flip.SHORT else ""

    def _paper_slug(self) -> list[str]:
        parts = [self.shop, self.sheet, self.printer, self.tuning[:6]]
        parts += [self._short_flip]
        parts += ["two-pass"] if self.two_pass else []
        parts += [f"stack-{self.stack}"] if self.stack else []
        parts += ["repeat"] if self.repeat else []
        parts += ["vt"] if self.records else []
        return [part for part in parts if part]


AS_USUAL = Ways()
