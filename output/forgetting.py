"""Takes articles out of a dataset that is published already, so that it stays whole: `verify` passes before and after.

Rows of other articles are not touched, also where they name a forgotten one among their neighbours: their record leads
back to a digest that such a change would break.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Any

import msgspec

from output.history import read_run
from output.manifest import encode
from output.readers import read_jsonl
from output.schema import Row, Table, table
from output.verify import read_package, tables_listed
from output.writers import TableWriter, WrittenFile, sync_folder, write_durably

_TABLES_BY_RULE = {"edits": "edits_by_rule", "removed": "removed_by_rule"}


class Listed(msgspec.Struct, frozen=True):
    """What a dataset has of some addresses: rows by table, the articles that hold their text, near-copies that stay."""

    rows: dict[str, int]
    articles: frozenset[str]
    parts: frozenset[str]
    copies: frozenset[str]


def listed(folder: Path, wanted: Collection[str]) -> Listed:
    """What a dataset has of these addresses.

    An article of several pages is taken out with all of them, whichever of its pages is wanted.
    """
    articles, parts = _with_all_pages(folder, wanted)
    gone = {*wanted, *articles, *parts}
    rows: Counter[str] = Counter()
    ids, copies, url_of = set[str](), set[str](), dict[str, str]()
    for of in _tables(folder):
        own, url = of.names.index("article_id"), _url_column(of)
        for row in read_jsonl(folder / f"{of.name}.jsonl", of):
            if of.name == "articles":
                url_of[str(row[own])] = str(row[url or 0])
            if url is not None and row[url] in gone:
                ids.add(str(row[own]))
            rows[of.name] += row[own] in ids if url is None else row[url] in gone
    place = table("articles").names.index("duplicate_of")
    for row in read_jsonl(folder / "articles.jsonl", table("articles")):
        if row[0] in ids or row[place] in ids:
            copies |= {url_of[str(ident)] for ident in (row[0], row[place]) if ident in url_of}
    return Listed(dict(+rows), frozenset(articles), frozenset(parts), frozenset(copies - gone))


def forget_in(folder: Path, gone: Collection[str]) -> None:
    """Takes all rows of these addresses out of a dataset and writes its checksums and counts anew.

    Each file is written beside the old one and renamed over it, datapackage.json last; after a crash the same call
    finishes the work. The report and the card, which quote from the texts, give way to a note.
    """
    package, record = read_package(folder), read_run(folder)
    fresh = _unfinished(folder)
    shutil.rmtree(fresh, ignore_errors=True)
    fresh.mkdir()
    files, lost, facts = _filtered(folder, fresh, gone)
    for resource in package["resources"]:
        if (file := files.get(resource["path"])) is not None:
            resource.update(hash=f"sha256:{file.sha256}", bytes=file.bytes, rows=file.rows)
    write_durably(fresh / "run.json", encode(_counted_again(record, files, lost, facts, len(gone))))
    write_durably(fresh / "report.html", _REPORT)
    write_durably(fresh / "README.md", _CARD.format(name=package["title"]))
    write_durably(fresh / "datapackage.json", encode(package))
    for path in sorted(fresh.iterdir(), key=lambda path: path.name == "datapackage.json"):
        path.replace(folder / path.name)
    sync_folder(folder)
    fresh.rmdir()


def is_unfinished(folder: Path) -> bool:
    """Whether a crash has left a dataset half rewritten."""
    return _unfinished(folder).exists()


def _unfinished(folder: Path) -> Path:
    return folder.parent / f".{folder.name}.forgetting"


def _filtered(
    folder: Path, fresh: Path, gone: Collection[str]
) -> tuple[dict[str, WrittenFile], dict[str, Counter[str]], dict[str, Counter[str]]]:
    """The tables without some addresses: the files, the rules of lost rows by table, and columns of kept articles counted."""
    files: dict[str, WrittenFile] = {}
    lost = {name: Counter[str]() for name in _TABLES_BY_RULE}
    kept = {name: Counter[str]() for name in ("status", "site", "dropped", "duplicates", "chars")}
    ids, heirs = _ids(folder, gone), dict[str, str]()
    for of in _tables(folder):
        own, url = of.names.index("article_id"), _url_column(of)
        with TableWriter(fresh, of) as writer:
            for row in read_jsonl(folder / f"{of.name}.jsonl", of):
                if row[own] in ids if url is None else row[url] in gone:
                    if of.name in lost:
                        lost[of.name][str(row[of.names.index("rule")])] += 1
                    continue
                if of.name == "articles":
                    row = _inherited(of, row, ids, heirs)
                    _count_article(of, row, kept)
                if of.name == "dropped":
                    kept["dropped"][f"{row[2]}: {row[3]}"] += 1
                writer.write(row)
        for file in writer.files:
            files[file.name] = file
    return files, lost, kept


def _inherited(of: Table, row: Row, ids: Collection[str], heirs: dict[str, str]) -> Row:
    """A near-copy of a forgotten article takes its place: the first of them stands for the others."""
    place, similarity = of.names.index("duplicate_of"), of.names.index("similarity")
    was = row[place]
    if was not in ids:
        return row
    cells = list(row)
    if str(was) in heirs:
        cells[place] = heirs[str(was)]
    else:
        heirs[str(was)] = str(row[0])
        cells[place] = cells[similarity] = None
    return tuple(cells)


def _count_article(of: Table, row: Row, kept: dict[str, Counter[str]]) -> None:
    cells = dict(zip(of.names, row, strict=True))
    kept["status"][str(cells["status"])] += 1
    kept["site"][str(cells["site"])] += 1
    kept["duplicates"]["all"] += cells["duplicate_of"] is not None
    kept["chars"]["all"] += len(str(cells["text"] or ""))


def _counted_again(
    record: Any,
    files: dict[str, WrittenFile],
    lost: dict[str, Counter[str]],
    kept: dict[str, Counter[str]],
    forgotten: int,
) -> dict[str, Any]:
    told: dict[str, Any] = msgspec.to_builtins(record)
    for name, file in files.items():
        told["counts"][name.rpartition(".")[0]] = file.rows
    told["counts"]["chars"] = kept["chars"]["all"]
    told["counts"]["duplicates"] = kept["duplicates"]["all"]
    told["counts"]["forgotten"] = told["counts"].get("forgotten", 0) + forgotten
    told["statuses"] = {name: kept["status"][name] for name in told["statuses"] if kept["status"][name]}
    told["sites"] = {name: kept["site"][name] for name in told["sites"] if kept["site"][name]}
    told["dropped_by_reason"] = {
        name: kept["dropped"][name] for name in told["dropped_by_reason"] if kept["dropped"][name]
    }
    for name, key in _TABLES_BY_RULE.items():
        left = {rule: count - lost[name][rule] for rule, count in told[key].items()}
        told[key] = {rule: count for rule, count in left.items() if count > 0}
    return told


def _with_all_pages(folder: Path, wanted: Collection[str]) -> tuple[set[str], set[str]]:
    """The articles that are wanted or hold a wanted page, and all further pages of theirs."""
    pages: dict[str, str] = {}
    of = table("dropped")
    url, reason, detail = (of.names.index(name) for name in ("url", "reason", "detail"))
    for row in read_jsonl(folder / "dropped.jsonl", of):
        if row[reason] == "joined":
            pages[str(row[url])] = str(row[detail]).rpartition(" of ")[2]
    holders = {pages[page] for page in wanted if page in pages} | {
        holder for holder in pages.values() if holder in wanted
    }
    return holders, {page for page, holder in pages.items() if holder in holders}


def _ids(folder: Path, gone: Collection[str]) -> set[str]:
    of = table("articles")
    url = of.names.index("url")
    return {str(row[0]) for row in read_jsonl(folder / "articles.jsonl", of) if row[url] in gone}


def _tables(folder: Path) -> Iterator[Table]:
    return iter(tables_listed(read_package(folder)))


def _url_column(of: Table) -> int | None:
    """Where a table says which page a row is about; the neighbours in `related` are about their article."""
    return of.names.index("url") if of.name in {"articles", "dropped", "gone"} else None


_REPORT = (
    '<!doctype html><html lang="en"><meta charset="utf-8"><title>Rewritten</title><p>Pages were taken out of this dataset '
    "on request (jiaokan forget). Its report quoted from them and was taken out as well; the counts stand in run.json.\n"
)
_CARD = (
    "# {name}\n\nPages were taken out of this dataset on request (`jiaokan forget`). Columns, types and meanings stand in "
    "`datapackage.json`, counts in `run.json`.\n"
)
