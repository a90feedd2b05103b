"""A list of neighbours right below the text that no heading announces."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import explain, read

TEXT = "".join(
    f"<p>{n}月里，河上的船少了，岸边的人却多起来，挑担子的、卖糖的、看热闹的，挤满了整条石街。</p>"
    for n in "正二三四"
)
TITLES = ("老渡口的石阶修好了", "磨坊的水车又转起来", "石桥上的灯会办到几时", "茶馆后院挖出一口井")
LIST = (
    "<ul>"
    + "".join(f"<li><a href='/a/{n}.html'>{title}</a></li>" for n, title in enumerate(TITLES, 11))
    + "</ul>"
)
DATED = (
    "<ul>"
    + "".join(
        f"<li><a href='/b/{n}.html'>{title}</a><span>2026-01-0{n}</span></li>"
        for n, title in enumerate(TITLES, 1)
    )
    + "</ul>"
)
CARDS = "".join(
    f"<div><a href='/a/{n}.html'>{title}</a><p>2026-01-0{n}</p></div>" for n, title in enumerate(TITLES, 1)
)


def page(below: str, inside: str = "") -> Page:
    html = f"<title>石街</title><h1>石街</h1><div class=content>{TEXT}{inside}</div>{below}<p>河畔网 版权所有</p>"
    return Page(content=html, url="https://example.com/a/7.html")


@pytest.mark.parametrize(
    ("below", "inside"),
    [
        (LIST, ""),
        (DATED, ""),
        (CARDS, ""),
        ("<div>分享到：微信 微博</div><div>责任编辑：林晚</div>" + LIST, ""),
        ("", LIST),
        ("", LIST.replace("<ul>", "").replace("</ul>", "").replace("li>", "p>")),
    ],
    ids=["list", "with dates", "cards", "below buttons", "inside", "paragraphs inside"],
)
def test_its_links_are_rows_and_no_text(below: str, inside: str) -> None:
    article = read(page(below, inside))
    assert len(article.blocks) == 4
    assert [row.title for row in article.related] == list(TITLES)
    assert all(row.url is not None and row.url.startswith("https://example.com/") for row in article.related)
    dates = [row.published_at for row in article.related]
    assert dates == ([f"2026-01-0{n}" for n in (1, 2, 3, 4)] if "2026" in below else [None] * 4)
    assert {row.rule for row in article.removed if row.text in TITLES} <= {"read.related"}
    told = explain(page(below, inside))
    assert [line.text for line in told.lines if line.kept] == [block.text for block in article.blocks]


@pytest.mark.parametrize(
    "below",
    [
        LIST.replace("/a/1", "https://elsewhere.example/a/1"),
        LIST.replace("/a/11.html", "/about").replace("/a/12.html", "/a/13.html"),
        LIST.replace(".html", ".jpg"),
        "<ul><li><a href='/a/11.html'>掌故</a></li><li><a href='/a/12.html'>民俗</a></li><li><a href='/a/13.html'>河道</a></li></ul>",
        "<h2>本期目录</h2>" + LIST,
        "<p>上一篇：<a href='/a/6.html'>老渡口的石阶修好了</a></p><p>下一篇：<a href='/a/8.html'>磨坊的水车又转起来</a></p>",
        f"<footer>{LIST}</footer>",
    ],
    ids=["another site", "two articles", "other files", "sections", "under a heading", "ways on", "foot"],
)
def test_other_lists_are_none(below: str) -> None:
    assert read(page(below)).related == ()


def test_links_inside_the_sentences_of_the_text_stay() -> None:
    said = "".join(
        f"<p>去年写过<a href='/a/{n}.html'>{title}</a>，今年再去看了一回。</p>"
        for n, title in enumerate(TITLES)
    )
    article = read(page("", said))
    assert len(article.blocks) == 8
    assert article.related == ()


def test_an_index_of_articles_keeps_its_links() -> None:
    many = "".join(LIST.replace("/a/1", f"/a/{n}") for n in range(1, 4))
    article = read(page("", many))
    assert article.related == () or len(article.blocks) == 4
