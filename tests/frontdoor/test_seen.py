"""A run is seen while it is at work: figures on a terminal, JSON lines for programs, and at its end every reason."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Hit, Reply, Site, serving
from news import Runs, fill

Jiaokan = Callable[..., Any]
ROOT = Path(__file__).parents[2]


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    with serving(Site()) as site:
        fill(site, 6)
        yield Runs(jk, tmp_path, site)


def forbid(runs: Runs) -> None:
    """A site with something of everything that is not fetched."""
    runs.site.pages["/robots.txt"] = Reply(
        b"User-agent: *\nDisallow: /a/1.html\n", content_type="text/plain", etag=False
    )
    runs.site.pages["/a/2.html"] = Reply(status=500)
    runs.site.pages.pop("/a/3.html")
    runs.site.pages.pop("/a/4.html")


REASONS = {"http_404": 2, "http_500": 1, "robots": 1, "not_reached": 1}


@pytest.mark.parametrize("command", ["crawl", "run"])
def test_the_end_names_every_reason_with_its_number_and_an_example(runs: Runs, command: str) -> None:
    forbid(runs)
    # The list page, and all articles that are asked for but one.
    runs.set(max_pages="5")
    said = getattr(runs, command)()
    assert said.code == 0, said.err
    assert "not fetched: http_404 2, http_500 1, not_reached 1, robots 1" in said.err
    assert f"  http_404: such as {runs.site.root}/a/3.html (the server answered 404)" in said.err
    assert f"  robots: {runs.site.root}/a/1.html (" in said.err
    assert f"  not_reached: {runs.site.root}/a/6.html (still queued when the crawl ended" in said.err


def test_json_lines_tell_programs_what_sentences_tell_people(runs: Runs) -> None:
    forbid(runs)
    runs.set(max_pages="5")
    said = runs.run("--log-format", "json")
    assert said.code == 0, said.err
    events = [json.loads(line) for line in said.err.split("\n") if line]
    assert all({"time", "level", "event"} <= event.keys() for event in events)
    (published,) = (event for event in events if event["event"] == "published")
    assert published["profile"] == "example"
    assert published["run"] == runs.newest.name
    assert {each["reason"]: each["count"] for each in published["crawl"]["not_fetched"]} == REASONS
    progress = [event for event in events if event["event"] == "progress"]
    assert progress
    assert {"fetched", "queued", "errors", "rate", "hosts"} <= progress[0].keys()
    assert Path(said.out.strip()) == runs.newest


def test_errors_come_as_json_lines_too(runs: Runs) -> None:
    runs.profile.write_text("name = 3\n", "utf-8")
    said = runs.run("--log-format", "json")
    assert said.code == 2
    events = [json.loads(line) for line in said.err.split("\n") if line]
    assert events[0]["level"] == "error"
    assert "profile.toml" in events[0]["message"]
    # The next call in this process speaks to people again.
    assert runs.run().err.startswith("jiaokan: ")


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_log_of_a_crawl_has_a_line_for_every_answer(runs: Runs, form: str) -> None:
    forbid(runs)
    said = runs.crawl("--log-format", form)
    assert said.code == 0, said.err
    (log,) = (runs.folder / "logs").iterdir()
    lines = log.read_text("utf-8").split("\n")[:-1]
    url = f"{runs.site.root}/a/5.html"
    failed = f"{runs.site.root}/a/2.html"
    if form == "text":
        assert any(line.endswith(f"200 new {url}") for line in lines)
        assert any(f"not fetched {failed}: http_500 (the server answered 500)" in line for line in lines)
        return
    told = [json.loads(line) for line in lines]
    answers = {line["url"]: line for line in told if "url" in line}
    assert (answers[url]["status"], answers[url]["change"]) == (200, "new")
    assert answers[url]["bytes"] > 100
    assert (answers[failed]["reason"], answers[failed]["status"]) == ("http_500", 500)
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in told)


def test_a_terminal_shows_what_is_fetched_queued_and_failed_how_fast_and_by_host(runs: Runs) -> None:
    held, go_on = threading.Event(), threading.Event()
    page = runs.site.pages["/a/6.html"]
    assert isinstance(page, Reply)
    runs.site.pages.pop("/a/2.html")

    def slow(_: Hit) -> Reply:
        held.set()
        go_on.wait(30)
        return page

    runs.site.pages["/a/6.html"] = slow
    # The same machine under another name: a second host of the crawl.
    text = runs.profile.read_text("utf-8").replace(
        "/news/']", f"/news/', 'http://localhost:{runs.site.port}/news/']"
    )
    runs.profile.write_text(text, "utf-8")
    master, slave = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "jiaokan", "crawl", runs.profile, "--data", runs.data],
        stdout=subprocess.DEVNULL,
        stderr=slave,
        env={**os.environ, "PYTHONPATH": str(ROOT), "TERM": "xterm", "COLUMNS": "120", "LINES": "30"},
    ) as process:
        os.close(slave)
        assert held.wait(60)
        shown = ""
        wanted = re.compile(r"(\d+) fetched, \d+ queued, (\d+) errors \(http_404 \d+\), [\d.]+/s")
        hosts = [f"127.0.0.1:{runs.site.port}: ", f"localhost:{runs.site.port}: "]
        while not (wanted.search(shown) and all(host in shown for host in hosts)):
            shown += re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", os.read(master, 65536).decode("utf-8", "replace"))
        go_on.set()
        while True:
            try:
                if not os.read(master, 65536):
                    break
            except OSError:
                break
        assert process.wait(60) == 0
    os.close(master)
