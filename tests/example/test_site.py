"""What the example site promises: pages, links, encodings, and how the second day differs from the first."""

from __future__ import annotations

import re
import tomllib
from difflib import SequenceMatcher
from urllib.parse import urljoin
from xml.etree import ElementTree

import pytest
from selectolax.lexbor import LexborHTMLParser

from jiaokan.example import build_site, profile_text
from jiaokan.example.neighbours import TEASER_LENGTH, related_to
from jiaokan.example.site import ORIGIN, SITEMAP_SINCE
from jiaokan.example.source import Source, lines, parse, sources

DAYS = {day: build_site(day) for day in (1, 2)}
TITLE_MARKUP = {"modern": "<h1", "table": '<font size="5"', "cms": '<div class="title">'}
INDEX = re.compile(r"/(index_[0-9]+\.html)?|/sitemap\.xml|/(zhiye|shequ|zixun|baike)/(index_[0-9]+\.html)?")


def _html(day: int) -> dict[str, str]:
    encodings = {source.url: source.encoding for source in sources()}
    return {
        path: answer.body.decode(encodings.get(path, "utf-8"))
        for path, answer in DAYS[day].items()
        if answer.status == 200 and answer.headers["Content-Type"].startswith("text/html")
    }


HTML = {day: _html(day) for day in DAYS}


def _open_articles(day: int) -> list[Source]:
    return [s for s in sources() if day in s.days and s.is_article and s.channel != "neibu"]


def _links(path: str, text: str) -> list[str]:
    found = [node.attributes.get("href") or "" for node in LexborHTMLParser(text).css("a[href], link[href]")]
    found += [node.attributes.get("src") or "" for node in LexborHTMLParser(text).css("img[src]")]
    kept = [link for link in found if not link.startswith(("#", "javascript:"))]
    return [urljoin(ORIGIN + path, link) for link in kept]


def test_the_first_day_has_at_least_forty_four_html_pages() -> None:
    assert len(HTML[1]) >= 44


def test_there_are_at_least_fourteen_spun_and_fourteen_clean_articles() -> None:
    there = [source for source in sources() if 1 in source.days and source.is_article]
    assert sum(source.spun for source in there) >= 14
    assert sum(not source.spun for source in there) >= 14
    assert {source.template for source in there if source.spun} == {"modern", "table", "cms"}
    assert {source.template for source in there if not source.spun} == {"modern", "table", "cms"}


@pytest.mark.parametrize("day", [1, 2])
def test_every_link_leads_to_a_page_of_the_same_day(day: int) -> None:
    for path, text in HTML[day].items():
        for link in _links(path, text):
            assert link.startswith(ORIGIN + "/"), (path, link)
            assert DAYS[day][link.removeprefix(ORIGIN)].status == 200, (path, link)


@pytest.mark.parametrize("day", [1, 2])
def test_every_page_can_be_reached_from_the_home_page(day: int) -> None:
    seen, open_paths = {"/"}, ["/"]
    while open_paths:
        path = open_paths.pop()
        new = {link.removeprefix(ORIGIN) for link in _links(path, HTML[day][path])} & HTML[day].keys()
        open_paths += new - seen
        seen |= new
    assert seen == set(HTML[day])


@pytest.mark.parametrize("day", [1, 2])
def test_the_sitemap_names_the_recent_articles_and_every_channel(day: int) -> None:
    root = ElementTree.fromstring(DAYS[day]["/sitemap.xml"].body)
    named = {(node.text or "").removeprefix(ORIGIN) for node in root.findall(".//{*}loc")}
    assert named >= {s.url for s in _open_articles(day) if s.published >= SITEMAP_SINCE}
    older = {s.url for s in _open_articles(day) if s.published < SITEMAP_SINCE}
    assert older
    assert not named & older
    assert named >= {"/", "/zhiye/", "/shequ/", "/zixun/", "/baike/"}
    assert not any(path.startswith(("/neibu/", "/user/")) for path in named)
    assert all(DAYS[day][path].status == 200 for path in named)


