"""Quick looks that spare a search never hide a line that the search would find."""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.reading import bylines, caps, elements, furniture, paging, sections, titles, widetags
from cleaning.reading.measures import SIGNS, TURN

BEGINNINGS = {
    "tail": (furniture._TAIL, furniture.TAIL_BEGINNINGS),
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


# Patterns in which nothing is tried twice, as those that can be read as examples.
LINES = {
    "tail": (furniture._TAIL, furniture.TAIL_BEGINNINGS, furniture._LATIN_TAIL_BEGINNINGS),
    "share": (furniture._SHARE, furniture._SHARE_BEGINNINGS, furniture._LATIN_SHARE_BEGINNINGS),
    "player": (furniture._PLAYER, furniture._PLAYER_BEGINNINGS, furniture._LATIN_PLAYER_BEGINNINGS),
}


@pytest.mark.parametrize("name", LINES)
def test_every_line_a_pattern_matches_passes_the_look_at_its_first_two_letters(name: str) -> None:
    pattern, beginnings, pairs = LINES[name]
    plain = pattern.pattern.replace("(?>", "(?:").replace("*+", "*")

    @given(st.from_regex(re.compile(plain)), st.sampled_from([str, str.upper, str.lower, str.title]))
    def holds(text: str, cased: Callable[[str], str]) -> None:
        found = pattern.match(cased(text))
        if found is not None and len(found[0]) > 1:
            assert found[0][0] in beginnings or found[0][0].isspace()
            assert furniture._may_begin_with(found[0], pairs)

    holds()


@given(st.from_regex(re.compile(furniture._LEGAL.pattern)))
def test_every_notice_the_pattern_matches_has_one_of_the_signs(text: str) -> None:
    assert furniture._LEGAL_SIGN.search(text)


@pytest.mark.parametrize("cue", furniture._LEGAL_CUES)
def test_every_cue_of_a_notice_has_a_sign(cue: str) -> None:
    assert furniture._LEGAL_SIGN.search(cue)


@given(st.from_regex(bylines._DATE) | st.from_regex(bylines._LABEL))
def test_every_date_and_label_of_a_byline_has_a_character_of_one(text: str) -> None:
    assert bylines._MAY_STATE.search(text)


@given(st.from_regex(re.compile(f"^(?:{paging._WORD})$", re.ASCII)))
def test_every_word_of_a_pager_is_a_number_or_turns(word: str) -> None:
    signs = any(sign in word for sign in SIGNS[TURN])
    assert signs or any(map(str.isdigit, word)) or paging._TURNING.search(word)


@given(st.text(st.characters(max_codepoint=0x7F)))
def test_a_text_in_ascii_is_folded_as_any_other(text: str) -> None:
    assert titles.fold(text) == titles.fold(text + "，")


ALTERNATIVES = "post-?date|pub|editor|ed(?:it|n)|time(?!r)|p\\b"


@given(st.text("posteditrubanm- ", max_size=12) | st.from_regex(re.compile(ALTERNATIVES)))
def test_words_are_found_by_their_first_letters_as_one_after_the_other(text: str) -> None:
    by_letter = re.compile(furniture.one_of(ALTERNATIVES))
    assert bool(by_letter.search(text)) == bool(re.search(ALTERNATIVES, text))


RARE = (
    furniture.FOREIGN_WORDS,
    elements._BYLINE_WORDS,
    elements._AUTHOR_WORDS,
    elements._AUTHOR_NAME_WORDS,
)


@pytest.mark.parametrize("pattern", RARE)
def test_every_name_of_a_rarer_sort_passes_the_first_look(pattern: re.Pattern[str]) -> None:
    @given(st.from_regex(pattern))
    def holds(names: str) -> None:
        assert elements._RARE_WORDS.search(names)

    holds()


MARKUP = st.lists(
    st.sampled_from(
        [
            b"<",
            b"</",
            b">",
            b"/",
            b" ",
            b"\n",
            b"div",
            b"TD",
            b"td",
            b"body",
            b"a",
            b"x=1",
            b"tableau",
            b"text",
            b"input",
        ]
    ),
    max_size=40,
).map(b"".join)


@given(MARKUP)
def test_no_closing_tag_around_which_text_may_merge_is_overlooked(content: bytes) -> None:
    names = np.array([found.end() for found in re.finditer(b"</", content)], np.intp)
    assert caps._most_closed(content, names) >= len(caps._MERGING_CLOSED.findall(content))


@given(st.lists(st.sampled_from([b" ", b"\n", b"/", b"=", b'"', b"'", b"a", b">"]), min_size=1, max_size=40))
def test_attributes_are_counted_in_one_look_as_one_after_the_other(pieces: list[bytes]) -> None:
    content = b"".join(pieces)
    assert widetags.separators(content, 0, len(content)) == len(widetags._BEFORE_ATTRIBUTE.findall(content))
