"""A profile that names a second reader: checked before anything is fetched, kept with the run, and verified like all else."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaning.reading import second
from jiaokan import pipeline, running

Jiaokan = Callable[..., Any]


def with_keys(profile: Path, lines: str) -> Path:
    profile.write_text(profile.read_text("utf-8").replace("[read]\n", f"[read]\n{lines}\n"), "utf-8")
    return profile


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("second_raeder = 'trafilatura'", "did you mean 'read.second_reader'?"),
        ("second_reader = 'trafiltaura'", "expected one of trafilatura"),
        ("second_below = 2", "expected at most 1"),
    ],
)
def test_a_wrong_key_or_value_is_a_fault_of_the_profile(
    line: str, said: str, jk: Jiaokan, profile: Path
) -> None:
    told = jk("profile", "check", with_keys(profile, line))
    assert told.code == 2
    assert said in told.err


def test_the_keys_that_the_documentation_shows_are_valid(jk: Jiaokan, profile: Path) -> None:
    pytest.importorskip("trafilatura", reason="the extra second is not installed")
    page = (Path(__file__).parents[2] / "docs/benchmarks.md").read_text("utf-8")
    (shown,) = re.findall(r"^```toml\n\[read\]\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    told = jk("profile", "check", with_keys(profile, shown))
    assert told.code == 0, told.err


@pytest.mark.parametrize("command", [("profile", "check"), ("run",)], ids=" ".join)
def test_a_second_reader_that_is_not_installed_stops_before_the_first_request(
    command: tuple[str, ...], jk: Jiaokan, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    monkeypatch.chdir(tmp_path)
    told = jk(*command, with_keys(profile, "second_reader = 'trafilatura'"))
    assert told.code == 2
    assert "pip install 'jiaokan[second]'" in told.err
    assert not (tmp_path / "data/example/archive").exists()


def test_a_run_with_a_second_reader_is_verified_from_its_source(
    jk: Jiaokan, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("trafilatura", reason="the extra second is not installed")

    def all_but_the_last(html: bytes, url: str | None) -> str:
        return "\n".join(re.findall(r"<p[^>]*>([^<]+)</p>", html.decode())[:-1])

    # The pages of the example site are Chinese and well read: here they are neither.
    monkeypatch.setattr(second, "extracted", all_but_the_last)
    monkeypatch.setattr(second, "_FEW_CHINESE", 1.0)
    monkeypatch.setattr(second, "_DOUBTED", 1.0)
    with_keys(profile, "second_reader = 'trafilatura'\nsecond_below = 1.0")
    assert jk("run", profile, "--data", tmp_path / "data").code == 0
    run = tmp_path / "data/example/latest"
    settings = json.loads((run / "run.json").read_text("utf-8"))["settings"]
    assert settings["read"]["second_reader"] == "trafilatura"
    removed = (run / "removed.jsonl").read_text("utf-8")
    assert '"rule":"read.second"' in removed.replace('": "', '":"')
    told = jk("verify", run, "--source")
    assert told.code == 0, told.err


def test_another_version_of_the_second_reader_reads_again(
    jk: Jiaokan, profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("trafilatura", reason="the extra second is not installed")
    with_keys(profile, "second_reader = 'trafilatura'")
    data = tmp_path / "data/example"

    def parts_of_a_run(version: str) -> tuple[set[str], str]:
        monkeypatch.setattr(second, "version_of", lambda name: {name: version})
        monkeypatch.setattr(pipeline, "version_of", second.version_of)
        monkeypatch.setattr(running, "version_of", second.version_of)
        assert jk("run", profile, "--data", tmp_path / "data").code == 0
        told = json.loads((data / "latest/run.json").read_text("utf-8"))["versions"]["trafilatura"]
        return {path.name for path in (data / "parts").glob("read-*.summary.jsonl")}, told

    (one, told_one), (two, told_two) = map(parts_of_a_run, ("2.3.1", "2.4.0"))
    assert (told_one, told_two) == ("2.3.1", "2.4.0")
    assert two - one
    assert parts_of_a_run("2.4.0")[0] == two
