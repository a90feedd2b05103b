"""Kills crawls, at random and at the moments that matter, and counts what is lost, there twice, torn or fetched again.

python benchmarks/crash.py [--kills 100] [--write docs/crawl-benchmarks.md]        (make bench-crash)

A campaign is one site with redirects, pages that answer 503 at first and pages that break the crawler; its crawl is
killed until it comes to its end. Then every page must be there once, whole, where the state says. In every third campaign
each kill is a power cut as well: what had not been synced is cut off or scribbled over.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import msgspec

ROOT = Path(__file__).resolve().parents[1]
# The site of the tests lies in no package: what follows can be imported only now (E402).
sys.path[:0] = [str(ROOT), str(ROOT / "tests/crawler")]

from loopback_site import Hit, Reply, Site, serving, write_profile  # noqa: E402
from marked_pages import write_between  # noqa: E402
from warcio.archiveiterator import ArchiveIterator  # noqa: E402

from crawler.archive import read_record_at, read_records  # noqa: E402
from crawler.errors import ArchiveError  # noqa: E402
from crawler.fault import FAULT_VARIABLE, POINTS  # noqa: E402
from crawler.journal import GROUP_SIZE  # noqa: E402
from crawler.state import State  # noqa: E402

COMMAND = "make bench-crash"
CONCURRENCY = 4
# Files roll after a few pages, one page breaks the judge, and what was synced is written down beside the log.
CHILD = """
import os, sys
from crawler.archive import ArchiveWriter
from crawler.judge import Judge
ArchiveWriter.__init__.__defaults__ = (20_000,)
honest, sync = Judge.result_of, os.fsync
def broken(self, lease, exchange):
    if lease.url.endswith("/breaks.html"):
        raise KeyError("surprise")
    return honest(self, lease, exchange)
def noted(descriptor):
    sync(descriptor)
    path = os.readlink(f"/proc/self/fd/{descriptor}")
    if path.endswith(".warc.gz"):
        with open(os.environ["SYNCED"], "a") as out:
            out.write(f"{path} {os.fstat(descriptor).st_size}\\n")
