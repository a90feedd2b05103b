"""In which Chinese script a text is written, by the characters that only one script has."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from opencc import OpenCC

# A line of names may hold a Traditional form or two; a text in Traditional script has one in every few characters.
# Between the two lie pages that quote it: a tenth of the telling characters, and ten of them, make a text mixed; so
# does every second one in a shorter text.
_MIXED_SHARE = 0.1
_MIXED_COUNT = 10


class Telling(NamedTuple):
    """The characters that only one script has, as compiled classes."""

    traditional: re.Pattern[str]
    simplified: re.Pattern[str]


@cache
def converter() -> OpenCC:
    """The one `t2s` converter of the process; building it costs some 20 ms."""
    from opencc import OpenCC

    return OpenCC("t2s")


@cache
def telling() -> Telling:
    """The characters that tell the scripts apart, asked from OpenCC's own tables once a process."""
    from opencc import OpenCC

    han = "".join(map(chr, range(0x4E00, 0x9FA6)))
    simple, full = converter().convert(han), OpenCC("s2t").convert(han)
    only_traditional = [c for c, s, t in zip(han, simple, full, strict=True) if s != c and t == c]
    only_simplified = [c for c, s, t in zip(han, simple, full, strict=True) if s == c and t != c]
    return Telling(re.compile(f"[{''.join(only_traditional)}]"), re.compile(f"[{''.join(only_simplified)}]"))


def script_of(text: str) -> Literal["hans", "hant", "mixed"] | None:
    """The script a text is written in: "hans", "hant", "mixed", or None where nothing tells.

    Reading labels articles by it and repair converts by it, so the two cannot disagree.

    >>> script_of("圖書館修復了一冊舊書"), script_of("昇腾处理器的销量"), script_of("plain English")
    ('hant', 'hans', None)
    """
    traditional, simplified = (len(pattern.findall(text)) for pattern in telling())
    if not traditional + simplified:
        return None
    share = traditional / (traditional + simplified)
    if share > 1 - _MIXED_SHARE:
        return "hant"
    return "mixed" if share >= 0.5 or (share >= _MIXED_SHARE and traditional >= _MIXED_COUNT) else "hans"
