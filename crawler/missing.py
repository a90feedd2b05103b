"""Pages that answer 200 and say that they are no more: suspected by their words, confirmed by a look beside them."""

from __future__ import annotations

import re
import secrets
from urllib.parse import urlsplit, urlunsplit

# How it was confirmed that a page is no more, as the state tells it.
TWICE = "the page says, with status 200 and asked twice, that it is no more"
LIKE_ABSENT = "the page answers, with status 200, like an address that cannot exist"
# What such pages say. A suspicion costs one more request and takes nothing away by itself, so the words may be wider
# than those by which the reader drops a page.
_SAYS_MISSING = re.compile(
    r"(?:不存在|找不到|无法找到|無法找到|未找到|没有找到|已(?:经|經)?被?(?:删除|刪除|移除|下架|下线|撤回|撤稿)|已失效|已过期|走丢了|"
    r"\b404\b|\bnot (?:be )?found\b|no longer (?:available|exists?)|does(?: not|n.t) exist|has been removed)",
    re.IGNORECASE,
)
# An article about a lost key is longer than a notice about a lost page.
_NOTICE_LENGTH = 600
_HEAD = 300
_SHINGLE = 4
_ALIKE = 0.8
_DIGITS = re.compile(r"[0-9a-f]{6,}|[0-9]+", re.IGNORECASE)
_LAST_PART = re.compile(r"[^/]*/?\Z")


def says_missing(title: str, text: str) -> bool:
    """Whether a page may be a notice that something is not there: in its title, or in few words.

    >>> says_missing("页面不存在", "x" * 5000), says_missing("钥匙找到了", "……")
    (True, False)
    """
    if _SAYS_MISSING.search(title):
        return True
    return len(text) <= _NOTICE_LENGTH and _SAYS_MISSING.search(text[:_HEAD]) is not None


def absent_address(url: str) -> str:
    """An address beside another one, of the same form, that cannot exist.

    >>> absent_address("http://a.org/news/12.html?x=1").startswith("http://a.org/news/jiaokan-")
    True
    >>> absent_address("http://a.org/news/12.html").endswith(".html")
    True
    """
    parts = urlsplit(url)
    last = _LAST_PART.search(parts.path)
    stem = last[0] if last else ""
    suffix = "/" if stem.endswith("/") else stem[stem.rfind(".") :] if "." in stem else ""
    path = parts.path[: len(parts.path) - len(stem)] + f"jiaokan-{secrets.token_hex(8)}{suffix}"
    return urlunsplit((parts.scheme, parts.netloc, path or "/", "", ""))


def without_address(text: str, url: str) -> str:
    """A text without its own address, which many notices repeat.

    >>> without_address("/a/12.html 不存在 (12)", "http://a.org/a/12.html")
    ' 不存在 (12)'
    """
    path = urlsplit(url).path
    for part in (url, path, path.rstrip("/").rpartition("/")[2]):
        if len(part) > 1:
            text = text.replace(part, "")
    return text


def alike(one: str, other: str) -> bool:
    """Whether two texts are the same notice, numbers and ids in them aside.

    >>> alike("您访问的 12.html 不存在，请返回首页", "您访问的 98765.html 不存在，请返回首页")
    True
    >>> alike("您访问的页面不存在", "图书馆周末开放到晚上九点")
    False
    """
    first, second = _shingles(one), _shingles(other)
    if not first or not second:
        return False
    return len(first & second) >= _ALIKE * len(first | second)


def _shingles(text: str) -> set[str]:
    plain = "".join(_DIGITS.sub("0", text).split())
    if not plain:
        return set()
    return {plain[at : at + _SHINGLE] for at in range(max(1, len(plain) - _SHINGLE + 1))}
