"""Whom a run tells how it gets on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Literal

import msgspec

from jiaokan.pipeline import Progress, silent

if TYPE_CHECKING:
    from crawler.progress import Progress as CrawlProgress

LogFormat = Literal["text", "json"]


def nobody(_: object) -> None:
    """Tells nobody."""


class Telling(msgspec.Struct, frozen=True):
    """Who is told what: `progress` how far a stage is, `say` sentences for a person, `watch` where a crawl stands, every
    half a second. The log of the crawl is written in `log_format`.
    """

    progress: Progress = silent
    say: Callable[[str], None] = nobody
    watch: Callable[[CrawlProgress], None] = nobody
    log_format: LogFormat = "text"


UNTOLD = Telling()
