"""outreach.toml becomes a Project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from outreach.errors import ExitCode, Problem, Where
from outreach.model.hand import LETTERINGS
from outreach.model.project import (
    Payment,
    PrintSettings,
    Project,
    ReportSettings,
    Rhythm,
    Sender,
    Trust,
    Writing,
)
from outreach.phrase import phrase
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.fields import parse_postal_code
from outreach.sources.given import is_plain_name
from outreach.sources.pages import page_fault
from outreach.sources.planning import planning_in
from outreach.sources.stocks import WRITINGS, envelope_of, word_of
from outreach.sources.toml import Document, Table, line_of, missing, read_document, wrong_type

FILE_NAME = "outreach.toml"
ORDERS = ("postal", "kana", "file")
NUMERALS = ("kanji", "arabic")
FONT_ROLES = ("address", "message", "credit")
_TABLES = ("project", "sender", "print", "fonts", "ledger", "qr", "signature", "rhythm", "year",
           "report", "backup", "keep")  # fmt: skip
_PRINT_KEYS = ("order", "frame", "heading", "numerals", "barcode", "envelope", "writing", "payment",
               "post_office", "profile", "direction_page", "pair_code")  # fmt: skip
PAYMENTS = {
    "stamp": Payment.STAMP,
    "切手": Payment.STAMP,
    "betsunou": Payment.SEPARATE,
    "別納": Payment.SEPARATE,
    "料金別納": Payment.SEPARATE,
    "kounou": Payment.LATER,
    "後納": Payment.LATER,
    "料金後納": Payment.LATER,
}
_RHYTHM_KEYS = ("per_month", "gap", "cap", "household_same_day", "spread")
_SENDER_KEYS = ("name", "organisation", "postal_code", "address", "building")


def find_root(start: Path) -> Path | None:
    """Return the nearest folder at or above ``start`` that has an outreach.toml, or None."""
    start = start.absolute()
    return next((folder for folder in (start, *start.parents) if _is_project(folder)), None)


def _is_project(folder: Path) -> bool:
    return (folder / FILE_NAME).is_file()


def load_project(root: Path) -> tuple[Project | None, list[Problem]]:
    """Return the project in ``root`` (None if anything stops it) and what is wrong with its file.

    The problems are of kind PROJECT.
    """
    document = read_document(root / FILE_NAME, FILE_NAME, ExitCode.PROJECT)
    if isinstance(document, Problem):
        return None, [document]
    document.table("", _TABLES)
    settings = document.table("project", ("name", "sample", "sender"))
    senders = _senders(document)
    ledger, allow_network = _ledger(document)
    project = Project(
        root=root,
        name=settings.text("name", required=True),
        senders=senders,
        sender=_default_sender(settings, senders),
        sample=settings.flag("sample", False),
        printing=_print_settings(document),
        fonts=_fonts(document),
        ledger=ledger,
        pages=_pages(document),
        signatures=_signatures(document),
        report=_report(document),
        rhythm=_rhythm(document),
        year=planning_in(document),
        trust=_trust(document, allow_network),
    )
    return (None if document.has_errors else project), document.problems


def _senders(document: Document) -> Mapping[str, Sender]:
    tables = document.values.get("sender", {})
    tables = tables if isinstance(tables, Mapping) else {}
    names = [name for name in tables if isinstance(tables[name], Mapping)]
    if not names:
        document.blame(_NO_SENDER, "sender")
    for name in (name for name in tables if name not in names):
        document.blame(wrong_type(name, phrase("a table")), "sender", name)
    return {name: _sender(name, document.table(f"sender.{name}", _SENDER_KEYS)) for name in names}


_NO_SENDER = Fault(
    "sender-none",
    phrase("There is no [sender.NAME] table: a card must say where it comes from."),
    phrase("Add [sender.NAME] with name, postal_code and address."),
)


def _sender(name: str, table: Table) -> Sender:
    return Sender(
        id=name,
        name=table.text("name", required=True),
        organisation=table.text("organisation"),
        postal_code=_postal_code(table),
        address=table.text("address", required=True),
        building=table.text("building"),
    )


def sender_place(root: Path, name: str) -> Where:
    """Return where a sender's table stands in outreach.toml."""
    document = read_document(root / FILE_NAME, FILE_NAME, ExitCode.PROJECT)
    if isinstance(document, Problem):
        return document.where
    return Where(FILE_NAME, line_of(document.text, f"sender.{name}", ""))


def _postal_code(table: Table) -> str:
    text = table.text("postal_code", required=True)
    code, fault = parse_postal_code(text)
    if fault is not None and text:
        table.blame("postal_code", fault)
    return code


def _default_sender(settings: Table, senders: Mapping[str, Sender]) -> str:
    named = settings.text("sender")
    if not named and len(senders) == 1:
        return next(iter(senders))
    if senders and not named:
        settings.blame("sender", missing("sender"))
    elif senders and named not in senders:
        message = phrase("sender names no [sender.NAME] table of this file.")
        settings.blame("sender", Fault("sender-unknown", message, did_you_mean(named, senders)))
    return named


