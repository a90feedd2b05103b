"""Addresses of one site grouped by what they have in common, and the regular expression that finds a group."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urlsplit

import msgspec

from crawler.traps import pattern_of

# Fewer addresses than this are no kind of their own where others lie in the same folder.
_FEW = 3
_LAST = re.compile(r"(?P<folder>.*/)(?P<name>[^/]+?)(?P<end>\.[A-Za-z0-9]{1,6}|/|)(?P<query>\?.*)?$")


class Shape(msgspec.Struct, frozen=True):
    """Addresses of one kind: what they have in common (`#` a number, `*` a name), and they themselves in their order."""

    pattern: str
    urls: tuple[str, ...]


def shapes_of(urls: Iterable[str]) -> list[Shape]:
    """The shapes of some normalised addresses, those of most addresses first.

    Numbers and long names are taken out as `crawler.traps.pattern_of` does it; what is then left alone in its folder is
    put together by folder and ending: pages of a manual have short names.

    >>> site = "http://a.org"
    >>> [(shape.pattern, len(shape.urls)) for shape in shapes_of(
    ...     [*(f"{site}/a/{number}.html" for number in range(4)), f"{site}/doc/intro.html", f"{site}/doc/usage.html"])]
    [('/a/#.html', 4), ('/doc/*.html', 2)]
    """
    exact: dict[str, list[str]] = defaultdict(list)
    for url in dict.fromkeys(urls):
        exact[pattern_of(url)].append(url)
    shapes: dict[str, list[str]] = {}
    folded: dict[str, list[str]] = defaultdict(list)
    for pattern, members in exact.items():
        if len(members) >= _FEW:
            shapes[pattern] = members
        else:
            folded[_folded(pattern)].append(pattern)
    for fold, patterns in folded.items():
        # One pattern alone says more than its fold.
        key = fold if len(patterns) > 1 else patterns[0]
        shapes.setdefault(key, []).extend(url for pattern in patterns for url in exact[pattern])
    found = [Shape(pattern, tuple(members)) for pattern, members in shapes.items()]
    return sorted(found, key=lambda shape: (-len(shape.urls), shape.pattern))


def joined(one: str, other: str) -> str | None:
    """The pattern that two patterns have in common when they differ in the name of one folder alone; None where not.

    >>> joined("/news/#/#.html", "/sport/#/#.html"), joined("/news/#.html", "/news/*.html")
    ('/*/#/#.html', None)
    """
    mine, theirs = one.split("/"), other.split("/")
    if len(mine) != len(theirs) or mine[-1] != theirs[-1] or not mine[-1]:
        return None
    different = [place for place, (left, right) in enumerate(zip(mine, theirs, strict=True)) if left != right]
    if len(different) != 1:
        return None
    return "/".join("*" if place == different[0] else part for place, part in enumerate(mine))


def expression_of(shape: Shape, others: Sequence[str] = ()) -> str:
    r"""A regular expression that is found in every address of a shape, and in none of `others` where that can be.

    It is the path alone where no other address has it deeper inside, and bound to the host where one has. Other
    addresses of the same folder are left out by name.

    >>> shape = Shape("/a/#.html", ("http://a.org/a/1.html", "http://a.org/a/2.html"))
    >>> expression_of(shape)
    '/a/[0-9]+\\.html$'
    >>> expression_of(shape, ["http://a.org/old/a/3.html"])
    '^https?://[^/]+/a/[0-9]+\\.html$'
    >>> expression_of(Shape("/doc/*.html", ("http://a.org/doc/usage.html",)), ["http://a.org/doc/index.html"])
    '/doc/(?!index\\.html$)[^/]+\\.html$'
    """
    plain = _expression(shape.pattern)
    if not _found(plain, others):
        return plain
    bound = f"^https?://[^/]+{plain}"
    wrong = _found(bound, others)
    if not wrong:
        return bound
    match = _LAST.fullmatch(shape.pattern)
    if match is None or "*" not in match["name"]:
        return bound
    end = _quoted(match["end"])
    names = sorted({_quoted(_last_name(url, match["end"])) for url in wrong})
    spared = f"(?!{names[0] if len(names) == 1 else '(?:' + '|'.join(names) + ')'}{end}$)"
    for begin in ("", "^https?://[^/]+"):
        spliced = f"{begin}{_written(match['folder'])}{spared}{_written(match['name'])}{end}{_query(match['query'])}$"
        if not _found(spliced, others):
            return spliced
    return bound


def _folded(pattern: str) -> str:
    match = _LAST.fullmatch(pattern)
    return pattern if match is None else f"{match['folder']}*{match['end']}{match['query'] or ''}"


def _expression(pattern: str) -> str:
    path, mark, query = pattern.partition("?")
    return f"{_written(path)}{_query(mark + query)}$"


def _query(query: str | None) -> str:
    names = [name for name in (query or "").removeprefix("?").split("&") if name]
    return "\\?" + "&".join(f"{_quoted(name)}=[^&]*" for name in names) if names else ""


def _written(path: str) -> str:
    pieces = {"#": "[0-9]+", "*": "[^/]+"}
    return "".join(pieces.get(piece, _quoted(piece)) for piece in re.split("([#*])", path))


def _quoted(text: str) -> str:
    # A hyphen outside of brackets means itself.
    return re.escape(text).replace("\\-", "-")


def _found(expression: str, urls: Sequence[str]) -> list[str]:
    compiled = re.compile(expression)
    return [url for url in urls if compiled.search(url)]


def _last_name(url: str, end: str) -> str:
    path = urlsplit(url).path
    return path.removesuffix(end).rpartition("/")[2] if end else path.rpartition("/")[2]
