"""Bytes to text: which encoding a page really is in, what says so, and how much of it was damaged.

A leaf: it imports nothing of this project, and BeautifulSoup only when everything else has failed. Web pages
and plain-text files go the same way. The answer is the same wherever it is asked: no library guesses that may be
installed or not.
"""

from __future__ import annotations

import codecs
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple

Evidence = Literal["bom", "bytes", "declared", "header", "meta", "statistics", "sniffed", "none"]

# Labels as pages write them -> (our name, Python's codec). The encodings of the web's Encoding Standard are wider
# than the names that pages use for them: gb2312 pages hold GBK and GB 18030 characters, big5 pages Hong Kong's.
_GB = ("gb18030", "gb18030")
_BIG5 = ("big5hkscs", "big5hkscs")
_LATIN = ("windows-1252", "cp1252")
_LABELS: Final = {
    **dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030", "chinese", "csgb2312"), _GB),
    **dict.fromkeys(("big5", "big5-hkscs", "big5hkscs", "cn-big5", "x-x-big5", "csbig5", "cp950"), _BIG5),
    **dict.fromkeys(("iso-8859-1", "latin1", "latin-1", "l1", "ascii", "us-ascii", "windows-1252"), _LATIN),
    **dict.fromkeys(
        ("shift_jis", "shift-jis", "sjis", "x-sjis", "ms_kanji", "cp932"), ("shift_jis", "cp932")
    ),
    **dict.fromkeys(("euc-jp", "eucjp", "x-euc-jp"), ("euc-jp", "euc_jp")),
    **dict.fromkeys(("euc-kr", "korean", "ks_c_5601-1987", "cp949"), ("euc-kr", "cp949")),
    **dict.fromkeys(("utf-8", "utf8", "unicode-1-1-utf-8"), ("utf-8", "utf-8")),
}
_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_ANY_MARK: Final = tuple(mark for mark, _ in _MARKS)
_PIECE: Final = 1 << 15
_CANDIDATES: Final = (_GB, _BIG5, ("euc-jp", "euc_jp"), ("shift_jis", "cp932"), _LATIN)

# A declaration is looked for where browsers look (the first bytes), with room for the comments and scripts that
# old templates put in front of it.
_META_WINDOW: Final = 8192
_META = re.compile(
    rb"""<(?:meta\s[^>]{0,400}?charset|\?xml\s[^>]{0,200}?encoding)\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})""",
    re.I,
)
_HEADER = re.compile(r"""charset\s*=\s*["']?\s*([a-z0-9_:.-]{2,40})""", re.I)
_HIGH_RUN = re.compile(rb"[\x80-\xff][^<>\n\r]*")
_LONE_HIGH = re.compile(rb"(?<![\x80-\xff])[\x80-\xff](?![\x80-\xff])")
_SAMPLE: Final = 8_000

# The 320 commonest characters of news text cover two thirds of it in either script; a wrong encoding turns text
# into characters that are hardly ever among them.
_SIMPLIFIED: Final = (
    "的一是在人不有了中国大为我个和这上年他以会要发对来到时行们月出能自生作业地家日就方新成于公过可动理也力用后经下多说学而进体现"
    "全主之者产物高开实面机分当得你安同电子所定与其务工区关等天那流好民事里都最心前还度部化本法第市如道合长提重展更平己加小制文种场"
    "然从应因外并内司点正没去目政位员通间着三意将明性但及此由商设相美网些果起看被建集运利表么情神手样数代次向价问金资只持信调品期或"
    "保无术共至量规两据管监北想入常车元十感任示查知推治强路比系万题回很立程特接名求台门企身做察节气受活把专头各解总论服海放结计标已"
    "式需使院雄二反东交社造客认它记质口指组报又取宝四见处技革导创单局医爱收城西统确传张风争科少原语告研命每供水证先话完省别义级效今"
    "改首给让准委"
)
_TRADITIONAL: Final = (
    "國爲為個這會發對來時們業於過動後經說學進體現產開實機當電與務區關裏裡還長種場從應並內點沒員間將設網運麼樣數價問資調無術規兩據監"
    "車強萬題臺門節氣專頭總論結計標東認記質組報寶見處導創單醫愛統確傳張風爭語證話別義級給讓準"
)
_MARKS_OF_TEXT: Final = "，。、：；！？“”‘’《》（）「」『』【】—…·"
_CHINESE: Final = frozenset(_SIMPLIFIED + _TRADITIONAL + _MARKS_OF_TEXT)
_TRADITIONAL_TEXT: Final = frozenset(_TRADITIONAL + _MARKS_OF_TEXT) | (
    frozenset(_SIMPLIFIED) - frozenset("国学会来对")
)
_KANA: Final = frozenset(map(chr, range(0x3041, 0x30FD))) | frozenset("、。「」・ー日本年月人大")
_LATIN_LETTERS: Final = frozenset("àáâãäåæçèéêëìíîïñòóôõöøùúûüýßœÀÁÂÄÅÇÈÉÊÍÎÑÓÔÖØÚÜ“”‘’–—…•€£©®°·«»¿¡™\xa0")
_FAMILIAR: Final = {
    "gb18030": _CHINESE,
    "big5hkscs": _TRADITIONAL_TEXT,
    "euc-jp": _KANA,
    "shift_jis": _KANA,
    "windows-1252": _LATIN_LETTERS,
}

