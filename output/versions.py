"""The history of a profile: which runs there are, what one was, and what lies between two."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import msgspec

from output.errors import DatasetError
from output.history import History, Past, read_history, read_run
from output.locate import find_dataset, runs_folder
from output.manifest import RunRecord


class RunSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One run in a list; `gone` counts what was gone since the run before.

    `problem` says why a folder could not be read as a run; the numbers are 0 then.
    """

    run: str
    folder: str
    is_latest: bool
    started_at: str | None = None
    articles: int = 0
    edits: int = 0
    dropped: int = 0
    gone: int = 0
    statuses: dict[str, int] = {}
    floors: tuple[str, ...] = ()
    problem: str | None = None


class ArticleLine(msgspec.Struct, frozen=True, order=True):
    """An article as a difference names it."""

    url: str
    article_id: str
    title: str | None


class RuleChange(msgspec.Struct, frozen=True):
    """A rule with the number of its edits in the older and the newer run."""

    rule: str
    before: int
    after: int


class RunDifference(msgspec.Struct, frozen=True, kw_only=True):
    """What lies between two runs, articles by url and rules by the size of their change.

    `changed` say something else on their site, `recleaned` only come out otherwise. Those in the older run only are
    `gone` where the newer run lists them as taken away, else `absent`.
    """

    older: str
    newer: str
    added: tuple[ArticleLine, ...]
    changed: tuple[ArticleLine, ...]
    recleaned: tuple[ArticleLine, ...]
    absent: tuple[ArticleLine, ...]
    gone: tuple[ArticleLine, ...]
    unchanged: int
    rules: tuple[RuleChange, ...]
    digests: dict[str, tuple[str | None, str | None]]


def list_runs(path: str | Path) -> list[RunSummary]:
    """The runs of a profile, oldest first; `path` is data/<profile> or its folder of runs.

    Raises DatasetError when there is no run. A run that cannot be read is listed with its problem.
    """
    folder = runs_folder(path)
    latest = (folder.parent / "latest").resolve()
    entries = [
        entry
        for entry in folder.iterdir()
        if entry.is_dir() and not entry.name.startswith(".") and not entry.is_symlink()
    ]
    return [_summary(entry, entry.resolve() == latest) for entry in sorted(entries)]


def show_run(path: str | Path) -> RunRecord:
    """All that run.json says about the run at a path (a run, `latest` or data/<profile>)."""
    return read_run(find_dataset(path))


def diff_runs(older: str | Path, newer: str | Path) -> RunDifference:
    """What the newer of two runs has other than the older, by content and not by the status of either."""
    before, after = (read_history(find_dataset(path)) for path in (older, newer))
    return difference(before, after)


def difference(before: History, after: History) -> RunDifference:
    """The same for two runs that have been read."""
    old, new = before.articles, after.articles
    kept = old.keys() & new.keys()
    changed = {ident for ident in kept if old[ident].extracted != new[ident].extracted}
    recleaned = {ident for ident in kept - changed if old[ident].published != new[ident].published}
    absent = old.keys() - new.keys()
    listed = {row.url for row in after.gone}
    gone = {ident for ident in absent if old[ident].url in listed}
    return RunDifference(
        older=before.run.run if before.run else "",
        newer=after.run.run if after.run else "",
        added=_lines(new, new.keys() - old.keys()),
        changed=_lines(new, changed),
        recleaned=_lines(new, recleaned),
        absent=_lines(old, absent - gone),
        gone=_lines(old, gone),
        unchanged=len(kept) - len(changed) - len(recleaned),
        rules=_rules(before.run, after.run),
        digests=_digests(before.run, after.run),
    )


def _summary(folder: Path, is_latest: bool) -> RunSummary:
    try:
        record = read_run(folder)
    except DatasetError as error:
        return RunSummary(run=folder.name, folder=str(folder), is_latest=is_latest, problem=str(error))
    return RunSummary(
        run=record.run,
        folder=str(folder),
        is_latest=is_latest,
        started_at=record.started_at,
        articles=record.counts.get("articles", 0),
        edits=record.counts.get("edits", 0),
        dropped=record.counts.get("dropped", 0),
        gone=record.newly_gone,
        statuses=record.statuses,
        floors=tuple(record.floors),
    )


def _lines(articles: Mapping[str, Past], idents: set[str]) -> tuple[ArticleLine, ...]:
    return tuple(sorted(ArticleLine(articles[ident].url, ident, articles[ident].title) for ident in idents))


def _rules(before: RunRecord | None, after: RunRecord | None) -> tuple[RuleChange, ...]:
    old, new = (record.edits_by_rule if record else {} for record in (before, after))
    changes = [RuleChange(rule, old.get(rule, 0), new.get(rule, 0)) for rule in old.keys() | new.keys()]
    different = [change for change in changes if change.before != change.after]
    return tuple(sorted(different, key=lambda change: (-abs(change.after - change.before), change.rule)))


def _digests(before: RunRecord | None, after: RunRecord | None) -> dict[str, tuple[str | None, str | None]]:
    old, new = (
        record.digests | {"code": record.code_digest or ""} if record else {} for record in (before, after)
    )
    return {
        name: (old.get(name), new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    }
