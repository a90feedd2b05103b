"""Precision by review: a sample of a dataset's edits as a table for a person to judge, and the judgements read back."""

from __future__ import annotations

import csv
import hashlib
import io
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from cleaning.edits import Edit
from jiaokan.errors import UsageError
from output.history import Grouped
from output.marks import marked, segments, sentence_around
from output.readers import read_jsonl
from output.replay import edit_of, published_fields
from output.schema import table

COLUMNS = ("rule", "before", "after", "sentence", "url", "article_id", "seq", "verdict")
VERDICTS = {
    **dict.fromkeys(("right", "yes", "y", "ok", "1", "true", "对", "是"), True),
    **dict.fromkeys(("wrong", "no", "n", "0", "false", "错", "否"), False),
}
_CONFIDENT = 1.96
"""The normal deviate of 95 %."""
_STARTS_FORMULA = ("=", "+", "-", "@")


class ReviewedEdit(msgspec.Struct, frozen=True):
    """One edit of a dataset as a person judges it: `sentence` has every change of its sentence as 〔before→after〕."""

    rule: str
    before: str
    after: str
    sentence: str
    url: str
    article_id: str
    seq: int


class Precision(msgspec.Struct, frozen=True):
    """What was judged of a rule: out of `edits` in the dataset, `judged` were looked at and `right` are right."""

    rule: str
    edits: int
    judged: int
    right: int

    @property
    def interval(self) -> tuple[float, float]:
        """Between which shares the precision lies, with 95 % confidence."""
        return wilson(self.right, self.judged)


def wilson(right: int, judged: int) -> tuple[float, float]:
    """Wilson's interval for a share of which `right` out of `judged` were seen; nothing judged tells nothing.

    >>> [round(bound, 2) for bound in wilson(20, 20)], wilson(0, 0)
    ([0.84, 1.0], (0.0, 1.0))
    """
    if not judged:
        return 0.0, 1.0
    square = _CONFIDENT**2
    share = right / judged
    middle = share + square / (2 * judged)
    width = _CONFIDENT * math.sqrt(share * (1 - share) / judged + square / (4 * judged**2))
    whole = 1 + square / judged
    return max(0.0, (middle - width) / whole), min(1.0, (middle + width) / whole)


def sampled_edits(
    dataset: Path, *, per_rule: int, seed: int = 0, rules: Iterable[str] = ()
) -> list[ReviewedEdit]:
    """Up to so many edits of each rule, drawn by seed; the same seed draws the same edits from the same dataset.

    UsageError where a rule made no edit there.
    """
    counts = edits_by_rule(dataset)
    wanted = set(rules) or set(counts)
    if unknown := sorted(wanted - set(counts)):
        raise UsageError(
            f"{dataset} has no edit by {', '.join(unknown)}; there are: {', '.join(sorted(counts)) or 'none'}"
        )
    chosen = _drawn(dataset, wanted, per_rule, seed)
    found: list[ReviewedEdit] = []
    for article, fields, edits in _articles_with_edits(dataset):
        if any((article["article_id"], edit.seq) in chosen for edit in edits):
            for name, text in fields.items():
                own = [edit for edit in edits if edit.field == name]
                found += (
                    ReviewedEdit(
                        edit.rule,
                        edit.before,
                        edit.after,
                        sentence,
                        article["url"],
                        article["article_id"],
                        edit.seq,
                    )
                    for edit, sentence in _with_sentences(text, own)
                    if (article["article_id"], edit.seq) in chosen
                )
    return sorted(found, key=lambda edit: (edit.rule, _lot(seed, edit.article_id, edit.seq)))


def edits_by_rule(dataset: Path) -> dict[str, int]:
    """How many edits of a dataset each rule made."""
    of = table("edits")
    place = of.names.index("rule")
    return dict(Counter(str(row[place]) for row in read_jsonl(dataset / "edits.jsonl", of)))


def review_table(edits: Iterable[ReviewedEdit]) -> str:
    """The edits as CSV with an empty column for the verdict.

    A cell that a spreadsheet would take for a formula gets an apostrophe in front, as spreadsheets themselves do.
    """
    into = io.StringIO()
    writer = csv.writer(into, lineterminator="\n")
    writer.writerow(COLUMNS)
    for edit in edits:
        cells = [getattr(edit, name) for name in COLUMNS[:-1]]
        writer.writerow(
            [*(f"'{c}" if isinstance(c, str) and c.startswith(_STARTS_FORMULA) else c for c in cells), ""]
        )
    return into.getvalue()


