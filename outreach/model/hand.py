"""The three hands a message comes onto a card by, and the letterings an imitated one may have."""

from __future__ import annotations

PEN = "pen"  # left to a real pen: the card has guide lines
SCAN = "scan"  # the author's own handwriting, scanned
SET = "set"  # an imitated hand, set like type
HANDS = {PEN: "ペン", SCAN: "直筆", SET: "書体"}
WRITTEN = frozenset({PEN, SCAN})  # by the author: nothing needs to be typed

# The first is the usual one; what they look like is known where the fonts are.
LETTERINGS = {
    "felt-tip": "フェルトペン",
    "round": "まるい字",
    "pen": "ペン字",
    "brush": "筆",
    "clear": "大きくはっきり",
    "type": "活字",
}
USUAL_LETTERING = next(iter(LETTERINGS))
