"""`jiaokan show` of a crawled page gives what the dataset has."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Reply, Site, serving
from news import Runs, article, fill, text_of

Jiaokan = Callable[..., Any]


def shown(jk: Jiaokan, runs: Runs, path: str, *options: object) -> dict[str, Any]:
    said = jk("show", runs.site.root + path, "--data", runs.data, "--format", "json", *options)
    assert said.code == 0, said.err
    found: dict[str, Any] = json.loads(said.out)
    found["text"] = "\n".join(block["text"] for block in found["blocks"])
    return found


def test_a_crawled_page_is_shown_with_the_settings_of_its_profile(jk: Jiaokan, tmp_path: Path) -> None:
    rules = tmp_path / "house.toml"
    rules.write_text(
        '[[rule]]\nid = "house.place"\nsummary = "the place"\nwhy = "a test"\nsafety = "safe"\n'
        'match = ["河湾的"]\nreplace = "河湾路的"\nexamples = [["河湾的书店", "河湾路的书店"]]\nkeep = ["河湾里"]\n',
        "utf-8",
    )
    with serving(Site()) as site:
        fill(site, 10)
        body = f"<div class='own'>{text_of(4)}</div><div>{text_of(5)}</div>"
        page = (
            f"<html><head><title>第4号街区新闻</title></head><body><h1>第4号街区新闻</h1>{body}</body></html>"
        )
        site.pages["/a/4.html"] = Reply(page.encode("gb18030"), content_type="text/html; charset=utf-8")
        runs = Runs(jk, tmp_path, site)
        text = runs.profile.read_text("utf-8")
        runs.profile.write_text(
            text + '[read]\nselectors = { body = ".own" }\nencoding = "gb18030"\ntime_zone = "UTC"\n'
            f'[repair]\nrules = ["{rules.name}"]\nfamilies = ["custom"]\n',
            "utf-8",
        )
        assert runs.run().code == 0
        row = runs.rows("articles")["/a/4.html"]
        assert "河湾路的" in row["text"]
        found = shown(jk, runs, "/a/4.html")
        assert (found["title"], found["text"]) == (row["title"], row["text"])
        assert len(found["edits"]) == row["n_edits"]


def test_an_article_of_several_pages_is_shown_whole(jk: Jiaokan, tmp_path: Path) -> None:
    with serving(Site()) as site:
        fill(site, 3)
        article(site, 1, text_of(1) + "<p><a href='/a/1_2.html'>下一页</a></p>")
        site.html("/a/1_2.html", "第1号街区新闻", f"<article>{text_of(51)}</article>")
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        row = runs.rows("articles")["/a/1.html"]
        assert "第51周" in row["text"]
        assert shown(jk, runs, "/a/1.html")["text"] == row["text"]


def test_lines_that_the_whole_site_repeats_are_left_out_as_in_the_dataset(
    jk: Jiaokan, tmp_path: Path
) -> None:
    line = "<p>街区新闻每天清晨更新一次</p>"
    with serving(Site()) as site:
        fill(site, 12)
        for number in range(1, 13):
            article(site, number, text_of(number) + line)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        row = runs.rows("articles")["/a/1.html"]
        assert shown(jk, runs, "/a/1.html")["text"] == row["text"]


def test_an_address_that_is_gone_is_shown_with_the_evidence_and_its_last_page(
    jk: Jiaokan, tmp_path: Path
) -> None:
    with serving(Site()) as site:
        fill(site, 4)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        site.pages["/a/1.html"] = Reply(status=404)
        assert runs.run().code == 0
        row = runs.rows("gone")["/a/1.html"]
        said = jk("show", f"{site.root}/a/1.html", "--data", runs.data)
        assert said.code == 1
        assert row["evidence"] in said.err
        assert row["last_seen"] in said.err
        assert "not published" in said.err
        assert "第1号街区新闻" in said.out


def test_an_address_that_robots_txt_forbids_is_shown_with_the_rule_and_no_page(
    jk: Jiaokan, tmp_path: Path
) -> None:
    with serving(Site()) as site:
        fill(site, 4)
        site.pages["/robots.txt"] = Reply(
            b"User-agent: *\nDisallow: /a/1.html\n", content_type="text/plain", etag=False
        )
        runs = Runs(jk, tmp_path, site)
        for step in (runs.crawl, runs.run):
            assert step().code == 0
            said = jk("show", f"{site.root}/a/1.html", "--data", runs.data)
            assert (said.code, said.out) == (1, "")
            assert "robots" in said.err
            assert "crawl its site first" not in said.err
        assert f"dropped at crawl: {runs.rows('dropped')['/a/1.html']['reason']}" in said.err


def test_what_the_profile_wants_no_more_or_finds_too_short_is_shown_as_dropped(
    jk: Jiaokan, tmp_path: Path
) -> None:
    with serving(Site()) as site:
        fill(site, 4)
        article(site, 2, "<p>街道办事处今天上午在社区广场发布了新的通知，提醒居民注意用电安全。</p>")
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        runs.set(article=r"['/a/[1-3]\.html']")
        text = runs.profile.read_text("utf-8")
        runs.profile.write_text(text + "\n[quality]\nmin_characters = 60\n", "utf-8")
        assert runs.run().code == 0
        for path, reason in (("/a/4.html", "not_wanted"), ("/a/2.html", "too_short")):
            row = runs.rows("dropped")[path]
            said = jk("show", site.root + path, "--data", runs.data)
            assert said.code == 1
            assert f"dropped at filter: {reason} ({row['detail']})" in said.err
            assert "街区新闻" in said.out
            found = json.loads(jk("show", site.root + path, "--data", runs.data, "--format", "json").out)
            assert (found["dropped"]["stage"], found["dropped"]["reason"]) == ("filter", reason)


def test_a_later_page_and_a_twin_are_shown_with_the_article_that_has_their_text(
    jk: Jiaokan, tmp_path: Path
) -> None:
    with serving(Site()) as site:
        fill(site, 4)
        article(site, 1, text_of(1) + "<p><a href='/a/1_2.html'>下一页</a></p>")
        site.html("/a/1_2.html", "第1号街区新闻", f"<article>{text_of(51)}</article>")
        canonical = f"<html><head><title>第3号街区新闻</title><link rel='canonical' href='{site.root}/a/3.html'></head>"
        body = f"<article><h1>第3号街区新闻</h1>{text_of(3)}</article>"
        for number in (3, 4):
            site.pages[f"/a/{number}.html"] = Reply(f"{canonical}<body>{body}</body></html>".encode())
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        for path, reason, holder in (
            ("/a/1_2.html", "joined", "/a/1.html"),
            ("/a/4.html", "twin", "/a/3.html"),
        ):
            assert runs.rows("dropped")[path]["reason"] == reason
            said = jk("show", site.root + path, "--data", runs.data)
            assert said.code == 1
            assert f"dropped at gather: {reason} (" in said.err
            assert f"the article that has its text: {site.root}{holder}\n" in said.err
            assert "第1周" not in said.out


def test_an_article_that_latest_has_is_shown_though_the_site_has_lost_it_since(
    jk: Jiaokan, tmp_path: Path
) -> None:
    with serving(Site()) as site:
        paths = fill(site, 4)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        for url in paths:
            site.pages[url.removeprefix(site.root)] = Reply(status=404)
        assert runs.run().code == 3
        row = runs.rows("articles", runs.folder / "latest")["/a/1.html"]
        assert shown(jk, runs, "/a/1.html")["text"] == row["text"]


def test_images_and_links_are_shown_where_they_can_be(jk: Jiaokan, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    linked = text_of(1).replace("访客", "<a href='/jiequ'>访客</a>", 1)
    page.write_text(
        f"<h1>第1号街区新闻</h1><article><img data-src='/1.jpg' alt='街景'>{linked}{text_of(2)}</article>",
        "utf-8",
    )
    address = ("--url", "http://example.org/a/1.html")
    told = jk("show", page, *address, "--format", "markdown", "--links").out
    assert told.splitlines()[2] == "![街景](http://example.org/1.jpg)"
    assert told.count("[访客](http://example.org/jiequ)") == 1
    assert "](http://example.org/jiequ)" not in jk("show", page, *address, "--format", "markdown").out
    assert "example.org" not in jk("show", page, *address).out
    found = json.loads(jk("show", page, *address, "--format", "json", "--links").out)
    assert found["images"] == [{"url": "http://example.org/1.jpg", "alt": "街景", "block": 0}]
    [link] = found["links"]
    assert found["blocks"][link["block"]]["text"][link["start"] : link["end"]] == link["text"] == "访客"
    assert json.loads(jk("show", page, *address, "--format", "json").out)["links"] is None


def test_links_are_refused_in_forms_that_have_none(jk: Jiaokan, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(f"<h1>第1号街区新闻</h1><article>{text_of(1)}</article>", "utf-8")
    said = jk("show", page, "--links")
    assert said.code == 2
    assert "--format markdown" in said.err


PAGE = (
    "<html><head><title>渡口换了新船</title></head><body><h1>渡口换了新船</h1><p>发布时间：昨天 21:46</p><div class=content>"
    + "<p>新船能坐四十个人，比旧船快一倍，早上六点开头一班，傍晚七点收船。</p>" * 4
    + "</div></body></html>"
)


def test_the_time_of_a_fetch_gives_a_saved_page_its_days(jk: Jiaokan, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    for options, published, fetched in (
        ((), None, None),
        (
            ("--fetched-at", "2026-02-04T08:00:00+08:00"),
            "2026-02-03T21:46+08:00",
            "2026-02-04T08:00:00+08:00",
        ),
    ):
        said = jk("show", page, "--format", "json", *options)
        assert said.code == 0, said.err
        found = json.loads(said.out)
        assert (found["metadata"]["published_at"], found["fetched_at"]) == (published, fetched)


@pytest.mark.parametrize("form", ["text", "json", "markdown", "diff"])
def test_a_page_is_shown_from_standard_input_as_from_its_file(jk: Jiaokan, tmp_path: Path, form: str) -> None:
    page = tmp_path / "page.html"
    page.write_text(PAGE, "utf-8")
    options = ("--format", form, "--why", "--url", "http://example.org/a/1.html")
    saved, piped = jk("show", page, *options), jk("show", "-", *options, stdin=PAGE.encode())
    assert (piped.code, piped.err) == (0, "")
    assert piped.out.replace('"stdin"', '"page.html"') == saved.out


@pytest.mark.parametrize(
    ("stdin", "told"),
    [
        (b"", "standard input: the file is empty"),
        (
            b"\x89PNG\r\n\x1a\n\x00\x00",
            "standard input: expected WARC, HTML, text or JSONL, found binary data",
        ),
        (b"WARC/1.1\r\n", "standard input: expected one page (HTML or text), found a WARC archive"),
    ],
)
def test_standard_input_that_is_no_page_is_told(jk: Jiaokan, stdin: bytes, told: str) -> None:
    said = jk("show", "-", stdin=stdin)
    assert (said.code, said.out) == (2, "")
    assert told in said.err
    assert "/tmp" not in said.err


@pytest.mark.parametrize("time", ["gestern", "2026-02-04T08:00:00", "2026-02-04", "2026-02-30T08:00:00Z", ""])
def test_a_time_of_the_fetch_that_is_none_is_refused_with_the_form_it_needs(
    jk: Jiaokan, tmp_path: Path, time: str
) -> None:
    said = jk("show", "-", "--fetched-at", time, stdin=PAGE.encode())
    assert (said.code, said.out) == (2, "")
    assert "--fetched-at" in said.err
    assert "2026-02-04T08:00:00+08:00" in said.err


@pytest.mark.parametrize(
    "option", [("--fetched-at", "2026-02-04T08:00:00+08:00"), ("--url", "http://x.example/")]
)
def test_of_a_crawled_page_the_archive_knows_address_and_time(
    jk: Jiaokan, tmp_path: Path, option: tuple[str, str]
) -> None:
    said = jk("show", "http://example.org/a/1.html", *option, "--data", tmp_path)
    assert said.code == 2
    assert f"{option[0]}: " in said.err
    assert "archive" in said.err


@pytest.mark.parametrize(
    "options", [("--format", "text"), ("--format", "diff"), ("--why",), ("--why", "--format", "markdown")]
)
def test_what_no_rule_may_repair_is_told_in_every_form(
    jk: Jiaokan, tmp_path: Path, options: tuple[str, ...]
) -> None:
    page = tmp_path / "page.html"
    page.write_text(
        f"<meta charset=utf-8><h1>第4号街区新闻</h1><article>{text_of(4)}<p>登录后查看全文</p></article>",
        "utf-8",
    )
    assert "cut_short" in jk("show", page, *options).out
