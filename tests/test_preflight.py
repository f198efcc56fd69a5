"""Preflight: faulty print files, each with one fault, and clean ones with none."""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pikepdf
import pytest
from click.testing import CliRunner, Result
from hypothesis import given, settings
from hypothesis import strategies as st
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import Image

from outreach.cli.main import cli
from outreach.errors import Severity
from outreach.model.shop import Shop, Standard
from outreach.press.preflight import Preflight, preflight
from outreach.workflow.preflight import check_files, judge

if TYPE_CHECKING:
    from tests.conftest import Paper

MM = 72 / 25.4
X4, X1A = Shop("x4"), Shop("x1a", Standard.X1A)
WIDE, HIGH, BLEED = 106.0, 154.0, 3.0
ART = f"0.3 0.2 0.1 0.1 k 0 0 {WIDE * MM} {HIGH * MM} re f\n"
XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"
 pdfxid:GTS_PDFXVersion="PDF/X-4" xmp:CreateDate="2026-12-01T09:00:00+09:00"
 xmp:ModifyDate="2026-12-01T00:00:00Z" xmp:MetadataDate="2026-12-01T00:00:00Z"
 xmpMM:DocumentID="uuid:1" xmpMM:VersionID="1" xmpMM:RenditionClass="default" pdf:Trapped="False">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">2026-12a 1</rdf:li></rdf:Alt></dc:title>
</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>"""


def profile(kind: bytes = b"prtr", colours: bytes = b"CMYK") -> bytes:
    """The header of an ICC profile, and nothing else."""
    head = bytearray(128)
    head[:4] = (128).to_bytes(4, "big")
    head[12:20] = kind + colours
    head[36:40] = b"acsp"
    return bytes(head)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, ["--lang", "en", *arguments])


def mm(*lengths: float) -> str:
    return " ".join(f"{length * MM:.5f}" for length in lengths)


def at(x: float, y: float, wide: float, high: float) -> str:
    """A rectangle in mm from the trim's upper left corner."""
    return mm(x + BLEED, HIGH - BLEED - y - high, wide, high) + " re"


def bare(content: str = ART, width: float = WIDE, height: float = HIGH) -> Pdf:
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(width * MM, height * MM))
    page.Contents = Stream(pdf, content.encode())
    page.Resources = Dictionary()
    pdf.docinfo.Title = String("2026-12a 1")
    return pdf


def shop_pdf(content: str = ART, standard: Standard = Standard.X4) -> Pdf:
    """A clean file for a print shop."""
    pdf = bare(content)
    page = pdf.pages[0]
    page.BleedBox = Array([0, 0, WIDE * MM, HIGH * MM])
    page.TrimBox = Array([BLEED * MM, BLEED * MM, (WIDE - BLEED) * MM, (HIGH - BLEED) * MM])
    pdf.Root.OutputIntents = Array([Dictionary(
        Type=Name.OutputIntent, S=Name.GTS_PDFX, OutputConditionIdentifier=String("Custom"),
        Info=String("a press"), DestOutputProfile=Stream(pdf, profile(), N=4),
    )])  # fmt: skip
    if standard is Standard.X4:
        pdf.Root.Metadata = Stream(pdf, XMP.encode(), Type=Name.Metadata, Subtype=Name.XML)
    else:
        pdf.docinfo["/GTS_PDFXVersion"] = String("PDF/X-1a:2003")
        pdf.docinfo["/Trapped"] = Name("/False")
    pdf.docinfo["/CreationDate"] = String("D:20261201000000Z")
    pdf.docinfo["/ModDate"] = String("D:20261201000000Z")
    return pdf


def saved(pdf: Pdf, folder: Path, name: str = "card.pdf", standard: str = "1.4") -> Path:
    modes = pikepdf.ObjectStreamMode
    mode = modes.disable if standard == "1.4" else modes.preserve
    file = folder / name
    pdf.save(file, force_version=standard, deterministic_id=True, object_stream_mode=mode,
             compress_streams=False, fix_metadata_version=False)  # fmt: skip
    return file


def looked_at(pdf: Pdf, folder: Path, shop: Shop | None = X4, **ways: object) -> Preflight:
    return preflight(saved(pdf, folder), shop, **ways)  # type: ignore[arg-type]


def codes(found: Preflight) -> set[str]:
    return {finding.problem.code for finding in found.findings}


def resources(pdf: Pdf, **kinds: object) -> None:
    pdf.pages[0].Resources = Dictionary(**kinds)


def picture(
    pdf: Pdf, size: tuple[int, int], planes: int = 4, value: int = 40, **entries: object
) -> Stream:
    spaces = {1: Name.DeviceGray, 3: Name.DeviceRGB, 4: Name.DeviceCMYK}
    data = zlib.compress(bytes([value]) * (size[0] * size[1] * planes))
    return Stream(
        pdf, data, Type=Name.XObject, Subtype=Name.Image, Width=size[0], Height=size[1],
        ColorSpace=spaces[planes], BitsPerComponent=8, Filter=Name.FlateDecode, **entries,
    )  # fmt: skip


def with_picture(size: tuple[int, int], placed: str, **kinds: object) -> Pdf:
    pdf = shop_pdf(ART + f"q {placed} cm /P Do Q")
    planes = int(kinds.pop("planes", 4))  # type: ignore[call-overload]
    resources(pdf, XObject=Dictionary(P=pdf.make_indirect(picture(pdf, size, planes, **kinds))))
    return pdf


def with_settings(settings: Dictionary, content: str) -> Pdf:
    pdf = shop_pdf(ART + f"/G gs {content}")
    resources(pdf, ExtGState=Dictionary(G=settings))
    return pdf


