"""Advice on the wording of a message, for Japanese: it says, and never changes a word."""

from __future__ import annotations

from outreach.wording.adviser import Adviser, Finding, open_adviser
from outreach.wording.rules import CODES, load_rules

__all__ = ["CODES", "Adviser", "Finding", "load_rules", "open_adviser"]
