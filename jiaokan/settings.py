"""Settings that come from the command line, checked before any work begins."""

from __future__ import annotations

import codecs
from datetime import datetime
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cleaning.reading import ReadOptions
from cleaning.reading.dates import instant_of
from jiaokan.errors import UsageError


def read_options(time_zone: str | None = None, encoding: str | None = None) -> ReadOptions:
    """Options for reading; UsageError for a zone or an encoding that nobody knows.

    >>> read_options("Asia/Shanghai").time_zone
    'Asia/Shanghai'
    """
    if time_zone is not None:
        try:
            ZoneInfo(time_zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise UsageError(
                f"{time_zone!r} is no time zone; expected a name such as Asia/Shanghai or UTC"
            ) from None
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise UsageError(
                f"{encoding!r} is no encoding; expected a name such as gb18030, big5 or utf-8"
            ) from None
    return ReadOptions(encoding=encoding, time_zone=time_zone)


def time_of_fetch(value: str | None) -> str | None:
    """A time that a person gives as that of a fetch; UsageError for one that does not say which moment it is.

    Without an offset nobody could tell what 3小时前 counts from.

    >>> time_of_fetch("2026-02-04T08:00:00+08:00"), time_of_fetch(None)
    ('2026-02-04T08:00:00+08:00', None)
    """
    if value is None:
        return None
    try:
        known = datetime.fromisoformat(value).tzinfo is not None and instant_of(value) is not None
    except ValueError:
        known = False
    if not known:
        raise UsageError(
            f"--fetched-at: {value!r} is no moment; expected a date and a time with an offset, such as 2026-02-04T08:00:00+08:00"
        )
    return value
