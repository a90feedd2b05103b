"""A body that JSON-LD names and the page does not show is the text; one that is shown stays as the page has it."""

from __future__ import annotations

import json

from cleaning.page import Page
from cleaning.reading import explain, read

LINES = (
    "入冬以前，河堤上的三座老闸门全部换成了新的，水利站的人在堤上守了整整一个月。",
    "闸口的老周说，从前一到汛期就要整夜守着，如今在屋里看一眼屏幕就知道水位。",
    "换下来的旧闸门没有卖掉，镇上把它们立在渡口，准备刷上漆，给孩子们讲治水的故事。",
)


def page(body: str, shown: str) -> Page:
    data = json.dumps({"@type": "NewsArticle", "headline": "老闸门换新", "articleBody": body})
    return Page(
        content=f"<html><head><title>老闸门换新</title><script type='application/ld+json'>{data}</script></head>"
        f"<body><div id='app'>{shown}</div></body></html>"
    )


def test_a_named_body_that_the_page_does_not_show_is_the_text() -> None:
    for shown in ("", "<h1>老闸门换新</h1><p>正在加载…</p>"):
        article = read(page("\n".join(LINES), shown))
        assert article.text.split("\n")[-3:] == list(LINES)
        assert article.metadata.found["text"] == "JSON-LD articleBody, which the page does not show"


def test_markup_in_a_named_body_divides_its_lines_and_is_no_text() -> None:
    body = "".join(f"<p>{line[:8]}<b>{line[8:]}</b></p>" for line in LINES)
    assert read(page(body, "")).text.split("\n")[:3] == list(LINES)


def test_a_named_body_that_is_shown_is_read_where_it_stands() -> None:
    shown = f"<h1>老闸门换新</h1><div class='content'>{''.join(f'<p>{line}</p>' for line in LINES)}</div>"
    article = read(page("\n".join(LINES), shown))
    assert article.text == "\n".join(LINES)
    assert "does not show" not in article.metadata.found["text"]


def test_an_explanation_tells_the_lines_of_a_body_that_is_not_shown() -> None:
    told = explain(page("\n".join(LINES), ""))
    assert [line.text for line in told.lines if line.kept] == list(LINES)
