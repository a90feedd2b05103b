"""Images of an article: its own ones, in their place, under the address that shows them whole."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.article import Article, Image
from cleaning.page import Page
from cleaning.reading import ReadOptions, read
from cleaning.reading.images import MOST_IMAGES, picture
from cleaning.reading.sitereader import SiteFields, SiteReader

URL = "https://example.com/a/1.html"
BASE = "https://example.com/"
LINES = (
    "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去，老人说几十年没有见过这样的水。",
    "磨坊的水车转得比往年都快，磨出来的面堆满了半间屋子，邻村的人也推着车来排队，一直排到桥头。",
    "到了傍晚雨停了，孩子们跑到堤上看水，大人在后面喊着不许靠近，晚饭的炊烟从屋顶上慢慢升起来。",
)
P = [f"<p>{line}</p>" for line in LINES]


def page(body: str, head: str = "", around: str = "") -> Article:
    html = (
        f"<html><head><title>春汛</title>{head}</head><body><div class='top'><img src='/logo.jpg'></div><h1>春汛</h1>"
        f"<div class='content'>{body}</div>{around}</body></html>"
    )
    return read(Page(content=html, url=URL))


def places(article: Article) -> list[tuple[str, int]]:
    return [(image.url.removeprefix(BASE), image.block) for image in article.images]


def test_an_image_stands_before_the_line_that_follows_it() -> None:
    article = page(
        f"<p><img src='/1.jpg'></p>{P[0]}<figure><img src='2.jpg' alt=' 磨坊\n的水车 '></figure>{P[1]}{P[2]}<p><img src='//img.example.com/3.jpg'></p>"
    )
    assert [block.text for block in article.blocks] == list(LINES)
    assert article.images == (
        Image(f"{BASE}1.jpg", "", 0),
        Image(f"{BASE}a/2.jpg", "磨坊 的水车", 1),
        Image("https://img.example.com/3.jpg", "", 3),
    )


def test_an_image_inside_a_line_has_the_number_of_that_line() -> None:
    inside = LINES[1].replace("水车", "水车<img src='/formula.png'>", 1)
    assert places(page(f"{P[0]}<p>{inside}</p>{P[2]}")) == [("formula.png", 1)]


def test_images_around_the_article_are_not_its_own() -> None:
    around = "<div class='side'><img src='/ad.jpg'><a href='/a/2.html'>修伞匠的最后一个学徒</a></div><img src='/foot.jpg'>"
    assert places(page("".join(P), around=around)) == []


def test_a_teaser_inside_the_text_keeps_its_thumbnail() -> None:
    teaser = "<div class='box'><a href='/a/2.html'><img src='/thumb.jpg'></a><a href='/a/2.html'>修伞匠的最后一个学徒</a></div>"
    article = page(f"{P[0]}{teaser}{P[1]}{P[2]}")
    assert "修伞匠" not in article.text
    assert article.images == ()


def test_rows_of_a_table_and_lines_that_are_left_out_are_counted_right() -> None:
    table = "<table><tr><th>站</th><th>水位</th></tr><tr><td>上游</td><td>三米</td></tr></table>"
    article = page(
        f"{P[0]}{table}<img src='/1.jpg'>{P[1]}<p>打印本页</p><img src='/2.jpg'>{P[2]}<p>责任编辑：李红</p>"
    )
    found = {image.url: image.block for image in article.images}
    texts = [block.text for block in article.blocks]
    assert "站\t水位" in texts
    assert texts[found[f"{BASE}1.jpg"]] == LINES[1]
    assert texts[found[f"{BASE}2.jpg"]] == LINES[2]


@pytest.mark.parametrize(
    "written",
    [
        'src="/blank.gif" data-src="/x.jpg"',
        'data-original="/x.jpg" src="/img/loading.gif"',
        'data-lazy-src="/x.jpg" src="data:image/gif;base64,R0lGODlhAQABAAAAACw="',
        'src="/static/image/common/none.gif" zoomfile="/x.jpg" file="/thumb.jpg"',
        'srcset="/small.jpg 320w, /x.jpg 1280w, /middle.jpg 640w" src="/small.jpg"',
        'data-srcset="/small.jpg 1x,/x.jpg 2x"',
        'src="http://example.com:99999/a.jpg" data-src="https://example.com/x.jpg"',
        "src=' /x.jpg\n'",
    ],
)
def test_an_image_that_loads_late_has_its_own_address(written: str) -> None:
    assert places(page(f"{P[0]}<img {written}>{P[1]}{P[2]}")) == [("x.jpg", 1)]


@pytest.mark.parametrize(
    "written",
    [
        'src="data:image/png;base64,iVBORw0KGgo="',
        'src="/stat.jpg?id=1" width="1" height="1"',
        'src="/x.jpg" style="width: 1px; height:1px"',
        'src="/x.gif" width=16 height=16px',
        'src="/spacer.gif"',
        'src="/images/loading.gif"',
        'src="/static/image/smiley/default/1.gif"',
        'src="/x.png" class="wp-smiley emoji"',
        'src="/share-icon.png"',
        'src="javascript:alert(1)"',
        'src="file:///etc/hostname"',
        'src="ftp://example.com/x.jpg"',
        "src",
        "",
        'src="/' + "x" * 3000 + '.jpg"',
        'src="http://[example/x.jpg"',
    ],
)
def test_what_is_no_picture_is_left_out(written: str) -> None:
    assert page(f"{P[0]}<img {written}>{P[1]}{P[2]}").images == ()


def test_an_image_that_comes_again_stands_once_where_it_is_first() -> None:
    again = "<img src='/1.jpg'>"
    assert places(page(f"{again}{P[0]}{again}{P[1]}<img src='/1.jpg#big'>{P[2]}")) == [("1.jpg", 0)]


def test_addresses_follow_the_base_of_the_page_and_hold_nothing_unsafe() -> None:
    article = page(
        f"{P[0]}<img src='春 汛\".jpg'>{P[1]}{P[2]}", head="<base href='https://img.example.com/2026/'>"
    )
    assert [image.url for image in article.images] == ["https://img.example.com/2026/春%20汛%22.jpg"]


def test_without_an_address_only_absolute_addresses_are_known() -> None:
    html = f"<h1>春汛</h1><div>{P[0]}<img src='/1.jpg'><img src='http://example.com/2.jpg'>{P[1]}{P[2]}</div>"
    assert [image.url for image in read(Page(content=html)).images] == ["http://example.com/2.jpg"]


def test_a_page_that_is_no_article_has_no_images() -> None:
    article = read(Page(content="<div><img src='http://example.com/1.jpg'></div>", url=URL))
    assert article.dropped is not None
    assert article.images == ()


def test_selectors_and_readers_keep_the_images_of_the_body() -> None:
    html = (
        f"<html><head><base href='/pics/'></head><body><h1>春汛</h1><img src='top.jpg'><div id='b'><img src='1.jpg'>{P[0]}"
        f"<img src='2.jpg'>{P[1]}<div class='x'><img src='ad.jpg'></div></div><img src='foot.jpg'></body></html>"
    )

    class Riverbank(SiteReader):
        def read(self, soup, page):  # type: ignore[no-untyped-def]
            return SiteFields(body=soup.select_one("#b"), remove=soup.select(".x"))

    by_selector = read(Page(content=html, url=URL), ReadOptions(selectors={"body": "#b", "remove": ".x"}))
    by_reader = read(Page(content=html, url=URL), site_reader=Riverbank())
    expected = [("pics/1.jpg", 0), ("pics/2.jpg", 1)]
    assert places(by_selector) == places(by_reader) == expected


def test_a_page_of_nothing_but_images_is_read_in_no_time() -> None:
    many = "".join(f"<img src='/{number}.jpg'>" for number in range(30_000))
    cards = "".join(f"<div><a href='/'><img src='/c{number}.jpg'>更多</a></div>" for number in range(3_000))
    begun = time.perf_counter()
    assert len(page(f"{P[0]}{many}{P[1]}{P[2]}").images) == MOST_IMAGES
    assert len(page(f"{P[0]}{cards}{P[1]}{P[2]}").images) <= MOST_IMAGES
    assert time.perf_counter() - begun < 10


@given(
    st.dictionaries(
        st.sampled_from(["src", "data-src", "srcset", "data-original", "width", "style", "class", "file"]),
        st.none() | st.text() | st.text("htp:/.,x 12wjg%[]@?#", max_size=40),
    )
)
def test_an_address_is_absolute_whatever_is_written(attributes: dict[str, str | None]) -> None:
    url = picture(attributes, URL)
    assert url is None or (url.startswith(("http://", "https://")) and not set(url) & set(' "<>\\^`{|}\n\t'))


@pytest.mark.timeout(30)
@pytest.mark.parametrize("part", [",", "a,", "a", "a.jpg 1w ", "blank.gif 1x, "])
def test_sets_of_addresses_without_an_end_are_read_in_time(part: str) -> None:
    candidates = part * (400_000 // len(part))
    assert picture({"srcset": candidates, "src": "/a.jpg"}, "https://example.com/")
    assert (
        picture({"srcset": f"/b.jpg 2x, {candidates}"}, "https://example.com/") == "https://example.com/b.jpg"
    )
