"""Which language the person reads, and the catalogues that say everything in it."""

from __future__ import annotations

import gettext
import locale
import os
import re
import sys
from collections.abc import Mapping, Sequence
from contextvars import ContextVar
from pathlib import Path

from outreach.phrase import Phrase

LANGUAGES = ("ja", "en")
FOLDER = Path(__file__).parent.parent / "locale"
DOMAIN = "outreach"
CLICK_DOMAIN = "click"  # what the option parser itself says

# The option parser puts English blanks, quotes and full stops between its sentences.
_QUOTED = re.compile(r"'([^'\n]*)'")
_STOPS = (
    (re.compile(r"」\.( |$)", re.MULTILINE), "」。"),
    (re.compile(r"(?<=[。：]) "), ""),
    (re.compile("」, 「"), "」、「"),
)

_spoken: ContextVar[gettext.NullTranslations | None] = ContextVar("spoken", default=None)


def _(text: str) -> str:
    """Mark a help text for the catalogue; it is translated when it is shown."""
    return text


def speak(language: str) -> None:
    """Say everything in this language from now on; a catalogue that is missing means English."""
    _spoken.set(gettext.translation(DOMAIN, FOLDER, [language], fallback=True))
    os.environ["LANGUAGE"] = language  # click asks the standard library, which asks this
    gettext.bindtextdomain(CLICK_DOMAIN, FOLDER)
    gettext.textdomain(CLICK_DOMAIN)


def translate(text: str) -> str:
    """Return an English text in the reader's language."""
    spoken = _spoken.get()
    return spoken.gettext(text) if spoken and text else text


def say(words: Phrase) -> str:
    """Return a phrase in the reader's language."""
    return words.render(translate)


def well_set(text: str) -> str:
    """Return what the option parser said with the marks of the reader's language."""
    spoken = _spoken.get()
    if spoken is None or spoken.info().get("language") != "ja":
        return text
    text = _QUOTED.sub(r"「\1」", text)
    for mark, japanese in _STOPS:
        text = mark.sub(japanese, text)
    return text


def choose(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    """Return the language: --lang, else OUTREACH_LANG, else what the computer is set to."""
    for wish in (_named_in(arguments), environment.get("OUTREACH_LANG", "")):
        if wish in LANGUAGES:
            return wish
    return "ja" if _is_japanese(environment) else "en"


def _named_in(arguments: Sequence[str]) -> str:
    """Return what --lang says: known before anything is parsed, so that errors are in it too."""
    for at, argument in enumerate(arguments):
        if argument == "--":
            break
        if argument.startswith("--lang="):
            return argument.partition("=")[2]
        if argument == "--lang":
            return "".join(arguments[at + 1 : at + 2])
    return ""


def _is_japanese(environment: Mapping[str, str]) -> bool:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environment.get(name):
            return environment[name].lower().startswith("ja")
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetUserDefaultUILanguage() & 0x3FF == 0x11)
    return (locale.getlocale()[0] or "").lower().startswith("ja")
