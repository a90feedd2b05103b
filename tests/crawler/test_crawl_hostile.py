"""One crawl over everything a hostile server can do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hostile_server import Case, Host, Service, hostile, hosts

from crawler.state import State

# Ends as a child of its own, so that the memory of the crawl process is that of no other.
DRIVER = """
import json, resource, sys
from crawler.run import crawl
summary = crawl(sys.argv[1], sys.argv[2])
told = {name: getattr(summary, name) for name in ("outcome", "error", "seconds", "longest_stall", "reasons", "requests")}
print(json.dumps({**told, "rss_kb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}))
"""
HOSTS = hosts()


@dataclass
class Crawled:
    service: Service
    summary: dict[str, Any]
    outcome: dict[str, str | None]
    folder: Path


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Crawled]:
    folder = tmp_path_factory.mktemp("hostile")
    with hostile(HOSTS) as service:
        start = [host.root + case.path for host in HOSTS for case in host.cases]
        allowed = [f"127.0.0.1:{host.port}" for host in HOSTS]
        (folder / "profile.toml").write_text(
            f'name = "hostile"\nstart = {json.dumps(start)}\narticle = ["/a/"]\nallow_private = {json.dumps(allowed)}\n'
            "delay = 0\nconcurrency = 16\ntimeout = 2.0\nretries = 1\nmax_wait = 0.5\nmax_body_bytes = 3000000\n"
            'contact = "ops@example.com"\nmax_redirects = 5\n'
        )
        done = subprocess.run(
            [sys.executable, "-c", DRIVER, str(folder / "profile.toml"), str(folder / "data")],
            capture_output=True, text=True, timeout=90, check=False, cwd=Path(__file__).parents[2],
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        with State.open(folder / "data", read_only=True) as state:
            outcome: dict[str, str | None] = {row.url: row.reason for row in state.not_fetched()}
            outcome |= {
                row.url: None for row in state.documents(("article", "list", "start", "sitemap", "feed"))
            }
        yield Crawled(service, json.loads(done.stdout), outcome, folder / "data")


def cases() -> Iterator[tuple[Host, Case]]:
    for host in HOSTS:
        for case in host.cases:
            yield host, case


@pytest.mark.parametrize(
    ("host", "case"), [pytest.param(host, case, id=f"{host.name} {case.path}") for host, case in cases()]
)
def test_a_hostile_answer_comes_to_the_right_outcome(crawled: Crawled, host: Host, case: Case) -> None:
    url = host.root + case.path
    assert url in crawled.outcome, "no outcome at all"
    assert crawled.outcome[url] in {case.reason, *case.also}


def test_the_crawl_comes_to_its_end_and_nothing_in_it_broke(crawled: Crawled) -> None:
    assert (crawled.summary["outcome"], crawled.summary["error"]) == ("finished", None)
    assert "internal_error" not in crawled.summary["reasons"]


def test_no_request_reaches_the_private_service(crawled: Crawled) -> None:
    assert crawled.service.private.hits == []


def test_memory_stays_below_300_mb_and_nothing_holds_the_process_up_for_a_second(crawled: Crawled) -> None:
    print({name: crawled.summary[name] for name in ("rss_kb", "longest_stall", "seconds", "requests")})
    assert crawled.summary["rss_kb"] < 300_000
    assert crawled.summary["longest_stall"] < 1.0


def test_nothing_off_the_cases_is_asked_for(crawled: Crawled) -> None:
    asked = [path for host in HOSTS for path in host.hits]
    known = {case.path for host in HOSTS for case in host.cases} | {"/robots.txt"}
    strays = [path for path in asked if path not in known]
    assert len(strays) <= len(asked) / 100, strays[:20]


def test_the_archive_is_whole_whatever_came(crawled: Crawled) -> None:
    files = [str(path) for path in sorted((crawled.folder / "archive").iterdir())]
    done = subprocess.run(
        [sys.executable, "-m", "warcio.cli", "check", *files], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
