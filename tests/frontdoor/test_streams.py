"""Real processes with streams as shells, cron and full disks hand them over: one sentence, and the right exit code."""

from __future__ import annotations

import ctypes
import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

import jiaokan
from jiaokan.cli.failures import explained_failure

Jiaokan = Callable[..., Any]

ROOT = Path(__file__).parents[2]
DUMP = ROOT / "tests/example/page.txt"


def sh(line: str, folder: Path, **more: Any) -> subprocess.CompletedProcess[str]:
    """A line of shell in which `jiaokan` is the command; no line of it may end in a traceback."""
    script = f'jiaokan() {{ "{sys.executable}" -m jiaokan "$@"; }}\n{line}'
    environment = {**os.environ, "PYTHONPATH": str(ROOT), **more.pop("environment", {})}
    environment.pop("PYTHONUNBUFFERED", None)
    done = subprocess.run(
        ["bash", "-c", script],
        capture_output=True,
        text=True,
        cwd=folder,
        env=environment,
        check=False,
        timeout=60,
        **more,
    )
    assert "Traceback" not in done.stderr or "JIAOKAN_DEBUG" in environment
    return done


@pytest.mark.parametrize("line", ["jiaokan repair <&-", "jiaokan clean - -o x <&-"])
def test_a_closed_standard_input_is_named(line: str, tmp_path: Path) -> None:
    done = sh(line, tmp_path)
    assert done.returncode == 2
    assert "standard input is closed" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("buffered", [{}, {"PYTHONUNBUFFERED": "1"}])
@pytest.mark.parametrize(
    ("stream", "told"), [(">&-", "standard output: it is closed"), (">/dev/full", "No space left on device")]
)
@pytest.mark.parametrize("command", ["repair", "show", "rules list #"])
def test_an_output_that_takes_nothing_is_a_failure(
    command: str, stream: str, told: str, buffered: dict[str, str], tmp_path: Path
) -> None:
    done = sh(
        f"jiaokan {command} {DUMP} {stream}" if "#" not in command else f"jiaokan rules list {stream}",
        tmp_path,
        environment=buffered,
    )
    assert done.returncode == 1
    assert told in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_reader_that_has_seen_enough_is_no_failure(tmp_path: Path) -> None:
    done = sh('jiaokan rules list | head -1; echo "${PIPESTATUS[0]}"', tmp_path)
    assert done.stdout.split("\n")[1] == "0"
    assert done.stderr == ""


def test_closed_streams_do_not_let_a_message_run_into_a_file(tmp_path: Path) -> None:
    assert sh(f"jiaokan clean {DUMP} -o x 2>&-", tmp_path).returncode == 0
    assert sh(f"jiaokan clean {DUMP} -o y <&- 2>&-", tmp_path).returncode == 0
    assert (tmp_path / "x/articles.csv").read_bytes() == (tmp_path / "y/articles.csv").read_bytes()


def test_a_file_in_the_way_of_the_dataset_is_named(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "bin.dat").write_bytes(b"mine")
    said = jk("clean", DUMP, "-o", tmp_path / "bin.dat/sub")
    assert said.code == 1
    assert "bin.dat" in said.err
    assert "a part of the path is a file" in said.err
    assert (tmp_path / "bin.dat").read_bytes() == b"mine"


def as_anybody() -> None:
    """Takes from a child of the superuser the right to write and read where permissions forbid it."""
    if os.getuid() == 0:
        for capability in (1, 2):  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
            ctypes.CDLL(None).prctl(24, capability, 0, 0, 0)  # PR_CAPBSET_DROP


@pytest.fixture
def read_only(tmp_path: Path) -> Iterator[Path]:
    """A folder with a page and a profile in which nothing may be written."""
    folder = tmp_path / "read-only"
    folder.mkdir()
    (folder / "page.txt").write_bytes(DUMP.read_bytes())
    (folder / "p.toml").write_text(
        'name = "p"\nstart = ["http://127.0.0.1:9/"]\nallow_private = ["127.0.0.1:9"]\n', "utf-8"
    )
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)


@pytest.mark.parametrize(
    "line", ["jiaokan clean page.txt -o x", "jiaokan run p.toml --data data", "jiaokan demo --keep demo"]
)
def test_a_folder_that_may_not_be_written_in_is_named(line: str, read_only: Path) -> None:
    done = sh(line, read_only, preexec_fn=as_anybody)
    assert done.returncode == 1
    assert done.stderr.startswith("jiaokan: ")
    assert "Permission denied; change the permissions, or name another place" in done.stderr


def test_a_locked_file_among_pages_is_a_row_and_a_locked_folder_too(tmp_path: Path) -> None:
    (tmp_path / "in/closed").mkdir(parents=True)
    (tmp_path / "in/page.txt").write_bytes(DUMP.read_bytes())
    (tmp_path / "in/locked.txt").write_bytes(DUMP.read_bytes())
    for locked in ("in/locked.txt", "in/closed"):
        (tmp_path / locked).chmod(0)
    done = sh("jiaokan clean in -o x", tmp_path, preexec_fn=as_anybody)
    (tmp_path / "in/closed").chmod(0o755)
    assert done.returncode == 0, done.stderr
    dropped = jiaokan.load(tmp_path / "x").dropped
    assert dropped[["reason", "archive_ref"]].values.tolist() == [
        ["unreadable_file", "closed"],
        ["unreadable_file", "locked.txt"],
    ]
    assert all("Permission denied" in detail for detail in dropped.detail)


def test_a_full_disk_is_a_failure_and_no_wrong_usage(
    jk: Jiaokan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    for place in ("output.writers.os.fsync", "jiaokan.parts.os.fsync"):
        with monkeypatch.context() as patch:
            patch.setattr(place, full)
            said = jk("clean", DUMP, "-o", tmp_path / "x")
        assert said.code == 1
        assert "No space left on device" in said.err
        assert not (tmp_path / "x").exists()
    assert jk("clean", DUMP, "-o", tmp_path / "x").code == 0


def test_a_state_that_cannot_be_written_is_no_fault_of_ours() -> None:
    message, code = explained_failure(sqlite3.OperationalError("database or disk is full"))
    assert code == 1
    assert "database or disk is full" in message
    assert "make room" in message
    assert "internal fault" not in message


def test_a_fault_of_ours_is_one_sentence_and_its_traceback_is_there_for_the_asking(
    jk: Jiaokan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("no\nsuch thing")

    monkeypatch.setattr("jiaokan.running.process", broken)
    said = jk("clean", DUMP, "-o", tmp_path / "x")
    assert said.code == 1
    assert said.err.count("\n") == 1
    assert "internal fault: KeyError" in said.err
    assert "report it" in said.err
    monkeypatch.setenv("JIAOKAN_DEBUG", "1")
    assert "Traceback" in jk("clean", DUMP, "-o", tmp_path / "x").err


def test_a_second_clean_into_the_same_folder_ends_with_4_and_says_who(jk: Jiaokan, tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from jiaokan.workplace import parts_beside\n"
        f"with parts_beside(Path({str(tmp_path / 'x')!r})): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        said = jk("clean", DUMP, "-o", tmp_path / "x")
        assert said.code == 4
        assert str(holder.pid) in said.err
    finally:
        holder.communicate(timeout=10)
    assert jk("clean", DUMP, "-o", tmp_path / "x").code == 0
    assert sorted(path.name for path in tmp_path.iterdir()) == ["x"]
