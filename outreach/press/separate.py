"""A drawn design made ready for a press: its pictures in inks, and nothing on it in RGB.

What the drawing child hands over for the print shop has plain tones in DeviceCMYK already; its
pictures are sRGB JPEGs. They become DeviceCMYK samples, packed without loss: a JPEG of inks would
overshoot the limit at every edge.
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Dictionary, Name, Object, Pdf, Stream

from outreach.artwork.inks import Inks
from outreach.artwork.plates import filtered, samples, to_inks
from outreach.errors import NOWHERE, ExitCode, Problem, Where
from outreach.phrase import phrase

_PACKED = 4  # of 9: the finer ones take twice as long for three parts in a hundred
_OF_INKS = frozenset({"/DeviceGray", "/DeviceCMYK", "/Pattern"})
_SETS_RGB = frozenset({"rg", "RG"})
_NAMES_A_SPACE = frozenset({"cs", "CS"})
_OPAQUE = frozenset({"/ca", "/CA"})  # as long as they are 1, which is what a page begins with


def separated(pdf: bytes, inks: Inks, where: Where = NOWHERE) -> bytes | Problem:
    """Return a drawn one-page design as a press needs it, or the Problem that forbids it.

    Every RGB picture is taken apart into inks, none of its pixels above ``inks.limit``. The page is
    refused where RGB remains: a layout of one's own may name colours, not take them from the
    palette. The same input gives the same bytes.
    """
    with pikepdf.open(io.BytesIO(pdf)) as drawn:
        for image in _streams(drawn, Name.Image):
            if _is_rgb(image) and not _separate(drawn, image, inks):
                return _unknown_picture(where)
        for content, resources in _contents(drawn):
            if _shows_rgb(content, resources):
                return _rgb_left(where)
            _tidy(drawn, content, resources)
        if any(not _is_of_inks(image.get(Name.ColorSpace)) for image in _pictures(drawn)):
            return _unknown_picture(where)
        del drawn.docinfo
        drawn.remove_unreferenced_resources()
        out = io.BytesIO()
        drawn.save(out, deterministic_id=True)
        return out.getvalue()


def _streams(pdf: Pdf, kind: Name) -> Iterator[Stream]:
    for thing in pdf.objects:
        if isinstance(thing, Stream) and thing.get(Name.Subtype) == kind:
            yield thing


def _pictures(pdf: Pdf) -> Iterator[Stream]:
    """Yield the images that have colours; a stencil has none."""
    return (image for image in _streams(pdf, Name.Image) if not image.get(Name.ImageMask, False))


# -- pictures ---------------------------------------------------------------------------------


def _is_rgb(image: Stream) -> bool:
    space = image.get(Name.ColorSpace)
    if isinstance(space, pikepdf.Array) and len(space) > 1:
        if space[0] == Name.ICCBased:
            return int(space[1].get(Name.N, 0)) == 3
        return bool(space[0] == Name.CalRGB)
    return bool(space == Name.DeviceRGB)


def _separate(pdf: Pdf, image: Stream, inks: Inks) -> bool:
    """Turn an RGB picture into inks; False where its samples cannot be had."""
    columns, rows = int(image.Width), int(image.Height)
    rgb = _samples(image)
    if rgb is None or len(rgb) != columns * rows * 3:
        return False
    plates = to_inks(rgb, (columns, rows), inks.profile, inks.limit)
    by_rows = Dictionary(Predictor=15, Colors=4, BitsPerComponent=8, Columns=columns)
    image.write(
        zlib.compress(filtered(plates, (columns, rows)), _PACKED),
        filter=Name.FlateDecode,
        decode_parms=by_rows,
    )
    image.ColorSpace = Name.DeviceCMYK
    for key in (Name.Metadata, Name.Intent, Name.Interpolate):
        if key in image:
            del image[key]
    return True


def _samples(image: Stream) -> bytes | None:
    if image.get(Name.BitsPerComponent) != 8 or Name.Decode in image:
        return None
    try:
        if image.get(Name.Filter) == Name.DCTDecode:
            return samples(image.read_raw_bytes())
        return image.read_bytes()
    except pikepdf.PdfError:
        return None


# -- what is painted --------------------------------------------------------------------------


def _contents(pdf: Pdf) -> Iterator[tuple[pikepdf.Page | Stream, Object]]:
    """Yield all that holds operators, with what it calls by name: the page, its forms, patterns."""
    page = pdf.pages[0]
    page.contents_coalesce()
    yield page, page.obj.get(Name.Resources, Dictionary())
    for thing in pdf.objects:
        if isinstance(thing, Stream) and (
            thing.get(Name.Subtype) == Name.Form or thing.get(Name.PatternType) == 1
        ):
            yield thing, thing.get(Name.Resources, Dictionary())


def _shows_rgb(content: pikepdf.Page | Stream, resources: Object) -> bool:
    """Return whether an operator sets a colour that is not made of inks."""
    spaces = resources.get(Name.ColorSpace, Dictionary())
    shadings = resources.get(Name.Shading, Dictionary())
    for each in pikepdf.parse_content_stream(content):
        name = str(each.operator)
        if name in _SETS_RGB or name == "INLINE IMAGE":
            return True
        called = str(each.operands[0]) if name in _NAMES_A_SPACE or name == "sh" else ""
        if name in _NAMES_A_SPACE and not _is_of_inks(spaces.get(called, Name(called))):
            return True
        if name == "sh" and not _is_of_inks(shadings[called].get(Name.ColorSpace)):
            return True
    return any(
        not _is_of_inks(pattern.Shading.get(Name.ColorSpace))
        for pattern in resources.get(Name.Pattern, Dictionary()).values()
        if Name.Shading in pattern
    )


def _is_of_inks(space: Object | None) -> bool:
    if isinstance(space, pikepdf.Array) and len(space):
        return space[0] in (Name.Separation, Name.DeviceN) and _is_of_inks(space[2])
    return str(space) in _OF_INKS


def _tidy(pdf: Pdf, content: pikepdf.Page | Stream, resources: Object) -> None:
    """Take out what says nothing: an opacity of 1, and colour spaces that nothing names.

    An old press reads "ca" as transparency, whatever it is set to.
    """
    states = resources.get(Name.ExtGState, Dictionary())
    idle = {name for name, state in states.items() if _is_opaque(state)}
    if idle:
        kept = [
            each
            for each in pikepdf.parse_content_stream(content)
            if not (str(each.operator) == "gs" and str(each.operands[0]) in idle)
        ]
        data = pikepdf.unparse_content_stream(kept)
        if isinstance(content, pikepdf.Page):
            content.Contents = Stream(pdf, data)
        else:
            content.write(data)
        for name in idle:
            del states[name]
    _drop_unnamed(content, resources)


def _is_opaque(state: Object) -> bool:
    keys = set(state.keys()) - {"/Type"}
    return keys <= _OPAQUE and all(float(state[key]) == 1 for key in keys)


def _drop_unnamed(content: pikepdf.Page | Stream, resources: Object) -> None:
    spaces = resources.get(Name.ColorSpace, Dictionary())
    named = {
        str(each.operands[0])
        for each in pikepdf.parse_content_stream(content)
        if str(each.operator) in _NAMES_A_SPACE
    }
    for name in set(spaces.keys()) - named:
        del spaces[name]
    for key in [key for key, value in resources.items() if _is_empty(value)]:
        del resources[key]


def _is_empty(value: Object) -> bool:
    return isinstance(value, Dictionary) and not len(value)


def _rgb_left(where: Where) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "rgb-left",
        phrase("The layout draws with colours that are no inks; a press cannot print them."),
        phrase(
            "In the layout's .css and .html take every colour from the palette, for example "
            "var(--accent), or write device-cmyk(…)."
        ),
        where,
    )


def _unknown_picture(where: Where) -> Problem:
    return Problem(
        ExitCode.DESIGN,
        "picture-not-separated",
        phrase("A picture in the layout is of a kind that cannot be turned into inks."),
        phrase("Show pictures only as <img> with the address that the layout is given for them."),
        where,
    )
