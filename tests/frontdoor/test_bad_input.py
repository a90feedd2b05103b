"""Bad input: a message a newcomer can act on, the documented exit code, and nothing half-written."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jiaokan
from jiaokan.example.server import ExampleServer

Jiaokan = Callable[..., Any]

ROOT = Path(__file__).parents[2]
DUMP = ROOT / "tests/example/page.txt"


def leftovers(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_missing_profile_is_named_with_what_to_try(jk: Jiaokan, tmp_path: Path) -> None:
    said = jk("run", tmp_path / "no.toml", "--data", tmp_path / "data")
    assert said.code == 2
    assert "no.toml" in said.err
    assert "no such file" in said.err
    assert "docs/profile.md" in said.err
    assert leftovers(tmp_path) == []


def test_a_malformed_profile_names_line_and_column(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "p.toml").write_text('name = "x"\nstart = [\n', "utf-8")
    said = jk("run", tmp_path / "p.toml", "--data", tmp_path / "data")
    assert said.code == 2
    assert "not valid TOML" in said.err


def test_all_faults_of_all_profiles_are_told_at_once_before_the_first_request(
    jk: Jiaokan, tmp_path: Path
) -> None:
    (tmp_path / "a.toml").write_text('name = "a"\nstart = ["http://example.org/"]\ndelya = 3\n', "utf-8")
    (tmp_path / "b.toml").write_text('name = "b/../c"\nstart = []\narticle = ["("]\n', "utf-8")
    said = jk("run", tmp_path / "a.toml", tmp_path / "b.toml", "--data", tmp_path / "data")
    assert said.code == 2
    for told in ("delya", "delay", "contact", "b.toml", "article", "name"):
        assert told in said.err
    assert not (tmp_path / "data").exists()


def test_an_unreachable_site_is_told_with_the_reason_of_each_start_page(jk: Jiaokan, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        profile = tmp_path / "p.toml"
        profile.write_text(
            f'name = "p"\nstart = ["http://127.0.0.1:{port}/"]\nallow_private = ["127.0.0.1:{port}"]\nretries = 0\n',
            "utf-8",
        )
        said = jk("run", profile, "--data", tmp_path / "data")
    assert said.code == 1
    assert "no start page could be reached" in said.err
    assert f"http://127.0.0.1:{port}/" in said.err
    assert not (tmp_path / "data/p/runs").exists()
    assert not (tmp_path / "data/p/latest").exists()


def test_an_empty_folder_says_what_was_expected(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    said = jk("clean", tmp_path / "in", "-o", tmp_path / "x")
    assert said.code == 2
    assert "holds no file" in said.err
    assert "WARC" in said.err
    assert leftovers(tmp_path) == ["in"]


@pytest.mark.parametrize(("content", "told"), [(os.urandom(3000) + b"\x00", "binary"), (b"", "empty")])
def test_a_binary_or_empty_file_is_refused_by_name(
    jk: Jiaokan, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "page.bin").write_bytes(content)
    said = jk("clean", tmp_path / "page.bin", "-o", tmp_path / "x")
    assert said.code == 2
    assert "page.bin" in said.err
    assert told in said.err
    assert leftovers(tmp_path) == ["page.bin"]


def test_a_binary_file_among_pages_is_a_dropped_row(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in/logo.png").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(100))
    (tmp_path / "in/page.txt").write_bytes(DUMP.read_bytes())
    assert jk("clean", tmp_path / "in", "-o", tmp_path / "x").code == 0
    ds = jiaokan.load(tmp_path / "x")
    assert ds.dropped[["stage", "reason", "archive_ref"]].values.tolist() == [
        ["read", "not_text", "logo.png"]
    ]


def test_a_path_that_does_not_exist_is_named(jk: Jiaokan, tmp_path: Path) -> None:
    said = jk("clean", tmp_path / "nowhere", "-o", tmp_path / "x")
    assert said.code == 2
    assert "nowhere: there is no such file or folder" in said.err


def test_a_broken_rule_file_stops_the_run_with_all_its_faults(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "r.toml").write_text('[[rule]]\nid = "X"\n[[rule]]\nid = "a.b"\nsumary = "s"\n', "utf-8")
    said = jk("clean", DUMP, "-o", tmp_path / "x", "--rules", tmp_path / "r.toml")
    assert said.code == 2
    assert "12 faults" in said.err
    assert 'rule "a.b": why is missing' in said.err
    assert "did you mean 'summary'" in said.err
    assert leftovers(tmp_path) == ["r.toml"]


def test_a_dataset_folder_that_holds_files_is_never_overwritten(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "x").mkdir()
    (tmp_path / "x/notes.txt").write_text("mine", "utf-8")
    said = jk("clean", DUMP, "-o", tmp_path / "x")
    assert said.code == 2
    assert "new or empty folder" in said.err
    assert leftovers(tmp_path / "x") == ["notes.txt"]


def test_a_truncated_archive_gives_its_good_pages_and_a_row_for_the_rest(
    jk: Jiaokan, tmp_path: Path, profile: Path
) -> None:
    assert jk("crawl", profile, "--data", tmp_path / "data").code == 0
    archive = next((tmp_path / "data/example/archive").glob("*.warc.gz"))
    (tmp_path / "cut.warc.gz").write_bytes(archive.read_bytes()[: archive.stat().st_size // 2])
    said = jk("clean", tmp_path / "cut.warc.gz", "-o", tmp_path / "x")
    assert said.code == 0
    assert re.search(r"^not read to its end: cut\.warc\.gz: the record at \d+ is not whole", said.err, re.M)
    ds = jiaokan.load(tmp_path / "x")
    assert len(ds.articles) > 5
    assert "broken_archive" in set(ds.dropped.reason)


@pytest.mark.parametrize("folder", ["no", "empty"])
def test_verify_report_and_load_of_something_else_say_what_a_dataset_is(
    jk: Jiaokan, tmp_path: Path, folder: str
) -> None:
    (tmp_path / "empty").mkdir()
    for command in ("verify", "report"):
        said = jk(command, tmp_path / folder)
        assert said.code == 2
        assert folder in said.err
        assert "Traceback" not in said.err


def test_an_unknown_command_or_rule_names_the_nearest(jk: Jiaokan) -> None:
    assert "did you mean 'jiaokan rules'" in jk("ruels").err
    assert "did you mean 'spin.besides'" in jk("rules", "show", "spin.beside").err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_run_stopped_in_the_middle_of_its_crawl_goes_on_and_ends_whole(
    jk: Jiaokan, site: ExampleServer, profile: Path, tmp_path: Path, number: int, code: int
) -> None:
    slow = tmp_path / "slow.toml"
    slow.write_text(profile.read_text("utf-8").replace("delay = 0", "delay = 0.05"), "utf-8")
    command = [sys.executable, "-m", "jiaokan", "run", str(slow), "--data", str(tmp_path / "data")]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT)
    deadline = time.monotonic() + 30
    while sum(site.statuses().values()) < 8 and time.monotonic() < deadline:
        time.sleep(0.02)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    assert process.returncode == code, err
    assert "saved" in err
    assert not (tmp_path / "data/example/latest").exists()
    assert jk("run", profile, "--data", tmp_path / "data").code == 0
    fetched = [
        path
        for (path, status), count in site.requests.items()
        if status == 200 and count > 1 and "/20" in path
    ]
    assert len(fetched) <= 8  # what was under way when the signal came may be asked for again, nothing else
    assert jk("verify", tmp_path / "data/example/latest", "--source").code == 0


def test_a_run_while_another_holds_the_lock_ends_with_4_and_says_who(
    jk: Jiaokan, profile: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "data/example"
    script = (
        "import sys, time; from pathlib import Path; from crawler.lock import hold\n"
        f"with hold(Path({str(folder)!r})): print('held', flush=True); sys.stdin.read()"
    )
    holder = subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        said = jk("run", profile, "--data", tmp_path / "data")
        assert said.code == 4
        assert str(holder.pid) in said.err
    finally:
        holder.communicate(timeout=10)


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ('[read]\nselectors = { body = "div[" }', "no CSS selector"),
        ('[read]\nselectors = { boddy = "div" }', "boddy"),
        ('[repair]\nrules = ["missing-rules.toml"]', "missing-rules.toml"),
        ('[repair]\nfamilies = ["conective"]', "did you mean 'connective'"),
        ('[repair]\noff = ["punctation"]', "no family or rule 'punctation', did you mean 'punctuation'?"),
        ('[repair]\non = ["spin.beside"]', "did you mean 'spin.besides'?"),
    ],
)
def test_settings_no_page_could_be_cleaned_with_stop_the_run_before_the_first_request(
    jk: Jiaokan, site: ExampleServer, profile: Path, tmp_path: Path, table: str, told: str
) -> None:
    text = profile.read_text("utf-8").replace('[read]\ntime_zone = "Asia/Shanghai"', "")
    profile.write_text(f"{text}\n{table}\n", "utf-8")
    for command in (["run", profile, "--data", tmp_path / "data"], ["profile", "check", profile]):
        said = jk(*command)
        assert said.code == 2
        assert told in said.err
    assert not site.requests


def test_every_fault_of_a_profile_is_told_at_once_whatever_finds_it(
    jk: Jiaokan, profile: Path, tmp_path: Path
) -> None:
    (tmp_path / "house.toml").write_text(
        '[[rule]]\nid = "house.a"\nsummary = "s"\nwhy = "w"\nfamily = "f"\nstep = "wording"\nmatch = ["莅临"]\n'
        'replace = "光临"\nexamples = [["欢迎莅临", "欢迎"]]\nkeep = ["领导莅临"]\n',
        "utf-8",
    )
    text = profile.read_text("utf-8").replace('[read]\ntime_zone = "Asia/Shanghai"', "")
    profile.write_text(
        f"{text}\n[read]\ntime_zoen = 'x'\nselectors = {{ boddy = 'div', title = 'h1[', body = 'p[' }}\n"
        '[repair]\nfamilies = ["conective"]\nrules = ["house.toml", "missing.toml"]\n',
        "utf-8",
    )
    for command in (["profile", "check", profile], ["run", profile, "--data", tmp_path / "data"]):
        said = jk(*command)
        assert said.code == 2
        for told in (
            "time_zoen",
            "did you mean 'body'",
            "read.selectors.title",
            "read.selectors.body",
            "missing.toml",
            "example 1 gives '欢迎光临', expected '欢迎'",
            "untouched text 1",
        ):
            assert told in said.err
        assert all("example.toml" in line for line in said.err.strip().split("\n"))
    (tmp_path / "house.toml").unlink()
    assert "did you mean 'connective'" in jk("profile", "check", profile).err


@pytest.mark.parametrize("host", ["127.0.0.1:9", "localhost:9", "10.0.0.1"])
def test_a_private_address_that_is_not_allowed_is_called_private(
    jk: Jiaokan, tmp_path: Path, host: str
) -> None:
    (tmp_path / "p.toml").write_text(f'name = "p"\nstart = ["http://{host}/"]\n', "utf-8")
    said = jk("profile", "check", tmp_path / "p.toml")
    assert said.code == 2
    assert f'allow_private = ["{host}' in said.err
    assert "public host" not in said.err


@pytest.mark.parametrize(
    "command", [["clean", DUMP, "-o", "x"], ["repair", DUMP], ["show", DUMP]], ids=["clean", "repair", "show"]
)
def test_rules_whose_own_examples_fail_are_refused_before_the_first_page(
    jk: Jiaokan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[object]
) -> None:
    monkeypatch.chdir(tmp_path)
    rule = '[[rule]]\nid = "house.{n}"\nsummary = "s"\nwhy = "w"\nfamily = "f"\nstep = "wording"\nmatch = ["莅{n}临"]\nreplace = "光"\n'
    text = rule.format(n=1) + 'examples = [["莅1临", "莅临"]]\nkeep = ["不莅1临"]\n'
    text += rule.format(n=2) + 'examples = [["莅2临", "光"]]\nkeep = ["莅2临也"]\n'
    (tmp_path / "house.toml").write_text(text, "utf-8")
    said = jk(*command, "--rules", "house.toml")
    assert said.code == 2
    assert said.out == ""
    assert "house.1" in said.err
    assert "house.2" in said.err
    assert "jiaokan rules test house.toml" in said.err
    assert leftovers(tmp_path) == ["house.toml"]


@pytest.mark.parametrize("content", [os.urandom(3000), b"\x89PNG\r\n\x1a\n" + bytes(50)])
def test_repair_refuses_what_is_no_text(jk: Jiaokan, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "bin.dat").write_bytes(content)
    for arguments, named in ((["repair", tmp_path / "bin.dat"], "bin.dat"), (["repair"], "standard input")):
        said = jk(*arguments, stdin=content)
        assert said.code == 2
        assert said.out == ""
        assert f"{named}: expected plain text, found binary data" in said.err


def test_show_says_what_to_do_with_an_archive(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "a.warc").write_bytes(b"WARC/1.1\r\n")
    said = jk("show", tmp_path / "a.warc")
    assert said.code == 2
    assert "expected one page" in said.err
    assert "jiaokan clean" in said.err
