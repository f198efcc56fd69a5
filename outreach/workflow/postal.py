"""Postal codes beside addresses: what does not go together, and what a person decided about it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.project import Sender
from outreach.model.recipient import Recipient
from outreach.phrase import Phrase, phrase
from outreach.post.address import Reader, Reading, address_of
from outreach.post.areas import hyphened
from outreach.post.barcode import barcode_data
from outreach.post.codes import CodeCheck, check_code
from outreach.post.gazetteer import Gazetteer, open_gazetteer
from outreach.workflow.desk import Desk


@dataclass(frozen=True, slots=True)
class Finding:
    """A recipient's address as it was read, and how the postal code goes with it."""

    recipient: Recipient
    reading: Reading
    check: CodeCheck

    @property
    def code(self) -> str:
        """Return the postal code as the row has it, seven digits or blank."""
        return self.recipient.addressee.postal_code

    @property
    def is_place_unknown(self) -> bool:
        """Return whether the postal data has no such place, so that nothing can be checked."""
        return self.check.ok is None and not self.reading.is_placed

    @property
    def proposals(self) -> tuple[str, ...]:
        """Return the codes that would go with the address, best first.

        None for a town that is not known: it may be misspelt, and a code for towns that are listed
        nowhere would hide that.
        """
        return () if self.is_place_unknown else self.check.suggestions


class Postmaster:
    """Looks at one recipient after the other with one gazetteer."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        self.gazetteer = gazetteer
        self._reader = Reader(gazetteer)

    def look(self, recipient: Recipient) -> Finding:
        """Return what is found of a recipient's postal code and address."""
        code = recipient.addressee.postal_code
        reading = self._reader.read(*address_of(recipient.addressee), code)
        return Finding(recipient, reading, check_code(self.gazetteer, code, reading))

    def has_barcode(self, finding: Finding) -> bool:
        """Return whether the address side can bear a customer barcode."""
        is_office = self.gazetteer.is_office(finding.code)
        return barcode_data(finding.code, finding.reading, is_office=is_office) is not None


def open_postmaster(desk: Desk) -> Postmaster:
    """Return the postmaster with the installed postal data; its cache lies in the project."""
    return Postmaster(open_gazetteer(desk.project.state_folder / "cache"))


def postal_problem(finding: Finding) -> Problem | None:
    """Return the warning about a postal code, or None where nothing is known against it.

    No address is in the message; the codes that would go with it are proposed.
    """
    proposed = one_of(finding.proposals)
    if not finding.code:
        if not finding.proposals:
            return None
        message = phrase("The postal code is missing; {proposed} would go with the address.",
                         proposed=proposed)  # fmt: skip
        return _warning("postal-missing", message, _accept(finding), finding)
    if finding.is_place_unknown:
        return _warning("postal-unknown-town", *_unknown(finding), finding)
    if finding.check.ok is not False:
        return None
    if not finding.proposals:
        message = phrase("{code} does not go with this address.", code=hyphened(finding.code))
        hint = phrase("Look it up and correct the row. If it is right after all: "
                      "outreach recipients postal {key} --keep", key=_key(finding))  # fmt: skip
        return _warning("postal-mismatch", message, hint, finding)
    message = phrase("{code} does not go with this address; {proposed} would.",
                     code=hyphened(finding.code), proposed=proposed)  # fmt: skip
    return _warning("postal-mismatch", message, _accept(finding), finding)


def sender_problems(gazetteer: Gazetteer, senders: Iterable[Sender]) -> Iterator[Problem]:
    """Yield a warning for every sender whose postal code does not go with the address."""
    reader = Reader(gazetteer)
    for sender in senders:
        code = sender.postal_code
        reading = reader.read(sender.address, sender.building, code)
        check = check_code(gazetteer, code, reading)
        if code and check.ok is False:
            yield _sender_mismatch(sender, check.suggestions)


def _sender_mismatch(sender: Sender, proposals: Sequence[str]) -> Problem:
    message = phrase("[sender.{id}]: {code} does not go with the address.",
                     id=sender.id, code=hyphened(sender.postal_code))  # fmt: skip
    hint: Phrase = phrase("Look it up and correct it in outreach.toml.")
    if proposals:
        hint = phrase("{proposed} would; correct whichever of the two is wrong in outreach.toml.",
                      proposed=one_of(proposals))  # fmt: skip
    return Problem(ExitCode.PROJECT, "sender-postal-mismatch", message, hint,
                   Where("outreach.toml"), Severity.WARNING)  # fmt: skip


def barcode_problem(postmaster: Postmaster, finding: Finding) -> Problem | None:
    """Return the warning that an address side will bear no customer barcode though it should.

    Codes ending in 00 stand for no town and never have one (Japan Post's manual of the customer
    barcode).
    """
    if finding.code.endswith("00") or postmaster.has_barcode(finding):
        return None
    return _warning(
        "barcode-none",
        phrase("This address gets no customer barcode: its town or its postal code is not known."),
        phrase("It is posted all the same; correct the row if every piece must have one."),
        finding,
    )


def _warning(code: str, message: Phrase, hint: Phrase, finding: Finding) -> Problem:
    where = finding.recipient.where
    return Problem(ExitCode.SOURCE, code, message, hint, where, Severity.WARNING)


def _accept(finding: Finding) -> Phrase:
    """Return the two commands a person chooses from."""
    key, first = _key(finding), hyphened(finding.proposals[0])
    if not finding.code:
        return phrase("Write it in: outreach recipients postal {key} --accept {code}",
                      key=key, code=first)  # fmt: skip
    return phrase("Write it in: outreach recipients postal {key} --accept {proposed} – or, if "
                  "{code} is right after all: outreach recipients postal {key} --keep",
                  key=key, proposed=first, code=hyphened(finding.code))  # fmt: skip


def _unknown(finding: Finding) -> tuple[Phrase, Phrase]:
    return (
        phrase("The postal data has no town like that of the address: whether {code} goes with it "
               "cannot be told.", code=hyphened(finding.code)),
        phrase("See how the post writes the town. If it is right as it stands: "
               "outreach recipients postal {key} --keep", key=_key(finding)),
    )  # fmt: skip


def _key(finding: Finding) -> str:
    return finding.recipient.key


def one_of(codes: Iterable[str]) -> Phrase:
    """Return codes as a choice in words."""
    *others, last = [hyphened(code) for code in codes] or [""]
    if not others:
        return Phrase(last)
    return phrase("{codes} or {last}", codes=", ".join(others), last=last)