_STRANGE = re.compile("[\ufffd\ue000-\uf8ff\x80-\x9f\uff61-\uff9f]")
_SURROGATE = re.compile("[\ud800-\udfff]")
# A declaration stands unless another encoding reads this much more of the text as common characters.
_LIE_MARGIN: Final = 0.2
# Below this share of common characters the statistics have no opinion, above the second they leave no doubt.
_OPINION: Final = 0.25
_SURE: Final = 0.4
# So many broken places at its beginning, and fewer than nine good ones for each: the rest need not be tried.
_DAMAGED_PLACES: Final = 50
_BEGINNING: Final = 50_000  # bytes
_NAMES: Final = ("idna", "punycode")  # of hosts, not of pages
_NOT_ASCII: Final = bytes(range(0x80, 0x100))
_ASCII_AS_SPACE: Final = b" " * 0x80 + _NOT_ASCII

# Pages in two encodings: templates in UTF-8 that include a piece of GBK. In text of another encoding hardly a
# character in fifty has the bytes of a Chinese, Japanese or Korean one in UTF-8 by chance, so where these are as many as
# the characters that are none, the page is UTF-8. U+FFFD is left out: a page in GBK may be full of it ("锟斤拷").
_MULTI_BYTE = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe1-\xef][\x80-\xbf]{2}|\xe0[\xa0-\xbf][\x80-\xbf]|[\xf0-\xf4][\x80-\xbf]{3}"
)
_EAST_ASIAN = rb"(?:[\xe3-\xec][\x80-\xbf]{2}|\xe2\x80[\x90-\xbf]|\xef\xbc[\x80-\xbf]|\xef\xbd[\x80-\xa0])"
_EAST_ASIAN_CHARACTER = re.compile(_EAST_ASIAN)
_EAST_ASIAN_BEGIN = re.compile(_EAST_ASIAN + b"*")
_ANY_BYTES: Final = "latin-1"
_HIGH = re.compile(rb"[\x80-\xff]+")
_LEAST_EAST_ASIAN: Final = 8
# A stretch that is no UTF-8 is GBK where nearly all of it are marks and the characters of its first level, which are
# those in use, and all such stretches of a page together are long enough to tell.
_IN_USE = re.compile(rb"([\xa1\xa3\xb0-\xd7][\xa1-\xfe])|..", re.S)
_MOSTLY_IN_USE, _HALF_IN_USE = 0.8, 0.5
_LEAST_STRETCH: Final = 8
# Longer pages, and pages of more broken places, are nobody's mixture: each place costs as much as a line of text.
_LONGEST_MIXED: Final = 4_000_000  # bytes
_MOST_BROKEN: Final = 10_000
_ENOUGH: Final = 1_000_000  # bytes that tell what most of a page is


class Decoded(NamedTuple):
    """A text and how it came about.

    `encoding` is the encoding used, in lower case ("utf-8", "gb18030", "big5hkscs", "euc-jp", …). `evidence` says
    what chose it: "bom"; "bytes" (they are UTF-8, which nothing else is by chance, or plain ASCII); "declared" (the
    caller's word), "header" or "meta" (a declaration that the bytes bear out); "statistics"; "sniffed" (BeautifulSoup
    found that no byte contradicts it); "none" (nothing fitted: UTF-8 with replacements). Pieces of GBK in a page of
    UTF-8 are read as what they are, and `pieces` counts them. `replaced` counts the places where bytes made no sense and
    U+FFFD stands in the text.
    """

    text: str
    encoding: str
    evidence: Evidence
    replaced: int
    pieces: int = 0


