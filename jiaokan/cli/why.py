"""`jiaokan show --why` on a terminal: what was decided, what says so, and every line of the page with its fate."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from cleaning.article import Article
from cleaning.flags import flags_of
from cleaning.reading.explaining import Candidate, Explanation
from jiaokan.cli.terminal import clipped, colourful, columns, marked, plain, wrapped
from jiaokan.why import Fate, ToldLine, evidence_of, told_lines, told_of_encoding
from output.counting import number_of

_MARKS: dict[Fate, str] = {"kept": "  ", "changed": "~ ", "left out": "- ", "removed": "- "}
_COLOURS: dict[Fate, str] = {"changed": "\x1b[33m", "left out": "\x1b[31m", "removed": "\x1b[31m"}
_WORDS: dict[Fate, str] = {"changed": "changed by repair", "removed": "removed by repair"}
_LABEL = 13


def why_text(explanations: Sequence[Explanation], article: Article) -> Iterator[str]:
    """The explanation in lines that fit the terminal; lines of the page are cut, `why_diff` has them whole."""
    width = columns(sys.stdout)
    yield clipped(plain(article.title or "(no title)"), width)
    for number, one in enumerate(explanations, 1):
        yield ""
        if len(explanations) > 1:
            yield f"Page {number} of {len(explanations)}"
        yield from _decisions(one, article, width)
        yield from _elements(one, width)
    if values := evidence_of(explanations, article):
        yield from ("", "What the page says of it, and where")
        for value in values:
            yield f"  {value.name:<{_LABEL}} {clipped(plain(value.value), width - _LABEL - 3)}"
            if value.where != value.value:
                yield from wrapped(f"from: {plain(value.where)}", width, " " * (_LABEL + 5))
    yield from _lines(told_lines(explanations, article), width)
    yield from _elsewhere(explanations, width)


def _decisions(one: Explanation, article: Article, width: int) -> Iterator[str]:
    said = [("Read as", f"{one.kind}: {one.kind_reason}")]
    if article.dropped is not None and article.dropped.detail != one.kind_reason:
        said.append(("Dropped", f"{article.dropped.reason}: {article.dropped.detail}"))
    if one.encoding:
        said.append(("Encoding", f"{one.encoding}: {'; '.join(told_of_encoding(one))}"))
    if one.caps:
        said.append(
            (
                "Caps reached",
                f"{', '.join(one.caps)}: markup beyond what a page needs was left out, text stays",
            )
        )
    if one.confidence is not None:
        said.append(
            (
                "Confidence",
                f"{one.confidence}: the chance that the text is right, but for a line or so",
            )
        )
    said += [("Flag", f"{flag.name}: {flag.detail}") for flag in flags_of(article)]
    for name, sentence in said:
        first, *more = wrapped(plain(sentence), width, " " * _LABEL)
        yield f"{name:<{_LABEL}}{first[_LABEL:]}"
        yield from more


def _elements(one: Explanation, width: int) -> Iterator[str]:
    if one.chosen is None:
        return
    yield from ("", "The element that was chosen")
    yield from wrapped("(measure: its prose less all else in it, roughly in characters)", width, "  ")
    yield from _candidate(one.chosen, width)
    if one.others:
        yield "and those that were not"
    for other in one.others:
        yield from _candidate(other, width)


def _candidate(each: Candidate, width: int) -> Iterator[str]:
    size = f"{number_of(each.lines, 'line')}, {number_of(each.characters, 'character')}, measure {each.measure:,}"
    yield clipped(f"  {plain(each.element)}  {size}", width)
    yield from wrapped(plain(each.why), width, "      ")


def _lines(told: Sequence[ToldLine], width: int) -> Iterator[str]:
    if not told:
        return
    counts = Counter(one.fate for one in told)
    said = ", ".join(
        f"{counts[fate]:,} {_WORDS.get(fate, fate)}"
        for fate in ("kept", "changed", "left out", "removed")
        if counts[fate]
    )
    has_element = any(one.line.element for one in told)
    yield from ("", f"{'Lines in and around that element' if has_element else 'Lines of the page'}: {said}")
    yield from wrapped(
        "unmarked: kept as it is; ~ kept, changed by repair; - not in the article, with the reason below it; a number "
        "is how likely the scorer finds the line text of the article",
        width,
        "  ",
    )
    for number, one in enumerate(told):
        yield _coloured(one, clipped(plain(one.line.text), width - 4))
        following = told[number + 1] if number + 1 < len(told) else None
        # The reason of a run of lines is said once, below the last of them.
        if one.fate != "kept" and (
            following is None or (following.fate, following.why) != (one.fate, one.why)
        ):
            yield from wrapped(plain(_reason(one)), width, "        ")


def _reason(one: ToldLine) -> str:
    if one.fate == "kept":
        return ""
    if one.fate in ("changed", "removed"):
        return f"{_WORDS[one.fate]}: {one.why}"
    likely = f" ({one.line.likely:.2f})" if one.line.likely is not None else ""
    return f"{one.why}{likely}"


def _coloured(one: ToldLine, text: str) -> str:
    colour = _COLOURS.get(one.fate, "") if colourful(sys.stdout) else ""
    return f"  {colour}{_MARKS[one.fate]}{text}{chr(27) + '[0m' if colour else ''}"


def _elsewhere(explanations: Sequence[Explanation], width: int) -> Iterator[str]:
    groups = [each for one in explanations for each in one.outside]
    if not groups:
        return
    yield from ("", "Elsewhere on the page, not chosen")
    for each in groups:
        size = f"{number_of(each.lines, 'line')} of {plain(each.element)}: {number_of(each.characters, 'character')}"
        yield clipped(f"  {size}", width)
        yield from wrapped(plain(each.reason), width, "      ")
        yield clipped(f"      begins: {plain(each.begins)}", width)


def why_diff(explanations: Sequence[Explanation], article: Article) -> Iterator[str]:
    """The way from page to article as a diff: every line of the page whole, kept, changed or left out, in its order."""
    colour = colourful(sys.stdout)
    dim, red, off = ("\x1b[2m", "\x1b[31m", "\x1b[0m") if colour else ("", "", "")
    for one in told_lines(explanations, article):
        if one.fate == "kept":
            yield f"  {plain(one.line.text)}"
        elif one.fate == "changed":
            yield f"~ {marked(one.pieces, colour)}"
            yield f"{dim}    {plain(one.why)}{off}"
        else:
            yield f"{red}- {plain(one.line.text)}{off}"
            yield f"{dim}    {plain(_reason(one))}{off}"
    for each in (group for one in explanations for group in one.outside):
        yield (
            f"{dim}- {number_of(each.lines, 'line')} of {plain(each.element)}: "
            f"{number_of(each.characters, 'character')}, not chosen: {plain(each.reason)}{off}"
        )