def font(pdf: Pdf, data: bytes | None = None) -> Dictionary:
    descriptor = Dictionary(Type=Name.FontDescriptor, FontName=Name.Invented, Flags=4)
    if data is not None:
        descriptor.FontFile2 = Stream(pdf, data)
    below = Dictionary(Type=Name.Font, Subtype=Name.CIDFontType2, BaseFont=Name.Invented,
                       FontDescriptor=descriptor, DW=1000, CIDToGIDMap=Name.Identity)  # fmt: skip
    return Dictionary(Type=Name.Font, Subtype=Name.Type0, BaseFont=Name.Invented,
                      Encoding=Name("/Identity-H"), DescendantFonts=Array([below]))  # fmt: skip


def lettered(content: str, data: bytes | None = b"\0\1\0\0") -> Pdf:
    pdf = shop_pdf(ART + content)
    resources(pdf, Font=Dictionary(F=font(pdf, data)))
    return pdf


def text(x: float, y: float, size: float = 10, shown: str = "0041", ink: str = "0 g") -> str:
    """Letters whose cell's upper left corner is at (x, y) mm from the trim's."""
    baseline = HIGH - BLEED - y - 0.88 * size / MM
    return f"{ink} BT /F {size} Tf 1 0 0 1 {mm(x + BLEED, baseline)} Tm <{shown}> Tj ET "


# -- clean files ----------------------------------------------------------------------------------


@pytest.mark.parametrize("shop", [X4, X1A], ids=lambda shop: shop.name)
def test_a_clean_file_for_a_shop_has_nothing_to_remark_on(shop: Shop, tmp_path: Path) -> None:
    assert looked_at(shop_pdf(standard=shop.standard), tmp_path, shop).findings == ()


def test_a_clean_card_for_the_printer_at_home_has_nothing_to_remark_on(
    paper: Paper, tmp_path: Path
) -> None:
    people = [paper.person(family, "実") for family in ("森田", "高橋", "谷")]
    file = paper.pdf(*[paper.frame(person) for person in people])
    found = preflight(file, None)
    assert found.findings == ()
    assert (found.pages, found.page_sizes) == (3, ((100.0, 148.0),))


def test_crop_marks_beyond_the_bleed_are_no_fault(tmp_path: Path) -> None:
    pdf = shop_pdf()
    page = pdf.pages[0]
    marks = f"/All CS 1 SCN 0.3 w {mm(-10, BLEED)} m {mm(-1, BLEED)} l S "
    page.Contents = Stream(pdf, (ART + marks).encode())
    page.MediaBox = Array([-20 * MM, -20 * MM, (WIDE + 20) * MM, (HIGH + 20) * MM])
    tint = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)
    resources(pdf, ColorSpace=Dictionary(
        All=Array([Name.Separation, Name.All, Name.DeviceCMYK, tint])))  # fmt: skip
    assert looked_at(pdf, tmp_path).findings == ()


# -- one fault each -------------------------------------------------------------------------------


def changed(change: Callable[[Pdf], object]) -> Callable[[], Pdf]:
    def made() -> Pdf:
        pdf = shop_pdf()
        change(pdf)
        return pdf

    return made


def _intent(pdf: Pdf) -> Dictionary:
    found = pdf.Root.OutputIntents[0]
    assert isinstance(found, pikepdf.Object)
    return found  # type: ignore[return-value]


def _xmp(pdf: Pdf, old: str, new: str) -> None:
    pdf.Root.Metadata = Stream(pdf, XMP.replace(old, new).encode())


def _second_page(pdf: Pdf) -> None:
    pdf.pages.append(pdf.pages[0])
    page = pdf.pages[1]
    page.TrimBox = Array([BLEED * MM, 4 * MM, (WIDE - BLEED) * MM, (HIGH - 4) * MM])


