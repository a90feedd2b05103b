"""Prove a dataset: checksums, both formats alike, keys, counts, and every edit led back to the extracted text."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec

from output.errors import DatasetError
from output.history import Grouped
from output.identity import article_id
from output.readers import read_csv, read_jsonl
from output.replay import ArticleRows, Cells, problems_of
from output.schema import LATER, SCHEMA_VERSION, TABLES, Row, Table, table
from output.times import instant

# A damaged file can be wrong in every row; nobody reads more than this.
MOST_PROBLEMS = 100
_CHUNK = 1 << 20
_PER_ARTICLE = ("blocks", "related", "edits", "removed", "images", "suggestions")
_UTC = ZoneInfo("UTC")


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """The outcome: `problems` is empty when all holds; the numbers say how much was looked at."""

    folder: str
    problems: tuple[str, ...]
    articles: int
    edits: int
    files: int

    @property
    def ok(self) -> bool:
        """Whether everything holds."""
        return not self.problems


class SourceCheck(msgspec.Struct, frozen=True):
    """What a check against the source needs of an article: read it again and compare the digest."""

    url: str
    archive_ref: str | None
    extracted_sha256: str


class _TooMany(Exception):
    """Enough problems have been found."""


class _Findings:
    """Problems as they come in, up to a number that can still be read."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def add(self, problem: str) -> None:
        self.problems.append(problem)
        if len(self.problems) == MOST_PROBLEMS:
            self.problems.append(f"… looking no further after {MOST_PROBLEMS} problems")
            raise _TooMany


def verify(folder: Path, on_progress: Callable[[int], None] | None = None) -> Verification:
    """Whether the dataset in `folder` is whole and true to itself, and what is not.

    Raises DatasetError only when the folder is no dataset of a version known here; damaged files are problems of
    the result. Tables are read as streams; memory grows with the number of articles, not with their texts.
    """
    package = read_package(folder)
    findings, counts = _Findings(), {"articles": 0, "edits": 0, "files": 0}
    try:
        for resource in package["resources"]:
            counts["files"] += 1
            _check_file(folder, resource, findings)
        tables = tables_listed(package)
        readable = [_check_table(folder, of, package, findings) for of in tables]
        if all(readable):
            _check_articles(folder, tables, findings, counts, on_progress)
            _check_loose_rows(folder, findings)
    except _TooMany:
        pass
    return Verification(folder=str(folder), problems=tuple(findings.problems), **counts)


def articles_for_source_check(folder: Path) -> Iterator[SourceCheck]:
    """For each article where its source lies and what reading it again must give."""
    for row in read_jsonl(folder / "articles.jsonl", table("articles")):
        cells = dict(zip(table("articles").names, row, strict=True))
        yield msgspec.convert({name: cells[name] for name in SourceCheck.__struct_fields__}, SourceCheck)


def read_package(folder: Path) -> dict[str, Any]:
    """The datapackage.json of a dataset; DatasetError when there is none or its schema is newer than this code."""
    path = folder / "datapackage.json"
    if not folder.is_dir():
        raise DatasetError(
            folder, expected="the folder of a dataset", found="no such folder", try_next="jiaokan runs list"
        )
    try:
        package = msgspec.json.decode(path.read_bytes(), type=dict[str, Any])
        version, resources = package["schema_version"], package["resources"]
        complete = isinstance(resources, list) and all(
            {"name", "path", "hash", "bytes", "rows"} <= set(one) for one in resources
        )
    except FileNotFoundError as error:
        raise DatasetError(
            folder,
            expected="a dataset with datapackage.json",
            found="none",
            try_next="a folder of data/<profile>/runs, or its link latest",
        ) from error
    except (msgspec.DecodeError, KeyError, TypeError) as error:
        raise _no_package(path, str(error)) from error
    if not isinstance(version, int) or version > SCHEMA_VERSION:
        raise DatasetError(
            path,
            expected=f"schema_version {SCHEMA_VERSION} or older",
            found=repr(version),
            try_next="a newer jiaokan: pip install --upgrade jiaokan",
        )
    if not complete:
        raise _no_package(path, "resources without name, path, hash, bytes and rows")
    return package


def tables_listed(package: Cells) -> list[Table]:
    """The tables that a dataset must have: all but those that came later and that it does not list."""
    listed = {resource["name"] for resource in package["resources"]}
    return [of for of in TABLES if of.name not in LATER or listed & {of.name, f"{of.name}-jsonl"}]


def _no_package(path: Path, found: str) -> DatasetError:
    return DatasetError(
        path, expected="the datapackage.json of a dataset", found=found, try_next="publish the run again"
    )


