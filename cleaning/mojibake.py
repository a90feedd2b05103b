"""Text whose bytes were read in a wrong encoding, and what it said.

Six ways of going wrong are known: UTF-8 read as GBK, as Shift JIS or as a Western encoding (once or several times), GBK
read as a Western encoding or as half-width katakana, and GBK and Big5 read as each other. A stretch is read anew where
its bytes are strictly valid in the other encoding and the characters that come out are far commoner than those that
stand there: `cleaning.characters` tells how common. What lost bytes on its way comes back as far as it is certain.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from itertools import product
from typing import Final, NamedTuple

from cleaning.characters import UNKNOWN, bits
from cleaning.script import telling
from cleaning.words import is_word, words

_CHINESE = re.compile("[\u4e00-\u9fff]")


class Reading(NamedTuple):
    """A damaged stretch of a text and what it said; `rule` names the way of the damage."""

    rule: str
    start: int
    end: int
    text: str
    confidence: float


# What characters other than Han count for, in bits: marks of Chinese text, ASCII, and what good text rarely has.
_MARK, _ASCII, _FULL_WIDTH, _STRANGE = 8, 9, 12, 22
_MARKS: Final = frozenset("，。、：；！？（）《》〈〉“”‘’「」『』【】〔〕·—…～％　×°℃①②③④⑤⑥⑦⑧⑨⑩■●★◆→￥")

# A character this rare hardly stands in good text, where the mean is 10 bits; damaged text has 18 and more.
_RARE = 18
_MOST_AFTER, _LEAST_GAIN = 14.0, 4.0
_MOST_AFTER_OF_TWO, _LEAST_GAIN_OF_TWO = 13.5, 5.5
# Damaged text comes in sentences; a longer stretch is looked at in pieces, so that hostile text takes no longer.
_LONGEST = 2000


def weight(text: str) -> float:
    """The mean information of the characters of a text, in bits: 10 for good prose, 18 and more for damaged text.

    >>> weight("图书馆今天开放") < 12 < 18 < weight("鍥句功棣嗕粖澶╁紑鏀�")
    True
    """
    known = bits()
    return sum(_weight(c, known) for c in text) / max(len(text), 1)


def _weight(character: str, known: dict[str, int]) -> int:
    amount = known.get(character)
    if amount is not None:
        return amount
    if character in _MARKS:
        return _MARK
    if character < "\x80":
        return _ASCII
    if "\uff01" <= character <= "\uff5e":
        return _FULL_WIDTH
    return UNKNOWN if "\u3400" <= character <= "\u9fff" else _STRANGE


def _plausible(text: str) -> bool:
    """Whether a text holds nothing but what Chinese text holds: Han, its marks, full-width forms, ASCII."""
    return all(
        "\u4e00" <= c <= "\u9fff"
        or " " <= c <= "~"
        or "\uff01" <= c <= "\uff5e"
        or c in _MARKS
        or "\u3400" <= c <= "\u4dbf"
        for c in text
    )


def readings(text: str) -> list[Reading]:
    """Every stretch that was damaged and says something certain, disjoint and in order.

    >>> [(each.start, each.text) for each in readings("请先鐧诲綍绯荤粺。")]
    [(2, '登录系统')]
    >>> readings("魑魅魍魉，莫能逢之。")
    []
    """
    found: list[Reading] = []
    if _HIGH_ONE.search(text) and (_LEAD_OF_LATIN.search(text) or _HIGH_FOUR.search(text)):
        found += _from_western(text)
    found += _from_eastern(text)
    found += _by_whole_runs(text)
    chosen: list[Reading] = []
    for each in sorted(found, key=lambda each: (each.start, -each.end)):
        if not chosen or each.start >= chosen[-1].end:
            chosen.append(each)
    return chosen


# UTF-8 read in an encoding of two bytes a character

_CODECS: Final = (("gb18030", "encoding.utf8-as-gbk"), ("cp932", "encoding.utf8-as-sjis"))
_LEADS: Final = (0xE2, *range(0xE3, 0xEA), 0xEF)
_TAILS: Final = range(0x80, 0xC0)
_LOST: Final = "?\ufffd"


@cache
def _utf8_gate(codec: str) -> re.Pattern[str]:
    """Two characters in a row that hold the bytes lead, trail, trail, lead of UTF-8: no good text has them."""
    first = {bytes((lead, trail)).decode(codec, "ignore") for lead in _LEADS for trail in _TAILS}
    second = {bytes((trail, lead)).decode(codec, "ignore") for lead in _LEADS for trail in _TAILS}
    others = "€\ufffd?" if codec == "gb18030" else "｡-ﾟ"
    return re.compile(f"{_one_of(first)}[{others}{_one_of(second)[1:]}")


def _one_of(characters: Iterable[str]) -> str:
    return f"[{''.join(sorted(c for c in characters if len(c) == 1))}]"


def _from_eastern(text: str) -> Iterator[Reading]:
    for codec, rule in _CODECS:
        gate, place = _utf8_gate(codec), 0
        while found := gate.search(text, place):
            if max(bits().get(c, UNKNOWN) for c in found[0]) < _UNUSUAL:
                place = found.start() + 1  # 體包 of 軟體包
                continue
            stretch = _Stretch(text, found.start(), codec)
            place = max(stretch.end, found.start() + 1)
            for end, said, confidence in (stretch.with_lost_end(), (stretch.end, stretch.said, 0.99)):
                if _gains(text[found.start() : end], said.rstrip("\ufffd")):
                    yield Reading(rule, found.start(), end, said, confidence)
                    place = end
                    break


class _Stretch:
    """The longest stretch from a place on that is UTF-8 in bytes: where it ends and what it says.

    It ends where a character of both readings ends, and before anything that Chinese text does not have.
    """

    def __init__(self, text: str, start: int, codec: str) -> None:
        self._text, self._start = text, start
        self.end, self.said = start, ""
        self._stop, self._valid, self._rest = start, "", b""
        self._unsure: list[int] = []
        for place in range(start, min(len(text), start + _LONGEST)):
            character, following = text[place], text[place + 1 : place + 2]
            if character in _LOST and codec == "gb18030":
                possible = self._possible(place + 1) if character == "\ufffd" else {}
                if possible:
                    raw, sure = self._chosen(possible, place + 1)
                    if not sure:
                        # The stretch goes on behind it, and U+FFFD stays for the character.
                        self._unsure.append(len(self._valid))
                else:
                    raw = _lost_inside(self._rest, following)
            else:
                raw = _raw(character, codec)
            if not raw:
                break
            self._rest += raw
            if not self._take():
                self._rest = b""
                break
            self._stop = place + 1
            if not self._rest:
                self.end, self.said = self._stop, self._valid

    def _possible(self, place: int) -> dict[str, bytes]:
        """The characters that may stand where a byte before `place` was lost, with that byte: the common ones."""
        raw = _raw(self._text[place : place + 1], "gb18030")
        if len(raw) != 2 or len(self._rest) not in (1, 2) or not 0xE4 <= self._rest[0] <= 0xE9:
            return {}
        inner = len(self._rest) == 1
        if raw[0] not in (_TAILS if inner else _LEADS):
            return {}
        possible: dict[str, bytes] = {}
        for byte in _TAILS:
            if byte == 0x80 or not bytes((byte, raw[0])).decode("gbk", "ignore"):
                said = (self._rest + bytes((byte,)) + raw[:1] * inner).decode("utf-8", "ignore")
                if said and bits().get(said, UNKNOWN) < _RARE:
                    possible[said] = bytes((byte,))
        traditional = telling().traditional
        if len(self._valid) > 3 and not traditional.search(self._valid):
            return {c: byte for c, byte in possible.items() if not traditional.match(c)}
        return possible

    def _chosen(self, possible: dict[str, bytes], place: int) -> tuple[bytes, bool]:
        """The byte of the likeliest character, and whether it is certain.

        It is where it alone makes a word with those beside it and no other may stand as a word of its own (被用于, not
        袭用于), or where all others are far rarer and make no word either.
        """
        behind = b"".join(_raw(c, "gb18030") for c in self._text[place : place + 4])[len(self._rest) == 1 :]
        right = behind[: len(behind) // 3 * 3].decode("utf-8", "replace").partition("\ufffd")[0][:2]
        left = self._valid[-2:]
        common = sorted(possible, key=lambda c: bits().get(c, UNKNOWN))
        making = [
            c
            for c in common
            if any(
                len(word) > 1 and is_word(word)
                for word in (left + c, left[-1:] + c, c + right, c + right[:1], left[-1:] + c + right[:1])
            )
        ]
        first = making[0] if making else common[0]
        others = [c for c in common if c != first]
        if making:
            sure = len(making) == 1 and all(bits().get(c, UNKNOWN) > _MAY_STAND_ALONE for c in others)
        else:
            sure = all(bits().get(c, UNKNOWN) - bits().get(first, UNKNOWN) >= _FAR_RARER for c in others)
        return possible[first], sure

    def _take(self) -> bool:
        """Take what is whole of the bytes read so far; False where they are none of Chinese text."""
        while self._rest:
            first = self._rest[0]
            size = 1 if first < 0x80 else 2 if first < 0xE0 else 3 if first < 0xF0 else 4
            if len(self._rest) < size:
                return 0xC2 <= first <= 0xF4 and all(byte in _TAILS for byte in self._rest[1:])
            try:
                character = self._rest[:size].decode("utf-8")
            except UnicodeDecodeError:
                return False
            if not _plausible(character):
                return False
            self._valid += "\ufffd" if len(self._valid) in self._unsure else character
            self._rest = self._rest[size:]
        return True

    def with_lost_end(self) -> tuple[int, str, float]:
        """The stretch with the character whose last byte is lost, where only one can stand there.

        Of an odd number of characters the last byte finds no partner; it becomes "?" or U+FFFD, or goes without a
        trace. Where the character before it is sure but cannot be told apart from it, U+FFFD stays for the lost one.
        """
        mark = self._text[self._stop : self._stop + 1]
        lost = self._stop + (mark != "" and mark in _LOST)
        if self._rest == b"\xe3" and mark and self._text[lost : lost + 1] == mark:
            lost += mark in _LOST
        ends = self._text[lost : lost + 1] in ("", "\n")
        if self._rest[:1] < b"\xe0":
            return self.end, self.said, 0.99
        if self._rest in (b"\xe3", b"\xe3\x80") and ends:
            # 。 and 、 differ in the lost byte, and so do the brackets: at the end of a line it is 。, or what closes.
            closing = _closing(
                self._text[max(0, self._start - _LONGEST) : self._start].rpartition("\n")[2] + self._valid
            )
            if closing != "”":
                return lost, self._valid + (closing or "。"), 0.9
        if len(self._rest) == 2 and 0xE4 <= self._rest[0] <= 0xE9 and (completed := self._completed()):
            return lost, self._valid + completed, 0.9
        if self._rest and (mark == "\ufffd" or (ends and self._valid != self.said)):
            return lost, f"{self._valid}\ufffd", 0.9
        return self.end, self.said, 0.99

    def _completed(self) -> str | None:
        """The one character that begins with the two bytes that are left and ends a word."""
        candidates = [(self._rest + bytes((last,))).decode("utf-8", "ignore") for last in _TAILS]
        # A character this common may stand there as a word of its own: 来了 is none of the dictionary, 来京 is.
        alone = [c for c in candidates if bits().get(c, UNKNOWN) <= _ALONE]
        for length in (3, 2, 1):
            head = self._valid[-length:]
            fitting = [c for c in candidates if len(head) == length and is_word(head + c)]
            if len(fitting) == 1 and (length > 1 or not alone or alone == fitting):
                cut = words(f"{self._valid[-_WINDOW:]}{fitting[0]}")
                return fitting[0] if cut[-1] == head + fitting[0] else None
            if fitting:
                return None
        return None


_UNUSUAL, _ALONE, _MAY_STAND_ALONE, _WINDOW, _FAR_RARER = 14, 9, 11, 8, 5
_PAIRS: Final = {"《": "》", "「": "」", "『": "』", "【": "】", "〈": "〉", "“": "”"}


def _closing(text: str) -> str | None:
    """What closes the bracket that is still open at the end of a line."""
    opened: list[str] = []
    for character in text[-_LONGEST:]:
        if character in _PAIRS:
            opened.append(_PAIRS[character])
        elif opened and character == opened[-1]:
            opened.pop()
    return opened[-1] if opened else None


def _raw(character: str, codec: str) -> bytes:
    """The bytes of a character in another encoding; none for what cannot belong to a damaged stretch.

    GBK has no character for the byte 80 alone: Windows and browsers show it as the Euro sign.
    """
    if character == "€" and codec == "gb18030":
        return b"\x80"
    raw = character.encode(codec, "ignore") if character > "\x7f" else b""
    return raw if len(raw) <= 2 else b""


def _lost_inside(read: bytes, following: str) -> bytes:
    """The byte of UTF-8 that was lost between `read` and a damaged character, where only one can have been.

    A decoder that is strict about GBK loses the byte 80, and the first byte of pairs that GBK has no character for. Of the
    characters that leaves, one alone must be common.
    """
    raw = following.encode("gb18030", "ignore") if following > "\x7f" else b""
    if not read or len(raw) != 2 or following in _MARKS or bits().get(following, UNKNOWN) < _UNUSUAL:
        return b""
    if not ((raw[0] in _LEADS and raw[1] in _TAILS) or (raw[0] in _TAILS and raw[1] in _LEADS)):
        return b""
    sure = b""
    for byte in _TAILS:
        if byte > 0x80 and bytes((byte, raw[0])).decode("gbk", "ignore"):
            continue
        said = (read + bytes((byte,)) + raw[:1] * (len(read) == 1)).decode("utf-8", "ignore")
        if said and (said in _MARKS or bits().get(said, UNKNOWN) <= _UNUSUAL):
            if sure:
                return b""
            sure = bytes((byte,))
    return sure


def _gains(before: str, after: str) -> bool:
    if sum(c > "\x7f" for c in after) < 2 or not _CHINESE.search(after):
        return False
    most, least = (_MOST_AFTER, _LEAST_GAIN) if len(after) > 2 else (_MOST_AFTER_OF_TWO, _LEAST_GAIN_OF_TWO)
    told = weight(after)
    return told <= most and weight(before) - told >= least


# Bytes read as a Western encoding, one character a byte


def _western_byte(character: str) -> int | None:
    if "\x80" <= character <= "\xff":
        return ord(character)
    raw = character.encode("cp1252", "ignore")
    return raw[0] if len(raw) == 1 and raw[0] >= 0x80 else None


_HIGH: Final = "".join(
    sorted(
        {chr(b) for b in range(0x80, 0x100)}
        | {bytes((b,)).decode("cp1252", "ignore") for b in range(0x80, 0xA0)} - {""}
    )
)
_TRAILS: Final = "".join(c for c in _HIGH if (b := _western_byte(c)) is not None and b < 0xC0)
_SEQUENCE = f"(?:[\xc2-\xdf][{_TRAILS}]|[\xe0-\xef][{_TRAILS}]{{2}}|[\xf0-\xf4][{_TRAILS}]{{3}})"
# A no-break space, byte A0, may have been folded to a plain one inside a sequence.
_SPACED = f"(?:[\xe2-\xe9\xef](?: [{_TRAILS}]|[{_TRAILS}] )|\xc3 )"
_UTF8_RUN = re.compile(f"{_SEQUENCE}(?:{_SEQUENCE}|{_SPACED})*")
_SPACED_RUN = re.compile(f"{_SPACED}(?={_SEQUENCE})(?:{_SEQUENCE}|{_SPACED})*")
_GBK_RUN = re.compile(f"(?<![A-Za-z{_HIGH}])[{_HIGH}]{{4,}}(?![A-Za-z])")
# A single character between digits and spaces, where others of the text were damaged so.
_GBK_PAIR = re.compile(f"(?<![A-Za-z{_HIGH}])[{_HIGH}]{{2}}(?![A-Za-z{_HIGH}])")
# “ ” ‘ ’ – — … • and the signs of the upper half of Latin 1 stand alone among good text, and nothing else makes these.
_TYPOGRAPHIC: Final = frozenset("“”‘’–—…•·©®°×±²³½¼¾§¥£\xa0　。，、：；！？（）")
_MOST_LAYERS = 3
# A no-break space, C2 A0, whose second byte was folded to a space or dropped.
_LONE_LEAD = re.compile(f"(?<![A-Za-z{_HIGH}])\xc2(?=[ \u4e00-\u9fff，。：；、]|$)", re.MULTILINE)
_LEAD_OF_LATIN = re.compile("[\xc2-\xf4]")
_HIGH_ONE = re.compile("[\xa1-\xff]")
_HIGH_FOUR = re.compile("[\xa1-\xff][\xa1-\xff]{3}")


def _from_western(text: str) -> list[Reading]:
    runs = [(m.start(), m.end()) for m in _UTF8_RUN.finditer(text)]
    runs += [(m.start(), m.end()) for m in _SPACED_RUN.finditer(text)]
    utf8 = [(start, end, said) for start, end in sorted(runs) if (said := _said_in_utf8(text[start:end]))]
    han = "".join(c for _, _, said in utf8 for c in said if "\u4e00" <= c <= "\u9fff")
    enough = len(han) >= 2 and weight(han) <= _MOST_AFTER
    found = [
        Reading("encoding.utf8-as-latin", start, end, said, 0.98)
        for start, end, said in utf8
        if enough or all(c in _TYPOGRAPHIC for c in said)
    ]
    if not text.isascii() and "\xc2" in text and _CHINESE.search(text):
        found += [
            Reading("encoding.utf8-as-latin", m.start(), m.end(), "", 0.9) for m in _LONE_LEAD.finditer(text)
        ]
    gbk = [(m.start(), m.end(), said) for m in _GBK_RUN.finditer(text) if (said := _said_in_gbk(m[0]))]
    told = sum(len(said) for _, _, said in gbk)
    if told >= _LEAST_RUN:
        gbk += [(m.start(), m.end(), said) for m in _GBK_PAIR.finditer(text) if (said := _said_in_gbk(m[0]))]
    if told >= 3:
        found += [Reading("encoding.gbk-as-latin", start, end, said, 0.97) for start, end, said in gbk]
    return found


def _said_in_utf8(stretch: str) -> str | None:
    """What a stretch says whose characters are the bytes of UTF-8, however often that happened to it."""
    said = stretch
    for _ in range(_MOST_LAYERS):
        data = [0xA0 if c == " " else _western_byte(c) for c in said]
        if None in data:
            return None
        try:
            said = bytes(b for b in data if b is not None).decode("utf-8")
        except UnicodeDecodeError:
            return None
        if all(c in _TYPOGRAPHIC or _plausible(c) for c in said):
            return said.replace("\xa0", " ")
    return None


def _said_in_gbk(stretch: str) -> str | None:
    data = bytes(b for c in stretch if (b := _western_byte(c)) is not None)
    try:
        said = data.decode("gbk")
    except UnicodeDecodeError:
        return None
    return said if _plausible(said) and weight(said) <= _MOST_AFTER - 1 else None


# Whole runs read by another encoding of two bytes


@cache
def _rare_pair() -> re.Pattern[str]:
    """Two characters in a row that good text has hardly ever: what GBK and Big5 make of each other, and half-width kana."""
    one = _rare_one()
    return re.compile(f"{one}{{2}}|[ㄅ-ㄩ﹝](?<=[一-鿿].)")


@cache
def _rare_one() -> str:
    known = bits()
    rare = (chr(code) for code in range(0x4E00, 0xA000) if known.get(chr(code), UNKNOWN) >= _RARE)
    return f"[ｦ-ﾟ\ue000-\uf8ffぁ-ヶ{''.join(rare)}]"


@cache
def _run_gates() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What `_rare_pair` finds, in two patterns that begin with a class: a search then runs from one character of it to
    the next, and most texts have neither."""
    return re.compile(2 * _rare_one()), re.compile("[ㄅ-ㄩ﹝]")


