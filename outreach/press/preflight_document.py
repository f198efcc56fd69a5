"""What a print file must not carry along: scripts, attachments, forms, names, odd compressions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Any

import pikepdf

from outreach.model.shop import Shop, Standard
from outreach.phrase import Phrase, phrase
from outreach.press.preflight_identity import Said
from outreach.press.preflight_remarks import warning
from outreach.sources.fault import Fault

_MOST_OBJECTS = 500_000
_AUTHOR = "{http://purl.org/dc/elements/1.1/}creator"
# Where somebody keeps files says who they are: C:\Users\…, /home/…, \\server\….
_FOLDERS = re.compile(r"[A-Za-z]:\\|/(?:Users|home|Volumes)/|\\\\\w|file:/")
_PLAIN = phrase("Export the file anew without it.")
_HARMLESS = frozenset(("/PrinterMark", "/TrapNet"))
_FORBIDDEN = {
    Standard.X1A: {"/LZWDecode": "LZW", "/JBIG2Decode": "JBIG2", "/JPXDecode": "JPEG 2000",
                   "/Crypt": "Crypt"},
    Standard.X4: {"/LZWDecode": "LZW", "/Crypt": "Crypt"},
}  # fmt: skip


def document_faults(pdf: pikepdf.Pdf, said: Said, shop: Shop | None) -> Iterator[Fault]:
    """Yield what is wrong with a file as a whole, beside how it presents itself."""
    root = pdf.Root
    if pdf.is_encrypted:
        yield Fault(
            "encrypted", phrase("it is locked: printing or changing it is restricted"),
            phrase("Export the file anew without a password or restrictions."),
        )  # fmt: skip
    if _acts(root, shop) or _names(root, "/JavaScript"):
        yield Fault("script", phrase("it holds a script or does something when it is opened"),
                    _PLAIN)  # fmt: skip
    if _names(root, "/EmbeddedFiles") or "/AF" in root:
        yield Fault("attachment", phrase("other files are attached to it"), _PLAIN)
    yield from _form(root, shop)
    yield from _layers(root, shop)
    yield from _maker(root, said)
    if shop is None:
        yield from _scaling(root)


def _acts(root: Any, shop: Shop | None) -> bool:
    """Return whether opening it sets something off; a page to begin at is harmless at home."""
    opening = root.get("/OpenAction")
    if "/AA" in root or not isinstance(opening, pikepdf.Dictionary):
        return "/AA" in root
    return shop is not None or str(opening.get("/S")) != "/GoTo"


def _names(root: Any, kind: str) -> bool:
    names = root.get("/Names")
    return isinstance(names, pikepdf.Dictionary) and kind in names


def _form(root: Any, shop: Shop | None) -> Iterator[Fault]:
    form = root.get("/AcroForm")
    if isinstance(form, pikepdf.Dictionary) and (len(form.get("/Fields", [])) or "/XFA" in form):
        words = phrase("it holds a form to fill in")
        yield Fault("form", words, _PLAIN) if shop else warning("form", words, _PLAIN)


def _layers(root: Any, shop: Shop | None) -> Iterator[Fault]:
    if "/OCProperties" not in root:
        return
    words = phrase("it has layers that can be switched off: what is printed is not sure")
    hint = phrase("Export the file anew with its layers made one.")
    strict = shop is not None and shop.standard is Standard.X1A
    yield Fault("layers", words, hint) if strict else warning("layers", words, hint)


def _maker(root: Any, said: Said) -> Iterator[Fault]:
    """Yield what tells who made the file, or where it lay."""
    texts = [*said.info.values(), *said.xmp.values()]
    if said.info.get("/Author", "").strip() or said.xmp.get(_AUTHOR, "").strip():
        yield warning(
            "author", phrase("its properties name who made it"),
            phrase("Export it without an author, if nobody agreed to be named."),
        )  # fmt: skip
    if any(_FOLDERS.search(text) for text in texts):
        yield warning(
            "folder-told", phrase("its properties tell a folder of the computer it was made on"),
            phrase("Export it anew without such properties."),
        )  # fmt: skip
    if "/PieceInfo" in root:
        yield private_data()


def private_data() -> Fault:
    """Return the remark on what programs leave in a file for themselves."""
    return warning(
        "private-data",
        phrase("a program left data of its own in it, perhaps all of the original drawing"),
        phrase("Export it anew without keeping it editable (in Illustrator: without “Preserve "
               "Illustrator Editing Capabilities”)."),
    )  # fmt: skip


def _scaling(root: Any) -> Iterator[Fault]:
    wishes = root.get("/ViewerPreferences")
    scaling = wishes.get("/PrintScaling") if isinstance(wishes, pikepdf.Dictionary) else None
    if str(scaling) != "/None":
        yield warning(
            "scaling", phrase("it does not ask to be printed at its true size"),
            phrase("Choose “actual size” or 100 % when you print it."),
        )  # fmt: skip


def told_names(said: Said, names: Collection[str]) -> Iterator[Fault]:
    """Yield a fault where the properties hold one of ``names``; which one is not told."""
    texts = [unicodedata.normalize("NFKC", text).casefold()
             for text in (*said.info.values(), *said.xmp.values())]  # fmt: skip
    whole = " ".join(texts)
    # A family name of one letter is in half of all words; it counts only by itself.
    words = set(re.split(r"[\W_]+", whole))
    for name in names:
        folded = unicodedata.normalize("NFKC", name).casefold().strip()
        if folded and (folded in words if len(folded) < 2 else folded in whole):
            yield Fault(
                "name-told", phrase("its properties hold the name of a recipient"),
                phrase("Take it out of the title and export the file anew."),
            )  # fmt: skip
            return


# -- pages and streams ----------------------------------------------------------------------------


def page_faults(page: Any, shop: Shop | None) -> Iterator[Fault]:
    """Yield what is wrong with a page's dictionary beside its boxes."""
    if "/Annots" in page:
        yield from _annotations(page.Annots, shop)
    if "/AA" in page:
        yield Fault("script", phrase("it holds a script or does something when it is opened"),
                    _PLAIN)  # fmt: skip
    if "/PieceInfo" in page:
        yield private_data()


