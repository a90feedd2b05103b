"""What the template shows: every sentence and share worked out, so that the template holds no logic."""

from __future__ import annotations

from typing import Any

import msgspec

from output.counting import number_of
from output.history import History
from output.manifest import RunRecord
from output.report import charts
from output.report.wording import visible
from output.schema import STATUSES, TABLES
from output.tally import EditSample, Link, Tally, ordered

_MOST_SITES, _MOST_CLUSTERS, _MOST_MEMBERS, _OPEN_RULES = 50, 20, 8, 2
# Sites whose articles are sampled; for the others the link leads to the table.
_SAMPLED_SITES = 10
# A bar of less is not seen.
_LEAST_PART = 1.0

STATUS_WORDS = {
    "added": "new",
    "changed": "changed on the site",
    "recleaned": "cleaned anew",
    "unchanged": "as before",
}

# Where a page leaves the way, by the stage that dropped it; any other stage counts as a filter.
_PART_OF_THE_WAY = {"crawl": "fetch", "fetch": "fetch", "read": "read", "publish": "publish"}

# Pages that are lost to nobody, and pages that were never there.
_SPECIAL = {"joined": "joined", "page_missing": "fetch"}


class Piece(msgspec.Struct, frozen=True):
    """A stretch of a sentence in one of its two versions; `mark` is "", "this" rule's or an "other" rule's."""

    text: str
    mark: str


class Sentence(msgspec.Struct, frozen=True):
    """One change as shown: the sentence before, the sentence after, and where it stands."""

    before: tuple[Piece, ...]
    after: tuple[Piece, ...]
    field: str
    url: str
    title: str


class Share(msgspec.Struct, frozen=True):
    """A named number, its part of the largest (0 to 100) for a bar, and where its rows are."""

    name: str
    count: int
    part: float
    href: str
    note: str = ""


def view(record: RunRecord, tally: Tally, history: History) -> dict[str, Any]:
    """Everything the template asks for."""
    return {
        "run": record,
        "tally": tally,
        "verdict": verdict(record, tally),
        "figures": _figures(tally, record),
        "funnel": _funnel(record, tally),
        "statuses": _statuses(tally),
        "status_words": STATUS_WORDS,
        "compared": _compared(record, history),
        "sites": _sites(tally),
        "sampled_sites": _SAMPLED_SITES,
        "more_sites": max(0, len(tally.sites) - _MOST_SITES),
        "rules": _rules(tally),
        "removed": [
            (share, tally.removed_samples[share.name])
            for share in _shares(tally.removed_by_rule, "removed.csv")
        ],
        "dropped": _dropped(tally),
        "clusters": _clusters(tally),
        "more_clusters": max(0, len(tally.clusters) - _MOST_CLUSTERS),
        "most_members": _MOST_MEMBERS,
        "histograms": [one for one in (charts.lengths(tally.lengths), charts.dates(tally.months)) if one],
        "box": charts,
        "tables": [(table, record.counts[table.name]) for table in TABLES],
        "open_rules": _OPEN_RULES,
    }


def verdict(record: RunRecord, tally: Tally) -> str:
    """The run in one or two sentences."""
    what = f"{number_of(tally.articles, 'article')} published"
    if record.previous is None:
        what += " in the first run"
    else:
        told = [
            f"{tally.statuses[status]:,} {STATUS_WORDS[status]}"
            for status in STATUSES
            if tally.statuses[status]
        ]
        gone = [f"{tally.newly_gone:,} gone"] if tally.newly_gone else []
        what += ": " + ", ".join([*told, *gone]) if told or gone else ""
    edits, rules = tally.edits_by_rule.total(), len(tally.edits_by_rule)
    repaired = (
        f"{number_of(edits, 'edit')} by {number_of(rules, 'rule')}, each on record"
        if edits
        else "nothing had to be repaired"
    )
    return f"{what}. {repaired[0].upper()}{repaired[1:]}."


def _figures(tally: Tally, record: RunRecord) -> list[tuple[str, int, str]]:
    return [
        ("articles", tally.articles, "articles.csv"),
        ("characters", tally.chars, "articles.csv"),
        ("edits", tally.edits_by_rule.total(), "#edits"),
        ("lines removed", tally.removed_by_rule.total(), "#removed"),
        ("pages dropped", tally.dropped, "#dropped"),
        ("near-duplicates", tally.duplicates, "#duplicates"),
    ]


