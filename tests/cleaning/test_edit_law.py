"""The edit law, on arbitrary text: what is applied can be taken back, and every record fits."""

from __future__ import annotations

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from cleaning.article import Article, Block, Related
from cleaning.choice import RuleChoice
from cleaning.edits import Edit, apply_edits, digest, revert_edits, unsplice
from cleaning.errors import EditError
from cleaning.joining import join_pages
from cleaning.ledger import Ledger, Line, Proposal, removal_spans
from cleaning.repair import repair_article, repair_text, surviving_lines, with_line_feeds

scalar = st.characters(exclude_categories=["Cs"], exclude_characters="\n\r\x00")
# Marks that the rules look for are drawn often, or the property would hold for want of anything to repair.
telling = st.sampled_from(
    [
        "在在以后",
        "的在以后发展",
        "除了这些以外呢，",
        "于此同时呢,",
        "因此呢，",
        "在以后",
        "发展",
        "是是",
        "了了",
        "可以可以",
        "保存",
        "不可或替代",
        "。",
        ",",
        "(",
        ")",
        "圖書館",
        "&nbsp;",
        "\u200b",
        "的",
        "。。",
        "責任編輯：李然",
        "来源：青禾日报",
        "2026-02-03 21:46:49 6",
        "數(shù)量長(zhǎng)",
        "发展(fāzhǎn)",
        "鐢ㄦ埛鐧诲綍",
        "绠＄悊鍛\ufffd",
        "銆\ufffd",
        "ä¸\xadæ–‡",
        "â€œ",
        "Í¼Êé¹Ý",
        "┬丁矫ネび畉",
        "ﾖﾐﾎﾄﾍｼ",
        "\\u4e2d\\u6587",
        "%E4%B8%AD%E6%96%87",
        "&#55357;&#56832;",
        "#xff0c;",
        "&amp;",
        "１２",
        "abc",
        "\ue618",
        "\ue5e5",
        "讀著",
        "透過電話",
        "皇後",
        "這裏",
        "麽",
        "古籍修复先要除尘，再补破洞和裂口。",
        " ",
        "作为一个AI语言模型，我无法提供水位。",
        "好的，",
        "以下是改写后的文章：",
        "希望以上内容对你有所帮助！",
        "**",
        "### ",
        "- ",
        "---",
        "🎯",
        "标签：古籍 修复",
        "标签：(甲),乙",
        "打印 | 关闭窗口",
        "上一篇：没有了",
        "……[详细]",
        "点击：12",
        ",.",
        "、,",
        '"',
        "!",
        "民办DX",
        "UTF-八",
        "微*信",
        "。mysql",
    ]
)
line = st.lists(scalar | telling, min_size=1, max_size=12).map("".join)
blocks = st.lists(st.builds(Block, st.sampled_from(["paragraph", "heading", "code"]), line), max_size=8)
articles = st.builds(
    Article,
    title=st.none() | line,
    blocks=blocks.map(tuple),
    keywords=st.lists(line.filter(lambda text: "|" not in text), max_size=3).map(tuple),
    related=st.lists(st.builds(Related, line), max_size=3).map(tuple),
)


@given(articles)
def test_taking_back_every_edit_gives_the_extracted_fields(article: Article) -> None:
    repaired = repair_article(article)
    assert repaired.original() == article.fields
    assert apply_edits(article.fields, repaired.edits) == repaired.fields
    assert repaired.extracted_sha256() == digest(article.fields)
    assert [edit.seq for edit in repaired.edits] == list(range(1, len(repaired.edits) + 1))


@given(st.lists(articles, min_size=2, max_size=3))
def test_the_law_holds_for_an_article_joined_from_several_pages(pages: list[Article]) -> None:
    joined = join_pages(pages)
    assert joined.text.split("\n") == [block.text for block in joined.blocks] or not joined.blocks
    repaired = repair_article(joined)
    assert repaired.original() == joined.fields
    assert apply_edits(joined.fields, repaired.edits) == repaired.fields


