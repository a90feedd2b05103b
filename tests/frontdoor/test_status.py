"""`jiaokan status`: all sites of a data folder at a glance."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
import pytest
from loopback_site import Site, serving
from news import Runs, fill

from crawler.lock import hold
from jiaokan.attempts import FILE, Attempt

Jiaokan = Callable[..., Any]


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    with serving(Site()) as site:
        fill(site, 3)
        yield Runs(jk, tmp_path, site)


def test_a_folder_without_sites_says_what_to_do(jk: Jiaokan, tmp_path: Path) -> None:
    said = jk("status", "--data", tmp_path / "none")
    assert said.code == 2
    assert "jiaokan run PROFILE" in said.err
    assert json.loads(jk("status", "--data", tmp_path / "none", "--json").out)["sites"] == []


def test_sites_that_ran_failed_died_and_never_ran_are_told_apart(
    runs: Runs, jk: Jiaokan, tmp_path: Path
) -> None:
    text = runs.profile.read_text("utf-8") + '[schedule]\nevery = "6h"\n'
    runs.profile.write_text(text, "utf-8")
    runs.site.pages.pop("/a/2.html")
    assert runs.run().code == 0
    other = tmp_path / "other.toml"
    other.write_text(text.replace('"example"', '"other"'), "utf-8")
    begun = datetime.now(UTC) - timedelta(hours=3)
    for name, outcome in (("killed", "running"), ("broken", "failed")):
        folder = runs.data / name
        folder.mkdir()
        file = tmp_path / f"{name}.toml"
        file.write_text(text.replace('"example"', f'"{name}"'), "utf-8")
        attempt = Attempt(
            started=begun.isoformat(),
            pid=1,
            profile=str(file),
            outcome=outcome,  # type: ignore[arg-type]
            message="no start page could be reached" if outcome == "failed" else None,
        )
        (folder / FILE).write_bytes(msgspec.json.encode(attempt) + b"\n")
    told = json.loads(jk("status", other, "--data", runs.data, "--json").out)["sites"]
    sites = {site["name"]: site for site in told}
    assert list(sites) == ["broken", "example", "killed", "other"]
    example = sites["example"]
    assert (example["state"], example["last"]["outcome"], example["queued"]) == ("idle", "finished", 0)
    assert (example["errors"], example["articles"]) == ({"http_404": 1}, 2)
    assert example["latest"] == runs.newest.name
    assert example["disk"] > 1000
    due = datetime.fromisoformat(example["next_due"])
    assert due == datetime.fromisoformat(example["last"]["started"]).replace(microsecond=0) + timedelta(
        hours=6
    )
    assert sites["killed"]["last"]["outcome"] == "died"
    assert datetime.fromisoformat(sites["killed"]["next_due"]) < datetime.now(UTC)
    assert datetime.fromisoformat(sites["broken"]["next_due"]) > datetime.now(UTC)
    assert (sites["other"]["state"], sites["other"]["last"]) == ("new", None)

    said = jk("status", other, "--data", runs.data)
    assert said.code == 0
    lines = {line.split()[0]: re.split(r"  +", line) for line in said.out.split("\n") if line}
    assert lines["site"] == ["site", "state", "last run", "next", "queued", "errors", "articles", "disk"]
    assert lines["killed"][:4] == ["killed", "idle", "died 3h ago", "due, 3h ago"]
    assert lines["broken"][:4] == ["broken", "idle", "failed 3h ago", "in 2h"]
    assert lines["example"][4:7] == ["0", "1", "2"]
    assert lines["other"][1:3] == ["new", "never"]
    assert "broken: no start page could be reached" in said.err
    assert "example: not fetched by the last crawl: http_404 1" in said.err


def test_a_site_at_work_is_told_with_its_process(runs: Runs, jk: Jiaokan) -> None:
    assert runs.crawl().code == 0
    with hold(runs.folder):
        said = jk("status", "--data", runs.data, "--json")
        assert "; 4 addresses answered, 0 queued" in jk("status", "--data", runs.data).err
    (site,) = json.loads(said.out)["sites"]
    assert site["state"] == "running"
    assert isinstance(site["pid"], int)
    assert site["since"]


def test_what_cannot_be_read_is_told_and_hides_no_other_site(runs: Runs, jk: Jiaokan) -> None:
    assert runs.crawl().code == 0
    bad = runs.data / "bad"
    bad.mkdir()
    (bad / "state.sqlite").write_bytes(b"no database at all, but long enough to be taken for a header" * 20)
    said = jk("status", "--data", runs.data)
    assert said.code == 0
    assert "bad: " in said.err
    assert "cannot be used as a crawl state" in said.err
    assert re.search(r"^example +idle +ok \d+s ago +on demand +0 +0 +- ", said.out, re.MULTILINE)
