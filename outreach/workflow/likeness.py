"""Folded forms that tell whether two rows may mean one person; never printed, never stored.

Looser than the identity the ledger keeps hashes of: 髙橋 and 高橋 fold alike, so do 一丁目二番 and
1-2. Whoever differs here is another person; whoever agrees may be the same, which a person decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import chain, islice, product
from typing import NamedTuple

from outreach.model.recipient import Addressee
from outreach.post.address import address_of
from outreach.post.folding import fold_key
from outreach.workflow.content import folded

# Shapes of one character in names, each after its everyday one: the old forms of
# 常用漢字 and 人名用漢字, and variants that registers hold. 坂 and 阪 are different names.
_SHAPES = (
    "高髙 崎﨑嵜碕 沢澤 辺邊邉 斉斎齊齋 浜濱濵 徳德 瀬瀨 橋槗𣘺 富冨 島嶋嶌 真眞 国國圀 広廣 "
    "吉𠮷 桑桒 柳栁 恵惠 桜櫻 関關 滝瀧 竜龍 野埜 峰峯 館舘 船舩 寿壽 栄榮 蔵藏 伝傳 円圓 応應 "
    "万萬 与與 亀龜 仏佛 会會 来來 麦麥 黒黑 黄黃 横橫 曽曾 増增 巻卷 歩步 涼凉 清淸 温溫 静靜 "
    "青靑 頼賴 郎郞 将將 尭堯 弥彌 祢禰 弁辨辯瓣 礼禮 禄祿 穂穗 稲稻 経經 絵繪 緑綠 縁緣 総總 "
    "聡聰 荘莊 萌萠 薫薰 芦蘆 蛍螢 衛衞 覚覺 豊豐 猪豬 賛贊 遥遙 鉄鐵銕 鎌鐮 鶏鷄 塩鹽 声聲 "
    "壮壯 剣劍劔 勲勳 巌巖 岳嶽 槙槇 桧檜 楽樂 様樣 権權 気氣 浅淺 湾灣 満滿 浄淨 済濟 渓溪 "
    "渋澁 為爲 灯燈 営營 蕊蘂 双雙 収收 参參 県縣 鶴靏靍鸖 鴎鷗 土圡𡈽 内內 呉吳 戸戶 教敎 "
    "暁曉 条條 籠篭 竃竈 砺礪 侠俠 莱萊 蒋蔣 讃讚 渕淵渊 凛凜 喜㐂 寛寬 実實 宝寶 巣巢 帯帶 "
    "当當 恒恆 悦悅 晋晉 暦曆 誉譽 顕顯 駅驛 尚尙 徴徵 拝拜 拡擴 揺搖 桟棧 沖冲 壷壺 姉姊 "
    "薮藪籔 彦彥 産產 顔顏 粋粹 縄繩 軽輕 逓遞 鋭銳 録錄 錬鍊 隠隱 霊靈"
)
_EVERYDAY = str.maketrans({
    ord(shape): group[0] for group in _SHAPES.split() for shape in group[1:]
} | {ord("ァ") + at: chr(ord("ぁ") + at) for at in range(86)})  # fmt: skip

_GROUPS = {shape: group for group in _SHAPES.split() for shape in group}
_MOST_SHAPES = 64


@lru_cache(maxsize=8192)
def everyday(name: str) -> str:
    """Return a name as it is written every day: width, case, blanks, kana and shape folded."""
    return everyday_folded(folded(name))


def everyday_folded(name: str) -> str:
    """Return a name that ``content.folded`` has folded as it is written every day."""
    return name.translate(_EVERYDAY)


def shapes_of(name: str) -> Iterator[str]:
    """Yield a folded name in every shape its characters may be written in, itself first.

    Of a name with very many of them only the first: 渡邊 has three, 齋藤 four, hardly one has 64.
    """
    groups = [_GROUPS.get(character, character) for character in name]
    ways = ("".join(shapes) for shapes in product(*groups))
    yield from islice(dict.fromkeys(chain([name], islice(ways, _MOST_SHAPES))), _MOST_SHAPES)


# -- addresses ----------------------------------------------------------------------------------

_CODE = re.compile(r"^\s*〒?\s*\d{3}\D?\d{4}\s*")
_PREFECTURE = re.compile("^(?:北海道|東京都|京都府|大阪府|..県|...県)")
# 虻田郡ニセコ町: the county is often left out; 郡山市 and 蒲郡市 have none.
_COUNTY = re.compile(
    "^[^町村]{1,4}?郡(?=(?:(?:余市|市川|市貝)[^市区郡]{0,6}|[^市区郡]{1,6})[町村])"
)
_FIGURES = "0-9０-９〇一二三四五六七八九十"
_BETWEEN = re.compile(f"(?<=[{_FIGURES}])[ \u3000]+(?=[{_FIGURES}])")
_AFTER_NUMBER = re.compile(f"(?<=[{_FIGURES}番地号])[ \u3000]+(?=[^{_FIGURES}条線丁番号のノ])")
_UNIT = re.compile("(?<=[0-9])(?:丁目?|番地|番(?![町通館丁])|号[室棟]?|室|階|F(?![A-Z]))ノ?")
_OF = re.compile("(?<=[0-9])ノ(?=[0-9])")
_LOOSE = re.compile(r"[^\w-]+|_|大?字|(?<![0-9])-+|-+(?![0-9])")
_RUN = re.compile("-{2,}")
_CHAIN = re.compile("[0-9]+(?:-[0-9]+){1,2}")


class Place(NamedTuple):
    """A folded address: as far as the house number, and whole."""

    house: str
    whole: str


def place_of(to: Addressee) -> Place:
    """Return a recipient's address without code, prefecture, county and ways of writing numbers."""
    return place_in(*address_of(to))


@lru_cache(maxsize=1024)
def place_in(typed: str, building: str) -> Place:
    """Return the place of an address in one piece and its building."""
    head, *tail = _AFTER_NUMBER.split(_CODE.sub("", typed), maxsplit=1)
    house, room = _cut(plain_address(head))
    room += plain_address("".join((*tail, building)))
    joint = "-" if house[-1:].isdigit() and room[:1].isdigit() else ""
    return Place(house, f"{house}{joint}{room}")


@lru_cache(maxsize=8192)
def plain_address(text: str) -> str:
    """Return part of an address so that 北1条西2丁目3番4号 and 北一条西２－３－４ are alike."""
    text = fold_key(_BETWEEN.sub("-", text))
    text = _COUNTY.sub("", _PREFECTURE.sub("", text))
    return _LOOSE.sub("", _RUN.sub("-", _OF.sub("-", _UNIT.sub("-", text))))


def _cut(text: str) -> tuple[str, str]:
    """Return what stands as far as the house number, and a building and room written on to it."""
    found = _CHAIN.search(text)
    if found is None:
        return text, ""
    return text[: found.end()], text[found.end() :].removeprefix("-")
