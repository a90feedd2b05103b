"""In which Chinese script a text is written, by the characters that only one script has."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal, NamedTuple

import msgspec

if TYPE_CHECKING:
    from opencc import OpenCC

# A line of names may hold a Traditional form or two; a text in Traditional script has one in every few characters.
# Between the two lie pages that quote it: a tenth of the telling characters, and ten of them, make a text mixed; so
# does every second one in a shorter text.
_MIXED_SHARE = 0.1
_MIXED_COUNT = 10


FILE: Final = Path(__file__).with_name("script.json")


class Telling(NamedTuple):
    """The characters that only one script has, as compiled classes.

    `unusual` are Traditional ones that share their Simplified form with a commoner one: 鬚 with 須.
    """

    traditional: re.Pattern[str]
    simplified: re.Pattern[str]
    unusual: re.Pattern[str]


@cache
def converter() -> OpenCC:
    """The one `t2s` converter of the process; building it costs some 20 ms."""
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def telling() -> Telling:
    """The characters that tell the scripts apart: `script.json`, written from OpenCC's tables by
    `benchmarks/telling_characters.py`. OpenCC itself takes 30 MB, which reading alone need not have."""
    told = msgspec.json.decode(FILE.read_bytes(), type=dict[str, str])
    return Telling(*(re.compile(f"[{told[name]}]") for name in Telling._fields))


def script_of(text: str) -> Literal["hans", "hant", "mixed"] | None:
    """The script a text is written in: "hans", "hant", "mixed", or None where nothing tells.

    Reading labels articles by it and repair converts by it, so the two cannot disagree.

    >>> script_of("圖書館修復了一冊舊書"), script_of("昇腾处理器的销量"), script_of("plain English")
    ('hant', 'hans', None)
    """
    told = telling()
    traditional, simplified = len(told.traditional.findall(text)), len(told.simplified.findall(text))
    if not traditional + simplified:
        return None
    share = traditional / (traditional + simplified)
    if share > 1 - _MIXED_SHARE:
        return "hant"
    return "mixed" if share >= 0.5 or (share >= _MIXED_SHARE and traditional >= _MIXED_COUNT) else "hans"
