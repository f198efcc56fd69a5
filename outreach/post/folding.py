"""Address text folded for matching, never for printing: one spelling for all ways of writing.

Folded are width, case, kind of kana, ヶケがヵカか, 之ノの, ッツ, old character forms, variation
selectors, blanks, hyphens, 通り, and numerals: 北一条西 and 北１条西 both become 北1条西. Each
folded character knows where it began in the typed text, so that what is not matched comes out as
typed.
"""

from __future__ import annotations

import re
import unicodedata
import zlib
from dataclasses import dataclass
from functools import lru_cache

from outreach.post.numerals import HYPHENS, KANJI_DIGITS

NUMERALS = f"{KANJI_DIGITS}十百千"

# Forms of one character that address books and the postal data mix; the first one stands for all.
# It is a table of place names: two forms are one here even where a person's name keeps them apart.
_FORMS = """
    沢澤 辺邊邉 浜濱濵 条條 桜櫻 釜竈竃 蕊蘂蕋 竜龍 島嶋嶌 寿壽 国國圀 会會 広廣 崎﨑嵜碕 高髙
    吉𠮷 滝瀧 瀬瀨 岳嶽 峰峯 富冨 穂穗 万萬 与與 余餘 豊豐 鉄鐵鐡 円圓 学學 県縣 区區 号號
    斉斎齋齊 栄榮 恵惠 黒黑 黄黃 戸戶 静靜 清淸 青靑 緒緖 徳德 真眞 槙槇 淵渕渊 亀龜 鶏鷄 荘莊
    楼樓 湾灣 当當 来來 仏佛 宝寶寳 礼禮 蔵藏 薬藥 衛衞 覚覺 讃讚 頼賴 転轉 釈釋 駅驛 塩鹽 麦麥
    炉爐 稲稻 縄繩 旧舊 処處 帰歸 弥彌 声聲 独獨 経經 総總 焼燒 狭狹 暁曉 鎮鎭 楽樂 気氣 渋澁澀
    厳嚴 壮壯 実實 専專 摂攝 昼晝 仮假 児兒 騨驒 鯵鰺 梼檮 涛濤 呑吞 莱萊 掻搔 麹麴 蝋蠟 噛嚙 繋繫
    顛顚 痩瘦 頬頰 鴎鷗 祷禱 箪簞 剥剝 填塡 嘘噓 祢禰 迩邇 栢柏 船舩 曽曾 沖冲 涼凉 尭堯 巌巖 晋晉
    柳栁 桑桒 温溫 禄祿 穣穰 聡聰 鶴靏靍 雁鴈 檜桧 籠篭 砺礪 蛎蠣 鴬鶯 諌諫 頚頸 壷壺 館舘 薮藪
    藪籔 橋槗 芦蘆 関關 団團 図圖 塁壘 壱壹 変變 奥奧 宮宫 巣巢 巻卷 庁廳 応應 恋戀 戦戰 抜拔 拝拜
    挙擧 収收 数數 断斷 暦曆 枢樞 桟棧 検檢 様樣 横橫 欧歐 歩步 歳歲 歴歷 毎每 浅淺 浄淨 渓溪 満滿
    焔焰 犠犧 猟獵 画畫 畳疊 発發 盗盜 砕碎 秘祕 税稅 窓窻 糸絲 絵繪 続續 缶罐 胆膽 脳腦 台臺 艶艷
    茎莖 虫蟲 蛍螢 触觸 証證 読讀 賛贊 践踐 軽輕 辞辭 逓遞 遅遲 郷鄕 鋳鑄 銭錢 録錄 閲閱 陥陷 隠隱
    随隨 雑雜 霊靈 飲飮 駆驅 髪髮 麺麵 斎齋 埜野 椛桛 桝枡 莵菟 靱靭 鹸鹼 梅楳 篠筱 蓑簔 糀麹 祇祗
    蹄蹏 舗舖 舟舩 庵菴 窪漥
    """
_KANA_FORMS = {
    **dict.fromkeys("ヶケガヵカ力", "ケ"),
    **dict.fromkeys("ノ之乃", "ノ"),
    **dict.fromkeys("ッツ", "ツ"),
    "埠": "フ",
    "ヰ": "イ",
    "ヱ": "エ",
    "ヅ": "ズ",
    "ヂ": "ジ",
}
_TENS = {"廿": "二十", "卅": "三十"}  # 北廿四条西
_SMALL = str.maketrans("ァィゥェォャュョヮ", "アイウエオヤユヨワ")
_VOICING = {"\u3099", "\u309a", "\uff9e", "\uff9f", "\u309b", "\u309c"}
_MARKS = {"\uff9e": "\u3099", "\uff9f": "\u309a", "\u309b": "\u3099", "\u309c": "\u309a"}

SIGNATURE = zlib.crc32(repr((_FORMS, sorted(_KANA_FORMS.items()), 4)).encode())


def _forms() -> dict[str, str]:
    table = {form: word[0] for word in _FORMS.split() for form in word[1:]}
    # A chain (糀 麹 麴) ends at one form, whatever the order of the words.
    return {form: table.get(first, first) for form, first in table.items() if form != first}


class _Table(dict[str, str]):
    """What one character folds to; worked out when it is first met."""

    def __missing__(self, character: str) -> str:
        folded = self[character] = _folded(character, self.forms)
        return folded

    def __init__(self) -> None:
        super().__init__(dict.fromkeys(HYPHENS, "-"))
        self.forms = _forms()


