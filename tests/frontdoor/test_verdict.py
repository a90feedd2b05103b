"""Exit codes that tell the truth about a crawl."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Reply, Site, serving
from news import Runs, fill

Jiaokan = Callable[..., Any]

BROKEN_JUDGE = """
import sys
if sys.argv[0].endswith("__main__.py") or "crawler" in sys.argv[0] or sys.argv[:1] == ["-m"]:
    from crawler.judge import Judge
    honest = Judge.result_of

    def broken(self, lease, exchange):
        if lease.url.endswith({ending!r}):
            raise KeyError("surprise")
        return honest(self, lease, exchange)

    Judge.result_of = broken
"""


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    with serving(Site()) as site:
        fill(site, 6)
        yield Runs(jk, tmp_path, site)


def break_on(ending: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the crawl process, which is another one, break on addresses with this ending."""
    folder.mkdir()
    (folder / "sitecustomize.py").write_text(BROKEN_JUDGE.format(ending=ending), "utf-8")
    monkeypatch.setenv("PYTHONPATH", str(folder))


def test_a_crawl_that_breaks_on_a_page_fails_and_names_the_log(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_on("/a/3.html", tmp_path / "broken", monkeypatch)
    said = runs.crawl()
    assert said.code == 1
    assert "the crawler itself broke on 1 pages (internal_error)" in said.err
    (log,) = (runs.folder / "logs").iterdir()
    assert str(log) in said.err
    assert "surprise" in log.read_text("utf-8")


def test_a_run_that_breaks_on_a_page_publishes_the_others_and_fails(
    runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_on("/a/3.html", tmp_path / "broken", monkeypatch)
    said = runs.run()
    assert said.code == 1
    assert runs.moved()
    assert len(runs.rows("articles")) == 5
    row = runs.rows("dropped")["/a/3.html"]
    assert (row["stage"], row["reason"]) == ("crawl", "internal_error")
    assert "the crawler itself broke" in said.err


def test_a_crawl_that_could_fetch_nothing_it_asked_for_fails(runs: Runs) -> None:
    runs.site.pages["/a/1.html"] = Reply(status=500)
    said = runs.crawl("--url", f"{runs.site.root}/a/1.html")
    assert said.code == 1
    assert "none of the 1 pages that were asked for could be fetched (http_500 1)" in said.err
    assert runs.crawl("--url", f"{runs.site.root}/a/2.html").code == 0


def test_a_crawl_with_some_failures_is_good(runs: Runs) -> None:
    runs.site.pages["/a/1.html"] = Reply(status=500)
    assert runs.crawl().code == 0
