"""What is counted and sampled while the rows pass by; report, card and run.json are made of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

import msgspec

from cleaning.article import Article
from cleaning.edits import Edit
from output.identity import article_id
from output.marks import Segment, segments, sentence_around
from output.rows import ArticleRecord, DroppedRow, GoneRow

SAMPLES = 10
# Two from one article at most, so that ten samples show ten texts where there are as many.
SAMPLES_OF_ONE_ARTICLE = 2
NO_SITE = "(no site)"


class Link(msgspec.Struct, frozen=True):
    """An article as a sample refers to it."""

    ident: str
    url: str
    title: str | None


class EditSample(msgspec.Struct, frozen=True):
    """A sentence that a rule changed, cut into touched and untouched stretches."""

    article: Link
    field: str
    sentence: tuple[Segment, ...]


class RemovedSample(msgspec.Struct, frozen=True):
    """A line that is not published, and why."""

    article: Link
    reason: str
    text: str


class SiteTally(msgspec.Struct):
    """The sums of one site."""

    articles: int = 0
    added: int = 0
    changed: int = 0
    duplicates: int = 0
    chars: int = 0
    edits: int = 0
    spin_scores: float = 0.0
    samples: list[Link] = []


class Tally:
    """Counts and samples of a run, fed in row order; the samples are the first ones, so they repeat."""

    def __init__(self) -> None:
        self.articles = 0
        self.chars = 0
        self.statuses: Counter[str] = Counter()
        self.status_samples: defaultdict[str, list[Link]] = defaultdict(list)
        self.sites: defaultdict[str, SiteTally] = defaultdict(SiteTally)
        self.edits_by_rule: Counter[str] = Counter()
        self.edit_samples: defaultdict[str, list[EditSample]] = defaultdict(list)
        self.removed_by_rule: Counter[str] = Counter()
        self.removed_samples: defaultdict[str, list[RemovedSample]] = defaultdict(list)
        self.dropped_by_reason: Counter[tuple[str, str]] = Counter()
        self.dropped_samples: defaultdict[tuple[str, str], list[DroppedRow]] = defaultdict(list)
        self.gone: list[GoneRow] = []
        self.newly_gone = 0
        self.clusters: defaultdict[str, list[tuple[Link, float]]] = defaultdict(list)
        self.representatives: dict[str, Link] = {}
        self.lengths: list[int] = []
        self.months: Counter[str] = Counter()
        self.scripts: Counter[str] = Counter()
        self.languages: Counter[str] = Counter()
        self.rights: Counter[str] = Counter()
        self.published: list[str] = []
        self.fetched: list[str] = []

    def add(self, record: ArticleRecord, represents: bool = False) -> None:
        """Count an article; `represents` says that others in the run are duplicates of it."""
        article = record.article
        url = article.url or ""
        link = Link(article_id(url), url, article.title)
        self.articles += 1
        self.statuses[record.status] += 1
        if len(self.status_samples[record.status]) < SAMPLES:
            self.status_samples[record.status].append(link)
        self._count_content(article)
        self._count_site(record, link)
        for edit in article.edits:
            self.edits_by_rule[edit.rule] += 1
        self._sample_edits(article, link)
        for line in article.removed:
            self.removed_by_rule[line.rule] += 1
            samples = self.removed_samples[line.rule]
            if len(samples) < SAMPLES and all(sample.text != line.text for sample in samples):
                samples.append(RemovedSample(link, line.reason, line.text))
        if represents:
            self.representatives[link.ident] = link
        if record.duplicate_of is not None:
            self.clusters[record.duplicate_of].append((link, record.similarity or 0.0))

    def add_dropped(self, rows: Sequence[DroppedRow]) -> None:
        """Count the dropped pages."""
        for row in rows:
            key = (row.stage, row.reason)
            self.dropped_by_reason[key] += 1
            if len(self.dropped_samples[key]) < SAMPLES:
                self.dropped_samples[key].append(row)

    def add_gone(self, rows: Sequence[GoneRow]) -> None:
        """Count the articles the site has taken away since the previous run."""
        self.newly_gone += len(rows)
        self.gone = [*self.gone, *rows][: 2 * SAMPLES]

    @property
    def dropped(self) -> int:
        """How many pages gave no published article."""
        return self.dropped_by_reason.total()

    @property
    def duplicates(self) -> int:
        """How many articles are near-duplicates of an earlier one."""
        return sum(len(members) for members in self.clusters.values())

    def _count_content(self, article: Article) -> None:
        length = len(article.text)
        self.chars += length
        self.lengths.append(length)
        about = article.metadata
        self.scripts[about.script or "unknown"] += 1
        self.languages[about.language or "unknown"] += 1
        if about.rights:
            self.rights[about.rights] += 1
        if about.published_at:
            self.months[about.published_at[:7]] += 1
            self.published = _span(self.published, about.published_at[:10])
        if article.fetched_at:
            self.fetched = _span(self.fetched, article.fetched_at[:10])

    def _count_site(self, record: ArticleRecord, link: Link) -> None:
        site = self.sites[record.site or NO_SITE]
        if len(site.samples) < SAMPLES:
            site.samples.append(link)
        site.articles += 1
        site.added += record.status == "added"
        site.changed += record.status in ("changed", "recleaned")
        site.duplicates += record.duplicate_of is not None
        site.chars += len(record.article.text)
        site.edits += len(record.article.edits)
        site.spin_scores += record.spin_score or 0.0

    def _sample_edits(self, article: Article, link: Link) -> None:
        """Take sentences of rules that have too few as yet."""
        wanted = {edit.rule for edit in article.edits if len(self.edit_samples[edit.rule]) < SAMPLES}
        if not wanted:
            return
        taken: Counter[str] = Counter()
        by_field: defaultdict[str, list[Edit]] = defaultdict(list)
        for edit in article.edits:
            by_field[edit.field].append(edit)
        texts = article.fields
        for field, edits in by_field.items():
            if not wanted.isdisjoint(edit.rule for edit in edits):
                self._sample_field(EditSample(link, field, ()), segments(texts[field], edits), wanted, taken)

    def _sample_field(
        self, blank: EditSample, pieces: list[Segment], wanted: set[str], taken: Counter[str]
    ) -> None:
        shown: dict[str, int] = {}
        for index, piece in enumerate(pieces):
            # What a later rule changed again shows that rule's work, no longer that of the first.
            rule = piece.rules[-1] if piece.rules else None
            # A sentence with several marks of a rule is one sample.
            if rule is None or rule not in wanted or index <= shown.get(rule, -1):
                continue
            samples = self.edit_samples[rule]
            if taken[rule] == SAMPLES_OF_ONE_ARTICLE or len(samples) == SAMPLES:
                continue
            sentence = tuple(sentence_around(pieces, index))
            shown[rule] = index + _following(sentence, piece)
            if all(sample.sentence != sentence for sample in samples):
                taken[rule] += 1
                samples.append(msgspec.structs.replace(blank, sentence=sentence))


def ordered(counts: Mapping[str, int]) -> dict[str, int]:
    """Counts from the largest to the smallest, equal ones by name.

    >>> ordered({"b": 1, "a": 1, "c": 5})
    {'c': 5, 'a': 1, 'b': 1}
    """
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def _following(sentence: Sequence[Segment], piece: Segment) -> int:
    """How many stretches of the sentence stand after that one."""
    return next(len(sentence) - place for place, one in enumerate(sentence, 1) if one is piece)


def _span(known: list[str], date: str) -> list[str]:
    return [min([*known[:1], date]), max([*known[1:], date])]