Judge.result_of, os.fsync = broken, noted
from crawler.__main__ import main
sys.exit(main())
"""


class Verdict(msgspec.Struct):
    """What a campaign came to."""

    kills: Counter[str]
    pages: int = 0
    lost: int = 0
    twice: int = 0
    torn: int = 0
    wrong: int = 0
    refetched: int = 0
    most: int = 0


def fill(site: Site, articles: int) -> set[str]:
    """A site with everything that makes recovery hard; the addresses whose pages must be there in the end."""
    paths = [site.article(number, "社区图书馆周末开放。" * 40) for number in range(1, articles + 1)]
    wanted = set(paths)
    for number in range(5, articles, 25):
        # An old address that leads on, and a page whose server stumbles at every other request.
        site.pages[f"/a/{number}.html"] = Reply(
            status=302, headers={"Location": f"/a/{number + 10_000}.html"}
        )
        site.article(number + 10_000)
        wanted ^= {f"/a/{number}.html", f"/a/{number + 10_000}.html"}
        page = site.pages[f"/a/{number + 1}.html"]
        site.pages[f"/a/{number + 1}.html"] = _stumbling(page)  # type: ignore[arg-type]
    site.html("/a/breaks.html", "坏", "<p>坏")
    for start in range(0, articles, 20):
        items = "".join(f"<a href='{path}'>新闻</a>" for path in paths[start : start + 20])
        more = f"<a href='/news/{start + 20}' rel='next'>下一页</a>" if start + 20 < articles else ""
        site.html(f"/news/{start}", "新闻", items + more)
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow:\n", content_type="text/plain", etag=False)
    return {site.root + path for path in wanted}


def _stumbling(page: Reply) -> object:
    asked = [0]

    def answer(hit: Hit) -> Reply:
        asked[0] += 1
        return Reply(status=503, etag=False) if asked[0] % 2 else page

    return answer


def campaign(
    folder: Path, kills: Iterator[str], draw: random.Random, *, articles: int, power: bool
) -> Verdict:
    """Kills one crawl as the iterator says, then lets it end and looks at what is there."""
    verdict = Verdict(Counter())
    with serving(Site()) as site:
        expected = fill(site, articles)
        profile = write_profile(
            folder,
            site,
            f"concurrency = {CONCURRENCY}\n",
            [f"{site.root}/news/0", f"{site.root}/a/breaks.html"],
        )
        for fault in kills:
            before = _bodies(site)
            died = _killed(folder, profile, site, fault, draw)
            if not died:
                break
            verdict.kills["power cut" if power else fault.partition(":")[0]] += 1
            again = sum(count - 1 for count in _bodies(site).values() if count > 1)
            fresh = again - sum(count - 1 for count in before.values() if count > 1)
            verdict.most = max(verdict.most, fresh)
            if power:
                cut_power(folder, draw)
        code = _run(folder, profile).wait(120)
        assert code == 0, f"the last crawl ended with {code}"
        verdict.refetched = sum(count - 1 for count in _bodies(site).values() if count > 1)
    count(folder / "data", expected, verdict)
    return verdict


def _bodies(site: Site) -> Counter[str]:
    """How often the body of each page was sent; robots.txt is asked for anew by design."""
    return Counter(hit.path for hit in list(site.hits) if hit.status == 200 and hit.path != "/robots.txt")


def _run(folder: Path, profile: Path, **environment: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-c", CHILD, "--profile", profile, "--folder", folder / "data"]
    return subprocess.Popen(
        [*map(str, command), "--log", str(folder / "log")],
        cwd=ROOT,
        env={**os.environ, "SYNCED": str(folder / "synced"), **environment},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _killed(folder: Path, profile: Path, site: Site, fault: str, draw: random.Random) -> bool:
    """Runs a crawl until it dies; False where it came to its end before."""
    if fault != "random":
        return _run(folder, profile, **{FAULT_VARIABLE: fault}).wait(120) == -signal.SIGKILL
    wanted = len(site.hits) + draw.randint(0, 40)
    child = _run(folder, profile)
    while len(site.hits) < wanted and child.poll() is None:
        time.sleep(0.001)
    time.sleep(draw.random() * 0.02)
    child.kill()
    return child.wait() == -signal.SIGKILL


def cut_power(folder: Path, draw: random.Random) -> None:
    """Loses what the archive had not synced: cut off anywhere, or scribbled over. The committed state is kept."""
    synced: dict[str, int] = {}
    if (folder / "synced").exists():
        for line in (folder / "synced").read_text("utf-8").split("\n")[:-1]:
            path, _, size = line.rpartition(" ")
            synced[path] = int(size)
    for path in (folder / "data/archive").glob("*.warc.gz"):
        kept, size = synced.get(str(path), 0), path.stat().st_size
        if kept == 0 and draw.random() < 0.5:
            path.unlink()
        elif size > kept:
            with path.open("r+b") as stream:
                if draw.random() < 0.5:
                    stream.truncate(draw.randint(kept, size))
                else:
                    stream.seek(kept)
                    stream.write(draw.randbytes(size - kept))


def count(folder: Path, expected: set[str], verdict: Verdict) -> None:
    """Holds what is there against what must be."""
    with State.open(folder, read_only=True) as state:
        rows = {row.url: row for row in state.documents()}
        reasons = {row.url: row.reason for row in state.not_fetched()}
    verdict.pages += len(expected)
    verdict.lost += len(expected - rows.keys())
    verdict.wrong += len(rows.keys() - expected)
    verdict.wrong += sum(reason not in {"redirected", "internal_error"} for reason in reasons.values())
    for row in rows.values():
        try:
            verdict.wrong += (
                read_record_at(folder / "archive" / row.archive_file, row.archive_offset).url != row.url
            )
        except ArchiveError:
            verdict.torn += 1
    full: Counter[str | None] = Counter()
    for path in sorted((folder / "archive").iterdir()):
        try:
            full.update(
                record.url
                for record in read_records(path)
                if record.type == "response" and record.status == 200
            )
            with path.open("rb") as stream:
                for record in ArchiveIterator(stream, check_digests=True):
                    record.content_stream().read()
                    verdict.torn += record.digest_checker.passed is False
        except Exception:
            verdict.torn += 1
    verdict.twice += sum(times > 1 for url, times in full.items() if url in expected)


def plan(kills: int, draw: random.Random) -> Iterator[str]:
    """Half at random, half at each of the chosen points in turn."""
    for number in range(kills):
        point = POINTS[number // 2 % len(POINTS)]
        far = {"start-up": 1, "shutdown": 1, "roll-over": 2}.get(point, 4)
        yield "random" if number % 2 == 0 else f"{point}:{draw.randint(1, far)}"


def run(kills: int, articles: int, seed: int) -> Verdict:
    """Campaigns until so many kills have hit."""
    total, number = Verdict(Counter()), 0
    draw = random.Random(seed)
    faults = plan(10 * kills, draw)
    while total.kills.total() < kills:
        number += 1
        left = kills - total.kills.total()
        with tempfile.TemporaryDirectory() as folder:
            some = (fault for fault, _ in zip(faults, range(min(left, 10)), strict=False))
            one = campaign(Path(folder), some, draw, articles=articles, power=number % 3 == 0)
        total.kills += one.kills
        for name in ("pages", "lost", "twice", "torn", "wrong", "refetched"):
            setattr(total, name, getattr(total, name) + getattr(one, name))
        total.most = max(total.most, one.most)
        print(f"campaign {number}: {one}", file=sys.stderr, flush=True)
    return total


def page(found: Verdict) -> str:
    """The figures as Markdown."""
    kills = found.kills.total()
    said = ", ".join(f"{name} {count}" for name, count in sorted(found.kills.items()))
    rows = [
        (f"kills that hit ({said})", kills, ""),
        ("articles that had to be there", found.pages, ""),
        ("lost", found.lost, "0"),
        ("there twice", found.twice, "0"),
        ("torn records or wrong digests", found.torn, "0"),
        ("rows that name something else", found.wrong, "0"),
        ("bodies fetched again, a kill", f"{found.refetched / kills:.1f}", f"≤ {CONCURRENCY + GROUP_SIZE}"),
    ]
    lines = ["| what | found | goal |", "| --- | --- | --- |"]
    return "\n".join([*lines, *(f"| {what} | {found} | {goal} |" for what, found, goal in rows)])


def main() -> None:
    """Kill, count, print, and write where asked to; ends with 1 where anything was lost, there twice or torn."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--articles", type=int, default=250, help="of each site")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", type=Path, help="a page that has the marks of this benchmark")
    options = parser.parse_args()
    found = run(options.kills, options.articles, options.seed)
    print(page(found))
    if options.write:
        write_between(options.write, COMMAND, page(found))
    sys.exit(bool(found.lost or found.twice or found.torn or found.wrong))


if __name__ == "__main__":
    main()
