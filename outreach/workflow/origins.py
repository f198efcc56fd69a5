"""Where the words on the outside come from: each telling one is traced to its file and line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from outreach.artwork import DrawnDesign
from outreach.artwork.layouts import own_layouts
from outreach.errors import ExitCode, Problem, Where
from outreach.faces.payment import office_text
from outreach.model.project import Payment, Sender
from outreach.phrase import Phrase
from outreach.press.raster import page_text
from outreach.sources.designs import design_file, design_names, load_designs
from outreach.sources.project import FILE_NAME
from outreach.sources.stocks import LABELS_FILE
from outreach.sources.toml import line_of, read_document
from outreach.workflow import discretion
from outreach.workflow.discretion import Clue, Part
from outreach.workflow.prepare import Prepared
from outreach.workflow.press_room import PressRoom, Side
from outreach.workflow.telling import Kind, Teller, Telling, half_width, joined

Paper = Sequence[str] | None  # the texts all faces of a kind share; None: none could be made
FILES = "files"  # the side of what is on no paper
_WORDLIKE = re.compile("[A-Za-z]{4}")  # what a random key hardly ever has
_FIELDS = ("organisation", "name", "building", "address")


class Origins:
    """Finds the clues of each part of the outside; keys are added by whoever counts the pieces."""

    def __init__(self, prepared: Prepared, teller: Teller) -> None:
        self._prepared = prepared
        self._project = prepared.desk.project
        self._teller = teller
        self._line = cache(self._find_line)
        self._others = cache(self._other_designs)
        self._discreet = cache(self._discreet_senders)

    # -- the address side, an envelope, a label -------------------------------------------------

    def sender(self, name: str, side: Side, paper: Paper) -> Iterator[Clue]:
        """Yield what the sender's block tells, field by field, as far as it stands on the paper."""
        sender = self._project.senders.get(name)
        if sender is None:
            return
        for field in _FIELDS:
            found = _on_paper(self._of_sender(sender, field), paper)
            where = self._line(FILE_NAME, f"sender.{name}", field)
            proposals = (
                *discretion.other_senders(
                    self._discreet(), tuple(self._project.senders), self._round_file
                ),
                discretion.shorter_sender(name, field),
                *((discretion.NO_ENVELOPE,) if side is Side.ADDRESS else ()),
            )
            yield from _clues(Part.SENDER, side, found, where, proposals)

    def payment(self, side: Side, paper: Paper) -> Iterator[Clue]:
        """Yield what the office in a payment mark tells."""
        printing = self._project.printing
        if printing.payment is Payment.STAMP or not printing.post_office:
            return
        found = _on_paper(self._teller.line(office_text(printing.post_office)), paper)
        where = self._line(FILE_NAME, "print", "post_office")
        yield from _clues(Part.PAYMENT, side, found, where, (discretion.OTHER_OFFICE,))

    def addressee(self, column: str, text: str, side: Side, where: Where) -> Iterator[Clue]:
        """Yield what a line of the recipient's own tells: said as a fact, for it is their wish."""
        found = self._teller.own_line(text)
        proposals: tuple[Phrase, ...] = (discretion.OWN_WISH,)
        if column == "title":
            proposals = (discretion.OTHER_TITLE, *proposals)
        yield from _clues(Part.ADDRESSEE, side, found, where, proposals, column)

    # -- the picture side of an open card -------------------------------------------------------

    def message(self, text: str, where: Where) -> Iterator[Clue]:
        """Yield what the words of an open card expose."""
        found = self._teller.message(text)
        ways = discretion.gentler([each.gentler for each in found]) or (discretion.OTHER_WORDS,)
        proposals = (*ways, discretion.in_envelope())
        yield from _clues(Part.MESSAGE, Side.PICTURE, found, where, proposals)

    def design(self, name: str, paper: Paper) -> Iterator[Clue]:
        """Yield what the artist's line and, by its alt text, the picture itself tell."""
        design, file = self._prepared.designs[name], design_file(name)
        artist = _on_paper(self._teller.line(design.artist), paper) if design.credit else ()
        shown = self._teller.line(design.alt)
        if not artist and not shown:
            return
        others = discretion.other_designs(self._others())
        yield from _clues(
            Part.CREDIT, Side.PICTURE, artist, self._line(file, "", "artist"),
            (others, discretion.NO_CREDIT, discretion.in_envelope()),
        )  # fmt: skip
        yield from _clues(
            Part.PICTURE, Side.PICTURE, shown, self._line(file, "", "alt"),
            (others, discretion.in_envelope()),
        )  # fmt: skip

    def drawn(self, drawn: DrawnDesign, name: str) -> Iterator[Clue]:
        """Yield what the words tell that the layout itself draws."""
        texts = page_text(drawn.pdf).splitlines()
        found = [each for text in texts for each in self._teller.line(text)]
        if not found:
            return
        where = self._line(design_file(name), "", "layout")
        own = own_layouts(self._project.root) / self._prepared.designs[name].layout
        if own.is_dir():
            where = Where(f"{own.parent.name}/{own.name}/layout.html")
        proposals = (
            discretion.OTHER_LAYOUT,
            discretion.other_designs(self._others()),
            discretion.in_envelope(),
        )
        yield from _clues(Part.DRAWN, Side.PICTURE, found, where, proposals)

    def page(self) -> Iterator[Clue]:
        """Yield what the address tells that the round's QR code leads to."""
        url = self._prepared.round.qr
        if not url:
            return
        page = next((name for name, known in self._project.pages.items() if known == url), "")
        where = self._line(FILE_NAME, f"qr.{page}", "url")
        found = self._teller.page(url)
        yield from _clues(Part.QR, Side.PICTURE, found, where, (discretion.OTHER_PAGE,))

    def unexplained(
        self, side: Side, paper: Sequence[str], known: Sequence[Clue]
    ) -> Iterator[Clue]:
        """Yield what else is printed on all faces alike and tells, wherever it comes from."""
        said = "、".join(clue.words for clue in known)
        for text in paper:
            found = [each for each in self._teller.line(text) if each.words not in said]
            yield from _clues(Part.PRINTED, side, found, Where(), ())

    # -- files ----------------------------------------------------------------------------------

    def key(self, key: str, where: Where) -> Iterator[Clue]:
        """Yield what a recipient's key tells: it stands in lists and in the names of files."""
        found = self._teller.name(key) if _WORDLIKE.search(key) else ()
        place = Where(where.file, where.line)
        yield from _clues(Part.KEY, FILES, found, place, (discretion.OTHER_KEY,))

    def files(self, room: PressRoom) -> Iterator[Clue]:
        """Yield what the names of folders and files tell, and the title inside the files."""
        title = self._teller.name(room.title)
        yield from _clues(
            Part.ROUND, FILES, title, Where(self._round_file), (discretion.OTHER_ROUND,)
        )  # fmt: skip
        for name in self._prepared.designs:
            found = self._teller.name(name)
            where = Where(design_file(name))
            yield from _clues(Part.DESIGN, FILES, found, where, (discretion.OTHER_FOLDER,))
        for sheet in room.sheets:
            found = self._teller.name(sheet)
            where = self._line(LABELS_FILE, sheet, "")
            yield from _clues(Part.LABELS, FILES, found, where, (discretion.OTHER_SHEET,))

    # -- what there is besides ------------------------------------------------------------------

    @property
    def _round_file(self) -> str:
        return self._prepared.round.where.file or ""

    def _find_line(self, file: str, table: str, key: str) -> Where:
        document = read_document(self._project.root / file, file, ExitCode.PROJECT)
        if isinstance(document, Problem):
            return Where(file)
        line = line_of(document.text, table, key) or line_of(document.text, table, "")
        return Where(file, line)

    def _discreet_senders(self) -> tuple[str, ...]:
        """Return the names of the senders of whom nothing printed tells."""
        return tuple(
            name for name, sender in self._project.senders.items() if not self._tells(sender)
        )

    def _tells(self, sender: Sender) -> bool:
        return any(self._of_sender(sender, field) for field in _FIELDS)

    def _of_sender(self, sender: Sender, field: str) -> tuple[Telling, ...]:
        """Return what a field tells; a town may be called after a hospital, and tells nothing."""
        text: str = getattr(sender, field)
        return self._teller.line(text) if field == "address" else self._teller.house(text)

    def _other_designs(self) -> tuple[str, ...]:
        """Return the designs a card may show that say nothing; what they draw is not looked at."""
        designs, _ = load_designs(self._project, design_names(self._project.root))
        day = self._prepared.round.post_on
        return tuple(
            design.name for design in designs
            if design.permits("card") and not design.is_withdrawn(day)
            and not self._teller.line(design.alt)
            and not (design.credit and self._teller.line(design.artist))
        )  # fmt: skip


def _on_paper(found: Iterable[Telling], paper: Paper) -> tuple[Telling, ...]:
    """Return the words that stand on the paper, wherever a line was broken.

    Where no face could be made yet all of them: they would stand there.
    """
    if paper is None:
        return tuple(found)
    read = "".join("\0".join(paper).split())
    return tuple(each for each in found if "".join(half_width(each.words).split()) in read)


def _clues(
    part: Part, side: str, found: Sequence[Telling], where: Where,
    proposals: tuple[Phrase, ...], column: str = "",
) -> Iterator[Clue]:  # fmt: skip
    """Yield one clue for the telling words of a text, and one for its marks of secrecy."""
    readers = discretion.readers_of(part)
    for kind in Kind:
        words = joined(each for each in found if each.kind is kind)
        if words:
            said = discretion.conclusion(part, kind, words, column)
            ways = (discretion.NO_MARK,) if kind is Kind.MARK else proposals
            yield Clue(part, str(side), words, where, readers, said, ways)
