"""Checks a parsed profile against the declared keys and collects its faults."""

from __future__ import annotations

import codecs
import ipaddress
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from crawler.address import innermost, is_public, parse_allowed
from crawler.keys import ENTRY_KEYS, TABLES, keys_of
from crawler.profile_values import Reading, check_table, seconds_of, shown, type_fault
from crawler.timetable import check_cron, duration, interval, parse_window
from crawler.urls import DEFAULT_PORTS, normalise_url, same_site, site_of

_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_WINDOWS_DEVICES = frozenset({"con", "prn", "aux", "nul"})
_CONTACT = re.compile(r"[^\s@<>]+@[^\s@<>]+\.[^\s@<>]+|(?:mailto:|https?://)[^\s<>]+")


_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}")
# What the crawler says itself: whom it asks, how, and who it is.
_OWN_HEADERS = frozenset(
    [
        "host",
        "connection",
        "content-length",
        "transfer-encoding",
        "accept-encoding",
        "user-agent",
        "cookie",
        "if-none-match",
        "if-modified-since",
        "range",
        "proxy-authorization",
        "te",
        "upgrade",
        "expect",
    ]
)


def check_profile(document: Mapping[str, Any], path: Path) -> Reading:
    """The values of a parsed profile, and every fault in it."""
    reading = Reading(path)
    check_table(reading, "", {name: value for name, value in document.items() if name not in TABLES})
    for table in TABLES:
        content = document.get(table, {})
        if isinstance(content, Mapping):
            check_table(reading, table, content)
        else:
            reading.fault(table, f"expected a table, found {content!r}; write [{table}] on a line of its own")
    _check_name(reading)
    _check_starts(reading, document.get("start"))
    _check_samples(reading, document.get("sample"))
    _check_patterns(reading)
    _check_private(reading)
    _check_contact(reading)
    _check_access(reading)
    _check_schedule(reading)
    _check_revisit(reading)
    _check_zone(reading, "schedule", "zone")
    _check_zone(reading, "read", "time_zone")
    _check_encoding(reading)
    _resolve_rules(reading)
    _resolve_reader(reading)
    return reading


def _check_name(reading: Reading) -> None:
    name = reading.values[""].get("name")
    if name is None:
        if not any(": name: " in fault for fault in reading.faults):
            reading.fault(
                "name", 'missing; add a line such as name = "example" (it names the folder of the data)'
            )
    elif not _NAME.fullmatch(name) or name.endswith(".") or name in _WINDOWS_DEVICES:
        reading.fault(
            "name",
            f"expected a name that can be a folder (lower-case letters, digits, '-', '_', '.', at most 64, "
            f"a letter or digit first), found {name!r}",
        )


def _check_starts(reading: Reading, value: Any) -> None:
    if value is None or value == []:
        reading.fault("start", 'missing; add a line such as start = ["https://example.org/"]')
        return
    if not isinstance(value, list):
        reading.fault("start", f"expected a list of addresses, found {shown(value)}; put it in [ ]")
        return
    seen: dict[str, int] = {}
    for number, entry in enumerate(value, 1):
        url, kind = _start_entry(reading, number, entry)
        if url is None:
            continue
        try:
            normal = normalise_url(url)
        except ValueError as error:
            reading.fault(f"start, entry {number}", str(error))
            continue
        if normal in seen:
            reading.fault(
                f"start, entry {number}", f"{url!r} is entry {seen[normal]} again; remove one of them"
            )
            continue
        seen[normal] = number
        reading.starts.append((normal, kind))


def _start_entry(reading: Reading, number: int, entry: Any) -> tuple[str | None, Any]:
    label = f"start, entry {number}"
    if isinstance(entry, str):
        return entry, None
    if not isinstance(entry, Mapping):
        reading.fault(label, f"expected an address in quotes, found {shown(entry)}")
        return None, None
    sound = _entry_is_sound(reading, label, "start", entry)
    if "url" not in entry:
        reading.fault(label, 'url is missing; add url = "https://…"')
        return None, None
    return (entry["url"], entry.get("kind")) if sound else (None, None)


