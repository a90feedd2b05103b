"""`jiaokan repair`: what a person at a terminal and a program behind a pipe get."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cleaning.edits import Edit, revert_edits
from cleaning.repair import repair_text

Run = Callable[..., Any]


@pytest.mark.parametrize(
    "text", ["于此同时呢,水位回落.\n", "于此同时呢,水位回落.\r\n责任编辑:李然\r\n完\n", ""]
)
def test_the_edits_of_json_lead_back_to_the_text(jk: Run, tmp_path: Path, text: str) -> None:
    file = tmp_path / "page.txt"
    file.write_bytes(text.encode())
    told = json.loads(jk("repair", file, "--json").out)
    assert told["text"] == repair_text(text).text
    before = revert_edits(
        {"text": told["text"].replace("\r\n", "\n")}, [Edit(**each) for each in told["edits"]]
    )["text"]
    ends = told.get("line_ends", ["\n"] * before.count("\n"))
    assert "".join(map(str.__add__, before.split("\n"), [*ends, ""])) == text
    assert ("line_ends" in told) == ("\r" in text)


def test_a_text_that_needs_too_many_edits_is_said_to_be_repaired_in_part(jk: Run, tmp_path: Path) -> None:
    file = tmp_path / "page.txt"
    file.write_text("水:" * 100_001, "utf-8")
    told = jk("repair", file)
    assert told.out.startswith("水：水：")
    assert told.out.endswith("水:")
    assert "more than 100,000 edits" in told.err
    assert not repair_text(file.read_text("utf-8")).complete
    assert repair_text("水:").complete


def test_the_diff_shows_each_changed_line_once_with_its_marks_and_its_rules(jk: Run) -> None:
    told = jk("repair", "--diff", stdin="水位如常。\n于此同时呢,桥已封闭。\n责任编辑:李然\n".encode())
    assert told.out == (
        "line 2  [-于此同时呢-]{+与此同时+}[-,-]{+，+}桥已封闭。\n"
        "    spin.meanwhile, punct.comma\n"
        "line 3  [-责任编辑:李然-]\n"
        "    boiler.editor-line\n"
    )


def test_a_rule_of_a_few_lines_is_applied_and_its_family_switched_off(jk: Run, tmp_path: Path) -> None:
    rules = tmp_path / "house.toml"
    rules.write_text(
        '[[rule]]\nid = "house.gauge"\nsummary = "s"\nwhy = "w"\nmatch = ["水尺"]\nreplace = "水位尺"\n'
        'examples = [["看水尺。", "看水位尺。"]]\nkeep = ["水位"]\n',
        "utf-8",
    )
    page = "看水尺,再记录。".encode()
    assert jk("repair", "--rules", rules, stdin=page).out == "看水位尺，再记录。"
    assert jk("repair", "--rules", rules, "--off", "custom", stdin=page).out == "看水尺，再记录。"
    assert jk("repair", "--rules", rules, "--family", "custom", stdin=page).out == "看水位尺,再记录。"


def test_two_forms_at_once_are_refused(jk: Run) -> None:
    told = jk("repair", "--diff", "--json", stdin=b"x")
    assert told.code == 2
    assert told.err == "jiaokan: --diff and --json are two forms of the same; name one of them\n"


def test_a_folder_is_refused_with_what_takes_folders(jk: Run, tmp_path: Path) -> None:
    said = jk("repair", tmp_path)
    assert said.code == 2
    assert "expected a text file, found the folder" in said.err
    assert f"jiaokan clean {tmp_path}" in said.err.replace("\n", " ").replace("  ", " ")
