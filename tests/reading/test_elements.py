"""What names say of an element is the same however it is looked up."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaning.reading.elements import KNOWN, known_containers, system_of, traits_of

NAMES = st.sampled_from([name.strip("#.[]") for name in known_containers()] + ["x", "", "wrap", "\u3000"])
WORDS = st.builds("{} {}".format, st.lists(NAMES, max_size=3).map(" ".join), NAMES) | st.just("")


@given(WORDS, NAMES | st.just("articleBody"))
def test_an_element_is_known_where_a_system_is_named(words: str, itemprop: str) -> None:
    known = bool(traits_of("div", words, itemprop) & KNOWN)
    by_class = any(f".{name}" in known_containers() for name in words.split())
    assert known == (by_class or system_of(words, itemprop) is not None)
