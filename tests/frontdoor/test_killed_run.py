"""Runs that are killed: nothing of them stays at work, nothing half written stays on disk."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Site, serving
from news import Runs, fill, text_of

Jiaokan = Callable[..., Any]
ROOT = Path(__file__).parents[2]
PATIENCE = 60.0


def descendants(pid: int) -> set[int]:
    """The processes below one, read from /proc."""
    children: dict[int, set[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            except OSError:
                continue
            children.setdefault(parent, set()).add(int(entry.name))
    found: set[int] = set()
    waiting = {pid}
    while waiting:
        waiting = set().union(*(children.get(one, set()) for one in waiting)) - found
        found |= waiting
    return found


def alive(pid: int) -> bool:
    """Whether a process is at work: one that has ended and was not yet waited for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition: Callable[[], bool]) -> bool:
    """Whether the condition came true while patience lasted."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return condition()


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc to see other processes")
def test_the_workers_of_a_killed_run_end_with_it(tmp_path: Path) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    body = "".join(text_of(number) for number in range(60))
    for number in range(1200):
        (pages / f"{number}.html").write_text(
            f"<html><title>街区新闻{number}</title><article><h1>街区新闻{number}</h1>{body}</article></html>",
            "utf-8",
        )
    command = [
        sys.executable,
        "-m",
        "jiaokan",
        "clean",
        str(pages),
        "-o",
        str(tmp_path / "out"),
        "--workers",
        "2",
    ]
    run = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    workers: set[int] = set()
    try:
        # The tracker of resources and two workers, at work: one of them has begun to write a part.
        parts = tmp_path / ".out.parts"
        assert until(lambda: len(descendants(run.pid)) >= 3 and any(parts.glob(".read-*")))
        workers = descendants(run.pid)
        run.kill()
        run.wait()
        assert until(lambda: not any(map(alive, workers)))
    finally:
        run.kill()
        run.wait()
        for pid in filter(alive, workers):
            os.kill(pid, signal.SIGKILL)


def test_a_run_clears_away_what_killed_runs_left_half_written(jk: Jiaokan, tmp_path: Path) -> None:
    with serving(Site()) as site:
        fill(site, 3)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        part = next(runs.folder.glob("parts/read-*.jsonl"))
        left = [
            runs.folder / "runs/.20260101T000000Z.partial-123/articles.csv",
            part.with_name(f".{part.name}.123"),
            runs.folder / ".latest.123",
        ]
        left[0].parent.mkdir()
        for path in left[:2]:
            path.write_text("half")
        left[2].symlink_to("runs/20260101T000000Z")
        parts = {path.name for path in runs.folder.glob("parts/*") if not path.name.startswith(".")}
        assert runs.run("--no-crawl").code == 0
    assert not any(path.exists() or path.is_symlink() for path in [*left, left[0].parent])
    assert parts <= {path.name for path in runs.folder.glob("parts/*")}


def test_a_moved_data_folder_finds_its_parts_again(jk: Jiaokan, tmp_path: Path) -> None:
    with serving(Site()) as site:
        fill(site, 3)
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        shutil.move(runs.data, tmp_path / "elsewhere")
        runs.data = tmp_path / "elsewhere"
        runs.folder = runs.data / "example"
        assert runs.run("--no-crawl").code == 0
    counts = runs.record()["counts"]
    assert (counts["parts_read"], counts["parts_repaired"]) == (0, 0)
    assert {row["status"] for row in runs.rows("articles").values()} == {"unchanged"}