FAULTS: dict[str, Callable[[], Pdf]] = {
    "trim-missing": changed(lambda pdf: pdf.pages[0].obj.__delitem__("/TrimBox")),
    "trim-and-art": changed(lambda pdf: pdf.pages[0].obj.__setitem__(
        "/ArtBox", pdf.pages[0].TrimBox)),
    "box-nesting": changed(lambda pdf: pdf.pages[0].obj.__setitem__(
        "/BleedBox", Array([-9, 0, WIDE * MM, HIGH * MM]))),
    "box-senseless": changed(lambda pdf: pdf.pages[0].obj.__setitem__(
        "/CropBox", Array([1, 2, 3]))),
    "no-bleed": changed(lambda pdf: pdf.pages[0].obj.__setitem__(
        "/TrimBox", Array([1 * MM, 1 * MM, 105 * MM, 153 * MM]))),
    "no-postcard": changed(lambda pdf: pdf.pages[0].obj.__setitem__(
        "/TrimBox", Array([10 * MM, 10 * MM, 96 * MM, 144 * MM]))),
    "turned": changed(lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", 180)),
    "unit": changed(lambda pdf: pdf.pages[0].obj.__setitem__("/UserUnit", 1.00001)),
    "sizes-differ": changed(_second_page),
    "standard-missing": changed(lambda pdf: pdf.Root.__delitem__("/Metadata")),
    "standard-differs": changed(lambda pdf: _xmp(pdf, "PDF/X-4", "PDF/X-5")),
    "xmp-broken": changed(lambda pdf: _xmp(pdf, "</rdf:RDF>", "")),
    "x-entry-missing": changed(lambda pdf: _xmp(pdf, 'pdf:Trapped="False"', "")),
    "info-differs": changed(lambda pdf: pdf.docinfo.__setitem__("/Title", String("another"))),
    "intent-missing": changed(lambda pdf: pdf.Root.__delitem__("/OutputIntents")),
    "intent-many": changed(lambda pdf: pdf.Root.OutputIntents.append(_intent(pdf))),
    "intent-without-profile": changed(lambda pdf: _intent(pdf).__delitem__("/DestOutputProfile")),
    "intent-entry-missing": changed(lambda pdf: _intent(pdf).__delitem__("/Info")),
    "intent-not-press": changed(lambda pdf: _intent(pdf).DestOutputProfile.write(
        profile(b"mntr"))),
    "intent-not-cmyk": changed(lambda pdf: _intent(pdf).DestOutputProfile.write(
        profile(colours=b"RGB "))),
    "intent-profile-broken": changed(lambda pdf: _intent(pdf).DestOutputProfile.write(b"?")),
    "script": changed(lambda pdf: pdf.Root.__setitem__(
        "/OpenAction", Dictionary(S=Name.JavaScript, JS=String("1")))),
    "attachment": changed(lambda pdf: pdf.attachments.__setitem__("list.csv", b"k7f3q")),
    "form": changed(lambda pdf: pdf.Root.__setitem__(
        "/AcroForm", Dictionary(Fields=Array([Dictionary()])))),
    "layers": changed(lambda pdf: pdf.Root.__setitem__("/OCProperties", Dictionary())),
    "author": changed(lambda pdf: pdf.docinfo.__setitem__("/Author", String("Kodama"))),
    "folder-told": changed(lambda pdf: pdf.docinfo.__setitem__(
        "/Subject", String("C:\\Users\\kodama\\card.ai"))),
    "private-data": changed(lambda pdf: pdf.pages[0].obj.__setitem__(
        "/PieceInfo", Dictionary(Illustrator=Dictionary()))),
    "annotation": changed(lambda pdf: pdf.pages[0].obj.__setitem__(
        "/Annots", Array([Dictionary(Type=Name.Annot, Subtype=Name.Link)]))),
    "rgb": lambda: shop_pdf(ART + f"1 0 0 rg {at(20, 20, 10, 10)} f"),
    "ink-over-limit": lambda: shop_pdf(ART + f"1 1 1 0.5 k {at(20, 20, 10, 10)} f"),
    "bleed-not-covered": lambda: shop_pdf(f"0.3 0 0 0 k {at(0, 0, 100, 148)} f"),
    "dpi-low": lambda: with_picture((100, 100), f"{mm(20, 0, 0, 20, 40, 40)}"),
    "line-thin": lambda: shop_pdf(ART + f"0.1 w {mm(30, 30)} m {mm(60, 30)} l S"),
    "near-the-cut": lambda: lettered(text(1.5, 40)),
    "cut-off": lambda: lettered(text(-1.5, 40)),
    "black-of-many-inks": lambda: lettered(text(20, 20, ink="0.5 0.4 0.4 1 k")),
    "letters-of-many-inks": lambda: lettered(text(20, 20, 8, ink="0.5 0.4 0.4 0 k")),
    "font-missing": lambda: lettered(text(20, 20), None),
    "glyph-missing": lambda: lettered(text(20, 20, 10, "00410000")),
    "white-overprints": lambda: with_settings(
        Dictionary(OP=True, op=True, OPM=1), f"0 0 0 0 k {at(20, 20, 10, 10)} f"),
    "transparency": lambda: with_settings(Dictionary(ca=0.5), f"{at(20, 20, 10, 10)} f"),
    "transfer-curve": lambda: with_settings(
        Dictionary(TR=Dictionary(FunctionType=2, Domain=[0, 1], N=2)), ""),
    "resource-missing": lambda: shop_pdf(ART + "/Nothing Do"),
    "content-broken": lambda: shop_pdf(ART + "(a) w"),
}  # fmt: skip


@pytest.mark.parametrize("code", FAULTS)
def test_one_fault_is_one_finding(code: str, tmp_path: Path) -> None:
    found = looked_at(FAULTS[code](), tmp_path)
    assert codes(found) == {code}
    assert all(finding.problem.hint.text for finding in found.findings)


X1A_FAULTS: dict[str, Callable[[], Pdf]] = {
    "layers": lambda: _with_layers(shop_pdf(standard=Standard.X1A)),
    "colour-managed": lambda: _with_space(
        lambda pdf: Array([Name.ICCBased, Stream(pdf, profile(), N=4)]), "0 0 0 0.5 sc"),
    "rgb": lambda: _with_space(
        lambda pdf: Array([Name.Lab, Dictionary(WhitePoint=[0.96, 1, 0.82])]), "50 0 0 sc"),
    "spot-colour": lambda: _with_space(
        lambda pdf: Array([Name.Separation, Name("/Gold"), Name.DeviceCMYK, Dictionary(
            FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[0, 0.2, 0.8, 0], N=1)]), "1 scn"),
    "registration-inside": lambda: _with_space(
        lambda pdf: Array([Name.Separation, Name.All, Name.DeviceCMYK, Dictionary(
            FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 1], N=1)]), "1 scn"),
    "transparency": lambda: _with_group(shop_pdf(standard=Standard.X1A)),
}  # fmt: skip


def _with_layers(pdf: Pdf) -> Pdf:
    pdf.Root.OCProperties = Dictionary()
    return pdf


def _with_group(pdf: Pdf) -> Pdf:
    pdf.pages[0].Group = Dictionary(S=Name.Transparency, CS=Name.DeviceCMYK)
    return pdf


def _with_space(space: Callable[[Pdf], Array], colour: str) -> Pdf:
    pdf = shop_pdf(ART + f"/C cs {colour} {at(20, 20, 10, 10)} f", Standard.X1A)
    resources(pdf, ColorSpace=Dictionary(C=space(pdf)))
    return pdf


@pytest.mark.parametrize("code", X1A_FAULTS)
def test_what_x1a_forbids_is_found(code: str, tmp_path: Path) -> None:
    assert codes(looked_at(X1A_FAULTS[code](), tmp_path, X1A)) == {code}


