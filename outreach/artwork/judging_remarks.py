"""What was found of a picture, in words a person can act on."""

from __future__ import annotations

from outreach.artwork.cropping import MARGIN
from outreach.artwork.judging import MOST_INK, Finding
from outreach.artwork.remarks import design_problem, place
from outreach.errors import Problem, Severity
from outreach.model.design import Design
from outreach.phrase import Phrase, phrase

HUES = {
    "pink": phrase("pink"),
    "red": phrase("red"),
    "orange": phrase("orange"),
    "yellow": phrase("yellow"),
    "green": phrase("green"),
    "turquoise": phrase("turquoise"),
    "blue": phrase("blue"),
    "purple": phrase("purple"),
}
_WORDS = {"message": phrase("The message"), "credit": phrase("The artist's name")}
_LIGHTEN = phrase(
    "Lighten the dark places a little with the photo app, so that what lies in them shows."
)
_ELSEWHERE = phrase(
    "Choose a layout with the words beside the picture, or a picture that is calm there."
)


def remark(design: Design, finding: Finding) -> Problem:
    """Return the warning for a finding of a design."""
    message, hint = _said(design, finding)
    file = "design.toml" if finding.picture is None else design.pictures[finding.picture]
    return design_problem(finding.code, message, hint, place(design, file), Severity.WARNING)


def alike(design: Design, other: str, picture: str) -> Problem:
    """Return the warning that a picture of a design was there before."""
    message = phrase("This picture looks almost the same as that of the design {other}.",
                     other=other)  # fmt: skip
    hint = phrase("Use one of the two: nobody should get the same picture twice.")
    where = place(design, picture)
    return design_problem("picture-alike", message, hint, where, Severity.WARNING)


def _said(design: Design, finding: Finding) -> tuple[Phrase, Phrase]:
    percent = finding.percent
    words = _WORDS.get(finding.subject) or phrase("What stands on the picture")
    match finding.code:
        case "colour-duller":
            return _duller(design, finding)
        case "picture-dark":
            return phrase(
                "About {percent} % of the picture is so dark that toner makes one black of it.",
                percent=percent,
            ), _LIGHTEN
        case "picture-pale":
            return phrase(
                "The picture is so pale that hardly any of it will be seen on paper."
            ), phrase("Scan or photograph it again a little darker, or raise the contrast.")
        case "picture-ink":
            return phrase(
                "About {percent} % of the picture takes more than {most} % ink: it dries slowly, "
                "and print shops may send it back.",
                percent=percent, most=round(MOST_INK),
            ), _LIGHTEN  # fmt: skip
        case "words-faint":
            return phrase(
                "{words} will be hard to read: about {percent} % of the place is too near to its "
                "own tone.",
                words=words, percent=percent,
            ), _ELSEWHERE  # fmt: skip
        case "words-unrest":
            return phrase("{words} will be hard to read: the picture is restless there.",
                          words=words), _ELSEWHERE  # fmt: skip
    return _mark()


def _duller(design: Design, finding: Finding) -> tuple[Phrase, Phrase]:
    hue = HUES[finding.subject]
    message = phrase(
        "About {percent} % of the picture, above all the bright {hue}, will be calmer on paper "
        "than on the screen.",
        hue=hue, percent=finding.percent,
    )  # fmt: skip
    hint = phrase(
        "See both side by side: outreach designs check {design} --picture FILE.png; if it "
        "matters, take a little colour out of the {hue}.",
        design=design.name, hue=hue,
    )  # fmt: skip
    return message, hint


def _mark() -> tuple[Phrase, Phrase]:
    message = phrase(
        "What looks like a signature or a date is cut off, or lies within {margin} mm of an edge.",
        margin=round(MARGIN),
    )
    hint = phrase(
        "Look at the proof; choose another layout, or have the name printed beside the picture "
        "instead (credit = true)."
    )
    return message, hint
