"""Metadata as XMP (ISO 16684-1): what PDF/X-4 is known by, and the same again as in Info.

PDF/X-1a is known by Info alone; what XMP then repeats is called as Acrobat calls keys of Info.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID
from xml.sax.saxutils import escape

_NAMESPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfx": "http://ns.adobe.com/pdfx/1.3/",
    "pdfvtid": "http://www.npes.org/pdfvt/ns/id/",
    "pdfxid": "http://www.npes.org/pdfx/ns/id/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "xmpMM": "http://ns.adobe.com/xap/1.0/mm/",
}
_PACKET = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""{namespaces}>
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
{properties}
</rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""


class Metadata(NamedTuple):
    """What a file says of itself; ``date`` is a moment in UTC such as 2026-12-01T00:00:00Z.

    ``version`` is that of PDF/X, which the file is known by here (``by_xmp``) or in Info alone;
    ``records`` is that of PDF/VT, blank where the file is none. ``mark`` are 16 bytes that stand
    for the content.
    """

    title: str
    maker: str
    date: str
    mark: bytes
    version: str
    by_xmp: bool
    records: str = ""


def packet(data: Metadata) -> bytes:
    """Return the metadata as an XMP packet in UTF-8."""
    identity = f"uuid:{UUID(bytes=data.mark[:16])}"
    properties = {
        "xmp:CreateDate": data.date,
        "xmp:ModifyDate": data.date,
        "xmp:MetadataDate": data.date,
        "xmp:CreatorTool": data.maker,
        "pdf:Producer": data.maker,
        "pdf:Trapped": "False",
        # Nothing is ever changed in a file: its first version is its only one.
        "xmpMM:DocumentID": identity,
        "xmpMM:InstanceID": identity,
        "xmpMM:VersionID": "1",
        "xmpMM:RenditionClass": "default",
        f"{'pdfxid' if data.by_xmp else 'pdfx'}:GTS_PDFXVersion": data.version,
    }
    if data.records:
        properties |= {
            "pdfvtid:GTS_PDFVTVersion": data.records,
            "pdfvtid:GTS_PDFVTModDate": data.date,
        }
    names = {name.partition(":")[0] for name in properties} | {"dc"}
    spaces = [f'\n  xmlns:{name}="{_NAMESPACES[name]}"' for name in sorted(names)]
    lines = [f"<{name}>{escape(value)}</{name}>" for name, value in properties.items()]
    return _PACKET.format(
        namespaces="".join(spaces), title=escape(data.title), properties="\n".join(lines)
    ).encode("utf-8")
