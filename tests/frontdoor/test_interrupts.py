"""Ctrl-C in a terminal, sent to a real process: exit 130, nothing half-written, and the next call does it all."""

from __future__ import annotations

import json
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

import jiaokan

Jiaokan = Callable[..., Any]

ROOT = Path(__file__).parents[2]
DUMP = ROOT / "tests/example/page.txt"


def started(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "jiaokan", *map(str, arguments)]
    return subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("moment", ["A site of", "Day two"])
@pytest.mark.parametrize(
    ("existed", "number", "code"),
    [(False, signal.SIGINT, 130), (True, signal.SIGINT, 130), (False, signal.SIGTERM, 143)],
)
def test_a_demo_that_is_stopped_leaves_nothing_and_says_so(
    jk: Jiaokan, tmp_path: Path, moment: str, existed: bool, number: int, code: int
) -> None:
    folder = tmp_path / "demo"
    if existed:
        folder.mkdir()
    process = started("demo", "--keep", folder)
    assert process.stdout is not None
    while not process.stdout.readline().startswith(moment):
        assert process.poll() is None
    process.send_signal(number)
    _, err = process.communicate(timeout=60)
    assert process.returncode == code, err
    assert "Traceback" not in err
    assert "after 0 pages" not in err
    assert f"what it had made in {folder} is removed" in err
    assert (list(folder.iterdir()) if existed else folder.exists()) in ([], False)
    if (moment, existed) == ("Day two", True):
        assert jk("demo", "--keep", folder).code == 0


@pytest.mark.parametrize("workers", [1, 2])
def test_a_clean_that_is_stopped_goes_on_when_it_is_called_again(
    jk: Jiaokan, tmp_path: Path, workers: int
) -> None:
    pages = tmp_path / "pages"
    pages.mkdir()
    for number in range(1200):
        shutil.copy(DUMP, pages / f"{number}.txt")
        with (pages / f"{number}.txt").open("a", encoding="utf-8") as stream:
            stream.write(f"第{number}位读者来过。\n")
    process = started("clean", pages, "-o", tmp_path / "x", "--workers", workers)
    deadline = time.monotonic() + 60
    while not list((tmp_path / ".x.parts").glob("read-*.summary.jsonl")) and time.monotonic() < deadline:
        time.sleep(0.01)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "run the same command again to go on" in err
    assert "Traceback" not in err
    assert sorted(path.name for path in tmp_path.iterdir()) == [".x.parts", "pages"]
    finished = len(list((tmp_path / ".x.parts").glob("read-*.summary.jsonl")))
    assert finished >= 1
    assert jk("clean", pages, "-o", tmp_path / "x").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["pages", "x"]
    assert len(jiaokan.load(tmp_path / "x").articles) == 1200
    run = jiaokan.load(tmp_path / "x").folders[0] / "run.json"

    assert json.loads(run.read_text("utf-8"))["counts"]["parts_read"] == 6 - finished


def test_a_worker_that_is_interrupted_while_it_starts_says_nothing(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import os, signal, sys\n"
        "if '--multiprocessing-fork' in sys.orig_argv:\n"
        "    os.kill(os.getpid(), signal.SIGINT)\n",
        "utf-8",
    )
    inputs = [tmp_path / f"{name}.jsonl" for name in "ab"]
    for path in inputs:
        row = {"url": f"https://example.org/{path.stem}.html", "text": DUMP.read_text("utf-8")}
        path.write_text(json.dumps(row) + "\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "jiaokan", "clean", *inputs, "-o", tmp_path / "out", "--workers", "2"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": f"{tmp_path}:{ROOT}"},
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    assert (tmp_path / "out" / "articles.csv").is_file()
