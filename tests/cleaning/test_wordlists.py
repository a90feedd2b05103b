"""Word lists: sorted, no word twice, a word and its class a line."""

from __future__ import annotations

from pathlib import Path

import pytest

import cleaning
from cleaning.wordlist import wordlist, wordlist_names

FOLDER = Path(cleaning.__file__).parent / "wordlists"


@pytest.mark.parametrize("name", wordlist_names())
def test_a_list_is_sorted_and_says_nothing_twice(name: str) -> None:
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert all(len(line.split("\t")) == 2 and all(line.split("\t")) for line in lines)


def test_a_doubled_word_has_one_class() -> None:
    classes = wordlist("doubled")
    assert sum(map(len, classes.values())) == len(frozenset().union(*classes.values()))
