"""The pages a QR code may lead to: public, fixed, the same for everyone, and following nobody."""

from __future__ import annotations

import re
from ipaddress import ip_address
from urllib.parse import parse_qsl, unquote, urlsplit

from outreach.errors import ExitCode, Problem, Where
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault

LONGEST = 100  # bytes: more would make dots too fine in 20 mm on a card
# What chooses a page, its language or a film; any other parameter may say who comes, and whence.
_HARMLESS = frozenset({"cat", "hl", "lang", "list", "p", "page", "page_id", "post", "v"})
_SHORTENERS = frozenset(
    {"amzn.to", "bit.ly", "buff.ly", "cutt.ly", "goo.gl", "is.gd", "lin.ee", "ow.ly",
     "rb.gy", "rebrand.ly", "shorturl.at", "t.co", "t.ly", "tiny.cc", "tinyurl.com", "urx.nu",
     "x.gd"}
)  # fmt: skip
_GAPS = re.compile(r"[{}<>%$]\s*[{(%]|[{}<>]|\[\[|\s")
_PRIVATE = (".local", ".localhost", ".internal", ".lan", ".test", ".invalid", ".onion")
_WORDS = re.compile(r"[A-Za-z0-9-]+")

_HINT = phrase("Give the plain address of a public page, such as https://example.org/.")


def page_fault(url: str) -> Fault | None:
    """Return why no QR code may lead to an address, or None where one may."""
    if _GAPS.search(unquote(url)):
        return _fault("gaps", phrase("url holds a gap to be filled: every card must lead to the "
                                     "same page."))  # fmt: skip
    try:
        parts = urlsplit(url)
        host, login, port = parts.hostname or "", parts.username, parts.port
    except ValueError:
        return _fault("address", phrase("url is no address of a page."))
    if parts.scheme.lower() != "https" or not host:
        return _fault("https", phrase("url must begin with https://, or anyone on the way could "
                                      "read along."))  # fmt: skip
    if login is not None or port not in (None, 443) or not _is_public(host):
        return _fault("private", phrase("url is no public page."))
    if host.lower().removeprefix("www.") in _SHORTENERS:
        return _fault("shortener", phrase("url is a short link: it counts who follows it, and may "
                                          "lead elsewhere one day."))  # fmt: skip
    if (length := len(url.encode())) > LONGEST:
        return _fault("long", phrase("url is {length} letters long; {most} is the most.",
                                     length=length, most=LONGEST))  # fmt: skip
    return _tracking(parts.query, parts.fragment)


def _fault(code: str, message: Phrase, hint: Phrase = _HINT) -> Fault:
    return Fault(f"qr-{code}", message, hint)


def _tracking(query: str, fragment: str) -> Fault | None:
    """Return the fault of an address that says more than which page."""
    behind = fragment.partition("?")[2] or (fragment if "=" in fragment else "")
    names = [name for text in (query, behind)
             for name, _ in parse_qsl(text.replace(";", "&"), keep_blank_values=True)]  # fmt: skip
    told = next((name for name in names if name.lower() not in _HARMLESS), None)
    if told is None:
        return None
    return _fault(
        "tracking",
        phrase("url says more than which page: {name} may follow who comes from a card.",
               name=told),
        phrase("Leave out what stands behind the question mark; if the page needs it, make a "
               "plain address for it."),
    )  # fmt: skip


def _is_public(host: str) -> bool:
    """Return whether a host can be one that everyone reaches by its name."""
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        name = host.lower().rstrip(".")
        return "." in name and not name.endswith(_PRIVATE) and not name[-1].isdigit()
    return False


def page_hint(url: str) -> Phrase:
    """Return what to do about a round that names an address which is not among the pages."""
    if fault := page_fault(url):
        return fault.message
    return phrase('Add to outreach.toml: [qr.page] with url = "{url}", and write qr = "page".',
                  url=url)  # fmt: skip


def words_in(url: str) -> frozenset[str]:
    """Return the words an address is made of, folded: none may be somebody's key."""
    parts = urlsplit(url)
    text = unquote(f"{parts.path} {parts.query} {parts.fragment}")
    return frozenset(word.casefold() for word in _WORDS.findall(text))


def key_in_page(file: str | None, key: str) -> Problem:
    """Return the error where the page of a round, named in ``file``, holds somebody's key."""
    return Problem(
        ExitCode.PROJECT,
        "qr-names-someone",
        phrase("The address behind the QR code holds the key of a recipient."),
        phrase("It must be the same page for everyone, and name nobody; change it in "
               "outreach.toml."),
        Where(file, None, key),
    )  # fmt: skip
