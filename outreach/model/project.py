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
    printer or the print shop that colours are judged by, blank where there is none. ``new_year``:
    print 年賀 under the stamp, as a round may wish. ``direction_page``: files for a printer of
    one's own begin with a page that shows which way the stack lies. ``pair_code``: both sides of a
    card bear its code.
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
    new_year: bool = False
    direction_page: bool = True
    pair_code: bool = True


@dataclass(frozen=True, slots=True)
class Rhythm:
    """[rhythm]: how often cards go out, and how far apart they are kept.

    ``per_month`` rounds are proposed, each day moved by up to ``spread`` days. ``gap`` is the least
    number of days between two cards to one person, ``cap`` the most cards in a calendar month.
    ``strict``: whoever would come too close is left out, because the file itself names a gap or a
    cap; else it is only said. ``same_day``: people of one home may get cards on one day, those of
    ``together`` wished so.
    """

    per_month: int = 2
    gap: int = 10
    cap: int = 3
    spread: int = 3
    strict: bool = False
    same_day: bool = False
    together: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportSettings:
    """[report]: what the ledger cannot know about the activity; blank means the usual words.

    ``activity`` is what the cards are called as an activity (事業名), ``about`` stands before what
    was done, ``place`` is where (実施場所). ``staff`` is how many work on it, 0: as many as wrote.
    """

    activity: str = ""
    about: str = ""
    place: str = ""
    staff: int = 0


@dataclass(frozen=True, slots=True)
class Planning:
    """[year]: who draws and writes, and how the rounds of a fiscal year are laid out.

    ``authors`` and ``artists`` are pen names, none: those that rounds and designs name. ``away``
    are the months ("2027-08") in which somebody takes a rest. ``new_year``: one round of December
    is of New Year cards. ``reserve`` rounds are kept ready each quarter. ``pictures``, ``words``
    and ``printing`` are due that many days before the day of posting.
    """

    authors: tuple[str, ...] = ()
    artists: tuple[str, ...] = ()
    away: Mapping[str, frozenset[str]] = field(default_factory=dict)
    new_year: bool = True
    reserve: int = 1
    pictures: int = 21
    words: int = 10
    printing: int = 3


@dataclass(frozen=True, slots=True)
class Trust:
    """[backup], [keep] and allow_network of [ledger]: how long things lie, and who may open them.

    ``keys`` are the public keys (age1…) a backup is sealed for, none: it is not. ``days`` is how
    long the files of a round stay after it was posted. ``allow_network``: the ledger may lie on a
    network or in a synced folder after all, at one's own risk.
    """

    keys: tuple[str, ...] = ()
    days: int = 90
    allow_network: bool = False


@dataclass(frozen=True, slots=True)
class Project:
    """A project folder and its settings; ``sender`` is the name of the default sender.

    ``pages`` are the addresses, by name, that a QR code may lead to; ``signatures`` the files in
    signatures/ by the name of the author who signs so.
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
    signatures: Mapping[str, str] = field(default_factory=dict)
    report: ReportSettings = field(default_factory=ReportSettings)
    rhythm: Rhythm = field(default_factory=Rhythm)
    year: Planning = field(default_factory=Planning)
    trust: Trust = field(default_factory=Trust)

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