def _check_file(folder: Path, resource: Cells, findings: _Findings) -> None:
    """The file that a resource describes has the length and digest it says."""
    name = resource["path"]
    # The descriptor may have been tampered with as well; it does not get to name files elsewhere.
    if not isinstance(name, str) or "/" in name or "\\" in name or name.startswith("."):
        findings.add(f"datapackage.json: path {name!r} is not the name of a file in this folder")
        return
    found, length = hashlib.sha256(), 0
    try:
        with (folder / name).open("rb") as file:
            while chunk := file.read(_CHUNK):
                found.update(chunk)
                length += len(chunk)
    except OSError as error:
        findings.add(f"{name}: cannot be read: {error.strerror}")
        return
    if length != resource["bytes"]:
        findings.add(f"{name}: {length} bytes, datapackage.json says {resource['bytes']}")
    elif f"sha256:{found.hexdigest()}" != resource["hash"]:
        findings.add(f"{name}: its content is not what datapackage.json has the checksum of")


def _check_table(folder: Path, of: Table, package: Cells, findings: _Findings) -> bool:
    """Both files of a table hold the same rows, as many as declared, of declared values; False if unreadable.

    That keys are unique follows from the checks of `_check_articles`: urls rise, numbers count up.
    """
    promised = {resource["name"]: resource["rows"] for resource in package["resources"]}
    rows = 0
    try:
        pairs = zip_longest(
            read_csv(folder / f"{of.name}.csv", of), read_jsonl(folder / f"{of.name}.jsonl", of)
        )
        for rows, (left, right) in enumerate(pairs, 1):
            if left != right:
                findings.add(f"{of.name}, row {rows}: CSV and JSONL differ{_where(of, left, right)}")
            for problem in _odd_values(of, right or ()):
                findings.add(f"{of.name}, row {rows}: {problem}")
    except DatasetError as error:
        findings.add(str(error))
        return False
    for name in (of.name, f"{of.name}-jsonl"):
        if promised.get(name) != rows:
            findings.add(f"{name}: {rows} rows, datapackage.json says {promised.get(name)}")
    return True


def _odd_values(of: Table, row: Row) -> Iterator[str]:
    """Values that their column does not allow, beyond their type."""
    for column, value in zip(of.columns, row, strict=False):
        if value is None:
            continue
        if column.values and value not in column.values:
            yield f"{column.name} is {value!r:.60}, expected one of {', '.join(column.values)}"
        elif column.type == "datetime" and instant(str(value), _UTC) is None:
            yield f"{column.name} is {value!r:.60}, expected an ISO 8601 time"


def _where(of: Table, left: Row | None, right: Row | None) -> str:
    if left is None or right is None:
        return ": one of them ends here"
    for name, one, other in zip(of.names, left, right, strict=True):
        if one != other:
            return f" in {name} of article {left[0]}: {one!r:.60} and {other!r:.60}"
    return ""


def _check_articles(
    folder: Path,
    tables: Collection[Table],
    findings: _Findings,
    counts: dict[str, int],
    on_progress: Callable[[int], None] | None,
) -> None:
    """Every article against its rows in all tables, side by side in the order of the articles."""
    names = [of.name for of in tables if of.name in _PER_ARTICLE]
    others = {name: Grouped(read_jsonl(folder / f"{name}.jsonl", table(name))) for name in names}
    present, targets, last = set[str](), dict[str, str](), ""
    for row in read_jsonl(folder / "articles.jsonl", table("articles")):
        article = _cells("articles", row)
        ident, url = article["article_id"], article["url"]
        own = {name: [_cells(name, other) for other in group.of(ident)] for name, group in others.items()}
        for problem in problems_of(ArticleRows(article=article, **own)):
            findings.add(f"article {ident} ({url:.200}): {problem}")
        if url <= last:
            findings.add(f"article {ident}: articles are not in the order of their urls")
        last = url
        present.add(ident)
        if article["duplicate_of"] is not None:
            targets[ident] = article["duplicate_of"]
        counts["articles"] += 1
        counts["edits"] += len(own["edits"])
        if on_progress is not None:
            on_progress(counts["articles"])
    for name, group in others.items():
        for row in group.rest():
            findings.add(f"{name}: a row of article {row[0]} stands out of order, or the article is missing")
    for ident, target in targets.items():
        if target not in present or target in targets:
            findings.add(f"article {ident}: duplicate_of {target} is no representative in this dataset")


def _check_loose_rows(folder: Path, findings: _Findings) -> None:
    """Dropped and gone pages stand in order under the ids of their urls."""
    for name in ("dropped", "gone"):
        last = ""
        for row in read_jsonl(folder / f"{name}.jsonl", table(name)):
            cells = _cells(name, row)
            if cells["article_id"] != article_id(cells["url"]):
                findings.add(f"{name}: article_id {cells['article_id']} is not that of its url")
            if cells["url"] < last or (name == "gone" and cells["url"] == last):
                findings.add(f"{name}: {cells['url']:.200} stands out of order or twice")
            last = cells["url"]


def _cells(name: str, row: Row) -> Cells:
    return dict(zip(table(name).names, row, strict=True))
