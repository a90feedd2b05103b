"""Pages that a browser saved: the address it wrote into them."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import ReadOptions
from jiaokan.onepage import read_page, saved_from

TEXT = "<p>渡口边的老槐树今年又发了新枝，镇上的人说，摆渡船停了以后，来树下乘凉的反而更多了。</p>" * 3
PAGE = (
    f"<title>渡口的老槐树</title><h1>渡口的老槐树</h1>{TEXT}<ul><li><a href='8.html'>河边的磨坊</a></li></ul>"
)


@pytest.mark.parametrize(
    ("head", "url"),
    [
        (
            "<!-- saved from url=(0033)https://news.example.com/a/7.html -->",
            "https://news.example.com/a/7.html",
        ),
        (
            "<!DOCTYPE html>\r\n<!-- saved from url=(0025)http://news.example.com/7 -->",
            "http://news.example.com/7",
        ),
        (
            "<!--\n Page saved with SingleFile \n url: https://news.example.com/a/7.html \n saved date: Mon -->",
            "https://news.example.com/a/7.html",
        ),
        ("<!-- saved from url=(0014)about:internet -->", None),
        ("<!-- saved from url=(0021)file:///home/a/7.html -->", None),
        ("<!-- saved from url=(0030)javascript://example.com/%0aalert -->", None),
        ("<!-- saved from url=(9999)https://example.com/" + "a" * 5000 + " -->", None),
        ("<!-- saved from url=(0008)https:// -->", None),
        ("", None),
    ],
)
def test_the_address_a_browser_wrote_into_a_page(head: str, url: str | None) -> None:
    assert saved_from(Page(content=head + PAGE)) == url
    assert saved_from(Page(content=(head + PAGE).encode("gb18030"))) == url


def test_a_given_address_goes_before_the_one_in_the_page() -> None:
    head = "<!-- saved from url=(0033)https://news.example.com/a/7.html -->"
    article = read_page(Page(content=head + PAGE, url="https://other.example.com/7"), ReadOptions())
    assert article.url == "https://other.example.com/7"
    assert "url" not in article.metadata.found


def test_links_of_a_saved_page_are_absolute_and_the_record_says_where_its_address_comes_from() -> None:
    head = "<!-- saved from url=(0033)https://news.example.com/a/7.html -->"
    article = read_page(Page(content=head + PAGE), ReadOptions())
    assert article.url == "https://news.example.com/a/7.html"
    assert article.metadata.found["url"] == "comment of the browser that saved the page"


def test_a_pager_of_a_saved_page_names_the_next_one() -> None:
    head = "<!-- saved from url=(0035)https://news.example.com/a/7_1.html -->"
    pager = "<div class=page><b>1</b> <a href='7_2.html'>2</a> <a href='7_2.html'>下一页</a></div>"
    article = read_page(Page(content=head + PAGE + pager), ReadOptions())
    assert article.metadata.next_url == "https://news.example.com/a/7_2.html"