def _entry_is_sound(reading: Reading, label: str, key: str, entry: Mapping[str, Any]) -> bool:
    """Whether all in an entry is known and of its type; a fault for each that is not."""
    known = {declared.name: declared for declared in ENTRY_KEYS[key]}
    sound = True
    for name, value in entry.items():
        fault = (
            type_fault(known[name], value)
            if name in known
            else f"there is no such key; known here: {', '.join(known)}"
        )
        if fault is not None:
            reading.fault(f"{label}, {name}", fault)
            sound = False
    return sound


def _check_samples(reading: Reading, value: Any) -> None:
    if value is None:
        return
    if not isinstance(value, list):
        reading.fault("sample", f"expected entries, found {shown(value)}; write [[sample]] above each")
        return
    seen: dict[str, int] = {}
    for number, entry in enumerate(value, 1):
        label = f"sample, entry {number}"
        sample = _sample_entry(reading, label, entry)
        if sample is None:
            continue
        if sample[0] in seen:
            reading.fault(label, f"{sample[0]!r} is entry {seen[sample[0]]} again; remove one of them")
        seen.setdefault(sample[0], number)
        reading.samples.append(sample)


def _sample_entry(reading: Reading, label: str, entry: Any) -> tuple[str, Any, str | None] | None:
    if not isinstance(entry, Mapping):
        reading.fault(label, f"expected a table with url and kind, found {shown(entry)}; write [[sample]]")
        return None
    if not _entry_is_sound(reading, label, "sample", entry):
        return None
    missing = [name for name in ("url", "kind") if name not in entry]
    if missing:
        example = {"url": 'url = "https://…"', "kind": 'kind = "article" (or list, unwanted)'}
        reading.fault(label, f"{missing[0]} is missing; add {example[missing[0]]}")
        return None
    try:
        url = normalise_url(entry["url"])
    except ValueError as error:
        reading.fault(f"{label}, url", str(error))
        return None
    kind, title = entry["kind"], entry.get("title")
    if title is not None and kind != "article":
        reading.fault(f"{label}, title", f"only an article has one, and kind is {kind!r}; remove the line")
    if (
        kind != "unwanted"
        and reading.starts
        and not any(same_site(start, url) for start, _ in reading.starts)
    ):
        sites = ", ".join(sorted({site_of(start) for start, _ in reading.starts}))
        reading.fault(
            f"{label}, url",
            f"{url} lies outside the sites of the start pages ({sites}); put it into the profile of its site",
        )
    return url, kind, title


def _check_patterns(reading: Reading) -> None:
    for name in ("article", "list"):
        for number, pattern in enumerate(reading.values[""].get(name, ()), 1):
            try:
                re.compile(pattern)
            except re.error as error:
                reading.fault(
                    f"{name}, entry {number}",
                    f"{pattern!r} is no valid regular expression: {error}; put '\\' before . ? + ( ) [ ] meant as such",
                )


def _check_private(reading: Reading) -> None:
    for number, entry in enumerate(reading.values[""].get("allow_private", ()), 1):
        try:
            parse_allowed(entry)
        except ValueError as error:
            reading.fault(f"allow_private, entry {number}", str(error))


def _check_contact(reading: Reading) -> None:
    contact = reading.values[""].get("contact", "")
    if contact and not _CONTACT.fullmatch(contact):
        reading.fault(
            "contact", f'expected a mail or web address such as "ops@example.com", found {contact!r}'
        )
    elif not contact and not any(": contact: " in fault for fault in reading.faults):
        public = [url for url, _ in reading.starts if not _is_allowed_private(reading, url)]
        private = sorted({pair for url in public if (pair := private_pair(url)) is not None})
        if private:
            named = ", ".join(f'"{pair}"' for pair in private)
            reading.fault(
                "allow_private",
                f"{private[0]} is a private address, and none is asked unless it is named: allow_private = [{named}]",
            )
        elif public:
            reading.fault(
                "contact",
                f'missing; {urlsplit(public[0]).netloc} is a public host, so say who crawls: contact = "you@example.com"',
            )


def private_pair(url: str) -> str | None:
    """Host and port as `allow_private` wants them, where the host is a private address; None for any other."""
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or DEFAULT_PORTS[parts.scheme]
    if host == "localhost":
        return f"{host}:{port}"
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return None
    if is_public(innermost(ip)):
        return None
    return f"[{ip}]:{port}" if ip.version == 6 else f"{ip}:{port}"


