"""Marks stand where the edits were recorded."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from output_samples import spun

from cleaning.edits import Edit, apply_edits
from output.marks import Segment, marked, segments, sentence_around

RULES = [f"r.{number}" for number in range(1, 5)]
LETTERS = st.text("甲乙丙，。\n", max_size=12)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str, list[Edit]]:
    """A text, what became of it, and up to six arbitrary splices that may fall into one another."""
    original = draw(LETTERS)
    text, edits = original, list[Edit]()
    for seq in range(1, draw(st.integers(0, 6)) + 1):
        start = draw(st.integers(0, len(text)))
        end = draw(st.integers(start, len(text)))
        edit = Edit(
            seq, "s", draw(st.sampled_from(RULES)), "text", None, start, end, text[start:end], draw(LETTERS)
        )
        text = apply_edits({"text": text}, [edit])["text"]
        edits.append(edit)
    return original, text, edits


def cut_by(pieces: list[Segment], edit: Edit) -> list[Segment]:
    """The pieces after one more edit, by definition: slow, and short enough to be seen to be right."""
    left: list[Segment] = []
    right: list[Segment] = []
    before = head = tail = ""
    rules: tuple[str, ...] = ()
    place = 0
    for piece in pieces:
        start, place = place, place + len(piece.after)
        if not (start < edit.end and place > edit.start):
            (left if place <= edit.start else right).append(piece)
            continue
        cut, rest = max(0, edit.start - start), max(0, place - edit.end)
        ends = piece.after[:cut], piece.after[len(piece.after) - rest :]
        if piece.rules:
            before += piece.before
            head, tail = head + ends[0], tail + ends[1]
            rules += piece.rules
            continue
        left += [Segment(ends[0], ends[0])] if cut else []
        right += [Segment(ends[1], ends[1])] if rest else []
        before += piece.after[cut : len(piece.after) - rest]
    rules = tuple(dict.fromkeys(rule for rule in rules if rule != edit.rule))
    return [*left, Segment(before, head + edit.after + tail, (*rules, edit.rule)), *right]


@given(edited())
def test_segments_spell_both_the_extracted_and_the_published_text(case: tuple[str, str, list[Edit]]) -> None:
    original, published, edits = case
    pieces = segments(published, edits)
    assert "".join(piece.before for piece in pieces) == original
    assert "".join(piece.after for piece in pieces) == published
    assert all(piece.before == piece.after for piece in pieces if not piece.rules)


@given(edited())
def test_segments_are_those_of_cutting_the_pieces_edit_by_edit(case: tuple[str, str, list[Edit]]) -> None:
    original, published, edits = case
    pieces = [Segment(original, original)]
    for edit in edits:
        pieces = cut_by(pieces, edit)
    assert segments(published, edits) == [piece for piece in pieces if piece.before or piece.after]


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
