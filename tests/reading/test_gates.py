"""Quick looks that spare a search never hide a line that the search would find."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.reading import furniture, sections

BEGINNINGS = {
    "tail": (furniture._TAIL, furniture._TAIL_BEGINNINGS),
    "navigation": (furniture._NAVIGATION, furniture._NAVIGATION_BEGINNINGS),
    "header": (sections._RELATED_HEADER, sections.HEADER_BEGINNINGS),
    "keywords": (sections._KEYWORD_LABEL, sections._LABEL_BEGINNINGS),
}


@pytest.mark.parametrize("name", BEGINNINGS)
def test_every_line_a_pattern_matches_begins_as_the_quick_look_expects(name: str) -> None:
    pattern, beginnings = BEGINNINGS[name]

    @given(st.from_regex(re.compile(pattern.pattern)))
    def holds(text: str) -> None:
        found = re.search(pattern.pattern, text)
        assert found is not None
        assert found[0][0] in beginnings
        assert found[0][0].swapcase() in beginnings

    holds()


@given(st.from_regex(re.compile(furniture._LEGAL.pattern)))
def test_every_notice_the_pattern_matches_has_one_of_the_cues(text: str) -> None:
    cues = furniture._LEGAL_CUES_IN_LATIN if text.isascii() else furniture._LEGAL_CUES
    assert any(cue in text.lower() for cue in cues)


def test_a_notice_that_is_misspelt_is_one() -> None:
    assert furniture.is_legal_line("All right reserved")
