"""The reviewed outcomes agree with the sources, and the pages show what the outcomes say they show."""

from __future__ import annotations

import json
import re

import pytest
import truth

NAMES = sorted(path.stem for path in truth.HERE.glob("*.json"))


def _expected(name: str) -> dict:
    return json.loads((truth.HERE / f"{name}.json").read_text(encoding="utf-8"))


def test_there_is_an_outcome_for_every_named_article() -> None:
    assert sorted(truth.SAMPLE) == NAMES
    assert len(NAMES) >= 12


@pytest.mark.parametrize("name", NAMES)
def test_an_outcome_is_what_its_source_says(name: str) -> None:
    assert _expected(name) == json.loads(json.dumps(truth.derive(truth.by_name()[name])))


def test_the_outcomes_cover_every_template_and_every_kind_of_block() -> None:
    outcomes = [_expected(name) for name in NAMES]
    assert {outcome["template"] for outcome in outcomes} == {"modern", "table", "cms"}
    assert sum(outcome["encoding"] == "gbk" for outcome in outcomes) == 4
    kinds = {block["kind"] for outcome in outcomes for block in outcome["blocks"]}
    assert kinds == {"heading", "paragraph", "list_item", "table_row", "quote", "code", "caption"}


# baike-5104 is correct prose that looks like damage.
@pytest.mark.parametrize("name", [name for name in NAMES if name != "baike-5104"])
def test_an_outcome_holds_no_damage(name: str) -> None:
    text = "\n".join(block.get("text", "") for block in _expected(name)["blocks"])
    assert not re.search("在在以后|的在以后|除了这些[以之]外呢|于此同时|[\u200b\ufeff\u00a0\u3000]", text)
    assert not re.search("[\u4e00-\u9fff][,;?!][\u4e00-\u9fff]", text)
