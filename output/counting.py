"""Counts as words: what every line that tells how many of something there are is made with."""

from __future__ import annotations

from collections.abc import Mapping


def counted(counts: Mapping[str, int]) -> str:
    """Counts in one line, the largest first.

    >>> counted({"a": 1, "b": 20})
    'b 20, a 1'
    """
    return ", ".join(
        f"{name} {count}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    )


def number_of(count: int, noun: str) -> str:
    """A count with its noun.

    >>> number_of(1, "page"), number_of(2, "page"), number_of(3, "address")
    ('1 page', '2 pages', '3 addresses')
    """
    return f"{count:,} {noun}{'' if count == 1 else 'es' if noun.endswith('s') else 's'}"
