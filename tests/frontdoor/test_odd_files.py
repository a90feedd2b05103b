"""Folders as they are found on disks: what cannot be read is told, and never keeps the rest from being read."""

from __future__ import annotations

import json
import os
import shutil
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jiaokan
from jiaokan.forms import form_of
from jiaokan.sources import MOST_BYTES_OF_PAGE, Failure, pages, partitions_of

Jiaokan = Callable[..., Any]

DUMP = Path(__file__).parents[2] / "tests/example/page.txt"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with one page that can be read."""
    (tmp_path / "in").mkdir()
    shutil.copy(DUMP, tmp_path / "in")
    return tmp_path / "in"


def dropped(dataset: Path) -> dict[str, tuple[str, str]]:
    rows = jiaokan.load(dataset).dropped
    return {row.archive_ref: (row.reason, row.detail) for row in rows.itertuples()}


def test_pipes_sockets_and_devices_in_a_folder_are_rows_and_are_not_opened(
    jk: Jiaokan, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.mkfifo(folder / "a.pipe")
    (folder / "zero").symlink_to("/dev/zero")
    monkeypatch.chdir(folder)  # the name of a socket may have 107 bytes
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("a.socket")
        assert jk("clean", folder, "-o", tmp_path / "x").code == 0
    found = dropped(tmp_path / "x")
    assert {reason for reason, _ in found.values()} == {"not_a_file"}
    assert "found a named pipe" in found["a.pipe"][1]
    assert "found a socket" in found["a.socket"][1]
    assert "found a link" in found["zero"][1]
    assert len(jiaokan.load(tmp_path / "x").articles) == 1


@pytest.mark.parametrize(("make", "told"), [(os.mkfifo, "a named pipe"), (None, "a device")])
def test_a_pipe_or_device_that_is_named_is_refused(
    jk: Jiaokan, tmp_path: Path, make: Callable[[Path], None] | None, told: str
) -> None:
    path = tmp_path / "pipe" if make else Path("/dev/zero")
    if make:
        make(path)
    said = jk("clean", path, "-o", tmp_path / "x")
    assert said.code == 2
    assert f"{path}: expected a regular file, found {told}" in said.err
    assert not (tmp_path / "x").exists()


def test_links_are_followed_where_they_are_named_and_nowhere_else(
    jk: Jiaokan, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "elsewhere").mkdir()
    shutil.copy(DUMP, tmp_path / "elsewhere/secret.txt")
    (folder / "deep").symlink_to(tmp_path / "elsewhere")
    (folder / "link.txt").symlink_to(tmp_path / "elsewhere/secret.txt")
    assert jk("clean", folder, "-o", tmp_path / "x").code == 0
    assert {ref: reason for ref, (reason, _) in dropped(tmp_path / "x").items()} == {
        "deep": "not_a_file",
        "link.txt": "not_a_file",
    }
    assert jk("clean", folder / "link.txt", "-o", tmp_path / "y").code == 0
    assert jiaokan.load(tmp_path / "y").articles.archive_ref.tolist() == ["link.txt"]


def test_what_cannot_be_opened_is_a_row_beside_the_pages_that_can(
    jk: Jiaokan, folder: Path, tmp_path: Path
) -> None:
    (tmp_path / "gone.html").symlink_to(tmp_path / "nowhere.html")
    said = jk("clean", folder, tmp_path / "gone.html", "-o", tmp_path / "x")
    assert said.code == 0
    reason, detail = dropped(tmp_path / "x")["gone.html"]
    assert reason == "unreadable_file"
    assert "leads nowhere" in detail
    assert str(tmp_path) not in detail


def test_a_file_that_may_not_be_read_is_a_row_and_is_read_once_it_may(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The superuser may read everything, so the refusal of the system is played.
    (folder / "locked.txt").write_text("第一行正文。\n" * 30, "utf-8")
    allowed = Path.open

    def refused(path: Path, *arguments: Any, **named: Any) -> Any:
        if path.name == "locked.txt":
            raise PermissionError(13, "Permission denied", str(path))
        return allowed(path, *arguments, **named)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "open", refused)
        [locked] = partitions_of([folder])
        assert form_of(folder / "locked.txt") == "unreadable"
        [failure] = [page for page in pages(locked) if isinstance(page, Failure)]
    assert (failure.reason, failure.archive_ref) == ("unreadable_file", "locked.txt")
    [unlocked] = partitions_of([folder])
    assert unlocked.stamp != locked.stamp


def test_where_nothing_can_be_read_every_reason_is_told(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    os.mkfifo(tmp_path / "in/pipe")
    (tmp_path / "in/empty.html").touch()
    for number in range(12):
        (tmp_path / f"in/{number:02}.bin").write_bytes(bytes(100))
    said = jk("clean", tmp_path / "in", "-o", tmp_path / "x")
    assert said.code == 2
    assert "00.bin: expected WARC, HTML, text or JSONL, found binary data" in said.err
    assert "and 4 more" in said.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in"]


def test_a_name_that_is_not_utf8_is_read_and_shown_with_its_bytes_written_out(
    jk: Jiaokan, folder: Path, tmp_path: Path
) -> None:
    odd = os.fsencode(folder) + b"/\xd6\xd0.txt"
    Path(os.fsdecode(odd)).write_text(f"{DUMP.read_text('utf-8')}堤上有人在看河水。\n", "utf-8")
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xff.jsonl"))).write_text(
        json.dumps({"text": "河水涨了，堤上有人。" * 20}) + "\n", "utf-8"
    )
    for workers in (1, 2):
        said = jk("clean", folder, "-o", tmp_path / f"x{workers}", "--workers", workers)
        assert said.code == 0, said.err
        refs = set(jiaokan.load(tmp_path / f"x{workers}").articles.archive_ref)
        assert refs == {"page.txt", r"\xd6\xd0.txt", r"\xff.jsonl:0"}
    assert jk("verify", tmp_path / "x1", "--source").code == 0


def test_an_input_and_an_output_whose_names_are_not_utf8_work(
    jk: Jiaokan, folder: Path, tmp_path: Path
) -> None:
    odd = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xb1\xbe"))
    folder.rename(odd)
    out = Path(os.fsdecode(os.fsencode(tmp_path) + b"/\xff"))
    said = jk("clean", odd, "-o", out)
    assert said.code == 0, said.err
    assert len(jiaokan.load(out).articles) == 1


@pytest.mark.parametrize("name", ["page.html", "page.txt", "page.html.gz"])
def test_a_page_beyond_the_cap_is_a_row_and_is_not_read(
    folder: Path, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import gzip

    monkeypatch.setattr("jiaokan.sources.MOST_BYTES_OF_PAGE", 5000)
    content = ("<p>" + "正文" * 2000 + "</p>").encode()
    (folder / name).write_bytes(gzip.compress(content) if name.endswith(".gz") else content)
    [partition] = partitions_of([folder])
    reasons = {page.archive_ref: page.reason for page in pages(partition) if isinstance(page, Failure)}
    assert reasons[name] == "too_large"


def test_a_row_beyond_the_cap_is_told_and_the_next_one_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiaokan.sources.MOST_BYTES_OF_PAGE", 300)
    monkeypatch.setattr("jiaokan.sources._MOST_BYTES_OF_ROW", 600)
    file = tmp_path / "pages.jsonl"
    rows = [{"text": "短"}, {"text": "长" * 150}, {"text": "很长" * 600}, {"text": "末"}]
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    [partition] = partitions_of([file])
    found = list(pages(partition))
    assert [page.reason if isinstance(page, Failure) else page.content for page in found] == [
        "短",
        "too_large",
        "too_large",
        "末",
    ]


def test_the_cap_of_a_page_is_the_documented_one() -> None:
    assert f"{MOST_BYTES_OF_PAGE // 1_000_000} MB" in (DUMP.parents[2] / "docs/analyst.md").read_text("utf-8")


def test_a_truncated_archive_gives_the_same_tables_wherever_it_lies(
    jk: Jiaokan, tmp_path: Path, profile: Path
) -> None:
    assert jk("crawl", profile, "--data", tmp_path / "data").code == 0
    archive = next((tmp_path / "data/example/archive").glob("*.warc.gz")).read_bytes()
    for place in ("one", "two"):
        (tmp_path / place).mkdir()
        (tmp_path / place / "cut.warc.gz").write_bytes(archive[: len(archive) // 2])
        assert jk("clean", tmp_path / place / "cut.warc.gz", "-o", tmp_path / place / "x").code == 0
    for name in ("dropped.csv", "dropped.jsonl", "datapackage.json", "articles.csv"):
        content = (tmp_path / "one/x" / name).read_bytes()
        assert content == (tmp_path / "two/x" / name).read_bytes()
        assert str(tmp_path).encode() not in content


def test_empty_standard_input_is_called_so_and_leaves_nothing(jk: Jiaokan, tmp_path: Path) -> None:
    said = jk("clean", "-", "-o", tmp_path / "x", stdin=b"")
    assert said.code == 2
    assert "standard input: the file is empty" in said.err
    assert list(tmp_path.iterdir()) == []
