"""What PDF/X asks of a file as a whole: how it is identified, and the press it is meant for.

PDF/X-4 is ISO 15930-7 on PDF 1.6, identified in XMP; PDF/X-1a:2003 is ISO 15930-4 on PDF 1.4,
identified in Info. Both want one output intent of GTS_PDFX, dates, a title, and whether the file
is trapped; both forbid what a press could not print. So nothing else is written beside it.
"""

from __future__ import annotations

import struct

from pikepdf import Array, Dictionary, Name, ObjectStreamMode, Pdf, Stream, String

from outreach.model.shop import Standard
from outreach.press.embedding import deflated
from outreach.press.finish import Finish
from outreach.press.xmp import Metadata, packet

MAKER = "outreach"
RECORDS = "PDF/VT-1"  # ISO 16612-2
_UNREGISTERED = "Custom"  # of a printing condition that no registry knows by name


def declare(pdf: Pdf, title: str, finish: Finish, mark: bytes) -> None:
    """Have the file say which standard it keeps to; ``mark`` are 16 bytes of its content's hash.

    The title is the only text taken over, so it must hold no name. Raises ValueError where the
    finish has no day or no profile, or records in another standard than PDF/X-4.
    """
    if finish.made_on is None or not finish.profile:
        raise ValueError("PDF/X wants a date and the profile of a press")
    if finish.records and finish.standard is not Standard.X4:
        raise ValueError("PDF/VT-1 rests on PDF/X-4")
    day = finish.made_on
    info = {
        "Title": String(title),
        "Creator": String(MAKER),
        "Producer": String(MAKER),
        "CreationDate": String(f"D:{day:%Y%m%d}000000Z"),
        "ModDate": String(f"D:{day:%Y%m%d}000000Z"),
        "Trapped": Name("/False"),
    }
    by_xmp = finish.standard is Standard.X4
    if not by_xmp:
        info["GTS_PDFXVersion"] = String(finish.standard.value)
    for key, value in info.items():
        pdf.docinfo[f"/{key}"] = value
    records = RECORDS if finish.records else ""
    date = f"{day:%Y-%m-%d}T00:00:00Z"
    data = Metadata(title, MAKER, date, mark, finish.standard.value, by_xmp, records)
    pdf.Root.Metadata = Stream(pdf, packet(data), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.OutputIntents = Array([_intent(pdf, finish)])


def _intent(pdf: Pdf, finish: Finish) -> Dictionary:
    """Return the output intent (ISO 32000-1 §14.11.5) with the profile embedded.

    A condition's name counts only together with the registry that knows it.
    """
    described = profile_name(finish.profile)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name("/GTS_PDFX"),
        OutputConditionIdentifier=String(finish.condition or _UNREGISTERED),
        Info=String(described or finish.condition or _UNREGISTERED),
        DestOutputProfile=pdf.make_indirect(_profile(pdf, finish.profile)),
    )
    if finish.condition and finish.registry:
        intent.RegistryName = String(finish.registry)
    return pdf.make_indirect(intent)


def _profile(pdf: Pdf, profile: bytes) -> Stream:
    stream = deflated(pdf, profile)
    stream.N = 4
    stream.Alternate = Name.DeviceCMYK
    return stream


def profile_name(profile: bytes) -> str:
    """Return what an ICC profile calls itself, blank where it says nothing that can be read."""
    try:
        (count,) = struct.unpack_from(">I", profile, 128)
        for at in range(132, 132 + 12 * min(count, 100), 12):
            tag, start, size = struct.unpack_from(">4sII", profile, at)
            if tag == b"desc":
                return _text(profile[start : start + size])
    except (struct.error, UnicodeDecodeError):
        pass
    return ""


def _text(tag: bytes) -> str:
    """Return the text of a description (ICC.1:2001-04 §6.5.17) or its first translation (v4)."""
    if tag[:4] == b"desc":
        (length,) = struct.unpack_from(">I", tag, 8)
        return tag[12 : 12 + length].rstrip(b"\0").decode("ascii")
    if tag[:4] == b"mluc":
        length, start = struct.unpack_from(">II", tag, 20)
        return tag[start : start + length].decode("utf-16-be")
    return ""


def version_of(standard: Standard) -> str:
    """Return the version of PDF a file of this standard is written in."""
    return "1.4" if standard is Standard.X1A else "1.6"


def streams_of(standard: Standard) -> ObjectStreamMode:
    """Return whether objects stand in streams, which PDF 1.4 does not know.

    In PDF/X-4 they might; a shop's older tools read a file without them, for 1 % of its bytes.
    """
    is_plain = standard is Standard.PLAIN
    mode: ObjectStreamMode = ObjectStreamMode.generate if is_plain else ObjectStreamMode.disable
    return mode
