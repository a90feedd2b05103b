"""What a dataset says about itself: `datapackage.json` for machines, `run.json` for the history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from output.schema import SCHEMA_VERSION, TABLES, Column, ColumnType, Table
from output.times import DEFAULT_ZONE
from output.writers import WrittenFile

_DESCRIPTOR_TYPES: dict[ColumnType, str] = {
    "string": "string",
    "text": "string",
    "integer": "integer",
    "number": "number",
    "datetime": "datetime",
    "boolean": "boolean",
}


class RunInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of a run before it publishes.

    `run` is its id and `name` that of the profile or input. Times are ISO 8601 with offset, `timings` seconds by
    stage. `versions` maps a package, `digests` an input of the run (rules, facts, profile) to its state;
    `code_digest` is that of the reading and repairing code. `counts` may say `pages`. `settings` are those of reading
    and repair, with the facts found about the sites, so that the run can be repeated page by page. `crawl` is the crawl's own summary. `time_zone` is that of times
    without an offset.
    """

    run: str
    name: str
    started_at: str
    versions: Mapping[str, str] = {}
    digests: Mapping[str, str] = {}
    code_digest: str | None = None
    inputs: Sequence[str] = ()
    counts: Mapping[str, int] = {}
    timings: Mapping[str, float] = {}
    time_zone: str = DEFAULT_ZONE
    crawl: Mapping[str, Any] | None = None
    settings: Mapping[str, Any] = {}


class RunRecord(msgspec.Struct, frozen=True, kw_only=True):
    """The content of `run.json`. Readers ignore keys they do not know, so that later versions may add some.

    `newly_gone` counts the articles of the previous run that are gone; the table `gone` lists those of all runs.
    """

    run: str
    name: str
    schema_version: int = SCHEMA_VERSION
    started_at: str | None = None
    finished_at: str | None = None
    previous: str | None = None
    time_zone: str = DEFAULT_ZONE
    versions: dict[str, str] = {}
    digests: dict[str, str] = {}
    code_digest: str | None = None
    inputs: list[str] = []
    counts: dict[str, int] = {}
    statuses: dict[str, int] = {}
    newly_gone: int = 0
    sites: dict[str, int] = {}
    edits_by_rule: dict[str, int] = {}
    removed_by_rule: dict[str, int] = {}
    dropped_by_reason: dict[str, int] = {}
    floors: list[str] = []
    timings: dict[str, float] = {}
    crawl: dict[str, Any] | None = None
    settings: dict[str, Any] = {}


def datapackage(
    info: RunInfo, files: Mapping[str, Sequence[WrittenFile]], sources: Sequence[str]
) -> dict[str, Any]:
    """The Data Package v2 descriptor of the tables: types, meanings, keys, checksums, row counts.

    It holds no time and no run id: the same tables give the same descriptor. The CSV files carry the schema; the
    JSON lines files stand beside them with the same columns.
    """
    resources: list[dict[str, Any]] = []
    for table in TABLES:
        csv, jsonl = files[table.name]
        resources.append(_csv_resource(table, csv))
        resources.append(_jsonl_resource(table, jsonl))
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _slug(info.name),
        "title": f"{info.name}: repaired web articles",
        "schema_version": SCHEMA_VERSION,
        "time_zone": info.time_zone,
        "sources": [{"title": source} for source in sources],
        "resources": resources,
    }


def encode(content: Any) -> bytes:
    """A value as indented JSON with a line feed at its end, keys in the order given."""
    return msgspec.json.format(msgspec.json.encode(content), indent=2) + b"\n"


def _csv_resource(table: Table, file: WrittenFile) -> dict[str, Any]:
    return {
        "name": table.name,
        "type": "table",
        "description": table.meaning,
        "path": file.name,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "dialect": {
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": '"',
            "doubleQuote": True,
            "header": True,
        },
        **_stats(file),
        "schema": _schema(table),
    }


def _jsonl_resource(table: Table, file: WrittenFile) -> dict[str, Any]:
    return {
        "name": f"{table.name}-jsonl",
        "description": f"{table.meaning} The same rows and columns as {table.name}.csv.",
        "path": file.name,
        "format": "jsonl",
        "mediatype": "application/jsonl",
        "encoding": "utf-8",
        **_stats(file),
    }


def _stats(file: WrittenFile) -> dict[str, Any]:
    return {"hash": f"sha256:{file.sha256}", "bytes": file.bytes, "rows": file.rows}


def _schema(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"fields": [_field(column) for column in table.columns], "missingValues": [""]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    references = [
        {"fields": list(ref.columns), "reference": {"resource": ref.table, "fields": list(ref.to)}}
        for ref in table.references
        # Data Packages know no partly missing key; `verify` checks those that may be missing in part.
        if len(ref.columns) == 1
    ]
    if references:
        schema["foreignKeys"] = references
    return schema


def _field(column: Column) -> dict[str, Any]:
    field: dict[str, Any] = {
        "name": column.name,
        "type": _DESCRIPTOR_TYPES[column.type],
        "description": column.meaning,
    }
    if column.type == "datetime":
        # Dates alone and times without an offset stand beside full timestamps.
        field["format"] = "any"
    constraints: dict[str, Any] = {}
    # An empty string reads as missing in plain CSV readers, so only columns that hold neither are required.
    if not column.nullable and not column.empty:
        constraints["required"] = True
    if column.values:
        constraints["enum"] = list(column.values)
    if constraints:
        field["constraints"] = constraints
    return field


def _slug(name: str) -> str:
    """The name as Data Packages allow it: lower-case letters, digits, ".", "_" and "-".

    >>> _slug("Example 站点"), _slug("站点")
    ('example', 'dataset')
    """
    kept = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "-" for c in name.lower())
    return kept.strip("-.") or "dataset"
