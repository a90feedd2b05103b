"""The plain-text page and its hand-reviewed outcome agree with each other."""

from __future__ import annotations

import json
from pathlib import Path

HERE = Path(__file__).parent
LINES = (HERE / "page.txt").read_text(encoding="utf-8").split("\n")
EXPECTED = json.loads((HERE / "expected.json").read_text(encoding="utf-8"))
FULL_WIDTH = str.maketrans(",:;?!()", "，：；？！（）")


def _repaired_lines() -> dict[int, str]:
    lines = dict(enumerate(LINES, start=1))
    for repair in EXPECTED["repairs"]:
        lines[repair["line"]] = lines[repair["line"]].replace(repair["before"], repair["after"], 1)
    return {number: line.translate(FULL_WIDTH) for number, line in lines.items()}


def test_the_lines_that_are_left_after_removals_and_repairs_are_the_blocks() -> None:
    gone = {n for span in EXPECTED["removed"] for n in range(span["lines"][0], span["lines"][1] + 1)}
    left = [line for number, line in _repaired_lines().items() if number not in gone and line]
    assert left[0] == EXPECTED["title"]
    assert left[1:] == [block["text"] for block in EXPECTED["blocks"]]


def test_each_repair_stands_once_in_its_line() -> None:
    for repair in EXPECTED["repairs"]:
        assert LINES[repair["line"] - 1].count(repair["before"]) == 1, repair


def test_the_related_list_has_teasers_of_one_hundred_characters_with_date_and_count() -> None:
    start, end = EXPECTED["removed"][-1]["lines"]
    assert LINES[start - 1] == "相关文章"
    entries = LINES[start:end]
    for entry, teaser, date_line in zip(EXPECTED["related"], entries[::2], entries[1::2], strict=True):
        assert len(teaser) == 100
        assert teaser.translate(FULL_WIDTH) == entry["teaser"]
        assert date_line == f"{entry['published_at'].replace('T', ' ')} {entry['views']}"


def test_the_entry_above_the_title_is_the_first_of_the_related_list() -> None:
    start = EXPECTED["removed"][-1]["lines"][0]
    assert LINES[:2] == LINES[start : start + 2]


def test_every_sentence_of_the_repeated_section_stands_earlier() -> None:
    heading, last = EXPECTED["removed"][2]["lines"]
    earlier = "\n".join(LINES[: heading - 1])
    assert all(sentence in earlier for sentence in LINES[last - 1].split("。"))


def test_the_keyword_section_holds_the_keywords() -> None:
    heading, last = EXPECTED["removed"][1]["lines"]
    assert LINES[heading - 1] == EXPECTED["title"] + "的核心"
    assert LINES[last - 1].split("、") == EXPECTED["keywords"]
