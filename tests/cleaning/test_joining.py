"""Articles over several pages come out whole, in order and once, or say which pages are missing."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations

import pytest

from cleaning.article import Article
from cleaning.chains import are_alike
from cleaning.gathering import Gathered, gather
from cleaning.joining import join_pages
from cleaning.page import Page
from cleaning.reading import read
from cleaning.summary import summarise

A = "http://example.org/a/"
PLACES = ("东街", "西桥", "南门", "北山", "河湾", "老城")
LEAD = "本报连日走访沿河各村，记下这场少见的春汛。"
HINT = "点击下一页继续阅读这组报道"


def text_of(number: int) -> str:
    place = PLACES[number % len(PLACES)]
    return (
        f"<p>{place}的河水在第{number}天涨到了第{number + 2}级石阶，村里人把船都系牢了，等着雨停下来再出去。</p>"
        f"<p>{place}的磨坊在第{number}天停了水车，磨坊主把面粉搬到了阁楼上，邻居们也都来帮忙。</p>"
    )


def page_of(
    url: str, number: int, urls: Sequence[str], *, title: str = "春汛", body: str = "", more: str = ""
) -> Article:
    """A page as read, with a numbered pager over `urls`."""
    links = "".join(f"<a href='{other}'>{n}</a> " for n, other in enumerate(urls, 1) if n != number)
    if number < len(urls):
        links += f"<a href='{urls[number]}'>下一页</a>"
    html = (
        f"<html><head><title>{title}</title></head><body><h1>{title}</h1><div id='zoom'>{body or text_of(number)}</div>"
        f"<div class='pages'>{links} {more}</div></body></html>"
    )
    return read(Page(content=html, url=url))


def gathered(pages: Sequence[Article]) -> Gathered:
    return gather([summarise(page, "example.org") for page in pages])


def articles(pages: Sequence[Article]) -> list[Article]:
    return [join_pages([pages[place] for place in chain]) for chain in gathered(pages).articles]


def urls_of(form: str, count: int) -> list[str]:
    """The addresses of an article's pages in one of the forms that sites use."""
    later = {
        "underscore": "7_{}.html",
        "zero": "7_{}.html",
        "query": "7.html?page={}",
        "folder": "7/{}",
    }[form]
    first = "7" if form == "folder" else "7.html"
    return [A + first, *(A + later.format(number - (form == "zero")) for number in range(2, count + 1))]


@pytest.mark.parametrize("form", ["underscore", "zero", "query", "folder"])
def test_the_pages_of_an_article_are_joined_in_order_whatever_the_order_of_the_input(form: str) -> None:
    urls = urls_of(form, 3)
    pages = [page_of(url, number, urls) for number, url in enumerate(urls, 1)]
    for order in permutations(pages):
        (joined,) = articles(order)
        assert joined.url == urls[0]
        assert joined.text == "\n".join(page.text for page in pages)
        assert joined.metadata.found["pages"] == "1-3 of 3"


def test_pages_that_are_missing_are_said_and_those_behind_a_gap_still_belong_to_it() -> None:
    urls = urls_of("underscore", 5)
    there = [page_of(urls[number - 1], number, urls) for number in (1, 2, 4)]
    for order in permutations(there):
        (joined,) = articles(order)
        assert joined.text == "\n".join(page.text for page in there)
        assert joined.metadata.found["pages"] == "1, 2, 4 of 5"
        found = gathered(order)
        assert [(each.number, each.url) for each in found.absent] == [(3, urls[2]), (5, urls[4])]
        assert [each.pages for each in found.incomplete] == ["1, 2, 4 of 5"]


def test_a_missing_first_page_is_said_as_well() -> None:
    urls = urls_of("underscore", 3)
    pages = [page_of(urls[number - 1], number, urls) for number in (2, 3)]
    (joined,) = articles(pages)
    assert joined.url == urls[1]
    assert joined.metadata.found["pages"] == "2, 3 of 3"
    assert gathered(pages).absent[0].url == urls[0]


def test_a_page_alone_says_what_its_pager_announces() -> None:
    urls = urls_of("query", 2)
    (alone,) = articles([page_of(urls[0], 1, urls, more="共4页")])
    assert alone.metadata.found["pages"] == "1 of 4"
    last = gathered([page_of(urls[0], 1, urls, more="共4页")]).absent
    assert [(each.number, each.url) for each in last] == [(2, urls[1]), (3, None), (4, None)]


def test_an_article_that_is_whole_misses_nothing() -> None:
    urls = urls_of("underscore", 2)
    found = gathered([page_of(url, number, urls) for number, url in enumerate(urls, 1)])
    assert (found.absent, found.incomplete) == ((), ())
    alone = read(Page(content=f"<h1>春汛</h1><div id='zoom'>{text_of(1)}</div>", url=A + "7.html"))
    assert "pages" not in join_pages([alone]).metadata.found


def test_what_every_page_repeats_stands_once_in_the_article_and_on_record() -> None:
    urls = urls_of("underscore", 3)
    pages = [
        page_of(
            url,
            number,
            urls,
            title="春汛" if number == 1 else f"春汛（{number}）",
            body=f"<p>{LEAD}</p>{text_of(number)}<p>{HINT}</p>",
        )
        for number, url in enumerate(urls, 1)
    ]
    (joined,) = articles(pages)
    assert joined.text.count(LEAD) == 1
    assert joined.text.startswith(LEAD)
    assert joined.text.count(HINT) == 1
    assert joined.text.endswith(HINT)
    assert [row.text for row in joined.removed if row.rule == "read.repeated"].count(LEAD) == 2
    assert sum(len(page.blocks) for page in pages) == len(joined.blocks) + sum(
        row.rule in ("read.repeated", "read.title") for row in joined.removed
    )


