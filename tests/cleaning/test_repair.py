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


def test_keywords_of_a_removed_line_become_the_articles_by_an_edit_once() -> None:
    repaired = repair_article(article_of(PROSE, "标签：古籍 修复(一) 补纸", keywords=("补纸",)))
    assert repaired.text == PROSE
    assert repaired.keywords == ("补纸", "古籍", "修复（一）")
    added = [
        edit for edit in repaired.edits if edit.field == "keywords" and edit.rule == "boiler.keyword-line"
    ]
    assert [(edit.before, edit.after) for edit in added] == [("", "|古籍|修复(一)")]
    assert repaired.original()["keywords"] == "补纸"


def test_a_keyword_line_of_a_plain_text_is_only_removed() -> None:
    fixed = repair_text(f"{PROSE}\n标签：古籍 修复")
    assert fixed.text == PROSE
    assert {edit.field for edit in fixed.edits} == {"text"}


def test_the_beginning_of_another_article_goes_with_its_date_and_count() -> None:
    teaser = "纸张脱酸是延长近现代文献寿命的常用办法，目的在于中和纸张里残留的酸性物质，减缓纤维变脆的速度，然而关于哪些文献适合脱酸、脱酸之后多久需要"
    repaired = repair_article(article_of(PROSE, "相关文章", teaser, "2026-01-17 09:12:05 12"))
    assert repaired.text == PROSE
    assert {row.rule for row in repaired.removed} == {
        "boiler.control-line",
        "boiler.teaser",
        "boiler.stamp-line",
    }


def test_credits_and_counts_go_to_the_metadata() -> None:
    about = repair_article(
        article_of(
            "2026-03-02 10:20　来源：青禾日报　阅读 315",
            PROSE,
            "责编：周晓彤　审核：李然",
            "文｜林晚　图｜周渡",
        )
    ).metadata
    assert (about.source, about.views, about.editor, about.author) == ("青禾日报", 315, "周晓彤", "林晚")


def test_a_generated_page_keeps_its_text_and_loses_what_was_said_around_it() -> None:
    repaired = repair_text(
        "好的，以下是一篇关于补纸的文章：\n# 补纸\n## 🎯 先看帘纹\n- **帘纹**：竹帘的痕迹。\n---\n补纸要薄。希望以上内容对您有所帮助！\n"
        "如果您需要进一步的修改，请随时告诉我。"
    )
    assert repaired.text == "补纸\n先看帘纹\n帘纹：竹帘的痕迹。\n补纸要薄。"


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