def test_robots_forbids_a_folder_that_a_list_page_links_to() -> None:
    assert b"Disallow: /neibu/" in DAYS[1]["/robots.txt"].body
    lists = [path for path in HTML[1] if path.startswith("/shequ/index") or path == "/shequ/"]
    assert any(ORIGIN + "/neibu/2026/1001.html" in _links(path, HTML[1][path]) for path in lists)


@pytest.mark.parametrize("day", [1, 2])
def test_a_channel_has_at_least_three_numbered_list_pages(day: int) -> None:
    assert {"/zhiye/", "/zhiye/index_2.html", "/zhiye/index_3.html"} <= HTML[day].keys()
    assert "下一页" in HTML[day]["/zhiye/"]
    assert "下一页" not in HTML[day]["/zhiye/index_3.html"]


def test_gbk_pages_are_not_utf8_whatever_they_claim() -> None:
    gbk = [source for source in sources() if source.encoding == "gbk"]
    claims = set()
    for source in gbk:
        answer = DAYS[1][source.url]
        with pytest.raises(UnicodeDecodeError):
            answer.body.decode("utf-8")
        assert source.title in answer.body.decode("gbk")
        header = answer.headers["Content-Type"].partition("charset=")[2]
        meta = re.search(rb"charset=([a-z0-9-]+)\"", answer.body)
        claims.add((header, meta[1].decode() if meta else ""))
    assert claims == {("utf-8", "utf-8"), ("utf-8", "gb2312"), ("", "gb2312"), ("", "")}


@pytest.mark.parametrize("source", [s for s in sources() if s.spun], ids=lambda s: s.name)
def test_a_spun_page_carries_the_artifacts_of_its_kind(source: Source) -> None:
    day = source.days[-1]
    text = HTML[day][source.url]
    shown = "\n".join(line.shown for line in lines(source, day))
    assert "的在以后" in shown
    assert "在在以后" in shown
    assert re.search("(^|\n)在以后,", shown)
    assert "于此同时呢," in shown
    assert re.search("除了这些(以外|之外)呢,", shown)
    assert not re.search("[，：；？！（）]", shown)
    assert f"{source.title}的核心" in shown
    assert text.index(related_to(source)[0].text) < text.index(TITLE_MARKUP[source.template])
    assert text.count(related_to(source)[0].text) == 2
    assert "相关文章" in text


@pytest.mark.parametrize("source", [s for s in sources() if s.spun], ids=lambda s: s.name)
def test_every_sentence_of_a_repeated_section_stands_earlier(source: Source) -> None:
    for day in source.days:
        there = lines(source, day)
        repeats = [line for line in there if line.role == "repeat" and line.kind == "paragraph"]
        earlier = "\n".join(line.shown for line in there if line.role == "body")
        assert repeats
        assert all(part in earlier for line in repeats for part in line.shown.split("。"))


def test_teasers_are_cut_in_the_middle_at_one_hundred_characters() -> None:
    teasers = [entry.text for source in sources() for entry in related_to(source)]
    assert {len(text) for text in teasers} == {TEASER_LENGTH}
    assert not all(text.endswith(("。", ",")) for text in teasers)


def test_a_teaser_ends_before_the_first_damaged_word() -> None:
    for source in sources():
        for entry in related_to(source):
            assert not re.search("在以后|除了这些|于此同时", entry.text), entry


def test_the_pages_that_are_no_articles_are_there() -> None:
    kinds = {source.template for source in sources()} - {"modern", "table", "cms"}
    assert kinds == {"login", "soft404", "empty", "topic"}
    assert DAYS[1]["/zixun/2025/1999.html"].status == 200
    assert "页面不存在" in HTML[1]["/zixun/2025/1999.html"]


