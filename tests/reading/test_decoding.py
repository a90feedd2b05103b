"""Decoding: every claim about an encoding is tried against the bytes."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning import decoding
from cleaning.decoding import decode

HANS = "村口的老槐树下，几位老人正在下棋。小卖部的收音机里放着地方戏，孩子们从河堤上跑过，惊起一群麻雀。"
HANT = "村口的老槐樹下，幾位老人正在下棋。雜貨店的收音機裡放著地方戲，孩子們從河堤上跑過，驚起一群麻雀。這個時候還沒有開車來的人。"
JAPANESE = (
    "村の入り口にある古い木の下で、お年寄りたちが将棋をさしています。子どもたちは川の土手を走っていきます。"
)
FRENCH = (
    "À l'entrée du village, sous le vieux châtaignier, des aînés jouent aux échecs près de la rivière gelée."
)
KOREAN = "마을 어귀의 느티나무 아래에서 노인들이 장기를 두고 있다. 아이들은 강둑을 따라 달려간다."
RUSSIAN = "У околицы под старым деревом старики играют в шахматы, а дети бегут вдоль реки."


def page(text: str, meta: str | None = None) -> str:
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={meta}">' if meta else ""
    return f"<html><head>{head}<title>{text[:8]}</title></head><body><p>{text}</p></body></html>"


CASES = [
    # text, codec of the bytes, header charset, meta charset -> encoding, evidence
    pytest.param(HANS, "utf-8", None, None, "utf-8", "bytes", id="utf-8 needs no declaration"),
    pytest.param(
        HANS, "utf-8-sig", None, "gbk", "utf-8", "bom", id="a byte order mark beats the meta element"
    ),
    pytest.param(HANS, "utf-16", None, None, "utf-16-le", "bom", id="utf-16 with its mark"),
    pytest.param(HANS, "gbk", "gbk", None, "gb18030", "header", id="gbk in the header"),
    pytest.param(HANS, "gb2312", None, "gb2312", "gb18030", "meta", id="gb2312 in the meta element"),
    pytest.param(HANS, "gbk", None, None, "gb18030", "statistics", id="gbk with nobody saying so"),
    pytest.param(
        HANS, "gbk", "utf-8", None, "gb18030", "statistics", id="gbk under a header that says utf-8"
    ),
    pytest.param(HANS, "gbk", None, "utf-8", "gb18030", "statistics", id="gbk under a meta that says utf-8"),
    pytest.param(HANS, "gbk", "iso-8859-1", None, "gb18030", "statistics", id="gbk under a server's default"),
    pytest.param(
        HANS, "gbk", "iso-8859-1", "gb2312", "gb18030", "meta", id="the header lies, the meta does not"
    ),
    pytest.param(HANS, "gbk", None, "big5", "gb18030", "statistics", id="gbk declared big5"),
    pytest.param(HANS, "utf-8", "gb2312", "gb2312", "utf-8", "bytes", id="utf-8 declared gb2312"),
    pytest.param(HANT, "gbk", None, None, "gb18030", "statistics", id="traditional characters in gbk"),
    pytest.param(HANT, "big5hkscs", None, None, "big5hkscs", "statistics", id="big5 with nobody saying so"),
    pytest.param(HANT, "big5", None, "big5", "big5hkscs", "meta", id="big5 in the meta element"),
    pytest.param(HANT, "big5", None, "gb2312", "big5hkscs", "statistics", id="big5 declared gb2312"),
    pytest.param(
        HANT + "嘅嗰啲㗎", "big5hkscs", "big5", None, "big5hkscs", "header", id="hong kong characters"
    ),
    pytest.param(JAPANESE, "euc_jp", None, None, "euc-jp", "statistics", id="euc-jp with nobody saying so"),
    pytest.param(
        JAPANESE, "cp932", None, None, "shift_jis", "statistics", id="shift_jis with nobody saying so"
    ),
    pytest.param(JAPANESE, "cp932", None, "x-sjis", "shift_jis", "meta", id="shift_jis by another name"),
    pytest.param(FRENCH, "cp1252", None, None, "windows-1252", "statistics", id="accents stand alone"),
    pytest.param(
        FRENCH, "latin-1", "iso-8859-1", None, "windows-1252", "header", id="latin-1 is windows-1252"
    ),
    pytest.param(KOREAN, "euc_kr", None, "euc-kr", "euc-kr", "meta", id="korean where declared"),
    pytest.param(RUSSIAN, "cp1251", "windows-1251", None, "cp1251", "header", id="russian where declared"),
    pytest.param("plain words", "ascii", "gbk", None, "utf-8", "bytes", id="ascii is utf-8"),
]


@pytest.mark.parametrize(("text", "codec", "header", "meta", "encoding", "evidence"), CASES)
def test_the_text_comes_out_whatever_is_declared(
    text: str, codec: str, header: str | None, meta: str | None, encoding: str, evidence: str
) -> None:
    content = page(text, meta).encode(codec)
    decoded = decode(content, f"text/html; charset={header}" if header else None)
    assert decoded.text == page(text, meta)
    assert (decoded.encoding, decoded.evidence, decoded.replaced) == (encoding, evidence, 0)


def test_a_person_who_names_the_encoding_is_believed_before_the_page() -> None:
    decoded = decode(page(HANS, "utf-8").encode("gbk"), "text/html; charset=utf-8", declared="gbk")
    assert (decoded.encoding, decoded.evidence) == ("gb18030", "declared")


@pytest.mark.parametrize(
    "label", ["base64", "klingon", "utf-16", "unicode_escape", "\N{SNOWMAN}", "a" * 5000]
)
def test_a_label_that_is_no_charset_is_ignored(label: str) -> None:
    assert decode(page(HANS).encode("gbk"), declared=label).text == page(HANS)


def test_a_few_damaged_bytes_in_utf8_are_counted_and_the_rest_is_kept() -> None:
    content = (HANS * 3).encode() + b"\xe6\x9d" + HANS.encode() + b"\xff" + HANS.encode()
    decoded = decode(content)
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 2)
    assert decoded.text.count(HANS) == 5


@pytest.mark.timeout(60)
def test_damage_in_every_tenth_character_is_counted_in_time() -> None:
    decoded = decode(("河水涨到了第三级石阶".encode() + b"\xff") * 100_000)
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 100_000)


def test_utf8_with_a_gbk_advertisement_in_it_stays_utf8() -> None:
    decoded = decode(page(HANS * 10).encode() + "限时优惠".encode("gbk"))
    assert decoded.encoding == "utf-8"
    assert decoded.text.count(HANS) == 10
    assert decoded.replaced > 0


def test_gbk_cut_in_the_middle_of_a_character_loses_that_character_only() -> None:
    decoded = decode(page(HANS, "gbk").encode("gbk").replace(b"</p>", b"\xd6</p>"))
    assert (decoded.encoding, decoded.replaced) == ("gb18030", 1)
    assert HANS in decoded.text


def test_a_replacement_character_that_the_page_itself_holds_is_not_counted() -> None:
    assert decode("坏掉的\ufffd字".encode()).replaced == 0


def test_a_charset_attribute_of_a_script_is_no_declaration_of_the_page() -> None:
    content = b'<script charset="shift_jis" src="a.js"></script>' + page(HANS).encode("gbk")
    assert decode(content).encoding == "gb18030"


def test_line_ends_become_line_feeds_and_nul_disappears() -> None:
    assert decode(b"a\r\nb\rc\0d").text == "a\nb\ncd"


def test_empty_bytes_are_empty_text() -> None:
    assert decode(b"") == ("", "utf-8", "bytes", 0, 0)


@given(st.binary(max_size=400), st.sampled_from([None, "gbk", "utf-8", "big5", "shift_jis", "hz", "cp037"]))
def test_any_bytes_decode_to_scalar_values_without_cr_and_nul(content: bytes, label: str | None) -> None:
    decoded = decode(content, declared=label)
    assert not {"\r", "\0"} & set(decoded.text)
    assert decoded.text.encode("utf-8").decode("utf-8") == decoded.text
    assert decoded.replaced >= 0


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r\0"), max_size=200))
def test_utf8_comes_back_as_it_was(text: str) -> None:
    assert decode(text.encode()).text == text.removeprefix("\ufeff")


def test_importing_it_imports_nothing_heavy() -> None:
    code = "import sys, cleaning.decoding; print(sorted({'bs4', 'selectolax', 'msgspec'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True).stdout == "[]\n"


def test_bytes_of_no_encoding_are_counted_and_not_complained_about(caplog: pytest.LogCaptureFixture) -> None:
    decoded = decode(bytes.fromhex("8141909d8d0081"))
    assert decoded.replaced == 5
    assert caplog.records == []


FOOTER = "版权归河畔网所有，地址在老街东头第三个院子，电话请打值班室，投诉和建议请写信寄到门卫，本站不对转载的内容负责，欢迎各位街坊常来坐坐，喝一杯新茶，听一段评弹，夜里九点关门。"


def test_a_footer_in_gbk_under_an_article_in_utf8_is_read_as_gbk() -> None:
    decoded = decode(page(HANS * 8).encode() + f"<div>{FOOTER}</div>".encode("gbk"))
    assert (decoded.encoding, decoded.evidence, decoded.replaced) == ("utf-8", "bytes", 0)
    assert decoded.text == page(HANS * 8) + f"<div>{FOOTER}</div>"
    assert decoded.pieces == 1
    assert decode(page(HANS).encode()).pieces == decode(page(HANS).encode("gbk")).pieces == 0


@pytest.mark.parametrize("before", [0, 1, 3])
def test_a_paragraph_in_gbk_of_a_short_article_in_utf8_is_read_as_gbk(before: int) -> None:
    above, below = f"<p>{HANS}</p>" * before, f"<p>{HANS}</p>" * (3 - before)
    content = page(above, "utf-8").encode() + f"<p>{HANS}</p>".encode("gbk") + below.encode()
    decoded = decode(content)
    assert (decoded.encoding, decoded.evidence, decoded.replaced) == ("utf-8", "meta", 0)
    assert decoded.text == page(above, "utf-8") + f"<p>{HANS}</p>" + below


def test_gbk_that_touches_utf8_is_told_from_it() -> None:
    content = HANS.encode() * 3 + HANS.encode("gbk") + HANS.encode()
    assert decode(content) == (HANS * 5, "utf-8", "bytes", 0, 1)


def test_bytes_that_are_neither_utf8_nor_gbk_are_counted_and_the_gbk_beside_them_is_read() -> None:
    content = (HANS * 4).encode() + b"<p>\xff\xfe\xe6<p>" + HANS.encode("gbk") + b"\x81<p>" + HANS.encode()
    decoded = decode(content)
    assert decoded.text.count(HANS) == 6
    assert (decoded.encoding, decoded.replaced) == ("utf-8", 4)


def test_gbk_full_of_damage_from_another_page_stays_gbk() -> None:
    text = HANS + "锟斤拷" * 9
    assert decode(page(text).encode("gbk")) == (page(text), "gb18030", "statistics", 0, 0)


def test_a_page_in_gbk_with_a_piece_of_utf8_stays_gbk() -> None:
    decoded = decode(page(HANS * 6).encode("gbk") + f"<p>{HANS}</p>".encode())
    assert decoded.encoding == "gb18030"
    assert decoded.text.count(HANS) == 6


@pytest.mark.parametrize("text", [HANS, HANT, JAPANESE, KOREAN, RUSSIAN])
@pytest.mark.parametrize("codec", ["gb18030", "euc_jp", "koi8_r", "cp1251", "cp949"])
def test_text_in_another_encoding_is_not_taken_for_utf8(text: str, codec: str) -> None:
    content = text.encode(codec, "ignore") * 5
    assert content.isascii() or decode(content).encoding != "utf-8" or decode(content).evidence == "none"


@pytest.mark.parametrize(
    "content", [RUSSIAN.encode("cp866"), RUSSIAN.encode("koi8_r"), HANS.encode("gbk")[1::2] * 3, b"\xf1" * 90]
)
def test_no_detector_that_may_be_installed_or_not_is_asked(
    content: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(_: object) -> str:
        raise AssertionError("a detector was asked")

    monkeypatch.setattr("bs4.dammit._chardet_dammit", asked)
    web = {"utf-8", "gb18030", "big5hkscs", "euc-jp", "shift_jis", "windows-1252"}
    assert decode(content).encoding in web


def test_a_declared_utf8_is_kept_where_nothing_else_fits() -> None:
    decoded = decode(page("", "utf-8").encode() + RUSSIAN.encode("cp866"))
    assert (decoded.encoding, decoded.evidence) == ("utf-8", "meta")


def test_short_pieces_and_rare_characters_of_a_footer_in_gbk_are_read() -> None:
    footer = "<div>版权所有 河畔网 京ICP备12345678号</div><div>主编：王鑫 电话：010-66668888 瑾瑜印务有限公司承印</div>"
    decoded = decode(page(HANS * 4).encode() + footer.encode("gbk"))
    assert (decoded.text, decoded.replaced) == (page(HANS * 4) + footer, 0)


@given(
    st.lists(
        st.sampled_from([HANS, HANT, JAPANESE, "<p>", " x "]).flatmap(
            lambda text: st.sampled_from(["utf-8", "gb18030", "latin-1"]).map(
                lambda codec: text[:6].encode(codec, "ignore")
            )
        )
        | st.binary(max_size=4),
        max_size=30,
    )
)
def test_a_page_is_mostly_utf8_with_its_markup_or_without(parts: list[bytes]) -> None:
    content = b"".join(parts)
    found = len(re.findall(decoding._EAST_ASIAN, content))
    rest = decoding._MULTI_BYTE.sub(b"", content)
    wanted = found >= 8 and 2 * found >= sum(each >= 0x80 for each in rest)
    assert decoding._is_mostly_utf8(content) == wanted


@pytest.mark.timeout(60)
@pytest.mark.parametrize("broken", [b"\xe6\xb0a", "水".encode() + b"\xff ", "水，".encode("utf-16-le")])
def test_a_page_of_broken_characters_is_read_in_time_and_none_of_them_is_mended(broken: bytes) -> None:
    decoded = decode(page(HANS).encode() * 20 + broken * 600_000)
    assert HANS in decoded.text
    assert decoded.replaced >= 600_000 or decoded.encoding != "utf-8"


def test_pieces_of_gbk_are_read_where_a_page_has_hundreds_of_them() -> None:
    rows = [page(HANS).encode(), page(FRENCH + HANS).encode("gbk", "ignore")] * 400
    decoded = decode(page(HANS).encode() * 400 + b"\n".join(rows))
    assert decoded.encoding == "utf-8"
    assert decoded.text.count(HANS) == 1200
