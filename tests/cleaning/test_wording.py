"""Wording: artifacts that must be repaired, sentences that must stay, and what is known to be missed."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaning.article import Article, Block
from cleaning.choice import RuleChoice
from cleaning.register import is_written
from cleaning.repair import repair_article, repair_text
from cleaning.steps import doubled

FOLDER = Path(__file__).parent / "wording"
FAMILIES = ["blend", "connective", "dup", "future"]


def rows(kind: str) -> list[tuple[str, str]]:
    found = []
    for file in sorted(FOLDER.glob(f"*.{kind}.*")):
        for line in file.read_text("utf-8").splitlines():
            before, _, after = line.partition("\t")
            found.append((before, after or before))
    return found


@pytest.mark.parametrize(("before", "after"), rows("repaired"))
def test_an_artifact_is_repaired(before: str, after: str) -> None:
    assert repair_text(before, choice=RuleChoice.of(FAMILIES)).text == after


@pytest.mark.parametrize(("before", "after"), rows("untouched"))
def test_a_correct_sentence_stays(before: str, after: str) -> None:
    assert repair_text(before, choice=RuleChoice.of(FAMILIES)).text == after


@pytest.mark.parametrize(("before", "after"), rows("known-failures"))
@pytest.mark.xfail(strict=True, reason="known to be missed")
def test_what_is_known_to_be_missed_is_noticed_when_it_is_not(before: str, after: str) -> None:
    assert repair_text(before, choice=RuleChoice.of(FAMILIES)).text == after


def test_the_surer_a_condition_the_higher_its_confidence() -> None:
    article = Article(
        blocks=(Block("paragraph", "窑场在在以后会扩建。"), Block("paragraph", "在以后城市如何用水？"))
    )
    confidence = {
        edit.rule: edit.confidence for edit in repair_article(article, choice=RuleChoice.of(["future"])).edits
    }
    assert confidence["future.doubled-zai"] > confidence["future.compound"]


def test_what_is_said_of_talk_on_a_page_with_spun_connectives_goes_with_them() -> None:
    page = "除了这些以外呢，窑温要记录。\n首先呢，测温计要校准。"
    assert (
        repair_text(page, choice=RuleChoice.of(FAMILIES)).text == "此外，窑温要记录。\n首先，测温计要校准。"
    )
    assert repair_text("首先呢，测温计要校准。", choice=RuleChoice.of(FAMILIES)).edits == ()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("说明：此处呢，不得停靠。", True),
        ("船长：此处呢，不得停靠。", False),
        ("“此处呢，不得停靠。”", True),
        ("“此处呢，不得停靠。”船长说。", False),
        ("此处呢，能停靠吗？", False),
        ("此处呢，我国渔船可以停靠。", True),
    ],
)
def test_speech_is_told_from_writing(text: str, written: bool) -> None:
    start = text.index("此处呢")
    assert is_written(text, start, start + 3) is written


def test_a_trembling_voice_stays() -> None:
    text = "流出来来的那些，是是酸酸液么"
    assert repair_text(text, choice=RuleChoice.of(["dup"])).text == text


def test_traditional_text_that_is_kept_is_not_cut_with_a_simplified_dictionary() -> None:
    assert repair_text("現在在儲存格中輸入。", script="keep", choice=RuleChoice.of(["dup"])).edits == ()


def test_no_listed_word_is_one_that_is_reduplicated() -> None:
    listed = set().union(*doubled.wordlist("doubled").values())
    assert listed.isdisjoint(
        ["讨论", "研究", "学习", "休息", "商量", "考虑", "非常", "很多", "一个", "如此", "永远"]
    )
