"""What is counted for a whole page at once is what counting line by line gives."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from cleaning.reading.html import parse
from cleaning.reading.measures import _ENDS, _SENTENCE_MARKS, SIGNS, _count

TEXTS = st.lists(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), min_size=1), max_size=12
)


@given(TEXTS)
def test_characters_are_counted_as_line_by_line(texts: list[str]) -> None:
    counts = _count(texts)
    assert counts.chars.tolist() == [len(text) for text in texts]
    assert counts.marks.tolist() == [sum(mark in _SENTENCE_MARKS for mark in text) for text in texts]
    assert counts.digits.tolist() == [sum("0" <= each <= "9" for each in text) for text in texts]
    assert counts.han.tolist() == [sum("\u3400" <= each <= "\u9fff" for each in text) for text in texts]
    assert counts.bytes.tolist() == [len(text.encode("utf-8")) for text in texts]
    assert counts.signs.tolist() == [
        sum(bit for bit, signs in SIGNS.items() if any(sign in text for sign in signs)) for text in texts
    ]
    assert counts.ends.tolist() == [text[-1] in _ENDS for text in texts]


def test_elements_know_their_lines_their_parents_and_their_like() -> None:
    page = parse("<div class=a><p>一，</p><p>二。</p></div><div class=a><p>三</p></div><div></div>".encode())
    measures = page.measures
    assert [each.tag for each in page.containers] == ["body", "div", "p", "p", "div", "p"]
    assert measures.first.tolist() == [0, 0, 0, 1, 2, 2]
    assert measures.last.tolist() == [3, 2, 1, 2, 3, 3]
    assert measures.parent.tolist() == [0, 0, 1, 1, 0, 4]
    assert measures.home.tolist() == [2, 3, 5]
    assert measures.alike.tolist() == [1, 2, 3, 3, 2, 3]
    assert measures.rank.tolist() == [1, 1, 1, 2, 2, 3]
    assert [block.marks for block in page.blocks] == [1, 1, 0]
