"""outreach consent show: what was said about writing to somebody, and what holds now."""

from __future__ import annotations

from outreach.cli import outside
from outreach.cli.language import _, say
from outreach.cli.options import as_json, key, verb
from outreach.cli.output import show_json, show_table, tell, tell_line
from outreach.cli.register import known_person, row_of
from outreach.cli.story import holds_now, said_words, story_data
from outreach.phrase import phrase
from outreach.workflow.consents import story


@verb("show", _("Consents, stops, pauses, wishes, and mail that came back; nothing is written."))
@key
@as_json
def command(key: str, as_json: bool) -> None:
    """Show the story of a consent."""
    desk = outside.desk()
    with desk.read_ledger() as ledger:
        known = known_person(desk, ledger, key)
        found = story(ledger, known, row_of(desk, known))
    if as_json:
        show_json(story_data(found))
        return
    rows = [(each.event.seq, each.event.on, say(said_words(each)), each.note)
            for each in found.said]  # fmt: skip
    if rows:
        show_table((_("Entry"), _("Day"), _("What was said"), _("In words")), rows)
    else:
        tell(phrase("Nothing was entered about {key} yet.", key=known))
    tell(phrase("What holds now for {key}:", key=known))
    for words in holds_now(found, desk.today):
        tell_line(say(words))
