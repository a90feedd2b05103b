"""Pages of an article that are not there are said where an analyst and an operator look."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loopback_site import Reply, Site, serving
from news import Runs, fill, text_of

import jiaokan

Jiaokan = Callable[..., Any]


def pager(own: int, count: int) -> str:
    """A pager as sites print it: every other page by its number, and the next one."""
    names = {number: "1.html" if number == 1 else f"1_{number}.html" for number in range(1, count + 1)}
    links = [f"<a href='/a/{name}'>{number}</a>" for number, name in names.items() if number != own]
    if own < count:
        links.append(f"<a href='/a/{names[own + 1]}'>下一页</a>")
    return f"<div class='pages'>{' '.join(links)}</div>"


def put(site: Site, number: int, count: int) -> None:
    path = "/a/1.html" if number == 1 else f"/a/1_{number}.html"
    body = f"<article><h1>第1号街区新闻</h1>{text_of(number * 10 + 1)}</article>{pager(number, count)}"
    site.html(path, "第1号街区新闻", body)


def test_pages_missing_from_files_are_rows_of_dropped_and_said_on_stderr(jk: Jiaokan, tmp_path: Path) -> None:
    rows = []
    with serving(Site()) as site:
        for number in (1, 2, 4):
            put(site, number, 5)
        for path, reply in site.pages.items():
            assert isinstance(reply, Reply)
            rows.append({"url": f"http://example.org{path}", "html": reply.body.decode()})
    (tmp_path / "pages.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    said = jk("clean", tmp_path / "pages.jsonl", "-o", tmp_path / "set")
    assert said.code == 0
    assert "not whole: http://example.org/a/1.html has pages 1, 2, 4 of 5" in said.err
    assert "3 pages: 1 article, 2 dropped; 2 addresses gave no page" in said.err
    ds = jiaokan.load(tmp_path / "set")
    missing = ds.dropped[ds.dropped.reason == "page_missing"]
    assert list(zip(missing.url, missing.detail, strict=True)) == [
        ("http://example.org/a/1_3.html", "page 3 of http://example.org/a/1.html"),
        ("http://example.org/a/1_5.html", "page 5 of http://example.org/a/1.html"),
    ]
    assert len(ds.articles) == 1
    assert "第41周" in ds.articles.text.iloc[0]
    record = json.loads((tmp_path / "set/run.json").read_text("utf-8"))
    assert record["counts"]["joined_with_missing_pages"] == 1
    assert jk("verify", tmp_path / "set", "--source").code == 0


def test_pages_missing_from_a_crawl_are_said_once_with_what_the_crawl_says(
    jk: Jiaokan, tmp_path: Path
) -> None:
    with serving(Site()) as site:
        fill(site, 3)
        for number in (1, 2, 4):
            put(site, number, 4)
        runs = Runs(jk, tmp_path, site)
        said = runs.run()
        assert said.code == 0
        url = f"{site.root}/a/1.html"
        assert f"not whole: {url} has pages 1, 2, 4 of 4" in said.err
        rows = [json.loads(line) for line in (runs.newest / "dropped.jsonl").read_text("utf-8").splitlines()]
        third = [row for row in rows if row["url"].endswith("/a/1_3.html")]
        assert len(third) == 1
        assert {row["detail"] for row in rows if row["reason"] == "joined"} == {
            f"page {n} of {url}" for n in (2, 4)
        }
        shown = json.loads(jk("show", url, "--data", runs.data, "--format", "json").out)
        assert shown["metadata"]["found"]["pages"] == "1, 2, 4 of 4"
        text = "\n".join(block["text"] for block in shown["blocks"])
        assert text == runs.rows("articles")["/a/1.html"]["text"]
        assert "第41周" in text
        assert "pages         1, 2, 4 of 4" in jk("show", url, "--data", runs.data, "--why").out
        alone = jk("show", f"{site.root}/a/1_3.html", "--data", runs.data)
        assert alone.code == 1
        assert "the article that has its text" not in alone.err


def test_when_the_missing_page_comes_back_the_article_is_whole(jk: Jiaokan, tmp_path: Path) -> None:
    with serving(Site()) as site:
        fill(site, 3)
        for number in (1, 2, 4):
            put(site, number, 4)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        before = runs.rows("articles")["/a/1.html"]
        put(site, 3, 4)
        said = runs.run()
        assert said.code == 0
        assert "not whole" not in said.err
        after = runs.rows("articles")["/a/1.html"]
        assert after["article_id"] == before["article_id"]
        assert "第31周" in after["text"]