def _is_allowed_private(reading: Reading, url: str) -> bool:
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS[parts.scheme]
    allowed: set[tuple[str, int]] = set()
    for entry in reading.values[""].get("allow_private", ()):
        try:
            allowed |= parse_allowed(entry)
        except ValueError:
            continue
    host = parts.hostname or ""
    return (host, port) in allowed or (host == "localhost" and ("127.0.0.1", port) in allowed)


def _check_access(reading: Reading) -> None:
    access = reading.values["access"]
    named = {f"access.{key}": access[key] for key in ("cookies", "proxy") if key in access}
    for header, variable in access.get("headers", {}).items():
        named[f"access.headers.{header}"] = variable
        if not _HEADER.fullmatch(header) or header.lower() in _OWN_HEADERS:
            reading.fault("access.headers", f"{header!r} is no header that a profile may set; remove it")
    for key, variable in named.items():
        if not _VARIABLE.fullmatch(variable):
            # Not shown: what stands here by mistake may be the secret itself.
            reading.fault(
                key,
                "expected the name of an environment variable such as SITE_COOKIES; secrets do not belong into profiles",
            )


def _check_schedule(reading: Reading) -> None:
    schedule = reading.values["schedule"]
    cron, every = schedule.get("cron"), schedule.get("every")
    if cron is not None and every is not None:
        reading.fault("schedule", "cron and every are both there; keep one of them")
    for key, value, read in (
        ("cron", cron, check_cron),
        ("every", every, interval),
        ("jitter", schedule.get("jitter"), duration),
    ):
        if value is not None:
            _check_by(reading, f"schedule.{key}", read, value)
    for number, window in enumerate(schedule.get("windows", ()), 1):
        _check_by(reading, f"schedule.windows, entry {number}", parse_window, window)
    if schedule.get("jitter") is not None and cron is None and every is None:
        reading.fault(
            "schedule.jitter", "there is neither cron nor every that it could delay; add one of them"
        )


def _check_by(reading: Reading, label: str, read: Callable[[str], object], value: str) -> None:
    try:
        read(value)
    except ValueError as error:
        reading.fault(label, str(error))


def _check_revisit(reading: Reading) -> None:
    bounds: dict[str, float] = {}
    for name in ("shortest", "longest"):
        default = keys_of("revisit")[name].default
        try:
            bounds[name] = seconds_of(reading.values["revisit"].get(name, default))
        except ValueError as error:
            reading.fault(f"revisit.{name}", str(error))
    if len(bounds) == 2 and bounds["shortest"] > bounds["longest"]:
        reading.fault("revisit", "shortest is longer than longest; exchange them, or name one alone")


def _check_zone(reading: Reading, table: str, name: str) -> None:
    zone = reading.values[table].get(name)
    if zone is None:
        return
    try:
        ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        reading.fault(f"{table}.{name}", f'expected a time zone such as "Asia/Shanghai", found {zone!r}')


def _check_encoding(reading: Reading) -> None:
    encoding = reading.values["read"].get("encoding")
    if encoding is None:
        return
    try:
        codecs.lookup(encoding)
    except LookupError:
        reading.fault("read.encoding", f'expected an encoding such as "gb18030", found {encoding!r}')


def _resolve_rules(reading: Reading) -> None:
    resolved = []
    for number, name in enumerate(reading.values["repair"].get("rules", ()), 1):
        path = (reading.path.parent / name).resolve()
        if not path.is_file():
            reading.fault(
                f"repair.rules, entry {number}", f"there is no file {path}; paths are relative to the profile"
            )
        resolved.append(str(path))
    if resolved:
        reading.values["repair"]["rules"] = tuple(resolved)


def _resolve_reader(reading: Reading) -> None:
    """Let the file of a reader be found from anywhere; what is in it is looked at by who loads it."""
    reader = reading.values["read"].get("reader")
    if reader is None:
        return
    place, _, name = reader.rpartition(":")
    if not place or not name.isidentifier():
        reading.fault(
            "read.reader",
            f'expected a file and a class, "readers.py:Name", or a module and a class, "our.readers:Name", found {reader!r}',
        )
    elif place.endswith(".py") or "/" in place:
        path = (reading.path.parent / place).resolve()
        if path.is_file():
            reading.values["read"]["reader"] = f"{path}:{name}"
        else:
            reading.fault("read.reader", f"there is no file {path}; paths are relative to the profile")
