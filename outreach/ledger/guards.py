"""The triggers that guard the ledger against any program that opens its file, ours included.

Each refuses before a row is written. That closes ``INSERT OR REPLACE`` too, which would delete the
row in its way without asking where another program left ``recursive_triggers`` off.

RAISE(FAIL), not ABORT: no guard fires after something was written, so there is nothing to take
back, and SQLite need not keep a copy of each page for the case; appending is a third faster.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from outreach.ledger.sql import STANDS
from outreach.model.event import OF_NOBODY, EventKind
from outreach.phrase import Phrase, phrase

Rule = tuple[str, Phrase]  # what must not be, and the words that refuse it


def _is_one_of(kinds: Iterable[str]) -> str:
    """Return the condition that a new entry is of these kinds.

    Spelt out, because SQLite builds a small table for every longer IN each time a trigger runs.
    """
    return "(" + " OR ".join(f"NEW.kind = '{kind}'" for kind in kinds) + ")"


_OF_CARD = "SELECT 1 FROM event e WHERE e.round = NEW.round AND e.card_no = NEW.card_no AND e.kind"
_OF_PERSON = (
    "SELECT 1 FROM event e WHERE e.person_id = NEW.person_id AND e.round = NEW.round AND e.kind"
)
_POSTED = f"EXISTS ({_OF_PERSON} = 'posted' AND {STANDS})"

# The kinds of version 1, in the order its guard names them.
_FIRST_KINDS = (
    "consent", "stop", "pause", "release", "confirm", "left_out", "planned", "made", "printed",
    "spoilt", "held", "posted", "returned", "reply", "letter", "reversed",
)  # fmt: skip

_CHAINED: tuple[Rule, ...] = (
    (
        "NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)",
        phrase("an entry has the number after the last"),
    ),
    (
        "NEW.prev IS NOT coalesce((SELECT hash FROM event WHERE seq = NEW.seq - 1),"
        " (SELECT value FROM meta WHERE name = 'genesis'))",
        phrase("an entry is chained to the last"),
    ),
)
_REVERSAL: Rule = (
    "(NEW.kind = 'reversed') <> (NEW.reverses IS NOT NULL)",
    phrase("a reversal, and nothing else, names what it reverses"),
)
_FIRST_ENTRIES: tuple[Rule, ...] = (
    *_CHAINED,
    (f"NOT {_is_one_of(_FIRST_KINDS)}", phrase("the kind of the entry is not known")),
    ("NEW.person_id IS NULL", phrase("an entry is about a person")),
    _REVERSAL,
)
_ENTRIES: tuple[Rule, ...] = (
    *_CHAINED,
    (f"NOT {_is_one_of(EventKind)}", phrase("the kind of the entry is not known")),
    (
        f"NEW.kind <> 'reversed' AND (NEW.person_id IS NULL) <> {_is_one_of(sorted(OF_NOBODY))}",
        phrase("an entry is about a person, or about the office"),
    ),
    _REVERSAL,
)

Rules = tuple[tuple[tuple[str, ...], tuple[Rule, ...]], ...]

_LIVES: Rules = (
    (
        ("planned",),
        (
            (
                "NEW.round IS NULL OR NEW.card_no IS NULL OR NEW.batch IS NULL",
                phrase("a planned card has a round, a number and a batch"),
            ),
            (
                f"EXISTS ({_OF_CARD} = 'planned' AND e.person_id <> NEW.person_id)",
                phrase("the card number belongs to another person"),
            ),
            (
                f"EXISTS ({_OF_PERSON} = 'planned' AND e.card_no <> NEW.card_no)",
                phrase("the person has another card in this round"),
            ),
            (
                f"EXISTS ({_OF_CARD} = 'planned' AND e.batch >= NEW.batch)",
                phrase("only a later batch supersedes a card"),
            ),
            (_POSTED, phrase("a posted card is not planned again")),
        ),
    ),
    (
        ("left_out",),
        (
            (
                "NEW.round IS NULL OR NEW.card_no IS NOT NULL",
                phrase("a person is left out of a round and has no card"),
            ),
            (
                f"EXISTS ({_OF_PERSON} IN ('planned', 'left_out'))",
                phrase("the round already accounts for this person"),
            ),
        ),
    ),
    (
        ("made", "printed", "spoilt", "held", "posted", "returned"),
        (
            (
                f"NOT EXISTS ({_OF_CARD} = 'planned' AND e.person_id = NEW.person_id)",
                phrase("the card was never planned for this person"),
            ),
        ),
    ),
    (("made",), (("NEW.batch IS NULL", phrase("a made card belongs to a batch")),)),
    (
        ("printed", "spoilt", "held", "posted"),
        ((f"NOT EXISTS ({_OF_CARD} = 'made')", phrase("the card was never made")),),
    ),
    (("posted",), ((_POSTED, phrase("the card is posted already")),)),
    (
        ("returned",),
        (
            (f"NOT {_POSTED}", phrase("only a posted card comes back")),
            (
                f"EXISTS ({_OF_PERSON} = 'returned' AND {STANDS})",
                phrase("the card came back already"),
            ),
        ),
    ),
)

_NOT_TWICE: tuple[Rule, ...] = (
    (
        "EXISTS (SELECT 1 FROM event WHERE reverses = NEW.reverses)",
        phrase("the entry is reversed already"),
    ),
    (
        "EXISTS (SELECT 1 FROM event p JOIN event e ON e.person_id = p.person_id"
        " AND e.kind = 'returned' AND e.round = p.round"
        f" WHERE p.seq = NEW.reverses AND p.kind = 'posted' AND {STANDS})",
        phrase("the card came back: reverse that first"),
    ),
)
_FIRST_OF_KIND: Rules = (
    *_LIVES,
    (
        ("reversed",),
        (
            (
                "NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = NEW.reverses"
                " AND e.person_id = NEW.person_id AND e.kind NOT IN"
                " ('planned', 'left_out', 'made', 'confirm', 'reversed'))",
                phrase("this entry cannot be reversed"),
            ),
            *_NOT_TWICE,
        ),
    ),
)
_OF_KIND: Rules = (
    *_LIVES,
    (
        ("pulled",),
        (
            (
                f"NOT EXISTS ({_OF_CARD} = 'planned' AND e.person_id = NEW.person_id)",
                phrase("the card was never planned for this person"),
            ),
            (f"NOT EXISTS ({_OF_CARD} = 'made')", phrase("the card was never made")),
            (_POSTED, phrase("the card is posted already")),
        ),
    ),
    (
        ("reversed",),
        (
            (
                "NOT EXISTS (SELECT 1 FROM event e WHERE e.seq = NEW.reverses"
                " AND e.person_id IS NEW.person_id AND e.kind NOT IN"
                " ('planned', 'left_out', 'made', 'confirm', 'reversed', 'handed', 'tidied',"
                " 'erased'))",
                phrase("this entry cannot be reversed"),
            ),
            *_NOT_TWICE,
        ),
    ),
)


_words_of: dict[str, Phrase] = {}


def _noted(words: Phrase) -> str:
    """Return the words as SQLite will repeat them, and keep them to be said in any language."""
    _words_of[words.text] = words
    return words.text


def words_of(refusal: str) -> Phrase:
    """Return what SQLite said when a guard refused, or that a rule of its own did."""
    return _words_of.get(refusal, phrase("the entry does not fit the others"))


def _rules_of_entries(every: Sequence[Rule], of_kind: Rules) -> list[Rule]:
    """Return all rules for a new entry as one list: one trigger costs less than seven."""
    return [
        *every,
        *(
            (f"{_is_one_of(kinds)} AND ({condition})", words)
            for kinds, rules in of_kind
            for condition, words in rules
        ),
    ]


def _guard(name: str, moment: str, rules: Sequence[Rule]) -> str:
    """Return a trigger that refuses with the words of the first rule that is broken."""
    cases = "\n".join(
        f"    WHEN {condition} THEN RAISE(FAIL, '{_noted(words)}')" for condition, words in rules
    )
    return f"CREATE TRIGGER {name} BEFORE {moment} BEGIN\n  SELECT CASE\n{cases}\n  END;\nEND"


def _never(name: str, moment: str, words: Phrase) -> str:
    """Return a trigger that always refuses."""
    told = _noted(words)
    return f"CREATE TRIGGER {name} BEFORE {moment} BEGIN SELECT RAISE(FAIL, '{told}'); END"


# What version 1 was made with, to the letter: a ledger keeps its rules until a migration.
FIRST_GUARDS = (
    _never("event_never_changed", "UPDATE ON event", phrase("an entry is never changed")),
    _never("event_never_deleted", "DELETE ON event", phrase("an entry is never deleted")),
    _guard("event_guarded", "INSERT ON event", _rules_of_entries(_FIRST_ENTRIES, _FIRST_OF_KIND)),
    _never("meta_never_changed", "UPDATE ON meta", phrase("the ledger keeps its id")),
    _never("meta_never_deleted", "DELETE ON meta", phrase("the ledger keeps its id")),
    _guard(
        "meta_once",
        "INSERT ON meta",
        (("EXISTS (SELECT 1 FROM meta WHERE name = NEW.name)", phrase("the ledger keeps its id")),),
    ),
    _guard(
        "person_once",
        "INSERT ON person",
        (
            (
                "EXISTS (SELECT 1 FROM person WHERE key = NEW.key)"
                " OR EXISTS (SELECT 1 FROM person WHERE person_id = NEW.person_id)",
                phrase("a person is entered once"),
            ),
        ),
    ),
    _guard(
        "person_keeps_key",
        "UPDATE ON person",
        (
            (
                "NEW.person_id IS NOT OLD.person_id OR NEW.key IS NOT OLD.key",
                phrase("a key names the same person for ever"),
            ),
            (
                "NEW.salt IS NOT OLD.salt AND length(NEW.salt) > 0 AND length(OLD.salt) > 0",
                phrase("a salt is only erased"),
            ),
        ),
    ),
    _never("person_never_deleted", "DELETE ON person", phrase("a key is never forgotten")),
    _guard(
        "content_of_planned",
        "INSERT ON content",
        (
            (
                "EXISTS (SELECT 1 FROM content WHERE seq = NEW.seq)",
                phrase("a content is entered once"),
            ),
            (
                "NOT EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq AND kind = 'planned'"
                " AND person_id = NEW.person_id)",
                phrase("a content belongs to a planned card"),
            ),
        ),
    ),
    _guard(
        "content_only_emptied",
        "UPDATE ON content",
        (
            (
                "NEW.seq IS NOT OLD.seq OR NEW.person_id IS NOT OLD.person_id"
                " OR NEW.body IS NOT ''",
                phrase("a content is only emptied"),
            ),
        ),
    ),
    _never("content_never_deleted", "DELETE ON content", phrase("a content is only emptied")),
    _guard(
        "note_once",
        "INSERT ON note",
        (("EXISTS (SELECT 1 FROM note WHERE seq = NEW.seq)", phrase("a note is entered once")),),
    ),
    _guard(
        "note_only_emptied",
        "UPDATE ON note",
        (("NEW.seq IS NOT OLD.seq OR NEW.body IS NOT ''", phrase("a note is only emptied")),),
    ),
    _never("note_never_deleted", "DELETE ON note", phrase("a note is only emptied")),
)

# Version 2: kinds for wishes, moves, pulled cards, stamps, costs, hand-overs and erasing.
SECOND_GUARDS = (
    "DROP TRIGGER event_guarded",
    _guard("event_guarded", "INSERT ON event", _rules_of_entries(_ENTRIES, _OF_KIND)),
)
