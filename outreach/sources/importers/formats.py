"""The header words of every tabular format: which column means what to us.

A role is what a column means. Roles of addresses are ``home.code``, ``work.city`` and so on;
``{n}`` in a role and its header stands for a number, for formats that repeat a group of columns.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from outreach.sources.columns import RECIPIENT_COLUMNS

MOST_GROUPS = 20
_HYPHENS = dict.fromkeys(range(0x2010, 0x2016), "-") | {0x2212: "-"}
_MARKS = re.compile(r"[\s*※:]+")

Headers = tuple[str, ...]


def heading(text: str) -> str:
    """Return a header for comparing: width, case, blanks, hyphens and marks of duty folded."""
    folded = unicodedata.normalize("NFKC", text).translate(_HYPHENS).casefold()
    return _MARKS.sub("", folded)


@dataclass(frozen=True, slots=True)
class Format:
    """A tabular format: its roles and their headers, each the first choice first.

    ``slug`` names the file its new rows go to; ``telltales`` are further headers that nothing is
    taken from but that only this format has.
    """

    name: str
    slug: str
    roles: Mapping[str, Headers]
    telltales: Headers = ()


def roles_in(format: Format, headers: Sequence[str]) -> dict[str, int]:
    """Return the column of every role of a format that a header row has; each column serves once.

    A given name without a family name beside it is none: 名前 alone is the whole name.
    """
    places: dict[str, int] = {}
    for at, header in enumerate(headers):
        places.setdefault(heading(header), at)
    found: dict[str, int] = {}
    for role, words in _numbered(format.roles):
        if role in found or (role == "given" and "family" not in found):
            continue
        word = next((word for word in words if word in places), None)
        if word is not None:
            found[role] = places.pop(word)
    return found


def _numbered(roles: Mapping[str, Headers]) -> Iterator[tuple[str, Headers]]:
    """Yield roles with their folded headers, repeated groups once for each number."""
    for role, words in roles.items():
        if "{n}" not in role:
            yield role, tuple(map(heading, words))
            continue
        for number in range(1, MOST_GROUPS + 1):
            filled = tuple(heading(word.replace("{n}", str(number))) for word in words)
            yield role.replace("{n}", str(number)), filled


def telltales_in(format: Format, headers: Sequence[str]) -> int:
    """Return how many of a format's further headers a header row has."""
    words = set(map(heading, headers))
    return sum(heading(word) in words for word in format.telltales)


def is_address_list(roles: Mapping[str, int]) -> bool:
    """Return whether the roles found are enough to write to someone."""
    has_name = any(role in roles for role in ("family", "full", "organisation"))
    return has_name and any("." in role and not role.endswith(".label") for role in roles)


def _place(use: str, **headers: str) -> dict[str, Headers]:
    return {f"{use}.{part}": (header,) for part, header in headers.items()}


_GOOGLE_PLACES = {
    f"place{{n}}.{part}": (f"Address {{n}} - {header}",)
    for part, header in (
        ("street", "Street"), ("city", "City"), ("box", "PO Box"), ("prefecture", "Region"),
        ("code", "Postal Code"), ("country", "Country"), ("building", "Extended Address"),
        ("whole", "Formatted"),
    )
}  # fmt: skip

GOOGLE_NEW = Format(
    "google_contacts_new",
    "google-contacts",
    {
        "family": ("Last Name",), "given": ("First Name",), "full": ("File As",),
        "kana_family": ("Phonetic Last Name",), "kana_given": ("Phonetic First Name",),
        "honorific": ("Name Suffix",),
        "organisation": ("Organization Name",), "department": ("Organization Department",),
        "title": ("Organization Title",),
        "place{n}.label": ("Address {n} - Label",), **_GOOGLE_PLACES,
    },
)  # fmt: skip
GOOGLE_OLD = Format(
    "google_contacts_old",
    "google-contacts",
    {
        "family": ("Family Name",), "given": ("Given Name",), "full": ("Name",),
        "kana_family": ("Family Name Yomi",), "kana_given": ("Given Name Yomi",),
        "kana": ("Yomi Name",), "honorific": ("Name Suffix",),
        "organisation": ("Organization 1 - Name",),
        "department": ("Organization 1 - Department",), "title": ("Organization 1 - Title",),
        "place{n}.label": ("Address {n} - Type",), **_GOOGLE_PLACES,
    },
    ("Given Name Yomi", "Group Membership", "Additional Name Yomi"),
)  # fmt: skip


