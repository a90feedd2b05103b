"""What repair as a whole promises beyond the single rule: a fixed point, lines in their place, nothing just dropped."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest

from cleaning.article import Article, Block, Metadata, Related
from cleaning.facts import SiteFacts, TemplateLine
from cleaning.repair import repair_article, repair_text
from cleaning.ruleset import load_rules

PROSE = "图书馆修复了一册旧书，读者可以预约参观，欢迎大家来馆阅读。"


def article_of(*lines: str, **about: object) -> Article:
    return Article(blocks=tuple(Block("paragraph", line) for line in lines), **about)


@pytest.mark.parametrize(
    "text",
    [
        "".join(f"{c}(" for c in "甲乙丙丁戊己庚辛壬癸子丑寅卯") + "末" + ")" * 14,
        "\n".join(["正文第一句到此为止。", *(f"扫码关注{chr(0x4E00 + n)}" for n in range(100))]),
        "\n".join(["正文到此为止。", *["扫码关注青禾", "2026-02-03 21:46:49 6"] * 20]),
        "。" * 9 + "，，。。",
    ],
    ids=["nested brackets", "calls at the end", "calls between stamps", "runs of marks"],
)
def test_what_takes_many_rounds_is_done_in_one_repair(text: str) -> None:
    assert repair_text(repair_text(text).text).edits == ()


def test_an_emptied_line_is_recorded_as_that_line_and_stands_in_removed() -> None:
    repaired = repair_article(article_of("\u200b", "正文甲。", "\u200b", "\u200b"))
    emptied = [edit for edit in repaired.edits if edit.rule == "text.empty-line"]
    assert sorted(edit.block or 0 for edit in emptied) == [0, 2, 3]
    assert {row.seq for row in repaired.removed} == {edit.seq for edit in emptied}
    assert repaired.original()["text"] == "\u200b\n正文甲。\n\u200b\n\u200b"


def test_all_that_removed_lines_say_is_kept_in_the_order_of_the_lines() -> None:
    repaired = repair_article(
        article_of(
            PROSE,
            "责任编辑：李然",
            "审核：王五",
            "来源：河畔晚报",
            "版权声明：本站所有，转载请注明出处。",
            "未经授权，不得转载。",
        )
    )
    about = repaired.metadata
    assert (about.editor, about.source) == ("李然、王五", "河畔晚报")
    assert about.rights == "版权声明：本站所有，转载请注明出处。；未经授权，不得转载。"
    assert repaired.text == PROSE


def test_what_a_line_says_beside_what_the_page_says_is_not_lost() -> None:
    about = Metadata(editor="李然", rights="CC BY 4.0", source="河畔晚报", found={"editor": "byline"})
    repaired = repair_article(
        article_of(PROSE, "审核：王五", "来源：河畔晚报", "未经授权，不得转载。", metadata=about)
    )
    assert repaired.metadata.editor == "李然、王五"
    assert repaired.metadata.source == "河畔晚报"
    assert repaired.metadata.rights == "CC BY 4.0；未经授权，不得转载。"
    assert repaired.metadata.found["editor"] == "byline, removed line"


def test_a_template_line_hands_on_what_it_says() -> None:
    lines = (
        "来源：青禾日报,编辑：周晓彤",
        "本网采用的稿件均按知识共享署名4.0国际许可协议授权",
        "青禾网与您同行",
    )
    facts = SiteFacts(template_lines=tuple(TemplateLine(line, 12, 12) for line in lines))
    repaired = repair_article(article_of(PROSE, *lines), facts=facts)
    assert repaired.text == PROSE
    about = repaired.metadata
    assert (about.source, about.editor, about.rights) == ("青禾日报", "周晓彤", lines[1])


def test_keywords_and_neighbours_become_simplified_with_their_article() -> None:
    traditional = "圖書館修復了一冊舊書，讀者可以預約參觀，歡迎大家來館閱讀。"
    repaired = repair_article(
        article_of(
            traditional, title="圖書館開放", keywords=("圖書館", "讀者"), related=(Related("舊書修復與閱讀"),)
        )
    )
    assert repaired.title == "图书馆开放"
    assert repaired.text == PROSE
    assert repaired.keywords == ("图书馆", "读者")
    assert repaired.related[0].title == "旧书修复与阅读"
    again = repair_article(msgspec.structs.replace(repaired, edits=(), removed=()))
    assert again.edits == ()


def test_a_name_in_simplified_text_keeps_its_character_beside_its_reading() -> None:
    text = "赵昇(shēng)与钱喆(zhé)是同窗，后来都当了老师。"
    assert "赵昇" in repair_text(text).text


def test_a_rule_of_a_user_that_catches_no_number_of_views_stops_no_page(tmp_path: Path) -> None:
    file = tmp_path / "views.toml"
    file.write_text(
        """[[rule]]
id = "house.views"
summary = "s"
why = "w"
step = "boilerplate"
action = "remove-line"
match = ["次浏览"]
where = { line = '(?P<views>.+)次浏览' }
examples = [["甲\\n9次浏览", "甲"]]
keep = ["甲"]
""",
        "utf-8",
    )
    repaired = repair_article(article_of(PROSE, "一万次浏览", "8次浏览"), load_rules([file]))
    assert repaired.metadata.views == 8
    assert [row.text for row in repaired.removed] == ["8次浏览", "一万次浏览"]
