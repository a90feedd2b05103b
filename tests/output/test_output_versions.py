"""The history of runs can be listed, shown and compared."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from output_samples import info, paragraph, plain, spun

from cleaning.article import Block
from output.errors import DatasetError
from output.publish import move_latest, publish
from output.versions import RuleChange, diff_runs, list_runs, show_run


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile whose second run has an article more, one changed, one renamed, one gone and one merely absent."""
    folder = tmp_path / "shequ"
    first = [spun(1), *(plain(n) for n in range(5))]
    publish(first, folder=folder / "runs" / "one", info=info("one", digests={"rules": "a"}))
    second = [
        msgspec.structs.replace(plain(0), blocks=(Block("paragraph", paragraph(7)),)),
        msgspec.structs.replace(
            plain(1), metadata=msgspec.structs.replace(plain(1).metadata, author="林一舟")
        ),
        plain(2),
        plain(9),
    ]
    publish(
        second,
        folder=folder / "runs" / "two",
        info=info("two", digests={"rules": "b"}),
        previous=folder / "runs" / "one",
        gone={plain(3).url or "": "404"},
    )
    move_latest(folder, folder / "runs" / "two")
    return folder


@pytest.mark.parametrize("place", ["", "runs"])
def test_runs_are_listed_from_the_oldest(place: str, profile: Path) -> None:
    one, two = list_runs(profile / place)
    assert (one.run, one.articles, one.is_latest) == ("one", 6, False)
    assert (two.run, two.articles, two.gone, two.is_latest) == ("two", 4, 1, True)


def test_a_run_that_cannot_be_read_is_listed_with_its_problem(profile: Path) -> None:
    (profile / "runs" / "broken").mkdir()
    (profile / "runs" / ".three.partial-1").mkdir()
    (profile / "runs" / "two" / "run.json").write_text("{")
    assert [(run.run, run.problem is None) for run in list_runs(profile)] == [
        ("broken", False),
        ("one", True),
        ("two", False),
    ]


def test_a_folder_without_runs_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="a folder of runs"):
        list_runs(tmp_path)
    with pytest.raises(DatasetError, match="no such folder"):
        list_runs(tmp_path / "nowhere")


def test_one_run_can_be_shown(profile: Path) -> None:
    record = show_run(profile)
    assert (record.run, record.previous) == ("two", "one")
    assert show_run(profile / "runs" / "one").statuses == {"added": 6}


def test_two_runs_are_compared_by_content(profile: Path) -> None:
    found = diff_runs(profile / "runs" / "one", profile / "latest")
    assert (found.older, found.newer) == ("one", "two")
    assert [line.url for line in found.added] == [plain(9).url]
    assert [line.url for line in found.changed] == [plain(0).url]
    assert [line.title for line in found.recleaned] == [plain(1).title]
    assert {line.url for line in found.absent} == {spun(1).url, plain(4).url}
    assert [line.url for line in found.gone] == [plain(3).url]
    assert found.unchanged == 1
    assert found.rules[0] == RuleChange("punctuation.comma", 11, 0)
    assert found.digests == {"rules": ("a", "b")}


def test_a_run_does_not_differ_from_itself(profile: Path) -> None:
    found = diff_runs(profile / "latest", profile / "latest")
    assert found.unchanged == 4
    assert (found.added, found.changed, found.recleaned, found.absent, found.rules) == ((), (), (), (), ())