def test_an_article_on_three_pages_repeats_its_title_and_points_forward() -> None:
    paths = ["/baike/lvzhi/index.html", "/baike/lvzhi/index_2.html", "/baike/lvzhi/index_3.html"]
    assert all("<h2>阳台种菜一年通" in HTML[1][path] for path in paths)
    assert ["下一页" in HTML[1][path] for path in paths] == [True, True, False]


def test_the_twin_names_the_canonical_page_and_has_its_text() -> None:
    twins = [HTML[1][f"/zixun/2026/{number}.html"] for number in (4108, 4908)]
    assert all('rel="canonical" href="/zixun/2026/4108.html"' in text for text in twins)
    bodies = [LexborHTMLParser(text).css_first(".content").text() for text in twins]
    assert bodies[0] == bodies[1]


def test_near_duplicates_share_most_of_their_text_but_not_all() -> None:
    texts = {s.name: "".join(line.text for line in lines(s, 1)) for s in sources()}
    for copy in ("shequ-3106", "zixun-4107"):
        ratio = SequenceMatcher(None, texts["zixun-4106"], texts[copy], autojunk=False).ratio()
        assert 0.9 < ratio < 1


def test_markup_in_a_title_is_text_not_markup() -> None:
    text = HTML[1]["/zixun/2026/4111.html"]
    assert "<script>alert" not in text
    assert "<script>alert('中奖')</script>" in LexborHTMLParser(text).css_first("h1").text()


def test_the_same_day_gives_the_same_bytes() -> None:
    assert build_site(1) == DAYS[1]


def test_the_second_day_differs_exactly_as_declared() -> None:
    before, after = DAYS[1], DAYS[2]
    content = {path for path in before.keys() | after.keys() if not INDEX.fullmatch(path)}
    changed = {path for path in content if path in before and path in after and before[path] != after[path]}
    removed = {source.url: source.gone for source in sources() if source.days == (1,)}
    added = {source.url for source in sources() if source.days == (2,)}
    edited = {source.url for source in sources() if source.modified}
    assert {path for path in changed if after[path].status == 200} == edited
    assert {path: after[path].status for path in changed if after[path].status != 200} == removed
    assert content - before.keys() == added
    assert content <= after.keys()
    assert len(edited) >= 3
    assert len(added) >= 4
    assert sorted(removed.values()) == [404, 410]


def test_a_changed_article_has_another_tag_and_a_later_date() -> None:
    for source in sources():
        if source.modified:
            before, after = DAYS[1][source.url].headers, DAYS[2][source.url].headers
            assert before["ETag"] != after["ETag"]
            assert before["Last-Modified"] != after["Last-Modified"]


def test_new_articles_stand_first_and_removed_ones_nowhere_on_the_second_day() -> None:
    for source in sources():
        if source.days == (2,):
            links = _links(f"/{source.channel}/", HTML[2][f"/{source.channel}/"])
            entries = [link for link in links if re.search(r"/(20[0-9]{2}|lvzhi)/", link)]
            assert ORIGIN + source.url in entries[:2]
        if source.days == (1,):
            assert not any(source.url in text for text in HTML[2].values())
            assert source.url.encode() not in DAYS[2]["/sitemap.xml"].body


def test_the_profile_finds_every_article_and_no_list_page() -> None:
    profile = tomllib.loads(profile_text(8000))
    patterns = [re.compile(pattern) for pattern in profile["article"]]
    for source in sources():
        if source.is_article and source.channel != "neibu":
            assert any(pattern.search(source.url) for pattern in patterns), source.url
    lists = [path for path in HTML[1] if INDEX.fullmatch(path)]
    assert not any(pattern.search(path) for pattern in patterns for path in lists)


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="days 1 and 2, not 3"):
        build_site(3)


def test_a_source_without_its_opening_line_is_refused() -> None:
    with pytest.raises(ValueError, match=r"articles/x\.txt: expected \+\+\+"):
        parse("x", "title\n+++\nurl = ''\n+++\nbody")