def test_an_rgb_group_is_found_where_x4_allows_groups(tmp_path: Path) -> None:
    pdf = shop_pdf()
    pdf.pages[0].Group = Dictionary(S=Name.Transparency, CS=Name.DeviceRGB)
    assert codes(looked_at(pdf, tmp_path)) == {"blend-space"}


def test_an_x1a_file_of_a_newer_version_is_found(tmp_path: Path) -> None:
    file = saved(shop_pdf(standard=Standard.X1A), tmp_path, standard="1.6")
    assert codes(preflight(file, X1A)) == {"pdf-version"}


def test_compressed_metadata_is_found(tmp_path: Path) -> None:
    pdf = shop_pdf()
    data = zlib.compress(XMP.encode())
    pdf.Root.Metadata = Stream(pdf, data, Filter=Name.FlateDecode)
    pdf.save(tmp_path / "card.pdf", deterministic_id=True, force_version="1.6",
             stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False,
             fix_metadata_version=False)  # fmt: skip
    assert codes(preflight(tmp_path / "card.pdf", X4)) == {"xmp-packed"}


def test_a_file_that_may_not_be_printed_is_found(tmp_path: Path) -> None:
    file = tmp_path / "card.pdf"
    lock = pikepdf.Encryption(owner="o", user="", R=4, aes=True, metadata=False)
    shop_pdf().save(file, encryption=lock, force_version="1.6")
    assert "encrypted" in codes(preflight(file, X4))


# -- places and words -----------------------------------------------------------------------------


