"""What an answer means: a page, a redirect, a page that is gone, a failure; and whether to ask once more."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import msgspec

from cleaning.decoding import decode
from crawler.agent import PRODUCT
from crawler.archive import Exchange, sha1_base32
from crawler.classify import Classifier
from crawler.content import decode_body, gunzip
from crawler.errors import BodyTooLarge, DecompressionBomb, UndecodableBody
from crawler.feeds import links_of_xml, xml_kind
from crawler.journal import failed
from crawler.links import Discovery, discover
from crawler.missing import says_missing, without_address
from crawler.profile import Profile
from crawler.robotstags import refusing, words_of_headers
from crawler.rows import REDIRECTS, Change, Fetched, Lease, Link, Observed, Role
from crawler.state import PRIORITY_LISTS
from crawler.urls import join_url, same_site
from crawler.walls import Wall, wall_of

TRANSIENT = frozenset({408, 425, 429, 500, 502, 503, 504, 522, 524})
_GONE = frozenset({404, 410})
_NO_PAGE_TYPES = (
    "image/",
    "video/",
    "audio/",
    "font/",
    "application/pdf",
    "application/zip",
    "application/octet-stream",
)


MAX_WALL_BYTES = 200_000


class Judge:
    """Turns answers into results, by the profile of the site."""

    def __init__(self, profile: Profile) -> None:
        self._profile = profile
        self._classifier = Classifier(profile.article, profile.list)

    def result_of(self, lease: Lease, exchange: Exchange) -> Fetched:
        """What one answer means. It is not archived here, so payload places are still missing."""
        status = exchange.status
        if status == 304 and lease.payload_digest is not None:
            return self._not_modified(lease, exchange)
        if status in REDIRECTS:
            return self._redirect(lease, exchange)
        if status == 200:
            return self._page(lease, exchange)
        if (word := self.wall(exchange)) is not None:
            return _behind_a_wall(lease, word, status)
        gone = None
        if status in _GONE and lease.payload_digest is not None:
            gone = f"HTTP {status} at {exchange.date}"
        return Fetched(
            url=lease.url,
            role=lease.role,
            at=exchange.date,
            status=status,
            reason=f"http_{status}",
            detail=f"the server answered {status}",
            gone=gone,
            change="gone" if gone else None,
            bytes=len(exchange.body),
        )

    def wall(self, exchange: Exchange) -> Wall | None:
        """Which wall an answer with a status other than 200 is, None where it is none."""
        headers = headers_of(exchange)
        try:
            text = self._text(exchange, headers) if len(exchange.body) <= MAX_WALL_BYTES else ""
        except (BodyTooLarge, UndecodableBody):
            text = ""
        return wall_of(exchange.status, headers, text)

    def _not_modified(self, lease: Lease, exchange: Exchange) -> Fetched:
        headers = headers_of(exchange)
        return Fetched(
            url=lease.url,
            role=lease.role,
            at=exchange.date,
            status=304,
            final_url=lease.url,
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            change="unchanged",
            # One that was not asked conditionally says it of everything.
            observed="lie" if lease.in_full else "etag_useful" if lease.etag else None,
        )

    def _redirect(self, lease: Lease, exchange: Exchange) -> Fetched:
        location = headers_of(exchange).get("location", "")
        target = join_url(lease.url, location) if location else None
        if target is None:
            return failed(
                lease,
                "bad_redirect",
                f"redirects to {location[:200]!r}, no http(s) address",
                status=exchange.status,
            )
        if target == lease.url:
            return failed(lease, "redirect_loop", "redirects to itself", status=exchange.status)
        if not same_site(lease.url, target):
            return failed(
                lease,
                "off_site",
                f"redirects to {target}, another site; add it to start if it is wanted",
                status=exchange.status,
            )
        if lease.hops >= self._profile.max_redirects:
            return failed(
                lease,
                "too_many_redirects",
                f"{lease.hops} redirects led here, the next goes to {target}",
                status=exchange.status,
            )
        role = self._role_behind(lease.role, target)
        if role is None:
            return failed(
                lease,
                "redirect_not_wanted",
                f"redirects to {target}, which no pattern in `article` takes for an article",
                status=exchange.status,
            )
        link = Link(target, role, lease.depth, PRIORITY_LISTS, lease.hops + 1, parent=lease.url)
        return Fetched(
            url=lease.url,
            role=lease.role,
            at=exchange.date,
            status=exchange.status,
            final_url=target,
            links=(link,),
            bytes=len(exchange.body),
        )

    def _role_behind(self, role: Role, target: str) -> Role | None:
        """What the target of a redirect is taken for; None where it is not worth fetching.

        An article may lead to a notice (maintenance, a login, the home page), and patterns say what an article is.
        """
        if role != "article" or self._classifier.guesses:
            return role
        return self._classifier.role_of(target)

    def _page(self, lease: Lease, exchange: Exchange) -> Fetched:
        headers = headers_of(exchange)
        content_type = headers.get("content-type")
        is_gzip = exchange.body[:2] == b"\x1f\x8b"
        if (content_type or "").lower().startswith(_NO_PAGE_TYPES) and not is_gzip:
            return failed(lease, "not_a_page", f"the server sent {content_type}", status=200)
        try:
            text = self._text(exchange, headers)
        except DecompressionBomb as error:
            return failed(lease, "compression_bomb", str(error), status=200)
        except BodyTooLarge as error:
            return failed(lease, "too_large", str(error), status=200)
        except UndecodableBody as error:
            return failed(lease, "undecodable", str(error), status=200)
        if (wall := wall_of(200, headers, text)) is not None:
            return _behind_a_wall(lease, wall, 200)
        tags = self._tags(exchange)
        role, found = self._discover(lease, text, follow="nofollow" not in tags)
        if role == "article" and (word := refusing(found.asked | tags)) is not None:
            return _not_to_be_stored(lease, exchange, word)
        change = _change(lease, exchange, found.text_hash)
        turned = role == "article" and change == "changed" and says_missing(found.title, found.text)
        return Fetched(
            url=lease.url,
            role=role,
            at=exchange.date,
            status=200,
            final_url=lease.url,
            content_type=content_type,
            etag=headers.get("etag"),
            last_modified=headers.get("last-modified"),
            text_hash=found.text_hash,
            sketch=found.sketch,
            change=change,
            observed=_observed(lease, exchange, headers, change),
            notice=_notice(found, lease.url) if turned else None,
            detail=found.fault,
            bytes=len(exchange.body),
            links=tuple(link for link in found.links if link.depth <= self._profile.max_depth),
        )

    def notice_of(self, exchange: Exchange) -> str | None:
        """Title and text of a page that an address gives which cannot exist; None where it is an honest failure."""
        if exchange.status != 200:
            return None
        try:
            text = self._text(exchange, headers_of(exchange))
        except (BodyTooLarge, UndecodableBody):
            return None
        found = discover(text, exchange.url, "article", 0, self._classifier)
        return _notice(found, exchange.url)

    def _text(self, exchange: Exchange, headers: dict[str, str]) -> str:
        cap = self._profile.max_body_bytes
        body = decode_body(exchange.body, headers, cap)
        if body[:2] == b"\x1f\x8b":
            body = gunzip(body, cap)
        return decode(body, headers.get("content-type"), self._profile.read.encoding).text

    def _tags(self, exchange: Exchange) -> frozenset[str]:
        values = (value for name, value in exchange.response_headers if name.lower() == "x-robots-tag")
        return words_of_headers(values, PRODUCT)

    def _discover(self, lease: Lease, text: str, *, follow: bool) -> tuple[Role, Discovery]:
        kind = xml_kind(text)
        role = _role(lease, kind, self._classifier)
        if kind is not None:
            return role, Discovery(links_of_xml(text, lease.url, lease.depth, self._classifier))
        return role, discover(text, lease.url, role, lease.depth, self._classifier, follow=follow)


def _notice(found: Discovery, url: str) -> str:
    return without_address(f"{found.title} {found.text}", url)


def headers_of(exchange: Exchange) -> dict[str, str]:
    """The headers of an answer by lower-case name, repeated ones joined."""
    headers: dict[str, str] = {}
    for name, value in exchange.response_headers:
        name = name.lower()
        headers[name] = f"{headers[name]}, {value}" if name in headers else value
    return headers


def retry_after(exchange: Exchange) -> float | None:
    """Seconds that an answer asks to wait (Retry-After as seconds or a date), None where it asks for none."""
    return seconds_to_wait(headers_of(exchange).get("retry-after", ""))


def seconds_to_wait(value: str) -> float | None:
    """Seconds that the value of a Retry-After header asks to wait, None where it says nothing.

    >>> seconds_to_wait("120"), seconds_to_wait("Thu, 01 Jan 1970 00:00:00 GMT"), seconds_to_wait("soon")
    (120.0, 0.0, None)
    """
    value = value.strip()[:100]
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        at = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    return max(0.0, (at - datetime.now(UTC)).total_seconds())


def _behind_a_wall(lease: Lease, word: Wall, status: int) -> Fetched:
    told = {
        "challenge": "the site asks for proof that no robot is reading; ask its operator for access",
        "consent_wall": "the site shows a form for consent instead of the page; ask its operator for access",
    }
    return failed(lease, word, told[word], status=status)


def _not_to_be_stored(lease: Lease, exchange: Exchange, word: str) -> Fetched:
    refused = failed(
        lease, word, f"the page asks not to be stored: {word} (robots meta or X-Robots-Tag)", status=200
    )
    if lease.payload_digest is None:
        return refused
    # What was stored before it asked is taken out of the dataset as well.
    gone = f"asks not to be stored since {exchange.date}"
    return msgspec.structs.replace(refused, gone=gone, change="gone")


def _role(lease: Lease, kind: str | None, classifier: Classifier) -> Role:
    if kind is not None:
        return "feed" if kind == "feed" else "sitemap"
    if lease.role == "start":
        return "article" if classifier.role_of(lease.url) == "article" else "list"
    # What calls itself a sitemap and is a web page is followed like a list.
    return "list" if lease.role in {"sitemap", "feed"} else lease.role


def _observed(lease: Lease, exchange: Exchange, headers: dict[str, str], change: Change) -> Observed | None:
    """What a full answer shows of the validators of its server."""
    if lease.etag and sha1_base32(exchange.body) == lease.payload_digest:
        return "etag_useless"
    if not lease.in_full:
        return None
    if change == "unchanged":
        return "confirmed"
    if lease.stored_etag:
        same = headers.get("etag", "").removeprefix("W/") == lease.stored_etag.removeprefix("W/")
    else:
        same = headers.get("last-modified") == lease.stored_modified
    # With other validators the change may be an honest one: they are put to the test by themselves.
    return "lie" if same else None


def _change(lease: Lease, exchange: Exchange, text_hash: str | None) -> Change:
    if lease.payload_digest is None:
        return "new"
    if sha1_base32(exchange.body) == lease.payload_digest:
        return "unchanged"
    # Counters, tokens and dates in the markup change with every visit; what readers see did not.
    return "unchanged" if text_hash is not None and text_hash == lease.text_hash else "changed"
