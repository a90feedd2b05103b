"""What a person may say about how a site is to be read."""

from __future__ import annotations

from typing import Literal

import msgspec


class ReadOptions(msgspec.Struct, frozen=True):
    """The `[read]` table of a site profile.

    `encoding` is tried before what the page declares, `time_zone` (an IANA name such as "Asia/Shanghai") is given
    to times that name none, `selectors` are CSS selectors by field: title, body, author, source, published_at,
    category, and remove (elements to leave out). `second_reader` is another extractor (an extra of its own) that is
    asked about pages whose text has a confidence below `second_below`; see `reading.second`.
    """

    encoding: str | None = None
    time_zone: str | None = None
    selectors: dict[str, str] = {}
    second_reader: Literal["trafilatura"] | None = None
    second_below: float = 0.8
