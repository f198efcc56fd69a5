"""What a file says it is: PDF/X, its dates and titles, the press it is meant for.

PDF/X-4 is ISO 15930-7, identified in XMP; PDF/X-1a:2003 is ISO 15930-4, identified in Info.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree

import pikepdf

from outreach.model.shop import Shop, Standard
from outreach.phrase import Phrase, phrase
from outreach.sources.fault import Fault

_X = "{http://www.npes.org/pdfx/ns/id/}GTS_PDFXVersion"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_XMP = "{http://ns.adobe.com/xap/1.0/}"
_MM = "{http://ns.adobe.com/xap/1.0/mm/}"
_PDF = "{http://ns.adobe.com/pdf/1.3/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_MOST_XMP = 4_000_000  # bytes
_SAME = {"/Title": _TITLE, "/CreationDate": f"{_XMP}CreateDate", "/ModDate": f"{_XMP}ModifyDate"}
_DATE = re.compile(r"\D*(\d{4})-?(\d\d)-?(\d\d)T?(\d\d):?(\d\d):?(\d\d)?(.*)")
_ZONE = re.compile(r"([+-])(\d\d)\D?(\d\d)?")
_NEWEST = {Standard.X1A: "1.4", Standard.X4: "1.6"}


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of itself: Info, XMP by full name, and whether its XMP can be read."""

    info: Mapping[str, str] = field(default_factory=dict)
    xmp: Mapping[str, str] = field(default_factory=dict)
    has_xmp: bool = False
    broken: bool = False
    packed: bool = False

    @property
    def standards(self) -> tuple[str, str]:
        """Return the standard by XMP and by Info, blank where they do not say."""
        return self.xmp.get(_X, ""), self.info.get("/GTS_PDFXVersion", "")


def said_by(pdf: pikepdf.Pdf) -> Said:
    """Return what a file says of itself; nothing in it stops the program."""
    info = pdf.trailer.get("/Info")
    words = {}
    if isinstance(info, pikepdf.Dictionary):
        words = {key: str(value) for key, value in info.items() if _is_word(value)}
    metadata = pdf.Root.get("/Metadata")
    if not isinstance(metadata, pikepdf.Stream):
        return Said(words)
    packed = "/Filter" in metadata
    try:
        data = metadata.read_bytes()
        return Said(words, _properties(data), has_xmp=True, packed=packed)
    except (pikepdf.PdfError, ElementTree.ParseError, ValueError):
        return Said(words, has_xmp=True, broken=True, packed=packed)


def _is_word(value: Any) -> bool:
    return isinstance(value, str | pikepdf.String | pikepdf.Name)


def _properties(data: bytes) -> dict[str, str]:
    """Return the properties of an XMP packet, as elements or as attributes (ISO 16684-1 §7)."""
    if len(data) > _MOST_XMP or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise ValueError("no honest XMP")
    found: dict[str, str] = {}
    for description in ElementTree.fromstring(data.strip(b"\0 \r\n")).iter(f"{_RDF}Description"):
        found |= {key: text for key, text in description.attrib.items() if key[0] == "{"}
        for element in description:
            listed = [item.text or "" for item in element.iter(f"{_RDF}li")]
            found[element.tag] = "; ".join(listed) if listed else (element.text or "").strip()
    return found


def claimed(said: Said) -> Standard:
    """Return the standard a file says it keeps to, PLAIN where it is none we know."""
    for claim in said.standards:
        if claim.startswith("PDF/X-4"):
            return Standard.X4
        if claim.startswith("PDF/X-1"):
            return Standard.X1A
    return Standard.PLAIN


def identity_faults(pdf: pikepdf.Pdf, said: Said, shop: Shop) -> Iterator[Fault]:
    """Yield what is wrong with how a file for a shop presents itself."""
    again = phrase("Export the file anew as {standard}.", standard=shop.standard.value)
    yield from _standard(said, shop.standard, again)
    yield from _version(pdf, shop.standard, again)
    for what in _missing(pdf, said, shop.standard):
        yield Fault("x-entry-missing", phrase("the file does not hold its {entry}", entry=what),
                    again)  # fmt: skip
    yield from _disagreement(said, again)
    yield from _intents(pdf, shop, again)


def _standard(said: Said, wanted: Standard, again: Phrase) -> Iterator[Fault]:
    by_xmp, by_info = said.standards
    claim = by_xmp if wanted is Standard.X4 else by_info
    if said.broken:
        yield Fault("xmp-broken", phrase("its metadata (XMP) cannot be read"), again)
    elif not (by_xmp or by_info):
        yield Fault(
            "standard-missing",
            phrase("it does not say that it is {standard}", standard=wanted.value), again,
        )  # fmt: skip
    elif not claim.startswith(wanted.value):
        yield Fault(
            "standard-differs",
            phrase("it says it is {claim}, and the preset wants {standard}",
                   claim=(claim or by_xmp or by_info)[:40], standard=wanted.value),
            phrase("Choose the preset the file is made for, or export it anew as {standard}.",
                   standard=wanted.value),
        )  # fmt: skip
    if said.packed and wanted is Standard.X4:
        yield Fault("xmp-packed", phrase("its metadata is compressed, which PDF/X-4 forbids"),
                    again)  # fmt: skip


def _version(pdf: pikepdf.Pdf, wanted: Standard, again: Phrase) -> Iterator[Fault]:
    newest = _NEWEST.get(wanted, "2.0")
    # The later one counts: a program that adds to a file cannot rewrite its first line (§7.2.2).
    version = max(pdf.pdf_version, str(pdf.Root.get("/Version", "")).removeprefix("/"))
    if version > newest:
        yield Fault(
            "pdf-version",
            phrase("it is PDF {version}; {standard} is PDF {newest} at most",
                   version=version, standard=wanted.value, newest=newest), again,
        )  # fmt: skip
    elif wanted is Standard.X1A and pdf.trailer.get("/Type") == pikepdf.Name.XRef:
        yield Fault(
            "pdf-version",
            phrase("its table of contents is a stream, which PDF 1.4 does not know"), again,
        )  # fmt: skip


