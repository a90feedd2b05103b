"""Pinyin put in brackets behind characters as noise."""

from __future__ import annotations

import re

from cleaning.ledger import Ledger, Proposal
from cleaning.script import telling
from cleaning.steps import Context

# One syllable with a tone mark, right behind one Han character, and not a word with its reading behind it. Mirrors put
# it behind Traditional characters; in a Simplified text two notes on rare characters (窈(yǎo)窕(tiǎo)) are the author's.
_READING = re.compile(r"(?<=[㐀-鿿])[(（]([a-zü]{0,5}[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿ][a-zü]{0,4})[)）]")
_PHONETIC = re.compile(r"读音|讀音|读作|讀作|读为|音为|注音|拼音|念作|念成|发音|發音")


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove the brackets where two Traditional characters have them and nothing speaks of pronunciation."""
    text = ledger.fields[field]
    if not context.on("pinyin.bracket"):
        return []
    found = list(_READING.finditer(text))
    told = {text[m.start() - 1] for m in found if telling().traditional.match(text, m.start() - 1)}
    if len(told) < 2 or _PHONETIC.search(text):
        return []
    return [Proposal("pinyin.bracket", m.start(), m.end(), "", 0.95) for m in found]
