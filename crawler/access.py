"""What opens doors: cookies, headers and a proxy. A profile names environment variables; their values stay in memory."""

from __future__ import annotations

import base64
import logging
import re
from collections.abc import Callable, Mapping
from urllib.parse import unquote, urlsplit

import msgspec

from crawler.archive import Exchange
from crawler.errors import ProfileError
from crawler.profile import Profile
from crawler.rows import Fetched
from crawler.urls import same_site
from crawler.warc import REDACTED

_PROXY = re.compile(r"https?://[^\s/?#]+/?")
# Shorter values stand in ordinary text by chance, and taking them out would damage it.
_SHORTEST_SECRET = 6


class Access:
    """The secrets of a profile, sent to its own sites only and kept out of everything that is written.

    Raises ProfileError, which names the variables that are missing or wrong, and never shows a value.
    """

    def __init__(self, profile: Profile, environment: Mapping[str, str]) -> None:
        self._starts = tuple(start.url for start in profile.start)
        faults: list[str] = []
        wanted = profile.access
        self.keeps_cookies = wanted.keep_cookies
        self.headers = {
            name: _value(variable, f"access.headers.{name}", environment, faults)
            for name, variable in wanted.headers.items()
        }
        self.cookies = _value(wanted.cookies, "access.cookies", environment, faults)
        proxy = _value(wanted.proxy, "access.proxy", environment, faults)
        if proxy and not _PROXY.fullmatch(proxy):
            faults.append(
                f"access.proxy: expected an address such as http://user:password@proxy.example:3128 in ${wanted.proxy}"
            )
        if faults:
            raise ProfileError([f"profile {profile.name!r}: {fault}" for fault in faults])
        self.proxy, self.proxy_authorization = _proxy_parts(proxy)
        self._names = frozenset(name.lower() for name in self.headers)
        self._values = _spellings([*self.headers.values(), self.cookies, proxy, self.proxy_authorization])

    def for_url(self, url: str) -> bool:
        """Whether an address may be told the secrets: it lies in a site of the start pages, and not on a lesser scheme."""
        own = [start for start in self._starts if same_site(start, url)]
        if urlsplit(url).scheme == "http":
            own = [start for start in own if urlsplit(start).scheme == "http"]
        return bool(own)

    def redacted(self, text: str) -> str:
        """A text without any of the secrets."""
        for value in self._values:
            text = text.replace(value, REDACTED)
        return text

    def redacted_exchange(self, exchange: Exchange) -> Exchange:
        """An exchange as it may be archived: the headers named in the profile, and echoes of the secrets, taken out."""
        if not self._values:
            return exchange
        return msgspec.structs.replace(
            exchange,
            request_headers=self._redacted_headers(exchange.request_headers),
            response_headers=self._redacted_headers(exchange.response_headers),
        )

    def redacted_result(self, result: Fetched) -> Fetched:
        """A result as it may be kept: its sentence redacted, and no address that a secret was put into."""
        if not self._values:
            return result
        return msgspec.structs.replace(
            result,
            detail=self.redacted(result.detail) if result.detail else result.detail,
            final_url=self.redacted(result.final_url) if result.final_url else result.final_url,
            links=tuple(link for link in result.links if self.redacted(link.url) == link.url),
        )

    def keep_out_of_logs(self) -> None:
        """Takes the secrets out of every log record of this process."""
        if self._values:
            logging.setLogRecordFactory(_redacting(logging.getLogRecordFactory(), self.redacted))

    def _redacted_headers(self, headers: object) -> list[tuple[str, str]]:
        pairs: list[tuple[str, str]] = list(headers)  # type: ignore[call-overload]
        return [
            (name, REDACTED if name.lower() in self._names else self.redacted(value)) for name, value in pairs
        ]


def _value(variable: str | None, key: str, environment: Mapping[str, str], faults: list[str]) -> str:
    if not variable:
        return ""
    value = environment.get(variable, "").strip()
    if not value:
        faults.append(f"{key}: the environment variable {variable} is not set; export it before the crawl")
    elif not value.isprintable() or not value.isascii():
        faults.append(
            f"{key}: the environment variable {variable} holds more than printable ASCII characters"
        )
    return value


def _proxy_parts(proxy: str) -> tuple[str, str]:
    """A proxy's address without its user, and the header for that user; both empty where there is none."""
    if not proxy:
        return "", ""
    parts = urlsplit(proxy)
    address = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"
    if parts.username is None:
        return address, ""
    pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
    return address, "Basic " + base64.b64encode(pair.encode()).decode("ascii")


def _spellings(values: list[str]) -> list[str]:
    """The values and what they are made of (cookie by cookie, the password of a proxy), longest first."""
    found = set(values)
    for value in values:
        found.update(part.partition("=")[2] for part in value.split(";"))
        found.add(value.rpartition(" ")[2])
        if "://" in value:
            found.add(urlsplit(value).password or "")
    return sorted((value for value in found if len(value) >= _SHORTEST_SECRET), key=len, reverse=True)


def _redacting(
    make: Callable[..., logging.LogRecord], redacted: Callable[[str], str]
) -> Callable[..., logging.LogRecord]:
    def make_without(*arguments: object, **options: object) -> logging.LogRecord:
        record = make(*arguments, **options)
        record.msg, record.args = redacted(record.getMessage()), ()
        if record.exc_info:
            record.exc_text = redacted(logging.Formatter().formatException(record.exc_info))
        return record

    return make_without