def _missing(pdf: pikepdf.Pdf, said: Said, wanted: Standard) -> Iterator[str]:
    """Yield the names of entries that the standard wants and the file has not."""
    if "/ID" not in pdf.trailer:
        yield "ID"
    info, xmp = said.info, said.xmp
    if wanted is Standard.X1A:
        for key in ("/Title", "/CreationDate", "/ModDate"):
            if not info.get(key):
                yield key[1:]
        if info.get("/Trapped") not in ("/True", "/False"):
            yield "Trapped"
    elif said.has_xmp and not said.broken:
        named = {
            "dc:title": _TITLE, "xmp:CreateDate": f"{_XMP}CreateDate",
            "xmp:ModifyDate": f"{_XMP}ModifyDate", "xmp:MetadataDate": f"{_XMP}MetadataDate",
            "xmpMM:DocumentID": f"{_MM}DocumentID", "xmpMM:VersionID": f"{_MM}VersionID",
            "xmpMM:RenditionClass": f"{_MM}RenditionClass",
        }  # fmt: skip
        yield from (name for name, full in named.items() if not xmp.get(full))
        if xmp.get(f"{_PDF}Trapped") not in ("True", "False"):
            yield "pdf:Trapped"


def _disagreement(said: Said, again: Phrase) -> Iterator[Fault]:
    for key, full in _SAME.items():
        one, other = said.info.get(key), said.xmp.get(full)
        if not one or not other:
            continue
        # Of a title in several languages the first is the one that counts (ISO 16684-1 §8.2.2.4).
        if one not in (other, other.partition("; ")[0]) and not _same_moment(one, other):
            yield Fault(
                "info-differs",
                phrase("its {entry} differs between Info and XMP", entry=key[1:]), again,
            )  # fmt: skip


def _same_moment(one: str, other: str) -> bool:
    first, second = _moment(one), _moment(other)
    return first is not None and second is not None and abs(first - second) < timedelta(seconds=61)


def _moment(text: str) -> datetime | None:
    """Return a date of Info (D:20261201…) or XMP (2026-12-01T…) in UTC, None: it is none."""
    found = _DATE.fullmatch(text.strip())
    if found is None:
        return None
    parts = [int(part or 0) for part in found.groups()[:6]]
    zone = _ZONE.match(found[7].replace("'", ":"))
    try:
        moment = datetime(*parts)  # type: ignore[arg-type]
    except ValueError:
        return None
    if zone is None:
        return moment
    away = timedelta(hours=int(zone[2]), minutes=int(zone[3] or 0))
    return moment - away if zone[1] == "+" else moment + away


# -- the press it is meant for --------------------------------------------------------------------


def _intents(pdf: pikepdf.Pdf, shop: Shop, again: Phrase) -> Iterator[Fault]:
    listed = pdf.Root.get("/OutputIntents")
    found = list(listed) if isinstance(listed, pikepdf.Array) else []
    intents = [each for each in found if isinstance(each, pikepdf.Dictionary)
               and str(each.get("/S")) == "/GTS_PDFX"]  # fmt: skip
    if not intents:
        yield Fault(
            "intent-missing", phrase("it does not say which press it is meant for (no output "
                                     "intent)"), again,
        )  # fmt: skip
        return
    if len(intents) > 1:
        yield Fault("intent-many", phrase("it names {count} presses it is meant for; one is right",
                                          count=len(intents)), again)  # fmt: skip
    yield from _intent(intents[0], shop, again)


def _intent(intent: Any, shop: Shop, again: Phrase) -> Iterator[Fault]:
    for key in ("OutputConditionIdentifier", *(() if "/RegistryName" in intent else ("Info",))):
        if not str(intent.get(f"/{key}", "")):
            yield Fault(
                "intent-entry-missing",
                phrase("its output intent does not hold its {entry}", entry=key), again,
            )  # fmt: skip
    profile = intent.get("/DestOutputProfile")
    if isinstance(profile, pikepdf.Stream):
        yield from _profile(profile, again)
    elif shop.standard is Standard.X4 or "/RegistryName" not in intent:
        yield Fault(
            "intent-without-profile",
            phrase("the profile of the press it is meant for is not in the file"), again,
        )  # fmt: skip


def _profile(stream: pikepdf.Stream, again: Phrase) -> Iterator[Fault]:
    """Yield what is wrong with an ICC profile (ICC.1 §7.2: class at 12, colours at 16)."""
    data = stream.read_bytes()
    try:
        size, kind, colours, mark = struct.unpack_from(">I8x4s4s16x4s", data)
    except struct.error:
        size, kind, colours, mark = 0, b"", b"", b""
    if mark != b"acsp" or size > len(data):
        yield Fault("intent-profile-broken", phrase("the profile of its press cannot be read"),
                    again)  # fmt: skip
    elif kind != b"prtr":
        yield Fault("intent-not-press", phrase("the profile in its output intent is not that of a "
                                               "press"), again)  # fmt: skip
    elif colours != b"CMYK":
        yield Fault(
            "intent-not-cmyk",
            phrase("the profile in its output intent is for {colours}, not for the four inks",
                   colours=colours.decode("ascii", "replace").strip()), again,
        )  # fmt: skip
    elif int(stream.get("/N", 4)) != 4:
        yield Fault("intent-profile-broken",
                    phrase("its output intent speaks of {count} inks, its profile of 4",
                           count=int(stream.N)), again)  # fmt: skip
