"""Site profiles: how to find and read one site, as data. Loading one reports every fault at once."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Literal

import msgspec

from crawler.classify import roles_under
from crawler.errors import ProfileError
from crawler.profile_check import check_profile
from crawler.profile_values import Reading, seconds_of
from crawler.revisit import Revisit

StartKind = Literal["list", "sitemap", "feed", "article"]
SampleKind = Literal["article", "list", "unwanted"]


class Start(msgspec.Struct, frozen=True):
    """An address to begin with, normalised; `kind` is None where it is to be recognised from the answer."""

    url: str
    kind: StartKind | None = None


class AccessSettings(msgspec.Struct, frozen=True):
    """What opens doors: names of environment variables, never the values themselves."""

    cookies: str | None = None
    headers: dict[str, str] = {}
    proxy: str | None = None
    keep_cookies: bool = False


class Sample(msgspec.Struct, frozen=True):
    """An address, normalised, with what is expected of its page; `title` is None where any will do."""

    url: str
    kind: SampleKind
    title: str | None = None


class Schedule(msgspec.Struct, frozen=True):
    """When to crawl: a cron line in `zone`, or an interval such as "6h"; neither means on demand only.

    A run comes up to `jitter` behind its time. `windows` are the hours of `zone` in which the site may be fetched at all.
    What follows from these is worked out by `crawler.timetable`.
    """

    cron: str | None = None
    every: str | None = None
    zone: str = "Asia/Shanghai"
    jitter: str | None = None
    windows: tuple[str, ...] = ()


class RevisitSettings(msgspec.Struct, frozen=True):
    """How long until an article is asked for again, as "0m" or "7d", and how often a 304 is put to the test."""

    shortest: str = "0m"
    longest: str = "7d"
    full_every: int = 20

    def bounds(self) -> Revisit:
        """The same in seconds."""
        return Revisit(seconds_of(self.shortest), seconds_of(self.longest), self.full_every)


class ReadSettings(msgspec.Struct, frozen=True):
    """How to read the pages: CSS selectors by field, a class ("/path/FILE.py:Class" or "module:Class"), an encoding that
    overrules the pages', the zone of times.

    `second_reader` is another extractor, asked about texts whose confidence lies below `second_below`.
    """

    selectors: dict[str, str] = {}
    reader: str | None = None
    encoding: str | None = None
    time_zone: str = "Asia/Shanghai"
    second_reader: Literal["trafilatura"] | None = None
    second_below: float = 0.8


class RepairSettings(msgspec.Struct, frozen=True):
    """How to repair the texts. `families` is None for all, () for none; `rules` are absolute paths of files.

    `off` and `on` name families and rules: those to leave out, and suggested ones to apply.
    """

    rules: tuple[str, ...] = ()
    script: Literal["auto", "simplified", "keep"] = "auto"
    families: tuple[str, ...] | None = None
    off: tuple[str, ...] = ()
    on: tuple[str, ...] = ()


class Quality(msgspec.Struct, frozen=True):
    """Floors below which a run counts as bad; 0 sets none."""

    min_articles: int = 0
    min_characters: int = 0


class Profile(msgspec.Struct, frozen=True, kw_only=True):
    """One site profile, checked. The meaning of every key stands in `crawler.keys`.

    `article` and `list` are regular expressions searched for in normalised addresses. Times are in seconds,
    sizes in bytes. robots.txt is always obeyed; there is no key against it.
    """

    name: str
    start: tuple[Start, ...]
    article: tuple[str, ...] = ()
    list: tuple[str, ...] = ()
    sample: tuple[Sample, ...] = ()
    contact: str = ""
    user_agent: str = ""
    max_pages: int = 2000
    max_per_pattern: int = 0
    max_per_host: int = 0
    sitemaps: Literal["robots", "start"] = "robots"
    max_depth: int = 50
    max_redirects: int = 5
    max_body_bytes: int = 10_000_000
    delay: float = 1.0
    max_delay: float = 30.0
    concurrency: int = 4
    host_concurrency: int = 0
    timeout: float = 30.0
    retries: int = 2
    max_wait: float = 120.0
    max_stall: float = 60.0
    max_bytes_per_day: int = 10_000_000_000
    allow_private: tuple[str, ...] = ()
    access: AccessSettings = AccessSettings()
    schedule: Schedule = Schedule()
    revisit: RevisitSettings = RevisitSettings()
    read: ReadSettings = ReadSettings()
    repair: RepairSettings = RepairSettings()
    quality: Quality = Quality()


def load_profile(path: Path | str) -> Profile:
    """The profile in a TOML file.

    Raises ProfileError with all faults at once; each names the file, the key, what was expected, what was found
    and what to do.
    """
    path = Path(path)
    document = _parse(path)
    reading = check_profile(document, path)
    if reading.faults:
        raise ProfileError(reading.faults)
    return _build(reading)


def profile_digest(profile: Profile) -> str:
    """SHA-256, in hex, of the profile's values: comments, the order of keys, samples and when to crawl do not change it.

    >>> one = Profile(name="a", start=(Start("http://example.org/"),))
    >>> profile_digest(one) == profile_digest(msgspec.structs.replace(one, max_pages=1))
    False
    """
    # A site that is crawled at another time is crawled in the same way, and samples are tests: nothing known of it has to
    # be asked for anew.
    always = msgspec.structs.replace(profile, schedule=Schedule(), sample=())
    return hashlib.sha256(msgspec.json.encode(always, order="deterministic")).hexdigest()


def profile_roles(profile: Profile) -> Callable[[str], Literal["article", "list"] | None]:
    """How a profile judges an address that no page vouches for: an article, a list page, or not wanted."""
    return roles_under(profile.article, profile.list, [start.url for start in profile.start])


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise ProfileError(
            [
                f"{path}: there is no such file; check the path, or have one written: jiaokan profile new URL -o {path} (docs/profile.md has every key)"
            ]
        ) from None
    except IsADirectoryError:
        raise ProfileError(
            [f"{path}: expected a profile (a TOML file), found a folder; name the file"]
        ) from None
    except PermissionError:
        raise ProfileError([f"{path}: may not be read by this user; change its permissions"]) from None
    except UnicodeDecodeError as error:
        raise ProfileError(
            [
                f"{path}: expected UTF-8, found byte 0x{error.object[error.start]:02x} at {error.start}; save it as UTF-8"
            ]
        ) from None
    except tomllib.TOMLDecodeError as error:
        raise ProfileError([f"{path}: {_toml_fault(error)}"]) from None


def _toml_fault(error: tomllib.TOMLDecodeError) -> str:
    place = re.search(
        r"\(at (?:line (?P<line>[0-9]+), column (?P<column>[0-9]+)|end of document)\)", str(error)
    )
    reason = str(error).split(" (at ", 1)[0]
    where = "at its end"
    if place is not None and place["line"]:
        where = f"at line {place['line']}, column {place['column']}"
    return f"is not valid TOML {where}: {reason}; texts need quotes, and regular expressions single ones: 'a\\d+'"


def _build(reading: Reading) -> Profile:
    values = dict(reading.values[""])
    values["start"] = tuple(Start(url, kind) for url, kind in reading.starts)
    values["access"] = AccessSettings(**reading.values["access"])
    values["sample"] = tuple(Sample(*sample) for sample in reading.samples)
    values["schedule"] = Schedule(**reading.values["schedule"])
    values["revisit"] = RevisitSettings(**reading.values["revisit"])
    values["read"] = ReadSettings(**reading.values["read"])
    values["repair"] = RepairSettings(**reading.values["repair"])
    values["quality"] = Quality(**reading.values["quality"])
    return Profile(**values)
