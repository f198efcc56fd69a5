"""Postal codes of entries that come in: two lost zeros put back, and a missing code proposed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from outreach.errors import Problem
from outreach.phrase import phrase
from outreach.post.address import Reader, Reading
from outreach.post.areas import hyphened
from outreach.post.codes import CodeCheck, check_code
from outreach.post.gazetteer import Gazetteer
from outreach.sources.fields import ZEROS_PUT_BACK, code_with_two_zeros
from outreach.sources.importers.contact import Entry
from outreach.sources.importers.merging import core_of


class CodeClerk:
    """Looks up codes by address; the postal data is opened when it is first needed."""

    def __init__(self, opener: Callable[[], Gazetteer]) -> None:
        self._open = opener
        self._opened: tuple[Gazetteer, Reader] | None = None

    def mended(self, entry: Entry) -> Entry:
        """Return an entry whose code has its two zeros again, where the address confirms them."""
        code = code_with_two_zeros(entry.fields.get("postal_code", ""))
        if not code or not self._check(entry.fields, code)[1].ok:
            return entry
        fields = {**entry.fields, "postal_code": hyphened(code)}
        return replace(entry, fields=fields, faults=(*entry.faults, ZEROS_PUT_BACK))

    def with_proposal(self, problem: Problem, fields: Mapping[str, str]) -> Problem:
        """Return a problem about a missing code with the one that goes with the address."""
        if problem.code != "postal-code-missing":
            return problem
        reading, check = self._check(fields, "")
        if not reading.is_placed or not check.suggestions:
            return problem
        shown = " / ".join(map(hyphened, check.suggestions))
        hint = phrase("{code} goes with the address: see that it is right, write it into the "
                      "file, and import again.", code=shown)  # fmt: skip
        return replace(problem, hint=hint)

    def _check(self, fields: Mapping[str, str], code: str) -> tuple[Reading, CodeCheck]:
        if self._opened is None:
            gazetteer = self._open()
            self._opened = gazetteer, Reader(gazetteer)
        gazetteer, reader = self._opened
        reading = reader.read(core_of(fields), fields.get("building", ""), code)
        return reading, check_code(gazetteer, code, reading)
