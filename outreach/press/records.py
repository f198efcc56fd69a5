"""Records of PDF/VT-1 (ISO 16612-2): which pages are whose, so that a press can take up again.

The tree has two levels: the file, and a record for the pages of each piece. A record is told by its
id and by nothing else: no name, no address, whatever the standard would have room for.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter

from pikepdf import Array, Dictionary, Name, Object, Pdf, String

_LEVELS = (Name("/Root"), Name("/Record"))


def note_records(pdf: Pdf, pages: Sequence[Object], records: Sequence[str]) -> None:
    """Note which record each page belongs to; pages of one record stand together.

    Keys are those of ISO 32000-2 §14.12, metadata those of CIP4 (ISO 21812-1).
    """
    root = pdf.make_indirect(Dictionary(Type=Name("/DPartRoot"), RecordLevel=1))
    root.NodeNameList = Array(_LEVELS)
    top = pdf.make_indirect(Dictionary(Type=Name("/DPart"), Parent=root))
    root.DPartRootNode = top
    leaves = []
    for record, some in groupby(zip(records, pages, strict=True), key=itemgetter(0)):
        own = [page for _, page in some]
        leaf = pdf.make_indirect(_leaf(top, record, own))
        for page in own:
            page.DPart = leaf
        leaves.append(leaf)
    top.DParts = Array([Array(leaves)])
    pdf.Root.DPartRoot = root


def _leaf(top: Object, record: str, pages: Sequence[Object]) -> Dictionary:
    leaf = Dictionary(Type=Name("/DPart"), Parent=top, Start=pages[0])
    if record:
        recipient = Dictionary(CIP4_UniqueID=String(record))
        leaf.DPM = Dictionary(CIP4_Root=Dictionary(CIP4_Recipient=recipient))
    if len(pages) > 1:  # "not present otherwise" (Table 409)
        leaf.End = pages[-1]
    return leaf