@settings(max_examples=25, deadline=None)
@given(
    x=st.floats(5, 60), y=st.floats(5, 100), wide=st.floats(2, 35), high=st.floats(2, 40),
    turn=st.sampled_from([0, 90, 180, 270]),
)  # fmt: skip
def test_a_place_is_told_to_a_tenth_of_a_mm(
    x: float,
    y: float,
    wide: float,
    high: float,
    turn: int,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:  # fmt: skip
    pdf = shop_pdf(ART + f"1 1 1 1 k {at(x, y, wide, high)} f")
    pdf.pages[0].Rotate = turn
    found = looked_at(pdf, tmp_path_factory.mktemp("place"))
    (finding,) = [each for each in found.findings if each.problem.code == "ink-over-limit"]
    expected = {
        0: (x, y, wide, high),
        90: (148 - y - high, x, high, wide),
        180: (100 - x - wide, 148 - y - high, wide, high),
        270: (y, 100 - x - wide, high, wide),
    }[turn]
    assert finding.box == pytest.approx(expected, abs=0.1)
    assert finding.pages == (1,)


def test_a_fault_of_many_pages_is_told_once(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + f"1 0 0 rg {at(20, 30, 10, 10)} f")
    for _ in range(11):
        pdf.pages.append(pdf.pages[0])
    (finding,) = looked_at(pdf, tmp_path).findings
    assert finding.pages == tuple(range(1, 13))
    assert "Page 1–12, 20.0 mm from the left and 30.0 mm from the top" in str(
        finding.problem.message
    )


def test_a_title_with_a_name_is_found_and_the_name_is_not_told(tmp_path: Path) -> None:
    pdf = shop_pdf()
    pdf.docinfo.Title = String("森田　実さんへ")
    _xmp(pdf, "2026-12a 1", "森田　実さんへ")
    found = looked_at(pdf, tmp_path, X4, names=["森田", "実"])
    assert codes(found) == {"name-told"}
    assert not any("森" in str(each.problem) for each in found.findings)


def test_names_of_others_are_no_fault(tmp_path: Path) -> None:
    assert looked_at(shop_pdf(), tmp_path, X4, names=["谷", "高橋", "a"]).findings == ()


def test_a_quick_look_finds_what_stands_in_the_dictionaries(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + f"1 0 0 rg {at(20, 20, 10, 10)} f")
    del pdf.pages[0].obj["/TrimBox"]
    assert codes(looked_at(pdf, tmp_path, X4, quick=True)) == {"trim-missing"}


def test_a_file_for_home_may_have_colours_of_light_and_no_bleed(tmp_path: Path) -> None:
    pdf = bare(f"1 0 0 rg {mm(0, 0, 100, 148)} re f", 100, 148)
    pdf.Root.ViewerPreferences = Dictionary(PrintScaling=Name("/None"))
    assert looked_at(pdf, tmp_path, None).findings == ()


def test_a_file_for_home_that_would_be_scaled_is_remarked_on(tmp_path: Path) -> None:
    found = looked_at(bare("", 100, 148), tmp_path, None)
    assert [(each.problem.code, each.problem.severity) for each in found.findings] == [
        ("scaling", Severity.WARNING)
    ]


def test_an_odd_number_of_pages_for_both_sides_is_found(tmp_path: Path) -> None:
    pdf = bare("", 100, 148)
    pdf.Root.ViewerPreferences = Dictionary(
        PrintScaling=Name("/None"), Duplex=Name.DuplexFlipLongEdge
    )
    assert codes(looked_at(pdf, tmp_path, None)) == {"count-odd"}


# -- ink ------------------------------------------------------------------------------------------


def test_what_is_covered_does_not_count(tmp_path: Path) -> None:
    pdf = shop_pdf(f"1 1 1 1 k {at(20, 20, 10, 10)} f\n" + ART)
    assert looked_at(pdf, tmp_path).findings == ()


def test_overprinting_adds_ink_where_it_lies(tmp_path: Path) -> None:
    below = f"0.8 0.8 0.8 0 k {at(20, 20, 10, 10)} f "
    pdf = with_settings(
        Dictionary(OP=True, op=True, OPM=1), f"{below} 0 0 0 1 k {at(25, 20, 10, 10)} f"
    )
    (finding,) = looked_at(pdf, tmp_path).findings
    assert finding.problem.code == "ink-over-limit"
    assert "340 %" in str(finding.problem.message)
    assert finding.box is not None
    assert (finding.box.x, finding.box.right) == pytest.approx((25, 30), abs=0.2)


def test_a_clip_keeps_ink_off(tmp_path: Path) -> None:
    clip = f"q {at(70, 70, 5, 5)} W n 1 1 1 1 k {at(20, 20, 10, 10)} f Q"
    assert looked_at(shop_pdf(ART + clip), tmp_path).findings == ()


def test_a_round_clip_is_followed(tmp_path: Path) -> None:
    triangle = f"{mm(30, 50)} m {mm(70, 50)} l {mm(30, 90)} l W n"
    corner = f"q {triangle} 1 1 1 1 k {mm(60, 80, 10, 10)} re f Q"
    assert looked_at(shop_pdf(ART + corner), tmp_path).findings == ()


def test_a_dark_place_in_a_picture_is_found_in_its_place(tmp_path: Path) -> None:
    pixels = np.full((400, 300, 4), 30, np.uint8)
    pixels[100:200, 150:250] = 230
    pdf = shop_pdf(ART + f"q {mm(20, 0, 0, 400 / 15, 10 + BLEED, 50 + BLEED)} cm /P Do Q")
    image = picture(pdf, (300, 400))
    image.write(zlib.compress(pixels.tobytes()), filter=Name.FlateDecode)
    resources(pdf, XObject=Dictionary(P=pdf.make_indirect(image)))
    (finding,) = looked_at(pdf, tmp_path).findings
    top = 148 - 50 - 400 / 15 + 100 / 15
    assert finding.problem.code == "ink-over-limit"
    assert finding.box == pytest.approx((20, top, 100 / 15, 100 / 15), abs=0.2)


def test_a_photoshop_jpeg_is_read_the_right_way_round(tmp_path: Path) -> None:
    pixels = np.full((300, 300, 4), 13, np.uint8)  # hardly any ink
    data = io.BytesIO()
    Image.fromarray(pixels, "CMYK").save(data, "JPEG", quality=95)
    pdf = shop_pdf(ART + f"q {mm(20, 0, 0, 20, 40, 40)} cm /P Do Q")
    image = picture(pdf, (300, 300), Decode=Array([1, 0] * 4))
    image.write(data.getvalue(), filter=Name.DCTDecode)
    resources(pdf, XObject=Dictionary(P=pdf.make_indirect(image)))
    assert looked_at(pdf, tmp_path).findings == ()
    del image["/Decode"]
    assert codes(looked_at(pdf, tmp_path)) == {"ink-over-limit"}


@pytest.mark.skipif(shutil.which("gs") is None, reason="Ghostscript is not here")
def test_the_ink_agrees_with_ghostscript(tmp_path: Path) -> None:
    from outreach.press.inkmeter import InkMeter
    from outreach.press.page_reader import Shelf, read_page
    from outreach.press.preflight_boxes import boxes_of

    curve = f"0.9 0.6 0.8 0.4 k {mm(40, 60)} m {mm(90, 60, 90, 120, 40, 120)} c f "
    holes = f"0.2 0.9 0 0.3 k {mm(10, 10, 40, 30)} re {mm(20, 15, 10, 10)} re f* "
    pdf = shop_pdf(ART + curve + holes + f"q {mm(20, 10, -5, 30, 60, 20)} cm /P Do Q")
    rows = np.linspace(0, 250, 240).astype(np.uint8)
    pixels = np.broadcast_to(rows[:, None, None], (240, 200, 4)).tobytes()
    image = picture(pdf, (200, 240))
    image.write(zlib.compress(pixels), filter=Name.FlateDecode)
    resources(pdf, XObject=Dictionary(P=pdf.make_indirect(image)))
    file = saved(pdf, tmp_path)
    subprocess.run(
        ["gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", "-sDEVICE=tiff32nc", "-r150",
         "-dUseTrimBox", f"-sOutputFile={tmp_path / 'ink.tif'}", str(file)],
        check=True, capture_output=True,
    )  # fmt: skip
    with Image.open(tmp_path / "ink.tif") as theirs:
        total = np.asarray(theirs).sum(axis=2, dtype=np.uint16) / 2.55
    page = pdf.pages[0].obj
    boxes = boxes_of(page)
    sheet = InkMeter(boxes.in_mm(boxes.finished), 300).sheet(
        read_page(page, boxes.base, Shelf()).painted
    )
    ours = sheet.plates.sum(axis=2, dtype=np.uint16) / 2.55
    rows_, columns = min(len(total), len(ours)), min(total.shape[1], ours.shape[1])
    apart = np.abs(total[:rows_, :columns] - ours[:rows_, :columns])
    assert abs(total.max() - ours.max()) < 3
    assert np.quantile(apart, 0.97) < 3  # edges fall a pixel to this side or that


def test_a_shading_is_weighed_by_its_heaviest_colour(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + f"q {at(20, 20, 30, 10)} W n /S sh Q")
    blend = Dictionary(FunctionType=2, Domain=[0, 1], C0=[0, 0, 0, 0], C1=[1, 1, 1, 0.8], N=1)
    shading = Dictionary(ShadingType=2, ColorSpace=Name.DeviceCMYK, Coords=[0, 0, 9, 0],
                         Function=blend)  # fmt: skip
    resources(pdf, Shading=Dictionary(S=shading))
    (finding,) = looked_at(pdf, tmp_path).findings
    assert finding.problem.code == "ink-over-limit"
    assert finding.box == pytest.approx((20, 20, 30, 10), abs=0.2)


def test_the_limit_is_that_of_the_preset(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + f"0.9 0.8 0.8 0.2 k {at(20, 20, 10, 10)} f")
    assert looked_at(pdf, tmp_path).findings == ()
    assert codes(looked_at(pdf, tmp_path, Shop("low", ink_limit=250))) == {"ink-over-limit"}


# -- things inside things -------------------------------------------------------------------------


def _in_a_form(pdf: Pdf, content: str) -> None:
    form = Stream(pdf, content.encode(), Subtype=Name.Form, BBox=[0, 0, 400, 600],
                  Matrix=[1, 0, 0, 1, 10 * MM, -5 * MM], Resources=Dictionary())  # fmt: skip
    pdf.pages[0].Contents = Stream(pdf, (ART + "q 1 0 0 1 0 0 cm /X Do Q").encode())
    resources(pdf, XObject=Dictionary(X=pdf.make_indirect(form)))


def test_what_a_form_paints_has_its_place_on_the_page(tmp_path: Path) -> None:
    pdf = shop_pdf()
    _in_a_form(pdf, f"1 0 0 rg {at(20, 30, 10, 10)} f")
    (finding,) = looked_at(pdf, tmp_path).findings
    assert finding.box == pytest.approx((30, 35, 10, 10), abs=0.05)


def test_light_in_a_tile_or_a_table_of_colours_is_found(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + f"/Pattern cs /T scn {at(20, 30, 10, 10)} f")
    tile = Stream(pdf, b"1 0 0 rg 0 0 2 2 re f", PatternType=1, PaintType=1, TilingType=1,
                  BBox=[0, 0, 4, 4], XStep=4, YStep=4, Resources=Dictionary())  # fmt: skip
    resources(pdf, Pattern=Dictionary(T=pdf.make_indirect(tile)))
    assert codes(looked_at(pdf, tmp_path)) == {"rgb"}
    pdf = with_picture((300, 300), mm(20, 0, 0, 20, 40, 40), planes=1)
    table = Array([Name.Indexed, Name.DeviceRGB, 255, String(bytes(768))])
    pdf.pages[0].Resources.XObject.P.ColorSpace = table
    assert codes(looked_at(pdf, tmp_path)) == {"rgb"}


def test_a_default_space_takes_the_place_of_rgb(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + f"1 0 0 rg {at(20, 30, 10, 10)} f")
    own = Array([Name.ICCBased, Stream(pdf, profile(colours=b"RGB "), N=3)])
    resources(pdf, ColorSpace=Dictionary(DefaultRGB=own))
    (finding,) = looked_at(pdf, tmp_path).findings
    assert (finding.problem.code, finding.problem.is_error) == ("rgb", False)
    assert codes(looked_at(pdf, tmp_path, X1A)) >= {"rgb"}


def test_a_soft_mask_is_transparency(tmp_path: Path) -> None:
    pdf = with_picture((300, 300), mm(20, 0, 0, 20, 40, 40))
    image = pdf.pages[0].Resources.XObject.P
    image.SMask = pdf.make_indirect(picture(pdf, (300, 300), 1))
    assert codes(looked_at(pdf, tmp_path)) == {"transparency"}


def test_a_code_near_the_cut_is_found_like_letters(tmp_path: Path) -> None:
    dots = " ".join(at(1 + column, 20 + row, 0.5, 0.5) for row in range(10) for column in range(10))
    (finding,) = looked_at(shop_pdf(ART + f"0 g {dots} f"), tmp_path).findings
    assert finding.problem.code == "near-the-cut"
    assert "a code" in str(finding.problem.message)


def test_a_filled_strip_is_a_line(tmp_path: Path) -> None:
    assert codes(looked_at(shop_pdf(ART + f"0 g {at(20, 20, 40, 0.05)} f"), tmp_path)) == {
        "line-thin"
    }


def test_forbidden_compression_and_data_elsewhere_are_found(tmp_path: Path) -> None:
    pdf = with_picture((300, 300), mm(20, 0, 0, 20, 40, 40))
    image = pdf.pages[0].Resources.XObject.P
    image.write(b"\x80\x0b\x60\x50\x22\x0c\x0c\x85\x01", filter=Name.LZWDecode)
    pdf.save(tmp_path / "card.pdf", force_version="1.4", deterministic_id=True,
             stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False,
             object_stream_mode=pikepdf.ObjectStreamMode.disable)  # fmt: skip
    found = codes(preflight(tmp_path / "card.pdf", X4))
    assert found == {"compression", "picture-damaged"}  # nine bytes are no picture of that size
    pdf = with_picture((300, 300), mm(20, 0, 0, 20, 40, 40))
    pdf.pages[0].Resources.XObject.P["/F"] = String("art.bin")
    assert "data-outside" in codes(looked_at(pdf, tmp_path))


def test_an_inherited_turn_and_box_are_read(tmp_path: Path) -> None:
    pdf = bare("", 100, 148)
    page = pdf.pages[0].obj
    pdf.Root.Pages.Rotate, pdf.Root.Pages.MediaBox = 90, page.MediaBox
    del page["/MediaBox"]
    assert looked_at(pdf, tmp_path, None).page_sizes == ((148.0, 100.0),)


# -- letters --------------------------------------------------------------------------------------


def test_an_empty_glyph_of_a_visible_letter_is_found(paper: Paper, tmp_path: Path) -> None:
    loca = (0).to_bytes(2, "big") * 66 + (10).to_bytes(2, "big") * 2
    head = bytearray(54)
    tables = {b"head": bytes(head), b"loca": loca, b"glyf": bytes(20)}
    directory, body = bytearray(b"\0\1\0\0" + len(tables).to_bytes(2, "big") + bytes(6)), b""
    for tag, data in tables.items():
        offset = 12 + 16 * len(tables) + len(body)
        directory += tag + bytes(4) + offset.to_bytes(4, "big") + len(data).to_bytes(4, "big")
        body += data
    pdf = lettered(text(20, 20, 10, "00400041"), bytes(directory) + body)
    words = b"2 beginbfchar\n<0040> <96EA>\n<0041> <591C>\nendbfchar"
    pdf.pages[0].Resources.Font.F.ToUnicode = Stream(pdf, words)
    found = looked_at(pdf, tmp_path)
    assert codes(found) == {"glyph-empty"}


def test_vertical_letters_have_their_place(tmp_path: Path) -> None:
    pdf = lettered("1 0 0 rg " + f"BT /F 20 Tf 1 0 0 1 {mm(50 + BLEED, HIGH - BLEED - 30)} Tm "
                   "<004100420043> Tj ET")  # fmt: skip
    pdf.pages[0].Resources.Font.F.Encoding = Name("/Identity-V")
    (finding,) = looked_at(pdf, tmp_path).findings
    em = 20 / MM
    assert finding.box == pytest.approx((50 - em / 2, 30, em, 3 * em), abs=0.05)


def test_small_grey_pictures_and_bare_dots_are_only_remarked_on(tmp_path: Path) -> None:
    found = looked_at(with_picture((300, 300), mm(20, 0, 0, 20, 40, 40), planes=1), tmp_path)
    assert [(each.problem.code, each.problem.is_error) for each in found.findings] == [
        ("dpi-low", False)
    ]


# -- files from anywhere --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "broken"), (b"hello", "broken"), (b"%PDF-1.7\n" + bytes(9000), "broken")],
)
def test_a_broken_file_is_said_to_be_broken(data: bytes, code: str, tmp_path: Path) -> None:
    file = tmp_path / "card.pdf"
    file.write_bytes(data)
    assert codes(preflight(file, None)) == {code}


