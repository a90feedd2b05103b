"""A candidate: something that a site says far more often than ordinary Chinese does, with what speaks for it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec

_AROUND = 16


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One suggestion. `kind` is "word" (a word in the place of another), "head" (the beginning of sentences) or
    "phrase" (function characters in a row).

    `chance` is how likely it is that a spinner wrote it, as far as counts can tell. `count` and `articles` say how
    often the text stands in how many articles, `expected` how often it should. For a word, `original` is the word it
    probably stands for, with the same two numbers. `contexts` are up to five places, the text in 【】.
    """

    kind: Literal["word", "head", "phrase"]
    text: str
    original: str | None = None
    chance: float
    count: int
    articles: int
    expected: float
    original_count: int | None = None
    original_expected: float | None = None
    contexts: tuple[str, ...] = ()

    def stub(self) -> str:
        """A rule in TOML to be filled in: `jiaokan rules test` takes it once `keep` (and `replace`) are given.

        >>> print(Candidate(kind="head", text="于此呢", chance=0.9, count=40, articles=31, expected=0.1).stub())
        [[rule]]
        id = "found.4e8e-6b64-5462"
        summary = "于此呢 is …."
        why = "It stands 40 times in 31 articles of the site, where 0.1 times are to be expected."
        match = ["于此呢"]
        replace = ""  # what should stand there
        where = { starts = "clause" }
        examples = []  # ["before", "after"]
        keep = []  # a sentence in which 于此呢 is right and must stay
        """
        after = f'"{self.original}"' if self.original else '""  # what should stand there'
        lines = [
            "[[rule]]",
            f'id = "found.{"-".join(f"{ord(character):x}" for character in self.text)}"',
            f'summary = "{self.text} is {self.original or "…"}."',
            f'why = "{self._why()}"',
            f"match = {_toml([self.text])}",
            f"replace = {after}",
        ]
        if self.kind == "head":
            lines.append('where = { starts = "clause" }')
        lines.append(f"examples = {self._examples()}")
        lines.append(f"keep = []  # a sentence in which {self.text} is right and must stay")
        return "\n".join(lines)

    def _why(self) -> str:
        told = (
            f"It stands {self.count} times in {self.articles} articles of the site, "
            f"where {self.expected:.1f} times are to be expected"
        )
        if self.original is not None:
            told += f"; {self.original} stands {self.original_count} times in place of {self.original_expected:.0f}"
        return f"{told}."

    def _examples(self) -> str:
        plain = next((context for context in self.contexts), None)
        if plain is None or self.original is None:
            return '[]  # ["before", "after"]'
        before = plain.replace("【", "").replace("】", "").strip("…")
        marked = plain.strip("…").replace(f"【{self.text}】", self.original)
        return f"[{_toml([before, marked.replace(self.text, self.original)])}]"


def contexts_of(text: str, pages: Iterable[str], most: int = 5) -> tuple[str, ...]:
    """Up to so many places where a text stands, one of each page before a second one, the text in 【】.

    >>> contexts_of("办事器", ["重启办事器后再试。", "办事器很忙"])
    ('重启【办事器】后再试。', '【办事器】很忙')
    """
    first: list[str] = []
    more: list[str] = []
    for page in pages:
        place = page.find(text)
        if place < 0:
            continue
        first.append(_around(page, place, text))
        if len(first) == most:
            break
        if len(more) < most and (place := page.find(text, place + len(text))) >= 0:
            more.append(_around(page, place, text))
    return tuple([*first, *more][:most])


def _around(page: str, place: int, text: str) -> str:
    start = page.rfind("\n", 0, place) + 1
    end = page.find("\n", place)
    end = len(page) if end < 0 else end
    left, right = max(start, place - _AROUND), min(end, place + len(text) + _AROUND)
    return f"{'…' * (left > start)}{page[left:place]}【{text}】{page[place + len(text) : right]}{'…' * (right < end)}"


def _toml(values: Sequence[str]) -> str:
    """A list of strings in TOML, whose basic strings are JSON's as far as a line of text goes."""
    return json.dumps(list(values), ensure_ascii=False)
