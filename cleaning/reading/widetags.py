"""Whether markup may hold a tag of so many attributes that parsing it takes seconds, told without reading what is before it.

Parsing an attribute costs as much as its element has others. What is a tag and what a comment, a script or a quoted value is
known only to one who reads a page from its beginning, and a reader who is not the parser can be led astray there. So
each ">" is asked alone: inside a tag it ends the tag, unless it stands in a quoted value, whose quote follows upon "=".
A ">" before which neither the nearest double quote nor the nearest single one does that ends whatever tag is open. Where
such ends follow each other closely, no tag is long, whatever the page is taken for.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import Final

import numpy as np

SHORT: Final = 8_000  # bytes: as many attributes as a shorter tag can have cost next to nothing
FEW: Final = 2_000  # so many attributes do as well
_STEP: Final = SHORT // 2  # a longer tag covers one of such stretches from end to end
_FIRST_PART: Final = 4 * SHORT
_MOST_TRIED: Final = 64  # of the ">" of a stretch; where more of them stand in quotes, a tag may go on
_MOST_SPACE: Final = 16  # bytes between "=" and a quote; what stands before more of them may be "="
_SPACE: Final = b" \t\n\f\r"
_EQUALS: Final = ord("=")
_SEPARATES: Final = np.array([byte in b" \t\n\f\r/" for byte in range(256)])
_QUOTES: Final = np.array([byte in b"\"'" for byte in range(256)])

ATTRIBUTE: Final = (
    rb"(?>[ \t\n\f\r/]*+[^ \t\n\f\r/>][^ \t\n\f\r/>=]*+"
    rb"(?:[ \t\n\f\r]*+=[ \t\n\f\r]*+"
    rb"(?:\"[^\"]*+(?:\"|\Z)|'[^']*+(?:'|\Z)|[^ \t\n\f\r>\"'][^ \t\n\f\r>]*+)?)?)"
)
"""An attribute, read from where the one before it ends."""

_CLOSED: Final = (False, False)
_BEGIN = re.compile(rb"<[a-zA-Z]")
_BEFORE_ATTRIBUTE = re.compile(rb"[ \t\n\f\r/]++|=(?=[\"'])")
"""What stands before an attribute: space, "/", or a quoted value."""


def narrow_tag(most: int) -> re.Pattern[bytes]:
    """A tag, up to the ">" that ends it, with so many attributes at most."""
    return re.compile(rb"<[a-zA-Z][^ \t\n\f\r/>]*+(?:%b){0,%d}+[ \t\n\f\r/]*+" % (ATTRIBUTE, most))


def plain_markup(most: int, length: int) -> re.Pattern[bytes]:
    """Text, and tags with no other "<" or ">" in them: of so many pieces at most, and so many bytes that are not quoted.

    Half of the bytes of all pieces are as many attributes as a tag can have.
    """
    value = rb"=\"[^<>\"]*+\"|='[^<>']*+'|=(?![ \t\n\f\r\"'])"
    return re.compile(
        rb"(?>[^<]++|<(?![a-zA-Z])|<[a-zA-Z](?:[^<>=\"']{1,%d}+|%b){0,%d}+>)*+" % (length, value, most)
    )


_NARROW = narrow_tag(FEW)
_PLAIN = plain_markup(FEW // 50, 100)


def may_hold_a_wide_tag(content: bytes) -> bool:
    """Whether a tag may be longer than `SHORT` and have more attributes than `FEW`; True where that is hard to tell.

    >>> tag = b"<p " + b" ".join(b"a%d" % number for number in range(9_000))
    >>> may_hold_a_wide_tag(tag + b">"), may_hold_a_wide_tag(b"<p a=1 b='>'>" * 9_000)
    (True, False)
    >>> may_hold_a_wide_tag(b"<!-- <p a=' -->" + tag + b">")
    True
    """
    before, opened = (False, False), (False, False)
    begin = -1
    for start in range(0, len(content), _STEP):
        end = _first_end(content, start, start + _STEP, opened)
        if end >= 0 and begin >= 0:
            if _is_wide(content, begin, end):
                return True
            begin = -1
        elif end < 0 and begin < 0:
            begin = _last_end(content, start - _STEP, start, before)
        before, opened = opened, _opened(content, start, start + _STEP, opened)
    return begin >= 0 and _is_wide(content, begin, len(content))


def _opened(content: bytes, start: int, end: int, before: tuple[bool, bool]) -> tuple[bool, bool]:
    """Whether the last double and the last single quote before `end` may open a value.

    `before` says the same of those before `start`.
    """
    double, single = content.rfind(b'"', start, end), content.rfind(b"'", start, end)
    return (
        before[0] if double < 0 else _may_open(content, double),
        before[1] if single < 0 else _may_open(content, single),
    )


def _may_open(content: bytes, quote: int) -> bool:
    if quote and content[quote - 1] not in _SPACE:  # nearly all
        return content[quote - 1] == _EQUALS
    written = content[max(quote - _MOST_SPACE, 0) : quote].rstrip(_SPACE)
    return written.endswith(b"=") if written else quote > 0


def _first_end(content: bytes, start: int, end: int, opened: tuple[bool, bool]) -> int:
    """Where the first ">" of a stretch stands that ends any tag, or -1."""
    place = start - 1
    for _ in range(_MOST_TRIED):
        place = content.find(b">", place + 1, end)
        if place < 0 or _opened(content, start, place, opened) == _CLOSED:
            return place
    return -1


def _last_end(content: bytes, start: int, end: int, opened: tuple[bool, bool]) -> int:
    """Where the last such ">" of a stretch stands; its beginning where there is none, as before the first stretch."""
    start = max(start, 0)
    place = end
    for _ in range(_MOST_TRIED):
        place = content.rfind(b">", start, place)
        if place < 0:
            break
        if _opened(content, start, place, opened) == _CLOSED:
            return place
    return start


def _is_wide(content: bytes, begin: int, end: int) -> bool:
    """Whether a tag that begins in a stretch with no end of tags before `end` may be wide.

    A quote before a tag hides nothing in it, so from its own beginning on its end is seen more clearly. A tag that seems
    to begin inside another one ends with it at the latest, and is passed over.
    """
    found = _BEGIN.search(content, begin, end)
    if found is None or not _has_many(content, found.start(), end):
        return False
    start = found.start()
    while (passed := _PLAIN.match(content, start, end)) is not None and (start := passed.end()) < end:
        place = start
        for _ in range(_MOST_TRIED):
            place = content.find(b">", place + 1, end)
            if place < 0 or not any(_opened(content, start, place, (False, False))):
                break
        else:
            return True
        place = place if place >= 0 else end
        if _has_many(content, start, place) and not _is_plainly_narrow(content, start, place):
            return True
        start = place
    return False


def _is_plainly_narrow(content: bytes, start: int, end: int) -> bool:
    """Whether what seems to be one tag has few attributes as one, and no other can begin in it: a drawing, a record."""
    return (
        _BEGIN.search(content, start + 1, end) is None and _NARROW.fullmatch(content, start, end) is not None
    )


def _has_many(content: bytes, start: int, end: int) -> bool:
    if end - start < SHORT:
        return False
    # Scripts and drawings have them in their first part: all that it has is sooner counted than one after the other.
    first = min(end, start + _FIRST_PART)
    if separators(content, start, first) >= FEW:
        return True
    return first < end and (
        sum(1 for _ in islice(_BEFORE_ATTRIBUTE.finditer(content, start, end), FEW)) == FEW
    )


def separators(content: bytes, start: int, end: int) -> int:
    """How many places of a stretch may stand before an attribute: see `_BEFORE_ATTRIBUTE`.

    >>> separators(b"<p class='a'  id=b>", 0, 19)
    3
    """
    units = np.frombuffer(content, np.uint8, end - start, start)
    spaced = _SEPARATES[units]
    quoted = _QUOTES[units[1:]] & (units[:-1] == _EQUALS)
    return int(spaced[0]) + int(np.count_nonzero(spaced[1:] & ~spaced[:-1])) + int(np.count_nonzero(quoted))
