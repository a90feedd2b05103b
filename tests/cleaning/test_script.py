"""Between the scripts: what is converted, what is mended where script stays, and what is a name."""

from __future__ import annotations

import pytest

from cleaning.choice import RuleChoice
from cleaning.repair import repair_text


@pytest.mark.parametrize(
    ("text", "simple"),
    [
        ("館長著有譯著三種，讀者圍著他問個不停。", "馆长著有译著三种，读者围着他问个不停。"),
        ("《紙的歷史》，沈恆著。", "《纸的历史》，沈恒著。"),
        ("讀者可透過電話續借，也可透過網站預約。", "读者可通过电话续借，也可通过网站预约。"),
        ("陽光透過窗紗照在書頁上。", "阳光透过窗纱照在书页上。"),
        ("乾隆年間的刻本，紙張乾燥發脆。", "乾隆年间的刻本，纸张干燥发脆。"),
        ("書架上還缺甚麼？祇有這兩冊。", "书架上还缺什么？只有这两册。"),
    ],
)
def test_traditional_text_becomes_what_a_mainland_reader_writes(text: str, simple: str) -> None:
    assert repair_text(text).text == simple


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("皇後賞賜書生一碗炸醬面。", "皇后賞賜書生一碗炸醬麵。"),
        ("理發師的頭發烏黑，他愛吃餅幹。", "理髮師的頭髮烏黑，他愛吃餅乾。"),
        ("離書店三裏遠的山穀，長滿鬆樹。", "離書店三里遠的山谷，長滿松樹。"),
        ("讀者透過層層審核，借到兩只書箱。", "讀者通過層層審核，借到兩隻書箱。"),
    ],
)
def test_wrong_forms_are_mended_where_traditional_script_stays(text: str, mended: str) -> None:
    fixed = repair_text(text, script="keep")
    assert fixed.text == mended
    assert all(len(edit.before) <= 2 for edit in fixed.edits)


@pytest.mark.parametrize(
    "text",
    [
        "皇后與太后在後花園賞菊，麵館對面有人理髮。",
        "資料表的關聯係數顯示在捲軸旁，數值向上捨入。",
        "儲存格裡最多只會有一個公式，剛才已經匯總。",
        "透過窗戶，可以看見遠處的山。",
    ],
)
def test_right_forms_stay_where_traditional_script_stays(text: str) -> None:
    assert repair_text(text, script="keep", choice=RuleChoice.of(["script"])).text == text


@pytest.mark.parametrize(
    "text",
    [
        "陶喆、甯静与赵昇同台演出。",
        "“後”是“后”的繁体字。",
        "书房匾额题着“聽雨軒”三字。",
        "乾陵在乾县，瞭望台上一片狼藉。",
        "他对书法十分执著。",
    ],
)
def test_names_and_quoted_forms_in_simplified_text_stay(text: str) -> None:
    assert repair_text(text).text == text


def test_forms_that_old_converters_forget_are_mended_in_simplified_text() -> None:
    assert repair_text("馆裏什麽书都有，皇後的传记也在这裡。").text == "馆里什么书都有，皇后的传记也在这里。"
