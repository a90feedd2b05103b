"""What pagers say of an article over several pages, in the forms that sites use."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import read
from cleaning.reading.html import parse
from cleaning.reading.paging import Paging, find_paging

A = "http://example.org/a/"


def pager_of(url: str, *links: str, words: str = "", around: str = "<p>{}</p>") -> Paging:
    """The paging of a page at `url` with links written as "words -> address"."""
    told = " ".join(
        f"<a href='{address}'>{text}</a>" for text, _, address in (link.partition(" -> ") for link in links)
    )
    return find_paging(parse(around.format(f"{told} {words}").encode()), url)


@pytest.mark.parametrize(
    ("first", "second", "third"),
    [
        ("7312.html", "7312_2.html", "7312_3.html"),
        ("7312.html", "7312-2.shtml", "7312-3.shtml"),
        ("7312.shtml", "7312_1.shtml", "7312_2.shtml"),
        ("7312", "7312/2", "7312/3"),
        ("7312/", "7312/page/2/", "7312/page/3/"),
        ("7312.html", "7312.html?page=2", "7312.html?page=3"),
        ("show.php?id=7&page=1", "show.php?id=7&page=2", "show.php?id=7&page=3"),
        ("show.php?id=7", "show.php?id=7&page=1", "show.php?id=7&page=2"),
        ("show.php?id=7&p=0", "show.php?id=7&p=1", "show.php?id=7&p=2"),
    ],
)
def test_every_page_knows_its_number_the_others_and_how_many_there_are(
    first: str, second: str, third: str
) -> None:
    if first.split(".")[-1] != second.split(".")[-1] and "?" not in second:
        first = first.replace(".html", f".{second.split('.')[-1]}")
    urls = [A + first, A + second, A + third]
    pages = [
        pager_of(urls[0], f"2 -> {urls[1]}", f"3 -> {urls[2]}", f"下一页 -> {urls[1]}"),
        pager_of(
            urls[1], f"上一页 -> {urls[0]}", f"1 -> {urls[0]}", f"3 -> {urls[2]}", f"下一页 -> {urls[2]}"
        ),
        pager_of(urls[2], f"上一页 -> {urls[1]}", f"1 -> {urls[0]}", f"2 -> {urls[1]}"),
    ]
    assert [page.page_number for page in pages] == [1, 2, 3]
    assert [page.next_url for page in pages] == [urls[1], urls[2], None]
    assert [page.page_count for page in pages] == [3, 3, 3]
    assert len({page.series for page in pages}) == 1
    assert dict(pages[1].urls) == {1: urls[0], 3: urls[2]}


@pytest.mark.parametrize(
    ("links", "words", "count"),
    [
        (["下一页 -> 7_2.html"], "", None),
        (["下一页 -> 7_2.html"], "共5页", 5),
        (["下一页 -> 7_2.html"], "第 1/5 页", 5),
        (["2 -> 7_2.html", "尾页 -> 7_5.html"], "", 5),
        (["2 -> 7_2.html", "5 -> 7_5.html", "下一页 -> 7_2.html"], "…", 5),
        (["[2] -> 7_2.html"], "2/3的居民 共30页的报告", 30),
    ],
)
def test_the_number_of_pages_is_the_largest_that_the_pager_names(
    links: list[str], words: str, count: int | None
) -> None:
    assert pager_of(f"{A}7.html", *links, words=words).page_count == count


def test_what_turns_the_pages_of_comments_is_no_pager_of_the_article() -> None:
    around = "<div class='comments'><p>{}</p></div>"
    assert pager_of(f"{A}7.html", "2 -> 7.html?page=2", "下一页 -> 7.html?page=2", around=around) == Paging()


@pytest.mark.parametrize(
    "links",
    [
        ["下一篇 -> 8.html"],
        ["下一页 -> 8.html"],
        ["2 -> /list_2.html", "3 -> /list_3.html"],
        ["2026 -> 7_2.html"],
        ["4 -> 7_2.html"],
        ["共5页 -> 7_5.html"],
    ],
)
def test_links_whose_addresses_do_not_bear_them_out_are_no_pager(links: list[str]) -> None:
    assert pager_of(f"{A}7.html", *links) == Paging()


@pytest.mark.parametrize(
    ("link", "whole"),
    [
        ("阅读全文 -> 7_all.html", "7_all.html"),
        ("在本页阅读全文 -> 7.html?page=all", "7.html?page=all"),
        ("View all -> 7.html?single=1", "7.html?single=1"),
        ("阅读全文 -> 9_all.html", None),
        ("阅读全文 -> #more", None),
    ],
)
def test_an_address_that_shows_all_pages_on_one_is_told(link: str, whole: str | None) -> None:
    found = pager_of(f"{A}7.html", "2 -> 7_2.html", link).whole_url
    assert found == (whole and A + whole)


def test_what_the_pager_says_stands_in_the_metadata_of_a_page() -> None:
    line = "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去，老人说几十年没有见过这样的水。"
    html = f"<h1>春汛</h1><div id='zoom'><p>{line}</p></div><p><a href='7_2.html'>下一页</a> 共3页</p>"
    about = read(Page(content=html, url=f"{A}7.html")).metadata
    assert (about.page_number, about.page_count, about.page_urls) == (1, 3, {"2": f"{A}7_2.html"})
    assert about.page_series == f"{A}7.html"


def test_a_page_of_very_many_pager_links_takes_no_time() -> None:
    links = "".join(f"<p><a href='7_{number % 400}.html'>{number % 400}</a></p>" for number in range(20_000))
    html = "<div class='c'>" * 400 + links
    assert find_paging(parse(html.encode()), f"{A}7.html").page_number == 1


def saved(number: int, count: int, folder: str) -> str:
    """A page of a story as a browser saves it: nothing says its own address, its own number is not linked."""
    names = {n: f"{folder}7.html" if n == 1 else f"{folder}7_{n}.html" for n in range(1, count + 1)}
    words = [f"<b>{n}</b>" if n == number else f"<a href='{name}'>{n}</a>" for n, name in names.items()]
    if number < count:
        words.append(f"<a href='{names[number + 1]}'>下一页</a>")
    prose = "<p>渡口的木船修好了，老周又开始每天摆渡，两块钱一趟，早上六点开船，天黑收工。</p>" * 3
    return f"<title>渡口</title><h1>渡口</h1><div class=content>{prose}</div><div class=pages>{' '.join(words)}</div>"


def test_a_saved_page_without_an_address_says_which_page_of_how_many_it_is() -> None:
    told = [read(Page(content=saved(number, 3, ""))).metadata for number in (1, 2, 3)]
    assert [(one.page_number, one.page_count) for one in told] == [(1, 3), (2, 3), (3, 3)]
    assert {one.page_series for one in told} == {None}


def test_saved_pages_whose_links_are_whole_name_their_series() -> None:
    told = [read(Page(content=saved(number, 3, "https://river.example/a/"))).metadata for number in (1, 2, 3)]
    assert {one.page_series for one in told} == {"https://river.example/a/7.html"}
    assert [one.page_number for one in told] == [1, 2, 3]
    assert told[0].next_url == "https://river.example/a/7_2.html"


@pytest.mark.parametrize(
    "below",
    [
        "<div><a href=/a/6.html>上一篇</a> <a href=/a/8.html>下一篇</a></div>",
        "<div><a href=/a/8.html>下一页</a></div>",
        "<div class=comments><a href=?p=2>2</a> <a href=?p=3>3</a> 1</div>",
        "<p>见<a href=#n1>1</a>、<a href=#n2>2</a>、3。</p>",
    ],
)
def test_other_links_make_no_pages_of_a_page_without_an_address(below: str) -> None:
    prose = "<p>渡口的木船修好了，老周又开始每天摆渡，两块钱一趟，早上六点开船，天黑收工。</p>" * 3
    article = read(Page(content=f"<title>渡口</title><h1>渡口</h1><div>{prose}</div>{below}"))
    assert article.metadata.page_number is None


def test_buttons_that_run_scripts_are_no_pages() -> None:
    prose = "<p>渡口的木船修好了，老周又开始每天摆渡，两块钱一趟，早上六点开船，天黑收工。</p>" * 3
    own = "<div><a href='javascript:;'>上一页</a> <span>1/2</span> <a href='7_2.html'>下一页</a></div>"
    counts = "<div><a href='javascript:;'>2</a> <a href='javascript:;'>10</a> <b>11</b></div>"
    pages = [
        read(Page(content=f"<title>渡口</title><h1>渡口</h1><div>{prose}</div>{below}"))
        for below in (own, counts)
    ]
    assert [(page.metadata.page_number, page.metadata.page_count) for page in pages] == [(1, 2), (None, None)]