def _folded(character: str, forms: dict[str, str]) -> str:
    if _is_unseen(character):
        return ""
    plain = unicodedata.normalize("NFKC", character).upper()
    return "".join(_letter(letter, forms) for letter in plain if not letter.isspace())


def _letter(letter: str, forms: dict[str, str]) -> str:
    if "ぁ" <= letter <= "ゖ":
        letter = chr(ord(letter) + 0x60)
    letter = letter.translate(_SMALL)
    letter = _TENS.get(letter) or _KANA_FORMS.get(letter, letter)
    letter = forms.get(letter, letter)
    return "-" if letter in HYPHENS else letter


def _is_unseen(character: str) -> bool:
    """Return whether a character is a variation selector, a blank or another invisible one."""
    if "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef":
        return True
    return character.isspace() or unicodedata.category(character) in ("Cf", "Cc")


_TABLE = _Table()
_VALUED = re.compile(f"[{NUMERALS}]+")
_LONG_MARK = re.compile(r"(?<=[0-9])ー|(?<=[ァ-ヺー][ァ-ヺー])-|(?<=[ァ-ヺー])-(?![0-9])")
_CHOME = re.compile("[0-9]丁目")
_WAY = re.compile("通リ")


@dataclass(frozen=True, slots=True)
class Folded:
    """Folded text; ``starts[i]`` is the place in the typed text where character i began.

    There is one start more than characters: the length of the typed text.
    """

    typed: str
    text: str
    starts: list[int]

    def parts_numbers(self, at: int) -> bool:
        """Return whether the figures before and at ``at`` were typed as two numbers: 八30, 5 12."""
        before, here = self.starts[at - 1], self.starts[at]
        if here - before > 1:
            return True
        if _CHOME.match(self.text, at) and self.typed[before] in KANJI_DIGITS:
            return here > before  # 助七二丁目: no 丁目 is numbered 七二
        return _script(self.typed[before]) != _script(self.typed[here])


def _script(figure: str) -> str:
    if figure in NUMERALS or figure in _TENS:
        return "kanji"
    return "wide" if figure > "\uff00" else "plain"


def fold(typed: str) -> Folded:
    """Return address text for matching, with the way back to what was typed."""
    letters = [_TABLE[character] for character in typed]
    text = "".join(letters)
    if len(text) == len(typed) and "" not in letters and _VOICING.isdisjoint(typed):
        starts = list(range(len(typed) + 1))
    else:
        text, starts = _one_by_one(typed)
    if _VALUED.search(text):
        text, starts = _with_figures(text, starts)
    if "通リ" in text:
        text, starts = _without(_WAY, 1, text, starts)
    if "ー" in text or "-" in text:
        text = _LONG_MARK.sub(_straightened, text)
    return Folded(typed, text, starts)


def _one_by_one(typed: str) -> tuple[str, list[int]]:
    """Return the folded letters and where each began, where they are not one for one."""
    letters: list[str] = []
    starts: list[int] = []
    for at, character in enumerate(typed):
        if character in _VOICING and letters:
            base = unicodedata.normalize("NFKC", typed[at - 1])
            mark = _MARKS.get(character, character)
            letters[-1] = _TABLE[unicodedata.normalize("NFC", base + mark)[0]]
            continue
        for letter in _TABLE[character]:
            letters.append(letter)
            starts.append(at)
    return "".join(letters), [*starts, len(typed)]


def _straightened(mark: re.Match[str]) -> str:
    """Return a hyphen for the long mark behind a figure, a long mark for the hyphen in a word."""
    return "-" if mark[0] == "ー" else "ー"


@lru_cache(maxsize=16384)
def fold_key(typed: str) -> str:
    """Return address text for matching alone."""
    return fold(typed).text


def without_fields(folded: str) -> str:
    """Return folded text without 大字 and 字, which people write or leave out."""
    return folded.replace("大字", "").replace("字", "")


def _with_figures(text: str, starts: list[int]) -> tuple[str, list[int]]:
    """Return the text with Arabic figures for its kanji numerals."""
    parts: list[str] = []
    places: list[int] = []
    end = 0
    for run in _VALUED.finditer(text):
        figures = numeral(run[0])
        parts += text[end : run.start()], figures
        places += starts[end : run.start()]
        if len(figures) == len(run[0]):
            places += starts[run.start() : run.end()]
        else:
            places += [starts[run.start()]] * len(figures)
        end = run.end()
    return "".join((*parts, text[end:])), places + starts[end:]


def _without(
    pattern: re.Pattern[str], keep: int, text: str, starts: list[int]
) -> tuple[str, list[int]]:
    """Return the text without what follows the first ``keep`` characters of each match."""
    places: list[int] = []
    end = 0
    for found in pattern.finditer(text):
        places += starts[end : found.start() + keep]
        end = found.end()
    return pattern.sub(lambda found: found[0][:keep], text), places + starts[end:]


_UNITS = {"十": 10, "百": 100, "千": 1000}


def numeral(run: str) -> str:
    """Return the figures of a run of kanji numerals: 二十四 and 二四 are both 24."""
    if not any(unit in run for unit in _UNITS):
        return "".join(str(KANJI_DIGITS.index(digit)) for digit in run)
    total, pending = 0, ""
    for character in run:
        if character in _UNITS:
            total += int(pending or "1") * _UNITS[character]
            pending = ""
        else:
            pending += str(KANJI_DIGITS.index(character))
    return str(total + int(pending or "0"))
