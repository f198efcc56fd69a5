"""outreach doctor: is everything in place?"""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, verb
from outreach.cli.output import show_json, tell, tell_line
from outreach.errors import ExitCode, Severity
from outreach.phrase import phrase
from outreach.workflow.finding import Finding
from outreach.workflow.setup import examine

_MARKS = {
    None: phrase("well"),
    Severity.WARNING: phrase("Warning"),
    Severity.ERROR: phrase("Error"),
}


@verb("doctor", _("Fonts, programs, folder, ledger and disk, and how to mend what is missing."))
@as_json
def command(as_json: bool) -> int:
    """Show what was found."""
    findings = examine(outside.desk())
    if as_json:
        show_json({"findings": [_data(finding) for finding in findings]})
    else:
        for finding in findings:
            tell(phrase("[{mark}] {words}", mark=_MARKS[finding.severity], words=finding.words))
            if finding.hint:
                tell_line(f"→ {say(finding.hint)}")
    bad = [finding.kind for finding in findings if finding.severity is Severity.ERROR]
    return min(bad, default=ExitCode.DONE)


def _data(finding: Finding) -> dict[str, object]:
    return {
        "name": finding.name,
        "state": finding.severity.value if finding.severity else "well",
        "message": say(finding.words),
        "hint": say(finding.hint) if finding.hint else "",
    }
