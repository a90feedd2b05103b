"""Word lists that steps decide by: sorted tables beside the code, a word and its class a line."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from importlib import resources


@cache
def wordlist(name: str) -> dict[str, frozenset[str]]:
    """The words of `cleaning/wordlists/<name>.tsv` by class, read with the first question.

    >>> "教学" in wordlist("clause")["action"]
    True
    """
    classes: defaultdict[str, set[str]] = defaultdict(set)
    for line in _lines(name):
        word, kind = line.split("\t")
        classes[kind].add(word)
    return {kind: frozenset(words) for kind, words in classes.items()}


def wordlist_names() -> list[str]:
    """The names of all lists."""
    return sorted(
        file.name.removesuffix(".tsv") for file in _folder().iterdir() if file.name.endswith(".tsv")
    )


def _lines(name: str) -> list[str]:
    return (_folder() / f"{name}.tsv").read_text("utf-8").splitlines()


def _folder() -> resources.abc.Traversable:
    return resources.files("cleaning") / "wordlists"
