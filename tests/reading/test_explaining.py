"""What is told of the reading of a page is what reading did, and every line of the page is told once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from record_pages import PAGES, read_folder

from cleaning.page import Page
from cleaning.reading import ReadOptions, explain, read
from cleaning.reading.html import parse

TEXT = "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去，老人说几十年没有见过这样的水。"
SIDE = "".join(f"<li><a href='/a/{n}.html'>第{n}条街区新闻的标题</a></li>" for n in range(6))
PAGE = (
    "<html><head><title>春汛</title></head><body><nav><a href='/'>首页</a></nav>"
    f"<div class='sidebar'><h3>热门文章</h3><ul>{SIDE}</ul></div>"
    "<h1>春汛</h1><p>2026-02-03 21:46 来源：河畔晚报</p>"
    f"<div id='zoom' class='wide'><p>{TEXT}</p><p>打印本页</p><p>{TEXT}</p></div>"
    "<div class='comments'><p>好文章，顶一下，写得真好。</p></div></body></html>"
)


@pytest.mark.parametrize("folder", sorted(PAGES.iterdir()), ids=lambda folder: folder.name)
def test_the_kept_lines_are_the_article_and_the_others_hold_what_was_removed(folder: Path) -> None:
    page = Page(content=(folder / "page.html").read_text("utf-8"))
    article, told = read(page), explain(page)
    if article.dropped is None:
        assert [line.text for line in told.lines if line.kept] == [block.text for block in article.blocks]
    left = Counter((line.rule, line.text) for line in told.lines if not line.kept)
    assert not Counter((row.rule, row.text) for row in article.removed) - left
    assert read_folder(folder).kind == told.kind


def test_every_line_of_a_page_is_told_once() -> None:
    told = explain(Page(content=PAGE))
    document = parse(PAGE.encode())
    assert len(told.lines) + sum(group.lines for group in told.outside) == len(document.blocks)
    characters = sum(len(line.text) for line in told.lines) + sum(each.characters for each in told.outside)
    assert characters == sum(len(block.text) for block in document.blocks)


def test_the_chosen_element_is_named_with_the_rule_and_the_runners_up() -> None:
    told = explain(Page(content=PAGE))
    assert told.chosen is not None
    assert told.chosen.element == "div#zoom.wide"
    assert "portals of government" in told.chosen.why
    assert [other.element for other in told.others if "around" in other.why] == ["body"]
    unnamed = explain(Page(content=PAGE.replace("id='zoom'", ""))).chosen
    assert unnamed is not None
    assert unnamed.element == "div.wide"
    assert "densest" in unnamed.why


def test_an_element_of_a_known_name_that_holds_little_is_told_as_such() -> None:
    tip = "<div class='entry-content'><p>编者按：雨季将至，请各位读者留心出行，尽量绕开低洼的路段。</p></div>"
    body = f"<div><p>{TEXT}</p><p>{TEXT}</p><p>{TEXT}</p></div>"
    told = explain(Page(content=f"<body><h1>春汛</h1>{body}{tip}</body>"))
    reasons = {other.element: other.why for other in told.others}
    assert "its name is known as that of a body, but it holds" in reasons["div.entry-content"]


def test_text_that_the_head_of_the_page_gives_is_told_as_the_reason() -> None:
    data = (
        '<script type="application/ld+json">{"@type":"NewsArticle","articleBody":"' + TEXT * 3 + '"}</script>'
    )
    told = explain(Page(content=f"<head>{data}</head><body><div><p>{TEXT}</p><p>{TEXT}</p></div></body>"))
    assert told.chosen is not None
    assert "JSON-LD" in told.chosen.why


def test_lines_elsewhere_are_summed_up_by_their_element_with_the_reason() -> None:
    groups = {group.element: group for group in explain(Page(content=PAGE)).outside}
    assert (groups["div.sidebar"].lines, groups["div.sidebar"].begins) == (7, "热门文章")
    assert "furniture" in groups["div.sidebar"].reason
    assert "comments" in groups["div.comments"].reason
    assert groups["h1"].reason == "the title"
    assert "metadata" in groups["p"].reason


def test_lines_left_out_among_those_of_the_article_stand_in_their_place_with_the_reason() -> None:
    lines = explain(Page(content=PAGE)).lines
    assert [(line.kept, line.rule) for line in lines] == [(True, ""), (False, "read.share"), (True, "")]
    assert lines[1].reason
    assert lines[0].likely is not None


def test_rows_of_a_table_are_told_as_rows() -> None:
    rows = "".join(f"<tr><td>{year}年</td><td>{year * 3}</td></tr>" for year in range(2019, 2024))
    page = Page(
        content=f"<body><h1>水位</h1><div id='zoom'><p>{TEXT}</p><table>{rows}</table><p>{TEXT}</p></div>"
    )
    kept = [line.text for line in explain(page).lines if line.kept]
    assert kept == [block.text for block in read(page).blocks]
    assert "2019年\t6057" in kept


def test_values_come_with_what_says_them() -> None:
    told = explain(Page(content=PAGE.encode("gb18030"), headers={"content-type": "text/html; charset=gbk"}))
    found = {each.name: (each.value, each.where) for each in told.found}
    assert found["source"] == ("河畔晚报", "byline")
    assert found["title"] == ("春汛", "h1")
    assert told.encoding == "gb18030"
    assert "HTTP header" in told.encoding_reason


def test_caps_that_a_page_reaches_are_told() -> None:
    assert explain(Page(content="<div>" * 18000 + f"<p>{TEXT}</p>")).caps == ("depth",)
    many = Page(content=f"<h1>春汛</h1><div id=b><p>{TEXT}</p></div>" + "<i>x</i>" * 17000)
    assert explain(many).caps == ()
    assert explain(many, ReadOptions(selectors={"body": "#b"})).caps == ("tags",)
    assert explain(many, ReadOptions(selectors={"remove": "h2"})).caps == ("tags",)


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        ("", "empty"),
        ("<title>404</title><p>页面不存在</p>", "not_found"),
        (b"%PDF-1.4 \x00\x01\x02" * 40, "unreadable"),
        ("<form><p>请先登录后才能继续查看</p></form>", "login"),
    ],
)
def test_a_page_that_is_none_is_explained_by_what_decided_it(content: bytes | str, kind: str) -> None:
    told = explain(Page(content=content, url="http://example.org/a/1.html"))
    article = read(Page(content=content, url="http://example.org/a/1.html"))
    assert article.dropped is not None
    assert (told.kind, told.kind_reason) == (kind, article.dropped.detail)


def test_lines_of_a_dump_are_told_with_what_became_of_them() -> None:
    text = (
        f"首页 > 新闻\n春汛\n\n2026-02-03 来源：河畔晚报\n{TEXT}\n{TEXT}\n相关文章\n雨后的河岸\n桥头的茶馆\n"
    )
    page = Page(content=text, form="text")
    article, told = read(page), explain(page)
    assert [line.text for line in told.lines] == [line for line in text.split("\n") if line]
    assert [line.text for line in told.lines if line.kept] == [block.text for block in article.blocks]
    assert [line.rule for line in told.lines if not line.kept] == [row.rule for row in article.removed]
    assert told.chosen is None


def test_lines_of_a_dump_that_is_no_article_are_told_as_well() -> None:
    told = explain(Page(content="首页\n新闻\n", form="text"))
    assert [line.kept for line in told.lines] == [False, False]
    assert told.kind == "list"


def test_elements_that_selectors_name_are_told_as_chosen() -> None:
    told = explain(Page(content=PAGE), ReadOptions(selectors={"body": "#zoom"}))
    assert told.chosen is not None
    assert told.chosen.element == "selectors.body"


def test_an_article_that_a_person_names_is_not_said_to_declare_itself() -> None:
    told = explain(Page(content=PAGE), ReadOptions(selectors={"body": "#zoom"}))
    assert "selectors.body names its text" in told.kind_reason
    assert "declares" not in told.kind_reason


POEM = "<h1>春晓</h1><p>唐代：孟浩然</p><div>春眠不觉晓，处处闻啼鸟。<br>夜来风雨声，花落知多少。</div>"
NOTE = "<h1>停水</h1><div>张贴：老周</div><p>明天上午停水。</p><ul><li>东巷<li>西巷</ul><div>物业</div>"
MADE_UP = {
    "poem": POEM,
    "note": NOTE,
    "page": PAGE,
    "lead far from the text": f"<h1>春汛</h1><p>{TEXT}</p><div>图：老周</div><div>1</div><section><p>{TEXT}</p><p>{TEXT}</p><div>赞</div></section>",
    "two bodies": f"<h1>春汛</h1><article><p>{TEXT}</p><p>{TEXT}</p></article><div>下载</div><article><p>{TEXT}</p><p>{TEXT}</p></article>",
    "between lists": f"<div><h3>热门文章</h3><ul>{SIDE}</ul><p>{TEXT}</p><div>扫一扫</div><p>{TEXT}</p><h3>热门文章</h3><ul>{SIDE}</ul></div>",
    "nothing sure": "<div><div>今天</div><div>晴，有风。</div><div>明天</div><div>阴，有雨。</div></div>",
}
GOLDEN = {folder.name: (folder / "page.html").read_text("utf-8") for folder in sorted(PAGES.iterdir())}


@pytest.mark.parametrize("name", [*GOLDEN, *MADE_UP])
def test_each_line_that_is_told_as_left_out_has_a_row_of_its_own_in_removed(name: str) -> None:
    page = Page(content={**GOLDEN, **MADE_UP}[name])
    article = read(page)
    if article.dropped is None:
        left = Counter(line.text for line in explain(page).lines if not line.kept)
        assert not left - Counter(row.text for row in article.removed)


def test_a_poem_below_its_title_is_kept_whole() -> None:
    article = read(Page(content=POEM))
    assert article.text.split("\n")[-2:] == ["春眠不觉晓，处处闻啼鸟。", "夜来风雨声，花落知多少。"]
    assert "唐代：孟浩然" in [*article.text.split("\n"), *(row.text for row in article.removed)]


def test_a_long_dump_is_told_in_one_pass() -> None:
    lines = "\n".join([TEXT] * 4 + [f"{TEXT}{number}" for number in range(4000)])
    told = explain(Page(content=lines, form="text"))
    assert len(told.lines) == 4004
    assert all(line.kept for line in told.lines)
