"""The scorer of blocks: what its file says is what it computes, and doubtful lines go by their place."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiaokan
from cleaning.reading.content import choose
from cleaning.reading.features import NAMES
from cleaning.reading.html import parse
from cleaning.reading.scorer import FILE, Scorer, scorer
from cleaning.reading.selection import select
from cleaning.reading.trim import trim

PROSE = (
    "河水退了以后，街坊们把店门打开，先把泥水扫出去，再把桌椅搬到太阳底下晒。",
    "老人坐在门口择菜，孩子在巷子里追逐，日子又回到了从前的样子，谁也没有多说什么。",
    "到了傍晚，河边的灯一盏一盏亮起来，船家把缆绳又紧了一道，才回屋里吃饭。",
)


def test_a_tree_asks_its_questions_from_the_lowest_bit_on() -> None:
    tree = ([0, 1], [0.5, 10.0], [-3.0, 0.0, 1.0, 4.0])
    matrix = np.array([[0, 1, 0, 1], [0, 0, 20, 20]], np.float32)
    told = Scorer(["a", "b"], 0.5, [tree]).probabilities(matrix)
    assert told == pytest.approx([1 / (1 + np.exp(-(leaf + 0.5))) for leaf in tree[2]], abs=1e-6)


def test_the_weights_are_of_the_features_this_code_computes_and_write_themselves() -> None:
    assert scorer().encoded() == FILE.read_text("utf-8")


@given(st.lists(st.floats(-1e6, 1e6, width=32), min_size=len(NAMES), max_size=len(NAMES)))
def test_a_likelihood_lies_between_0_and_1(row: list[float]) -> None:
    (likely,) = scorer().probabilities(np.array(row, np.float32)[:, None])
    assert 0 <= likely <= 1


def test_a_table_a_caption_and_a_salutation_inside_a_chinese_article_stay() -> None:
    inner = (
        f"<p>各位街坊：</p><p>{PROSE[0]}</p><table><tr><td>门牌</td><td>水位</td></tr><tr><td>3号</td><td>0.4米</td></tr></table>"
        f"<figure><img src='a.jpg'><figcaption>退水后的老街</figcaption></figure><p>{PROSE[1]}</p><p>{PROSE[2]}</p>"
    )
    article = jiaokan.extract(f"<title>老街</title><h1>老街</h1><div class='content'>{inner}</div>")
    assert [block.kind for block in article.blocks] == [
        "paragraph", "paragraph", "table_row", "table_row", "caption", "paragraph", "paragraph",
    ]  # fmt: skip
    assert 0.5 < (article.confidence or 0) <= 1


def test_every_notice_inside_the_element_of_an_article_reaches_rights() -> None:
    notices = ("版权声明：本文系作者授权发布，未经许可不得转载。", "版权所有 青禾网", "© 2026 青禾网")
    body = "".join(f"<p>{line}</p>" for line in (*PROSE, *notices))
    article = jiaokan.clean(f"<title>老街</title><h1>老街</h1><div class='content'>{body}</div>")
    assert article.text.split("\n") == list(PROSE)
    for notice in notices:
        assert notice in (article.metadata.rights or "")


def test_a_hidden_line_of_the_article_stands_in_removed() -> None:
    body = f"<p>{PROSE[0]}</p><p style='display:none'>{PROSE[2]}</p><p>{PROSE[1]}</p>"
    article = jiaokan.extract(f"<title>老街</title><h1>老街</h1><div class='content'>{body}</div>")
    assert PROSE[2] not in article.text
    assert ("read.hidden", PROSE[2]) in [(row.rule, row.text) for row in article.removed]


def selected(html: str, likely: dict[str, float]) -> list[str]:
    """The lines that are taken when each line is as likely as the word in it says, the others hardly."""
    document = parse(html.encode())
    choice = choose(document)
    trimmed = trim(document, choice, None, None, set())
    told = [
        next((each for word, each in likely.items() if word in block.text), 0.05) for block in document.blocks
    ]
    return [block.text for block in select(document, choice, trimmed, "", set(), told).kept]


def test_where_no_line_is_sure_an_element_with_the_name_of_a_body_wins_over_longer_dialogs() -> None:
    note, rule = "拾到雨伞一把，请到门房认领。", "余额可以抵扣金额，也可以购买会员，但不能提现。"
    html = f"<div id='article_content'><p>{note}</p></div><div class='rules'>{f'<p>{rule}</p>' * 6}</div>"
    assert selected(html, {"雨伞": 0.3, "余额": 0.4}) == [note]
    links = "<ul>" + "<li><a href='/1.html'>会员专享的其他服务</a></li>" * 40 + "</ul>"
    assert selected(html + links, {"雨伞": 0.1, "余额": 0.1}) == []


def test_who_signs_a_notice_and_the_day_below_it_belong_to_it() -> None:
    notice = "<p>三月起闸口整修，夜间停航，给您带来不便，敬请谅解。</p>"
    html = f"<div>{notice}<p>青禾渡口管理处</p><p>二〇二六年二月三日</p><p>下一条通知</p></div>"
    assert selected(html, {"闸口": 0.9}) == [
        "三月起闸口整修，夜间停航，给您带来不便，敬请谅解。",
        "青禾渡口管理处",
        "二〇二六年二月三日",
    ]
    assert selected(html.replace("二〇二六年二月三日", "二月三日起"), {"闸口": 0.9})[1:] == []


def test_a_page_that_says_nothing_else_is_read_however_unlikely() -> None:
    assert selected("<p>雨下了一夜，河水涨到了第三级石阶。</p>", {}) == ["雨下了一夜，河水涨到了第三级石阶。"]


def test_a_linked_heading_inside_the_text_is_the_title_of_another_article_unless_it_is_likely() -> None:
    teaser = "<h3><a href='/b/2.html'>River towns count the cost</a></h3>"
    prose = "<p>The water rose for the third night, and the boats were tied to the trees.</p>"
    html = f"<article>{prose}{teaser}<h3>Downstream</h3>{prose}</article>"
    assert "River towns count the cost" not in selected(html, {"water": 0.9, "towns": 0.2, "Down": 0.2})
    assert "Downstream" in selected(html, {"water": 0.9, "towns": 0.2, "Down": 0.2})
    assert "River towns count the cost" in selected(html, {"water": 0.9, "towns": 0.4})
