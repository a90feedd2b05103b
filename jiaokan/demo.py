"""The demonstration: a bundled site is crawled, cleaned and published, changes overnight, and is visited again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from cleaning.article import Article
from jiaokan.cli.outcome import closing_lines
from jiaokan.cli.terminal import marked
from jiaokan.example.server import serve
from jiaokan.example.site import build_site, profile_text
from jiaokan.pipeline import Progress, silent
from jiaokan.running import Outcome, run
from jiaokan.telling import Telling
from output.counting import number_of
from output.marks import Segment, segments, sentence_around

if TYPE_CHECKING:
    from crawler.run import CrawlSummary

_SENTENCES = 3
_NAMED_RULES = 6


class Shown(msgspec.Struct, frozen=True):
    """One changed sentence: the rule, and the sentence in pieces."""

    rule: str
    pieces: list[Segment]


def _no_bars() -> AbstractContextManager[Progress]:
    return nullcontext(silent)


def demo(
    folder: Path,
    say: Callable[[str], None],
    *,
    colour: bool = False,
    workers: int = 1,
    bars: Callable[[], AbstractContextManager[Progress]] = _no_bars,
) -> int:
    """Run the demonstration in `folder`, telling its story line by line; gives the exit code.

    `bars` gives the progress of one run, and is closed before the next line is told. All traffic stays on loopback.
    `folder` holds the profile and the data afterwards: archive, state and two runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with serve(1) as server:
        profile = folder / "example.toml"
        profile.write_text(profile_text(server.port), "utf-8")
        say(f"A site of {_pages(1)} pages is served on {server.url}. Day one:")
        with bars() as progress:
            first = run(profile, folder, workers=workers, telling=Telling(progress))
        _tell(first, say)
        say("")
        say("Three of the sentences that were repaired:")
        for shown in sentences(first):
            say(f"  {shown.rule:<26} {marked(shown.pieces, colour)}")
        server.switch(2)
        say("")
        say("Day two: some articles have changed, some are new, some are gone.")
        with bars() as progress:
            second = run(profile, folder, workers=workers, telling=Telling(progress))
        _tell(second, say)
    published = second.published
    say("")
    say(f"dataset  {folder / 'example' / 'latest'}   (articles.csv, articles.jsonl, edits.csv …)")
    say(f"report   {published.folder}/report.html")
    say(f"verify   jiaokan verify {folder / 'example' / 'latest'}")
    return max(first.exit_code, second.exit_code)


def sentences(outcome: Outcome) -> list[Shown]:
    """Three changed sentences, each by another rule: the rules that mend wording first, the most frequent first."""
    found: dict[str, Shown] = {}
    counts: Counter[str] = Counter()
    for article in outcome.processed.articles:
        for rule, shown in _wording(article):
            counts[rule] += 1
            if rule not in found or len(_text(shown)) < len(_text(found[rule])):
                found[rule] = shown
    best = sorted(found, key=lambda rule: (-counts[rule], rule))
    return [found[rule] for rule in best[:_SENTENCES]]


def _wording(article: Article) -> Iterator[tuple[str, Shown]]:
    edits = [edit for edit in article.edits if edit.field == "text"]
    wording = {edit.rule for edit in edits if edit.step == "wording"}
    pieces = segments(article.text, edits)
    for place, piece in enumerate(pieces):
        for rule in piece.rules:
            if rule in wording:
                yield rule, Shown(rule, sentence_around(pieces, place))


def _text(shown: Shown) -> str:
    return "".join(piece.before for piece in shown.pieces)


def _tell(outcome: Outcome, say: Callable[[str], None]) -> None:
    if outcome.crawl is not None:
        say(f"  crawl: {_crawled(outcome.crawl)}")
    for line in closing_lines(outcome, _NAMED_RULES):
        say(f"  {line}")


def _crawled(crawl: CrawlSummary) -> str:
    line = f"{number_of(crawl.fetched, 'page')} fetched ({crawl.bytes / 1000:.0f} kB)"
    if crawl.not_modified:
        line += f"; {crawl.not_modified} not fetched again: the server said 304, not modified"
    if crawl.robots_refused:
        line += f"; {crawl.robots_refused} kept out by robots.txt"
    return f"{line}; {crawl.seconds:.1f} s"


def _pages(day: int) -> int:
    """How many HTML pages the site answers with, not counting what is no more."""
    site = build_site(day).values()
    return sum(page.status == 200 and "html" in page.headers.get("Content-Type", "") for page in site)
