"""How fast the crawler is beside stock Scrapy, what a queue costs, how it stops, and what a second crawl transfers.

python benchmarks/crawl.py [--write docs/crawl-benchmarks.md]        (make bench-crawl)

Runs take turns on one machine against one server, and a ratio is that of a pair: what else the machine does falls on
both. Everything is on: archive, fsync, state, robots, limits, address check; only the delay between requests is zero.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
from marked_pages import write_between

ROOT = Path(__file__).resolve().parents[1]
COMMAND = "make bench-crawl"

# The crawl process as `python -m crawler` runs it, its imports done before the clock starts, as for stock Scrapy.
_OURS = """
import json, sys, time
import crawler.__main__ as entry, crawler.session, crawler.settings, crawler.spiders.site, crawler.conduct, crawler.scheduler
from scrapy.crawler import AsyncCrawlerProcess
wall, cpu = time.perf_counter(), time.process_time()
code = entry.main()
figures = {"code": code, "seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
print(json.dumps(figures), file=sys.stderr)
"""
# What a waiting crawl holds: everything a crawl opens before its first request.
_QUEUE = """
import json, sys
from pathlib import Path
from crawler.profile import load_profile
from crawler.session import Session
import crawler.spiders.site
session = Session(load_profile(sys.argv[1]), Path(sys.argv[2]))
session.frontier.next_task()
status = dict(line.split(":", 1) for line in open("/proc/self/status") if ":" in line)
print(json.dumps({name: int(status[name].split()[0]) * 1024 for name in ("VmHWM", "VmRSS")}))
session.state.close()
"""


_RUNS = ("ours", "links", "bare", "bare100")


class Server:
    """The fast site in a process of its own."""

    def __init__(self, port: int, hosts: int) -> None:
        self.roots = [f"http://127.0.0.{number}:{port}" for number in range(1, hosts + 1)]
        self.port = port

    def tell(self, what: str) -> dict[str, dict[str, int]]:
        """Changes the site ("change"), or looks what it was asked since the last time ("look", "reset")."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/control/{what}") as answer:
            told: dict[str, dict[str, int]] = json.load(answer)
        return told


@contextmanager
def serving(articles: int, hosts: int) -> Iterator[Server]:
    """A running site."""
    command = [sys.executable, ROOT / "benchmarks/fast_site.py", "--articles", str(articles)]
    child = subprocess.Popen([*command, "--hosts", str(hosts)], stdout=subprocess.PIPE, text=True)
    try:
        assert child.stdout is not None
        yield Server(int(child.stdout.readline()), hosts)
    finally:
        child.kill()
        child.wait()


def profile_for(server: Server, folder: Path, extra: str = "") -> Path:
    """A profile of the whole site, without waits."""
    path = folder / "bench.toml"
    private = [f"127.0.0.{number}:{server.port}" for number in range(1, len(server.roots) + 1)]
    path.write_text(
        f'name = "bench"\nstart = {[root + "/" for root in server.roots]}\n'
        "article = ['/a/[0-9]+\\.html$']\nlist = ['/list/']\nmax_pages = 1000000\n"
        f"allow_private = {private}\n" + (extra or "delay = 0\nconcurrency = 16\n"),
        "utf-8",
    )
    return path


