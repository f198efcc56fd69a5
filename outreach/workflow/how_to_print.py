"""The page of plain instructions that lies beside the files of a batch, for whoever prints them.

It is in Japanese like all that is read at the printer, whatever the command speaks; it says
nothing of anybody, so that it can lie about.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from outreach.model.printer import Facing, Pass, Printer, SideSetup
from outreach.model.shop import Shop
from outreach.model.stock import BLEED, HAGAKI, STOCKS
from outreach.press.imposition import Flip, Target
from outreach.press.sheets import PAPERS, Cut, sheet_named
from outreach.workflow.batch_sheet import FILE_NAME as BATCH_SHEET
from outreach.workflow.press_room import Side
from outreach.workflow.spooling import FILE_NAME, PrintFile, Record, paper_of, record_of
from outreach.workflow.ways import Ways

_SHOWS = {
    Side.ADDRESS: "宛名面",
    Side.PICTURE: "絵柄面",
    Side.CARDS: "宛名面と絵柄面",
    Side.ENVELOPE: "封筒の宛名",
    Side.LABEL: "宛名ラベル",
}
_CUTS = {
    Cut.MARKS: "トンボに合わせて、一枚ずつ切ります。切る順は、紙の端の案内のとおりです。",
    Cut.BUTT: "となりのカードとの間は、一度だけ切ります。上下左右は、トンボに合わせます。",
    Cut.PERFORATED: "ミシン目で切り離します。刷る前に一枚、ミシン目と絵のずれを見てください。",
}
_FACES = {Facing.UP: "刷る面を上にして", Facing.DOWN: "刷る面を下にして"}


def instructions(
    root: Path, folder: Path, ways: Ways, printer: Printer | None, shop: Shop | None = None
) -> str:
    """Return how the files of a batch folder are printed, or given to a print shop.

    ``root`` is the project's folder; without a printer it is said in general. Raises OSError where
    batch.json cannot be read.
    """
    record = record_of(folder)
    if ways.target is Target.SHOP:
        return _text(_for_shop(record, ways, shop))
    return _text(_Page(root, record, ways, printer).lines())


def save_instructions(
    root: Path, folder: Path, ways: Ways, printer: Printer | None, shop: Shop | None = None
) -> None:
    """Write the page beside the files. Raises OSError where the disk does not take it."""
    text = instructions(root, folder, ways, printer, shop)
    # The byte order mark and the line ends let the oldest Notepad show it.
    (folder / FILE_NAME).write_text(text, encoding="utf-8-sig", newline="\r\n")


def _text(lines: Iterator[str]) -> str:
    return "\n".join(lines) + "\n"


class _Page:
    """The page for a printer of one's own."""

    def __init__(self, root: Path, record: Record, ways: Ways, printer: Printer | None) -> None:
        self.root, self.record, self.ways, self.printer = root, record, ways, printer

    def lines(self) -> Iterator[str]:
        """Yield the lines of the page."""
        yield f"刷り方　{self.record.round_id}　第 {self.record.batch} 刷"
        yield "（この紙に、名前や住所はありません）"
        yield from self._machine()
        yield from self._settings()
        yield from ("", "■ 刷る順番")
        before = None
        for number, file in enumerate(self.record.files, start=1):
            yield from self._file(number, file, before)
            before = file
        yield from self._cutting()
        yield from self._afterwards()

    def _machine(self) -> Iterator[str]:
        yield from ("", "■ 用意するもの")
        if self.printer is not None:
            model = f"（{self.printer.model}）" if self.printer.model else ""
            tray = f"　給紙：{self.printer.tray}" if self.printer.tray else ""
            yield f"・プリンター：{self.printer.name}{model}{tray}"
        papers: dict[str, int] = {}
        both = {Side.PICTURE.value, Side.ADDRESS.value} <= {file.side for file in self.record.files}
        for file in self.record.files:
            if not (both and file.side == Side.ADDRESS):  # it goes onto the same paper
                papers[self._paper(file)] = papers.get(self._paper(file), 0) + self._sheets(file)
        for paper, sheets in papers.items():
            yield f"・用紙：{paper}　{sheets} 枚。刷り損じのために、少し多めに"

    def _paper(self, file: PrintFile) -> str:
        width, height = paper_of(self.root, file, self.ways)
        name = STOCKS[file.stock].japanese if file.stock in STOCKS else HAGAKI.japanese
        if file.side == Side.LABEL:
            name = "ラベル"
        elif self.ways.sheet and not file.stock:
            name = PAPERS[self.ways.sheet.partition("-")[0]].words
        return f"{name}（{width:g} × {height:g} ミリ）"

    def _sheets(self, file: PrintFile) -> int:
        return file.pages // 2 if file.side == Side.CARDS else file.pages

    # -- what is set on the screen ----------------------------------------------------------

    def _settings(self) -> Iterator[str]:
        yield from ("", "■ 印刷の画面で、毎回たしかめること")
        sizes = dict.fromkeys(self._paper(file) for file in self.record.files)
        yield f"・用紙サイズ：{'、'.join(sizes)}"
        yield "・拡大・縮小：しない（「実際のサイズ」「100 %」。「用紙に合わせる」は選ばない）"
        yield f"・フチなし：{self._borderless()}"
        yield f"・両面印刷：{self._duplex()}"
        yield "・向き：自動（縦か横かは、ファイルに合わせる）"
        yield "・1 枚に 1 ページ、1 部ずつ、はじめのページから順に（「逆順」にしない）"

    def _borderless(self) -> str:
        """Return for which files the driver may enlarge the page, which moves all on it."""
        found = {_SHOWS[Side(file.side)]: self._edge(file) for file in self.record.files}
        if len({*found.values()}) == 1:
            return found.popitem()[1]
        return "。".join(f"{shows}は、{edge}" for shows, edge in found.items())

    def _edge(self, file: PrintFile) -> str:
        setup = self._setup(file)
        if setup.overshoot:
            return "する（はみ出し量は、調整したときと同じに）"
        if file.side not in (Side.PICTURE, Side.CARDS) or self.ways.sheet:
            return "しない"
        if any(setup.margins):
            return "しない（端に白いふちが残ります）"
        return "する（はみ出し量は、いちばん小さく）"

    def _duplex(self) -> str:
        if not self.ways.duplex:
            return "しない"
        return "する（短辺とじ）" if self.ways.flip is Flip.SHORT else "する（長辺とじ）"

    def _setup(self, file: PrintFile) -> SideSetup:
        return self.printer.setup(file.side) if self.printer is not None else SideSetup()

    # -- one file after the other -----------------------------------------------------------

    def _file(self, number: int, file: PrintFile, before: PrintFile | None) -> Iterator[str]:
        yield f"{number}. {file.name}　{_SHOWS[Side(file.side)]}　{file.pages} ページ"
        if before is not None and (before.side, file.side) == (Side.PICTURE, Side.ADDRESS):
            yield f"　・前のファイルが全部出てから、束を{self._turned()}裏返して入れ直します。"
            yield f"　　順番は変えません。{self._order()}"
        else:
            yield f"　・{self._paper(file)}を{self._faced(file)}入れます。"
        if file.directions:
            pages = "1 ページ目" if file.directions == 1 else f"1～{file.directions} ページ目"
            yield f"　・まず {pages}だけを刷ります。これは向きの紙です。"
            yield "　　矢印の辺が先に入ったか、面が合っているか、50 ミリの線が 50 ミリかを見ます。"
            yield f"　・よければ {file.directions + 1} ページ目から最後までを刷ります。"

    def _turned(self) -> str:
        return "短い辺を軸に" if self.ways.flip is Flip.SHORT else "長い辺を軸に"

    def _order(self) -> str:
        backwards = self.printer is not None and self.printer.second_pass is Pass.REVERSED
        if self.ways.two_pass and backwards:
            return "出てきたままの束から、向きの紙だけを、先に入る側へ移します。"
        return "向きの紙と、いちばん小さい番号が、先に入るようにします。"

    def _faced(self, file: PrintFile) -> str:
        return _FACES[self._setup(file).face] if self.printer is not None else ""

    # -- cutting, trouble, the end ----------------------------------------------------------

    def _cutting(self) -> Iterator[str]:
        if not self.ways.sheet or not any(not file.stock for file in self.record.files):
            return
        yield from ("", "■ 切るとき")
        yield f"・{_CUTS[sheet_named(self.ways.sheet, HAGAKI).cut]}"
        if self.ways.stack:
            yield f"・{self.ways.stack} 枚ずつ重ねて切ります。"
        if not self.ways.repeat:
            yield "・切った山を左上から順に重ねると、番号順になります。"
            yield "　山の最初と最後の番号は、紙の端にあります。"

    def _afterwards(self) -> Iterator[str]:
        again = f"outreach print {self.record.round_id}"
        yield from ("", "■ 途中で止まったら")
        yield "・あわてて全部を刷り直さないでください。出てきた番号に、先に印をつけます。"
        yield f"・足りない番号だけを刷ります：{again} --from 番号 --to 番号"
        yield from ("", "■ 刷り終わったら")
        if self.ways.side != Side.PICTURE:
            yield f"・{BATCH_SHEET} は、A4 の普通紙に刷ります（カードの一覧と、印をつける欄）。"
        if self.record.coded and any(not file.stock for file in self.record.files):
            yield "・表と裏の合わせ番号が同じか、最初・まん中・最後の三枚を見ます。"
        yield f"・outreach printed {self.record.round_id}　（刷り損じがあれば --spoilt 番号）"


