"""What pages and answers ask of robots: meta elements and X-Robots-Tag headers."""

from __future__ import annotations

import re
from collections.abc import Iterable

# Words after which a page is not stored, the strongest first.
REFUSING = ("noindex", "noarchive")

# Rules with a value of their own ("max-snippet: 20"): the colon there names no robot.
_VALUED = frozenset(["max-snippet", "max-image-preview", "max-video-preview", "unavailable_after"])
_PREFIX = re.compile(r"\s*([A-Za-z0-9_.*-]{1,100})\s*:")


def words_of_tag(content: str) -> frozenset[str]:
    """The words in the content of a robots meta element; "none" stands for two of them.

    >>> sorted(words_of_tag("NOARCHIVE, follow")), sorted(words_of_tag("none"))
    (['follow', 'noarchive'], ['nofollow', 'noindex', 'none'])
    """
    words = frozenset(content.lower().replace(",", " ").split())
    return words | {"noindex", "nofollow"} if "none" in words else words


def words_of_headers(values: Iterable[str], agent: str) -> frozenset[str]:
    """The words that X-Robots-Tag headers address to everybody or to `agent`.

    A name before a colon holds for what follows it, up to the next name.

    >>> sorted(words_of_headers(["noindex", "otherbot: noarchive, nofollow"], "jiaokan"))
    ['noindex']
    >>> sorted(words_of_headers(["otherbot: noindex, jiaokan: nofollow, max-snippet: 20"], "jiaokan"))
    ['20', 'max-snippet:', 'nofollow']
    """
    words: frozenset[str] = frozenset()
    for value in values:
        addressed = True
        for part in value[:4000].split(","):
            match = _PREFIX.match(part)
            if match is not None and match[1].lower() not in _VALUED:
                addressed = match[1].lower() in {"*", "robots", agent.lower()}
                part = part[match.end() :]
            if addressed:
                words |= words_of_tag(part)
    return words


def refusing(words: Iterable[str]) -> str | None:
    """The word among these after which a page is not stored, None where there is none.

    >>> refusing(["noarchive", "follow"]), refusing(["nofollow"])
    ('noarchive', None)
    """
    asked = set(words)
    return next((word for word in REFUSING if word in asked), None)
