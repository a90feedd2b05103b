"""A crawl that no run has published yet: the next run goes on from it."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Reply, Site, serving
from news import Runs, article, fill, text_of

from jiaokan import running

Jiaokan = Callable[..., Any]


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    with serving(Site()) as site:
        fill(site, 4)
        yield Runs(jk, tmp_path, site)


def test_a_run_after_a_crawl_publishes_it_and_fetches_nothing_twice(runs: Runs) -> None:
    assert runs.crawl().code == 0
    asked = len(runs.site.hits)
    dry = runs.run("--dry-run")
    assert (dry.code, dry.out) == (0, "")
    assert "nothing is fetched again" in dry.err
    said = runs.run()
    assert said.code == 0
    assert len(runs.site.hits) == asked
    assert "has not been published yet; going on from there, nothing is fetched again" in said.err
    assert runs.moved()
    assert len(runs.rows("articles")) == 4
    crawl = runs.record()["crawl"]
    assert (crawl["fetched"], crawl["new"]) == (5, 4)


def test_a_run_after_a_published_one_fetches(runs: Runs) -> None:
    assert runs.crawl().code == 0
    assert runs.run().code == 0
    article(runs.site, 1, text_of(51))
    said = runs.run()
    assert "has not been published" not in said.err
    assert runs.rows("articles")["/a/1.html"]["status"] == "changed"


def test_a_run_that_died_before_it_published_is_gone_on_from(
    runs: Runs, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(running, "publish", die)
        assert runs.run().code == 130
    asked = len(runs.site.hits)
    assert runs.run().code == 0
    assert len(runs.site.hits) == asked
    assert len(runs.rows("articles")) == 4


def test_a_crawl_always_fetches(runs: Runs) -> None:
    assert runs.crawl().code == 0
    asked = len(runs.site.hits)
    assert runs.crawl().code == 0
    assert len(runs.site.hits) > asked


def test_a_crawl_by_another_profile_an_old_one_and_a_failed_one_are_made_again(runs: Runs) -> None:
    assert runs.crawl().code == 0
    runs.set(max_pages="50")
    asked = len(runs.site.hits)
    assert "going on from there" not in runs.run().err
    assert len(runs.site.hits) > asked

    assert runs.crawl().code == 0
    with sqlite3.connect(runs.folder / "state.sqlite") as db:
        db.execute("UPDATE crawl SET ended = '2026-01-01T00:00:00.000000Z' WHERE published IS NULL")
    db.close()
    asked = len(runs.site.hits)
    assert "going on from there" not in runs.run().err
    assert len(runs.site.hits) > asked

    runs.site.pages["/news/"] = Reply(status=500)
    assert runs.crawl().code == 1
    fill(runs.site, 5)
    assert "going on from there" not in runs.run().err
    assert len(runs.rows("articles")) == 5


def test_a_site_without_articles_is_crawled_again(runs: Runs) -> None:
    runs.site.html("/news/", "新闻", "<p>尚无新闻</p>")
    assert runs.run().code == 1
    fill(runs.site, 4)
    assert runs.run().code == 0
    assert len(runs.rows("articles")) == 4


def test_an_outage_in_a_crawl_that_is_gone_on_from_is_still_an_outage(runs: Runs) -> None:
    assert runs.run().code == 0
    for number in range(1, 5):
        runs.site.pages[f"/a/{number}.html"] = Reply(status=500)
    assert runs.crawl().code == 0
    said = runs.run()
    assert "going on from there" in said.err
    assert said.code == 3
    assert not runs.moved()
