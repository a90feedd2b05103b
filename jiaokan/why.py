"""What became of every line of a page: the explanation of its reading and the edits of its repair, told together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from cleaning.article import Article
from cleaning.flags import flags_of
from cleaning.reading.explaining import Evidence, Explanation, PageLine
from jiaokan.markdown import escaped, table
from output.counting import number_of
from output.marks import Segment, by_line, segments

Fate = Literal["kept", "changed", "left out", "removed"]


class ToldLine(msgspec.Struct, frozen=True):
    """A line of a page and its fate: kept, changed by repair, left out by reading, or removed by repair.

    `pieces` are its stretches before and after repair, none for what reading left out; `why` says what decided.
    """

    line: PageLine
    fate: Fate
    why: str = ""
    pieces: tuple[Segment, ...] = ()


def told_lines(explanations: Sequence[Explanation], article: Article) -> list[ToldLine]:
    """Every line of the pages of an article, in their order, with what became of it.

    The lines that reading keeps are the extracted text, line by line; what joining pages leaves out is known by its
    absence there.
    """
    repaired = iter(_repaired(article))
    text = article.original()["text"]
    extracted = text.split("\n") if text else []
    place = 0
    told: list[ToldLine] = []
    for explanation in explanations:
        for line in explanation.lines:
            if not line.kept:
                told.append(ToldLine(line, "left out", f"{line.rule}: {line.reason}"))
            elif article.dropped is not None and not extracted:
                told.append(ToldLine(line, "left out", "the page is no article"))
            elif place < len(extracted) and extracted[place] == line.text:
                place += 1
                told.append(_after_repair(line, next(repaired)))
            else:
                told.append(ToldLine(line, "left out", _why_not_joined(line, article)))
    return told


def _repaired(article: Article) -> Iterator[list[Segment]]:
    yield from by_line(segments(article.text, [edit for edit in article.edits if edit.field == "text"]))


def _after_repair(line: PageLine, pieces: Sequence[Segment]) -> ToldLine:
    rules = dict.fromkeys(rule for piece in pieces for rule in piece.rules)
    if not rules:
        return ToldLine(line, "kept", pieces=tuple(pieces))
    gone = not "".join(piece.after for piece in pieces)
    return ToldLine(line, "removed" if gone else "changed", ", ".join(rules), tuple(pieces))


def _why_not_joined(line: PageLine, article: Article) -> str:
    for row in article.removed:
        if row.seq is None and row.text == line.text:
            return f"{row.rule}: {row.reason}"
    return "left out where the pages were joined"


def evidence_of(explanations: Sequence[Explanation], article: Article) -> list[Evidence]:
    """The values of the article, pages joined, and what says each."""
    keywords = "、".join(article.keywords)
    values = {
        "url": article.url,
        "title": article.title,
        "keywords": keywords,
        **msgspec.structs.asdict(article.metadata),
    }
    first = explanations[0].found if explanations else ()
    # The title comes first, as on the page.
    names = dict.fromkeys(["title", *(evidence.name for evidence in first), *article.metadata.found])
    return [
        Evidence(name, str(values.get(name) or article.metadata.found[name]), article.metadata.found[name])
        for name in names
        if name in article.metadata.found and name not in ("text", "caps")
    ]


def as_data(explanations: Sequence[Explanation]) -> dict[str, object]:
    """The explanation of an article as JSON holds it: that of its first page, and those of further pages."""
    first, *further = (msgspec.to_builtins(explanation) for explanation in explanations)
    return {**first, "further_pages": further}


def as_markdown(explanations: Sequence[Explanation], article: Article) -> str:
    """The explanation as a section to stand behind the article in Markdown."""
    pieces = ["## Why it was read like this"]
    for number, one in enumerate(explanations, 1):
        if len(explanations) > 1:
            pieces.append(f"### Page {number}")
        pieces.append(f"It is read as {one.kind}: {escaped(one.kind_reason)}.")
        pieces += _markdown_of_encoding(one)
        pieces += _markdown_of_elements(one)
    if flags := flags_of(article):
        pieces.append("\n".join(f"- flag `{flag.name}`: {escaped(flag.detail)}" for flag in flags))
    if values := evidence_of(explanations, article):
        rows = [["value", "is", "where it was found"]]
        pieces.append(table([*rows, *([each.name, each.value, each.where] for each in values)]))
    left = [told for told in told_lines(explanations, article) if told.fate in ("left out", "removed")]
    if left:
        pieces.append("### Lines left out")
        pieces.append("\n".join(f"- {escaped(told.line.text)} ({escaped(told.why)})" for told in left))
    elsewhere = [outside for one in explanations for outside in one.outside]
    if elsewhere:
        rows = [["element", "lines", "characters", "why not", "begins"]]
        pieces.append("### Elsewhere on the page")
        pieces.append(
            table(
                [
                    *rows,
                    *(
                        [each.element, str(each.lines), str(each.characters), each.reason, each.begins]
                        for each in elsewhere
                    ),
                ]
            )
        )
    return "\n\n".join(pieces)


def told_of_encoding(one: Explanation) -> list[str]:
    """What says that the encoding of a page is this one, and what of the page is not in it."""
    told = [one.encoding_reason]
    if one.pieces_in_gbk:
        told.append(f"{number_of(one.pieces_in_gbk, 'piece')} of it in GBK, read as such")
    if one.replaced_characters:
        told.append(f"{number_of(one.replaced_characters, 'character')} made no sense")
    return told


def _markdown_of_encoding(one: Explanation) -> list[str]:
    told = []
    if one.encoding:
        told.append(f"Its encoding is {escaped(one.encoding)}: {escaped('; '.join(told_of_encoding(one)))}.")
    if one.caps:
        told.append(f"The page goes beyond the caps on {', '.join(map(escaped, one.caps))} and was cut.")
    return told


def _markdown_of_elements(one: Explanation) -> list[str]:
    if one.chosen is None:
        return []
    rows = [["", "element", "lines", "characters", "measure", "why"]]
    for mark, each in [("chosen", one.chosen), *(("", other) for other in one.others)]:
        rows.append([mark, each.element, str(each.lines), str(each.characters), str(each.measure), each.why])
    return [table(rows)]