def ours(server: Server, folder: Path) -> dict[str, float]:
    """One crawl into a folder that may be new: pages, seconds, CPU seconds."""
    server.tell("reset")
    arguments = [
        "--profile",
        profile_for(server, folder),
        "--folder",
        folder / "data",
        "--log",
        folder / "log",
    ]
    done = subprocess.run(
        [sys.executable, "-c", _OURS, *map(str, arguments)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    figures: dict[str, float] = json.loads(done.stderr.strip().rpartition("\n")[2])
    seen = server.tell("reset")["asked"]
    return {**figures, "pages": sum(count for key, count in seen.items() if not key.endswith("/robots.txt"))}


def stock(server: Server, mode: str, items: int, addresses: list[str]) -> dict[str, float]:
    """One crawl by stock Scrapy."""
    command = [sys.executable, ROOT / "benchmarks/stock_spider.py", mode, "16", str(items)]
    done = subprocess.run(
        list(map(str, command)), input="\n".join(addresses), capture_output=True, text=True, check=True
    )
    server.tell("reset")
    figures: dict[str, float] = json.loads(done.stdout)
    return figures


def speed(articles: int, hosts: int, rounds: int) -> dict[str, Any]:
    """Pages a second and CPU a page, in pairs."""
    found: dict[str, list[float]] = {"speed": [], "cpu": [], "default": [], **{name: [] for name in _RUNS}}
    cpus: dict[str, list[float]] = {name: [] for name in _RUNS}
    with serving(articles, hosts) as server:
        pages = [f"{root}/a/{number}.html" for root in server.roots for number in range(1, articles + 1)]
        lists = [f"{root}/" for root in server.roots]
        for turn in range(rounds):
            with tempfile.TemporaryDirectory() as folder:
                jobs = {
                    "ours": lambda folder=folder: ours(server, Path(folder)),
                    "links": lambda: stock(server, "links", 1, lists),
                    "bare": lambda: stock(server, "bare", 1, pages),
                    "bare100": lambda: stock(server, "bare", 100, pages),
                }
                order = list(jobs) if turn % 2 else list(reversed(jobs))
                took = {name: jobs[name]() for name in order}
            rate = {name: each["pages"] / each["seconds"] for name, each in took.items()}
            cost = {name: 1000 * each["cpu"] / each["pages"] for name, each in took.items()}
            for name in jobs:
                found[name].append(rate[name])
                cpus[name].append(cost[name])
            found["speed"].append(rate["ours"] / rate["links"])
            found["cpu"].append(cost["ours"] / cost["bare"])
            found["default"].append(cost["ours"] / cost["bare100"])
            say(f"round {turn + 1}: {rounded(rate)} pages/s, {rounded(cost)} ms CPU a page")
    return {"ratios": found, "cpu_ms": cpus, "pages": took["ours"]["pages"]}


def queue(urls: int) -> dict[str, float]:
    """What waiting addresses cost, by 10,000: memory of a crawl before its first request, and disk."""
    sizes: dict[int, tuple[int, int, int]] = {}
    for count in (0, urls):
        with tempfile.TemporaryDirectory() as name, serving(1, 1) as server:
            folder = Path(name)
            profile = profile_for(server, folder)
            fill = (
                "import sys; from pathlib import Path; from crawler.state import State; from crawler.rows import Link\n"
                f"with State.open(Path({str(folder / 'data')!r})) as state:\n"
                f"    state.add_many(Link(f'{server.roots[0]}/a/{{n}}.html', 'article', 1, 10, parent='{server.roots[0]}/', judged=True) for n in range({count}))"
            )
            subprocess.run([sys.executable, "-c", fill], cwd=ROOT, check=True)
            told = subprocess.run(
                [sys.executable, "-c", _QUEUE, profile, folder / "data"],
                cwd=ROOT,
                capture_output=True,
                text=True,
                check=True,
            )
            memory = json.loads(told.stdout)
            disk = sum(path.stat().st_size for path in (folder / "data").glob("state.sqlite"))
            sizes[count] = (memory["VmHWM"], memory["VmRSS"], disk)
    per = 10_000 / urls / 1e6
    peak, now, disk = ((sizes[urls][place] - sizes[0][place]) * per for place in range(3))
    return {"urls": urls, "memory_peak_mb": peak, "memory_mb": now, "disk_mb": disk}


def stop() -> float:
    """Seconds from SIGTERM to the end, with 30 s between two requests."""
    with tempfile.TemporaryDirectory() as name, serving(50, 2) as server:
        folder = Path(name)
        profile = profile_for(server, folder, "delay = 30\nconcurrency = 4\n")
        command = [sys.executable, "-m", "crawler", "--profile", profile, "--folder", folder / "data"]
        child = subprocess.Popen(
            [*command, "--log", folder / "log"],
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        while len(server.tell("look")["asked"]) < 2:
            time.sleep(0.05)
        begun = time.perf_counter()
        child.send_signal(signal.SIGTERM)
        child.wait(60)
        assert child.returncode == 128 + signal.SIGTERM
        return time.perf_counter() - begun


def again(articles: int, hosts: int) -> dict[str, Any]:
    """What is transferred by a second crawl of the same site, and by a third after it has changed."""
    with serving(articles, hosts) as server, tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours(server, folder)
        ask_and_look(server, folder)
        second = _SEEN[-1]
        server.tell("change")
        ask_and_look(server, folder)
        third = _SEEN[-1]
        with_state = state_of(folder / "data")
    bodies = {key for key in third["bodies"] if "/a/" in key}
    number = lambda key: int(key.rpartition("/")[2][:-5])  # noqa: E731
    removed = set(range(3, articles + 1, 20))
    changed = set(range(1, articles + 1, 5)) - removed
    return {
        "second_bodies": sum(count for key, count in second["bodies"].items() if "/a/" in key),
        "second_asked": sum("/a/" in key for key in second["asked"]),
        "changed": (sum(number(key) in changed for key in bodies), len(changed) * hosts),
        "removed": (with_state["gone"], len(removed) * hosts),
        "added": (sum(number(key) > articles for key in bodies), articles // 10 * hosts),
        "others": sum(number(key) <= articles and number(key) not in changed for key in bodies),
        "twice": sum(count > 1 for count in third["asked"].values()),
    }


_SEEN: list[dict[str, dict[str, int]]] = []


def ask_and_look(server: Server, folder: Path) -> None:
    """One crawl, and what the server saw of it. Full looks are off: they are meant to transfer pages."""
    server.tell("reset")
    profile = profile_for(server, folder, "delay = 0\nconcurrency = 16\n[revisit]\nfull_every = 0\n")
    command = [sys.executable, "-m", "crawler", "--profile", profile, "--folder", folder / "data"]
    subprocess.run([*command, "--log", folder / "log"], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    _SEEN.append(server.tell("reset"))


def state_of(folder: Path) -> dict[str, int]:
    """How many pages the state says are gone."""
    sys.path.insert(0, str(ROOT))
    from crawler.state import State

    with State.open(folder, read_only=True) as state:
        return {"gone": len(list(state.gone()))}


def page(figures: dict[str, Any]) -> str:
    """The figures as Markdown, each beside its goal."""
    ratios, cpu = figures["speed"]["ratios"], figures["speed"]["cpu_ms"]
    memory, seen = figures["queue"], figures["again"]
    rows = [
        ("pages/s beside stock Scrapy with LinkExtractor", spread(ratios["speed"], "x"), "≥ 1.5x"),
        ("CPU a page beside bare stock Scrapy, `CONCURRENT_ITEMS` 1", spread(ratios["cpu"], "x"), "≤ 1.8x"),
        ("CPU a page beside bare stock Scrapy, its default of 100", spread(ratios["default"], "x"), "≤ 1.8x"),
        (
            "pages/s: ours, stock with links, bare, bare with 100",
            " / ".join(f"{statistics.median(ratios[name]):.0f}" for name in cpu),
            "",
        ),
        (
            "CPU ms a page: ours, stock with links, bare, bare with 100",
            " / ".join(f"{statistics.median(each):.1f}" for each in cpu.values()),
            "",
        ),
        ("memory for 10,000 queued addresses, peak", f"{memory['memory_peak_mb']:.2f} MB", "≤ 0.5 MB"),
        ("disk for 10,000 queued addresses", f"{memory['disk_mb']:.2f} MB", "≤ 2 MB"),
        ("from SIGTERM to the end, 30 s between requests", f"{figures['stop']:.1f} s", "≤ 5 s"),
        (
            "article bodies in a second crawl, nothing changed",
            f"{seen['second_bodies']} of {seen['second_asked']} asked for",
            "0",
        ),
        (
            "changed (20 %), removed (5 %), new (10 %) found",
            ", ".join("{} of {}".format(*seen[name]) for name in ("changed", "removed", "added")),
            "all",
        ),
        (
            "other articles transferred again; addresses asked for twice",
            f"{seen['others']}; {seen['twice']}",
            "0; 0",
        ),
    ]
    lines = ["| what | found | goal |", "| --- | --- | --- |"]
    lines += [f"| {what} | {found} | {goal} |" for what, found, goal in rows]
    return "\n".join(lines)


def spread(values: list[float], unit: str) -> str:
    """Median and range.

    >>> spread([1.0, 2.0, 4.0], "x")
    '2.00x (1.00 to 4.00)'
    """
    return f"{statistics.median(values):.2f}{unit} ({min(values):.2f} to {max(values):.2f})"


def rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: round(value, 1) for name, value in values.items()}


def say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def main() -> None:
    """Measure, print, and write into the documentation where asked to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--articles", type=int, default=300, help="of each host")
    parser.add_argument("--hosts", type=int, default=4)
    parser.add_argument("--queued", type=int, default=200_000)
    parser.add_argument("--write", type=Path, help="a page that has the marks of this benchmark")
    options = parser.parse_args()
    os.environ["PYTHONPATH"] = str(ROOT)
    figures = {
        "again": again(options.articles, options.hosts),
        "stop": stop(),
        "queue": queue(options.queued),
        "speed": speed(options.articles, options.hosts, options.rounds),
    }
    print(msgspec.json.format(msgspec.json.encode(figures), indent=1).decode(), file=sys.stderr)
    print(page(figures))
    if options.write:
        write_between(options.write, COMMAND, page(figures))


if __name__ == "__main__":
    main()
