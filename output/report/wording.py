"""Numbers and texts of pages as the report shows them."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

_LONGEST = 160
_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})T([0-9]{2}:[0-9]{2})(?::[0-9]{2}(?:\.[0-9]+)?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)


def number(value: float) -> str:
    """A number with thousands separated.

    >>> number(1234567), number(0.5)
    ('1,234,567', '0.5')
    """
    return f"{value:,}"


def percent(part: float, whole: float) -> str:
    """A share in words; a dash of nothing.

    >>> percent(1, 3), percent(1, 0), percent(1, 100000)
    ('33 %', '–', '< 1 %')
    """
    if not whole:
        return "–"
    share = 100 * part / whole
    return "< 1 %" if 0 < share < 1 else f"{share:.0f} %"


def visible(text: str) -> str:
    """The text with its invisible characters spelled out and cut to a length that can be read.

    >>> visible("一\\u200b二\\n三")
    '一⟨U+200B⟩二↵三'
    """
    shown = text if len(text) <= _LONGEST else f"{text[:_LONGEST]}… ({len(text):,} characters)"
    return "".join(map(_shown, shown))


def safe_link(url: str | None) -> str | None:
    """The address where it is a web address, else None: nothing else from a page may become a link.

    >>> safe_link("https://example.org/a"), safe_link("javascript:alert(1)"), safe_link("http://[bad/")
    ('https://example.org/a', None, None)
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.netloc else None


def to_minute(text: str) -> str:
    """The text with its ISO times to the minute: nobody looks for the microsecond of a 404.

    >>> to_minute("HTTP 404 at 2026-11-24T10:04:19.979326Z"), to_minute("seen 2026-02-03T08:00:00+08:00")
    ('HTTP 404 at 2026-11-24 10:04 UTC', 'seen 2026-02-03 08:00 +08:00')
    """
    return _TIME.sub(lambda found: f"{found[1]} {found[2]}{_zone(found[3])}", text)


def _zone(offset: str | None) -> str:
    if offset is None:
        return ""
    return " UTC" if offset in ("Z", "+00:00") else f" {offset}"


def shown_of(shown: int, count: int, of: str) -> str:
    """How many of the rows stand in the report.

    >>> shown_of(10, 1088, "edits"), shown_of(2, 2, "pages"), shown_of(0, 4, "edits")
    ('10 of 1,088 edits shown', 'all 2 pages shown', 'none of 4 edits shown')
    """
    if shown >= count:
        return f"all {count:,} {of} shown" if count != 1 else f"the one {of.removesuffix('s')} is shown"
    return f"{shown:,} of {count:,} {of} shown" if shown else f"none of {count:,} {of} shown"


def _shown(character: str) -> str:
    if character == "\n":
        return "↵"
    if character == " " or unicodedata.category(character) not in ("Cc", "Cf", "Co", "Cn", "Zl", "Zp", "Zs"):
        return character
    return character if character == "\u3000" else f"⟨U+{ord(character):04X}⟩"
