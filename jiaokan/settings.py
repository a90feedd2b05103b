"""Settings that come from the command line, checked before any work begins."""

from __future__ import annotations

import codecs
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cleaning.reading import ReadOptions
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
