"""What a batch sheet says in words of its own: why somebody is left out, and what to do by hand."""

from __future__ import annotations

from collections.abc import Mapping

from outreach.model.standing import Reason

LEFT_OUT: Mapping[str, str] = {
    Reason.NO_CONSENT: "同意なし",
    Reason.STOPPED: "停止",
    Reason.PAUSED: "休止",
    Reason.ADDRESS_HELD: "住所の確認待ち",
    Reason.ENVELOPE: "封書の希望",
    Reason.OTHER_MAILING: "ほかの送付物の方",
    Reason.NOT_IN_ROUND: "この回の対象外",
    Reason.MISSING: "名簿にない",
    Reason.WITHDRAWN: "絵の取り下げ",
    Reason.SCOPE: "同意の範囲外",
    Reason.TOO_SOON: "間隔が短い",
    Reason.CAP: "月の上限",
    Reason.MOURNING: "喪中",
    Reason.HOUSEHOLD: "同じ家に同じ日",
}


# Headings and lines; the gaps are the round, and number and hash of the ledger's head.
IF_POWER_FAILS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "電気が切れた・紙がつまったとき　If the power fails or paper jams",
        (
            "1. すぐに刷り直さず、出てきた紙の番号の「刷」に印をつけます。　"
            "Tick what came out before printing more.",
            "2. 足りない番号だけを刷ります：outreach print {round} --from N --to M",
            "　 番号も中身も合わせ番号も同じで、二重には数えません。　"
            "The missing numbers come out the same, and nobody is counted twice.",
        ),
    ),
    (
        "パソコンが動かないとき　If the computer is dead: go on with paper and a pen",
        (
            "3. 一つすんだら四角に印を。刷り損じ・抜いた・残した番号、数、投函した日は、上の枠と"
            "右の「控え」に書きます。",
            "　 Tick every step; note numbers that are spoilt, pulled or stay here, the count, and "
            "the day of posting.",
            "4. 「送らないで」と連絡があったら、その番号を束から抜いて、書いておきます。　"
            "A stop: take the card out, and note it.",
            "5. 動いたら、書いたとおりに上から順に打ちます。　When it runs again, enter it in this "
            "order:",
            "　 outreach stop KEY　→　outreach pulled {round} N",
            "　 →　outreach printed {round} --spoilt N,N（一枚も刷れなければ --none）",
            "　 →　outreach post {round} --on DATE --count N --held N",
            "6. 台帳を確かめます：outreach verify --head {no}:{hash}",
            "　 「発送台帳は無事です」と出れば大丈夫です。　"
            "If it names an entry instead, restore the last backup: outreach restore FILE.",
        ),
    ),
)
