"""What a site says how often: its articles as pages of words, and the counts that every test of discovery starts from."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from cleaning.words import words

PAGE = 1500
"""Characters of a page. A word's burst is measured on pages, so a long article must be several of them."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")
_END = re.compile(r"[。！？!?；;…]+[”’」』）)]*")
# Characters that hold a sentence together: particles, prepositions, conjunctions, pronouns, numbers of one, places in time.
FUNCTION_CHARACTERS = frozenset(
    "的了是在和与及或也都而就把被对从向以之其这那不有着过地得个一为上下中里并但还又很最更所于由将让给到呢吗吧啊么"
    "此外除非因如若虽然则即便使且况何以后前来去自己他她它我你们同时间内等各每某另别再已曾正未可能会要应该必须当只仅"
)


def is_han(text: str) -> bool:
    """Whether a text consists of Chinese characters alone.

    >>> is_han("办事器"), is_han("3 月"), is_han("")
    (True, False, False)
    """
    return _HAN.fullmatch(text) is not None


def distinct_pages(articles: Iterable[str]) -> list[str]:
    """The articles as pages of about `PAGE` characters, without lines that stood in an earlier article.

    A line that a template puts into every article would otherwise be taken for the site's manner of speech.

    >>> distinct_pages(["水位回落。\\n扫码关注", "道路恢复通行。\\n扫码关注"])
    ['水位回落。\\n扫码关注', '道路恢复通行。']
    """
    seen: set[str] = set()
    pages: list[str] = []
    for article in articles:
        page: list[str] = []
        size = 0
        for line in article.split("\n"):
            if not line or line in seen:
                continue
            seen.add(line)
            page.append(line)
            size += len(line)
            if size >= PAGE:
                pages.append("\n".join(page))
                page, size = [], 0
        if page:
            pages.append("\n".join(page))
    return pages


def words_of(page: str) -> list[list[str]]:
    """The words of each line of a page, without white space.

    >>> words_of("重启服务器。\\n再试")
    [['重启', '服务器', '。'], ['再', '试']]
    """
    return [[word for word in words(line) if not word.isspace()] for line in page.split("\n")]


def sentences_of(page: str) -> Iterator[str]:
    """The sentences of a page, without the marks that end them."""
    for line in page.split("\n"):
        yield from filter(None, (sentence.strip(" \u3000“‘「『（(") for sentence in _END.split(line)))


class SiteCounts:
    """Words of a site: how often, on how many pages, and how unevenly."""

    def __init__(self, pages: Sequence[Sequence[Sequence[str]]]) -> None:
        self.pages = pages
        self.words: Counter[str] = Counter()
        self.on_pages: Counter[str] = Counter()
        squares: Counter[str] = Counter()
        for page in pages:
            found = Counter(word for line in page for word in line)
            self.words.update(found)
            self.on_pages.update(found.keys())
            for word, count in found.items():
                squares[word] += count * count
        self._squares: Mapping[str, int] = squares
        self.total = self.words.total()

    def burst(self, word: str) -> float:
        """The variance of a word's counts from page to page beside their mean; at least 1, which is chance."""
        mean = self.words[word] / len(self.pages)
        return max((self._squares[word] / len(self.pages) - mean * mean) / mean, 1.0) if mean else 1.0

    def joined(self, pairs: Mapping[tuple[str, str], int], longest: int = 6) -> SiteCounts:
        """The counts with these pairs of neighbours taken for one word: what the dictionary lacks comes in pieces."""
        return SiteCounts([[_joined(line, pairs, longest) for line in page] for page in self.pages])


def _joined(line: Sequence[str], pairs: Mapping[tuple[str, str], int], longest: int) -> list[str]:
    out: list[str] = []
    place = 0
    while place < len(line):
        word = line[place]
        while (
            place + 1 < len(line)
            and (line[place], line[place + 1]) in pairs
            and len(word) + len(line[place + 1]) <= longest
        ):
            place += 1
            word += line[place]
        out.append(word)
        place += 1
    return out
