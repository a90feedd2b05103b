"""The public functions say what they expect, and never guess at what was meant."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import jiaokan
from cleaning.errors import InputError
from jiaokan.running import clean
from output.errors import DatasetError

DUMP = Path(__file__).parents[2] / "tests/example/page.txt"
TEXT = "社区在在以后会更方便,于此同时呢,大家都来."


@pytest.mark.parametrize("wrong", [b"text", None, 3, ["a"]])
def test_repair_asks_for_text_as_str(wrong: Any) -> None:
    with pytest.raises(TypeError, match="expected text as str, found"):
        jiaokan.repair(wrong)


@pytest.mark.parametrize("wrong", [None, 3, Path("page.html")])
def test_extract_and_clean_ask_for_a_page_as_bytes_or_str(wrong: Any) -> None:
    for function in (jiaokan.extract, jiaokan.clean):
        with pytest.raises(TypeError, match="expected a page as bytes or str"):
            function(wrong)


@pytest.mark.parametrize("script", ["tw", "", None, "t2s"])
def test_a_script_that_nobody_knows_is_refused_with_those_there_are(script: Any) -> None:
    for function in (jiaokan.repair, jiaokan.clean):
        with pytest.raises(InputError, match="expected 'auto', 'simplified', 'keep'"):
            function(TEXT, script=script)


def test_one_family_may_be_named_without_a_list() -> None:
    one = jiaokan.repair(TEXT, families="future")
    assert one == jiaokan.repair(TEXT, families=["future"])
    assert {edit.rule.split(".")[0] for edit in one.edits} == {"future"}


def test_a_family_that_nobody_knows_is_refused() -> None:
    with pytest.raises(InputError, match="futur"):
        jiaokan.repair(TEXT, families="futur")


def test_one_rule_file_may_be_named_without_a_list(tmp_path: Path) -> None:
    rule = tmp_path / "house.toml"
    rule.write_text(
        '[[rule]]\nid = "house.a"\nsummary = "s"\nwhy = "w"\nfamily = "house"\nstep = "wording"\n'
        'match = ["大家都来"]\nreplace = "欢迎光临"\nexamples = [["大家都来。", "欢迎光临。"]]\nkeep = ["大家"]\n',
        "utf-8",
    )
    for rules in (str(rule), rule, [rule]):
        assert "欢迎光临" in jiaokan.repair(TEXT, rules=rules).text


@pytest.mark.parametrize(
    "address", ["http://example.org/data/latest", "s3://bucket/data", "https:/example.org"]
)
def test_load_of_an_address_says_that_it_reads_folders(address: str) -> None:
    for path in (address, [address], Path(address)):
        with pytest.raises(DatasetError, match="expected a folder on this machine, found an address"):
            jiaokan.load(path)


def test_load_takes_each_dataset_once(tmp_path: Path) -> None:
    clean([DUMP], tmp_path / "x")
    (tmp_path / "latest").symlink_to("x")
    with pytest.raises(DatasetError, match="a second time"):
        jiaokan.load([tmp_path / "x", tmp_path / "latest"])