class Utf8(NamedTuple):
    """Valid UTF-8 and how it came about, as in `Decoded`."""

    content: bytes
    encoding: str
    evidence: Evidence
    replaced: int
    pieces: int = 0


def decode(content: bytes, content_type: str | None = None, declared: str | None = None) -> Decoded:
    """The text of some bytes, whatever is said about them; never raises.

    `content_type` is the HTTP header, `declared` an encoding that a person named for the site: it wins over the
    page's own declarations as long as the bytes do not contradict it. Line ends become "\\n", NUL disappears as in
    HTML, and there are no lone surrogates. Characters that the page itself damaged ("锟斤拷") are left alone.

    >>> decode("校勘是一门手艺。".encode("gbk"), "text/html; charset=utf-8")
    Decoded(text='校勘是一门手艺。', encoding='gb18030', evidence='statistics', replaced=0, pieces=0)
    >>> decode(b"plain\\r\\ntext").text
    'plain\\ntext'
    """
    for mark, name in _MARKS:
        if content.startswith(mark):
            return _decoded(content[len(mark) :], (name, name), "bom")
    try:
        return Decoded(_normal(content.decode("utf-8")), "utf-8", "bytes", 0)
    except UnicodeDecodeError:
        return _decode_other(content, content_type, declared)


def to_utf8(content: bytes, content_type: str | None = None, declared: str | None = None) -> Utf8:
    """As `decode`, for a parser that reads UTF-8 and follows HTML's rules for line ends and NUL itself.

    Most pages are UTF-8 already: they are checked and handed on as they are.

    >>> to_utf8("校勘".encode("gbk")).content.decode(), to_utf8(b"<p>a").evidence
    ('校勘', 'bytes')
    """
    if not content.startswith(_ANY_MARK) and _is_utf8(content):
        return Utf8(content, "utf-8", "bytes", 0)
    found = decode(content, content_type, declared)
    return Utf8(found.text.encode("utf-8"), *found[1:])


def _is_utf8(content: bytes) -> bool:
    """Whether all of it is; in pieces, because the text of a page with one emoji takes four times its bytes."""
    view = memoryview(content)
    start = 0
    try:
        while start < len(view):
            piece = view[start : start + _PIECE]
            start += codecs.utf_8_decode(piece, "strict", start + _PIECE >= len(view))[1]
    except UnicodeDecodeError:
        return False
    return True


def _decode_other(content: bytes, content_type: str | None, declared: str | None) -> Decoded:
    claims = list(_claims(content, content_type, declared))
    if _is_damaged_utf8(content) or _is_mostly_utf8(content):
        return _decoded_utf8(content, _evidence_for("utf-8", claims))
    (name, codec), evidence = _choose(content, claims)
    if name == "utf-8":
        return _decoded_utf8(content, evidence)
    return _decoded(content, (name, codec), evidence)


def _decoded(content: bytes, encoding: tuple[str, str], evidence: Evidence) -> Decoded:
    name, codec = encoding
    text = content.decode(codec, "replace")
    text, surrogates = _SURROGATE.subn("\ufffd", text)
    replaced = text.count("\ufffd") - (content.count(b"\xef\xbf\xbd") if codec == "utf-8" else 0)
    return Decoded(_normal(text), name, evidence, max(replaced, surrogates, 0))


def _decoded_utf8(content: bytes, evidence: Evidence) -> Decoded:
    """Damaged UTF-8: its pieces of GBK as text, and U+FFFD for what makes no sense in either."""
    broken = _broken_runs(content) if len(content) <= _LONGEST_MIXED else []
    sure = [_gbk_inside(content, *span, _MOSTLY_IN_USE) for span in broken]
    if sum(end - start for start, end in sure) < 2 * _LEAST_STRETCH:
        return _decoded(content, ("utf-8", "utf-8"), evidence)
    # On a page that has such pieces a name of rare characters is one of them.
    gbk = [_gbk_inside(content, *span, _HALF_IN_USE) for span in broken]
    parts: list[str] = []
    replaced = place = 0
    for start, end in gbk:
        utf8 = _decoded(content[place:start], ("utf-8", "utf-8"), evidence)
        parts += (utf8.text, content[start:end].decode("gb18030"))
        replaced += utf8.replaced
        place = end
    utf8 = _decoded(content[place:], ("utf-8", "utf-8"), evidence)
    pieces = sum(end > start for start, end in gbk)
    return Decoded(_normal("".join(parts) + utf8.text), "utf-8", evidence, replaced + utf8.replaced, pieces)


