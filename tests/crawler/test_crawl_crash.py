"""Kills, signals and full disks: nothing is lost, nothing is there twice, the archive stays readable by others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest
from loopback_site import Reply, Site, news_site, write_profile
from warcio.archiveiterator import ArchiveIterator

from crawler.archive import read_record_at, read_records
from crawler.errors import ChildDied
from crawler.fault import FAULT_VARIABLE
from crawler.run import crawl
from crawler.state import State

ROOT = Path(__file__).resolve().parents[2]


def check_folder(folder: Path, expected: set[str]) -> None:
    """Every expected page is there once, where the state says, and the archive passes warcio's check and index."""
    with State.open(folder, read_only=True) as state:
        rows = list(state.documents())
    assert {row.url for row in rows} == expected
    for row in rows:
        record = read_record_at(folder / "archive" / row.archive_file, row.archive_offset)
        assert record.url == row.url
        assert row.archive_length > 0
    full = Counter(
        record.url
        for path in (folder / "archive").iterdir()
        for record in read_records(path)
        if record.type == "response"
        and record.status == 200
        and not (record.url or "").endswith("robots.txt")
    )
    assert {url for url, times in full.items() if times > 1} == set()
    for path in (folder / "archive").iterdir():
        check_with_warcio(path)


def check_with_warcio(path: Path) -> None:
    """What `warcio check` and `warcio index` do."""
    assert (
        subprocess.run([sys.executable, "-m", "warcio.cli", "index", path], capture_output=True).returncode
        == 0
    )
    with path.open("rb") as stream:
        records = ArchiveIterator(stream, check_digests=True)
        for record in records:
            record.content_stream().read()
            assert record.digest_checker.passed is not False, record.digest_checker.problems


def run_child(
    profile: Path, folder: Path, environment: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "crawler", "--profile", str(profile), "--folder", str(folder)]
    command += ["--log", str(folder.parent / "child.log")]
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env={**os.environ, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


def test_kills_between_append_sync_and_commit_lose_nothing_and_repeat_nothing(
    tmp_path: Path, site: Site
) -> None:
    paths = news_site(site, articles=40, per_page=8)
    site.pages["/a/7.html"] = Reply(status=302, headers={"Location": "/a/41.html"})
    site.article(41)
    profile, folder = write_profile(tmp_path, site), tmp_path / "data"
    for fault in ("after-append:3", "before-sync:2", "before-commit:2", "after-commit:2", "after-append:1"):
        with pytest.raises(ChildDied, match="killed by signal 9"):
            crawl(profile, folder, environment={FAULT_VARIABLE: fault})
    summary = crawl(profile, folder)
    assert summary.outcome == "finished"
    expected = {site.root + path for path in paths if path != "/a/7.html"} | {f"{site.root}/a/41.html"}
    check_folder(folder, expected)
    with State.open(folder, read_only=True) as state:
        assert [row.outcome for row in state.history()] == ["died"] * 5 + ["finished"]
        assert len({row.sweep for row in state.history()}) == 1
        assert [(row.url, row.reason) for row in state.not_fetched()] == [
            (f"{site.root}/a/7.html", "redirected")
        ]


def test_a_kill_at_any_moment_is_survived(tmp_path: Path, site: Site) -> None:
    paths = news_site(site, articles=60, per_page=10)
    profile, folder = write_profile(tmp_path, site), tmp_path / "data"
    for wanted in (5, 25):
        before = len(site.hits)
        child = run_child(profile, folder)
        while len(site.hits) < before + wanted and child.poll() is None:
            time.sleep(0.002)
        child.kill()
        child.wait()
    crawl(profile, folder)
    check_folder(folder, {site.root + path for path in paths})


def test_sigterm_ends_a_crawl_with_long_waits_quickly_and_the_next_one_goes_on(
    tmp_path: Path, site: Site
) -> None:
    paths = news_site(site, articles=8)
    profile, folder = write_profile(tmp_path, site), tmp_path / "data"
    slow = tmp_path / "slow.toml"
    slow.write_text(profile.read_text(encoding="utf-8").replace("delay = 0", "delay = 30"), encoding="utf-8")
    child = run_child(slow, folder)
    while len(site.hits) < 1 and child.poll() is None:
        time.sleep(0.01)
    child.send_signal(signal.SIGTERM)
    output, _ = child.communicate(timeout=20)
    assert child.returncode == 128 + signal.SIGTERM
    assert b'"outcome": "interrupted"' in output
    with State.open(folder, read_only=True) as state:
        assert state.history()[-1].outcome == "interrupted"
    summary = crawl(profile, folder)
    assert summary.outcome == "finished"
    check_folder(folder, {site.root + path for path in paths})


def test_ctrl_c_in_the_caller_gives_a_summary_that_says_interrupted(tmp_path: Path, site: Site) -> None:
    news_site(site, articles=8)
    profile = write_profile(tmp_path, site, "concurrency = 1\n")
    text = profile.read_text(encoding="utf-8").replace("delay = 0", "delay = 5")
    profile.write_text(text, encoding="utf-8")
    code = (
        "from crawler.run import crawl\n"
        f"summary = crawl({str(profile)!r}, {str(tmp_path / 'data')!r})\n"
        "print(summary.outcome, summary.interrupted, summary.signal)"
    )
    caller = subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stdout=subprocess.PIPE)
    while not site.hits:
        time.sleep(0.01)
    caller.send_signal(signal.SIGINT)
    output, _ = caller.communicate(timeout=10)
    assert output.split() == [b"interrupted", b"True", b"2"]


