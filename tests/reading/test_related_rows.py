"""Lists of neighbour articles become one row an article, whatever their markup."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import read

TEXT = "".join(
    f"<p>{n}月里，河上的船少了，岸边的人却多起来，挑担子的、卖糖的、看热闹的，挤满了整条石街。</p>"
    for n in "正二三四"
)
TEASER = "掌柜说这次修缮花了三个月，桌椅都是原来的，只是换了屋顶的瓦，后院的门也重新上了漆。"

Row = tuple[str, str | None, str | None, int | None]


def rows(below: str, head: str = "", fetched_at: str | None = None) -> list[Row]:
    page = f"<meta charset=utf-8><title>石街春汛</title>{head}<h1>石街春汛</h1><div>{TEXT}</div>{below}"
    article = read(Page(content=page, url="https://example.com/1.html", fetched_at=fetched_at))
    assert len(article.blocks) == 4
    return [
        (row.title, row.url and row.url.removeprefix("https://example.com"), row.published_at, row.views)
        for row in article.related
    ]


def listed(*entries: str) -> str:
    return "<div><h3>相关阅读</h3><ul>" + "".join(f"<li>{entry}</li>" for entry in entries) + "</ul></div>"


def test_a_card_of_several_lines_with_one_address_is_one_row() -> None:
    card = "<a href=/n/{0}><div>河西的桥第{0}座</div><div>2024-03-01 10:00</div><div>12{0}次阅读</div></a>"
    found = rows("<div><h3>相关阅读</h3>" + card.format(1) + card.format(2) + "</div>")
    assert found == [
        ("河西的桥第1座", "/n/1", "2024-03-01T10:00", 121),
        ("河西的桥第2座", "/n/2", "2024-03-01T10:00", 122),
    ]


def test_an_address_listed_twice_is_one_row() -> None:
    found = rows(
        listed("<a href=/n/1>河西的桥</a>", "<a href=/n/2>河东的船</a>", "<a href=/n/1>河西的桥修好了</a>")
    )
    assert found == [("河西的桥", "/n/1", None, None), ("河东的船", "/n/2", None, None)]


@pytest.mark.parametrize(
    ("beside", "views"),
    [
        ("2024-03-01 阅读 123", 123),
        ("<span>2024-03-01</span> <span>浏览：123</span>", 123),
        ("<p>2024-03-01</p><p>1万阅读</p>", 10_000),
        ("<p>浏览：123</p><p>2024-03-01</p>", 123),
    ],
)
def test_a_row_has_both_its_date_and_its_views(beside: str, views: int) -> None:
    found = rows(listed(f"<a href=/n/1>河西的桥</a> {beside}", "<a href=/n/2>河东的船</a>"))
    assert found == [("河西的桥", "/n/1", "2024-03-01", views), ("河东的船", "/n/2", None, None)]


def test_a_list_with_teasers_is_read_to_its_end() -> None:
    entry = "<a href=/n/{0}>河西的桥{0}号</a><p>" + TEASER + "</p><span>2024-03-0{0}</span>"
    found = rows(listed(*(entry.format(n) for n in range(1, 8))))
    assert found == [(f"河西的桥{n}号", f"/n/{n}", f"2024-03-0{n}", None) for n in range(1, 8)]


@pytest.mark.parametrize(
    ("head", "fetched_at", "day"),
    [
        ("", "2024-05-01T08:00:00+08:00", "2024-04-01"),
        ("", "2024-02-01T08:00:00+08:00", "2023-04-01"),
        ("<meta name=publishdate content=2023-04-03>", None, "2023-04-01"),
        ("", None, None),
    ],
)
def test_a_day_without_a_year_is_of_the_year_of_the_page(
    head: str, fetched_at: str | None, day: str | None
) -> None:
    assert rows(listed("<a href=/n/1>河西的桥</a>(04-01)"), head, fetched_at) == [
        ("河西的桥", "/n/1", day, None)
    ]


def test_a_menu_below_a_list_makes_no_rows() -> None:
    menu = "<div><a href=/a>关于我们</a> <a href=/b>联系我们</a> <a href=/c>网站地图</a></div>"
    found = rows(f"<h3>相关阅读</h3><ul><li><a href=/n/1>河西的桥修好了</a></ul>{menu}")
    assert found == [("河西的桥修好了", "/n/1", None, None)]


@pytest.mark.parametrize("heading", ["相关视频", "往期回顾", "往期精彩", "更多溪城新聞", "更多石街新闻 >>"])
def test_lists_of_videos_and_of_earlier_articles_are_rows(heading: str) -> None:
    below = (
        f"<div><h3>{heading}</h3><ul><li><a href=/v/1>河西的桥</a><li><a href=/v/2>河东的船</a></ul></div>"
    )
    assert [row[0] for row in rows(below)] == ["河西的桥", "河东的船"]


@pytest.mark.parametrize("between", ["", " "])
def test_a_count_right_behind_a_day_is_one(between: str) -> None:
    beside = f"<span>2025-11-02</span>{between}<span>312</span>"
    found = rows(listed(f"<a href=/n/1>河西的桥</a>{between}{beside}", "<a href=/n/2>河东的船</a>"))
    assert found[0] == ("河西的桥", "/n/1", "2025-11-02", 312)


def test_a_day_without_a_year_is_read_against_the_byline_above() -> None:
    page = (
        f"<meta charset=utf-8><title>石街春汛</title><h1>石街春汛</h1><p>2025-12-01 10:00</p><div>{TEXT}</div>"
        + listed("<a href=/n/1>河西的桥</a><span>11-02</span>", "<a href=/n/2>河东的船</a><span>01-04</span>")
    )
    days = [row.published_at for row in read(Page(content=page)).related]
    assert days == ["2025-11-02", "2026-01-04"]


@pytest.mark.parametrize(
    ("beside", "day", "views"),
    [
        ("<em>2026-02-01 21:41:09</em><i>4</i>", "2026-02-01T21:41:09", 4),
        ("<span>2024-03-01</span><span>2,005阅读</span>", "2024-03-01", 2005),
        ("<span>1.1万阅读</span><span>2024-03-01</span>", "2024-03-01", 11_000),
        ("<span>2024-03-01</span><span>21:41</span><i>32阅读</i>", "2024-03-01T21:41", 32),
        ("<b>河畔晚报</b><em>2024-03-01 10:00</em><i>32次阅读</i>", "2024-03-01T10:00", 32),
    ],
)
def test_what_stands_in_elements_of_its_own_beside_a_title_is_read_by_itself(
    beside: str, day: str, views: int
) -> None:
    found = rows(listed(f"<a href=/n/1>河西的桥修了一年终于通车</a>{beside}", "<a href=/n/2>河东的船</a>"))
    assert found[0] == ("河西的桥修了一年终于通车", "/n/1", day, views)


def test_one_link_around_title_date_and_count_is_a_row_of_them() -> None:
    card = "<a href=/n/{0}><span>河西的桥第{0}座</span><em>2024-03-01</em><i>12{0}次阅读</i></a>"
    found = rows(listed(card.format(1), card.format(2)))
    assert found == [
        ("河西的桥第1座", "/n/1", "2024-03-01", 121),
        ("河西的桥第2座", "/n/2", "2024-03-01", 122),
    ]


def test_words_that_are_marked_inside_a_title_stay_in_it() -> None:
    found = rows(
        listed(
            "<a href=/n/1>河西的<b>桥</b>修了<i>2024</i>年</a><em>2024-03-01</em>",
            "<a href=/n/2>河东的船</a>",
        )
    )
    assert found[0] == ("河西的桥修了2024年", "/n/1", "2024-03-01", None)
