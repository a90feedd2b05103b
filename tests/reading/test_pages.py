"""Whole pages: each folder holds a page as saved and the article it must give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from record_pages import PAGES, read_folder, snapshot

from cleaning.page import Page
from cleaning.reading import read


@pytest.mark.parametrize("folder", sorted(PAGES.iterdir()), ids=lambda folder: folder.name)
def test_a_saved_page_gives_the_recorded_article(folder: Path) -> None:
    assert snapshot(read_folder(folder)) == json.loads((folder / "expected.json").read_text("utf-8"))


@pytest.mark.parametrize("folder", sorted(PAGES.iterdir()), ids=lambda folder: folder.name)
def test_text_and_bytes_of_a_page_give_the_same_blocks(folder: Path) -> None:
    text = (folder / "page.html").read_text("utf-8")
    assert read(Page(content=text)).blocks == read_folder(folder).blocks


def test_every_line_left_out_of_the_body_names_the_part_that_left_it_out() -> None:
    for folder in PAGES.iterdir():
        for entry in read_folder(folder).removed:
            assert entry.rule.startswith("read.")
            assert entry.reason
            assert entry.seq is None


def test_no_break_and_ideographic_spaces_are_text_and_other_white_space_is_one_space() -> None:
    page = Page(
        content="<h1>夜雨</h1><p>雨&nbsp;下了 \n\t 一夜，\u3000河水涨到了第三级石阶，船都系牢了。</p>"
    )
    assert read(page).text == "雨\xa0下了 一夜，\u3000河水涨到了第三级石阶，船都系牢了。"


def test_neighbours_before_the_title_and_after_the_body_become_rows_once() -> None:
    teaser = "老渡口修缮记 综合评述 渡口始建于清末，一百多年来送走了一代又一代人，去年秋天开始修缮，石阶按原样重铺，船亭换了梁柱，今年春天重新开放"
    entry = f'<div><a href="/a/9.html">{teaser}</a><br>2026-02-03 21:46:49 6</div>'
    other = '<div><a href="/a/8.html">修伞匠的最后一个学徒</a><br>2026-02-03 22:06:50 4</div>'
    body = "".join(
        f"<p>第{n}段：河边的人家每到春天都要补船，桐油的味道飘出去很远，孩子们围着看热闹。</p>"
        for n in "一二三四"
    )
    html = f"<body>{entry}<h1>补船的春天</h1><div class=content>{body}</div><h3>相关文章</h3><div>{entry}{other}</div></body>"
    article = read(Page(content=html, url="https://example.com/a/7.html"))
    assert article.title == "补船的春天"
    assert len(article.blocks) == 4
    assert [(row.url, row.published_at, row.views) for row in article.related] == [
        ("https://example.com/a/9.html", "2026-02-03T21:46:49", 6),
        ("https://example.com/a/8.html", "2026-02-03T22:06:50", 4),
    ]


def test_the_title_of_a_page_without_a_head_is_its_title_and_no_line_of_it() -> None:
    article = read(
        Page(content="<div>站内导航</div><title>夜雨</title><p>雨下了一夜，河水涨到了第三级石阶。</p>")
    )
    assert article.title == "夜雨"
    assert article.text == "雨下了一夜，河水涨到了第三级石阶。"