def _broken_runs(content: bytes) -> list[tuple[int, int]]:
    """Where bytes beyond ASCII stand in a row that is no UTF-8; none where there are too many of them."""
    found: list[tuple[int, int]] = []
    for run in _HIGH.finditer(content):
        try:
            run[0].decode("utf-8")
        except UnicodeDecodeError:
            found.append(run.span())
            if len(found) > _MOST_BROKEN:
                return []
    return found


def _gbk_inside(content: bytes, start: int, end: int, least: float) -> tuple[int, int]:
    """The stretch of GBK in a run of bytes beyond ASCII that is not UTF-8; an empty one where there is none.

    UTF-8 may stand right before and behind it. A byte that is left over belongs to a character that was cut.
    """
    begin = _EAST_ASIAN_BEGIN.match(content, start, end)
    behind = begin.end() if begin else start
    before = end - _length_of_utf8_end(content[behind:end])
    spans = ((behind, before), (behind, before - 1), (behind, end), (start, before), (start, end))
    return next((span for span in spans if _is_gbk(content[slice(*span)], least)), (start, start))


def _is_gbk(stretch: bytes, least: float) -> bool:
    """Whether bytes beyond ASCII are characters of GBK, at least a share of them such as are in use."""
    if not stretch or len(stretch) % 2:
        return False
    try:
        stretch.decode("gbk")
    except UnicodeDecodeError:
        return False
    return 2 * sum(map(bool, _IN_USE.findall(stretch))) >= least * len(stretch)


def _length_of_utf8_end(run: bytes) -> int:
    """How many bytes at the end of a run are characters of East Asia in UTF-8."""
    place = len(run)
    while place >= 3 and _EAST_ASIAN_CHARACTER.fullmatch(run, place - 3, place):
        place -= 3
    return len(run) - place


def _normal(text: str) -> str:
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.replace("\0", "") if "\0" in text else text


def _claims(
    content: bytes, content_type: str | None, declared: str | None
) -> Iterator[tuple[str, str, Evidence]]:
    """What is said about the encoding, the most trustworthy first; labels nobody knows are left out."""
    said: list[tuple[str, Evidence]] = [(declared or "", "declared")]
    if header := _HEADER.search(content_type or ""):
        said.append((header[1], "header"))
    if meta := _META.search(content[:_META_WINDOW]):
        said.append((meta[1].decode("ascii"), "meta"))
    for label, evidence in said:
        if encoding := _lookup(label):
            yield *encoding, evidence


def _lookup(label: str) -> tuple[str, str] | None:
    label = label.strip().lower()
    if label in _LABELS:
        return _LABELS[label]
    try:
        codec = codecs.lookup(label)
        # A page whose label could be read as ASCII is in something that ASCII is a part of: UTF-16 and EBCDIC are
        # not, "base64" and its like are no charsets at all.
        markup = b"<p>1".decode(codec.name)
    except (LookupError, ValueError):
        return None
    if markup != "<p>1" or codec.name.startswith("utf") or "escape" in codec.name or codec.name in _NAMES:
        return None
    return codec.name, codec.name


def _evidence_for(name: str, claims: list[tuple[str, str, Evidence]]) -> Evidence:
    return next((evidence for claimed, _, evidence in claims if claimed == name), "bytes")


def _is_damaged_utf8(content: bytes) -> bool:
    """Whether at least nine in ten of the non-ASCII places are valid UTF-8: text in no other encoding is."""
    good, bad = _places(content[:_BEGINNING])
    if bad > _DAMAGED_PLACES and good < 9 * bad:
        return False
    good, bad = _places(content)
    return good >= 9 * bad