# Without the marks of good Chinese text, which wrong reading makes of nothing: a run ends at them.
_EAST: Final = (
    "\u0391-\u0451\u2010-\u3001\u3003-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff\ufe30-\ufe6f"
    "\uff02-\uff0b\uff0d-\uff19\uff1c-\uff1e\uff20-\uffee§×÷±°¯ˊˇˋ˙"
)
_EAST_RUN = re.compile(f"[{_EAST}]+")
_EASTERN = re.compile(f"[{_EAST}]")
_HALF_KANA = re.compile("[ｦ-ﾟ]{2}")
# Half-width katakana alone are Japanese; with 。 or ， of GBK among them they are not.
_KANA_MARK = re.compile("(?:｡｣|｣ｬ|｣ｺ)")
_LEAST_RUN, _MOST_RUN_AFTER, _LEAST_RUN_GAIN = 4, 12.5, 3.0
_MOST_TWICE = 4
_SWAPS: Final = (
    ("cp932", "gbk", "encoding.gbk-as-sjis"),
    ("big5hkscs", "gbk", "encoding.gbk-as-big5"),
    ("gb18030", "big5hkscs", "encoding.big5-as-gbk"),
)


def _by_whole_runs(text: str) -> Iterator[Reading]:
    if not any(gate.search(text) for gate in _run_gates()):
        return
    reached = 0
    while found := _rare_pair().search(text, reached):
        start, before = found.start(), reached
        while start > reached and _EASTERN.match(text[start - 1]):
            start -= 1
        run = _EAST_RUN.match(text, start)
        end = run.end() if run else found.end()
        reached = end
        if said := _swapped(text[start:end]):
            yield Reading(said[0], start, end, said[1], 0.9)
        elif shifted := _from_shifted(text, start, found.start(), before):
            reached = max(reached, shifted.end)
            yield shifted


