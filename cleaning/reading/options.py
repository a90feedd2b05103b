"""What a person may say about how a site is to be read."""

from __future__ import annotations

import msgspec


class ReadOptions(msgspec.Struct, frozen=True):
    """The `[read]` table of a site profile.

    `encoding` is tried before what the page declares, `time_zone` (an IANA name such as "Asia/Shanghai") is given
    to times that name none, `selectors` are CSS selectors by field: title, body, author, source, published_at,
    category, and remove (elements to leave out).
    """

    encoding: str | None = None
    time_zone: str | None = None
    selectors: dict[str, str] = {}
