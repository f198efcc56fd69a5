"""rounds/ID: round.toml becomes a Round, messages.csv the messages of single recipients."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

from outreach.errors import ExitCode, Problem, Severity, Where
from outreach.model.project import Project
from outreach.model.recipient import Mailing
from outreach.model.round import MessageRow, Round
from outreach.model.stock import STOCKS, Form
from outreach.phrase import Phrase, phrase
from outreach.post.rates import class_by_weight, postage, steps
from outreach.sources.characters import BLANKS, line_fault, message_fault
from outreach.sources.columns import (
    MESSAGE_COLUMNS,
    doubled,
    find_columns,
    is_header,
    label,
    lacking,
    misspelt,
)
from outreach.sources.fault import Fault, did_you_mean
from outreach.sources.fields import MAILINGS, key_fault
from outreach.sources.formulas import as_meant
from outreach.sources.hands import hand_in, parse_hand, parse_lettering, ruling_in
from outreach.sources.lost import lost_fault
from outreach.sources.pages import page_hint
from outreach.sources.stocks import WRITINGS, blame_labels, envelope_of, stock_of, word_of
from outreach.sources.tables import Row, Table, open_table
from outreach.sources.toml import (
    Document,
    line_of,
    long_message_fault,
    missing,
    read_document,
    trimmed_message,
    wrong_type,
)
from outreach.sources.toml import Table as TomlTable
from outreach.sources.year_keys import YEAR_KEYS, blame_greeting, with_year_keys

FOLDER = "rounds"
ROUND_FILE = "round.toml"
MESSAGES_FILE = "messages.csv"
_KEYS = ("mailing", "post_on", "stock", "design", "author", "hand", "lettering", "ruling",
         "message", "qr", "only", "branch", "envelope", "weight", "sender", "writing",
         "mood", *YEAR_KEYS)  # fmt: skip
# What means nothing elsewhere.
_OF_CARDS = ("design", "message", "hand", "lettering", "ruling", "author", "qr", "mood",
             *YEAR_KEYS)  # fmt: skip
_MAILINGS = {**MAILINGS, "絵はがき": Mailing.CARD}
AUTO = ("auto", "自動", "おまかせ")
USUAL_STOCK = {Mailing.CARD: "hagaki", Mailing.NEWSLETTER: "naga3", Mailing.REPORT: "kaku2"}


def round_ids(root: Path) -> list[str]:
    """Return the ids of the project's rounds: the folders of rounds/ that hold a round.toml."""
    return sorted(path.parent.name for path in (root / FOLDER).glob(f"[!.]*/{ROUND_FILE}"))


def load_round(project: Project, round_id: str) -> tuple[Round | None, list[Problem]]:
    """Return a round (None if anything stops it) and what is wrong, of kind PROJECT."""
    known = round_ids(project.root)
    if round_id not in known:
        fault = Fault(
            "round-unknown",
            phrase("There is no round {round} with a round.toml.", round=round_id),
            did_you_mean(round_id, known),
        )
        return None, [fault.at(Where(FOLDER), ExitCode.PROJECT)]
    file = f"{FOLDER}/{round_id}/{ROUND_FILE}"
    path = project.root / FOLDER / round_id / ROUND_FILE
    document = read_document(path, file, ExitCode.PROJECT)
    if isinstance(document, Problem):
        return None, [document]
    found = _round(round_id, document, project)
    if not document.has_errors:
        table = document.table("", _KEYS)
        _weigh(table, found)
        blame_greeting(table, found)
    return (None if document.has_errors else found), document.problems


def _round(round_id: str, document: Document, project: Project) -> Round:
    table = document.table("", _KEYS)
    mailing = Mailing(word_of(table, "mailing", Mailing.CARD, _MAILINGS))
    stock = stock_of(table, "stock", USUAL_STOCK[mailing], project.root)
    if (stock in STOCKS and STOCKS[stock].form is Form.CARD) != (mailing is Mailing.CARD):
        table.blame("stock", _wrong_stock(mailing))
    if stock not in STOCKS:
        blame_labels(table, project.printing.payment)
    words = _words(table, project) if mailing is Mailing.CARD else _no_words(table)
    return replace(
        words,
        id=round_id,
        post_on=table.day("post_on") or date.min,  # without a day there is an error, and no round
        mailing=mailing,
        stock=stock,
        only=_only(table),
        branch=table.text("branch"),
        envelope=_envelope(table, stock, mailing, project),
        weight=_weight(table),
        sender=_sender(table, project),
        writing=word_of(table, "writing", "", WRITINGS),
        where=Where(document.file, line_of(document.text, "", "message") or 1),
    )