def _outlook_place(use: str, word: str) -> dict[str, Headers]:
    return _place(
        use, prefecture=f"都道府県 ({word})", city=f"市町村 ({word})", street=f"番地 ({word})",
        street2=f"住所 2 ({word})", street3=f"住所 3 ({word})", code=f"郵便番号 ({word})",
        country=f"国 ({word})/地域", box=f"{word}住所私書箱",
    )  # fmt: skip


OUTLOOK = Format(
    "outlook_ja",
    "outlook",
    {
        "family": ("姓",), "given": ("名",), "kana_family": ("姓フリガナ",),
        "kana_given": ("名前フリガナ",), "honorific": ("敬称",), "organisation": ("会社名",),
        "department": ("部署",), "title": ("役職",),
        **_outlook_place("home", "自宅"), **_outlook_place("work", "会社"),
        **_outlook_place("other", "その他"),
    },
)  # fmt: skip
WINDOWS = Format(
    "windows_contacts_ja",
    "windows-contacts",
    {
        "family": ("姓",), "given": ("名",), "organisation": ("会社名",),
        "department": ("部署",), "title": ("役職",),
        **_place("home", prefecture="自宅の都道府県", city="自宅の市区町村", street="自宅の番地",
                 code="自宅の郵便番号", country="自宅の国または地域"),
        **_place("work", prefecture="勤務先の都道府県", city="勤務先の市区町村",
                 street="勤務先の番地", code="勤務先の郵便番号", country="勤務先の国または地域"),
    },
)  # fmt: skip


def _design_kit_place(use: str, word: str) -> dict[str, Headers]:
    return _place(
        use, code=f"郵便番号({word}欄)", prefecture=f"{word}住所(都道府県)",
        city=f"{word}住所(市区町村)", street=f"{word}住所(番地等)",
        building=f"{word}住所(建物名)",
    )  # fmt: skip


def _design_kit_joints(role: str, word: str) -> dict[str, Headers]:
    parts = {"family": "姓", "given": "名", "full": "姓名", "honorific": "敬称"}
    return {f"{role}{{n}}.{part}": (f"連名{{n}}({name}:{word}欄)",) for part, name in parts.items()}


DESIGN_KIT = Format(
    "hagaki_design_kit",
    "hagaki-design-kit",
    {
        "family": ("氏名(姓)",), "given": ("氏名(名)",), "full": ("リスト表示用氏名",),
        "kana_family": ("フリガナ(姓)",), "kana_given": ("フリガナ(名)",),
        "kana": ("リスト表示用フリガナ",), "honorific": ("敬称",),
        "organisation": ("会社名(会社欄)",), "department": ("部署名(会社欄)",),
        "title": ("役職(会社欄)",), "id": ("デザインキット住所ID",),
        **_design_kit_place("home", "自宅"), **_design_kit_place("work", "会社"),
        **_design_kit_joints("joint", "自宅"), **_design_kit_joints("work_joint", "会社"),
    },
)  # fmt: skip


def _three_lines(use: str, word: str) -> dict[str, Headers]:
    lines = {f"line{number}": f"{word}住所{number}" for number in (1, 2, 3)}
    return _place(use, code=f"{word}〒", **lines)


