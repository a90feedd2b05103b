"""One extractor at work in a process of its own, told what to do by lines of JSON on standard input.

python benchmarks/extractor_process.py NAME PAGES

PAGES is a folder with `<n>.html.gz` (bytes as served) and `<n>.txt` (decoded), and `urls.json`. Each line on standard
input gives one on standard output: {"do": "read", "pages": [n …]} the fields of these pages and their errors, {"do":
"time", …} the seconds that reading them took, {"do": "memory", …} by how many bytes importing the library and reading them
raised the peak of the process. Needs nothing but the extractor, so that it runs in whatever Python that one needs.
"""

from __future__ import annotations

import gc
import gzip
import importlib.metadata
import json
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from peers import EXTRACTORS, Extractor, Found

SECONDS_A_PAGE = 30
_STATUS, _RESET = Path("/proc/self/status"), Path("/proc/self/clear_refs")


class SlowPage(Exception):
    """A page took longer than anybody would wait for it."""


class Pages:
    """The pages of a folder as one extractor takes them."""

    def __init__(self, folder: Path, takes: str) -> None:
        self._folder = folder
        self._takes = takes
        self._urls: list[str | None] = json.loads((folder / "urls.json").read_text("utf-8"))

    def some(self, numbers: Sequence[int]) -> Iterator[tuple[Any, str | None]]:
        """Content and address of these pages."""
        return ((self._content(number), self._urls[number]) for number in numbers)

    def _content(self, number: int) -> bytes | str:
        if self._takes == "bytes":
            return gzip.decompress((self._folder / f"{number}.html.gz").read_bytes())
        return (self._folder / f"{number}.txt").read_bytes().decode("utf-8")


def attempt(read: Callable[[Any, str | None], Found], content: Any, url: str | None) -> tuple[Found, str]:
    """What a reader says of a page, and its error: a page that makes it fail is a page it gives nothing for."""
    signal.setitimer(signal.ITIMER_REAL, SECONDS_A_PAGE)
    try:
        return read(content, url) or {}, ""
    except Exception as error:
        return {}, f"{type(error).__name__}: {error}"
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def peak() -> int:
    """The most memory this process has held at a time, in bytes."""
    if _STATUS.exists():
        lines = dict(line.split(":", 1) for line in _STATUS.read_text().splitlines())
        return int(lines["VmHWM"].split()[0]) * 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def forget_peak() -> None:
    """Let the peak begin anew from what is held now, where the system can do that."""
    gc.collect()
    if _RESET.exists():
        _RESET.write_text("5")


class Process:
    """The answers to each kind of line."""

    def __init__(self, extractor: Extractor, pages: Pages) -> None:
        self._extractor = extractor
        self._pages = pages
        self._read: Callable[[Any, str | None], Found] | None = None

    def reader(self) -> Callable[[Any, str | None], Found]:
        if self._read is None:
            self._read = self._extractor.load()
        return self._read

    def read(self, numbers: Sequence[int]) -> Any:
        found = []
        for content, url in self._pages.some(numbers):
            told, error = attempt(self.reader(), content, url)
            found.append({name: str(value) for name, value in told.items() if value} | {"error": error})
        return found

    def time(self, numbers: Sequence[int]) -> Any:
        """How many seconds reading the pages of these numbers takes; they are in memory before."""
        read, pages = self.reader(), list(self._pages.some(numbers))
        gc.collect()
        begun = time.perf_counter()
        for content, url in pages:
            attempt(read, content, url)
        return time.perf_counter() - begun

    def memory(self, numbers: Sequence[int]) -> Any:
        """By how many bytes importing the extractor and reading these pages raises the peak of this process."""
        pages = list(self._pages.some(numbers))
        forget_peak()
        before = peak()
        for content, url in pages:
            attempt(self.reader(), content, url)
        return peak() - before

    def version(self, numbers: Sequence[int]) -> Any:
        """Imports the library, so that one that does not work says so before anything is measured."""
        self.reader()
        return importlib.metadata.version(self._extractor.package)


def main() -> None:
    """Answer each line until there are no more."""

    def late(*_: object) -> None:
        raise SlowPage(f"took more than {SECONDS_A_PAGE} s")

    signal.signal(signal.SIGALRM, late)
    extractor = EXTRACTORS[sys.argv[1]]
    process = Process(extractor, Pages(Path(sys.argv[2]), extractor.takes))
    # What a library prints must not stand among the answers.
    answers, sys.stdout = sys.stdout, sys.stderr
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            answer = {"answer": getattr(process, asked["do"])(asked.get("pages", ()))}
        except Exception as error:
            answer = {"fault": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main()
