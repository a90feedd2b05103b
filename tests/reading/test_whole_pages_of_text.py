"""Whole pages of which only the lines are left: the article is found among menus, lists and notices."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read
from cleaning.reading.lines import lines_of

MENU = ["首页", "新闻", "社会", "专题", "图片", "论坛", "登录", "注册"]
NEIGHBOURS = [f"第{number}条街区新闻的标题写在这里" for number in range(1, 9)]
FOOT = ["联系我们", "网站地图", "友情链接", "版权所有 河畔网 未经授权不得转载"]
TEXT = [
    "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去。",
    "老人说几十年没有见过这样的水，上一次还是修桥那年，水退下去以后田里留了一层泥。",
    "水位",
    "上游的水位是三米二，下游是两米七，镇上派人日夜守在闸口，每个钟头记一次。",
    "磨坊停了水车，面粉搬到了阁楼上，邻居们也都来帮忙，一直忙到半夜。",
]
TEASER = "雨季将至，气象台提醒各位读者留心出行，尽量绕开低洼的路段，以免被困。"


def page_of(*lines: str) -> Article:
    return read(Page(content="\n".join(lines), form="text"))


def whole(
    *, head: str = "河畔网", title: str = "春汛", signed: str = "2026-02-03 21:46 来源：河畔晚报"
) -> Article:
    return page_of(head, *MENU, *NEIGHBOURS, title, signed, *TEXT, "打印本页", *NEIGHBOURS, *FOOT)


def test_menus_lists_and_notices_around_the_article_are_left_out() -> None:
    article = whole()
    assert [block.text for block in article.blocks] == TEXT
    assert article.title == "春汛"
    assert (article.source, article.published_at) == ("河畔晚报", "2026-02-03T21:46")
    assert article.metadata.rights is not None


def test_the_title_is_the_line_that_the_first_line_of_the_page_begins_with() -> None:
    article = page_of(
        "春汛来得比往年都早 - 社会 - 河畔网",
        *MENU,
        TEASER,
        TEASER.replace("雨季", "雪季"),
        *NEIGHBOURS,
        "春汛来得比往年都早",
        "分享到：微信好友",
        "2026-02-03 来源：河畔晚报",
        *TEXT,
        *FOOT,
    )
    assert article.title == "春汛来得比往年都早"
    assert [block.text for block in article.blocks] == TEXT
    assert article.source == "河畔晚报"


def test_where_no_line_repeats_it_the_first_line_gives_the_title_without_the_site() -> None:
    lines = [*MENU, *NEIGHBOURS, "2026-02-03 来源：河畔晚报", *TEXT, *FOOT]
    article = page_of("河水涨到第三级石阶_社会_河畔网", *[line for line in lines if line != "社会"])
    assert article.title == "河水涨到第三级石阶"


def test_lines_that_were_wrapped_are_text_though_no_sentence_ends_with_them() -> None:
    text = "".join(TEXT * 4)
    wrapped = [text[place : place + 30] for place in range(0, len(text), 30)]
    article = page_of("河畔网", *MENU, *NEIGHBOURS, *wrapped, *NEIGHBOURS, *FOOT)
    assert "".join(block.text for block in article.blocks) == text


def test_a_text_with_a_list_of_its_own_is_no_page_and_keeps_it() -> None:
    items = [f"第{number}种水鸟" for number in range(1, 20)]
    article = page_of("春汛", "", *TEXT, *items)
    assert [block.text for block in article.blocks] == [*TEXT, *items]


def test_a_page_of_entries_and_menus_is_no_article() -> None:
    article = page_of("河畔网", *MENU, *NEIGHBOURS * 3, "雨停了，大家都来看水。", *NEIGHBOURS, *FOOT)
    assert article.dropped is not None
    assert article.kind == "list"


@pytest.mark.parametrize("signed", ["责任编辑：李红", "编辑：李红 王平"])
def test_an_editor_below_the_article_is_not_dropped(signed: str) -> None:
    article = page_of("河畔网", *MENU, *NEIGHBOURS, "春汛", *TEXT, signed, *NEIGHBOURS, *FOOT)
    assert "李红" in (article.editor or "")


LINES = st.lists(
    st.sampled_from(
        [
            *MENU,
            *NEIGHBOURS,
            *FOOT,
            *TEXT,
            TEASER,
            "春汛",
            "2026-02-03 来源：河畔晚报",
            "相关文章",
            "打印本页",
        ]
    ),
    max_size=60,
)


@given(LINES)
def test_every_line_of_a_page_is_in_the_article_or_in_what_was_removed(lines: list[str]) -> None:
    article = page_of(*lines)
    if article.dropped is not None:
        return
    kept = [block.text for block in article.blocks]
    assert Counter([*kept, *(row.text for row in article.removed)]) == Counter(lines_of("\n".join(lines)))
    places = iter(lines)
    assert all(line in places for line in kept)