def _annotations(listed: Any, shop: Shop | None) -> Iterator[Fault]:
    kinds = {str(each.get("/Subtype")) for each in listed if isinstance(each, pikepdf.Dictionary)}
    if "/FileAttachment" in kinds:
        yield Fault("attachment", phrase("other files are attached to it"), _PLAIN)
    if kinds - _HARMLESS - {"/FileAttachment"}:
        words = phrase("it holds notes, links or fields, which may print or not")
        yield Fault("annotation", words, _PLAIN) if shop else warning("annotation", words, _PLAIN)


def stream_faults(pdf: pikepdf.Pdf, shop: Shop) -> Iterator[Fault]:
    """Yield what is wrong with how the streams of a file for a shop are stored."""
    forbidden = _FORBIDDEN.get(shop.standard, {})
    found: set[str] = set()
    outside = False
    for each in list(pdf.objects)[:_MOST_OBJECTS]:
        if isinstance(each, pikepdf.Stream):
            packed = each.get("/Filter")
            names = packed if isinstance(packed, pikepdf.Array) else [packed]
            found |= {forbidden[str(name)] for name in names if str(name) in forbidden}
            outside = outside or "/F" in each
    for name in sorted(found):
        yield Fault(
            "compression", phrase("it is packed with {name}, which {standard} forbids", name=name,
                                  standard=shop.standard.value), _again(shop),
        )  # fmt: skip
    if outside:
        yield Fault("data-outside", phrase("a part of it lies in another file"), _again(shop))


def _again(shop: Shop) -> Phrase:
    return phrase("Export the file anew as {standard}.", standard=shop.standard.value)
