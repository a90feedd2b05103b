"""Pinyin put in brackets behind characters as noise."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final, NamedTuple

from cleaning.characters import UNKNOWN, bits, is_syllable, may_be_read
from cleaning.ledger import Ledger, Proposal
from cleaning.script import telling
from cleaning.steps import Context

RULES: Final = frozenset(("pinyin.bracket",))
"""The rules this carries out: where none of them is asked for, it is not asked."""

# A bracket of Latin letters right behind Han, and not the head of a longer word: (Zhang), (qiū cí), (shu4).
_LETTERS = "a-zA-ZüÜāáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜńňǹḿĀÁǍÀĒÉĚÈĪÍǏÌŌÓǑÒŪÚǓÙǕǗǙǛ\u0300\u0301\u0304\u030c"
_BRACKET = re.compile(f"(?<=[㐀-鿿])[(（]( ?[{_LETTERS}][{_LETTERS}1-5 '’\u00b7]{{0,40}})[)）]")
_SYLLABLE = re.compile("[zcs]h|[bpmfdtnlgkhjqxrzcsyw]", re.IGNORECASE)
# The bracket comes first: a search for it is several times as fast as one for Han.
_GATE = re.compile(f"[(（](?<=[㐀-鿿].) ?[{_LETTERS}]")
_PHONETIC = re.compile(
    r"读音|讀音|[读讀][作为為成]|[念唸][作成]|[音念唸读讀][：:“]|音为|音為|注音|拼音|发音|發音|多音字|同音|生字|生[词詞]|字音|加点字|加點字|[跟朗认認][读讀]|不[读讀念]|应[读讀]|本音|又音|声调|聲調|汉语|漢語|学中文|方言里|古音|口语也"
)
# Common characters with more than one common reading: a note on one of them may be what the author had to say.
_SEVERAL_READINGS: Final = frozenset(
    "长重行乐好为还得地着了都少分发便度调数教觉看角更干传处差曾当倒弹担冲种间将降结解卷空量落没难宁铺强切曲散舍省识似宿挑吐"
    "相兴削血应与载扎涨正中转钻作称藏朝单恶缝佛给冠哄会系假禁劲几尽据卡圈壳累俩笼率绿抹模磨泥排炮屏奇悄亲嚷撒塞扇折鲜校旋"
    "咽要曾占轧只薄参尺臭畜大待逮的斗坊否夫供勾观喝荷横华晃混和奔泊盛石说伺提拓尾吓校肖许压殷饮晕择粘折症著爪仔把吧蚌暴"
    "背奔扁别乘澄匙创大伯脯杆葛骨龟桂柜核虹划豁济夹监见浆强嚼节槛咳可溃擂量淋令露陆论脉埋蒙秘摸难弄女区仇任塞丧色煞厦上"
    "什盛属刷说遂踏帖通同头为委鲜巷吁雪殷应与员攒炸颤占涨召着殖轴琢综足"
    "長樂為還發調數教覺幹傳處當彈擔衝種間將結捲難寧鋪識興應與載漲轉鑽稱單惡縫會繫禁勁幾盡據殼累倆籠綠親鮮壓飲擇華觀説說"
    "參創劃濟夾監見漿節檻論埋區喪屬員攢顫佔個個"
)
_SURNAMES: Final = frozenset(
    "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉阎閻余潘杜戴夏钟鍾汪田任姜范方石姚谭譚廖邹鄒熊金陆陸郝孔白崔康毛邱秦江史顾顧侯邵孟龙龍万萬段雷钱錢汤湯尹黎易常武乔喬贺賀赖賴龚龔文"
)
# Bits: what every reader reads without help, and what a child of seven does.
_COMMON, _VERY_COMMON = 15, 12
_LEAST_TRADITIONAL, _LEAST_SIMPLIFIED = 1.0, 1.5
_LISTED: Final = frozenset("、,/；;")
_MOST, _ALL = 0.6, 0.9  # of the characters of a line with their reading


class _Note(NamedTuple):
    start: int
    end: int
    characters: str
    capital: bool


def propose(ledger: Ledger, field: str, context: Context) -> list[Proposal]:
    """Remove the brackets where the text shows them to be noise, and leave those that tell a reading.

    Noise stands behind common characters, whose reading nobody needs to be told, most of them Traditional. A note
    stands behind a rare character, a name, or a character of several readings, or in a line that speaks of sounds.
    """
    text = ledger.fields[field]
    if not context.on("pinyin.bracket") or not _GATE.search(text):
        return []
    notes = _notes(text)
    told = _evidence(text, notes) if len(notes) > 1 or (notes and _needs_no_reading(notes[0])) else 0.0
    least = _LEAST_TRADITIONAL if _on_traditional(notes) else _LEAST_SIMPLIFIED
    evident = told >= least or "pinyin.bracket" in ledger.rules
    if not evident:
        return []
    strong = told >= 3 or "pinyin.bracket" in ledger.rules
    return [
        Proposal("pinyin.bracket", note.start, note.end, "", 0.98 if strong else 0.9)
        for note in notes
        if _is_noise(note, strong)
    ]


def _notes(text: str) -> list[_Note]:
    """The brackets whose syllables are readings of the characters before them, one each; none of lines about sounds."""
    notes: list[_Note] = []
    start = 0
    for line in text.split("\n"):
        if _GATE.search(line) and not _PHONETIC.search(line):
            found = []
            for bracket in _BRACKET.finditer(line):
                if characters := _read_so(line[max(0, bracket.start() - 8) : bracket.start()], bracket[1]):
                    capital = bracket[1].strip()[:1].isupper() and not bracket[1].strip().isupper()
                    found.append(_Note(start + bracket.start(), start + bracket.end(), characters, capital))
            if not _is_reader(line, found):
                notes += found
        start += len(line) + 1
    return notes


def _is_reader(line: str, notes: Sequence[_Note]) -> bool:
    """Whether a line is for those who learn to read: nearly all of it has its reading, not Traditional forms alone."""
    han = sum("\u3400" <= c <= "\u9fff" for c in line)
    told = "".join(note.characters for note in notes)
    share = len(told) / max(han, 4)
    return share > _ALL or (share > _MOST and len(telling().traditional.findall(told)) < len(told) / 2)


def _read_so(before: str, spoken: str) -> str | None:
    """The characters at the end of `before` that are read so, one for each syllable."""
    bare = _toneless(spoken)
    for syllables in _cut(bare, 4):
        characters = before[-len(syllables) :]
        if len(characters) == len(syllables) and all(map(may_be_read, characters, syllables)):
            return characters
    return None


def _toneless(spoken: str) -> str:
    """A syllable or several as the table has them: lower case, without tones, ü as v.

    >>> _toneless("Lǜ sè"), _toneless("shu4")
    ('lv se', 'shu')
    """
    marked = unicodedata.normalize("NFD", spoken.lower())
    bare = "".join(c for c in marked if c not in "\u0300\u0301\u0304\u030c")
    bare = unicodedata.normalize("NFC", bare).replace("ü", "v")
    return re.sub("[1-5'’\u00b7]", " ", bare).strip()


def _cut(letters: str, most: int) -> list[list[str]]:
    """Every way to cut a run of letters into at most so many syllables; spaces cut in any case."""
    parts = letters.split()
    ways: list[list[str]] = [[]]
    for part in parts:
        ways = [way + more for way in ways for more in _cut_one(part, most - len(way))]
    return [way for way in ways if way]


def _cut_one(letters: str, most: int) -> list[list[str]]:
    if not letters:
        return [[]]
    if most <= 0:
        return []
    return [
        [letters[:size], *rest]
        for size in range(min(6, len(letters)), 0, -1)
        if is_syllable(letters[:size])
        for rest in _cut_one(letters[size:], most - 1)
    ]


def _needs_no_reading(note: _Note) -> bool:
    """Whether a note that stands alone in a text tells what every reader knows.

    The tables count 鬚 as 须, whose usual form is 須; who reads 龍鬚(xū)糖 may ask. In Simplified text a lone note is its author's.
    """
    told = telling()
    return told.traditional.search(note.characters) is not None and not told.unusual.search(note.characters)


def _is_common(character: str) -> bool:
    return bits().get(character, UNKNOWN) <= _COMMON


def _on_traditional(notes: Sequence[_Note]) -> bool:
    return any(telling().traditional.search(note.characters) for note in notes)


def _evidence(text: str, notes: Sequence[_Note]) -> float:
    """How much the notes of a text look like noise: a common character of one reading counts for one where it is
    Traditional, for half where it is not; one of several readings for less; rare ones and names speak for an author."""
    traditional = telling().traditional
    readings: dict[str, set[str]] = {}
    for note in notes:
        readings.setdefault(note.characters, set()).add(text[note.start + 1 : note.end - 1])
    told = 0.0
    for note in notes:
        if len(readings[note.characters]) == 1:  # else the author sets one reading against the other
            told += _weight(
                note, text[note.end : note.end + 1], traditional.search(note.characters) is not None
            )
    return told


def _weight(note: _Note, following: str, traditional: bool) -> float:
    """What one note adds. One behind a whole word is noise only within a sentence: in a list it is vocabulary."""
    rarest = max(bits().get(character, UNKNOWN) for character in note.characters)
    if rarest > _COMMON:
        return 0.0 if traditional else -0.5
    if note.capital:
        return 0.5 if traditional and len(note.characters) == 1 and note.characters not in _SURNAMES else 0.0
    if len(note.characters) > 1:
        return 0.5 if traditional and "\u4e00" <= following <= "\u9fff" else 0.0
    if not traditional and following in _LISTED:
        return 0.0
    full = 1.0 if traditional else 0.5 if rarest <= _VERY_COMMON else 0.0
    return full / 2 if note.characters in _SEVERAL_READINGS else full


def _is_noise(note: _Note, strong: bool) -> bool:
    """Whether a note goes, once the text is known to have noise: single common characters do, the rest where there is
    much of it; two syllables behind a rare word or with a capital are a note even there."""
    common = all(map(_is_common, note.characters))
    if len(note.characters) == 1:
        return common or strong
    return common and not note.capital
