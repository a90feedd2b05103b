"""In which Chinese script a text is written, and whether it is Chinese at all."""

from __future__ import annotations

import re
from typing import Final, Literal

# Pairs of the commonest characters that exist in one script only; a few dozen of them stand in any page of prose.
_PAIRS: Final = (
    "国國为為个個这這会會发發对對来來时時们們业業于於过過动動后後经經说說学學进進体體现現产產开開实實机機当當电電与與务務区區关關"
    "还還长長种種场場从從应應并並内內点點没沒员員间間将將设設网網运運样樣数數价價问問资資调調术術规規两兩据據监監车車强強万萬题題"
    "门門节節气氣专專头頭总總论論结結计計标標东東认認记記质質组組报報宝寶见見处處导導创創单單医醫爱愛统統确確传傳张張风風争爭语語"
    "证證话話别別义義级級给給让讓书書马馬鸟鳥鱼魚龙龍红紅绿綠"
)
_HANS: Final = frozenset(_PAIRS[0::2])
_HANT: Final = frozenset(_PAIRS[1::2])
_HAN = re.compile("[\u3400-\u9fff]")
_KANA = re.compile("[\u3041-\u30fa]")
_HANGUL = re.compile("[\uac00-\ud7a3]")
_SAMPLE: Final = 20_000


def script_of(text: str) -> Literal["hans", "hant", "mixed"] | None:
    """The script of a Chinese text; None where nothing tells. A tenth of the other script makes it mixed.

    >>> script_of("这个时候"), script_of("這個時候"), script_of("山水")
    ('hans', 'hant', None)
    """
    sample = text[:_SAMPLE]
    hans = sum(map(_HANS.__contains__, sample))
    hant = sum(map(_HANT.__contains__, sample))
    if not hans + hant:
        return None
    share = hant / (hans + hant)
    if share < 0.1:
        return "hans"
    return "hant" if share > 0.9 else "mixed"


def language_of(text: str, declared: str = "") -> str | None:
    """The language as a BCP 47 primary tag, by its characters where they tell, else as the page declares it.

    >>> language_of("河水涨了。", "en"), language_of("川が流れている。"), language_of("Rivers rise.", "en-GB")
    ('zh', 'ja', 'en')
    """
    sample = text[:_SAMPLE]
    letters = sum(map(str.isalpha, sample)) or 1
    han, kana, hangul = (len(pattern.findall(sample)) for pattern in (_HAN, _KANA, _HANGUL))
    if kana > 0.1 * letters:
        return "ja"
    if hangul > 0.3 * letters:
        return "ko"
    if han > 0.3 * letters:
        return "zh"
    found = re.match(r"[a-zA-Z]{2,3}(?![a-zA-Z])", declared.strip())
    return found[0].lower() if found else None
