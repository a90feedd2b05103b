"""The previous run, as far as the next one needs it: what each article was and which are gone."""

from __future__ import annotations

import hashlib
from collections.abc import Container, Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from output.errors import DatasetError
from output.manifest import RunRecord
from output.readers import read_jsonl
from output.rows import GoneRow
from output.schema import ARTICLES, Cell, Row, table

# What may differ between two runs without the article being published differently: where and when the bytes
# were fetched, counters that move with every visit, what depends on other articles or runs, and what only measures the text.
_PASSING = frozenset(
    {
        "views",
        "fetched_at",
        "archive_ref",
        "status",
        "duplicate_of",
        "similarity",
        "spin_score",
        "confidence",
        "flags",
    }
)
_PUBLISHED = tuple(place for place, name in enumerate(ARTICLES.names) if name not in _PASSING)


class Past(msgspec.Struct, frozen=True):
    """One article of an earlier run: its address, title, when its bytes were fetched, and two digests.

    `extracted` is that of the fields as extracted, `published` that of all that was published about it.
    """

    url: str
    title: str | None
    fetched_at: str | None
    extracted: str
    published: bytes


class History(msgspec.Struct, frozen=True):
    """An earlier run: its articles by article_id, its gone rows, and its run.json. Empty for a first run."""

    articles: Mapping[str, Past] = {}
    gone: tuple[GoneRow, ...] = ()
    run: RunRecord | None = None


def read_history(folder: Path | None) -> History:
    """What a published run says; DatasetError when its files are missing or damaged."""
    if folder is None:
        return History()
    tables = {
        name: read_jsonl(folder / f"{name}.jsonl", table(name))
        for name in ("articles", "blocks", "related", "gone")
    }
    blocks, related = Grouped(tables["blocks"]), Grouped(tables["related"])
    articles: dict[str, Past] = {}
    for row in tables["articles"]:
        about: dict[str, Any] = dict(zip(ARTICLES.names, row, strict=True))
        ident = about["article_id"]
        rows = {"articles": [row], "blocks": list(blocks.of(ident)), "related": list(related.of(ident))}
        articles[ident] = Past(
            about["url"], about["title"], about["fetched_at"], about["extracted_sha256"], fingerprint(rows)
        )
    gone = tuple(
        GoneRow(str(row[1]), None if row[2] is None else str(row[2]), str(row[3])) for row in tables["gone"]
    )
    return History(articles, gone, read_run(folder))


def read_run(folder: Path) -> RunRecord:
    """The run.json of a dataset; DatasetError when there is none or it cannot be read."""
    path = folder / "run.json"
    try:
        return msgspec.json.decode(path.read_bytes(), type=RunRecord)
    except (OSError, msgspec.DecodeError) as error:
        raise DatasetError(
            path,
            expected="the run.json of a dataset",
            found=str(error),
            try_next="jiaokan runs list names the runs there are",
        ) from error


def fingerprint(rows: Mapping[str, list[Row]]) -> bytes:
    """A digest of what is published about an article: its row without passing columns, block kinds, related titles."""
    row = rows["articles"][0]
    kinds = [(block[2], block[3]) for block in rows["blocks"]]
    content = ([row[place] for place in _PUBLISHED], kinds, [entry[2] for entry in rows["related"]])
    return hashlib.blake2b(msgspec.json.encode(content), digest_size=16).digest()


def status_of(past: Past | None, extracted: Cell, published: bytes) -> str:
    """added, changed (the page says something else), recleaned (only rules, facts or code do) or unchanged."""
    if past is None:
        return "added"
    if past.extracted != extracted:
        return "changed"
    return "unchanged" if past.published == published else "recleaned"


def gone_rows(history: History, present: Container[str], evidence: Mapping[str, str]) -> list[GoneRow]:
    """The articles that the site has taken away, by url: those of the previous run that are absent with evidence.

    `present` holds the urls of this run; `evidence` maps a url to what shows that it is gone. An article that is only
    absent (an outage, a filter) is not gone. What the previous run listed stays listed until it comes back.
    """
    gone = {row.url: row for row in history.gone if row.url not in present}
    for past in history.articles.values():
        if past.url not in present and past.url in evidence:
            gone[past.url] = GoneRow(past.url, past.fetched_at, evidence[past.url])
    return sorted(gone.values())


class Grouped:
    """Rows of a table that stand in the order of the articles, handed out article by article."""

    def __init__(self, rows: Iterator[Row]) -> None:
        self._rows = rows
        self._next: Row | None = next(rows, None)

    def of(self, ident: str) -> Iterator[Row]:
        """The rows of that article, when it is the next in order; none otherwise."""
        while self._next is not None and self._next[0] == ident:
            yield self._next
            self._next = next(self._rows, None)

    def rest(self) -> Iterator[Row]:
        """The rows that no article has asked for."""
        while self._next is not None:
            yield self._next
            self._next = next(self._rows, None)
