"""Read and repair, partition by partition: the functions that worker processes run, and the pool that runs them."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec
from msgspec.structs import replace

from cleaning.article import Article, Dropped
from cleaning.choice import RuleChoice
from cleaning.facts import SiteFacts
from cleaning.reading import ReadOptions
from cleaning.steps import Script
from cleaning.summary import Summary, summarise
from crawler.urls import site_of
from jiaokan.errors import JiaokanError
from jiaokan.onepage import normalised, read_page
from jiaokan.parts import part_key, read_rows, write_part
from jiaokan.sources import Failure, Partition, pages
from output.identity import urn_of

if TYPE_CHECKING:
    from concurrent.futures import Future

J = TypeVar("J", bound="ReadJob | RepairJob")


class ReadJob(msgspec.Struct, frozen=True):
    """One partition to be read. The part holds an Article a page; beside it lies a part of summaries.

    `code` is the digest of the code that reads, with the version of a second reader: it is part of the job, so that worker
    and parent agree on the name.
    """

    partition: Partition
    options: ReadOptions
    code: str
    folder: str

    @property
    def key(self) -> str:
        place = _place(Path(self.partition.path), Path(self.folder))
        return part_key("read", replace(self.partition, path=place), _portable(self.options), self.code)

    @property
    def articles(self) -> Path:
        return Path(self.folder) / f"read-{self.key}.jsonl"

    @property
    def summaries(self) -> Path:
        return Path(self.folder) / f"read-{self.key}.summary.jsonl"

    def done(self) -> bool:
        """Whether the part is there; the summaries are written last."""
        return self.summaries.exists()

    def carry_out(self) -> None:
        """Read every page of the partition; a page that cannot be read becomes an Article that says why."""
        summaries: list[Summary] = []

        def articles() -> Iterator[Article]:
            for page in pages(self.partition):
                article = _failed(page) if isinstance(page, Failure) else read_page(page, self.options)
                summaries.append(summarise(article, site_of(article.url or "")))
                yield article

        write_part(self.articles, articles())
        write_part(self.summaries, summaries)


class RepairJob(msgspec.Struct, frozen=True):
    """Some articles to be repaired: for each the pages it is joined from, as (read part, place in it)."""

    chains: tuple[tuple[tuple[str, int], ...], ...]
    facts: dict[str, SiteFacts]
    rules: tuple[str, ...]
    rules_digest: str
    script: Script
    choice: RuleChoice
    code: str
    folder: str

    @property
    def key(self) -> str:
        chains = [[(Path(part).name, place) for part, place in chain] for chain in self.chains]
        lines = {site: [line.text for line in facts.template_lines] for site, facts in self.facts.items()}
        engines = {site: facts.engines for site, facts in self.facts.items()}
        settings = (self.rules_digest, self.script, self.choice)
        return part_key("repair", chains, lines, engines, settings, self.code)

    @property
    def articles(self) -> Path:
        return Path(self.folder) / f"repair-{self.key}.jsonl"

    def done(self) -> bool:
        return self.articles.exists()

    def carry_out(self) -> None:
        """Join and repair; the part holds the repaired articles in the order of the chains."""
        from cleaning.joining import join_pages
        from cleaning.repair import repair_article
        from cleaning.ruleset import load_rules

        rules = load_rules(self.rules)
        wanted: dict[str, list[int]] = {}
        for chain in self.chains:
            for part, place in chain:
                wanted.setdefault(part, []).append(place)
        read = {part: read_rows(Path(part), Article, places) for part, places in wanted.items()}

        def repaired() -> Iterator[Article]:
            for chain in self.chains:
                article = join_pages([read[part][place] for part, place in chain])
                facts = self.facts.get(site_of(article.url or "") or "", SiteFacts())
                yield repair_article(article, rules, facts, script=self.script, choice=self.choice)

        write_part(self.articles, repaired())


def _portable(options: ReadOptions) -> ReadOptions:
    """Options without where the site's own reader lies: its digest says which one it is."""
    if options.reader is None:
        return options
    return replace(options, reader=replace(options.reader, place=""))


def _place(path: Path, parts: Path) -> str:
    """Where an input lies, as seen from the folder that holds the parts: a site's folder may be moved as a whole."""
    home = parts.resolve().parent
    return path.relative_to(home).as_posix() if path.is_relative_to(home) else str(path)


def _failed(failure: Failure) -> Article:
    url = normalised(failure.url) or urn_of(f"{failure.archive_ref} {failure.reason}".encode())
    return Article(
        url=url,
        kind="unreadable",
        dropped=Dropped(failure.reason, failure.detail),
        archive_ref=failure.archive_ref,
        fetched_at=failure.fetched_at,
    )


def carry_out(jobs: Sequence[J], workers: int, progress: Callable[[int, int], None]) -> int:
    """Run the jobs that are not done, in this process or in a pool; gives how many were run.

    `progress(done, all)` is called as they end. Ctrl-C ends the pool at once: parts under way leave nothing behind.
    """
    waiting = [job for job in jobs if not job.done()]
    progress(len(jobs) - len(waiting), len(jobs))
    if workers <= 1 or len(waiting) <= 1:
        for number, job in enumerate(waiting, 1):
            job.carry_out()
            progress(len(jobs) - len(waiting) + number, len(jobs))
    else:
        _in_pool(
            waiting,
            min(workers, len(waiting)),
            lambda done: progress(len(jobs) - len(waiting) + done, len(jobs)),
        )
    return len(waiting)


def _in_pool(jobs: Sequence[J], workers: int, progress: Callable[[int], None]) -> None:
    # Who reads one page by `jiaokan.extract` needs none of the machinery of processes, which is large.
    from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
    from concurrent.futures.process import BrokenProcessPool
    from multiprocessing import get_context

    pool = ProcessPoolExecutor(workers, mp_context=get_context("spawn"), initializer=_obey_parent)
    try:
        with _workers_deaf_to_interrupts():
            # The pool starts its processes while it is given work.
            pending: set[Future[Any]] = {pool.submit(_carry_out, job) for job in jobs}
        while pending:
            done, pending = wait(pending, return_when=FIRST_COMPLETED)
            for future in done:
                future.result()
            progress(len(jobs) - len(pending))
    except BrokenProcessPool as error:
        raise JiaokanError(
            "a worker process was ended from outside, perhaps for want of memory; run again (finished parts are kept), "
            "with fewer --workers"
        ) from error
    except BaseException:
        for process in list(getattr(pool, "_processes", None) or {}):
            os.kill(process, signal.SIGTERM)
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


@contextmanager
def _workers_deaf_to_interrupts() -> Iterator[None]:
    """Let processes that start here inherit that SIGINT waits, until they have a handler for it.

    Ctrl-C while a worker is still importing would print its traceback. One that comes meanwhile is taken by this
    process at the end.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _carry_out(job: ReadJob | RepairJob) -> None:
    job.carry_out()


def _obey_parent() -> None:
    """Let a worker live as long as its parent does, and no signal of the terminal end it before.

    Ctrl-C reaches the whole process group; the parent decides what happens to its workers. One that was killed can
    decide nothing, and its workers would wait for work for ever: each holds the pipe open for the others.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    from multiprocessing import parent_process
    from multiprocessing.connection import wait as wait_for

    parent = parent_process()
    if parent is not None:
        wait_for([parent.sentinel])
        # A part under way leaves a hidden file behind, which the next run clears away.
        os._exit(1)
