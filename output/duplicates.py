"""Near-duplicate articles: MinHash bands propose pairs, exact comparison decides.

Texts are compared by the set of their character 5-grams, letters and digits only. An article is a duplicate of one
*representative* that it was itself compared with; duplicates of duplicates do not exist, because chains of
likeness have joined hundreds of thousands of unlike texts elsewhere.
"""

from __future__ import annotations

import hashlib
import re
from array import array
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, TypeAlias

import msgspec

from cleaning.article import Article
from output.identity import article_id
from output.rows import url_of
from output.times import DEFAULT_ZONE, instant, zone

if TYPE_CHECKING:
    import numpy
    import numpy.typing

    Grams: TypeAlias = numpy.typing.NDArray[numpy.uint64]

GRAM = 5
BANDS, ROWS = 25, 5
# Two texts at 0.7 share a band with probability 1 - (1 - 0.7**5)**25 = 0.99; above, nearly always.
LEAST_SIMILARITY = 0.7
# A short text has so few 5-grams that a common formula alone reaches 0.7: only equality counts below this.
SHORT = 60
# 125 values estimate a similarity of 0.7 with a standard deviation of 0.04; six of them are never missed. The estimate
# spares the exact comparison of texts that only share a formula, which in spun corpora are most pairs of a band.
_ESTIMATE_ERROR = 0.25
_CHUNK = 4096
_IGNORED = re.compile(r"[\W_]+")
_PRIME = 0x9E3779B97F4A7C15


class Duplicate(msgspec.Struct, frozen=True):
    """Of which earlier article (by article_id) this one is a near-duplicate, and their Jaccard similarity."""

    duplicate_of: str
    similarity: float


class _Candidate(msgspec.Struct, frozen=True):
    order: tuple[Any, ...]
    ident: str
    keys: tuple[int, ...]
    marks: bytes


def letters(text: str) -> str:
    """What is compared of a text: its letters and digits, without white space, punctuation and symbols.

    >>> letters("图书馆，开放 时间（9:00）。")
    '图书馆开放时间900'
    """
    return _IGNORED.sub("", text)


