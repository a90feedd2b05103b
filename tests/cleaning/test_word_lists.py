"""The word lists beside the steps are sorted, without a double, and of the form their readers expect."""

from __future__ import annotations

from pathlib import Path

import pytest

from cleaning.steps.obfuscation import DODGED, TAGS
from cleaning.steps.pagelines import CONTROLS

LISTS = {"controls": (CONTROLS, 2), "tags": (TAGS, 1), "dodged words": (DODGED, 1)}


@pytest.mark.parametrize("name", LISTS)
def test_a_word_list_is_sorted_and_has_each_word_once(name: str) -> None:
    file, columns = LISTS[name]
    assert isinstance(file, Path)
    rows = [line.split("\t") for line in file.read_text("utf-8").splitlines()]
    words = [row[0] for row in rows]
    assert all(len(row) == columns and all(row) for row in rows)
    assert words == sorted(set(words))


def test_a_control_is_alone_a_button_a_heading_of_a_list_or_counts_beside_others() -> None:
    kinds = {line.split("\t")[1] for line in CONTROLS.read_text("utf-8").splitlines()}
    assert kinds == {"alone", "button", "list", "beside"}


def test_a_dodged_word_has_two_characters_or_more() -> None:
    assert all(len(word) > 1 for word in DODGED.read_text("utf-8").split())
