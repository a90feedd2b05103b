"""Labelled pages on disk: what they hold, which site they are of, and whether what a reader says of one is right.

A folder holds `<set>.jsonl` files, a line a page: `id`, `file` (gzipped bytes as served, beside the jsonl), `url`, `text`
(the whole article), `title`, `author`, `date`, `source`, and, where the page is no article, `kind` other than "article".
A null or a missing key is not labelled.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

FIELDS = ("title", "date", "author", "source")

_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})(?:\s*[-/.月]\s*(\d{1,2}))?|\b((?:19|20)\d\d)(\d\d)(\d\d)\b")
_BETWEEN_NAMES = re.compile(r"[,;，、；/|&\n]|\band\b|\bund\b|(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_BEFORE_NAMES = re.compile(r"^(?:by|von|par|por|作者|记者|编辑|责编)(?![a-z])\s*[:：]?", re.I)
_COUNTRY_SECOND_LEVEL = ("com", "co", "gov", "org", "net", "edu", "ac")


class LabelledPage(msgspec.Struct, frozen=True):
    """One page and what is known of it. `path` is where its bytes lie, `group` the set it belongs to."""

    group: str
    path: Path
    id: str
    url: str | None
    text: str | None
    kind: str
    labels: dict[str, str]

    @property
    def is_article(self) -> bool:
        return self.kind == "article"

    @property
    def site(self) -> str:
        """The registered domain of its address, roughly; a page without an address is a site of its own."""
        names = (urlsplit(self.url or "").hostname or self.id).split(".")
        count = 3 if len(names) > 2 and names[-2] in _COUNTRY_SECOND_LEVEL else 2
        return ".".join(names[-count:])

    def content(self) -> bytes:
        """The bytes of the page as served."""
        return gzip.decompress(self.path.read_bytes())


def labelled_pages(folder: Path) -> Iterator[LabelledPage]:
    """The pages of all sets of a folder, in the order of the sets' names and of their lines.

    Raises SystemExit with the next thing to do where the folder holds none.
    """
    indexes = sorted(folder.glob("*.jsonl"))
    if not indexes:
        raise SystemExit(
            f"{folder}: expected <set>.jsonl files with labelled pages, found none; give the folder as DATA"
        )
    for index in indexes:
        for line in index.read_text("utf-8").splitlines():
            row = msgspec.json.decode(line)
            yield LabelledPage(
                group=index.stem,
                path=folder / row["file"],
                id=row["id"],
                url=row.get("url") or None,
                text=row.get("text"),
                kind=row.get("kind") or "article",
                labels={name: str(row[name]) for name in FIELDS if row.get(name)},
            )


def is_right(field: str, wanted: str, got: str | None) -> bool:
    """Whether a field says what the label says: the same day, the same persons, else the same words.

    >>> is_right("date", "2026-03-08 10:00", "2026-03-08T02:00:00Z"), is_right("date", "2026-03-08", "2026-03-09")
    (True, False)
    >>> is_right("author", "李然、周渡", "周渡, 李然"), is_right("author", "李然", None)
    (True, False)
    >>> is_right("title", "春汛——河边的一天", "春汛 河边的一天"), is_right("title", "春汛", "春汛_青禾网")
    (True, False)
    """
    if field == "date":
        wanted_day, got_day = day(wanted), day(got or "")
        return bool(wanted_day) and got_day[: len(wanted_day)] == wanted_day
    if field == "author":
        return _persons(got or "") == _persons(wanted)
    return _letters(got or "") == _letters(wanted)


def day(text: str) -> tuple[int, ...]:
    """Year, month and, where it is named, the day of a date; () for none.

    >>> day("2026年3月8日 10:00"), day("20260308"), day("8 March 2026 10:00"), day("2026-03")
    ((2026, 3, 8), (2026, 3, 8), (), (2026, 3))
    """
    found = _DAY.search(text)
    return tuple(int(part) for part in found.groups() if part) if found else ()


def _letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text)).casefold()


def _persons(text: str) -> frozenset[str]:
    parts = (_BEFORE_NAMES.sub("", part.strip()) for part in _BETWEEN_NAMES.split(text))
    return frozenset(filter(None, map(_letters, parts)))
