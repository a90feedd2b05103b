"""`jiaokan show` of a crawled page gives what the dataset has."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

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
