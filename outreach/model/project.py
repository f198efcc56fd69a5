"""A project: the folder's settings, as read from outreach.toml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class Writing(StrEnum):
    """How an envelope's address is written: 縦書き or 横書き."""

    VERTICAL = "vertical"
    HORIZONTAL = "horizontal"


class Payment(StrEnum):
    """How postage is paid: a stamp, or one of the marks printed in its place."""

    STAMP = "stamp"
    SEPARATE = "betsunou"  # 料金別納: at least ten alike, paid when they are posted
    LATER = "kounou"  # 料金後納: at least fifty a month, paid in the next one


@dataclass(frozen=True, slots=True)
class Sender:
    """Who a card comes from, printed lower left; tells a neighbour nothing."""

    id: str
    name: str
    organisation: str = ""
    postal_code: str = ""
    address: str = ""
    building: str = ""


@dataclass(frozen=True, slots=True)
class PrintSettings:
    """[print]: what every address side shares.

    ``order``: "postal", "kana" or "file". ``frame``: draw the postal code frame. ``heading``: print
    郵便はがき, which a card of one's own stock must bear. ``numerals``: "kanji" or "arabic".
    ``barcode``: print the customer barcode. ``envelope``: the stock of those who get their card in
    one. ``post_office`` names the office in a payment mark. ``profile`` is the ICC profile of the
    printer or the print shop that colours are judged by, blank where there is none.
    """

    order: str = "postal"
    frame: bool = True
    heading: bool = True
    numerals: str = "kanji"
    barcode: bool = False
    envelope: str = "you2"
    writing: Writing = Writing.VERTICAL
    payment: Payment = Payment.STAMP
    post_office: str = ""
    profile: str = ""


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and its settings; ``sender`` is the name of the default sender.

    ``pages`` are the addresses, by name, that a QR code may lead to.
    """

    root: Path
    name: str
    senders: Mapping[str, Sender]
    sender: str
    sample: bool = False
    printing: PrintSettings = field(default_factory=PrintSettings)
    fonts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    ledger: Path = Path("ledger.db")
    pages: Mapping[str, str] = field(default_factory=dict)

    @property
    def ledger_path(self) -> Path:
        """Return where the ledger lies."""
        return self.root / self.ledger

    @property
    def state_folder(self) -> Path:
        """Return the folder for the project's id and cache; holds no personal data."""
        return self.root / ".outreach"

    @property
    def out_folder(self) -> Path:
        """Return the folder the batches are made in."""
        return self.root / "out"
