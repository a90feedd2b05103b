"""A profile names a Python class that reads its pages; what it is and which version counts in every run."""

from __future__ import annotations

import hashlib
import json
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Site, serving
from news import Runs, article, fill, text_of

Jiaokan = Callable[..., Any]

READER = """
from jiaokan import SiteFields, SiteReader


class Riverbank(SiteReader):
    def read(self, soup, page):
        article = soup.find("article")
        return SiteFields(author="林晚", body=article, remove=article.select(".mark"))
"""


@pytest.fixture
def runs(jk: Jiaokan, tmp_path: Path) -> Iterator[Runs]:
    """A site whose articles carry a watermark, and a profile with a reader that takes it out."""
    with serving(Site()) as site:
        fill(site, 4)
        for number in range(1, 5):
            article(site, number, text_of(number) + "<p class='mark'>河畔水印</p>")
        runs = Runs(jk, tmp_path, site)
        (tmp_path / "readers.py").write_text(READER, "utf-8")
        with runs.profile.open("a", encoding="utf-8") as stream:
            stream.write('[read]\nreader = "readers.py:Riverbank"\n')
        yield runs


def counts(runs: Runs) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((runs.newest / "run.json").read_text("utf-8"))["counts"]
    return found


def test_every_page_of_a_run_is_read_by_it(runs: Runs) -> None:
    assert runs.run("--workers", 2).code == 0
    rows = runs.rows("articles").values()
    assert {row["author"] for row in rows} == {"林晚"}
    assert not any("水印" in row["text"] for row in rows)
    removed = [json.loads(line) for line in (runs.newest / "removed.jsonl").read_text("utf-8").splitlines()]
    assert {row["text"] for row in removed if row["rule"] == "read.site"} == {"河畔水印"}


def test_a_changed_reader_reads_again_and_an_unchanged_one_does_not(runs: Runs, tmp_path: Path) -> None:
    assert runs.run().code == 0
    asked = len(runs.site.hits)
    assert runs.run("--no-crawl").code == 0
    assert counts(runs)["parts_read"] == 0
    (tmp_path / "readers.py").write_text(READER.replace("林晚", "周渡"), "utf-8")
    assert runs.run("--no-crawl").code == 0
    assert counts(runs)["parts_read"] > 0
    assert len(runs.site.hits) == asked
    assert {row["author"] for row in runs.rows("articles").values()} == {"周渡"}


def test_a_reader_that_lies_elsewhere_and_is_the_same_reads_nothing_again(runs: Runs, tmp_path: Path) -> None:
    assert runs.run().code == 0
    moved = tmp_path / "moved"
    moved.mkdir()
    for name in (runs.profile.name, "readers.py"):
        shutil.move(tmp_path / name, moved / name)
    runs.profile = moved / runs.profile.name
    assert runs.run("--no-crawl").code == 0
    assert counts(runs)["parts_read"] == 0


def test_verify_reads_the_source_again_with_it(jk: Jiaokan, runs: Runs, tmp_path: Path) -> None:
    assert runs.run().code == 0
    assert jk("verify", runs.newest, "--source").code == 0
    (tmp_path / "readers.py").write_text(READER + "# another version\n", "utf-8")
    said = jk("verify", runs.newest, "--source")
    assert said.code == 2
    assert "has changed since it was read" in said.err
    assert "--no-crawl" in said.err
    (tmp_path / "readers.py").unlink()
    assert "cannot be read" in jk("verify", runs.newest, "--source").err


def test_data_from_elsewhere_bring_no_code(jk: Jiaokan, runs: Runs, tmp_path: Path) -> None:
    assert runs.run().code == 0
    record = runs.newest / "run.json"
    content = json.loads(record.read_text("utf-8"))
    bait = runs.folder / "bait.py"
    bait.write_text(f"open({str(tmp_path / 'sprung')!r}, 'w')\n" + READER, "utf-8")
    link = tmp_path / "link.py"
    link.symlink_to(bait)
    for place in (bait, link):
        reader = {
            "place": str(place),
            "name": "Riverbank",
            "sha256": hashlib.sha256(bait.read_bytes()).hexdigest(),
        }
        content["settings"]["read"]["reader"] = reader
        record.write_text(json.dumps(content), "utf-8")
        for said in (
            jk("verify", runs.newest, "--source"),
            jk("show", f"{runs.site.root}/a/1.html", "--data", runs.data),
        ):
            assert said.code in (1, 2)
            assert "no code is run from there" in said.err
    (tmp_path / "page.html").write_bytes(runs.site.pages["/a/1.html"].body)
    assert jk("clean", tmp_path / "page.html", "-o", tmp_path / "set").code == 0
    record = tmp_path / "set/run.json"
    content = json.loads(record.read_text("utf-8"))
    content["settings"]["read"]["reader"] = {**reader, "place": str(tmp_path / "readers.py")}
    record.write_text(json.dumps(content), "utf-8")
    assert "written by somebody else" in jk("verify", tmp_path / "set", "--source").err
    assert not (tmp_path / "sprung").exists()


