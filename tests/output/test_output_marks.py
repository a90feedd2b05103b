"""Marks stand where the edits were recorded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from output_samples import spun

from cleaning.edits import Edit, apply_edits
from output.marks import Segment, marked, segments, sentence_around

LETTERS = st.text("甲乙丙，。\n", max_size=12)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, list[Edit]]:
    """A text, what became of it, and up to six arbitrary splices that may fall into one another."""
    original = draw(LETTERS)
    text, edits = original, list[Edit]()
    for seq in range(1, draw(st.integers(0, 6)) + 1):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        edit = Edit(seq, "s", f"r.{seq}", "text", None, start, end, text[start:end], draw(LETTERS))
        text = apply_edits({"text": text}, [edit])["text"]
        edits.append(edit)
    return original, text, edits


@given(edited())
def test_segments_spell_both_the_extracted_and_the_published_text(case: tuple[str, str, list[Edit]]) -> None:
    original, published, edits = case
    pieces = segments(published, edits)
    assert "".join(piece.before for piece in pieces) == original
    assert "".join(piece.after for piece in pieces) == published
    assert all(piece.before == piece.after for piece in pieces if not piece.rules)


@given(edited())
def test_a_sentence_is_a_run_of_its_text(case: tuple[str, str, list[Edit]]) -> None:
    original, published, edits = case
    pieces = segments(published, edits)
    for index, piece in enumerate(pieces):
        if piece.rules:
            around = sentence_around(pieces, index)
            assert "".join(one.before for one in around) in original
            assert "".join(one.after for one in around) in published
            assert piece in around


def test_untouched_text_is_one_segment() -> None:
    assert segments("正文", []) == [Segment("正文", "正文")]


def test_the_marks_of_an_article_name_what_was_there() -> None:
    article = spun(3)
    pieces = segments(article.text, [edit for edit in article.edits if edit.field == "text"])
    assert "〔除了这些以外呢→此外〕" in marked(pieces)
    assert "〔\n点击下载本文完整版→〕" in marked(pieces)


def test_a_stretch_changed_twice_names_the_last_rule_last() -> None:
    edits = [
        Edit(1, "s", "r.1", "text", 0, 0, 1, "甲", "乙"),
        Edit(2, "s", "r.2", "text", 0, 0, 1, "乙", "丙"),
    ]
    edits.append(Edit(3, "s", "r.1", "text", 0, 0, 1, "丙", "丁"))
    assert segments("丁", edits) == [Segment("甲", "丁", ("r.2", "r.1"))]