def _print_settings(document: Document) -> PrintSettings:
    table = document.table("print", _PRINT_KEYS)
    usual = PrintSettings()
    return PrintSettings(
        order=table.choice("order", "postal", ORDERS),
        frame=table.flag("frame", True),
        heading=table.flag("heading", True),
        numerals=table.choice("numerals", "kanji", NUMERALS),
        barcode=table.flag("barcode", usual.barcode),
        envelope=envelope_of(table, "envelope", usual.envelope),
        writing=Writing(word_of(table, "writing", usual.writing, WRITINGS)),
        payment=Payment(word_of(table, "payment", usual.payment, PAYMENTS)),
        post_office=table.text("post_office"),
        profile=table.text("profile"),
        direction_page=table.flag("direction_page", usual.direction_page),
        pair_code=table.flag("pair_code", usual.pair_code),
    )


def _fonts(document: Document) -> Mapping[str, tuple[str, ...]]:
    roles = (*FONT_ROLES, *LETTERINGS)
    table = document.table("fonts", roles)
    return {role: table.texts(role) for role in roles if role in table.values}


def _ledger(document: Document) -> tuple[Path, bool]:
    table = document.table("ledger", ("path", "allow_network"))
    path = table.text("path", "ledger.db")
    if not path:
        table.blame("path", wrong_type("path", phrase("the name of a file, such as ledger.db")))
    return Path(path), table.flag("allow_network", False)


def _trust(document: Document, allow_network: bool) -> Trust:
    backup, keep = document.table("backup", ("recipients",)), document.table("keep", ("days",))
    keys = backup.texts("recipients")
    if not all(map(_PUBLIC_KEY.fullmatch, keys)):
        backup.blame("recipients", wrong_type("recipients", _PUBLIC_KEYS))
    return Trust(keys, keep.whole("days", Trust().days, 1, 3650), allow_network)


# Bech32 (BIP 173) of 32 bytes after "age1".
_PUBLIC_KEY = re.compile("age1[02-9ac-hj-np-z]{58}")
_PUBLIC_KEYS = phrase("a list of public keys in brackets, each age1… and 62 characters long")


def _pages(document: Document) -> Mapping[str, str]:
    """Return the addresses a QR code may lead to, by the NAME of their [qr.NAME] table."""
    pages = document.values.get("qr", {})
    if not isinstance(pages, Mapping):
        document.blame(wrong_type("qr", phrase("a table")), "", "qr")
        return {}
    found: dict[str, str] = {}
    for name, page in pages.items():
        if not isinstance(page, Mapping):
            document.blame(wrong_type(name, phrase("a table")), "qr", name)
            continue
        table = document.table(f"qr.{name}", ("url",))
        found[name] = url = table.text("url", required=True)
        if url and (fault := page_fault(url)):
            table.blame("url", fault)
    return found


def _signatures(document: Document) -> Mapping[str, str]:
    """Return the files in signatures/ by the name of the author, as [signature] lists them."""
    listed = document.values.get("signature")
    table = document.table("signature", listed if isinstance(listed, Mapping) else ())
    files = {author: table.text(author, required=True) for author in table.values}
    for author, file in files.items():
        if not is_plain_name(file):
            table.blame(author, _SIGNATURE_NAME)
    return files


_SIGNATURE_NAME = Fault(
    "signature-name",
    phrase("A signature is the plain name of a file in the folder signatures."),
    phrase('Write for instance "みなみ" = "minami.png".'),
)


def _report(document: Document) -> ReportSettings:
    table = document.table("report", ("activity", "about", "place", "staff"))
    return ReportSettings(
        activity=table.text("activity"),
        about=table.text("about"),
        place=table.text("place"),
        staff=_whole(table, "staff", ReportSettings().staff, 0),
    )


def _rhythm(document: Document) -> Rhythm:
    table = document.table("rhythm", _RHYTHM_KEYS)
    usual = Rhythm()
    wish = table.values.get("household_same_day", False)
    together = table.texts("household_same_day") if not isinstance(wish, bool) else ()
    return Rhythm(
        per_month=_whole(table, "per_month", usual.per_month, 1),
        gap=_whole(table, "gap", usual.gap, 0),
        cap=_whole(table, "cap", usual.cap, 1),
        spread=_whole(table, "spread", usual.spread, 0),
        strict=bool({"gap", "cap"} & table.values.keys()),
        same_day=wish is True,
        together=frozenset(key.casefold() for key in together),
    )


def _whole(table: Table, key: str, usual: int, least: int) -> int:
    """Return a whole number, ``least`` or more."""
    value = table.values.get(key, usual)
    if isinstance(value, int) and not isinstance(value, bool) and value >= least:
        return value
    table.blame(key, wrong_type(key, phrase("a whole number, {least} or more", least=least)))
    return usual