def test_a_title_with_the_number_of_the_page_is_left_out_of_the_text() -> None:
    urls = urls_of("underscore", 2)
    second = page_of(urls[1], 2, urls, body=f"<h2>春汛(2)</h2>{text_of(2)}", title="河畔网")
    first = page_of(urls[0], 1, urls)
    joined = join_pages([first, second])
    assert "春汛(2)" not in joined.text
    assert "春汛(2)" in [row.text for row in joined.removed if row.rule == "read.title"]


def test_a_section_heading_that_begins_like_the_title_stays() -> None:
    urls = urls_of("underscore", 2)
    second = page_of(
        urls[1], 2, urls, body=f"<h2>春汛过后的磨坊和码头怎样开工</h2>{text_of(2)}", title="河畔网"
    )
    joined = join_pages([page_of(urls[0], 1, urls), second])
    assert "春汛过后的磨坊和码头怎样开工" in joined.text


def test_one_page_with_everything_beside_the_pages_is_a_twin_of_the_joined_article() -> None:
    urls = urls_of("underscore", 3)
    link = f"<a href='{A}7_all.html'>阅读全文</a>"
    pages = [page_of(url, number, urls, more=link) for number, url in enumerate(urls, 1)]
    body = "".join(text_of(number) for number in (1, 2, 3))
    whole = read(Page(content=f"<h1>春汛</h1><div id='zoom'>{body}</div>", url=f"{A}7_all.html"))
    for order in ([whole, *pages], [*pages, whole]):
        (joined,) = articles(order)
        assert joined.url == urls[0]
        assert joined.text == whole.text
        twin = next(copy for copy in gathered(order).copies if copy.reason == "twin")
        assert twin.detail.endswith(f"same text as {urls[0]}")


def test_where_pages_are_missing_the_one_page_with_everything_is_the_article() -> None:
    urls = urls_of("underscore", 3)
    link = f"<a href='{A}7_all.html'>阅读全文</a>"
    pages = [page_of(urls[number - 1], number, urls, more=link) for number in (1, 3)]
    body = "".join(text_of(number) for number in (1, 2, 3))
    whole = read(Page(content=f"<h1>春汛</h1><div id='zoom'>{body}</div>", url=f"{A}7_all.html"))
    (only,) = articles([*pages, whole])
    assert only.url == whole.url
    found = gathered([*pages, whole])
    assert {copy.reason for copy in found.copies} == {"twin"}
    assert found.incomplete == ()


def test_another_article_that_names_a_page_as_canonical_is_no_whole_page() -> None:
    urls = urls_of("underscore", 2)
    pages = [page_of(url, number, urls) for number, url in enumerate(urls, 1)]
    html = (
        f"<head><link rel='canonical' href='{urls[0]}'></head><h1>磨坊</h1><div id='zoom'>{text_of(4)}</div>"
    )
    other = read(Page(content=html, url=f"{A}9.html"))
    assert len(articles([*pages, other])) == 2


def test_pagers_that_lead_round_in_a_ring_end() -> None:
    urls = urls_of("query", 3)
    ring = f"<a href='{urls[0]}'>下一页</a>"
    pages = [
        page_of(url, number, urls, more=ring if number == 3 else "") for number, url in enumerate(urls, 1)
    ]
    (joined,) = articles(pages)
    assert joined.text == "\n".join(page.text for page in pages)


def test_another_article_whose_address_looks_like_a_page_stays_alone() -> None:
    urls = urls_of("underscore", 2)
    first = page_of(urls[0], 1, urls)
    other = read(Page(content=f"<h1>磨坊招工启事</h1><div id='zoom'>{text_of(4)}</div>", url=urls[1]))
    assert [article.url for article in articles([first, other])] == urls
    assert articles([first, other])[0].metadata.found["pages"] == "1 of 2"


def test_a_last_page_without_any_pager_belongs_to_the_article_of_its_title() -> None:
    urls = urls_of("underscore", 2)
    last = read(Page(content=f"<h1>春汛</h1><div id='zoom'>{text_of(2)}</div>", url=urls[1]))
    (joined,) = articles([page_of(urls[0], 1, urls), last])
    assert joined.metadata.found["pages"] == "1, 2 of 2"


def test_pages_of_comments_with_the_same_text_are_one_article() -> None:
    urls = urls_of("query", 3)
    pages = [page_of(url, number, urls, body=text_of(1)) for number, url in enumerate(urls, 1)]
    (only,) = articles(pages)
    assert only.text == pages[0].text
    assert [copy.reason for copy in gathered(pages).copies] == ["twin", "twin"]


def test_an_article_of_very_many_pages_is_cut_and_says_so() -> None:
    urls = urls_of("underscore", 120)
    pages = [page_of(url, number, urls[:130]) for number, url in enumerate(urls, 1)]
    joined = articles(pages)
    assert joined[0].metadata.found["pages"] == "1-100 of 120"


def test_titles_are_compared_in_no_time_however_long_they_are() -> None:
    assert are_alike("春汛" + "-" * 2_000_000, "春汛")


def test_the_title_of_the_whole_does_not_say_that_it_is_the_first_page() -> None:
    urls = urls_of("underscore", 3)
    (joined,) = articles([page_of(url, n, urls, title=f"河畔的春汛（{n}）") for n, url in enumerate(urls, 1)])
    assert joined.title == "河畔的春汛"
    (alone,) = articles([page_of(urls[0], 1, urls, title="河畔的春汛（1）")])
    assert alone.title == "河畔的春汛（1）"