def test_show_reads_a_crawled_page_with_it_and_a_profile_brings_the_version_at_hand(
    jk: Jiaokan, runs: Runs, tmp_path: Path
) -> None:
    assert runs.run().code == 0
    url = f"{runs.site.root}/a/1.html"
    assert "author: 林晚" in jk("show", url, "--data", runs.data).out
    (tmp_path / "readers.py").write_text(READER.replace("林晚", "周渡"), "utf-8")
    stale = jk("show", url, "--data", runs.data)
    assert stale.code == 2
    assert "--profile" in stale.err
    said = jk("show", url, "--data", runs.data, "--profile", runs.profile)
    assert "author: 周渡" in said.out
    (tmp_path / "page.html").write_bytes(runs.site.pages["/a/1.html"].body)
    why = jk("show", tmp_path / "page.html", "--profile", runs.profile, "--why").out
    assert "reader Riverbank" in why
    assert "read.site: left out by the profile of the site" in why


def test_a_page_it_fails_on_is_dropped_with_the_place_and_the_others_go_on(
    runs: Runs, tmp_path: Path
) -> None:
    (tmp_path / "readers.py").write_text(
        READER.replace("        article =", "        assert '第3号' not in soup.text\n        article ="),
        "utf-8",
    )
    assert runs.run().code == 0
    assert len(runs.rows("articles")) == 3
    row = runs.rows("dropped")["/a/3.html"]
    assert (row["stage"], row["reason"]) == ("read", "reader_failed")
    assert row["detail"] == "Riverbank.read, readers.py line 7: AssertionError"


@pytest.mark.parametrize(
    ("code", "told"),
    [
        (None, "there is no file"),
        ("class Riverbank(:\n", "line 1: SyntaxError"),
        ("x = 1\ny = x / 0\n", "line 2: ZeroDivisionError: division by zero"),
        ("import nowhere_to_be_found\n", "a reader is one file"),
        ("raise SystemExit(5)\n", "SystemExit: 5"),
        (READER.replace("class Riverbank", "class Hillside"), "readers in it: Hillside"),
        ("Riverbank = 7\n", "is no class with a method read"),
        ("class Riverbank:\n    pass\n", "is no class with a method read"),
        (
            "class Riverbank:\n    def __init__(self, x):\n        pass\n    def read(self): ...\n",
            "without arguments",
        ),
    ],
)
def test_a_reader_that_cannot_be_loaded_is_a_fault_of_the_profile(
    jk: Jiaokan, runs: Runs, tmp_path: Path, code: str | None, told: str
) -> None:
    file = tmp_path / "readers.py"
    file.unlink()
    if code is not None:
        file.write_text(code, "utf-8")
    for said in (jk("profile", "check", runs.profile), runs.run()):
        assert said.code == 2
        assert "read.reader" in said.err
        assert told in said.err
    assert not runs.site.hits


@pytest.mark.parametrize("reference", ["readers.py", "readers.py:", ":Riverbank", "readers.py:not a name"])
def test_a_reference_that_names_no_class_says_what_one_looks_like(
    jk: Jiaokan, runs: Runs, reference: str
) -> None:
    text = runs.profile.read_text("utf-8").replace("readers.py:Riverbank", reference)
    runs.profile.write_text(text, "utf-8")
    said = jk("profile", "check", runs.profile)
    assert said.code == 2
    assert '"readers.py:Name"' in said.err


def test_its_faults_are_told_with_all_others(jk: Jiaokan, runs: Runs, tmp_path: Path) -> None:
    (tmp_path / "readers.py").write_text("x = 1 / 0\n", "utf-8")
    with runs.profile.open("a", encoding="utf-8") as stream:
        stream.write('time_zoen = "UTC"\n')
    said = jk("profile", "check", runs.profile).err
    assert "ZeroDivisionError" in said
    assert "time_zone" in said


def test_profile_check_says_that_it_is_used(jk: Jiaokan, runs: Runs) -> None:
    said = jk("profile", "check", runs.profile, f"{runs.site.root}/a/1.html")
    assert said.code == 0
    assert "reader    readers.py:Riverbank (sha256 " in said.out


def test_a_module_that_is_installed_can_be_named_as_well(
    jk: Jiaokan, runs: Runs, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "lib/our_river_readers"
    package.mkdir(parents=True)
    (package / "__init__.py").touch()
    (package / "names.py").write_text("AUTHOR = '周渡'\n", "utf-8")
    (package / "sites.py").write_text(
        READER.replace('"林晚"', "AUTHOR").replace(
            "from jiaokan", "from our_river_readers.names import AUTHOR\nfrom jiaokan"
        ),
        "utf-8",
    )
    monkeypatch.syspath_prepend(str(tmp_path / "lib"))
    text = runs.profile.read_text("utf-8").replace(
        "readers.py:Riverbank", "our_river_readers.sites:Riverbank"
    )
    runs.profile.write_text(text, "utf-8")
    try:
        assert runs.run().code == 0
        assert {row["author"] for row in runs.rows("articles").values()} == {"周渡"}
        (package / "names.py").write_text("AUTHOR = '林晚'  # another module of the package\n", "utf-8")
        said = runs.run("--no-crawl")
        assert said.code == 2
        assert "start anew" in said.err
    finally:
        for name in [name for name in sys.modules if name.startswith("our_river_readers")]:
            del sys.modules[name]
    runs.profile.write_text(text.replace("our_river_readers.sites", "our_river_readers.nowhere"), "utf-8")
    assert "install it beside jiaokan" in jk("profile", "check", runs.profile).err
