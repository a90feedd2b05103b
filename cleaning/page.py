"""A page: what was fetched or handed in, before anyone has read it."""

from __future__ import annotations

from typing import Literal

import msgspec


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """The bytes of one address and what is known about how they came here.

    `url` is the normalised final address or None, `fetched_at` an ISO 8601 time with offset or None (it comes
    from the archive or the input, never from the clock), `headers` have lower-case names, `archive_ref` says
    where the bytes lie ("file:offset" or a file name). `form` is "text" for plain-text dumps, a block a line.
    """

    content: bytes | str
    url: str | None = None
    headers: dict[str, str] = {}
    fetched_at: str | None = None
    archive_ref: str | None = None
    form: Literal["html", "text"] = "html"
