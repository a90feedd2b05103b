"""The tables of characters: in order, without doubles, and as their source has them where it is installed."""

from __future__ import annotations

from collections import Counter

import pytest

from cleaning.characters import FREQUENCY, READINGS, bits, is_syllable, may_be_read


def test_characters_stand_once_and_in_order_by_how_common_they_are() -> None:
    rows = [line.split("\t") for line in FREQUENCY.read_text("utf-8").splitlines()]
    assert [amount for amount, _ in rows] == sorted({amount for amount, _ in rows})
    assert all(list(characters) == sorted(set(characters)) for _, characters in rows)
    assert max(Counter("".join(characters for _, characters in rows)).values()) == 1


def test_syllables_stand_once_and_in_order_with_their_characters() -> None:
    rows = [line.split("\t") for line in READINGS.read_text("utf-8").splitlines()]
    assert [syllable for syllable, _ in rows] == sorted({syllable for syllable, _ in rows})
    assert all(list(characters) == sorted(set(characters)) for _, characters in rows)


def test_what_damage_makes_of_text_counts_as_rare_though_a_dictionary_was_counted_on_some() -> None:
    assert all(bits().get(character, 99) >= 18 for character in "涓锛鍙鐢绯")
    assert all(bits()[character] <= 12 for character in "的中国图书馆開放")


def test_readings_are_told_without_tones() -> None:
    assert may_be_read("數", "shu")
    assert may_be_read("绿", "lv")
    assert not may_be_read("數", "liang")
    assert not is_syllable("the")


def test_the_tables_are_what_their_sources_give() -> None:
    pytest.importorskip("jieba")
    pytest.importorskip("pypinyin")
    from character_tables import tables

    assert {name: FREQUENCY.with_name(name).read_text("utf-8") for name in tables()} == tables()
