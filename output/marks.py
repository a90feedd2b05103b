"""Where recorded edits stand in a text: marks by replay of positions, never by comparing two texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

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


class _Stretch:
    """A piece by its lengths alone: what it says is cut from the two texts once, when all edits are known.

    An edit inside a long touched piece then costs no copy of it.
    """

    __slots__ = ("after", "before", "rules")

    def __init__(self, before: int, after: int, rules: dict[str, None] | None = None) -> None:
        self.before = before
        self.after = after
        self.rules = rules


def segments(published: str, edits: Sequence[Edit]) -> list[Segment]:
    """The field cut into touched and untouched stretches; `edits` are those of this field, in order.

    >>> [(s.before, s.after) for s in segments("此外，好", [Edit(1, "w", "w.1", "text", 0, 0, 5, "除了这些外", "此外")])]
    [('除了这些外', '此外'), ('，好', '，好')]
    """
    if not edits:
        return [Segment(published, published)] if published else []
    name = edits[0].field
    original = revert_edits({name: published}, edits)[name]
    pieces = _Pieces(len(original))
    for edit in edits:
        pieces.put(edit)
    found: list[Segment] = []
    was = now = 0
    for piece in pieces:
        before, after = original[was : was + piece.before], published[now : now + piece.after]
        was, now = was + piece.before, now + piece.after
        if before or after:
            found.append(Segment(before, after, tuple(piece.rules or ())))
    return found


def by_line(pieces: Sequence[Segment]) -> Iterator[list[Segment]]:
    """The pieces of each line as it was extracted; what replaced several lines stands in the first of them.

    >>> [[piece.after for piece in line] for line in by_line([Segment("甲\\n乙", "甲\\n乙")])]
    [['甲'], ['乙']]
    """
    line: list[Segment] = []
    for piece in pieces:
        first, *more = piece.before.split("\n")
        after = piece.after if piece.rules else first
        # An edit that takes the line feed before a line does nothing to the line that ends there.
        line.append(Segment(first, after, piece.rules if first or after else ()))
        for rest in more:
            yield line
            line = [Segment(rest, "" if piece.rules else rest, piece.rules if rest else ())]
    yield line


class _Pieces:
    """The pieces of a field left and right of the last edit.

    A step numbers its edits from right to left, so the next one is near: a step passes once over the pieces, however
    many edits it makes. One list of all pieces, made anew for each edit, took 8 s for a page of 100 kB.
    """

    def __init__(self, length: int) -> None:
        self._left = [_Stretch(length, length)]
        self._right: list[_Stretch] = []
        self._reached = length

    def __iter__(self) -> Iterator[_Stretch]:
        yield from self._left
        yield from reversed(self._right)

    def put(self, edit: Edit) -> None:
        """One more edit. A touched piece is never cut: an edit inside it becomes part of it."""
        before, after = 0, len(edit.after)
        rest = 0
        rules: list[dict[str, None]] = []
        for start, piece in self._met(edit):
            cut, over = max(0, edit.start - start), max(0, start + piece.after - edit.end)
            if piece.rules is not None:
                before, after = before + piece.before, after + cut + over
                rules.append(piece.rules)
                continue
            before += piece.after - cut - over
            rest += over
            if cut:
                self._to_left(_Stretch(cut, cut))
        if rest:
            self._right.append(_Stretch(rest, rest))
        self._to_left(_Stretch(before, after, _in_order(rules, edit.rule)))

    def _met(self, edit: Edit) -> list[tuple[int, _Stretch]]:
        """The pieces that the edit falls into, taken out, each with its start, the last one first."""
        while self._right and (
            self._reached < edit.end or self._reached + self._right[-1].after <= edit.start
        ):
            self._to_left(self._right.pop())
        met: list[tuple[int, _Stretch]] = []
        # What ends where the edit starts stays before it: an insertion stands after all that stood there already.
        while self._left and self._reached > edit.start:
            piece = self._left.pop()
            self._reached -= piece.after
            if self._reached < edit.end:
                met.append((self._reached, piece))
            else:
                self._right.append(piece)
        return met

    def _to_left(self, piece: _Stretch) -> None:
        self._left.append(piece)
        self._reached += piece.after


def _in_order(found: Sequence[dict[str, None]], last: str) -> dict[str, None]:
    """The rules of several pieces, given from the last piece to the first, and one more, which stands last."""
    rules = found[-1] if found else {}
    for more in reversed(found[:-1]):
        rules.update(more)
    rules.pop(last, None)
    rules[last] = None
    return rules


def sentence_around(pieces: Sequence[Segment], index: int) -> list[Segment]:
    """The touched stretch at `index` with what stands around it, as far as its sentence goes or 60 characters."""
    left = _clipped((pieces[place] for place in range(index - 1, -1, -1)), backwards=True)
    right = _clipped((pieces[place] for place in range(index + 1, len(pieces))), backwards=False)
    return [*reversed(left), pieces[index], *right]


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
