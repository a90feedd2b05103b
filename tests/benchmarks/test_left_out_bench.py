"""The measure of words taken out of the tables, on sentences of our own."""

from __future__ import annotations

import doctest

import left_out
import pytest
from left_out import DATA, Sentence, measure, sentences, touches

from cleaning.repair import repair_text


def test_the_examples_in_the_docstrings_hold() -> None:
    failed, tried = doctest.testmod(left_out)
    assert tried
    assert not failed


def test_each_sentence_stands_once() -> None:
    found = [each.text for each in sentences(DATA)]
    assert len(found) == len(set(found))


def test_a_literal_is_a_sentence_s_own_where_it_meets_what_was_changed() -> None:
    assert touches("展望在以后", "展望", [(2, 5)])
    assert not touches("展望一下在以后", "展望", [(4, 7)])


@pytest.mark.parametrize(
    ("sentence", "left"),
    [
        (Sentence("connective", "除开这些以外呢，渡口停航。", ("此外，渡口停航。",)), 1),
        (Sentence("calque", "显卡司机需要更新。", ("显卡驱动程序需要更新。",)), 0),
        (Sentence("dup", "渔网以及以及浮标都要检查。", ("渔网以及浮标都要检查。",)), 1),
    ],
)
def test_what_is_told_by_its_build_outlives_its_word(sentence: Sentence, left: int) -> None:
    counts = measure([sentence])[sentence.family]
    assert (counts.artifacts, counts.repaired, counts.left_out) == (1, 1, left)


def test_the_tables_are_whole_again_behind_the_measure() -> None:
    measure([Sentence("calque", "显卡司机需要更新。", ("显卡驱动程序需要更新。",))])
    assert repair_text("显卡司机需要更新。").text == "显卡驱动程序需要更新。"