@given(articles)
def test_repairing_twice_changes_nothing_more(article: Article) -> None:
    once = repair_article(article)
    again = repair_article(msgspec.structs.replace(once, edits=(), removed=()))
    assert again.edits == ()


@pytest.mark.parametrize(
    ("text", "repaired"),
    [
        ("研究表明" + "(a)" * 20 + "有效。", "研究表明" + "（a）" * 20 + "有效。"),
        ("参见" + ",".join(["(a)"] * 20) + "款。", "参见" + "，".join(["（a）"] * 20) + "款。"),
        ("说明:" + "(a):" * 20, "说明：" + "（a）：" * 20),
        ("太好了" + "!?" * 20, "太好了" + "！？" * 20),
        ("水位" + ",:" * 20, "水位，" + ":" + ",:" * 19),
        ("水位， " + ":, " * 20 + "回落", "水位， " + ":, " * 20 + "回落"),
    ],
)
def test_marks_that_make_each_other_full_width_are_all_found_by_one_repair(text: str, repaired: str) -> None:
    fixed = repair_text(text)
    assert fixed.text == repaired
    assert fixed.revert() == text
    assert repair_text(fixed.text).edits == ()


def test_a_rule_that_is_off_makes_no_mark_follow() -> None:
    assert repair_text("表明(a),(b)。", choice=RuleChoice.of(off=["punct.brackets"])).text == "表明(a),(b)。"
    assert repair_text("表明(a),(b)。", choice=RuleChoice.of(off=["punct.comma"])).text == "表明（a）,(b)。"


def test_the_bracket_around_an_address_is_closed_as_it_was_opened() -> None:
    text = "见官网(http://example.org/a_(b),c)和(mail@example.org)。"
    assert repair_text(text).text == "见官网（http://example.org/a_(b),c）和（mail@example.org）。"


@given(articles)
def test_a_block_holds_no_line_break_and_is_never_empty(article: Article) -> None:
    for block in repair_article(article).blocks:
        assert block.text
        assert "\n" not in block.text


@given(articles)
def test_each_edit_names_the_line_of_e0_it_falls_in(article: Article) -> None:
    repaired = repair_article(article)
    lines = article.text.split("\n")
    assert all(
        edit.block is not None and edit.block < len(lines) for edit in repaired.edits if edit.field == "text"
    )
    assert all(edit.block is None for edit in repaired.edits if edit.field != "text")
    survivors = surviving_lines(repaired)
    assert len(survivors) == len(repaired.blocks)
    assert survivors == sorted(survivors)


def test_edits_of_one_step_are_numbered_from_right_to_left() -> None:
    article = Article(
        blocks=(Block("paragraph", "在在以后,馆藏会更多。"), Block("paragraph", "在以后,会更好。"))
    )
    wording = [edit for edit in repair_article(article).edits if edit.step == "wording"]
    assert [(edit.seq, edit.block, edit.start) for edit in wording] == [(1, 1, 12), (2, 0, 0)]


plain_texts = st.lists(
    st.characters(exclude_categories=["Cs"]) | telling | st.sampled_from(["\r", "\n", "\r\n"]), max_size=24
).map("".join)


@given(plain_texts)
@example("甲\r责任编辑：李然\n\n乙")  # without the editor's line "\r" and "\n" stand side by side
@example("\r\r责任编辑：李然\r\n\n\r\n")
def test_plain_text_comes_back_to_the_last_line_end(text: str) -> None:
    fixed = repair_text(text)
    assert fixed.revert() == text
    assert repair_text(fixed.text).edits == ()
    repaired = apply_edits({"text": with_line_feeds(text)}, fixed.edits)["text"]
    assert with_line_feeds(fixed.text) == repaired


def test_plain_text_is_led_back_by_its_edits_and_nothing_else() -> None:
    fixed = repair_text("在在以后,馆藏会更多。")
    forged = [msgspec.structs.replace(edit, before="啊" * len(edit.before)) for edit in fixed.edits]
    assert msgspec.structs.replace(fixed, edits=tuple(forged)).revert() == "啊啊啊啊啊馆藏会更多。"


