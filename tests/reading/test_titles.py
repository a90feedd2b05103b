"""Which of the lines and names of a page is the title of its article."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import read
from cleaning.reading.html import parse
from cleaning.reading.jsonld import linked_data
from cleaning.reading.titles import Title, find_title, without_named_site, without_site

PROSE = "<p>河上的船少了，岸边的人却多起来，挑担子的、卖糖的、看热闹的，挤满了整条石街，一直到天黑才散。</p>"


def title_of(body: str, head: str = "") -> Title:
    document = parse(f"<html><head>{head}</head><body>{body}</body></html>".encode())
    return find_title(document, linked_data(document.json_ld))


def test_a_heading_that_repeats_the_name_of_the_page_is_the_title() -> None:
    found = title_of(
        f"<h1>河畔新闻</h1><h2>石街春汛三日</h2>{PROSE}", "<title>石街春汛三日_社会_河畔新闻网</title>"
    )
    assert (found.text, found.found, found.position) == ("石街春汛三日", "h2", 1)


def test_the_first_heading_counts_where_the_head_words_the_title_for_search_engines() -> None:
    head = '<meta property="og:title" content="Floods 2026: ten tips | Riverside"><title>Floods | Riverside</title>'
    found = title_of(f"<h1><a href=/>Riverside</a></h1><h1>How we dried our cellar</h1>{PROSE}", head)
    assert (found.text, found.found) == ("How we dried our cellar", "h1")


def test_a_section_that_repeats_the_name_of_the_page_is_not_its_title() -> None:
    prose = "<p>Some say it is a wall, some say it is a hill, and both of them are right in their way.</p>"
    found = title_of(
        f"<h1>An introduction to river walls</h1>{prose}<h2>What is a levee?</h2>{prose}",
        "<title>What is a levee | Riverside Academy of Engineering</title>",
    )
    assert found.text == "An introduction to river walls"


def test_a_line_without_markup_that_begins_like_the_page_does_not_beat_a_heading() -> None:
    found = title_of(
        f"<h1>石街春汛三日</h1>{PROSE}<p>堤坝与水闸</p>{PROSE}",
        "<title>堤坝与水闸的来历详解-河畔博客</title>",
    )
    assert found.text == "石街春汛三日"


@pytest.mark.parametrize(
    ("shown", "title"),
    [
        ("石街春汛三日 【21:46】", "石街春汛三日"),
        ("石街春汛三日[编辑]", "石街春汛三日"),
        ("石街春汛三日128", "石街春汛三日"),
        ("【河畔快讯】石街春汛三日", "【河畔快讯】石街春汛三日"),
        ("石街1998", "石街1998"),
    ],
)
def test_clocks_counts_and_edit_links_behind_the_title_are_of_the_page(shown: str, title: str) -> None:
    named = "石街1998" if shown == "石街1998" else "石街春汛三日"
    assert title_of(f"<h2>{shown}</h2>{PROSE}", f"<title>{named}_河畔新闻网</title>").text == title


def test_a_longer_heading_than_the_name_of_the_page_is_the_title() -> None:
    found = title_of(
        f"<h3>临河县学童认养老桥下的三只白鹭</h3>{PROSE}",
        "<title>学童认养老桥下的三只白鹭_临河新闻_河畔网</title>",
    )
    assert (found.text, found.found) == ("临河县学童认养老桥下的三只白鹭", "h3")


def test_a_title_element_inside_the_body_names_the_page() -> None:
    body = (
        f"<div><title>石街春汛三日-河畔学院</title></div><table><tr><td>石街春汛三日</td></tr></table>{PROSE}"
    )
    document = parse(f"<html><body>{body}</body></html>".encode())
    found = find_title(document, linked_data([]))
    assert found.text == "石街春汛三日"


def test_a_page_called_by_its_section_has_its_title_above_the_date() -> None:
    body = f"<div>首页 > 动态</div><h5>石街春汛三日纪实</h5><div>发布时间：2026-02-03 来源：河畔学会</div>{PROSE}"
    found = title_of(body, "<title>新闻动态--河畔学会官网</title>")
    assert (found.text, found.found) == ("石街春汛三日纪实", "line above the byline")


def test_a_date_below_the_prose_has_no_title_above_it() -> None:
    assert title_of(f"{PROSE}<p>愿来年风调雨顺</p><p>2026-02-03 20:11</p>").text is None


def test_the_head_names_the_article_where_the_page_shows_no_title() -> None:
    head = '<meta property="og:title" content="石街春汛三日纪实 | 河畔网">'
    assert title_of(PROSE, head) == Title("石街春汛三日纪实", "meta[og:title]", None)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("Rivers – their banks and boats — Riverside", "Rivers – their banks and boats"),
        ("Rivers – their banks and boats", "Rivers – their banks and boats"),
        ("春汛 - 河畔新闻网", "春汛"),
        ("Riverside", "Riverside"),
    ],
)
def test_only_what_is_surely_a_site_is_cut_off_a_title_of_the_article(title: str, bare: str) -> None:
    assert without_named_site(title, frozenset({"riverside"})) == bare


def test_a_page_whose_head_says_nothing_has_its_title_above_the_name_or_in_an_element_of_that_name() -> None:
    named = title_of(f"<p>石街春汛三日纪实</p><p>林晚</p>{PROSE}", "<title>显示</title>")
    assert (named.text, named.found) == ("石街春汛三日纪实", "line above the byline")
    assert title_of(f"<div class=bt_title>石街春汛三日纪实</div>{PROSE}").text == "石街春汛三日纪实"
    welcome = "<title>欢迎光临河畔茶社</title>"
    assert (
        title_of(f"<p>主题：石街春汛三日纪实</p><p>2026-02-03</p>{PROSE}", welcome).text == "石街春汛三日纪实"
    )


def test_a_short_name_is_a_title_where_the_page_shows_it() -> None:
    assert title_of(f"<h1>夜雨</h1>{PROSE}", "<title>夜雨_原文及赏析_河畔诗词网</title>").position == 0


@pytest.mark.parametrize("generic", ["首页 - 临河教育", "新闻详情 - 临河教育", "正文"])
def test_what_templates_call_every_page_is_no_title(generic: str) -> None:
    prose = "<p>九月里，河上的船少了，岸边的人却多起来，挑担子的、卖糖的、看热闹的，挤满了整条石街。</p>" * 5
    html = f"<html><head><title>{generic}</title></head><body><div><span>首页</span></div><div class=news_title>我校在诵读比赛中获奖</div><div>发布时间：2022-09-30</div><div>{prose}</div></body></html>"
    assert read(Page(content=html, url=None)).title == "我校在诵读比赛中获奖"


def test_a_title_that_opens_with_colons_goes_inwards() -> None:
    assert without_site("::临河文学::散文::江边") == "江边"