def precision(dataset: Path, verdicts: Path) -> list[Precision]:
    """The precision of each rule that was judged; UsageError, naming the line, for a verdict that is none."""
    counts = edits_by_rule(dataset)
    judged: dict[str, list[bool]] = defaultdict(list)
    for rule, is_right in _verdicts(verdicts):
        judged[rule].append(is_right)
    return [
        Precision(rule, counts.get(rule, 0), len(found), sum(found)) for rule, found in sorted(judged.items())
    ]


def _verdicts(path: Path) -> Iterator[tuple[str, bool]]:
    try:
        content = path.read_text("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{path}: {error}; name a file that jiaokan rules review wrote") from error
    reader = csv.DictReader(io.StringIO(content, newline=""))
    if not {"rule", "verdict"} <= set(reader.fieldnames or ()):
        raise UsageError(
            f"{path}: expected the columns rule and verdict, found {', '.join(reader.fieldnames or ()) or 'none'}; "
            "keep the header that jiaokan rules review wrote"
        )
    for row in reader:
        said = (row["verdict"] or "").strip().lower()
        if not said:
            continue
        if said not in VERDICTS:
            raise UsageError(
                f"{path}, line {reader.line_num}: verdict {row['verdict']!r} is neither right nor wrong; "
                f"write one of {', '.join(VERDICTS)}, or leave it empty"
            )
        yield row["rule"], VERDICTS[said]


def _drawn(dataset: Path, rules: set[str], per_rule: int, seed: int) -> set[tuple[str, int]]:
    of = table("edits")
    ident, seq, rule = (of.names.index(name) for name in ("article_id", "seq", "rule"))
    lots: dict[str, list[tuple[bytes, str, int]]] = defaultdict(list)
    for row in read_jsonl(dataset / "edits.jsonl", of):
        if row[rule] in rules:
            key = str(row[ident]), int(str(row[seq]))
            lots[str(row[rule])].append((_lot(seed, *key), *key))
    return {(name, number) for drawn in lots.values() for _, name, number in sorted(drawn)[:per_rule]}


def _lot(seed: int, ident: str, seq: int) -> bytes:
    """A place in the draw that depends on nothing but the edit and the seed."""
    return hashlib.sha256(f"{seed}/{ident}/{seq}".encode()).digest()


def _articles_with_edits(dataset: Path) -> Iterator[tuple[dict[str, Any], dict[str, str], list[Edit]]]:
    articles, related, edits = (table(name) for name in ("articles", "related", "edits"))
    neighbours = Grouped(read_jsonl(dataset / "related.jsonl", related))
    changes = Grouped(read_jsonl(dataset / "edits.jsonl", edits))
    for row in read_jsonl(dataset / "articles.jsonl", articles):
        article: dict[str, Any] = dict(zip(articles.names, row, strict=True))
        ident = str(article["article_id"])
        beside = [dict(zip(related.names, each, strict=True)) for each in neighbours.of(ident)]
        own = [edit_of(dict(zip(edits.names, each, strict=True))) for each in changes.of(ident)]
        yield article, published_fields(article, beside), own


def _with_sentences(text: str, edits: list[Edit]) -> Iterator[tuple[Edit, str]]:
    """Each edit of a field with its sentence as published, the changes marked.

    Edits that fell together into one stretch share it: the stretch is found by the rule and by what it says.
    """
    pieces = segments(text, edits)
    places: Mapping[str, list[int]] = _places_by_rule(pieces)
    used: Counter[str] = Counter()
    # A step numbers its edits from right to left, so the last edit of a rule belongs to its first stretch.
    for edit in reversed(edits):
        where = places.get(edit.rule, [])
        fitting = [
            n for n in where if edit.before in pieces[n].before and edit.after in pieces[n].after
        ] or where
        if not fitting:
            yield edit, f"〔{edit.before}→{edit.after}〕"
            continue
        key = f"{edit.rule}\0{edit.before}\0{edit.after}"
        place = fitting[min(used[key], len(fitting) - 1)]
        used[key] += 1
        yield edit, marked(sentence_around(pieces, place))


def _places_by_rule(pieces: Iterable[Any]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        for rule in piece.rules:
            places[rule].append(number)
    return places
