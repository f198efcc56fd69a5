"""One row of the address book becomes a Recipient, or all that is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import TypeVar

from outreach.errors import Problem, Severity, Where
from outreach.model.project import Sender
from outreach.model.recipient import Addressee, ConsentCell, Kind, Mailing, Recipient
from outreach.phrase import phrase
from outreach.sources.characters import cell_fault, needs_a_look
from outreach.sources.columns import PRINTED, Cells, label
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.fields import (
    care_of_fault,
    changed_by_excel,
    doubled_honorific_fault,
    honorific_fault,
    key_fault,
    letter_for_nought_fault,
    parse_consent,
    parse_day,
    parse_envelope,
    parse_gender,
    parse_joint_names,
    parse_kind,
    parse_mailings,
    parse_postal_code,
    usual_honorific,
)
from outreach.sources.hands import parse_hand, parse_lettering

T = TypeVar("T")
_printed = attrgetter(*PRINTED)
_HAND, _LETTERING = label("hand"), label("lettering")


def read_row(
    cells: Cells, where: Where, senders: Mapping[str, Sender]
) -> tuple[Recipient | None, list[Problem]]:
    """Return the recipient of a row (None if it has an error) and every problem of the row."""
    reading = _Reading()
    recipient = reading.recipient(cells, where, senders)
    faults = reading.faults
    if not faults:
        return recipient, []
    stops = any(fault.severity is Severity.ERROR for fault in faults)
    return None if stops else recipient, [fault.at(where) for fault in faults]


class _Reading:
    """The faults of one row while it is read."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def note(self, fault: Fault | None) -> None:
        if fault is not None:
            self.faults.append(fault)

    def take(self, parsed: tuple[T, Fault | None]) -> T:
        self.note(parsed[1])
        return parsed[0]

    def recipient(self, cells: Cells, where: Where, senders: Mapping[str, Sender]) -> Recipient:
        self.note(key_fault(cells.key))
        self._check_characters(cells)
        self._check_presence(cells)
        kind = self.take(parse_kind(cells.kind, bool(cells.family_name)))
        mailings = self.take(parse_mailings(cells.mailings, kind))
        consent = self.take(parse_consent(cells.consent))
        consent_on = self.take(parse_day(cells.consent_on))
        if consent in (ConsentCell.SELF, ConsentCell.FAMILY) and not cells.consent_on:
            self.faults.append(_CONSENT_UNDATED)
        if cells.sender_line and cells.sender_line not in senders:
            self.faults.append(_unknown_sender(cells.sender_line, senders))
        return Recipient(
            key=cells.key,
            addressee=self._addressee(cells, kind, mailings),
            kind=kind,
            mailings=mailings,
            kana=cells.kana,
            gender=parse_gender(cells.gender),
            branch=cells.branch,
            consent=consent,
            consent_on=consent_on,
            call_name=cells.call_name,
            likes=cells.likes,
            avoid=cells.avoid,
            sender_line=cells.sender_line,
            envelope=self.take(parse_envelope(cells.envelope)),
            hand=self._hand(cells.hand),
            lettering=self._lettering(cells.lettering),
            note=cells.note,
            where=where,
        )

    def _hand(self, text: str) -> str:
        return self.take(parse_hand(_HAND, text)) if text else ""

    def _lettering(self, text: str) -> str:
        return self.take(parse_lettering(_LETTERING, text)) if text else ""

    def _check_characters(self, cells: Cells) -> None:
        if needs_a_look(_printed(cells)):
            for column in PRINTED:
                self.note(cell_fault(label(column), getattr(cells, column)))
        for column, text in (
            ("street", cells.street), ("building", cells.building), ("address", cells.address),
        ):  # fmt: skip
            self.note(changed_by_excel(column, text))
            self.note(letter_for_nought_fault(column, text))
        self.note(doubled_honorific_fault(cells.honorific))
        self.note(care_of_fault(cells.care_of))
        for column, text in (
            ("family_name", cells.family_name), ("given_name", cells.given_name),
            ("organisation", cells.organisation),
        ):  # fmt: skip
            self.note(honorific_fault(column, text))

    def _check_presence(self, cells: Cells) -> None:
        if not cells.family_name and not cells.organisation:
            self.faults.append(_NO_NAME)
        if not cells.address and not (cells.city and cells.street):
            self.faults.append(_NO_ADDRESS)
        if cells.address and (cells.prefecture or cells.city or cells.street):
            self.faults.append(_TWO_ADDRESSES)

    def _addressee(self, cells: Cells, kind: Kind, mailings: frozenset[Mailing]) -> Addressee:
        return Addressee(
            family_name=cells.family_name,
            given_name=cells.given_name,
            honorific=cells.honorific or usual_honorific(kind, bool(cells.family_name)),
            joint_names=self.take(parse_joint_names(cells.joint_names)),
            organisation=cells.organisation,
            department=cells.department,
            title=cells.title,
            care_of=cells.care_of,
            postal_code=self._postal_code(cells.postal_code, mailings),
            prefecture=cells.prefecture,
            city=cells.city,
            street=cells.street,
            building=cells.building,
            address=cells.address,
        )

    def _postal_code(self, text: str, mailings: frozenset[Mailing]) -> str:
        if text:
            return self.take(parse_postal_code(text))
        if Mailing.CARD in mailings:
            self.faults.append(_NO_POSTAL_CODE)
        return ""


_NO_NAME = Fault(
    "name-missing",
    phrase("The row has neither a family name nor an organisation."),
    phrase("Fill one of the two."),
)
_NO_ADDRESS = Fault(
    "address-missing",
    phrase("The row has no complete address."),
    phrase("Fill address (住所), or both city (市区町村) and street (町名番地)."),
)
_TWO_ADDRESSES = Fault(
    "address-twice",
    phrase("The whole address and its parts are both filled; which one is right is not guessed."),
    phrase("Empty address (住所), or prefecture, city and street."),
)
_NO_POSTAL_CODE = Fault(
    "postal-code-missing",
    phrase("The postal code is missing."),
    phrase("Write it as in 060-0001."),
)
_CONSENT_UNDATED = Fault(
    "consent-undated",
    phrase("The consent has no date."),
    phrase("When was it given? Write the day into {column}.", column=label("consent_on")),
)


def _unknown_sender(word: str, senders: Mapping[str, Sender]) -> Fault:
    return Fault(
        "sender-unknown",
        phrase("{column} names no [sender.NAME] of outreach.toml.", column=label("sender_line")),
        did_you_mean(word, senders),
    )
