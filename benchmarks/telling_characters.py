"""Writes the characters that only one Chinese script has, as OpenCC's tables have them, to `cleaning/script.json`.

python benchmarks/telling_characters.py

A character that becomes another one in Simplified script and stays as it is in Traditional script is Traditional only,
and the other way round; what both conversions leave alone, or both change, tells nothing. Of Traditional characters that
share a Simplified one, those that none of the Traditional standards writes for it by itself are not the usual ones (鬚 beside 須).
"""

from __future__ import annotations

import json

from opencc import OpenCC

from cleaning.script import FILE

FIRST, LAST = (
    0x4E00,
    0x9FA5,
)  # the characters that text is written in; rarer ones tell nothing that these do not


def telling_characters() -> dict[str, str]:
    """The characters by script, in the order of their code points."""
    han = "".join(map(chr, range(FIRST, LAST + 1)))
    simple, full = OpenCC("t2s").convert(han), OpenCC("s2t").convert(han)
    traditional = "".join(c for c, s, t in zip(han, simple, full, strict=True) if s != c and t == c)
    back = OpenCC("t2s").convert(traditional)
    standards = [OpenCC(name).convert(back) for name in ("s2t", "s2tw", "s2hk")]
    usual = zip(traditional, *standards, strict=True)
    return {
        "traditional": traditional,
        "unusual": "".join(c for c, *written in usual if c not in written),
        "simplified": "".join(c for c, s, t in zip(han, simple, full, strict=True) if s == c and t != c),
    }


def main() -> None:
    """Ask, write."""
    told = telling_characters()
    FILE.write_text(json.dumps(told, ensure_ascii=False, indent=0) + "\n", "utf-8")
    print(", ".join(f"{len(found)} {kind}" for kind, found in told.items()))


if __name__ == "__main__":
    main()