@cache
def _of_ibm() -> dict[str, bytes]:
    """Characters that Shift JIS has twice, with the bytes of IBM's rows; Python writes those of NEC's."""
    pairs = (bytes((lead, trail)) for lead in (0xFA, 0xFB, 0xFC) for trail in range(0x40, 0xFD))
    return {character: pair for pair in pairs if (character := pair.decode("cp932", "ignore"))}


def _from_sjis(stretch: str) -> str:
    """What a stretch says in GBK; of characters that may be either of two pairs of bytes, the ones that say most."""
    twice = [c for c in dict.fromkeys(stretch) if c in _of_ibm()][:_MOST_TWICE]
    readings = []
    for chosen in product((False, True), repeat=len(twice)):
        of_ibm = {c for c, taken in zip(twice, chosen, strict=True) if taken}
        data = b"".join(_of_ibm()[c] if c in of_ibm else c.encode("cp932") for c in stretch)
        with suppress(UnicodeDecodeError):
            readings.append(data.decode("gbk"))
    return min(readings, key=weight, default=stretch)


def _swapped(stretch: str) -> tuple[str, str] | None:
    """By which rule a whole stretch was read wrongly, and what it says."""
    kana = _HALF_KANA.search(stretch) is not None
    if not _LEAST_RUN <= len(stretch) <= _LONGEST or not (
        _CHINESE.search(stretch) or _KANA_MARK.search(stretch)
    ):
        return None
    for read_as, written_in, rule in _SWAPS:
        if kana != (read_as == "cp932"):
            continue
        try:
            said = _from_sjis(stretch) if kana else stretch.encode(read_as).decode(written_in)
        except UnicodeError:
            continue
        told = weight(said)
        if (
            told <= _MOST_RUN_AFTER
            and weight(stretch) - told >= _LEAST_RUN_GAIN
            and _plausible(said)
            and all(bits().get(c, UNKNOWN) < _RARE for c in _CHINESE.findall(said))
        ):
            return rule, said
    return None