def _funnel(record: RunRecord, tally: Tally) -> list[Share]:
    """How many pages come how far. Later pages of an article are not lost, so they are told apart."""
    lost = dict.fromkeys(("fetch", "read", "joined", "filter", "publish"), 0)
    for (stage, reason), count in tally.dropped_by_reason.items():
        lost[_SPECIAL.get(reason) or _PART_OF_THE_WAY.get(stage, "filter")] += count
    kept = tally.articles + lost["publish"]
    articles = kept + lost["filter"]
    pages = max(record.counts.get("pages", 0), articles + lost["read"] + lost["joined"])
    unfetched = f"; {lost['fetch']:,} more could not be fetched" if lost["fetch"] else ""
    joined = f", {lost['joined']:,} later pages of others" if lost["joined"] else ""
    return [
        Share("Pages", pages, 100.0 if pages else 0.0, "run.json", f"fetched or handed in{unfetched}"),
        Share(
            "Articles",
            articles,
            _part(articles, pages),
            "#dropped",
            f"{lost['read']:,} pages are none{joined}",
        ),
        Share(
            "Kept",
            kept,
            _part(kept, pages),
            "#dropped",
            f"{lost['filter']:,} dropped as twins or by a filter",
        ),
        Share(
            "Published",
            tally.articles,
            _part(tally.articles, pages),
            "articles.csv",
            f"{tally.duplicates:,} of them near-duplicates",
        ),
    ]


def _statuses(tally: Tally) -> list[tuple[Share, list[Link]]]:
    return [
        (
            Share(name, tally.statuses[name], _part(tally.statuses[name], tally.articles), "articles.csv"),
            tally.status_samples[name],
        )
        for name in STATUSES
    ]


def _compared(record: RunRecord, history: History) -> list[tuple[str, int, int, str, str]]:
    """Rows in tables now and before, with the difference signed and the file; empty for a first run."""
    if history.run is None:
        return []
    before = history.run.counts
    names = [*(table.name for table in TABLES), "chars"]
    pairs = [(name, record.counts[name], before.get(name, 0)) for name in names]
    return [
        (
            name,
            now,
            then,
            f"{now - then:+,}" if now != then else "0",
            "articles.csv" if name == "chars" else f"{name}.csv",
        )
        for name, now, then in pairs
    ]


def _sites(tally: Tally) -> list[tuple[str, Any]]:
    by_size = sorted(tally.sites.items(), key=lambda item: (-item[1].articles, item[0]))
    return [(name, sums) for name, sums in by_size[:_MOST_SITES]]


def _shares(counts: dict[str, int], href: str) -> list[Share]:
    largest = max(counts.values(), default=0)
    return [Share(name, count, _part(count, largest), href) for name, count in ordered(counts).items()]


def _rules(tally: Tally) -> list[tuple[Share, list[Sentence]]]:
    return [
        (share, [_sentence(sample, share.name) for sample in tally.edit_samples[share.name]])
        for share in _shares(tally.edits_by_rule, "edits.csv")
    ]


def _dropped(tally: Tally) -> list[tuple[Share, list[Any]]]:
    largest = max(tally.dropped_by_reason.values(), default=0)
    by_size = sorted(tally.dropped_by_reason.items(), key=lambda item: (-item[1], item[0]))
    return [
        (
            Share(reason, count, _part(count, largest), "dropped.csv", stage),
            tally.dropped_samples[stage, reason],
        )
        for (stage, reason), count in by_size
    ]


def _clusters(tally: Tally) -> list[tuple[Any, list[Any]]]:
    by_size = sorted(tally.clusters.items(), key=lambda item: (-len(item[1]), item[0]))
    return [(tally.representatives[ident], members) for ident, members in by_size[:_MOST_CLUSTERS]]


def _sentence(sample: EditSample, rule: str) -> Sentence:
    before: list[Piece] = []
    after: list[Piece] = []
    for piece in sample.sentence:
        mark = ("this" if rule in piece.rules else "other") if piece.rules else ""
        before.append(Piece(visible(piece.before), mark))
        after.append(Piece(visible(piece.after), mark))
    return Sentence(
        tuple(before), tuple(after), sample.field, sample.article.url, sample.article.title or "(no title)"
    )


def _part(count: int, whole: int) -> float:
    return max(_LEAST_PART, round(100 * count / whole, 1)) if whole and count else 0.0
