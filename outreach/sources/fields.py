"""What one cell of the address book means: each parser returns a value and perhaps a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import TypeVar

from outreach.errors import Severity
from outreach.model.recipient import ConsentCell, JointName, Kind, Mailing
from outreach.phrase import phrase
from outreach.sources.characters import BLANKS
from outreach.sources.columns import fold, label
from outreach.sources.days import day_of
from outreach.sources.fault import Fault

T = TypeVar("T")
_KEY = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,31}")

_MONTHS = "jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec"
_DATED_KEY = re.compile(rf"(?:{_MONTHS})-\d{{1,4}}", re.IGNORECASE)
# A cell that is nothing but a date, a time or a power of ten was a house number once: 1-2 becomes
# 1月2日 or 2-Jan, 1-2-3 becomes 2001/2/3, 12:30 a time. \d takes full-width digits as well.
_MADE_BY_EXCEL = re.compile(
    rf"""\d{{1,2}}月\d{{1,2}}日 | \d{{4}}年\d{{1,2}}月(?:\d{{1,2}}日)?
    | (?:{_MONTHS})[-－]\d{{1,4}} | \d{{1,2}}[-－](?:{_MONTHS})(?:[-－]\d{{2,4}})?
    | \d{{4}}[/／]\d{{1,2}}[/／]\d{{1,2}}(?:[ ]\d{{1,2}}:\d\d(?::\d\d)?)?
    | \d{{1,2}}[/／]\d{{1,2}}[/／]\d{{2,4}}
    | \d{{4}}-\d\d-\d\d(?:[ ]\d\d:\d\d:\d\d)? | \d{{1,2}}:\d\d(?::\d\d)?
    | \d(?:\.\d+)?E[+-]?\d+""",
    re.IGNORECASE | re.VERBOSE,
)
_DATE_AT_END = re.compile(r"\d{1,2}月\d{1,2}日$")
# Days counted from the start of 1900, as Excel shows a date in a cell that is no date: those of
# the years 2000 to 2050, into which it turns 1-2 and 1-2-3. No house number is as high.
_FIRST_DAY, _LAST_DAY = 36526, 55153
HYPHENS = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d\u30fc\uff70\ufe63\u2500\u2501"
_POSTAL_FOLD = {
    **{ord(character): None for character in f"{HYPHENS}〒 \u3000\u00a0"},
    **{ord("０") + digit: str(digit) for digit in range(10)},
}
# A name may end in さん or 殿 by itself, but hardly after a blank, and none ends in 様.
_HONORIFIC = re.compile(r".*様|.+[ \u3000](?:さん|さま|殿|先生|御中)")
_HONORIFIC_OF_A_HOUSE = re.compile(r".*御中|.+[ \u3000](?:様|さま|殿|先生)")
MOST_JOINT_NAMES = 5
# A dot parts two people only where it does not part the words of a foreign name.
_BETWEEN_NAMES = re.compile(r"[、，,､/／]|(?<![ァ-ヺー])[・･](?![ァ-ヺー])")
_LIST_MARKS = re.compile(r"[;；,，、､]")

KINDS = {"person": Kind.PERSON, "本人": Kind.PERSON, "family": Kind.FAMILY, "家族": Kind.FAMILY,
         "organisation": Kind.ORGANISATION, "団体": Kind.ORGANISATION}  # fmt: skip
MAILINGS = {"card": Mailing.CARD, "はがき": Mailing.CARD, "newsletter": Mailing.NEWSLETTER,
            "会報": Mailing.NEWSLETTER, "report": Mailing.REPORT,
            "報告書": Mailing.REPORT}  # fmt: skip
CONSENTS = {"self": ConsentCell.SELF, "本人": ConsentCell.SELF, "family": ConsentCell.FAMILY,
            "家族": ConsentCell.FAMILY, "stop": ConsentCell.STOP, "停止": ConsentCell.STOP,
            "": ConsentCell.BLANK}  # fmt: skip
ANSWERS = {"yes": True, "はい": True, "true": True, "1": True, "○": True, "◯": True, "〇": True,
           "no": False, "いいえ": False, "false": False, "0": False, "×": False,
           "": False}  # fmt: skip
GENDERS = {"male": "male", "男": "male", "男性": "male",
           "female": "female", "女": "female", "女性": "female"}  # fmt: skip
_FOR_ONE = frozenset({Mailing.CARD})
_FOR_MANY = frozenset({Mailing.NEWSLETTER, Mailing.REPORT})


def key_fault(text: str) -> Fault | None:
    """Return the fault of a key that is blank or not of the form a key has."""
    if not text:
        message = phrase("The row has no key.")
        hint = phrase("Run outreach recipients number: it gives every row without a key one.")
        return Fault("key-blank", message, hint)
    if _KEY.fullmatch(text) and not _DATED_KEY.fullmatch(text):
        return None
    return Fault(
        "key-form",
        phrase(
            "A key looks like k7f3q: a letter A-Z first, then at most 31 letters, digits or "
            "hyphens, and no date."
        ),
        phrase("Write it in half-width characters; Excel must not change it."),
    )


@lru_cache(maxsize=8192)
def parse_postal_code(text: str) -> tuple[str, Fault | None]:
    """Return seven digits from any way of writing a postal code; six get their zero back."""
    digits = _digits_of(text)
    if len(digits) == 7:
        return digits, None
    if len(digits) == 6:
        return f"0{digits}", _ZERO_PUT_BACK
    if len(digits) == 5:
        return "", _zeros_lost(digits)
    return "", _BAD_POSTAL_CODE


def code_with_two_zeros(text: str) -> str:
    """Return the code a cell had before Excel took two zeros of it, or "" where it took none.

    Codes in the north of Sapporo begin with 00. That it is the right one must still be shown.
    """
    digits = _digits_of(text)
    return f"00{digits}" if len(digits) == 5 else ""


def _digits_of(text: str) -> str:
    """Return the digits of a postal code in any way of writing it, "" where it is none."""
    digits = text.translate(_POSTAL_FOLD).removesuffix(".0")
    return digits if digits.isascii() and digits.isdecimal() else ""


def _zeros_lost(digits: str) -> Fault:
    return Fault(
        "postal-code-zeros",
        phrase("The postal code has five digits: Excel took two zeros away."),
        phrase("If the address is the one of {code}, write that, in a column formatted as text.",
               code=f"00{digits[:1]}-{digits[1:]}"),
    )  # fmt: skip


ZEROS_PUT_BACK = Fault(
    "postal-code-zero",
    phrase("The postal code has five digits: the two leading zeros were put back, as the address "
           "confirms."),
    phrase("Format the column as text and write it with a hyphen, as in 060-0001."),
    Severity.WARNING,
)  # fmt: skip


_ZERO_PUT_BACK = Fault(
    "postal-code-zero",
    phrase("The postal code has six digits: the leading zero was put back."),
    phrase("Format the column as text and write it with a hyphen, as in 060-0001."),
    Severity.WARNING,
)
_BAD_POSTAL_CODE = Fault(
    "postal-code-form",
    phrase("The postal code is not seven digits."),
    phrase("Write it as in 060-0001."),
)


def changed_by_excel(column: str, text: str) -> Fault | None:
    """Return the fault of a house number that Excel turned into a date or a power of ten."""
    if not text:
        return None
    if _MADE_BY_EXCEL.fullmatch(text) or _is_day_number(text):
        return Fault(
            "cell-date",
            phrase("{column}: Excel changed this into a date or a number.", column=label(column)),
            phrase("Format the column as text, then type the house number again."),
        )
    if text[-1] == "日" and _DATE_AT_END.search(text):
        return Fault(
            "cell-date-at-end",
            phrase("{column} ends in a date: Excel may have made it of a house number.",
                   column=label(column)),
            phrase("If it is one, type it again as it is written: 2-3 for 2月3日."),
            Severity.WARNING,
        )  # fmt: skip
    return None


def _is_day_number(text: str) -> bool:
    """Return whether a cell is nothing but a day as Excel counts them, 46024 for 2026-01-02."""
    is_number = len(text) == 5 and text.isdecimal()
    return is_number and _FIRST_DAY <= int(text) <= _LAST_DAY


def _word(column: str, text: str, words: Mapping[str, T], otherwise: T) -> tuple[T, Fault | None]:
    found = words.get(fold(text))
    if found is not None:
        return found, None
    possible = ", ".join(word for word in words if word)
    return otherwise, Fault(
        f"{column.replace('_', '-')}-unknown",
        phrase("{column} holds a word that is not known.", column=label(column)),
        phrase("Write one of: {possible}.", possible=possible),
    )


@lru_cache(maxsize=512)
def parse_kind(text: str, has_family_name: bool) -> tuple[Kind, Fault | None]:
    """Return what a recipient is; blank without a family name means an organisation."""
    usual = Kind.PERSON if has_family_name else Kind.ORGANISATION
    return _word("kind", text, KINDS, usual) if text else (usual, None)


def usual_honorific(kind: Kind, has_family_name: bool) -> str:
    """Return the honorific of a row whose cell for it is blank."""
    return "御中" if kind is Kind.ORGANISATION and not has_family_name else "様"


@lru_cache(maxsize=512)
def parse_mailings(text: str, kind: Kind) -> tuple[frozenset[Mailing], Fault | None]:
    """Return what is sent; blank means cards to people, newsletter and report to organisations."""
    usual = _FOR_MANY if kind is Kind.ORGANISATION else _FOR_ONE
    chosen = set()
    for word in filter(fold, _LIST_MARKS.split(text)):
        mailing, fault = _word("mailings", word, MAILINGS, Mailing.CARD)
        if fault:
            return usual, fault
        chosen.add(mailing)
    return frozenset(chosen) or usual, None


@lru_cache(maxsize=512)
def parse_consent(text: str) -> tuple[ConsentCell, Fault | None]:
    """Return what the consent cell says; a word that is not known is never guessed."""
    return _word("consent", text, CONSENTS, ConsentCell.BLANK)


@lru_cache(maxsize=512)
def parse_envelope(text: str) -> tuple[bool, Fault | None]:
    """Return whether the card must go in an envelope; in doubt it is an error, never a no."""
    return _word("envelope", text, ANSWERS, False)


@lru_cache(maxsize=512)
def parse_gender(text: str) -> str:
    """Return male, female, or the text as it stands."""
    return GENDERS.get(fold(text), text)


@lru_cache(maxsize=4096)
def parse_day(text: str) -> tuple[date | None, Fault | None]:
    """Return the day of a cell, written as people write days; blank means none."""
    day = day_of(text) if text else None
    return day, _BAD_DAY if text and day is None else None


_BAD_DAY = Fault(
    "consent-day-form",
    phrase("{column} holds no date.", column=label("consent_on")),
    phrase("Write it as in 2026-01-02, or 令和8年1月2日."),
)


def honorific_fault(column: str, text: str) -> Fault | None:
    """Return the fault of a name that ends in an honorific, which would be printed twice."""
    if text[-1:] not in _LAST_OF_HONORIFICS:  # ten thousand rows are looked at
        return None
    pattern = _HONORIFIC_OF_A_HOUSE if column == "organisation" else _HONORIFIC
    if not pattern.fullmatch(text):
        return None
    return Fault(
        "honorific-in-name",
        phrase("{column} ends in an honorific, which would be printed twice.",
               column=label(column)),
        phrase("Move it to {column}.", column=label("honorific")),
    )  # fmt: skip


def doubled_honorific_fault(text: str) -> Fault | None:
    """Return the fault of a cell 様様 or 御中様: one honorific is printed, not two."""
    if not _HONORIFICS_TWO.fullmatch(text):
        return None
    return Fault(
        "honorific-twice",
        phrase("{column} holds two honorifics.", column=label("honorific")),
        phrase("Write one of them."),
    )


def care_of_fault(text: str) -> Fault | None:
    """Return the fault of a care-of cell that names nobody: 様方 alone."""
    if fold(text) not in _NOBODYS_HOUSE:
        return None
    return Fault(
        "care-of-nobody",
        phrase("{column} does not say whose house it is.", column=label("care_of")),
        phrase("Write the name of the house, as in 宮本 or 宮本様方; leave it blank if there is "
               "none."),
    )  # fmt: skip


def letter_for_nought_fault(column: str, text: str) -> Fault | None:
    """Return the warning about an O beside figures, which must have been meant as a nought."""
    if not _LETTER_O.search(text):
        return None
    return Fault(
        "letter-o",
        phrase("{column} has the letter O beside a figure, where a 0 may be meant.",
               column=label(column)),
        phrase("Look at it, and type the figure if it is one."),
        Severity.WARNING,
    )  # fmt: skip


_SINGLE_HONORIFIC = "(?:様|さま|さん|殿|先生|御中|各位)"
_HONORIFICS_TWO = re.compile(f"{_SINGLE_HONORIFIC}{{2,}}")
_NOBODYS_HOUSE = frozenset({"様方", "方", "様", "気付", "様気付"})
_LETTER_O = re.compile("(?<=[0-9０-９])[OoＯｏ](?![A-Za-zＡ-Ｚａ-ｚ])|"
                       "(?<=[-－‐−ー])[OoＯｏ](?=[0-9０-９])")  # fmt: skip
_LAST_OF_HONORIFICS = frozenset("様んま殿生中")


def parse_joint_names(text: str) -> tuple[tuple[JointName, ...], Fault | None]:
    """Return the further names of ``名:敬称;姓 名:敬称``; a missing honorific is 様."""
    if not text:
        return (), None
    names = []
    for part in re.split("[;；]", text):
        if not part.strip(BLANKS):
            continue
        name, _, honorific = part.replace("：", ":").partition(":")
        words = re.split("[ \u3000]+", name.strip(BLANKS), maxsplit=1)
        is_list = len(words[-1].split()) > 1 and not name.isascii()
        if is_list or _BETWEEN_NAMES.search(name):
            return (), _NAMES_UNPARTED
        if not words[-1] or ":" in honorific:
            return (), _BAD_JOINT_NAME
        if _HONORIFIC.fullmatch(name.strip(BLANKS)):
            return (), _HONORIFIC_TWICE
        family_name = words[0] if len(words) == 2 else ""
        names.append(JointName(words[-1], honorific.strip(BLANKS) or "様", family_name))
    return (tuple(names), None) if len(names) <= MOST_JOINT_NAMES else ((), _JOINT_NAMES_MANY)


def joint_names_cell(names: Iterable[JointName]) -> str:
    """Return further names as ``parse_joint_names`` reads them."""
    return ";".join(map(_joint_name, names))


def _joint_name(joint: JointName) -> str:
    name = f"{joint.family_name} {joint.given_name}" if joint.family_name else joint.given_name
    return f"{name}:{joint.honorific}"


_NAMES_UNPARTED = Fault(
    "joint-names-unparted",
    phrase("{column} holds several names with no ; between them.", column=label("joint_names")),
    phrase("Write name:honorific, and ; between two people."),
)
_JOINT_NAMES_MANY = Fault(
    "joint-names-many",
    phrase("{column} holds more than {most} names; no card has room for them.",
           column=label("joint_names"), most=MOST_JOINT_NAMES),
    phrase("Name {most} people at most.", most=MOST_JOINT_NAMES),
)  # fmt: skip
_BAD_JOINT_NAME = Fault(
    "joint-names-form",
    phrase("{column} cannot be read.", column=label("joint_names")),
    phrase("Write name:honorific, and ; between two people."),
)
_HONORIFIC_TWICE = Fault(
    "honorific-in-name",
    phrase("A name in {column} ends in an honorific, which would be printed twice.",
           column=label("joint_names")),
    phrase("Write name:honorific, and ; between two people."),
)  # fmt: skip
