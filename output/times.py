"""ISO 8601 values as the tables hold them, read as instants."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from output.errors import OutputError

DEFAULT_ZONE = "Asia/Shanghai"


def zone(name: str) -> ZoneInfo:
    """The time zone of that name; OutputError names it when nobody knows it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise OutputError(f"expected a time zone such as {DEFAULT_ZONE!r}, found {name!r}") from error


def instant(value: str | None, home: ZoneInfo) -> datetime | None:
    """The UTC instant of an ISO value, without tzinfo; `home` is the zone of values that name none.

    A date alone is its midnight. None for a missing value, for one that is no ISO time, and for one that
    leaves the years 1 to 9999 when moved to UTC.

    >>> instant("2026-02-03 21:46:49", ZoneInfo("Asia/Shanghai"))
    datetime.datetime(2026, 2, 3, 13, 46, 49)
    >>> instant("2026-02-03", ZoneInfo("UTC")), instant("昨天", ZoneInfo("UTC"))
    (datetime.datetime(2026, 2, 3, 0, 0), None)
    """
    if value is None:
        return None
    try:
        moment = datetime.fromisoformat(value)
        aware = moment if moment.tzinfo else moment.replace(tzinfo=home)
        return aware.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
