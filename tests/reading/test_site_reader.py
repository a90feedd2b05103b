"""What a person's selectors or reader say of a page holds, and the laws of reading hold with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import ReadOptions, explain, read
from cleaning.reading.sitereader import SiteFields, SiteReader
from cleaning.repair import repair_article

LINE = "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去，老人说几十年没有见过这样的水。"
OTHER = "磨坊的水车转得比往年都快，磨出来的面堆满了半间屋子，邻村的人也推着车来排队。"
HTML = (
    "<html lang='zh'><head><title>河畔网</title>"
    '<script type="application/ld+json">{"@type":"NewsArticle","author":{"name":"张冠"}}</script></head><body>'
    "<div class='menu'><a href='/'>首页</a></div><h1>河畔网</h1><div class='t'>春汛</div>"
    "<div class='by'>2026-02-03 21:46 来源：河畔晚报</div>"
    f"<div class='seg' data-no='2'><p>{OTHER}</p><p>责任编辑：李红</p></div>"
    f"<div class='seg' data-no='1'><h3>水位</h3><p>{LINE}<span class='mark'>河畔水印</span></p>"
    "<ul><li>上游三米</li><li>下游两米</li></ul><blockquote>水火无情</blockquote></div>"
    "<div class='note'>版权所有 河畔网</div><div class='pager'><a href='/a/1_2.html'>下一页</a></div></body></html>"
)
PAGE = Page(content=HTML, url="http://example.org/a/1.html")


def reader(read: Callable[[BeautifulSoup, Page], Any]) -> SiteReader:
    return type("Riverbank", (SiteReader,), {"read": lambda self, soup, page: read(soup, page)})()


def in_order(soup: BeautifulSoup, page: Page) -> SiteFields:
    segments = sorted(soup.select(".seg"), key=lambda tag: int(str(tag["data-no"])))
    return SiteFields(
        title=soup.select_one(".t"),
        author="林晚 周渡",
        body=segments,
        remove=soup.select(".mark, .note"),
        keywords=["汛期", "水位", "汛期"],
    )


def said(**values: Any) -> Article:
    return read(PAGE, site_reader=reader(lambda soup, page: SiteFields(**values)))


def test_what_a_reader_names_is_the_article_in_its_order_with_its_structure() -> None:
    article = read(PAGE, site_reader=reader(in_order))
    assert article.title == "春汛"
    assert [(block.kind, block.text) for block in article.blocks] == [
        ("heading", "水位"),
        ("paragraph", LINE),
        ("list_item", "上游三米"),
        ("list_item", "下游两米"),
        ("quote", "水火无情"),
        ("paragraph", OTHER),
        ("paragraph", "责任编辑：李红"),
    ]
    assert article.keywords == ("汛期", "水位")


def test_what_it_states_goes_before_what_is_found_and_names_who_said_it() -> None:
    article = read(PAGE, site_reader=reader(in_order))
    assert article.author == "林晚、周渡"
    assert {name: article.metadata.found[name] for name in ("title", "author", "text", "keywords")} == {
        "title": "reader Riverbank",
        "author": "reader Riverbank",
        "text": "reader Riverbank",
        "keywords": "reader Riverbank",
    }


def test_what_it_says_nothing_of_comes_from_the_rest_of_the_page() -> None:
    about = read(PAGE, site_reader=reader(in_order)).metadata
    assert (about.source, about.published_at) == ("河畔晚报", "2026-02-03T21:46")
    assert (about.next_url, about.page_number) == ("http://example.org/a/1_2.html", 1)


def test_elements_it_removes_stand_in_removed() -> None:
    article = read(PAGE, site_reader=reader(in_order))
    assert [(row.rule, row.text) for row in article.removed if row.rule == "read.site"] == [
        ("read.site", "河畔水印")
    ]
    everything = read(
        PAGE, site_reader=reader(lambda soup, page: SiteFields(remove=soup.select(".mark, .note")))
    )
    assert {row.text for row in everything.removed if row.rule == "read.site"} == {
        "河畔水印",
        "版权所有 河畔网",
    }


def test_editors_and_rights_in_what_it_removes_are_not_dropped() -> None:
    html = HTML.replace("<div class='note'>版权所有 河畔网</div>", "").replace(
        "水火无情",
        "水火无情</blockquote><p class='mark'>版权所有 河畔网</p><p class='mark'>责任编辑：王平</p><blockquote>",
    )
    about = read(Page(content=html), site_reader=reader(in_order)).metadata
    assert about.rights == "版权所有 河畔网"
    assert "王平" in (about.editor or "")


def test_the_edits_of_an_article_that_a_reader_read_can_be_taken_back() -> None:
    article = read(PAGE, site_reader=reader(in_order))
    repaired = repair_article(article)
    assert "责任编辑" not in repaired.text
    assert repaired.original() == article.fields
    assert repaired.metadata.editor == "李红"


def test_a_reader_may_change_the_page_and_say_nothing() -> None:
    def cleaned(soup: BeautifulSoup, page: Page) -> None:
        for mark in soup.select(".mark"):
            mark.decompose()

    article = read(
        Page(content=f"<h1>春汛</h1><div id='zoom'><p>{LINE}<b class=mark>水印</b></p></div>"),
        None,
        reader(cleaned),
    )
    assert article.text == LINE


def test_a_reader_that_touches_nothing_changes_nothing() -> None:
    plain = read(PAGE)
    assert read(PAGE, site_reader=reader(lambda soup, page: None)) == plain
    assert said() == plain
    assert said(body=[], title=None, remove=[]) == plain


def test_a_body_can_be_made_by_the_reader() -> None:
    def made(soup: BeautifulSoup, page: Page) -> SiteFields:
        part = soup.new_tag("div")
        for text in (LINE, OTHER):
            line = soup.new_tag("p")
            line.string = text
            part.append(line)
        return SiteFields(title="春汛", body=part)

    assert read(PAGE, site_reader=reader(made)).text == f"{LINE}\n{OTHER}"


def test_a_body_within_another_and_the_whole_page_as_body_are_taken_once() -> None:
    twice = read(
        PAGE,
        site_reader=reader(
            lambda soup, page: SiteFields(body=[*soup.select(".seg"), *soup.select(".seg p")])
        ),
    )
    assert twice.text.count(OTHER) == 1
    whole = read(PAGE, site_reader=reader(lambda soup, page: SiteFields(body=soup)))
    assert whole.text.count(OTHER) == 1


def test_lines_of_a_named_body_stay_however_unlikely_the_scorer_finds_them() -> None:
    lines = [f"第{number}行" for number in range(1, 9)]
    html = f"<body><h1>短诗</h1><div class='v'>{'<br>'.join(lines)}</div><p>{LINE}</p></body>"
    article = read(
        Page(content=html + f"<div class='v'><p>{OTHER}</p></div>"), ReadOptions(selectors={"body": ".v"})
    )
    assert [block.text for block in article.blocks] == [*lines, OTHER]
    assert article.confidence is not None


def test_stated_times_get_the_zone_and_labels_are_no_part_of_a_value() -> None:
    options = ReadOptions(time_zone="Asia/Shanghai")
    states = reader(
        lambda soup, page: SiteFields(
            published_at="发布时间：2026年3月4日 08:05", source="来源：山谷日报", category="水情"
        )
    )
    about = read(PAGE, options, states).metadata
    assert about.published_at == "2026-03-04T08:05+08:00"
    assert about.published_precision == "minute"
    assert (about.source, about.category) == ("山谷日报", "水情")
    assert said(published_at="不是时间").published_at == "2026-02-03T21:46"


def test_a_reader_goes_before_selectors_field_by_field() -> None:
    options = ReadOptions(selectors={"title": "h1", "source": ".t", "body": ".seg"})
    article = read(PAGE, options, reader(lambda soup, page: SiteFields(title="另题")))
    assert article.title == "另题"
    assert article.source == "春汛"
    assert article.metadata.found["source"] == "selectors.source"
    assert article.metadata.found["text"] == "selectors.body"


def broken(soup: BeautifulSoup, page: Page) -> SiteFields:
    return SiteFields(title=soup.select_one(".nowhere").get_text())  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        (broken, "AttributeError: 'NoneType' object has no attribute 'get_text'"),
        (lambda soup, page: 7, "expected SiteFields or None, found int"),
        (lambda soup, page: SiteFields(title=3), "title: expected a text or an element"),  # type: ignore[arg-type]
        (lambda soup, page: SiteFields(body="#zoom"), "body: expected an element or a list of elements"),  # type: ignore[arg-type]
        (lambda soup, page: SiteFields(keywords="汛期"), "keywords: expected a list of texts"),
        (lambda soup, page: exec("raise SystemExit(3)"), "SystemExit: 3"),
        (lambda soup, page: answerless(soup, page), "calls itself too often"),
    ],
)
def test_a_reader_that_fails_drops_the_page_and_says_where(answer: Any, told: str) -> None:
    failing = type("Riverbank", (SiteReader,), {"read": lambda self, soup, page: answer(soup, page)})()
    for article in (read(PAGE, site_reader=failing),):
        assert article.dropped is not None
        assert article.dropped.reason == "reader_failed"
        assert article.dropped.detail.startswith("Riverbank.read")
        assert told in article.dropped.detail
        assert article.text == ""
    assert explain(PAGE, site_reader=failing).kind_reason == article.dropped.detail


def answerless(soup: BeautifulSoup, page: Page) -> Any:
    return answerless(soup, page)


def test_the_place_of_a_failure_is_the_line_of_the_readers_own_file() -> None:
    class Own(SiteReader):
        def read(self, soup: BeautifulSoup, page: Page) -> SiteFields:
            return SiteFields(title=str(int(soup.title.text)))  # type: ignore[union-attr]

    dropped = read(PAGE, site_reader=Own()).dropped
    line = Own.read.__code__.co_firstlineno + 1
    assert dropped is not None
    assert dropped.detail.startswith(
        f"Own.read, test_site_reader.py line {line}: ValueError: invalid literal"
    )


def test_a_base_that_was_not_filled_in_says_what_is_missing() -> None:
    dropped = read(PAGE, site_reader=SiteReader()).dropped
    assert dropped is not None
    assert "has no method read" in dropped.detail


def test_the_explanation_names_the_reader_and_what_it_left_out() -> None:
    told = explain(PAGE, site_reader=reader(in_order))
    assert told.chosen is not None
    assert told.chosen.element == "reader Riverbank"
    assert [line.text for line in told.lines if line.rule == "read.site"] == ["河畔水印"]
    assert ("keywords", "汛期、水位", "reader Riverbank") in [(e.name, e.value, e.where) for e in told.found]
    assert ("author", "林晚、周渡", "reader Riverbank") in [(e.name, e.value, e.where) for e in told.found]


def test_plain_text_is_never_handed_to_a_reader() -> None:
    page = Page(content=f"春汛\n\n{LINE}\n{LINE}", form="text")
    assert read(page, site_reader=reader(broken)).dropped is None


def test_a_tag_that_the_reader_took_out_of_the_page_still_gives_its_text() -> None:
    def taken(soup: BeautifulSoup, page: Page) -> SiteFields:
        title = soup.select_one(".t")
        assert isinstance(title, Tag)
        return SiteFields(title=title.extract(), body=[part.extract() for part in soup.select(".seg")])

    article = read(PAGE, site_reader=reader(taken))
    assert article.title == "春汛"
    assert LINE in article.text


# Markup that a parser in Python takes seconds or minutes for, and the cap that is recorded; "" where nothing is lost.
COSTLY = {
    "many tags": ("<i>x</i>" * 30_000, "tags"),
    "many attributes in all": (f"<i {' '.join(f'a{n}' for n in range(500))}>x</i>" * 300, "attributes"),
    "stray less-than signs": ("< " * 250_000, "size"),
    "entities": ("&amp;" * 250_000, "size"),
    "tags in what are characters elsewhere": ("<xmp><i></i>" * 30_000, "size"),
    "tags that never end": ("<a " * 50_000, ""),
    "comments that never end": ("<!-- x " * 50_000, ""),
    "comments that only a browser ends": ("<!-- x --!>" * 15_000 + f"<p>{OTHER}</p>", ""),
    "sections that never end": ("<![CDATA[" * 50_000, ""),
    "declarations that never end": ("<!x " * 50_000, ""),
    "closing tags that never end": ("</x " * 50_000, ""),
    "tags that never end, in a frame": (f"<iframe>{'<a ' * 50_000}</iframe>", ""),
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", COSTLY)
def test_a_page_that_a_soup_would_take_minutes_for_is_cut_and_that_is_recorded(name: str) -> None:
    markup, cap = COSTLY[name]
    page = Page(content=f"<h1>春汛</h1><div class=text><p>{LINE}</p></div>{markup}")
    article = read(page, ReadOptions(selectors={"body": ".text"}))
    assert cap in article.metadata.found.get("caps", "").split(", ")
    assert article.text == LINE


def test_a_page_that_only_a_browser_understands_reaches_a_reader_in_order() -> None:
    seen: list[str] = []
    page = Page(
        content=f"<div class=a><p>{LINE}<!-- x --!></div><![if y]><div class=b>1 < 2 &#; {OTHER}</div><a "
    )
    read(page, site_reader=reader(lambda soup, page: seen.append(soup.select_one(".b").get_text())))
    assert seen == [f"1 < 2 &#; {OTHER}"]


def test_what_scripts_hold_is_no_reason_to_cut_a_page() -> None:
    script = f"<script>{'a && b < c;' * 40_000}</script>"
    article = read(
        Page(content=f"{script}<div class=text><p>{LINE}</p></div>"), ReadOptions(selectors={"body": ".text"})
    )
    assert (article.text, article.metadata.found.get("caps")) == (LINE, None)


def test_a_cap_reached_outside_of_the_body_is_recorded() -> None:
    page = Page(content=f"<div class=text><p>{LINE}</p></div><pre>" + "x\n" * 60_000)
    article = read(page, ReadOptions(selectors={"body": ".text"}))
    assert article.metadata.found["caps"] == "lines"