ATENA_SHOKUNIN = Format(
    "atena_shokunin",
    "atena-shokunin",
    {
        "family": ("姓",), "given": ("名",), "full": ("姓名",), "kana_family": ("姓かな",),
        "kana_given": ("名かな",), "kana": ("姓名かな",), "honorific": ("敬称",),
        "wanted": ("宛先",), "organisation": ("会社名",), "department": ("部署名1",),
        "department2": ("部署名2",), "title": ("役職名",),
        "joints": ("連名",), "joint_honorifics": ("連名敬称",),
        **_three_lines("home", "自宅"), **_three_lines("work", "会社"),
        **_three_lines("other", "その他"),
    },
)  # fmt: skip
CYBOZU = Format(
    "cybozu_atena_mix",
    "cybozu",
    {
        "family": ("名前(姓)",), "given": ("名前(名)",),
        "kana_family": ("よみ姓)", "よみ(姓)"), "kana_given": ("よみ(名)",),
        "organisation": ("会社名",), "department": ("部署1",), "department2": ("部署2",),
        "title": ("役職名",), "joints": ("連名",),
        **_three_lines("home", "自宅"), **_three_lines("work", "会社"),
    },
)  # fmt: skip
FUDEMAME_CLOUD = Format(
    "fudemame_cloud",
    "fudemame",
    {
        "family": ("姓",), "given": ("名",), "kana_family": ("セイ",), "kana_given": ("メイ",),
        "honorific": ("敬称",), "id": ("顧客コード",), "organisation": ("勤務先名",),
        "department": ("部署名1",), "department2": ("部署名2",), "title": ("役職",),
        **{
            f"place{{n}}.{part}": (f"住所{{n}}-{word}",)
            for part, word in (("label", "分類"), ("code", "郵便番号"),
                               ("prefecture", "都道府県"), ("city", "市区町村"),
                               ("street", "地名番地"), ("building", "ビル名"))
        },
        **{
            f"joint{{n}}.{part}": (f"連名{{n}}-{word}",)
            for part, word in (("family", "姓"), ("given", "名"), ("honorific", "敬称"))
        },
    },
)  # fmt: skip
PRINTMAGIC = Format(
    "printmagic",
    "printmagic",
    {
        "full": ("名前",), "kana": ("フリガナ",), "honorific": ("敬称",),
        "joint{n}.full": ("連名{n}",), "joint{n}.honorific": ("連名敬称{n}",),
        "organisation": ("会社名",), "department": ("部署",), "title": ("役職",),
        "wanted": ("印刷住所(自宅/会社)",), "printed": ("印刷する/しない",),
        **_place("home", code="自宅郵便番号", line1="自宅住所"),
        **_place("work", code="会社郵便番号", line1="会社住所"),
    },
)  # fmt: skip
EIGHT = Format(
    "eight_meishi",
    "eight",
    {
        "family": ("姓",), "given": ("名",), "organisation": ("会社名",),
        "department": ("部署名",), "title": ("役職",),
        **_place("work", code="郵便番号", line1="住所"),
    },
    ("e-mail", "TEL会社", "TEL部門", "TEL直通", "名刺交換日"),
)  # fmt: skip