def grams(text: str) -> Grams:
    """The set of the text's character 5-grams as sorted 64-bit hashes; the same on every machine."""
    import numpy as np

    points = np.frombuffer(letters(text).encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    if len(points) < GRAM:
        return np.zeros(0, dtype=np.uint64)
    length = len(points) - GRAM + 1
    hashed = np.zeros(length, dtype=np.uint64)
    for offset in range(GRAM):
        hashed = hashed * np.uint64(_PRIME) + points[offset : offset + length]
    unique: Grams = np.unique(_mixed(hashed))
    return unique


def jaccard(left: Grams, right: Grams) -> float:
    """The size of the intersection over that of the union; 0 for two empty sets.

    >>> one, two = grams("社区图书馆开放了"), grams("社区图书馆开放吧")
    >>> jaccard(one, one), jaccard(one, two)
    (1.0, 0.6)
    """
    import numpy as np

    if not len(left) or not len(right):
        return 0.0
    common = len(np.intersect1d(left, right, assume_unique=True))
    return common / (len(left) + len(right) - common)


def signature(hashes: Grams) -> Grams:
    """The MinHash signature: for each of 125 hash functions the least value over the set."""
    import numpy as np

    factors, offsets = _functions()
    least = np.full(BANDS * ROWS, np.iinfo(np.uint64).max, dtype=np.uint64)
    # In chunks, so that a very long text does not need a hundred times its size at once.
    for start in range(0, len(hashes), _CHUNK):
        values = hashes[start : start + _CHUNK, None] * factors + offsets
        np.minimum(least, values.min(axis=0), out=least)
    return least


def find_duplicates(
    articles: Iterable[Article],
    *,
    least: float = LEAST_SIMILARITY,
    time_zone: str = DEFAULT_ZONE,
    on_progress: Callable[[int], None] | None = None,
) -> dict[str, Duplicate]:
    """The near-duplicates among the articles, by article_id; representatives and single articles are not in it.

    `articles` is iterated twice: once for signatures, once for the texts of those that share a band, so that
    memory grows with the candidates and not with the corpus. The representative is the earliest by
    published_at, then fetched_at, then url (values without an offset are read in `time_zone`). Among several
    the most similar wins. Texts shorter than 60 letters are duplicates only when the whole text is equal.
    """
    candidates = sorted(_sharing_a_key(articles, time_zone, on_progress), key=lambda one: one.order)
    sets = dict(_contents(articles, {candidate.ident for candidate in candidates}))
    found: dict[str, Duplicate] = {}
    representatives: dict[int, list[_Candidate]] = {}
    for candidate in candidates:
        earlier = {other.ident: other for key in candidate.keys for other in representatives.get(key, ())}
        best = _best(candidate, list(earlier.values()), sets, least)
        if best is not None:
            found[candidate.ident] = best
            continue
        for key in candidate.keys:
            representatives.setdefault(key, []).append(candidate)
    return found


def _sharing_a_key(
    articles: Iterable[Article], time_zone: str, on_progress: Callable[[int], None] | None
) -> list[_Candidate]:
    """The articles that share at least one band, or their whole short text, with another."""
    import numpy as np

    home, keys, marks, orders = zone(time_zone), array("Q"), bytearray(), list[tuple[Any, ...]]()
    for count, article in enumerate(articles, 1):
        if (sketch := _sketch(article.text)) is not None:
            keys.frombytes(sketch[0].tobytes())
            marks += sketch[1]
            dates = (instant(article.published_at, home), instant(article.fetched_at, home))
            orders.append((*((date is None, date) for date in dates), url_of(article)))
        if on_progress is not None:
            on_progress(count)
    every = np.frombuffer(keys, dtype=np.uint64)
    _, places, counts = np.unique(every, return_inverse=True, return_counts=True)
    table, shared = every.reshape(-1, BANDS), (counts[places] > 1).reshape(-1, BANDS)
    return [
        _Candidate(
            orders[row],
            article_id(orders[row][-1]),
            tuple(table[row][shared[row]].tolist()),
            bytes(marks[row * BANDS * ROWS : (row + 1) * BANDS * ROWS]),
        )
        for row in np.flatnonzero(shared.any(axis=1)).tolist()
    ]


def _contents(articles: Iterable[Article], wanted: set[str]) -> Iterator[tuple[str, Grams | str]]:
    """For each wanted article the set of its grams, or the whole text of a short one."""
    for article in articles:
        ident = article_id(url_of(article))
        if ident in wanted:
            text = article.text
            yield ident, text if len(letters(text)) < SHORT else grams(text)


def _best(
    candidate: _Candidate, earlier: Sequence[_Candidate], sets: dict[str, Grams | str], least: float
) -> Duplicate | None:
    """The most similar of the earlier representatives, if any is similar enough."""
    best: Duplicate | None = None
    for other in _promising(candidate, earlier, least):
        similarity = _similarity(sets[candidate.ident], sets[other.ident])
        if similarity >= least and (best is None or similarity > best.similarity):
            best = Duplicate(other.ident, similarity)
    return best


def _promising(candidate: _Candidate, earlier: Sequence[_Candidate], least: float) -> list[_Candidate]:
    """Those of the earlier ones that may be similar enough by their marks, which estimate the similarity."""
    import numpy as np

    if not earlier:
        return []
    marks = np.frombuffer(b"".join(other.marks for other in earlier), dtype=np.uint8).reshape(
        len(earlier), -1
    )
    agreeing = (marks == np.frombuffer(candidate.marks, dtype=np.uint8)).mean(axis=1)
    return [earlier[place] for place in np.flatnonzero(agreeing >= least - _ESTIMATE_ERROR).tolist()]


def _similarity(left: Grams | str, right: Grams | str) -> float:
    if isinstance(left, str) or isinstance(right, str):
        return float(isinstance(left, str) and isinstance(right, str) and left == right)
    return jaccard(left, right)


def _sketch(text: str) -> tuple[Grams, bytes] | None:
    """The 25 band keys of a text and one byte of each value of its signature; None for a text without letters.

    Those of a short text stand for the whole of it.
    """
    import numpy as np

    content = letters(text)
    if not content:
        return None
    bands = np.arange(1, BANDS + 1, dtype=np.uint64)
    if len(content) < SHORT:
        whole = hashlib.sha512(text.encode("utf-8")).digest()
        return _mixed(np.frombuffer(whole[:8], dtype="<u8").astype(np.uint64) + bands), (whole * 2)[
            : BANDS * ROWS
        ]
    values = signature(grams(text))
    # Each key holds its five values and the number of its band, so that bands never meet one another.
    keys = bands
    for column in values.reshape(BANDS, ROWS).T:
        keys = _mixed(keys * np.uint64(_PRIME) + column)
    return keys, values.astype(np.uint8).tobytes()


def _mixed(values: Grams) -> Grams:
    """The finaliser of splitmix64, which spreads neighbouring values over all 64 bits."""
    import numpy as np

    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    mixed: Grams = values ^ (values >> np.uint64(31))
    return mixed


@cache
def _functions() -> tuple[Grams, Grams]:
    """The factors (odd) and offsets of the 125 hash functions, from a fixed sequence."""
    import numpy as np

    sequence = _mixed(np.arange(1, 2 * BANDS * ROWS + 1, dtype=np.uint64) * np.uint64(_PRIME))
    return sequence[: BANDS * ROWS] | np.uint64(1), sequence[BANDS * ROWS :]
