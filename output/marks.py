"""Where recorded edits stand in a text: marks by replay of positions, never by comparing two texts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from cleaning.edits import Edit, revert_edits

# Sentence ends, as far as a reader needs them to be shown one sentence; a line end is one as well.
SENTENCE_ENDS = "。！？!?\n"
_WINDOW = 60


class Segment(msgspec.Struct, frozen=True):
    """A stretch of a field: `before` as extracted, `after` as published, and the rules that made the one the other,
    the last one last.

    Without rules it was not touched and both are equal.
    """

    before: str
    after: str
    rules: tuple[str, ...] = ()


def segments(published: str, edits: Sequence[Edit]) -> list[Segment]:
    """The field cut into touched and untouched stretches; `edits` are those of this field, in order.

    >>> [(s.before, s.after) for s in segments("此外，好", [Edit(1, "w", "w.1", "text", 0, 0, 5, "除了这些外", "此外")])]
    [('除了这些外', '此外'), ('，好', '，好')]
    """
    if not edits:
        return [Segment(published, published)] if published else []
    name = edits[0].field
    pieces = [Segment(original := revert_edits({name: published}, edits)[name], original)]
    for edit in edits:
        pieces = _with(pieces, edit)
    return [piece for piece in pieces if piece.before or piece.after]


def _with(pieces: list[Segment], edit: Edit) -> list[Segment]:
    """The pieces after one more edit. A touched piece is never cut: an edit inside it becomes part of it."""
    left: list[Segment] = []
    right: list[Segment] = []
    before = head = tail = ""
    rules: tuple[str, ...] = ()
    place, met = 0, False
    for piece in pieces:
        start, place = place, place + len(piece.after)
        inside = start < edit.end and place > edit.start
        # An insertion lies inside a touched piece only when strictly within it.
        inside = inside or (edit.start == edit.end and start < edit.start < place)
        if not inside:
            (left if place <= edit.start and not met else right).append(piece)
            continue
        met = True
        cut, rest = max(0, edit.start - start), max(0, place - edit.end)
        if piece.rules:
            before += piece.before
            head += piece.after[:cut]
            tail += piece.after[len(piece.after) - rest :]
            rules += piece.rules
            continue
        if cut:
            left.append(Segment(piece.after[:cut], piece.after[:cut]))
        if rest:
            right.append(
                Segment(piece.after[len(piece.after) - rest :], piece.after[len(piece.after) - rest :])
            )
        before += piece.after[cut : len(piece.after) - rest]
    rules = tuple(dict.fromkeys(rule for rule in rules if rule != edit.rule))
    touched = Segment(before, head + edit.after + tail, (*rules, edit.rule))
    return [*left, touched, *right]


def sentence_around(pieces: Sequence[Segment], index: int) -> list[Segment]:
    """The touched stretch at `index` with what stands around it, as far as its sentence goes or 60 characters."""
    left = _clipped(list(reversed(pieces[:index])), backwards=True)
    return [*reversed(left), pieces[index], *_clipped(list(pieces[index + 1 :]), backwards=False)]


def _clipped(pieces: Iterable[Segment], *, backwards: bool) -> list[Segment]:
    kept: list[Segment] = []
    room = _WINDOW
    for piece in pieces:
        if piece.rules:
            if len(piece.before) > room or "\n" in piece.before + piece.after:
                break
            kept.append(piece)
            room -= len(piece.before)
            continue
        text = _until_sentence_end(piece.after, room, backwards=backwards)
        if text:
            kept.append(Segment(text, text))
        if len(text) < len(piece.after) or room <= len(text):
            break
        room -= len(text)
    return kept


def _until_sentence_end(text: str, room: int, *, backwards: bool) -> str:
    """As much of the text, seen from its start (or its end), as belongs to the sentence and fits the room."""
    if backwards:
        text = text[-room:] if room else ""
        ends = [text.rfind(mark) for mark in SENTENCE_ENDS]
        return text[max(ends) + 1 :]
    text = text[:room]
    ends = [place for mark in SENTENCE_ENDS if (place := text.find(mark)) >= 0]
    if not ends:
        return text
    return text[: min(ends) + (text[min(ends)] != "\n")]


def marked(pieces: Iterable[Segment]) -> str:
    """The text with each touched stretch written as 〔before→after〕.

    >>> marked([Segment("除了这些外", "此外", ("w.1",)), Segment("，好", "，好")])
    '〔除了这些外→此外〕，好'
    """
    return "".join(f"〔{piece.before}→{piece.after}〕" if piece.rules else piece.after for piece in pieces)