_TABLE_ROLES: dict[str, Headers] = {
    "key": ("key", "管理番号"),
    "family": ("family_name", "姓", "苗字", "名字", "氏", "姓(漢字)", "氏名(姓)", "名前(姓)",
               "お名前(姓)", "Last Name"),
    "given": ("given_name", "名", "名(漢字)", "氏名(名)", "名前(名)", "お名前(名)", "名前",
              "First Name"),
    "full": ("氏名", "お名前", "名前", "御名前", "ご氏名", "御氏名", "姓名", "宛名", "宛名氏名",
             "氏名(漢字)", "漢字氏名", "会員名", "利用者名", "本人氏名", "お客様名", "顧客名",
             "宛先名", "フルネーム", "Name", "Full Name"),
    "kana_family": ("姓かな", "姓カナ", "姓(かな)", "姓(カナ)", "姓ふりがな", "姓フリガナ",
                    "ふりがな(姓)", "フリガナ(姓)", "よみ(姓)", "カナ(姓)", "せい", "セイ"),
    "kana_given": ("名かな", "名カナ", "名(かな)", "名(カナ)", "名ふりがな", "名フリガナ",
                   "ふりがな(名)", "フリガナ(名)", "よみ(名)", "カナ(名)", "めい", "メイ"),
    "kana": ("kana", "ふりがな", "フリガナ", "よみ", "よみがな", "読み", "読み仮名", "読みがな",
             "ヨミ", "ヨミガナ", "かな", "カナ", "氏名カナ", "氏名かな", "氏名(カナ)",
             "氏名(かな)", "カナ氏名", "氏名フリガナ", "氏名ふりがな", "名前カナ", "姓名かな",
             "お名前フリガナ", "お名前(フリガナ)", "お名前(ふりがな)"),
    "honorific": ("honorific", "敬称"),
    "joints": ("joint_names", "連名", "連名者", "ご家族", "家族名"),
    "joint_honorifics": ("連名敬称",),
    "joint{n}.full": ("連名{n}", "連名{n}氏名", "連名{n}名前"),
    "joint{n}.honorific": ("連名敬称{n}", "連名{n}敬称"),
    "organisation": ("organisation", "団体名", "会社名", "法人名", "組織名", "勤務先", "勤務先名",
                     "事業所名", "施設名", "機関名", "学校名", "会社", "団体", "送付先名",
                     "会社・団体名", "団体・会社名", "企業名", "Company"),
    "department": ("department", "部署", "部署名", "部課名", "所属部署", "所属", "部門"),
    "title": ("title", "肩書", "肩書き", "役職", "役職名"),
    "care_of": ("care_of", "様方", "気付", "方書"),
    "only.code": ("postal_code", "郵便番号", "〒", "郵便", "〒番号", "〒郵便番号", "郵便番号(〒)",
                  "郵便No", "郵便No.", "郵便コード", "自宅郵便番号", "自宅〒", "ZIP", "Zip Code",
                  "Postal Code", "送付先郵便番号"),
    "only.prefecture": ("prefecture", "都道府県", "都道府県名", "県名"),
    "only.city": ("city", "市区町村", "市区町村名", "市町村", "市町村名", "市区", "市区郡",
                  "市区郡町村", "郡市区"),
    "only.street": ("street", "町名番地", "番地", "番地等", "地名番地", "町域番地", "町名・番地",
                    "町域・番地", "丁目番地", "町名以下", "市区町村以下", "町域", "以降の住所",
                    "住所(番地)"),
    "only.building": ("building", "建物名", "建物", "マンション名", "アパート名", "ビル名",
                      "アパート・マンション名", "マンション・アパート名", "建物名・部屋番号",
                      "建物名等", "マンション", "方書き", "住所(建物名)", "建物・部屋番号"),
    "only.room": ("部屋番号", "号室", "部屋"),
    "only.line1": ("address", "住所", "住所1", "ご住所", "御住所", "ご住所1", "現住所", "住所(1)",
                   "自宅住所", "自宅住所1", "送付先", "送付先住所", "所在地", "お届け先住所",
                   "Address"),
    "only.line{n}": ("住所{n}", "ご住所{n}", "住所({n})", "自宅住所{n}"),
    "note": ("note", "備考", "メモ", "摘要", "備考欄"),
}  # fmt: skip
# What people at the desk keep: taken only from sheets of ours, which the key tells.
_OWN_ROLES = {
    name: (name, RECIPIENT_COLUMNS[name])
    for name in ("kind", "mailings", "gender", "branch", "consent", "consent_on", "call_name",
                 "likes", "avoid", "sender_line", "envelope", "hand", "lettering")
}  # fmt: skip

TABLE = Format("table", "imported", _TABLE_ROLES)
OUTREACH = Format("outreach", "imported", {**_TABLE_ROLES, **_OWN_ROLES})
FUDEMAME = Format("fudemame", "fudemame", _TABLE_ROLES, ("旧姓", "Fax番号", "氏名カナ", "FAX番号"))
# Of equals the first: a plain table needs no other name.
TABULAR = (
    TABLE, GOOGLE_NEW, GOOGLE_OLD, OUTLOOK, WINDOWS, DESIGN_KIT, ATENA_SHOKUNIN, FUDEMAME_CLOUD,
    PRINTMAGIC, CYBOZU, EIGHT, FUDEMAME,
)  # fmt: skip
