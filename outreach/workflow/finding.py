"""What the doctor finds."""

from __future__ import annotations

from dataclasses import dataclass

from outreach.errors import ExitCode, Severity
from outreach.phrase import Phrase


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at. ``severity`` None means well; ``kind`` counts for errors."""

    name: str
    words: Phrase
    severity: Severity | None = None
    hint: Phrase | None = None
    kind: ExitCode = ExitCode.DONE