def _words(table: TomlTable, project: Project) -> Round:
    """Return a card round with its designs and words alone."""
    designs = _designs(table)
    auto = designs[:1] in [(word,) for word in AUTO]
    hand, lettering = hand_in(table)
    words = Round(
        id="",
        post_on=date.min,
        design="" if auto or len(designs) != 1 else designs[0],
        designs=designs if len(designs) > 1 else (),
        auto=auto,
        mood=table.texts("mood"),
        message=_message(table),
        author=table.text("author"),
        hand=hand,
        lettering=lettering,
        ruling=ruling_in(table),
        qr=_page(table, project),
    )
    return with_year_keys(table, words)


def _message(table: TomlTable) -> str:
    message = table.message("message")
    if lost := lost_fault("message", message):
        table.blame("message", lost)
    return message


def _designs(table: TomlTable) -> tuple[str, ...]:
    """Return the names given as design, each once; "auto" stands alone."""
    if not isinstance(table.values.get("design"), list):
        return (table.text("design", required=True),)
    names = tuple(dict.fromkeys(table.texts("design")))
    if not names:
        table.blame("design", missing("design"))
    elif set(names) & set(AUTO):
        table.blame("design", _AUTO_ALONE)
    return names


_AUTO_ALONE = Fault(
    "auto-in-list",
    phrase("auto stands alone: it chooses among all designs, not among those of a list."),
    phrase('Write design = "auto", or only the names in the list.'),
)


def _page(table: TomlTable, project: Project) -> str:
    """Return the address of the page the QR code leads to: one that outreach.toml names."""
    named = table.text("qr")
    if not named or named in project.pages.values():
        return named
    if named not in project.pages:
        message = phrase("qr names no [qr.NAME] table of outreach.toml.")
        if ":" in named or "/" in named:
            hint = page_hint(named)
        else:
            hint = did_you_mean(named, project.pages)
        table.blame("qr", Fault("qr-unknown", message, hint))
    return project.pages.get(named, "")


def _no_words(table: TomlTable) -> Round:
    """Return a round without design and words; whatever stands there is ignored with a warning."""
    for key in _OF_CARDS:
        if table.values.get(key):
            table.blame(key, _ignored(key, phrase("A newsletter or report has no picture side.")))
    return Round(id="", post_on=date.min)


def _ignored(key: str, why: Phrase) -> Fault:
    return Fault(
        "round-key-ignored",
        phrase("{key} is not used in this round.", key=key),
        why,
        Severity.WARNING,
    )


def _wrong_stock(mailing: Mailing) -> Fault:
    if mailing is Mailing.CARD:
        return Fault(
            "stock-not-a-card",
            phrase("A round of cards is printed on cards, not on envelopes or labels."),
            phrase('Write stock = "hagaki"; who wants an envelope gets the card in one by itself.'),
        )
    return Fault(
        "stock-not-an-envelope",
        phrase("A newsletter or report goes out in envelopes, or under labels."),
        phrase('Write for instance stock = "naga3", "kaku2" or "label-24".'),
    )


def _envelope(table: TomlTable, stock: str, mailing: Mailing, project: Project) -> str:
    """Return the envelope of those who want their card in one, or the one labels are stuck on."""
    if mailing is Mailing.CARD:
        return envelope_of(table, "envelope", project.printing.envelope)
    if stock not in STOCKS:
        return envelope_of(table, "envelope", USUAL_STOCK[mailing])
    if envelope_of(table, "envelope", stock) != stock:
        why = phrase("The round is printed on the envelope that stock names.")
        table.blame("envelope", _ignored("envelope", why))
    return stock


def _weight(table: TomlTable) -> int | None:
    value = table.values.get("weight")
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    table.blame("weight", wrong_type("weight", phrase("a whole number of grams, such as 40")))
    return None


def _sender(table: TomlTable, project: Project) -> str:
    name = table.text("sender")
    if name and name not in project.senders:
        message = phrase("sender names no [sender.NAME] table of outreach.toml.")
        hint = did_you_mean(name, project.senders)
        table.blame("sender", Fault("sender-unknown", message, hint))
    return name


def _weigh(table: TomlTable, plan: Round) -> None:
    """Note where the weight makes the postage another one than the envelope promises.

    A card in an envelope weighs little and is not asked for its weight.
    """
    stock_class = STOCKS[plan.envelope].postage_class
    posted_as = class_by_weight(stock_class, plan.post_on, plan.weight)
    if posted_as is None:
        table.blame("weight", _too_heavy(steps("large", plan.post_on)[-1][0]))
    elif posted_as != stock_class:
        most = steps(stock_class, plan.post_on)[-1][0]
        yen = postage(posted_as, plan.post_on, plan.weight)
        table.blame("weight", _heavier(most, yen))
    elif plan.weight is None and plan.mailing is not Mailing.CARD:
        known = steps(stock_class, plan.post_on)
        if len(known) > 1:
            table.blame("weight", _unweighed(*known[0]))


def _too_heavy(most: int) -> Fault:
    return Fault(
        "too-heavy",
        phrase("A piece of more than {most:,} g is no letter any more.", most=most),
        phrase("Make it lighter, or send it as a parcel; the weight is that of one piece in g."),
    )


