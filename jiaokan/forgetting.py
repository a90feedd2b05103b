"""Forgetting: a page leaves archive, state, parts and all runs of every site below a data folder, and stays away."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from jiaokan.errors import UsageError
from output.forgetting import forget_in, is_unfinished, listed

if TYPE_CHECKING:
    from crawler.state import State


class Plan(msgspec.Struct, frozen=True):
    """What forgetting takes out of one site. `records` counts archive records by file, `rows` table rows by run.

    `parts` are files of the pipeline that are deleted and made anew. `copies` are near-copies under other addresses,
    which stay.
    """

    folder: Path
    what: str
    is_pattern: bool
    urls: tuple[str, ...]
    known: int
    records: dict[str, int]
    parts: tuple[str, ...]
    rows: dict[str, dict[str, int]]
    copies: tuple[str, ...]

    @property
    def site(self) -> str:
        return self.folder.name

    def sentences(self) -> Iterator[str]:
        """The plan in words, a line each."""
        yield f"{self.site}: {len(self.urls)} addresses, {self.known} of them in the state"
        yield from (f"  {url}" for url in self.urls)
        yield f"  archive: {sum(self.records.values())} records in {len(self.records)} files"
        yield f"  parts: {len(self.parts)} files (made anew by the next run)"
        for run, rows in self.rows.items():
            said = ", ".join(f"{count} {name}" for name, count in rows.items())
            yield f"  run {run}: {said or 'left half rewritten by a crash'}"
        yield from (f"  stays, with nearly the same text: {url}" for url in self.copies)


@contextmanager
def plans_for(what: str, data: Path) -> Iterator[list[Plan]]:
    """What forgetting an address, or the addresses that a pattern is found in, would take out of each site.

    The sites are locked inside of the block, so that what `forget` then does is what was planned. UsageError for a
    pattern that is none, and where no site knows such an address.
    """
    from crawler.lock import hold

    key, matches, is_pattern = _matcher(what)
    folders = sorted(path.parent for path in data.glob("*/state.sqlite"))
    with ExitStack() as stack:
        plans = []
        for folder in folders:
            if _concerns(folder, key, matches):
                stack.enter_context(hold(folder))
                plans.append(_plan(folder, key, matches, is_pattern))
        if not plans:
            where = f"{len(folders)} crawled sites" if folders else "no crawled site"
            raise UsageError(
                f"{key}: no address below {data} ({where}) is that, or has that pattern in it; give the whole address as "
                "`jiaokan show` takes it, or name the folder with --data"
            )
        yield plans


def forget(plan: Plan) -> None:
    """Takes a page out of a site; only inside of the block of `plans_for`.

    The tombstone and the rows of the state go first, in one transaction: from then on nothing fetches or publishes the
    page, and whatever a crash leaves undone is finished by the same command.
    """
    from crawler.erasing import erase
    from crawler.state import ARCHIVE_FOLDER, State, now

    urls = frozenset(plan.urls)
    with State.open(plan.folder) as state:
        state.forget(plan.what, plan.urls, is_pattern=plan.is_pattern)
        for name in plan.records:
            erase(plan.folder / ARCHIVE_FOLDER / name, urls.__contains__, now())
        for name in plan.parts:
            (plan.folder / "parts" / name).unlink(missing_ok=True)
        for run in plan.rows:
            forget_in(plan.folder / "runs" / run, urls)
        state.note_forgotten(plan.what)


def _matcher(what: str) -> tuple[str, Callable[[str], bool], bool]:
    """The address or pattern, what it fits, and whether it is a pattern."""
    from crawler.urls import normalise_url

    if what.startswith(("http://", "https://")):
        try:
            url = normalise_url(what)
        except ValueError as error:
            raise UsageError(str(error)) from error
        return url, url.__eq__, False
    try:
        pattern = re.compile(what)
    except re.error as error:
        raise UsageError(
            f"{what!r} is neither an address (http://…, https://…) nor a regular expression: {error}"
        ) from error
    if pattern.search("") is not None:
        raise UsageError(f"{what!r} is found in every address; to take out a whole site remove its folder")
    return what, lambda url: pattern.search(url) is not None, True


def _concerns(folder: Path, key: str, matches: Callable[[str], bool]) -> bool:
    from crawler.state import State

    with State.open(folder, read_only=True) as state:
        stones = state.tombstones
        return key in stones.urls or key in stones.patterns or any(map(matches, state.addresses()))


def _plan(folder: Path, key: str, matches: Callable[[str], bool], is_pattern: bool) -> Plan:
    from crawler.erasing import clear_unfinished, members
    from crawler.state import ARCHIVE_FOLDER, State

    archive = folder / ARCHIVE_FOLDER
    clear_unfinished(archive)
    with State.open(folder) as state:
        # Archive files as the last commit left them: what a crash left behind is cut before.
        state.recover()
        addresses = set(state.addresses())
        wanted = {url for url in addresses if matches(url)} | _taken_along(state, key)
    if not is_pattern:
        wanted.add(key)
    found = {
        path.name: [member.url for member in members(path) if member.url is not None]
        for path in sorted(archive.glob("*.warc.gz"))
    }
    wanted |= {url for urls in found.values() for url in urls if matches(url)}
    runs = sorted(path.parent for path in (folder / "runs").glob("[!.]*/datapackage.json"))
    copies = set[str]()
    for run in runs:
        seen = listed(run, wanted)
        wanted |= seen.parts | seen.articles
        copies |= seen.copies
    rows = {run.name: listed(run, wanted).rows for run in runs}
    records = {name: sum(url in wanted for url in urls) for name, urls in found.items()}
    return Plan(
        folder=folder,
        what=key,
        is_pattern=is_pattern,
        urls=tuple(sorted(wanted)),
        known=len(wanted & addresses),
        records={name: count for name, count in records.items() if count},
        parts=tuple(_parts_naming(folder / "parts", wanted)),
        rows={run.name: rows[run.name] for run in runs if rows[run.name] or is_unfinished(run)},
        copies=tuple(sorted(copies - wanted)),
    )


def _taken_along(state: State, key: str) -> set[str]:
    """What an earlier call has set tombstones for and may not have finished."""
    stones = state.tombstones
    return set(stones.urls) if key in stones.unfinished else set()


def _parts_naming(parts: Path, urls: set[str]) -> Iterator[str]:
    """Files in which one of these addresses stands: deleting one too many costs time, one too few the promise."""
    needles = [url.encode() for url in urls]
    for path in sorted(parts.glob("*")):
        if path.is_file():
            content = path.read_bytes()
            if any(needle in content for needle in needles):
                yield path.name


def counted(plans: list[Plan]) -> str:
    """What was taken out of all sites, as a sentence."""
    rows: Counter[str] = Counter()
    for plan in plans:
        for of_run in plan.rows.values():
            rows.update(of_run)
    return (
        f"forgotten: {sum(len(plan.urls) for plan in plans)} addresses, "
        f"{sum(sum(plan.records.values()) for plan in plans)} archive records, "
        f"{sum(len(plan.parts) for plan in plans)} parts, {sum(rows.values())} rows in "
        f"{sum(len(plan.rows) for plan in plans)} runs; never fetched again"
    )
