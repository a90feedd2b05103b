"""How well and how fast articles are taken out of labelled pages, beside other extractors, in one run.

python benchmarks/extraction.py DATA [--worst 10]        (make bench-extract DATA=…)

DATA is a folder as `labelled.py` describes it. Writes the tables of docs/benchmarks.md. Each extractor works in a process
of its own and only one at a time is timed; the rounds are interleaved. The column "sites unseen" is this package with
models that were trained without the site of the page, the one beside it the same with trafilatura as second reader; they need the
extra `train`.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import platform
import random
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

from extraction_table import Accuracy, Results, Speed, markdown
from labelled import LabelledPage, day, is_right, labelled_pages
from marked_pages import write_between
from peers import EXTRACTORS, Found, read_ours
from shingles import Overlap, average, overlap

from cleaning.decoding import decode

ROOT = Path(__file__).parents[1]
OURS, UNSEEN = "jiaokan", "jiaokan, sites unseen"
SECOND, WITH_SECOND = "trafilatura", "jiaokan, sites unseen, second reader"
BLOCK = 10  # pages that one extractor reads before it is another one's turn
POOR = 0.5


class Worker:
    """A running `extractor_process.py`."""

    def __init__(self, name: str, python: str, folder: Path) -> None:
        script = Path(__file__).with_name("extractor_process.py")
        try:
            self._process = subprocess.Popen(
                [python, str(script), name, str(folder)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
            )
        except OSError as error:
            raise SystemExit(
                f"--python {name}={python}: {error.strerror}; name a Python that runs"
            ) from error

    def ask(self, what: str, pages: Sequence[int] = ()) -> Any:
        """The answer to one line. Raises RuntimeError with what went wrong there."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            print(json.dumps({"do": what, "pages": list(pages)}), file=self._process.stdin, flush=True)
            told = json.loads(self._process.stdout.readline() or '{"fault": "the process ended"}')
        except BrokenPipeError:
            told = {"fault": "the process ended"}
        if "fault" in told:
            raise RuntimeError(told["fault"])
        return told["answer"]

    def end(self) -> None:
        self._process.communicate()


@contextmanager
def working(names: Sequence[str], pythons: Mapping[str, str], folder: Path) -> Iterator[dict[str, Worker]]:
    """A worker for each extractor, ended at the end."""
    workers = {name: Worker(name, pythons.get(name, sys.executable), folder) for name in names}
    try:
        yield workers
    finally:
        for worker in workers.values():
            worker.end()


def lay_out(pages: Sequence[LabelledPage], folder: Path) -> None:
    """The pages where the processes find them, bytes and decoded text."""
    for number, page in enumerate(pages):
        (folder / f"{number}.html.gz").write_bytes(page.path.read_bytes())
        (folder / f"{number}.txt").write_bytes(decode(page.content()).text.encode("utf-8", "replace"))
    (folder / "urls.json").write_text(json.dumps([page.url for page in pages]), "utf-8")


def installed(
    names: Sequence[str], pythons: Mapping[str, str], folder: Path
) -> tuple[dict[str, str], dict[str, str]]:
    """The versions of the extractors that work here, and why the others do not."""
    versions: dict[str, str] = {}
    left_out: dict[str, str] = {}
    with working(names, pythons, folder) as workers:
        for name, worker in workers.items():
            try:
                versions[name] = worker.ask("version")
            except RuntimeError as error:
                needs = EXTRACTORS[name].needs
                left_out[name] = f"not installed; {needs}" if needs and name not in pythons else str(error)
    return versions, left_out


def read_all(
    names: Sequence[str], pythons: Mapping[str, str], folder: Path, count: int
) -> dict[str, list[Found]]:
    """What each extractor says of each page."""
    with working(names, pythons, folder) as workers, ThreadPoolExecutor(2) as pool:
        asked = {name: pool.submit(worker.ask, "read", range(count)) for name, worker in workers.items()}
        return {name: answer.result() for name, answer in asked.items()}


