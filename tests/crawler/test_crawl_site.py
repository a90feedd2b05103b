"""Whole crawls against a site on loopback, in the crawl process."""

from __future__ import annotations

from pathlib import Path

import pytest
from loopback_site import Reply, Site, news_site, write_profile

from crawler.archive import read_record_at
from crawler.run import CrawlSummary, crawl
from crawler.state import State


def crawled(folder: Path, site: Site, extra: str = "", **options: object) -> CrawlSummary:
    start = options.pop("start", None)
    return crawl(write_profile(folder, site, extra, start), folder / "data", **options)  # type: ignore[arg-type]


def documents(folder: Path) -> dict[str, str | None]:
    with State.open(folder / "data", read_only=True) as state:
        return {row.url: row.change for row in state.documents()}


def reasons(folder: Path) -> dict[str, str]:
    with State.open(folder / "data", read_only=True) as state:
        return {row.url: row.reason for row in state.not_fetched()}


def test_the_first_crawl_finds_every_article_from_lists_pagination_and_sitemap(tmp_path: Path, site: Site) -> None:
    paths = news_site(site)
    summary = crawled(tmp_path, site)
    assert summary.outcome == "finished"
    assert set(documents(tmp_path)) == {site.root + path for path in paths}
    assert summary.new == len(paths)
    assert summary.unreachable == ()
    assert len(site.paths()) == len(set(site.paths())), "nothing is fetched twice"
    assert "/about.html" not in site.paths()
