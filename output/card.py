"""The card of a dataset: a README.md that says where the texts come from, what was done and what they are not."""

from __future__ import annotations

import re

from output.counting import number_of
from output.manifest import RunRecord
from output.schema import TABLES
from output.tally import SiteTally, Tally, ordered

_MOST = 20
_MARKUP = re.compile(r"([\\`*_{}\[\]()<>#+!|~&])")

NOT_ORIGINAL = (
    "Repair makes a spun text readable. It does not make it original, it does not make it true, and it gives nobody "
    "a licence: the texts belong to whoever held the rights before."
)


def card(record: RunRecord, tally: Tally) -> str:
    """The README.md of a dataset in Markdown, without any time of the run: the same tables give the same card."""
    parts = [
        f"# {_plain(record.name)}: repaired web articles",
        f"{number_of(tally.articles, 'article')} with {number_of(tally.chars, 'character')} from "
        f"{number_of(len(tally.sites), 'site')}. {_dates(tally)}",
        "## Sources",
        _table(
            ("site", "articles", "edits"),
            [(_plain(name), sums.articles, sums.edits) for name, sums in _sites(tally)],
        ),
        "## Tables",
        _table(
            ("file", "rows", "one row"),
            [(f"`{of.name}.csv`, `.jsonl`", record.counts[of.name], of.meaning) for of in TABLES],
        ),
        "Columns, types and meanings stand in `datapackage.json`. A missing value is an empty cell without quotes in "
        "CSV and `null` in JSON; times without an offset are in the zone " + f"{_plain(record.time_zone)}.",
        "## Cleaning",
        _cleaning(tally),
        "## Rights",
        NOT_ORIGINAL,
        _rights(tally),
        "## Known limits",
        _limits(tally),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _dates(tally: Tally) -> str:
    spans = (("published", tally.published), ("fetched", tally.fetched))
    said = [f"{word} {_span(dates)}" for word, dates in spans if dates]
    return f"By their own dates {', '.join(said)}." if said else "The pages carry no dates."


def _span(dates: list[str]) -> str:
    first, last = _plain(dates[0]), _plain(dates[-1])
    return f"on {first}" if first == last else f"from {first} to {last}"


def _cleaning(tally: Tally) -> str:
    edits = tally.edits_by_rule.total()
    lines = [
        f"{number_of(edits, 'edit')} by {number_of(len(tally.edits_by_rule), 'rule')} and {number_of(tally.removed_by_rule.total(), 'removed line')}; every "
        "one is a row in `edits` or `removed`, and `jiaokan verify` leads them all back to the extracted text.",
    ]
    if edits:
        most = list(ordered(tally.edits_by_rule).items())[:_MOST]
        lines += [_table(("rule", "edits"), [(f"`{_plain(rule)}`", count) for rule, count in most])]
    return "\n\n".join(lines)


def _rights(tally: Tally) -> str:
    if not tally.rights:
        return "No page named a licence or a holder of rights. That is no permission."
    found = list(ordered(tally.rights).items())
    lines = [f"- {_plain(text)} ({count:,})" for text, count in found[:_MOST]]
    if len(found) > _MOST:
        lines.append(f"- and {len(found) - _MOST:,} more in the column `rights`")
    return "What the pages say themselves:\n\n" + "\n".join(lines)


def _limits(tally: Tally) -> str:
    return "\n".join(
        (
            f"- {number_of(tally.duplicates, 'near-duplicate')} of earlier articles (`duplicate_of`): marked, not removed.",
            f"- {number_of(tally.dropped, 'page')} without an article (`dropped`, with the reason).",
            "- Dates, authors and view counts are what the pages claim.",
            "- Rules prefer missing an artifact to damaging a sentence: some spun wording remains.",
        )
    )


def _sites(tally: Tally) -> list[tuple[str, SiteTally]]:
    return sorted(tally.sites.items(), key=lambda item: (-item[1].articles, item[0]))[:_MOST]


def _table(head: tuple[str, ...], body: list[tuple[object, ...]]) -> str:
    lines = ["| " + " | ".join(head) + " |", "| " + " | ".join("---" for _ in head) + " |"]
    for cells in body:
        lines.append(
            "| " + " | ".join(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells) + " |"
        )
    return "\n".join(lines)


def _plain(text: str) -> str:
    """Text of a page on one line in which nothing is Markdown or HTML.

    >>> print(_plain("<b>版权\\n[所有](x)"))
    \\<b\\>版权 \\[所有\\]\\(x\\)
    """
    return _MARKUP.sub(r"\\\1", " ".join(text.split())[:300])