def read_unseen(pages: Sequence[LabelledPage], data: Path, names: Sequence[str]) -> dict[str, list[Found]]:
    """What this package says of each page with a scorer that saw no page of its site, by name of the column."""
    from train_reader import samples, scorers_by_fold

    from cleaning.reading import ReadOptions, reader

    options = {UNSEEN: ReadOptions()}
    if SECOND in names:
        options[WITH_SECOND] = ReadOptions(second_reader=SECOND)
    found: dict[str, list[Found]] = {name: [{}] * len(pages) for name in options}

    def read(numbers: Iterable[int]) -> None:
        for number in numbers:
            for name, chosen in options.items():
                found[name][number] = read_ours(pages[number].content(), pages[number].url, chosen)

    left = set(range(len(pages)))
    for scorer, unseen in scorers_by_fold(samples(data)):
        numbers = {number for number in left if pages[number].site in unseen}
        with patch.object(reader, "scorer", lambda scorer=scorer: scorer):
            read(sorted(numbers))
        left -= numbers
    # A site none of whose pages could be trained on was seen by no scorer: that of the package will do.
    read(sorted(left))
    return found


def judged(pages: Sequence[LabelledPage], found: Sequence[Found], fields: Sequence[str]) -> Accuracy:
    """What an extractor got right of these pages."""
    overlaps = [
        overlap(page.text, told.get("text") or "")
        for page, told in zip(pages, found, strict=True)
        if page.is_article and page.text
    ]
    right: dict[str, list[bool]] = {}
    for page, told in zip(pages, found, strict=True):
        for field in fields:
            wanted = page.labels.get(field)
            if wanted and page.is_article and (field != "date" or day(wanted)):
                right.setdefault(field, []).append(is_right(field, wanted, told.get(field)))
    others = [not told.get("text") for page, told in zip(pages, found, strict=True) if not page.is_article]
    means = average(overlaps)
    return Accuracy(
        articles=len(overlaps),
        f1=means.f1,
        precision=means.precision,
        recall=means.recall,
        poor=sum(each.f1 < POOR for each in overlaps) / max(1, len(overlaps)),
        fields={field: sum(marks) / len(marks) for field, marks in right.items()},
        no_article=sum(others) / len(others) if others else None,
        errors=sum(bool(told.get("error")) for told in found),
    )


def by_group(
    pages: Sequence[LabelledPage], found: Mapping[str, Sequence[Found]]
) -> dict[str, dict[str, Accuracy]]:
    """Accuracy by set and extractor."""
    groups = dict.fromkeys(page.group for page in pages)
    accuracy: dict[str, dict[str, Accuracy]] = {}
    for group in groups:
        numbers = [number for number, page in enumerate(pages) if page.group == group]
        accuracy[group] = {
            name: judged(
                [pages[n] for n in numbers],
                [told[n] for n in numbers],
                EXTRACTORS[name.split(",")[0]].fields,
            )
            for name, told in found.items()
        }
    return accuracy


def sampled(pages: Sequence[LabelledPage], of_each: int) -> list[int]:
    """So many pages of each set, in an order that mixes the sets; the same each time."""
    chosen: list[int] = []
    for group in dict.fromkeys(page.group for page in pages):
        numbers = [number for number, page in enumerate(pages) if page.group == group]
        chosen += random.Random(group).sample(numbers, min(of_each, len(numbers)))
    random.Random(1).shuffle(chosen)
    return chosen


def timed(
    names: Sequence[str], pythons: Mapping[str, str], folder: Path, sample: Sequence[int], rounds: int
) -> dict[str, list[float]]:
    """Seconds of each extractor in each round. Extractors take turns block by block, each time in another order."""
    took: dict[str, list[float]] = {name: [0.0] * rounds for name in names}
    order = list(names)
    with working(names, pythons, folder) as workers:
        for worker in workers.values():
            worker.ask("time", sample[: 2 * BLOCK])
        for turn in range(rounds):
            for start in range(0, len(sample), BLOCK):
                order.append(order.pop(0))
                for name in order:
                    took[name][turn] += workers[name].ask("time", sample[start : start + BLOCK])
    return took


def memory(
    names: Sequence[str], pythons: Mapping[str, str], folder: Path, sample: Sequence[int]
) -> dict[str, int]:
    """By how many bytes each extractor raises the peak of a fresh process that holds the pages already."""
    added: dict[str, int] = {}
    for name in names:
        with working([name], pythons, folder) as workers:
            added[name] = workers[name].ask("memory", sample)
    return added