def test_a_locked_file_is_said_to_be_locked(tmp_path: Path) -> None:
    file = tmp_path / "card.pdf"
    shop_pdf().save(file, encryption=pikepdf.Encryption(owner="o", user="u"))
    assert codes(preflight(file, X4)) == {"locked"}


@pytest.mark.filterwarnings("ignore")
@settings(max_examples=40, deadline=None)
@given(data=st.data())
def test_a_damaged_file_never_stops_the_program(
    data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("damaged")
    pdf = with_picture((60, 60), mm(20, 0, 0, 20, 40, 40))
    whole = bytearray(saved(pdf, folder).read_bytes())
    for _ in range(data.draw(st.integers(1, 12))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    file = folder / "damaged.pdf"
    file.write_bytes(whole)
    assert all(finding.problem.code for finding in preflight(file, X4).findings)


def test_a_form_that_shows_itself_ends(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + "/X Do")
    form = pdf.make_indirect(Stream(pdf, b"/X Do", Subtype=Name.Form, BBox=[0, 0, 9, 9]))
    form.Resources = Dictionary(XObject=Dictionary(X=form))
    resources(pdf, XObject=Dictionary(X=form))
    assert codes(looked_at(pdf, tmp_path)) == {"not-read"}


@pytest.mark.slow
def test_a_bomb_is_ended_and_said(tmp_path: Path) -> None:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = packer.compress(b" " * 2_000_000) + packer.flush(zlib.Z_FULL_FLUSH)
    pdf = shop_pdf()
    pdf.pages[0].Contents = Stream(pdf, b"\x78\xda" + piece * 4000, Filter=Name.FlateDecode)
    file = tmp_path / "card.pdf"
    pdf.save(file, stream_decode_level=pikepdf.StreamDecodeLevel.none, compress_streams=False)
    (checked,) = check_files([(file, "card.pdf")], judge(None, X4))
    assert codes(checked.found) <= {"too-much", "broken", "content-broken", "damaged"}
    assert checked.found.findings


# -- the command ----------------------------------------------------------------------------------


def test_the_command_says_place_and_page_as_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(shop_pdf(ART + f"1 0 0 rg {at(20, 30, 10, 5)} f"), tmp_path)
    done = run("preflight", "card.pdf", "--json")
    assert done.exit_code == 4
    told = json.loads(done.stdout)
    assert told["files"][0] | {"errors": 1} == told["files"][0]
    (problem,) = told["problems"]
    assert (problem["code"], problem["file"], problem["page"]) == ("rgb", "card.pdf", 1)
    assert problem["box"] == pytest.approx({"x": 20, "y": 30, "width": 10, "height": 5}, abs=0.1)
    assert told["files"][0]["standard"] == "PDF/X-4"


def test_a_clean_file_leads_to_0(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    saved(shop_pdf(standard=Standard.X1A), tmp_path)
    assert run("preflight", "card.pdf", "--preset", "x1a").exit_code == 0


def test_files_that_belong_together_have_as_many_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    pdf = bare("", 100, 148)
    saved(pdf, tmp_path, "address.pdf")
    pdf.pages.append(pdf.pages[0])
    saved(pdf, tmp_path, "picture.pdf")
    done = run("preflight", "address.pdf", "picture.pdf", "--json")
    assert done.exit_code == 4
    assert "counts-differ" in [each["code"] for each in json.loads(done.stdout)["problems"]]


def test_what_is_no_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder").mkdir()
    done = run("preflight", "missing.pdf", "folder", "--json")
    assert done.exit_code == 4
    found = [each["code"] for each in json.loads(done.stdout)["problems"]]
    assert found == ["file-unreadable", "file-folder"]


def test_a_marked_picture_frames_the_place_in_red(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    saved(shop_pdf(f"1 0 0 rg {at(40, 60, 20, 20)} f"), tmp_path)
    done = run("preflight", "card.pdf", "--png", "marked", "--json")
    assert json.loads(done.stdout)["pictures"] == ["marked/card-1.png"]
    with Image.open(tmp_path / "marked" / "card-1.png") as image:
        pixels = np.asarray(image.convert("RGB")).astype(int)
    frame = (abs(pixels - (209, 18, 26)).max(axis=2) < 12) & (pixels[:, :, 1] < 40)
    assert frame.sum() > 500


# -- what other programs write ------------------------------------------------------------------


def jpeg(mode: str, size: tuple[int, int], fill: object) -> bytes:
    data = io.BytesIO()
    Image.new(mode, size, fill).save(data, "JPEG", quality=95)  # type: ignore[arg-type]
    return data.getvalue()


def heavy(**entries: object) -> Pdf:
    """A picture of 400 % of ink."""
    return with_picture((600, 600), f"{mm(80, 0, 0, 80, 13, 40)}", value=255, **entries)


def test_ink_below_a_soft_mask_packed_as_jpeg_is_weighed(tmp_path: Path) -> None:
    pdf = heavy()
    veil = Stream(
        pdf, jpeg("L", (600, 600), 255), Type=Name.XObject, Subtype=Name.Image, Width=600,
        Height=600, ColorSpace=Name.DeviceGray, BitsPerComponent=8, Filter=Name.DCTDecode,
    )  # fmt: skip
    pdf.pages[0].Resources.XObject.P.SMask = pdf.make_indirect(veil)
    assert "ink-over-limit" in codes(looked_at(pdf, tmp_path))


def test_ink_below_a_mask_that_cannot_be_read_is_weighed(tmp_path: Path) -> None:
    pdf = heavy()
    veil = Stream(pdf, b"no mask", Width=600, Height=600, BitsPerComponent=8,
                  ColorSpace=Name.DeviceGray)  # fmt: skip
    pdf.pages[0].Resources.XObject.P.SMask = pdf.make_indirect(veil)
    assert "ink-over-limit" in codes(looked_at(pdf, tmp_path))


def test_a_jpeg_that_is_packed_once_more_is_weighed(tmp_path: Path) -> None:
    pdf = heavy()
    pdf.pages[0].Resources.XObject.P.write(
        zlib.compress(jpeg("CMYK", (600, 600), (0, 0, 0, 0))),
        filter=Array([Name.FlateDecode, Name.DCTDecode]),
    )
    assert "ink-over-limit" in codes(looked_at(pdf, tmp_path))


def test_a_picture_is_given_to_no_decoder_but_its_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[object] = []
    monkeypatch.setattr("PIL.EpsImagePlugin.Ghostscript", lambda *given, **_: started.append(given))
    program = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 600 600\n%%EndComments\n%%EOF\n"
    pdf = heavy()
    pdf.pages[0].Resources.XObject.P.write(program, filter=Name.DCTDecode)
    looked_at(pdf, tmp_path)
    assert not started


def test_a_jpeg_that_claims_too_many_pixels_does_not_end_the_look(tmp_path: Path) -> None:
    data = bytearray(jpeg("CMYK", (16, 16), (0, 0, 0, 0)))
    size = data.find(b"\xff\xc0") + 5
    data[size : size + 4] = b"\xea\x60\xea\x60"  # 60,000 by 60,000
    pdf = heavy()
    pdf.pages[0].Resources.XObject.P.write(bytes(data), filter=Name.DCTDecode)
    assert looked_at(pdf, tmp_path).pages == 1


def test_a_page_in_a_branch_of_its_own_is_read(tmp_path: Path) -> None:
    pdf = shop_pdf(ART + "1 0 0 rg " + at(20, 20, 9, 9) + " f")
    leaf, root = pdf.pages[0].obj, pdf.Root.Pages
    branch = Dictionary(Type=Name.Pages, Kids=Array([leaf]), Count=1, Parent=root)
    leaf.Parent = pdf.make_indirect(branch)
    root.Kids = Array([leaf.Parent])
    assert codes(looked_at(pdf, tmp_path)) == {"rgb"}


def test_forms_that_show_forms_many_times_come_to_an_end(tmp_path: Path) -> None:
    pdf = bare()
    form = Stream(pdf, b"0 0 9 9 re f", Resources=Dictionary())
    for _ in range(9):
        form.Type, form.Subtype, form.BBox = Name.XObject, Name.Form, Array([0, 0, 300, 400])
        inner = Dictionary(XObject=Dictionary(F=pdf.make_indirect(form)))
        form = Stream(pdf, b"/F Do " * 10, Resources=inner)
    pdf.pages[0].Resources, pdf.pages[0].Contents = form.Resources, Stream(pdf, b"/F Do")
    assert "not-read" in codes(looked_at(pdf, tmp_path, None))


def test_a_thousand_faults_all_over_a_large_page_are_one_place(tmp_path: Path) -> None:
    squares = [f"{60 * x} {60 * y} 9 9 re f" for x in range(40) for y in range(50)]
    pdf = bare("1 0 0 rg " + " ".join(squares), 900, 1100)
    lights = [each for each in looked_at(pdf, tmp_path).findings if each.problem.code == "rgb"]
    assert len(lights) == 1


def test_a_script_on_closing_is_found_beside_a_page_to_begin_at(tmp_path: Path) -> None:
    pdf = bare()
    pdf.Root.OpenAction = Dictionary(S=Name.GoTo, D=Array([pdf.pages[0].obj, Name.Fit]))
    pdf.Root.AA = Dictionary(WC=Dictionary(S=Name.JavaScript, JS=String("1")))
    assert "script" in codes(looked_at(pdf, tmp_path, None))


def test_a_version_that_was_raised_later_counts(tmp_path: Path) -> None:
    pdf = shop_pdf(standard=Standard.X1A)
    pdf.Root.Version = Name("/1.7")
    assert "pdf-version" in codes(looked_at(pdf, tmp_path, X1A))


def test_a_title_in_two_languages_agrees_with_info(tmp_path: Path) -> None:
    pdf = shop_pdf()
    _xmp(pdf, "</rdf:li>", '</rdf:li><rdf:li xml:lang="ja">冬のはがき</rdf:li>')
    assert codes(looked_at(pdf, tmp_path)) == set()
