"""Reading a dataset's pages again from where they lie, and comparing what is extracted with what was published."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from cleaning.reading import ReadOptions
from jiaokan.errors import UsageError
from jiaokan.pipeline import Settings, process
from jiaokan.sitereaders import refuse_brought_along
from jiaokan.sources import Partition, partitions_of, warc_partitions
from output.history import read_run
from output.manifest import RunRecord
from output.readers import read_jsonl
from output.schema import table
from output.verify import articles_for_source_check


class Reread(msgspec.Struct, frozen=True):
    """How many articles were read again, and a sentence for each that did not come out as published."""

    articles: int
    problems: tuple[str, ...]


def reread(folder: Path) -> Reread:
    """Read every page of a dataset again, from the archive of its site or from the input it was made of.

    Raises UsageError when the source is no longer where the run found it, ReaderError when the class that read it is not
    there any more, or came with the data.
    """
    run = read_run(folder)
    published = {check.url: check for check in articles_for_source_check(folder)}
    refs = {check.archive_ref for check in published.values()} | _joined_refs(folder)
    settings = Settings(read=msgspec.convert(run.settings.get("read", {}), ReadOptions))
    site = folder.resolve().parent.parent
    refuse_brought_along(settings.read.reader, site, crawled=run.inputs == ["archive"])
    partitions = _partitions(folder, run, sorted(ref for ref in refs if ref is not None))
    with tempfile.TemporaryDirectory(prefix="jiaokan-verify-") as parts:
        selected = {ref for ref in refs if ref is not None}
        found = process(partitions, settings, Path(parts), selected=selected)
        digests = {article.url: article.extracted_sha256() for article in found.articles}
    problems = [
        f"{url}: not found when its source was read again"
        if url not in digests
        else f"{url}: the source reads differently now (another reader or another file): {digests[url]}"
        for url, check in published.items()
        if digests.get(url) != check.extracted_sha256
    ]
    return Reread(len(published), tuple(problems))


def _joined_refs(folder: Path) -> set[str | None]:
    """Where the later pages of joined articles lie: they stand in `dropped` as joined."""
    names = table("dropped").names
    reason, ref = names.index("reason"), names.index("archive_ref")
    return {
        None if row[ref] is None else str(row[ref])
        for row in read_jsonl(folder / "dropped.jsonl", table("dropped"))
        if row[reason] == "joined"
    }


def _partitions(folder: Path, run: RunRecord, refs: Sequence[str]) -> list[Partition]:
    if run.inputs == ["archive"]:
        return list(_archive_partitions(folder.resolve().parent.parent / "archive", refs))
    if "-" in run.inputs:
        raise UsageError(
            f"{folder}: made from standard input, which cannot be read again; verify without --source"
        )
    try:
        return partitions_of(run.inputs)
    except UsageError as error:
        raise UsageError(f"{folder}: the input of this dataset is no longer there: {error}") from error


def _archive_partitions(archive: Path, refs: Sequence[str]) -> Iterator[Partition]:
    for name in sorted({ref.rpartition(":")[0] for ref in refs}):
        path = archive / name
        # The name comes from a table that anybody may have written: it may only name a file in the archive.
        if Path(name).name != name or not path.is_file():
            raise UsageError(f"{path}: this archive file is missing; put it back, or verify without --source")
        yield from warc_partitions(path, name)
