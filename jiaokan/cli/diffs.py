"""Edits as a person reads them: each changed line once, the marks in place, the rules below."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence

from cleaning.article import Article
from cleaning.edits import Edit, Suggestion
from cleaning.flags import flags_of
from cleaning.repair import RepairedText, with_line_feeds
from jiaokan.cli.terminal import colourful, marked, plain
from output.marks import by_line, segments


def text_diff(fixed: RepairedText) -> Iterator[str]:
    """The changed lines of a repaired text."""
    yield from changed_lines(with_line_feeds(fixed.text), fixed.edits, "line")
    yield from suggested_changes(with_line_feeds(fixed.text).split("\n"), fixed.suggestions)


def article_diff(article: Article) -> Iterator[str]:
    """The changed fields and lines of a repaired article, then what reading left out and what no rule may repair."""
    for field, published in article.fields.items():
        edits = [edit for edit in article.edits if edit.field == field]
        yield from changed_lines(published, edits, "line" if field == "text" else field)
    yield from suggested_changes([block.text for block in article.blocks], article.suggestions)
    for row in article.removed:
        if row.seq is None:
            yield f"left out ({row.rule}: {row.reason}): {plain(row.text)}"
    yield from (f"flag: {flag.name} ({plain(flag.detail)})" for flag in flags_of(article))


def suggested_changes(lines: Sequence[str], suggestions: Sequence[Suggestion]) -> Iterator[str]:
    """What rules that were not applied would change, a line each, with the name that `--on` takes."""
    for each in suggestions:
        where = each.field if each.block is None else f"repaired line {each.block + 1}"
        whole = each.block is not None and each.before.strip("\n") == lines[each.block] and not each.after
        change = "remove it" if whole else f"{plain(each.before)} -> {plain(each.after) or '(nothing)'}"
        told = f": {plain(lines[each.block])}" if whole and each.block is not None else ""
        yield f"suggested ({each.rule}), {where}{told}: {change}"


def changed_lines(published: str, edits: Sequence[Edit], label: str) -> Iterator[str]:
    """Each changed line: its number as extracted (from 1), the line with its marks, and the rules with counts."""
    dim, off = ("\x1b[2m", "\x1b[0m") if colourful(sys.stdout) else ("", "")
    for number, line in enumerate(by_line(segments(published, edits)), 1):
        rules = Counter(rule for piece in line for rule in piece.rules)
        if not rules:
            continue
        told = ", ".join(rule if count == 1 else f"{rule} x{count}" for rule, count in rules.items())
        where = f"{label} {number}" if label == "line" else label
        yield f"{dim}{where}{off}  {marked(line, bool(dim))}"
        yield f"{dim}    {told}{off}"
