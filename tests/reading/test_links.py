"""Links of an article, for those who ask: words, address, and the very place of the words in their line."""

from __future__ import annotations

import re
import time

from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import ReadOptions, read
from cleaning.reading.links import MOST_LINKS

URL = "https://example.com/a/1.html"
LINE = "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去，老人说几十年没有见过这样的水。"
OTHER = "磨坊的水车转得比往年都快，磨出来的面堆满了半间屋子，邻村的人也推着车来排队，一直排到桥头。"


def page(body: str, links: bool = True) -> Article:
    html = f"<html><body><h1>春汛</h1><div class='content'>{body}</div></body></html>"
    return read(Page(content=html, url=URL), ReadOptions(links=links))


def found(article: Article) -> list[tuple[int, str, str]]:
    links = article.links or ()
    assert all(article.blocks[link.block].text[link.start : link.end] == link.text for link in links)
    return [(link.block, link.text, link.url) for link in links]


def test_nobody_pays_for_links_without_asking() -> None:
    assert page(f"<p>{LINE}<a href='/2.html'>水文</a></p><p>{OTHER}</p>", links=False).links is None


def test_a_link_stands_where_its_words_are_links_and_not_where_they_stand_before() -> None:
    article = page(f"<p>{LINE}说水文的是<a href='/2.html'>水文</a>站。</p><p>{OTHER}</p>")
    [link] = article.links or ()
    assert (link.url, link.block, link.start) == ("https://example.com/2.html", 0, len(LINE) + 5)


def test_white_space_is_counted_as_the_line_has_it() -> None:
    article = page(
        f"<p> \n {LINE}\n\t <b>见</b> <a href='/2.html'> \n水文 \n <i>月报</i> </a> \n 和<a href=3.html>水 情</a></p><p>{OTHER}</p>"
    )
    assert found(article) == [
        (0, "水文 月报", "https://example.com/2.html"),
        (0, "水 情", "https://example.com/a/3.html"),
    ]


def test_a_link_over_several_lines_is_one_in_each() -> None:
    article = page(f"<p>{LINE}</p><p>{OTHER}<a href='/2.html'>上游<br>{LINE}</a></p><p>{OTHER}{LINE}</p>")
    assert [(block, text) for block, text, _ in found(article)] == [(1, "上游"), (2, LINE)]


def test_two_links_to_one_address_are_two() -> None:
    article = page(f"<p>{LINE}<a href='/2'>甲</a><a href='/2'>乙</a></p><p>{OTHER}</p>")
    assert [text for _, text, _ in found(article)] == ["甲", "乙"]


def test_cells_of_a_row_have_their_links_behind_each_other() -> None:
    rows = "".join(
        f"<tr><td>{name}水文站的<a href='/{n}'>地址</a></td><td>水位 <a href='/{n}w'>{n}米</a>，昨天{n}米</td></tr>"
        for n, name in enumerate(("上游", "中游", "下游"), 1)
    )
    article = page(f"<p>{LINE}</p><table>{rows}</table><p>{OTHER}</p><p>{LINE}</p>")
    assert article.blocks[1].text == "上游水文站的地址\t水位 1米，昨天1米"
    assert [text for _, text, _ in found(article)] == ["地址", "1米", "地址", "2米", "地址", "3米"]


def test_links_without_words_or_a_web_address_and_those_of_lines_left_out_are_none() -> None:
    article = page(
        f"<p>{LINE}<a href='/1'><img src='/1.jpg'></a><a href='javascript:x()'>甲</a><a>乙</a><a href='mailto:a@example.com'>丙</a></p>"
        f"<p><a href='/print'>打印本页</a></p><p>{OTHER}</p>"
    )
    assert found(article) == []


def test_selectors_keep_the_links_of_the_body() -> None:
    html = (
        f"<body><h1>春汛</h1><div id=b><p>{LINE}<a href='/2'>水文</a></p></div><a href='/3'>更多</a></body>"
    )
    options = ReadOptions(links=True, selectors={"body": "#b"})
    assert found(read(Page(content=html, url=URL), options)) == [(0, "水文", "https://example.com/2")]


def test_characters_that_no_value_may_hold_are_not_counted() -> None:
    code = "船&#13;只 = <a href='/2'>系&#13;牢</a>; 见 <a href='/3'>水文</a>"
    article = page(f"<p>{LINE}</p><pre>{code}</pre><p>{OTHER}</p><p>{LINE}</p>")
    assert [text for _, text, _ in found(article)] == ["系牢", "水文"]


def test_a_page_of_nothing_but_links_is_read_in_no_time() -> None:
    many = "".join(f"水位<a href='/{number}'>站</a>，" for number in range(20_000))
    begun = time.perf_counter()
    article = page(f"<p>{LINE}{OTHER}</p><p>{LINE}{many}。</p><p>{OTHER}</p>")
    assert len(article.links or ()) == MOST_LINKS
    assert time.perf_counter() - begun < 10


PIECES = st.lists(
    st.tuples(st.text("水 文\n\t甲a\u3000", max_size=6), st.sampled_from(["", "a", "b"])),
    min_size=1,
    max_size=8,
)


@given(PIECES)
def test_the_links_of_a_line_are_what_the_page_marks_as_links(pieces: list[tuple[str, str]]) -> None:
    marked = [
        f"<a href='/{number}'>{text}</a>" if tag == "a" else f"<b>{text}</b>" if tag else text
        for number, (text, tag) in enumerate(pieces)
    ]
    article = page(f"<p>{LINE}{''.join(marked)}{OTHER}</p><p>{OTHER}{LINE}</p>")
    expected = [
        (0, re.sub("[ \n\t]+", " ", text.strip(" \n\t")), f"https://example.com/{number}")
        for number, (text, tag) in enumerate(pieces)
        if tag == "a" and text.strip(" \n\t")
    ]
    assert found(article) == expected
    assert (
        article.blocks
        == page(f"<p>{LINE}{''.join(marked)}{OTHER}</p><p>{OTHER}{LINE}</p>", links=False).blocks
    )
