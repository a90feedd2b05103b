"""A changed profile: the dataset follows it, and not what earlier profiles let in."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Site, serving
from news import Runs, article, fill, text_of

Jiaokan = Callable[..., Any]
NARROW = r"['/a/[1-3]\.html']"
WIDE = r"['/a/[0-9]+\.html']"


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    """A site of ten articles after its first run."""
    with serving(Site()) as site:
        fill(site, 10)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        site.hits.clear()
        yield runs


@pytest.mark.parametrize("options", [(), ("--no-crawl",)], ids=["crawl", "no-crawl"])
def test_what_narrower_patterns_leave_out_is_neither_fetched_nor_published(
    options: tuple[str, ...], runs: Runs
) -> None:
    runs.set(article=NARROW)
    said = runs.run(*options)
    assert said.code == 0, said.err
    assert runs.moved()
    assert set(runs.rows("articles")) == {f"/a/{number}.html" for number in (1, 2, 3)}
    dropped = runs.rows("dropped")
    assert set(dropped) == {f"/a/{number}.html" for number in range(4, 11)}
    assert {(row["stage"], row["reason"]) for row in dropped.values()} == {("filter", "not_wanted")}
    assert runs.rows("gone") == {}
    asked = set(runs.site.paths()) - {"/robots.txt"}
    assert asked == (set() if options else {"/news/", "/a/1.html", "/a/2.html", "/a/3.html"})


def test_what_wider_patterns_take_in_again_comes_back(runs: Runs) -> None:
    runs.set(article=NARROW)
    assert runs.run().code == 0
    runs.set(article=WIDE)
    article(runs.site, 9, text_of(59))
    assert runs.run().code == 0
    assert len(runs.rows("articles")) == 10
    assert runs.rows("dropped") == {}
    assert "第59周" in runs.rows("articles")["/a/9.html"]["text"]


def test_further_pages_of_a_wanted_article_stay_wanted_whatever_their_address(runs: Runs) -> None:
    next_page = "<p><a href='/a/1_2.html'>下一页</a></p>"
    article(runs.site, 1, text_of(1) + next_page)
    article(runs.site, 4, text_of(4) + next_page.replace("1_2", "4_2"))
    for number in (1, 4):
        runs.site.html(
            f"/a/{number}_2.html", f"第{number}号街区新闻", f"<article>{text_of(50 + number)}</article>"
        )
    runs.set(article=WIDE)
    assert runs.run().code == 0
    assert "第51周" in runs.rows("articles")["/a/1.html"]["text"]
    runs.set(article=NARROW)
    assert runs.run().code == 0
    assert "第51周" in runs.rows("articles")["/a/1.html"]["text"]
    assert runs.rows("dropped")["/a/4_2.html"]["reason"] == "not_wanted"


def test_an_article_shorter_than_the_profile_asks_for_is_dropped_with_both_figures(runs: Runs) -> None:
    article(runs.site, 1, "<p>街道办事处今天上午在社区广场发布了新的通知，提醒居民注意用电安全。</p>")
    assert runs.run().code == 0
    length = runs.rows("articles")["/a/1.html"]["n_chars"]
    assert length < 60
    runs.profile.write_text(
        runs.profile.read_text("utf-8") + f"\n[quality]\nmin_characters = {length + 1}\n", "utf-8"
    )
    assert runs.run("--no-crawl").code == 0
    row = runs.rows("dropped")["/a/1.html"]
    assert (row["stage"], row["reason"]) == ("filter", "too_short")
    assert row["detail"] == f"{length} characters of text; the profile asks for {length + 1} at least"
    assert row["archive_ref"]
    assert runs.rows("gone") == {}
    assert len(runs.rows("articles")) == 9
    counts = runs.record()["counts"]
    assert (counts["parts_read"], counts["parts_repaired"]) == (0, 0), "a filter makes no part anew"
    text = runs.profile.read_text("utf-8").replace(
        f"min_characters = {length + 1}", f"min_characters = {length}"
    )
    runs.profile.write_text(text, "utf-8")
    assert runs.run("--no-crawl").code == 0
    assert "/a/1.html" in runs.rows("articles")


@pytest.mark.parametrize("options", [(), ("--no-crawl",)], ids=["crawl", "no-crawl"])
def test_a_profile_that_wants_no_known_page_publishes_no_article_and_leaves_latest(
    options: tuple[str, ...], runs: Runs
) -> None:
    runs.set(article=r"['/b/[0-9]+\.html']")
    said = runs.run(*options)
    assert said.code == 3, said.err
    assert not runs.moved()
    assert runs.rows("articles") == {}
    assert {row["reason"] for row in runs.rows("dropped").values()} == {"not_wanted"}
    assert len(runs.rows("dropped")) == 10
    assert len(runs.rows("articles", runs.folder / "latest")) == 10