def _places(content: bytes) -> tuple[int, int]:
    """How many characters beyond ASCII stand in bytes that are UTF-8 for the most part, and how many places are none."""
    text = content.decode("utf-8", "replace")
    bad = text.count("\ufffd") - content.count(b"\xef\xbf\xbd")
    return len(text) - len(content.translate(None, _NOT_ASCII)) - bad, bad


def _is_mostly_utf8(content: bytes) -> bool:
    """Whether the characters of East Asia in UTF-8 are as many as the two-byte characters that the rest may be."""
    # Most of a page is markup in ASCII, which the searches need not see.
    runs = b" ".join(content[:_ENOUGH].translate(_ASCII_AS_SPACE).split())
    found = len(_EAST_ASIAN_CHARACTER.findall(runs))
    if found < _LEAST_EAST_ASIAN:
        return False
    rest = _MULTI_BYTE.sub(b"", runs)
    return 2 * found >= len(rest) - rest.count(b" ")


def _choose(content: bytes, claims: list[tuple[str, str, Evidence]]) -> tuple[tuple[str, str], Evidence]:
    sample = _sample(content)
    scores: dict[str, float] = {}

    def score_of(name: str, codec: str) -> float:
        if name not in scores:
            scores[name] = _score(sample, name, codec)
        return scores[name]

    # The first claim is nearly always right, and nothing else can then come near it.
    for name, codec, evidence in claims[:1]:
        if score_of(name, codec) >= _SURE:
            return (name, codec), evidence
    best = max(_CANDIDATES, key=lambda pair: score_of(*pair))
    known = {name for name, _ in _CANDIDATES}
    for name, codec, evidence in claims:
        score = score_of(name, codec)
        if name in known and score >= max(scores[best[0]] - _LIE_MARGIN, 0):
            return (name, codec), evidence
        # Nothing is known about what is common in Korean or Russian; that it decodes has to do.
        if name not in known and score >= -0.1 and scores[best[0]] < 2 * _OPINION:
            return (name, codec), evidence
    if scores[best[0]] >= _OPINION:
        return best, "statistics"
    for name, codec, evidence in claims:
        if name == "utf-8":
            return (name, codec), evidence
    return _sniffed(sample, sorted(_CANDIDATES, key=lambda pair: -scores[pair[0]]))


def _sample(content: bytes) -> bytes:
    """The first runs of text beyond ASCII, up to a length that statistics can do with."""
    runs: list[bytes] = []
    length = 0
    for found in _HIGH_RUN.finditer(content):
        runs.append(found[0])
        length += len(found[0])
        if length >= _SAMPLE:
            break
    return b"\n".join(runs)[:_SAMPLE]


def _score(sample: bytes, name: str, codec: str) -> float:
    """The share of common characters among those beyond ASCII, less four times that of impossible ones."""
    text = sample.decode(codec, "replace")
    # A text has many characters, but few different ones.
    counts = Counter(text)
    beyond = sum(counts[each] for each in counts if each > "\x7f")
    if not beyond:
        return 0.0
    strange = sum(counts[each] for each in _STRANGE.findall("".join(counts))) / beyond
    familiar = _FAMILIAR.get(name, frozenset())
    common = sum(counts[each] for each in familiar.intersection(counts)) / beyond
    if name == "windows-1252":
        # Accented letters stand alone between ASCII ones; two-byte characters come in rows.
        common *= len(_LONE_HIGH.findall(sample)) / beyond
    return common - 4 * strange


def _sniffed(sample: bytes, candidates: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], Evidence]:
    """The first of the candidates that no byte contradicts, as BeautifulSoup finds it.

    Left to itself it asks whichever detector happens to be installed, and these take broken Chinese for an alphabet of
    DOS. It is told what to try, and never comes to asking, because the last of these fits all bytes. Rows of bytes
    beyond ASCII are no text in windows-1252, whose letters stand alone.
    """
    from bs4.dammit import UnicodeDammit

    rows = len(_LONE_HIGH.findall(sample)) < 0.5 * sum(map(len, _HIGH.findall(sample)))
    names = {codec: (name, codec) for name, codec in candidates if not (rows and name == "windows-1252")}
    found = UnicodeDammit(sample, user_encodings=[*names, _ANY_BYTES], is_html=False).original_encoding
    return (names[found], "sniffed") if found in names else (("utf-8", "utf-8"), "none")