def test_a_page_that_breaks_the_judge_becomes_a_failed_row_and_the_crawl_ends(
    tmp_path: Path, site: Site
) -> None:
    for number in (1, 2):
        site.article(number)
    profile = write_profile(tmp_path, site, start=[f"{site.root}/a/1.html", f"{site.root}/a/2.html"])
    code = (
        "import sys\n"
        "from crawler.judge import Judge\n"
        "honest = Judge.result_of\n"
        "def broken(self, lease, exchange):\n"
        "    if lease.url.endswith('/1.html'):\n"
        "        raise KeyError('surprise')\n"
        "    return honest(self, lease, exchange)\n"
        "Judge.result_of = broken\n"
        "from crawler.__main__ import main\n"
        "sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "--profile", str(profile), "--folder", str(tmp_path / "data")]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30).returncode == 0
    with State.open(tmp_path / "data", read_only=True) as state:
        (row,) = state.not_fetched()
        assert (row.url, row.reason) == (f"{site.root}/a/1.html", "internal_error")
        assert "surprise" in row.detail
        assert [document.url for document in state.documents()] == [f"{site.root}/a/2.html"]


def test_scrapy_itself_can_run_the_spider(tmp_path: Path, site: Site) -> None:
    paths = news_site(site, articles=3)
    profile = write_profile(tmp_path, site)
    arguments = ["crawl", "site", "-a", f"profile={profile}", "-a", f"data={tmp_path / 'data'}"]
    result = subprocess.run(
        [sys.executable, "-m", "scrapy", *arguments], cwd=ROOT, capture_output=True, timeout=60
    )
    assert result.returncode == 0
    with State.open(tmp_path / "data" / "example", read_only=True) as state:
        assert {row.url for row in state.documents()} == {site.root + path for path in paths}


def test_warcio_check_passes_on_a_finished_archive(tmp_path: Path, site: Site) -> None:
    news_site(site, articles=3)
    for _ in range(2):
        crawl(write_profile(tmp_path, site), tmp_path / "data")
    files = sorted((tmp_path / "data" / "archive").iterdir())
    assert len(files) == 2
    command = [sys.executable, "-m", "warcio.cli", "check", "-v", *map(str, files)]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout
    assert "fail" not in result.stdout


def test_a_full_disk_ends_the_crawl_with_the_reason_and_the_next_one_goes_on(
    tmp_path: Path, site: Site
) -> None:
    paths = news_site(site, articles=20)
    profile, folder = write_profile(tmp_path, site), tmp_path / "data"
    code = (
        "import sys\n"
        "from crawler.archive import ArchiveWriter\n"
        "honest = ArchiveWriter._write\n"
        "def full(self, content):\n"
        "    if self._length > 9000:\n"
        "        honest(self, content[: len(content) // 2])\n"
        "        raise self._failed(OSError(28, 'No space left on device'))\n"
        "    honest(self, content)\n"
        "ArchiveWriter._write = full\n"
        "from crawler.__main__ import main\n"
        "sys.exit(main())"
    )
    command = [sys.executable, "-c", code, "--profile", str(profile), "--folder", str(folder)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=30)
    assert result.returncode == 1
    assert b'"outcome": "failed"' in result.stdout
    assert b"No space left on device" in result.stdout
    crawl(profile, folder)
    check_folder(folder, {site.root + path for path in paths})


def test_a_signal_before_the_crawl_process_is_ready_counts_as_an_interruption(tmp_path: Path) -> None:
    child = "import os, signal, time; os.kill(os.getppid(), signal.SIGTERM); time.sleep(60)"
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from crawler.run import _run_child\n"
        f"print(_run_child([sys.executable, '-c', {child!r}], Path('none.log'), None, {{}})['outcome'])"
    )
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, timeout=30)
    assert result.stdout.split() == [b"interrupted"], result.stderr
