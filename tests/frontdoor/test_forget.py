"""Forgetting a page: it is out of everything, everything else stands, and it never comes back."""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback_site import Site, serving
from news import Jiaokan, Runs, article, fill, text_of

from crawler.archive import ArchiveWriter, Exchange, read_record_at
from crawler.erasing import erase, members
from crawler.state import State
from output.verify import verify


def traces(folder: Path, *needles: str) -> list[Path]:
    """Files below a folder in which one of these texts stands, archives opened."""
    found = []
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        if path.parent.name == "logs":
            continue
        content = path.read_bytes()
        if path.suffix == ".gz":
            content = gzip.decompress(content)
        if any(needle.encode() in content for needle in needles):
            found.append(path)
    return found


@pytest.fixture
def site() -> Iterator[Site]:
    with serving(Site()) as served:
        yield served


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path, site: Site) -> Runs:
    """Two runs over six articles; article 3 has changed between them, article 6 is a copy of article 5."""
    fill(site, 6)
    article(site, 6, text_of(5))
    made = Runs(jk, tmp_path, site)
    assert made.run().code == 0
    article(site, 3, text_of(33))
    assert made.run().code == 0
    return made


def test_a_forgotten_page_is_out_of_everything_and_the_rest_stands(
    runs: Runs, jk: Jiaokan, site: Site
) -> None:
    url = f"{site.root}/a/3.html"
    with State.open(runs.folder, read_only=True) as state:
        before = {row.url: (row.archive_file, row.archive_offset) for row in state.documents()}
    said = jk("forget", url, "--data", runs.data, "--yes")
    assert said.code == 0, said.err
    # Two fetches with their requests; the rows of two runs.
    assert "forgotten: 1 addresses, 4 archive records" in said.err
    assert "in 2 runs" in said.err
    own = ("第3号街区新闻", "第21位访客", "第231位访客")
    assert traces(runs.folder, *own) == []
    assert [path.name for path in traces(runs.folder, url) if path.suffix != ".gz"] == ["state.sqlite"]
    del before[url]
    with State.open(runs.folder, read_only=True) as state:
        after = {row.url: (row.archive_file, row.archive_offset) for row in state.documents()}
    assert after == before, "nothing else has moved"
    for place, (file, offset) in after.items():
        assert read_record_at(runs.folder / "archive" / file, offset).url == place
    for path in sorted((runs.folder / "archive").iterdir()):
        for check in ("check", "index"):
            command = [sys.executable, "-m", "warcio.cli", check, path]
            assert subprocess.run(command, capture_output=True).returncode == 0
    for run in sorted((runs.folder / "runs").iterdir()):
        assert verify(run).problems == ()
        record = json.loads((run / "run.json").read_text("utf-8"))
        assert record["counts"]["articles"] == sum(record["statuses"].values()) == 5
    assert jk("verify", runs.folder / "latest", "--source").code == 0


def test_what_was_forgotten_is_not_fetched_again_by_any_way(runs: Runs, jk: Jiaokan, site: Site) -> None:
    url = f"{site.root}/a/3.html"
    jk("forget", url, "--data", runs.data, "--yes")
    site.hits.clear()
    assert runs.run().code == 0
    assert "/a/3.html" not in site.paths()
    assert "/a/3.html" not in runs.rows("articles")
    refused = runs.crawl("--url", url)
    assert (refused.code, "was forgotten" in refused.err) == (1, True)


def test_without_a_yes_it_says_what_it_would_do_and_does_nothing(runs: Runs, jk: Jiaokan, site: Site) -> None:
    url = f"{site.root}/a/3.html"
    before = {path: path.read_bytes() for path in runs.folder.rglob("*.jsonl")}
    said = jk("forget", url, "--data", runs.data)
    assert said.code == 1
    assert "archive: 4 records in 2 files" in said.err
    assert "1 articles" in said.err
    assert {path: path.read_bytes() for path in runs.folder.rglob("*.jsonl")} == before
    with State.open(runs.folder, read_only=True) as state:
        assert url in set(state.addresses())


def test_a_near_copy_takes_the_place_of_what_it_was_a_copy_of_and_is_named(
    runs: Runs, jk: Jiaokan, site: Site
) -> None:
    pair = {path: runs.rows("articles")[path]["duplicate_of"] for path in ("/a/5.html", "/a/6.html")}
    (copy,) = (path for path, original in pair.items() if original is not None)
    (original,) = pair.keys() - {copy}
    said = jk("forget", f"{site.root}{original}", "--data", runs.data, "--yes")
    assert f"stays, with nearly the same text: {site.root}{copy}" in said.err
    assert runs.rows("articles")[copy]["duplicate_of"] is None
    assert verify(runs.newest).problems == ()


def test_a_pattern_takes_all_that_it_fits_and_all_that_it_will_fit(
    runs: Runs, jk: Jiaokan, site: Site
) -> None:
    assert jk("forget", r"/a/[12]\.html", "--data", runs.data, "--yes").code == 0
    assert len(runs.rows("articles")) == 4
    runs.set(start=f'["{site.root}/news/", "{site.root}/a/1.html"]')
    site.hits.clear()
    runs.run()
    assert not {"/a/1.html", "/a/2.html"} & set(site.paths())


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("http://nowhere.example/1", "no address below"),
        ("(", "neither an address"),
        (".*", "found in every address"),
    ],
)
def test_what_cannot_be_meant_is_refused(jk: Jiaokan, tmp_path: Path, what: str, said: str) -> None:
    refused = jk("forget", what, "--data", tmp_path, "--yes")
    assert refused.code == 2
    assert said in refused.err


@pytest.mark.parametrize("name", ["example-", "edits.csv", "run.json"])
def test_what_a_crash_left_undone_the_same_command_finishes(
    runs: Runs, jk: Jiaokan, site: Site, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    url, honest = f"{site.root}/a/3.html", Path.replace

    def dying(self: Path, target: Path) -> Path:
        if Path(target).name.startswith(name):
            raise OSError(5, "Input/output error", str(target))
        return honest(self, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", dying)
        assert jk("forget", url, "--data", runs.data, "--yes").code == 1
    said = jk("forget", url, "--data", runs.data, "--yes")
    assert said.code == 0, said.err
    assert traces(runs.folder, "第3号街区新闻", "第231位访客") == []
    assert all(verify(run).problems == () for run in (runs.folder / "runs").iterdir())
    assert not [path for path in runs.folder.rglob(".*") if path.name.endswith(("forgetting", "erasing"))]


def test_members_keep_their_places_whatever_their_size(tmp_path: Path) -> None:
    writer = ArchiveWriter(tmp_path, "example", [])
    for number, size in enumerate((0, 10, 5_000, 70_000, 200_000)):
        body = os.urandom(size)
        for path in ("keep", "drop"):
            url = f"http://a.org/{path}/{number}"
            writer.append(
                Exchange(
                    url=url,
                    date="2026-03-01T00:00:00Z",
                    request_headers=[],
                    status=200,
                    response_headers=[],
                    body=body,
                )
            )
    writer.close()
    (path,) = tmp_path.iterdir()
    before = [member for member in members(path) if "/drop/" not in (member.url or "")]
    assert erase(path, lambda url: "/drop/" in url, "2026-03-02T00:00:00Z") == 10
    assert [member for member in members(path) if member.url or member.kind == "warcinfo"] == before
    command = [sys.executable, "-m", "warcio.cli", "check", path]
    assert subprocess.run(command, capture_output=True).returncode == 0