def _heavier(most: int, yen: int) -> Fault:
    return Fault(
        "heavier-than-a-letter",
        phrase("Above {most} g this envelope is posted as a large letter: {yen:,} yen each.",
               most=most, yen=yen),
        phrase("Weigh one ready piece on a letter scale; a little lighter would be cheaper."),
        Severity.WARNING,
    )  # fmt: skip


def _unweighed(most: int, yen: int) -> Fault:
    return Fault(
        "weight-not-said",
        phrase("The weight is not said; the postage is counted as up to {most} g: {yen:,} yen "
               "each.", most=most, yen=yen),
        phrase("Weigh one ready piece with its envelope and write weight = the grams."),
        Severity.WARNING,
    )  # fmt: skip


def _only(table: TomlTable) -> tuple[str, ...]:
    keys = table.texts("only")
    for fault in filter(None, map(key_fault, keys)):
        table.blame("only", fault)
    if not keys and isinstance(table.values.get("only"), list | str):
        table.blame("only", _ONLY_NOBODY)
    return keys


_ONLY_NOBODY = Fault(
    "only-empty",
    phrase("only is an empty list: it names nobody."),
    phrase("Name keys in it, or delete the line to write to everyone."),
)


def load_messages(project: Project, round_id: str) -> tuple[dict[str, MessageRow], list[Problem]]:
    """Return the rows of a round's messages.csv by key, and its problems of kind SOURCE.

    There need not be such a file. A row with an error is not among the rows.
    """
    path = project.root / FOLDER / round_id / MESSAGES_FILE
    rows: dict[str, MessageRow] = {}
    problems: list[Problem] = []
    if round_id in round_ids(project.root) and path.is_file():
        seen: dict[str, int] = {}
        for found in _read_messages(path, f"{FOLDER}/{round_id}/{MESSAGES_FILE}", seen):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                rows[found.key] = found
    return rows, problems


def unused_messages(project: Project, plan: Round) -> list[Problem]:
    """Return a warning where a newsletter or report has a table of messages nobody will read."""
    if not (project.root / FOLDER / plan.id / MESSAGES_FILE).is_file():
        return []
    fault = _ignored(MESSAGES_FILE, phrase("A newsletter or report has no picture side."))
    return [fault.at(Where(f"{FOLDER}/{plan.id}/{MESSAGES_FILE}"), ExitCode.PROJECT)]


def _read_messages(path: Path, file: str, seen: dict[str, int]) -> Iterator[MessageRow | Problem]:
    with open_table(path, file, partial(is_header, columns=MESSAGE_COLUMNS)) as table:
        if isinstance(table, Problem):
            yield table
            return
        problems = _header_problems(table, file)
        yield from problems
        if problems:
            return
        places = {name: at for name, (at, *_) in _places(table).items()}
        for row in table.rows:
            if isinstance(row, Problem):
                yield row
            else:
                yield from _read_row(row, places, file, seen)


def _places(table: Table) -> dict[str, list[int]]:
    return find_columns(table.headers, MESSAGE_COLUMNS)


def _header_problems(table: Table, file: str) -> list[Problem]:
    where = Where(file, table.line)
    places = _places(table)
    if "key" not in places:
        return [lacking("key", MESSAGE_COLUMNS, table.headers).at(where)]
    # An error here, not a warning: the recipient would get everyone's message, not their own.
    return [
        *doubled(places, where),
        *misspelt(table.headers, MESSAGE_COLUMNS, where, Severity.ERROR),
    ]


def _read_row(
    row: Row, places: dict[str, int], file: str, seen: dict[str, int]
) -> Iterator[MessageRow | Problem]:
    cells = {name: row.cells[at] for name, at in places.items()}
    key = cells["key"].strip(BLANKS)
    where = Where(file, row.line, None if key_fault(key) else key)
    message = trimmed_message(as_meant(cells.get("message", "")))
    names = ("design", "author", "hand", "lettering")
    design, author, *hands = (cells.get(name, "").strip(BLANKS) for name in names)
    hand, no_hand = parse_hand(label("hand"), hands[0])
    lettering, no_lettering = parse_lettering(label("lettering"), hands[1])
    faults = [
        key_fault(key),
        message_fault("message", message),
        long_message_fault(message),
        line_fault("design", design),
        line_fault("author", author),
        no_hand,
        no_lettering,
    ]
    first = seen.setdefault(key.lower(), row.line) if where.key else row.line
    if first != row.line:
        faults.append(_used_before(first))
    found = [fault.at(where) for fault in faults if fault is not None]
    yield from found
    if not found:
        if lost := lost_fault("message", message):
            yield lost.at(where)
        yield MessageRow(key, message, design, author, hand, lettering, where)


def _used_before(line: int) -> Fault:
    return Fault(
        "key-twice",
        phrase("The key has a message already, on line {line}.", line=line),
        phrase("Keep one of the two rows."),
    )