def _for_shop(record: Record, ways: Ways, shop: Shop | None) -> Iterator[str]:
    """Yield what is given to a print shop, and what is asked of it."""
    yield f"印刷所に渡すもの　{record.round_id}　第 {record.batch} 刷"
    yield from ("", "■ 渡すファイル（これだけを渡します）")
    for file in record.files:
        yield f"・{file.name}　{file.pages} ページ（1 ページがカード 1 枚）"
    yield f"・batch.json、batch.csv、{FILE_NAME} は渡しません。"
    if shop is not None:
        marks = "トンボつき" if shop.marks else "トンボなし"
        outlined = "、文字はアウトライン" if shop.outlined else ""
        ink = f"インキ総量 {shop.ink_limit} % まで"
        yield f"・仕様：{shop.standard}、CMYK、{ink}、{marks}{outlined}"
    yield from ("", "■ 印刷所にたのむこと")
    size = f"{HAGAKI.width:g} × {HAGAKI.height:g} ミリ、塗り足しは {BLEED:g} ミリ"
    yield f"・仕上がりは {size}。拡大・縮小はしない。"
    yield "・ページの順番のまま、抜かず、まぜずに納めてもらう（裏に、順番に宛名を刷るため）。"
    yield "・裏には何も刷らない。裏にニスや PP をかけない（宛名を刷り、切手をはるため）。"
    yield "・何枚か余分に刷る場合は、別の包みにしてもらう。"
    yield from ("", "■ 届いたら")
    yield f"・数える：{record.cards} 枚。最初・まん中・最後の絵を、PDF とくらべる。"
    part = f" --from {ways.first}" if ways.first else ""
    part += f" --to {ways.last}" if ways.last else ""
    yield f"・宛名面はここで刷ります：outreach print {record.round_id} --side address{part}"
    yield "・宛名面は、絵のページと同じ順番です（向きの紙があれば、そのあとから）。"
    if record.coded:
        yield "　最初・まん中・最後の三枚で、表と裏の合わせ番号が同じかを見ます。"