_SHIFTED_RUN = re.compile(f"[{_EAST}。，：；！？ā-ǜüêɑ]+")
_SHIFTED_ONE = re.compile(_SHIFTED_RUN.pattern[:-1])
_SHIFTED_BACK = 100
_LEAST_SHIFTED, _MOST_SHIFTED_AFTER, _LEAST_SHIFTED_GAIN = 6, 11.5, 4.0


def _from_shifted(text: str, start: int, rare: int, reached: int) -> Reading | None:
    """The stretch around a rare character whose bytes were paired one byte late.

    It goes as far as no plain character ends it, marks of Chinese text included; where it begins, the half character
    left no trace, so the last mark, the rare character and the one before it are tried.
    """
    run = _SHIFTED_RUN.match(text, rare, rare + _LONGEST)
    if run is None:
        return None
    wide = start
    while wide > max(reached, start - _SHIFTED_BACK) and _SHIFTED_ONE.match(text[wide - 1]):
        wide -= 1
    for first in dict.fromkeys((wide, start, rare, max(start, rare - 1))):
        if (said := _shifted(text[first : run.end()])) is not None:
            end = run.end() + (text[run.end() : run.end() + 1] == "\ufffd")
            return Reading("encoding.gbk-shifted", first, end, said, 0.9)
    return None


def _shifted(stretch: str) -> str | None:
    """What a stretch of GBK says whose bytes were paired one byte late, after half a character was lost.

    Half a character is left over at either end and stays lost.
    """
    if not _LEAST_SHIFTED <= len(stretch) <= _LONGEST:
        return None
    try:
        inner = stretch.encode("gb18030")[1:-1].decode("gbk")
    except UnicodeError:
        return None
    told = weight(inner)
    if told > _MOST_SHIFTED_AFTER or weight(stretch) - told < _LEAST_SHIFTED_GAIN or not _plausible(inner):
        return None
    return f"\ufffd{inner}\ufffd"
