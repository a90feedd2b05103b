"""The reduced form of `make bench-crash`: the moments that matter, a few kills at random, a power cut, real limits."""

from __future__ import annotations

import random
import resource
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from crash import CONCURRENCY, ROOT, campaign, count, cut_power, page, plan
from crash import Verdict as Found
from loopback_site import Site, news_site, write_profile
from test_crawl_crash import check_folder

from crawler.fault import POINTS
from crawler.journal import GROUP_SIZE
from crawler.run import crawl

DRAW = random.Random(7)


@pytest.mark.parametrize(
    ("faults", "power"),
    [
        (("mid-write:2", "random", "in-commit:1", "roll-over:1"), False),
        (("before-commit:2", "after-append:3", "random"), True),
        (("shutdown", "start-up", "before-sync:1", "after-commit:1"), False),
    ],
    ids=["write", "power-cut", "ends"],
)
def test_nothing_is_lost_twice_or_torn_whenever_a_crawl_is_killed(
    tmp_path: Path, faults: tuple[str, ...], power: bool
) -> None:
    found = campaign(tmp_path, iter(faults), DRAW, articles=60, power=power)
    assert (found.lost, found.twice, found.torn, found.wrong) == (0, 0, 0, 0), found
    assert found.kills.total() >= 1
    assert found.most <= CONCURRENCY + GROUP_SIZE


def test_every_point_has_its_turn_and_half_of_the_kills_are_at_random() -> None:
    faults = list(plan(4 * len(POINTS), random.Random(1)))
    assert faults.count("random") == len(faults) // 2
    assert {fault.partition(":")[0] for fault in faults} == {*POINTS, "random"}


def test_a_power_cut_takes_only_what_was_not_synced(tmp_path: Path) -> None:
    archive = tmp_path / "data/archive"
    archive.mkdir(parents=True)
    (archive / "a.warc.gz").write_bytes(b"synced" + b"tail" * 9)
    (tmp_path / "synced").write_text(f"{archive / 'a.warc.gz'} 6\n", "utf-8")
    for seed in range(4):
        cut_power(tmp_path, random.Random(seed))
        assert (archive / "a.warc.gz").read_bytes()[:6] == b"synced"


def test_what_is_not_there_is_counted_as_lost(tmp_path: Path, site: Site) -> None:
    site.article(1)
    crawl(write_profile(tmp_path, site, start=[f"{site.root}/a/1.html"]), tmp_path / "data")
    found = Found(kills=Counter({"random": 1}))
    count(tmp_path / "data", {f"{site.root}/a/1.html", f"{site.root}/a/2.html"}, found)
    assert (found.lost, found.twice, found.torn, found.wrong) == (1, 0, 0, 0)
    assert "| lost | 1 | 0 |" in page(found)


READ_ONLY = """
import errno, os, sys
honest = os.open
def refused(path, flags, *more, **named):
    if str(path).endswith(".warc.gz") and flags & os.O_WRONLY:
        raise OSError(errno.EROFS, "Read-only file system", str(path))
    return honest(path, flags, *more, **named)
os.open = refused
from crawler.__main__ import main
sys.exit(main())
"""
PLAIN = "import sys; from crawler.__main__ import main; sys.exit(main())"


def _limited() -> None:
    # What a quota or a full disk does, by the system itself: writes beyond this size fail with EFBIG.
    resource.setrlimit(resource.RLIMIT_FSIZE, (120_000, 120_000))


@pytest.mark.parametrize(
    ("code", "limit", "said"),
    [(READ_ONLY, None, b"Read-only file system"), (PLAIN, _limited, b"")],
    ids=["read-only", "full"],
)
def test_a_disk_that_cannot_be_written_ends_the_crawl_and_the_next_one_goes_on(
    tmp_path: Path, site: Site, code: str, limit: object, said: bytes
) -> None:
    paths = news_site(site, articles=40)
    profile, folder = write_profile(tmp_path, site), tmp_path / "data"
    command = [sys.executable, "-c", code, "--profile", str(profile), "--folder", str(folder)]
    result = subprocess.run(command, cwd=ROOT, capture_output=True, timeout=60, preexec_fn=limit)  # type: ignore[call-overload]
    assert result.returncode == 1, result.stdout
    assert said in result.stdout
    crawl(profile, folder)
    check_folder(folder, {site.root + path for path in paths})
