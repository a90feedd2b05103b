"""The keys of a site profile: type, default and meaning, declared once for checking and for the documentation."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Literal

import msgspec

Kind = Literal["flag", "text", "integer", "number", "texts", "addresses", "samples", "table", "families"]


class Key(msgspec.Struct, frozen=True):
    """One key: where it stands ("" is the top of the file), its type, default, bounds and meaning."""

    table: str
    name: str
    kind: Kind
    default: Any
    doc: str
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return f"{self.table}.{self.name}" if self.table else self.name


KEYS: tuple[Key, ...] = (
    Key("", "name", "text", None, "Names the profile and its folder under the data folder."),
    Key("", "start", "addresses", (), "Addresses to begin with: list pages, sitemaps, feeds or articles."),
    Key(
        "",
        "article",
        "texts",
        (),
        "Regular expressions; an address in which one is found is an article; guessed where missing.",
    ),
    Key(
        "",
        "list",
        "texts",
        (),
        "Regular expressions; an address in which one is found is a list page; guessed where missing.",
    ),
    Key(
        "",
        "sample",
        "samples",
        (),
        "Addresses with what is expected of them: the tests of the profile, run by `profile check --samples`.",
    ),
    Key("", "contact", "text", "", "Mail or web address of who crawls; required for public hosts."),
    Key("", "user_agent", "text", "", "Words added to the end of the User-Agent line."),
    Key("", "max_pages", "integer", 2000, "Pages fetched in one crawl, answers without a body included.", 1),
    Key(
        "",
        "max_per_pattern",
        "integer",
        0,
        "Pages never seen before that addresses of one pattern may have in one crawl; 0 means any number.",
        0,
    ),
    Key(
        "",
        "max_per_host",
        "integer",
        0,
        "Pages fetched from one host in one crawl; 0 means any number.",
        0,
    ),
    Key(
        "",
        "sitemaps",
        "text",
        "robots",
        "Sitemaps that are followed: those that robots.txt names as well (robots), or only those in start (start).",
        choices=("robots", "start"),
    ),
    Key("", "max_depth", "integer", 50, "Links from a start page to the farthest page that is fetched.", 0),
    Key("", "max_redirects", "integer", 5, "Redirects followed from one address.", 0, 20),
    Key("", "max_body_bytes", "integer", 10_000_000, "Largest body, before and after decompression.", 1000),
    Key(
        "",
        "delay",
        "number",
        1.0,
        "Seconds between two requests to a host; robots.txt may ask for more.",
        0,
        3600,
    ),
    Key(
        "",
        "max_delay",
        "number",
        30.0,
        "Longest wait that `delay` grows to for a host that answers slowly or says that it is overloaded.",
        0,
        3600,
    ),
    Key("", "concurrency", "integer", 4, "Requests under way at a time.", 1, 64),
    Key(
        "",
        "host_concurrency",
        "integer",
        0,
        "Requests under way at a time to one host; 0 means as many as `concurrency`.",
        0,
        64,
    ),
    Key(
        "", "timeout", "number", 30.0, "Seconds for one request, from connection to the last byte.", 0.1, 600
    ),
    Key(
        "",
        "retries",
        "integer",
        2,
        "Further attempts after a timeout, a lost connection or a server error.",
        0,
        10,
    ),
    Key(
        "",
        "max_wait",
        "number",
        120.0,
        "Longest time in seconds for which a host may ask for rest (Retry-After); a page that asks for more waits for the next crawl.",
        0,
        86_400,
    ),
    Key(
        "",
        "max_stall",
        "number",
        60.0,
        "Seconds after which a crawl process that stands still ends itself; the next crawl leaves out the page it stood on.",
        1,
        3600,
    ),
    Key(
        "",
        "max_bytes_per_day",
        "integer",
        10_000_000_000,
        "Bytes of bodies fetched in a day of `schedule.zone`, over all crawls; 0 sets no cap.",
        0,
    ),
    Key("", "allow_private", "texts", (), 'Private addresses that may be fetched, as "address:port".'),
    Key(
        "access",
        "cookies",
        "text",
        None,
        'Environment variable that holds cookies for the site, as "name=value; name=value".',
    ),
    Key(
        "access",
        "headers",
        "table",
        MappingProxyType({}),
        "Headers to send to the site: their names, and for each the environment variable that holds its value.",
    ),
    Key(
        "access",
        "proxy",
        "text",
        None,
        "Environment variable that holds the address of a proxy, with its user and password where it wants them.",
    ),
    Key(
        "access",
        "keep_cookies",
        "flag",
        False,
        "Whether cookies that the site sets are sent back to it, until the crawl ends.",
    ),
    Key("schedule", "cron", "text", None, "When to crawl, as five fields: minute hour day month weekday."),
    Key("schedule", "every", "text", None, 'How often to crawl: a number and m, h or d, such as "6h".'),
    Key("schedule", "zone", "text", "Asia/Shanghai", "Time zone of the cron line and of the windows."),
    Key(
        "schedule",
        "jitter",
        "text",
        None,
        'Longest delay of a run behind its time, such as "20m"; each run gets its own, so that sites are not asked at the same second.',
    ),
    Key(
        "schedule",
        "windows",
        "texts",
        (),
        'Hours in which the site may be fetched, such as "01:00-06:30" or "sat,sun 00:00-24:00"; missing means always.',
    ),
    Key(
        "revisit",
        "shortest",
        "text",
        "0m",
        'Shortest wait until an article is asked for again: a number and m, h or d; "0m" means by every crawl.',
    ),
    Key(
        "revisit",
        "longest",
        "text",
        "7d",
        "Longest wait; between the two it is a fifth of the time since the article was last seen to change.",
    ),
    Key(
        "revisit",
        "full_every",
        "integer",
        20,
        'One in so many known pages is asked for in full, to find servers that say "not modified" of pages that are; '
        "0 believes them all.",
        0,
    ),
    Key(
        "read",
        "selectors",
        "table",
        MappingProxyType({}),
        "CSS selectors by field, for pages read wrongly without.",
    ),
    Key(
        "read",
        "reader",
        "text",
        None,
        'A Python class that reads pages selectors cannot: "FILE.py:Class", relative to the profile, or "module:Class".',
    ),
    Key("read", "encoding", "text", None, "Encoding of all pages, where what they declare is wrong."),
    Key("read", "time_zone", "text", "Asia/Shanghai", "Zone of times that name none."),
    Key(
        "read",
        "second_reader",
        "text",
        None,
        "Another extractor that is asked about doubtful pages which are not Chinese: trafilatura (the extra second).",
        choices=("trafilatura",),
    ),
    Key(
        "read",
        "second_below",
        "number",
        0.8,
        "Confidence of a text below which the second reader is asked.",
        0,
        1,
    ),
    Key("repair", "rules", "texts", (), "Rule files of this site, relative to the profile."),
    Key(
        "repair",
        "script",
        "text",
        "auto",
        "Conversion to Simplified Chinese.",
        choices=("auto", "simplified", "keep"),
    ),
    Key(
        "repair",
        "families",
        "families",
        None,
        "Families of rules to apply; missing means all, false means none.",
    ),
    Key("repair", "off", "texts", (), "Families and rules to leave out."),
    Key("repair", "on", "texts", (), "Suggested rules to apply, or families of them."),
    Key("quality", "min_articles", "integer", 0, "Fewest articles of a run that counts as good.", 0),
    Key(
        "quality",
        "min_characters",
        "integer",
        0,
        "Shortest text that is kept as an article, in characters.",
        0,
    ),
)

START_KEYS: tuple[Key, ...] = (
    Key("start", "url", "text", None, "The address to begin with."),
    Key(
        "start",
        "kind",
        "text",
        None,
        "What it is, where that is not recognised.",
        choices=("list", "sitemap", "feed", "article"),
    ),
)

SAMPLE_KEYS: tuple[Key, ...] = (
    Key("sample", "url", "text", None, "The address of the page."),
    Key(
        "sample",
        "kind",
        "text",
        None,
        "What it has to be: an article, a page that leads to articles (list), or an address that is never fetched (unwanted).",
        choices=("article", "list", "unwanted"),
    ),
    Key(
        "sample",
        "title",
        "text",
        None,
        "The title of the article as the dataset has it; not compared where missing.",
    ),
)

ENTRY_KEYS = {"start": START_KEYS, "sample": SAMPLE_KEYS}
"""The keys that are lists of entries with keys of their own, and those keys."""

TABLES = tuple(dict.fromkeys(key.table for key in KEYS if key.table))


def keys_of(table: str) -> Mapping[str, Key]:
    """The keys of one table by name; "" is the top of the file.

    >>> sorted(keys_of("schedule"))
    ['cron', 'every', 'jitter', 'windows', 'zone']
    """
    return {key.name: key for key in KEYS if key.table == table}


def keys_as_markdown() -> str:
    """The keys as a Markdown table, for the documentation.

    >>> print(keys_as_markdown().split("\\n")[2])
    | `name` | text | required | Names the profile and its folder under the data folder. |
    """
    lines = ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    for key in KEYS:
        lines.append(_row(key))
    return "\n".join(lines)


def entry_keys_as_markdown(name: str) -> str:
    """The keys of one entry of a list of entries ("start", "sample"), as a Markdown table.

    >>> print(entry_keys_as_markdown("sample").split("\\n")[2])
    | `url` | text | required | The address of the page. |
    """
    lines = ["| key | type | default | meaning |", "| --- | --- | --- | --- |"]
    for key in ENTRY_KEYS[name]:
        choices = f" One of {', '.join(key.choices)}." if key.choices else ""
        needed = key.name == "url" or (name, key.name) == ("sample", "kind")
        lines.append(f"| `{key.name}` | text | {'required' if needed else 'none'} | {key.doc}{choices} |")
    return "\n".join(lines)


def _row(key: Key) -> str:
    return f"| `{key.path}` | {key.kind} | {_default_in_words(key)} | {key.doc} |"


def _default_in_words(key: Key) -> str:
    if key.path in {"name", "start"}:
        return "required"
    if key.default in (None, "", ()) or isinstance(key.default, Mapping):
        return "none"
    return f"`{key.default}`"
