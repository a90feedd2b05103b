"""What a profile does with an address, in sentences, without fetching anything."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from urllib.parse import urlsplit

from crawler.address import allowed_pairs, refusal
from crawler.classify import Classifier, is_file, looks_like_article, looks_like_list
from crawler.profile import Profile
from crawler.urls import normalise_url, same_site


def explain(profile: Profile, url: str) -> list[str]:
    """One sentence for each decision about an address, in the order in which a crawl takes them.

    >>> from crawler.profile import Start
    >>> print(*explain(Profile(name="a", start=(Start("http://example.org/"),)), "http://example.org/logo.png"), sep="\\n")
    address   http://example.org/logo.png
    site      the site of start page http://example.org/
    role      not followed: the address ends like that of a file, not of a page
    """
    try:
        address = normalise_url(url)
    except ValueError as error:
        return [f"address   refused: {error}"]
    return [f"address   {address}", *_decisions(profile, address)]


def _decisions(profile: Profile, url: str) -> Iterator[str]:
    start = next((start for start in profile.start if same_site(start.url, url)), None)
    if start is None:
        sites = ", ".join(sorted({urlsplit(start.url).netloc for start in profile.start}))
        yield f"site      not followed: it lies outside the sites of the start pages ({sites})"
        return
    yield f"site      the site of start page {start.url}"
    if (refused := _refused(profile, url)) is not None:
        yield f"network   not fetched: {refused}"
        return
    exact = next((start for start in profile.start if start.url == url), None)
    if exact is not None:
        yield f"role      start page{f', read as {exact.kind}' if exact.kind else '; what it is shows when it answers'}"
        return
    yield f"role      {_role(profile, url)}"


def _refused(profile: Profile, url: str) -> str | None:
    """Why the address may not be connected to, as far as that shows without asking a name server."""
    parts = urlsplit(url)
    host = (parts.hostname or "").strip("[]")
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return None
    return refusal(
        host, parts.port or (443 if parts.scheme == "https" else 80), allowed_pairs(profile.allow_private)
    )


def _role(profile: Profile, url: str) -> str:
    for role, patterns in (("article", profile.article), ("list page", profile.list)):
        for pattern in patterns:
            if re.search(pattern, url):
                return f"{role}: matches {pattern!r}"
    if is_file(url):
        return "not followed: the address ends like that of a file, not of a page"
    taken = Classifier(profile.article, profile.list).role_of(url)
    if taken is not None:
        return f"{'article' if taken == 'article' else 'list page'}: guessed from the shape of the address"
    if profile.article and looks_like_article(url):
        return "not followed: it looks like an article, but matches no pattern in `article`"
    if profile.article and looks_like_list(url):
        return "followed only where a list page links to it as one of its further pages, or `list` has a pattern for it"
    return "not followed: neither a pattern nor its shape says that it is an article or a list page"
