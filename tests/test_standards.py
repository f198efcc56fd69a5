"""PDF/X-4, PDF/X-1a and PDF/VT-1: what a file says of itself, and that it keeps to it."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import numpy as np
import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outreach.artwork.inks import default_profile
from outreach.frame import CMYK, Box, Frame, Gray, Separation
from outreach.frame import Path as Line
from outreach.model.shop import Standard
from outreach.model.stock import HAGAKI
from outreach.press.finish import PLAIN, Finish, finish_of
from outreach.press.imposition import Page, Target, single_page
from outreach.press.pdf import Volume
from outreach.press.standards import profile_name
from outreach.sources.shops import shop_named

if TYPE_CHECKING:
    from tests.conftest import Paper

MM = 72 / 25.4
DAY = date(2026, 12, 1)
MARKED = Page(126.0, 174.0, Box(13.0, 13.0, 100.0, 148.0), 3.0)
TITLE = "2026-12a 1 <&>"
BOXES = ("/MediaBox", "/BleedBox", "/TrimBox")
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"


def finish(standard: Standard, **more: object) -> Finish:
    return Finish(standard, default_profile(), made_on=DAY, **more)


X4, X1A = finish(Standard.X4), finish(Standard.X1A)
BOTH = pytest.mark.parametrize("kept", [X4, X1A], ids=["X-4", "X-1a"])


@dataclass(frozen=True)
class Press:
    """Prints the same faces with any finish."""

    paper: Paper

    @property
    def faces(self) -> list[Frame]:
        corner = Line(((-3, -3), (10, -3), (10, 10), (-3, 10)), CMYK(0.2, 0.6, 0.0, 0.1))
        rule = Line(((20, 30), (80, 30)), Gray(0.0), 0.3, closed=False)
        mark = Line(((-13, 0), (-4, 0)), Separation(1.0), 0.1, closed=False)
        drawn = Frame(100.0, 148.0, (corner, rule, mark), 3.0)
        return [drawn, self.paper.frame(self.paper.person("原", "実")), drawn]

    def pdf(self, kept: Finish, page: Page = MARKED, records: Sequence[str] = "123") -> Path:
        volume = Volume(page, self.paper.store, TITLE, kept)
        for face, record in zip(self.faces, records, strict=True):
            volume.add(face, record=record)
        path = self.paper.folder / f"{kept.standard.name}-{next(self.paper._numbers)}.pdf"
        volume.save(path)
        return path


@pytest.fixture(scope="module")
def press(paper: Paper) -> Press:
    return Press(paper)


def info_of(pdf: pikepdf.Pdf) -> dict[str, str]:
    return {str(key): str(value) for key, value in pdf.docinfo.items()}


def xmp_of(pdf: pikepdf.Pdf) -> dict[str, str]:
    """The properties by their local name; each must be there once."""
    tree = ElementTree.fromstring(bytes(pdf.Root.Metadata.read_raw_bytes()))
    found: dict[str, str] = {}
    for described in tree.iter(f"{RDF}Description"):
        for item in described:
            name = item.tag.partition("}")[2]
            assert name not in found
            found[name] = "".join(item.itertext()).strip()
    return found


def in_mm(box: pikepdf.Array) -> list[float]:
    return [round(float(value) / MM, 2) for value in box]


def operators(pdf: pikepdf.Pdf) -> Iterator[tuple[str, list[object]]]:
    """Every operator of every page and form."""
    forms = [each for each in pdf.objects if isinstance(each, pikepdf.Stream)]
    forms = [each for each in forms if each.get("/Subtype") == "/Form"]
    for part in [*pdf.pages, *forms]:
        for operands, operator in pikepdf.parse_content_stream(part):
            yield str(operator), list(operands)


# -- identification -----------------------------------------------------------------------------


@pytest.mark.parametrize(("kept", "header"), [(X4, b"%PDF-1.6"), (X1A, b"%PDF-1.4")])
def test_the_header_names_the_version_the_standard_asks_for(
    press: Press, kept: Finish, header: bytes
) -> None:
    assert press.pdf(kept).read_bytes()[:8] == header


def test_x4_is_known_by_unfiltered_xmp_and_not_by_info(press: Press) -> None:
    path = press.pdf(X4)
    with pikepdf.open(path) as pdf:
        assert "/Filter" not in pdf.Root.Metadata
        assert xmp_of(pdf)["GTS_PDFXVersion"] == "PDF/X-4"
        assert "/GTS_PDFXVersion" not in info_of(pdf)
    assert b'xmlns:pdfxid="http://www.npes.org/pdfx/ns/id/"' in path.read_bytes()


def test_x1a_is_known_by_info_and_stands_in_no_streams(press: Press) -> None:
    path = press.pdf(X1A)
    with pikepdf.open(path) as pdf:
        assert info_of(pdf)["/GTS_PDFXVersion"] == "PDF/X-1a:2003"
    data = path.read_bytes()
    assert not re.search(rb"/Type\s*/(ObjStm|XRef)", data)
    assert b"\nxref\n" in data


@BOTH
def test_metadata_and_info_agree(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        info, xmp = info_of(pdf), xmp_of(pdf)
        assert info["/Title"] == xmp["title"] == TITLE
        assert info["/Trapped"] == "/False"
        assert xmp["Trapped"] == "False"
        assert info["/CreationDate"] == info["/ModDate"] == "D:20261201000000Z"
        dates = {xmp[name] for name in ("CreateDate", "ModifyDate", "MetadataDate")}
        assert dates == {"2026-12-01T00:00:00Z"}
        assert info["/Producer"] == xmp["Producer"]
        assert info["/Creator"] == xmp["CreatorTool"]
        assert re.fullmatch(r"uuid:[0-9a-f-]{36}", xmp["DocumentID"])
        assert (xmp["VersionID"], xmp["RenditionClass"]) == ("1", "default")


@BOTH
def test_the_trailer_has_two_ids_of_sixteen_bytes(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        assert [len(bytes(each)) for each in pdf.trailer.ID] == [16, 16]


@BOTH
def test_the_same_faces_give_the_same_bytes(press: Press, kept: Finish) -> None:
    assert press.pdf(kept).read_bytes() == press.pdf(kept).read_bytes()


@BOTH
def test_other_faces_give_another_id(press: Press, kept: Finish) -> None:
    volume = Volume(MARKED, press.paper.store, TITLE, kept)
    volume.add(press.faces[0])
    volume.save(path := press.paper.folder / "other.pdf")
    with pikepdf.open(press.pdf(kept)) as one, pikepdf.open(path) as other:
        assert xmp_of(one)["DocumentID"] != xmp_of(other)["DocumentID"]


# -- the press it is meant for ------------------------------------------------------------------


@BOTH
def test_the_one_output_intent_has_its_profile_with_it(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFX"
        assert intent.DestOutputProfile.N == 4
        assert intent.DestOutputProfile.read_bytes() == default_profile()
        assert str(intent.OutputConditionIdentifier) == "Custom"
        assert str(intent.Info) == profile_name(default_profile()) != ""
        assert "/RegistryName" not in intent


@BOTH
def test_a_registered_condition_is_named_with_its_registry(press: Press, kept: Finish) -> None:
    named = replace(kept, condition="JC200103", registry="http://www.color.org")
    with pikepdf.open(press.pdf(named)) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert str(intent.OutputConditionIdentifier) == "JC200103"
        assert str(intent.RegistryName) == "http://www.color.org"


def test_a_file_for_a_shop_needs_a_day_and_a_profile(press: Press) -> None:
    with pytest.raises(ValueError, match="date"):
        press.pdf(replace(X4, made_on=None))
    with pytest.raises(ValueError, match="profile"):
        press.pdf(replace(X4, profile=b""))


@pytest.mark.parametrize("cut", [0, 100, 131, 140])
def test_a_profile_that_is_cut_off_has_no_name(cut: int) -> None:
    assert profile_name(default_profile()[:cut]) == ""


def test_a_presets_finish_is_what_the_preset_says() -> None:
    made = finish_of(shop_named(None, "outlined"), b"icc", DAY)
    assert made == Finish(Standard.X1A, b"icc", "", "", DAY, outlined=True)


# -- pages --------------------------------------------------------------------------------------


@BOTH
def test_bleed_lies_in_media_and_trim_in_bleed_on_every_page(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        for page in pdf.pages:
            assert in_mm(page.obj.MediaBox) == [0.0, 0.0, 126.0, 174.0]
            assert in_mm(page.obj.BleedBox) == [10.0, 10.0, 116.0, 164.0]
            assert in_mm(page.obj.TrimBox) == [13.0, 13.0, 113.0, 161.0]
            assert "/ArtBox" not in page.obj


@BOTH
def test_the_trim_is_exactly_a_card(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        left, low, right, top = (float(each) for each in pdf.pages[0].obj.TrimBox)
        assert (right - left) / MM == pytest.approx(100.0, abs=0.001)
        assert (top - low) / MM == pytest.approx(148.0, abs=0.001)


@given(
    width=st.floats(50.0, 240.0), height=st.floats(50.0, 340.0),
    bleed=st.sampled_from([0.0, 3.0, 5.0]), marks=st.floats(0.0, 15.0),
)  # fmt: skip
@settings(max_examples=25, deadline=None)
def test_boxes_nest_and_measure_right_whatever_the_card(
    press: Press, width: float, height: float, bleed: float, marks: float
) -> None:
    around = bleed + marks
    trim = Box(around, around, width, height)
    page = Page(width + 2 * around, height + 2 * around, trim, bleed)
    volume = Volume(page, press.paper.store, TITLE, X4)
    volume.add(Frame(width, height))
    volume.save(path := press.paper.folder / "boxes.pdf")
    with pikepdf.open(path) as pdf:
        leaf = pdf.pages[0].obj
        boxes = [[float(each) for each in leaf[name]] for name in BOXES]
    for (left, low, right, top), inner in pairwise(boxes):
        assert left <= inner[0] <= inner[2] <= right
        assert low <= inner[1] <= inner[3] <= top
    for box, by in zip(boxes, (2 * around, 2 * bleed, 0.0), strict=True):
        size = [(box[2] - box[0]) / MM, (box[3] - box[1]) / MM]
        assert size == pytest.approx([width + by, height + by], abs=0.001)


@BOTH
def test_a_page_without_bleed_has_a_bleed_box_all_the_same(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept, single_page(HAGAKI, Target.HOME))) as pdf:
        assert in_mm(pdf.pages[0].obj.BleedBox) == [0.0, 0.0, 100.0, 148.0]


@BOTH
def test_nothing_is_there_that_no_press_prints(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        allowed = {"/Type", "/Pages", "/Lang", "/OutputIntents", "/Metadata"}
        assert set(pdf.Root.keys()) <= allowed
        for page in pdf.pages:
            assert not {"/Annots", "/AA", "/Group"} & set(page.obj.keys())
        for each in pdf.objects:
            if isinstance(each, pikepdf.Dictionary | pikepdf.Stream):
                assert "/SMask" not in each
                assert each.get("/ca", 1) == each.get("/CA", 1) == 1
                assert each.get("/S") != "/Transparency"


@BOTH
def test_no_colour_is_of_light(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        used = list(operators(pdf))
        assert not {"rg", "RG"} & {operator for operator, _ in used}
        spaces = {str(operands[0]) for operator, operands in used if operator in ("cs", "CS")}
        assert spaces <= {"/All", "/DeviceCMYK", "/DeviceGray"}


@BOTH
def test_every_font_is_embedded(press: Press, kept: Finish) -> None:
    with pikepdf.open(press.pdf(kept)) as pdf:
        descriptors = [
            each for each in pdf.objects
            if isinstance(each, pikepdf.Dictionary) and each.get("/Type") == "/FontDescriptor"
        ]  # fmt: skip
        assert descriptors
        assert all({"/FontFile2", "/FontFile3"} & set(each.keys()) for each in descriptors)


@BOTH
def test_all_finishes_show_the_same(press: Press, kept: Finish) -> None:
    at_home, at_the_shop = press.pdf(PLAIN), press.pdf(kept)
    for page in range(3):
        one, other = (press.paper.look(path, page, 150) for path in (at_home, at_the_shop))
        assert np.array_equal(one.pixels, other.pixels)


@BOTH
def test_qpdf_finds_nothing_wrong(press: Press, kept: Finish) -> None:
    tool = shutil.which("qpdf")
    if tool is None:
        pytest.skip("qpdf is not installed")
    done = subprocess.run([tool, "--check", str(press.pdf(kept))], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


@BOTH
def test_ghostscript_paints_black_with_black_alone(press: Press, kept: Finish) -> None:
    tool = shutil.which("gs")
    if tool is None:
        pytest.skip("Ghostscript is not installed")
    plates = press.paper.folder / "plates.tif"
    command = [tool, "-q", "-dNOPAUSE", "-dBATCH", "-sDEVICE=tiff32nc", "-r100",
               "-dFirstPage=1", "-dLastPage=1", f"-o{plates}", str(press.pdf(kept))]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)
    from PIL import Image

    with Image.open(plates) as image:
        inks = np.asarray(image, dtype=float) / 255
    dot = 100 / 25.4
    black = inks[round(42.5 * dot) : round(43.5 * dot), round(60 * dot)]
    assert black[:, 3].max() > 0.9
    assert black[:, :3].max() == 0.0
    assert inks[round(15 * dot), round(15 * dot)] == pytest.approx([0.2, 0.6, 0.0, 0.1], abs=0.01)


# -- records ------------------------------------------------------------------------------------


def test_each_page_belongs_to_the_record_of_its_piece(press: Press) -> None:
    with pikepdf.open(press.pdf(finish(Standard.X4, records=True), records="778")) as pdf:
        assert xmp_of(pdf)["GTS_PDFVTVersion"] == "PDF/VT-1"
        assert xmp_of(pdf)["GTS_PDFVTModDate"] == xmp_of(pdf)["ModifyDate"]
        root = pdf.Root.DPartRoot
        assert (root.Type, root.RecordLevel, len(root.NodeNameList)) == ("/DPartRoot", 1, 2)
        top = root.DPartRootNode
        assert top.Parent.objgen == root.objgen
        ((first, second),) = top.DParts
        pages = [page.obj for page in pdf.pages]
        assert [first.Start.objgen, first.End.objgen] == [page.objgen for page in pages[:2]]
        assert second.Start.objgen == pages[2].objgen
        assert "/End" not in second
        assert [page.DPart.objgen for page in pages] == [
            each.objgen for each in (first, first, second)
        ]
        ids = [str(leaf.DPM.CIP4_Root.CIP4_Recipient.CIP4_UniqueID) for leaf in (first, second)]
        assert ids == ["7", "8"]
        assert all(leaf.Parent.objgen == top.objgen for leaf in (first, second))


def test_a_page_that_is_no_ones_has_no_id(press: Press) -> None:
    with pikepdf.open(press.pdf(finish(Standard.X4, records=True), records=["", "8", "9"])) as pdf:
        ((first, *others),) = pdf.Root.DPartRoot.DPartRootNode.DParts
        assert "/DPM" not in first
        assert all("/DPM" in leaf for leaf in others)


def test_records_want_x4(press: Press) -> None:
    with pytest.raises(ValueError, match="PDF/X-4"):
        press.pdf(replace(X1A, records=True))


def test_without_records_there_are_no_parts(press: Press) -> None:
    with pikepdf.open(press.pdf(X4)) as pdf:
        assert "/DPartRoot" not in pdf.Root
        assert "GTS_PDFVTVersion" not in xmp_of(pdf)
