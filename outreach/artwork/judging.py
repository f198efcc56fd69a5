"""Judging a drawn design before paper is spent on it: what is found, and for which printing.

Everything looks at the page as it will be printed, mist, shape and crop included, and returns
findings: codes with measures, no words. Nothing is said that a person could not see on the card.
This module loads no Pillow: most runs find in the cache what was found before.
"""

from __future__ import annotations

from dataclasses import dataclass

LOOK_DPI = 150.0  # of the page that is looked at: finer than what the eye resolves at arm's length
MOST_INK = 300.0  # percent: what Japanese print shops accept


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that will not come out well: a code and its measures.

    ``picture`` is the number of the picture it is about, counted from 0; None: the words on it.
    """

    code: str
    picture: int | None = None
    percent: int = 0
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """What a picture is printed with; without a ``profile`` (ICC, CMYK) it is approximated."""

    name: str = ""
    profile: bytes | None = None