@given(st.lists(line | st.just(""), min_size=1, max_size=8), st.data())
def test_whole_lines_go_with_one_line_feed_each(lines: list[str], data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.integers(0, len(lines) - 1)))
    text = "\n".join(lines)
    kept = [line for number, line in enumerate(lines) if number not in chosen]
    for start, end in reversed(removal_spans(text, chosen)):
        text = text[:start] + text[end:]
    assert text == "\n".join(kept)


@given(st.lists(line, min_size=1, max_size=6), st.data())
def test_any_disjoint_splices_can_be_taken_back(lines: list[str], data: st.DataObject) -> None:
    """Steps that merge lines, insert and delete at random places, several in a row."""
    text = "\n".join(lines)
    ledger = Ledger(
        {"text": text, "title": "", "keywords": ""}, [Line("paragraph", None, n) for n in range(len(lines))]
    )
    for step in ("one", "two", "three"):
        current = ledger.fields["text"]
        places = sorted(data.draw(st.lists(st.integers(0, len(current)), max_size=6, unique=True)))
        proposals = [
            Proposal("any.rule", start, end, data.draw(st.text(scalar, max_size=3)))
            for start, end in zip(places[::2], places[1::2], strict=False)
        ]
        ledger.apply(step, "text", proposals)
    assert revert_edits(ledger.fields, ledger.edits)["text"] == text
    assert "\n".join(block.text for block in ledger.blocks()) == ledger.fields["text"]


EDIT = Edit(1, "wording", "spin.besides", "text", 0, 0, 3, "甲乙丙", "丁", 1.0)


@pytest.mark.parametrize(
    ("field", "value"),
    [("after", "戊"), ("start", 1), ("end", 4), ("before", "甲乙"), ("field", "title"), ("start", -1)],
)
def test_an_edit_that_was_tampered_with_does_not_fit(field: str, value: object) -> None:
    fields = {"text": "甲乙丙好", "title": "", "keywords": ""}
    published = apply_edits(fields, [EDIT])
    forged = msgspec.structs.replace(EDIT, **{field: value})
    assert not leads_back(published, forged, digest(fields))


def leads_back(published: dict[str, str], edit: Edit, expected: str) -> bool:
    try:
        return digest(revert_edits(published, [edit])) == expected
    except EditError:
        return False


def test_a_splice_that_does_not_fit_names_rule_place_and_both_texts() -> None:
    with pytest.raises(
        EditError, match=r"edit 1 \(spin\.besides\) should have left '丁' at text\[0:1\], found '甲'"
    ):
        unsplice("甲乙", EDIT)


@pytest.mark.parametrize(
    ("proposals", "message"),
    [
        ([Proposal("a.b", 0, 2, "x"), Proposal("c.d", 1, 3, "y")], "overlaps rule 'a.b'"),
        ([Proposal("a.b", 0, 9, "x")], "outside the text, which has 4 characters"),
        ([Proposal("a.b", 0, 1, "x\ny")], "holds a line break"),
        ([Proposal("a.b", 1, 1, "x"), Proposal("c.d", 1, 1, "y")], "overlaps rule 'a.b'"),
    ],
)
def test_unlawful_proposals_are_refused_with_rule_and_place(proposals: list[Proposal], message: str) -> None:
    ledger = Ledger({"text": "甲乙丙丁"}, [Line("paragraph", None, 0)])
    with pytest.raises(EditError, match=message):
        ledger.apply("wording", "text", proposals)
    assert ledger.fields["text"] == "甲乙丙丁"


def test_a_repaired_article_is_not_repaired_over_its_record() -> None:
    repaired = repair_article(Article(blocks=(Block("paragraph", "在在以后，会更好。"),)))
    with pytest.raises(EditError, match="has been repaired"):
        repair_article(repaired)
