"""Text read in a wrong encoding: what comes back, what is left because it is not certain, and what was no damage."""

from __future__ import annotations

from itertools import pairwise

import pytest

from cleaning.choice import RuleChoice
from cleaning.mojibake import readings
from cleaning.repair import repair_text


def said(text: str) -> str:
    return repair_text(text, choice=RuleChoice.of(["mojibake", "encoding"])).text


@pytest.mark.parametrize(
    "text",
    ["借阅须知", "图书馆周一闭馆，敬请谅解。", "“书香”系列讲座", "第3章　装订方法"],
)
@pytest.mark.parametrize(
    ("written", "read"), [("utf-8", "gb18030"), ("utf-8", "latin-1"), ("gbk", "latin-1")]
)
def test_what_lost_no_byte_comes_back(text: str, written: str, read: str) -> None:
    try:
        damaged = text.encode(written).decode(read)
    except UnicodeDecodeError:
        pytest.skip("this way of reading loses bytes of it")
    assert said(damaged) == text
    assert said(f"前言。{damaged}。后记") == f"前言。{text}。后记"


def test_text_damaged_twice_and_thrice_comes_back() -> None:
    once = "古籍修复".encode().decode("latin-1")
    twice = once.encode().decode("latin-1")
    assert said(twice) == said(twice.encode().decode("latin-1")) == "古籍修复"


def test_a_no_break_space_that_was_folded_is_still_a_byte() -> None:
    text = "请到加油站旁的小店取书"
    damaged = text.encode().decode("latin-1")
    assert "\xa0" in damaged
    assert said(damaged.replace("\xa0", " ")) == text


@pytest.mark.parametrize(
    ("damaged", "expected"),
    [
        ("绠＄悊鍛�", "管理员"),
        ("绠＄悊鍛?", "管理员"),
        ("绠＄悊鍛", "管理员"),
        ("璇蜂繚鎸佸畨闈欍€�", "请保持安静。"),
    ],
)
def test_a_last_character_comes_back_where_one_word_alone_can_end_so(damaged: str, expected: str) -> None:
    assert said(damaged) == expected


@pytest.mark.parametrize("damaged", ["涓婁竴椤�", "鏄庡ぉ鏉�"])
def test_a_last_character_that_could_be_several_is_left(damaged: str) -> None:
    assert said(damaged).endswith("�")


@pytest.mark.parametrize(
    "text",
    [
        "涓涓细流，终成江海。",
        "魑魅魍魉，莫能逢之。",
        "璇玑玉衡，以齐七政。鎏金铜钺与錾花银锛同出一墓。",
        "François 与 Zoë 在 Château d'Œx 度假。",
        "Ä、Ö、Ü、ß 是德语字母。",
        "20±2℃，§3，½ 杯，价格 €20",
        "日语说“ありがとう”，又写作ｱﾘｶﾞﾄｳ。",
        "Привет 是俄语的你好。",
        "小明的乱码：鍥句功棣�",
        "把“图书”存错编码，就成了“å›¾ä¹¦”。",
    ],
)
def test_rare_characters_other_languages_and_talk_of_damage_stay(text: str) -> None:
    assert said(text) == text


def test_an_edit_is_what_was_damaged_and_nothing_beside_it() -> None:
    (edit,) = repair_text("读者请先鐧诲綍绯荤粺，再预约。").edits
    assert (edit.before, edit.after) == ("鐧诲綍绯荤粺", "登录系统")


def test_stretches_are_disjoint_and_in_order() -> None:
    found = readings("甲鐧诲綍乙绯荤粺丙ä¸\xadæ–‡丁")
    assert [each.text for each in found] == ["登录", "系统", "中文"]
    assert all(one.end <= two.start for one, two in pairwise(found))


def test_a_byte_lost_inside_comes_back_by_its_word_and_else_leaves_one_mark() -> None:
    damaged = "渡口的老船工每天记录水位".encode().decode("gbk", "replace")
    assert "\ufffd" in damaged
    (found,) = readings(damaged)
    assert found.text == "渡口的�船工每天记录水位"
    shown = "两岸的疫苗接种点".encode().decode("gbk", "replace")
    assert [each.text for each in readings(shown)] == ["两岸的疫苗接种点"]
