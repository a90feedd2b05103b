"""What a profile does with an address, in sentences, without fetching anything."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from typing import Literal
from urllib.parse import urlsplit

from crawler.address import allowed_pairs, refusal
from crawler.agent import PRODUCT
from crawler.classify import Classifier, is_file, looks_like_article, looks_like_list
from crawler.profile import Profile, profile_roles
from crawler.robots import robots_url, rules_of
from crawler.rows import Robots
from crawler.traps import BARREN, BARREN_NAMED, pattern_of, shows_a_trap
from crawler.urls import normalise_url, origin_of, same_site


def explain(
    profile: Profile, url: str, robots: Sequence[Robots] = (), today: date | None = None
) -> list[str]:
    """One sentence for each decision about an address, in the order in which a crawl takes them.

    `robots` are answers for robots.txt that earlier crawls had; `today` is what dates in addresses are held against.

    >>> from crawler.profile import Start
    >>> profile = Profile(name="a", start=(Start("http://example.org/"),))
    >>> print(*explain(profile, "http://example.org/logo.png"), sep="\\n")
    address   http://example.org/logo.png
    site      the site of start page http://example.org/
    role      not followed: the address ends like that of a file, not of a page
    >>> print(*explain(profile, "http://example.org/calendar/2099/07/"), sep="\\n")
    address   http://example.org/calendar/2099/07/
    site      the site of start page http://example.org/
    role      list page: guessed from the shape of the address
    trap      not followed: it is dated 2099
    """
    try:
        address = normalise_url(url)
    except ValueError as error:
        return [f"address   refused: {error}"]
    written = "" if address == url else f" (written {url})"
    return [
        f"address   {address}{written}",
        *_decisions(profile, address, robots, today or datetime.now(UTC).date()),
    ]


def _decisions(profile: Profile, url: str, robots: Sequence[Robots], today: date) -> Iterator[str]:
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
    role = profile_roles(profile)(url)
    if exact is not None:
        yield f"role      start page{f', read as {exact.kind}' if exact.kind else '; what it is shows when it answers'}"
    else:
        yield f"role      {_role(profile, url)}"
        if role is None:
            return
        if (sign := shows_a_trap(url, today)) is not None:
            yield f"trap      not followed: {sign}"
            return
        yield f"trap      {_patience(profile, url, role)}"
    yield f"robots    {_permission(url, robots)}"
    yield from _budgets(profile, url, is_start=exact is not None)


def _patience(profile: Profile, url: str, role: Literal["article", "list"]) -> str:
    """How long addresses of this pattern are asked for that bring nothing."""
    named = role == "article" and any(re.search(pattern, url) for pattern in profile.article)
    most = BARREN_NAMED if named else BARREN
    return (
        f"no sign of one; counted with {pattern_of(url)}, left when {most} pages in a row bring nothing new"
    )


def _permission(url: str, robots: Sequence[Robots]) -> str:
    answer = next((answer for answer in robots if answer.origin == origin_of(url)), None)
    if answer is None:
        return f"not known: {robots_url(url)} is asked first by every crawl"
    rules = rules_of(answer)
    verdict = rules.verdict(url, PRODUCT)
    asked = f"as {robots_url(url)} said at {answer.at}"
    if verdict == "unknown":
        return f"not fetched for now: {rules.detail}"
    if verdict == "refused":
        return f"not fetched: forbidden, {asked}"
    delay = rules.crawl_delay(PRODUCT)
    return f"allowed, {asked}{f'; it asks for {delay:g} s between two requests' if delay else ''}"


def _budgets(profile: Profile, url: str, *, is_start: bool) -> Iterator[str]:
    bounds = [f"max_pages {profile.max_pages}"]
    if profile.max_per_host:
        bounds.append(f"max_per_host {profile.max_per_host} ({urlsplit(url).netloc})")
    if profile.max_per_pattern and not is_start:
        bounds.append(f"max_per_pattern {profile.max_per_pattern} ({pattern_of(url)})")
    if not is_start:
        bounds.append(f"max_depth {profile.max_depth} links from a start page")
    yield f"budget    {', '.join(bounds)} a crawl"
    if profile.schedule.windows:
        yield f"time      only within {', '.join(profile.schedule.windows)} ({profile.schedule.zone})"
    yield (
        f"request   {profile.delay:g} s after the one before, at most {profile.timeout:g} s and "
        f"{profile.max_body_bytes} bytes, {profile.max_redirects} redirects, {profile.retries} further attempts"
    )


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