def worst(pages: Sequence[LabelledPage], found: Sequence[Found], count: int) -> Iterator[str]:
    """The pages of each set with the lowest F1: set, F1, the cause in a word, and the id."""
    for group in dict.fromkeys(page.group for page in pages):
        ranked = sorted(
            (overlap(page.text, told.get("text") or "").f1, page.id, cause(page.text, told))
            for page, told in zip(pages, found, strict=True)
            if page.group == group and page.is_article and page.text
        )
        for f1, name, why in ranked[:count]:
            yield f"{group:<14} {f1:.3f}  {why:<8} {name}"


def cause(wanted: str, told: Found) -> str:
    """What is wrong with a text, in a word.

    >>> cause("一二三四五六", {"text": "一二三四五六七八九十百千"}), cause("一二三四五六", {}), cause("甲", {"text": "甲"})
    ('extra', 'empty', 'right')
    """
    if told.get("error"):
        return "error"
    if not told.get("text"):
        return "empty"
    shared: Overlap = overlap(wanted, told["text"])
    if not shared.both:
        return "other"
    if shared.precision == shared.recall == 1:
        return "right"
    return "extra" if shared.precision < shared.recall else "missing"


def machine() -> str:
    """The kind of machine and Python that this ran on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    models = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    model = f"{len(models)} cores of {models[0]}" if models else platform.machine()
    return f"{model}, {platform.system()}, Python {platform.python_version()}"


def arguments() -> argparse.Namespace:
    """What the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0] if __doc__ else None)
    parser.add_argument("data", type=Path, help="folder of labelled pages")
    parser.add_argument(
        "--worst", type=int, default=0, metavar="N", help="list our N worst pages of each set"
    )
    parser.add_argument("--rounds", type=int, default=5, help="timed rounds, 0 for accuracy alone")
    parser.add_argument("--sample", type=int, default=25, help="pages of each set that are timed")
    parser.add_argument("--extractors", default=",".join(EXTRACTORS), help="names with commas between")
    parser.add_argument(
        "--python", action="append", default=[], metavar="NAME=PATH", help="the Python of an extractor"
    )
    parser.add_argument("--no-training", action="store_true", help="leave out the column of sites unseen")
    parser.add_argument("--page", type=Path, default=ROOT / "docs/benchmarks.md", help="where the tables go")
    return parser.parse_args()


def main() -> None:
    """Measure, write the tables, and say which pages are worst."""
    asked = arguments()
    pages = list(labelled_pages(asked.data))
    pythons = dict(each.split("=", 1) for each in asked.python)
    with tempfile.TemporaryDirectory(prefix="jiaokan-bench-") as place:
        folder = Path(place)
        lay_out(pages, folder)
        versions, left_out = installed(asked.extractors.split(","), pythons, folder)
        names = list(versions)
        found = read_all(names, pythons, folder, len(pages))
        sample = sampled(pages, asked.sample)
        took = timed(names, pythons, folder, sample, asked.rounds) if asked.rounds else {}
        added = memory(list(took), pythons, folder, sample)
    if OURS in names:
        if asked.no_training:
            left_out[UNSEEN] = "not asked for (--no-training)"
        elif importlib.util.find_spec("catboost") is None:
            left_out[UNSEEN] = "needs the extra train: pip install -c constraints.txt '.[train]'"
        else:
            found = {OURS: found[OURS], **read_unseen(pages, asked.data, names), **found}
    results = Results(
        accuracy=by_group(pages, found),
        speed={name: Speed(seconds, added[name]) for name, seconds in took.items()},
        versions=versions,
        left_out=left_out,
        machine=machine(),
        sample=len(sample),
        kilobytes=sum(len(pages[number].content()) for number in sample) / len(sample) / 1000,
    )
    table = markdown(results)
    print(table)
    write_between(asked.page, "make bench-extract", table)
    print(f"\nwritten: {asked.page}")
    for line in worst(pages, found[OURS], asked.worst) if OURS in found else ():
        print(line)


if __name__ == "__main__":
    main()
