"""One spelling per address, so that one page is one row.

What is normalised: scheme and host in lower case, host in its IDNA form, default ports and fragments dropped,
dot segments resolved, percent-encoding in one form, parameters that only track the reader dropped, session ids
dropped, the remaining parameters sorted by name. Sorting is stable, so repeated parameters keep their order; sites
that care about the order of *different* parameters are so much rarer than sites that emit them in any order that
one page under two addresses is the greater harm. Upper and lower case in paths, trailing slashes and "www." are
left alone: many servers tell them apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote_to_bytes, urljoin, urlsplit, urlunsplit

import idna

DEFAULT_PORTS = {"http": 80, "https": 443}

# Parameters that only say where the reader came from: the names of the large analytics and advertising services
# ("utm_", Matomo's "mtm_" and "pk_", Baidu's "hm…", Alibaba's "spm" and "scm") and of share buttons.
TRACKING_PREFIXES = ("utm_", "mtm_", "pk_")
TRACKING_NAMES = frozenset(
    [
        "spm",
        "scm",
        "gclid",
        "fbclid",
        "msclkid",
        "dclid",
        "yclid",
        "igshid",
        "mc_cid",
        "mc_eid",
        "_ga",
        "_gl",
        "bd_vid",
        "bdmpl",
        "share_token",
        "share_from",
        "share_source",
        "share_medium",
        "wxshare_count",
        "nsukey",
        "isappinstalled",
        "weixin_share",
        "hmsr",
        "hmpl",
        "hmcu",
        "hmkw",
        "hmci",
    ]
)
# "from" alone may mean a page range or a town; only these values of it are known to come from share buttons.
SHARE_ORIGINS = frozenset(
    [
        "timeline",
        "singlemessage",
        "groupmessage",
        "weibo",
        "weixin",
        "wechat",
        "qq",
        "qzone",
        "share",
        "androidqq",
    ]
)
SESSION_NAMES = frozenset(
    ["phpsessid", "jsessionid", "aspsessionid", "sessionid", "session_id", "sid", "sessid", "cfid", "cftoken"]
)

_SESSION_VALUE = re.compile(r"[0-9A-Za-z,._-]{16,}")
_PATH_SESSION = re.compile(r";(?:jsessionid|phpsessid|sid)=[^/;]*", re.IGNORECASE)
_CONTROL = re.compile("[\t\n\r]")
# RFC 3986: reserved characters that may stand in a path or query as they are; all others are percent-encoded.
_PATH_SAFE = "/:@!$&'()*+,;=-._~"
_QUERY_SAFE = "/:@!$'()*,;-._~?"


@lru_cache(maxsize=4096)
def normalise_url(url: str) -> str:
    """The one spelling of an http or https address.

    Raises ValueError for anything that is not an absolute http or https address with a host.

    >>> normalise_url("HTTP://Example.ORG:80/a/../b/%7euser?utm_source=x&b=2&a=1#top")
    'http://example.org/b/~user?a=1&b=2'
    >>> normalise_url("https://例子.中国/新闻?页=1")
    'https://xn--fsqu00a.xn--fiqs8s/%E6%96%B0%E9%97%BB?%E9%A1%B5=1'
    >>> normalise_url("http://example.org/show;jsessionid=0AF1?id=3&PHPSESSID=0123456789abcdef0123")
    'http://example.org/show?id=3'
    >>> normalise_url("http://example.org/a?from=timeline"), normalise_url("http://example.org/a?from=20")
    ('http://example.org/a', 'http://example.org/a?from=20')
    >>> normalise_url("http://example.org/List/?page=2")
    'http://example.org/List/?page=2'
    """
    parts = urlsplit(_CONTROL.sub("", url.strip()))
    scheme = parts.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise ValueError(f"expected an address that starts with http:// or https://, found {url[:200]!r}")
    host = _normal_host(parts.hostname or "", url)
    port = parts.port
    netloc = host if port is None or port == DEFAULT_PORTS[scheme] else f"{host}:{port}"
    path = _normal_path(_PATH_SESSION.sub("", parts.path))
    return urlunsplit((scheme, netloc, path, _normal_query(parts.query), ""))


def join_url(base: str, reference: str) -> str | None:
    """The normalised address a link on page `base` leads to, or None where it leads to no web page.

    >>> join_url("http://example.org/news/", "../a/1.html")
    'http://example.org/a/1.html'
    >>> join_url("http://example.org/", "javascript:void(0)"), join_url("http://example.org/", "http://[")
    (None, None)
    """
    reference = _CONTROL.sub("", reference.strip())
    try:
        if reference[:1] == "/" and reference[1:2] not in {"/", "\\"}:
            # Most links of most sites: what joining gives, for a tenth of its time.
            return normalise_url(origin_of(base) + reference)
        return normalise_url(urljoin(base, reference))
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def site_of(url: str) -> str:
    """The site an address belongs to: its host without a leading "www.", and its port if it is a special one.

    >>> site_of("https://www.example.org/a"), site_of("http://127.0.0.1:8000/")
    ('example.org', '127.0.0.1:8000')
    """
    parts = urlsplit(url)
    host = (parts.hostname or "").removeprefix("www.")
    port = parts.port
    return host if port is None or port == DEFAULT_PORTS.get(parts.scheme) else f"{_bracketed(host)}:{port}"


def host_of(url: str) -> str:
    """The host of an address without a leading "www." and without its port: what the `site` column holds.

    >>> host_of("http://www.example.org:8080/a")
    'example.org'
    """
    return (urlsplit(url).hostname or "").removeprefix("www.")


def same_site(one: str, other: str) -> bool:
    """Whether two addresses belong to one site; http and https of a host do.

    >>> same_site("http://www.example.org/", "https://example.org/a"), same_site("http://a.org/", "http://b.org/")
    (True, False)
    """
    return site_of(one) == site_of(other)


@lru_cache(maxsize=1024)
def origin_of(url: str) -> str:
    """Scheme, host and port: what one robots.txt speaks for.

    >>> origin_of("https://www.example.org/a/b?c")
    'https://www.example.org'
    """
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def host_key(url: str) -> str:
    """What waits and limits of a host are kept by: its name, and its port if it is a special one.

    >>> host_key("https://example.org/a"), host_key("http://127.0.0.1:8000/")
    ('example.org', '127.0.0.1:8000')
    """
    return urlsplit(url).netloc


def _normal_host(host: str, url: str) -> str:
    host = host.rstrip(".").lower()
    if not host or any(mark in host for mark in " %/\\@"):
        raise ValueError(f"expected a host name in {url[:200]!r}, found {host!r}")
    if ":" in host or host.isascii():
        return _bracketed(host)
    try:
        return idna.encode(host, uts46=True).decode("ascii")
    except idna.IDNAError as error:
        raise ValueError(f"host {host!r} in {url[:200]!r} is no valid domain name: {error}") from None


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _normal_path(path: str) -> str:
    segments: list[str] = []
    parts = _recode(path, _PATH_SAFE).split("/")
    for segment in parts[1:] if parts and parts[0] == "" else parts:
        if segment == "..":
            if segments:
                segments.pop()
        elif segment != ".":
            segments.append(segment)
    if parts[-1] in {".", ".."} and segments and segments[-1] != "":
        segments.append("")
    return "/" + "/".join(segments)


def _normal_query(query: str) -> str:
    kept = []
    for pair in query.split("&"):
        name, equals, value = pair.partition("=")
        if pair and not _is_noise(name.lower(), value):
            kept.append((_recode(name, _QUERY_SAFE), equals, _recode(value, _QUERY_SAFE + "=")))
    kept.sort(key=lambda part: part[0])
    return "&".join("".join(part) for part in kept)


def _is_noise(name: str, value: str) -> bool:
    if name in TRACKING_NAMES or name.startswith(TRACKING_PREFIXES):
        return True
    if name == "from":
        return value.lower() in SHARE_ORIGINS
    return name in SESSION_NAMES and _SESSION_VALUE.fullmatch(value) is not None


def _recode(text: str, safe: str) -> str:
    """Percent-encoding in one form: unreserved characters plain, hexadecimal digits upper case.

    Encoded reserved characters (%2F, %26 …) mean something else than plain ones and stay encoded, and so does a
    "%" that begins no escape, as %25.
    """
    out = []
    for piece in re.split(r"(%[0-9A-Fa-f]{2})", text):
        if len(piece) == 3 and piece[0] == "%":
            byte = unquote_to_bytes(piece)
            plain = byte.isalnum() or byte in (b"-", b".", b"_", b"~")
            out.append(byte.decode("ascii") if plain else piece.upper())
        else:
            out.append(quote(piece, safe=safe, errors="replace"))
    return "".join(out)
