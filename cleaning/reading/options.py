"""What a person may say about how a site is to be read."""

from __future__ import annotations

from typing import Literal

import msgspec


class ReaderSource(msgspec.Struct, frozen=True):
    """Which class reads the pages of a site: `place` is the path of its file or a dotted module, `name` the class.

    `sha256` is the digest of its source, which stands for its version: what another version has read is read again.
    """

    place: str
    name: str
    sha256: str


class ReadOptions(msgspec.Struct, frozen=True):
    """The `[read]` table of a site profile.

    `encoding` is tried before what the page declares, `time_zone` (an IANA name such as "Asia/Shanghai") is given
    to times that name none, `selectors` are CSS selectors by field: title, body, author, source, published_at,
    category, and remove (elements to leave out). `reader` names a class that says more than selectors can; whoever reads
    pages loads it and hands it over, this package loads no code. `second_reader` is another extractor (an extra of its
    own) that is asked about pages whose text has a confidence below `second_below`; see `reading.second`. `links` asks
    for the links of the text, which no dataset holds; it is no key of a profile.
    """

    encoding: str | None = None
    time_zone: str | None = None
    selectors: dict[str, str] = {}
    reader: ReaderSource | None = None
    second_reader: Literal["trafilatura"] | None = None
    second_below: float = 0.8
    links: bool = False
