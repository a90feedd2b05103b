"""Hostile markup: it is cut before it reaches the parser, and the text that is there is still found."""

from __future__ import annotations

import html

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cleaning.page import Page
from cleaning.reading import read
from cleaning.reading.caps import MAX_BYTES, limit
from cleaning.reading.html import parse

PROSE = "磨坊在村子的下游，水轮一天到晚地转，石磨上的面粉落得像雪，来磨面的人坐在门槛上抽烟、说话。"

HOSTILE = {
    "nested divs": ("<div>" * 100_000 + f"<p>{PROSE}</p>", "depth"),
    "closed nested divs": ("<div>" * 50_000 + f"<p>{PROSE}</p>" + "</div>" * 50_000, "depth"),
    "unclosed formatting": (
        f"<p>{PROSE}</p><p>" + "".join(f"<font a={n}>" for n in range(3000)) + "<p>x" * 5000,
        "formatting",
    ),
    "misnested formatting": (
        f"<p>{PROSE}</p>" + "".join(f"<b a={n}><div>" for n in range(3000)) + "</b>" * 3000,
        "formatting",
    ),
    "formatting among closing tags of others": (
        f"<p>{PROSE}</p>" + "".join(f"<b a={n}></i>" for n in range(3000)) + "<p>x" * 3000,
        "formatting",
    ),
    "nested divs among closing tags of others": (f"<p>{PROSE}</p>" + "<div></span>" * 60_000, "depth"),
    "nested names that begin alike": (f"<p>{PROSE}</p>" + "<blockquote></blockquotz>" * 60_000, "depth"),
    "attributes": (f"<p>{PROSE}</p><div {' '.join(f'a{n}=1' for n in range(50_000))}>", "attributes"),
    "attributes of tags that have few enough each": (
        f"<p>{PROSE}</p>" + f"<i {' '.join(f'a{n}' for n in range(950))}>x</i>" * 500,
        "attributes",
    ),
    "tags": (f"<p>{PROSE}</p>" + "<hr>" * 300_000, "tags"),
    "a script of ten megabytes": (f"<p>{PROSE}</p><script>{'x=1;' * 2_500_000}</script><p>{PROSE}</p>", None),
    "more text than the cap": (f"<p>{PROSE}</p><p>{'a' * (MAX_BYTES + 1)}</p>", "size"),
    "two megabytes of entities": (f"<p>{PROSE}</p><p>{'&amp;' * 400_000}</p>", None),
    "nul bytes": (f"<p>{PROSE}</p>" + "\0" * 300_000, None),
    "unclosed comments": (f"<p>{PROSE}</p>" + "<!--" * 300_000, None),
    "unclosed tags": (f"<p>{PROSE}</p>" + "<a " * 300_000, None),
    "unclosed everything": (
        f"<table><tr><td><ul><li><b><p>{PROSE}" + "<table><td><form><select><svg><math>" * 3000,
        "depth",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_the_text_is_found_and_the_cap_is_recorded(name: str) -> None:
    html, cap = HOSTILE[name]
    limited = limit(html.encode())
    assert cap is None or cap in limited.cut
    article = read(Page(content=f"<h1>磨坊</h1>{html}".encode()))
    assert PROSE in article.text
    if cap:
        assert cap in article.metadata.found["caps"]


# Markup whose tags look closed to whoever counts them, and are not to a parser: a piece, and the cap that it reaches; ""
# where what hides the tags is left out.
LOOKING_CLOSED = {
    "in comments": ("<div><!--</div>-->", "depth"),
    "in attributes": ('<div title="</div>">', "depth"),
    "behind a bracket in quotes": ('<div title="></div>">', "depth"),
    "in single quotes": ("<div title='\"></div>'>", "depth"),
    "in declarations": ("<div><?</div>", "depth"),
    "in an ending tag's attribute": ('<div></p title="></div>">', "depth"),
    "in scripts": ("<div><script></div></script>", "depth"),
    "in doubly escaped scripts": ("<div><script><!--<script></script></div></script>", ""),
    "in a drawing's characters": ("<svg><![CDATA[</svg>]]>", "depth"),
    "across a table": ("<div><table></div></table>", "depth"),
    "across an object": ("<div><object></div></object>", "depth"),
    "across a list of choices": ("<div><select></div></select>", "depth"),
    "across a block": ("<span><div></span></div>", "depth"),
    "across a paragraph": ("<span><p></span></p>", "depth"),
    "across a form": ("<form><div></form>", "depth"),
    "in drawings, and read as HTML": ("<svg><p><x-y/></p></svg>", "depth"),
    "groups of choices outside of a list": ("<optgroup></select>", "depth"),
    "bold, across a table": ("<b id=1><table></b></table>", "formatting"),
    "bold, in another cell": ("<table><b id=1><td></b></table>", "formatting"),
}


@pytest.mark.parametrize("name", LOOKING_CLOSED)
def test_what_a_parser_holds_open_counts_as_open(name: str) -> None:
    piece, cap = LOOKING_CLOSED[name]
    limited = limit(piece.encode() * 9_000)
    assert not cap or cap in limited.cut
    assert _deepest(limited.content) < 3_000


# What hides all that follows from whoever takes it for characters, as a parser does not: before and after the nested part.
HIDING = {
    "a comment of nothing": ("<!-->", ""),
    "a comment of a dash": ("<!--->", ""),
    "a comment with an exclamation mark": ("<!-- --!>", ""),
    "a quote in a tag": ('<a title="<!--">', ""),
    "a stray quote in a tag": ('<a b"><i title="">', ""),
    "the title of a drawing": ("<svg><title>", "</title>"),
    "an open title of a drawing": ("<svg><title>", ""),
    "the style of a drawing": ("<svg><style>", "</style></svg>"),
    "a text field in a list of choices": ("<select><title></select>", "</title>"),
    "characters of a drawing outside of one": ("<![CDATA[>", "]]>"),
}


@pytest.mark.parametrize("name", HIDING)
def test_nothing_hides_depth(name: str) -> None:
    before, after = HIDING[name]
    html = f"{before}{'<div>' * 18_000}{after}<p>{PROSE}</p>".encode()
    limited = limit(html)
    assert _deepest(limited.content) < 1_000
    assert PROSE.encode() in limited.content


def _deepest(content: bytes) -> int:
    """How deep the tree is that a parser makes."""
    deepest = depth = 0
    node = LexborHTMLParser(content).root
    while node is not None:
        deepest = max(deepest, depth)
        inner = node.first_child
        if inner is not None:
            node, depth = inner, depth + 1
            continue
        while node is not None and node.next is None:
            node, depth = node.parent, depth - 1
        node = node.next if node is not None else None
    return deepest


COSTLY = {
    "names of elements, all different": ("".join(f"<x-{n}>" for n in range(20_000)), "depth"),
    "attributes with brackets in quotes": (
        "<p " + " ".join(f"a{n}='>'" for n in range(20_000)) + ">",
        "attributes",
    ),
    "choices": ("<select>" + "<option>" * 20_000, "options"),
    "cells in a drawing": ("<svg>" + "<td>" * 20_000, "depth"),
    "lines of code": ("<pre>" + "x\n" * 60_000 + "</pre>", "lines"),
    "elements that say their text": ("<time>x" * 400 + "x" * 2_000 + "</time>" * 400, "said"),
}


@pytest.mark.parametrize("name", COSTLY)
def test_what_costs_far_more_than_its_size_is_cut_and_recorded(name: str) -> None:
    html, cap = COSTLY[name]
    article = read(Page(content=f"<h1>磨坊</h1><div><p>{PROSE}</p></div>{html}"))
    assert cap in article.metadata.found["caps"].split(", ")
    assert PROSE in article.text


# Text around what makes no element is one text, copied for each piece of it: 3 MB of these took 6 GB of memory.
MERGING = {
    "columns outside of a table": ("", "<col a=b>", "attributes"),
    "cells behind a table": ("<table><tr><td></table>", "<td a=b>", "attributes"),
    "bodies in a body": ("", "<body a=b>", "attributes"),
    "forms in a form": ("<form>", "<form a=b>", "attributes"),
    "ends with attributes": ("", "</x-y a=b>", "attributes"),
    "ends of the page with comments": ("", "</body><!--x-->", "tags"),
    "text between rows": ("<table>", "<tr><td>y</td>", "tables"),
    "text between comments of a table": ("<table><tr><td>y</td>", "<!--y-->", "tables"),
    "text between scripts of a table": ("<table>", "<script a=b></script>", "tables"),
    "text between columns of a table": ("<table><colgroup>", "<col a=b>", "tables"),
    "bodies in the caption of a table": ("<table><caption>", "<body a=b>", "attributes"),
}


@pytest.mark.parametrize("name", MERGING)
def test_text_that_a_parser_would_copy_for_each_piece_is_kept_apart(name: str) -> None:
    before, piece, cap = MERGING[name]
    text = f"<p>{PROSE}</p>{before}" + f"{PROSE}{piece}" * 8_000
    limited = limit(text.encode())
    assert limited.cut == (cap,)
    assert limited.content.count(PROSE.encode()) == 8_001


UNHARMED = {
    "cells with attributes": f"<table class=a>{f'<tr class=a><td class=b>{PROSE[:9]}</td><td colspan=2>x</td></tr>' * 4_000}</table>",
    "forms": f"<form action=/a><input name=b>{PROSE}</form>" * 300,
    "bold words": f"<p>{PROSE}<b>磨坊</b>{PROSE}<font color='red'>磨坊</font></p>" * 1_500,
    "unclosed items": f"<ul>{f'<li><b>{PROSE}</b><p>{PROSE}' * 10}</ul>" * 450,
    "tables in tables": f"<table><tr><td><div>{PROSE}</div><table><tr><td>{PROSE}</table></table>" * 1_200,
    "drawings": "<div><svg><title>a</title><g><path d='M0'/><a><rect/></a></g></svg></div>" * 1_000,
    "attributes that hold markup": '<p title="<div>"><i data-x=\'"></p>\'>x</i></p>' * 2_500,
    "comments and scripts": "<div><!-- <div> --><script>if (a<b) c('<div>')</script></div>" * 1_500,
    "lists of choices": f"<form><select>{'<option>a' * 12}</select><p>x</form>" * 400,
}


@pytest.mark.parametrize("name", UNHARMED)
def test_large_pages_of_people_pass_as_they_are(name: str) -> None:
    content = UNHARMED[name].encode()
    assert limit(content) == (content, ())


def test_an_ordinary_page_passes_as_it_is() -> None:
    content = (f"<div><p>{PROSE}</p></div>" * 2000).encode()
    assert limit(content) == (content, ())


def test_a_page_of_small_drawings_is_not_taken_for_deep() -> None:
    content = b"<svg>" + b'<path d="M0 0"/>' * 6000 + b"</svg>"
    assert limit(content).cut == ()


def test_a_large_page_of_closed_elements_passes_as_it_is() -> None:
    row = f"<div><section><b><i>{PROSE}</i></b><p>{PROSE}<br><img src=a><ul><li>a<li>b</ul></section></div>"
    content = (row * 1500).encode()
    assert limit(content) == (content, ())


def test_an_element_closed_with_those_inside_it_is_as_deep_as_before() -> None:
    assert limit(b"<div><section>x</div>" * 9_000).cut == ()


def test_a_cut_tree_is_never_deeper_than_the_cap() -> None:
    document = parse(limit(b"<div><section>" * 20_000 + b"x").content)
    assert max(container.depth for container in document.containers) < 600


@given(st.binary(max_size=600))
def test_any_bytes_read_as_html_without_an_error(content: bytes) -> None:
    article = read(Page(content=content, url="https://example.com/"))
    assert not {"\r", "\n", "\0"} & set("".join(block.text for block in article.blocks))
    assert (article.dropped is None) == (article.kind == "article")


MARKUP = """
<p> </p> <div> </div> <table> <tr> <td> </table> <a\thref=/1.html> </a> <b> </b> <br> <ul> <li> <pre> </pre> <h1> </h1> <script>
</script> <!-- --> <svg> <time\tdatetime=2026-02-03> <meta\tname=author\tcontent=x> &nbsp; &#0; &#xD800; &amp
"""
TAGS = st.sampled_from([tag for line in MARKUP.split("\n") for tag in line.split(" ")])


@given(st.lists(TAGS | st.text(max_size=30), max_size=60))
def test_any_soup_of_tags_gives_blocks_that_keep_the_rules_of_values(parts: list[str]) -> None:
    article = read(
        Page(content="".join(parts), url="https://example.com/a/1.html", fetched_at="2026-02-04T08:00:00Z")
    )
    for text in (*(block.text for block in article.blocks), article.title or ""):
        assert not {"\r", "\n", "\0"} & set(text)
        assert text.encode("utf-8").decode("utf-8") == text
    assert all(block.text for block in article.blocks)


def test_a_dump_of_more_lines_than_a_page_has_is_cut_and_the_cap_is_recorded() -> None:
    article = read(Page(content=f"磨坊\n{PROSE}\n" + f"{PROSE[:20]}\n" * 40_000, form="text"))
    assert article.metadata.found["caps"] == "lines"
    assert article.text.startswith(PROSE)
    assert len(article.blocks) < 40_000
    assert read(Page(content="\n" * 2_000_000, form="text")).metadata.found["caps"] == "size"


ADDRESSES = (
    "http://[::1",
    "//[",
    "http://example.com:99999999/a_2.html",
    "\0/a_2.html",
    "http://\ud800/a_2.html",
    "x" * 70_000,
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_addresses_that_are_none_take_nothing_from_a_page(address: str) -> None:
    written = html.escape(address.encode("utf-8", "replace").decode())
    links = "".join(
        f'<{tag}="{written}">下一页</a>' for tag in ("a href", "link rel=canonical href", "base href")
    )
    page = f"<h1>磨坊</h1><div class=content><p>{PROSE}</p></div>{links}<a href=a_2.html>2</a>"
    for url in (address, "https://example.com/a.html"):
        article = read(Page(content=page, url=url))
        assert (article.url, article.text) == (url, PROSE)


def test_addresses_hold_no_line_breaks() -> None:
    head = "<link rel=canonical href='https://example.com/a/\n1.html'>"
    listed = "<h3>相关阅读</h3><ul><li><a href='https://example.com/\n2.html'>河水涨到了石阶</a></ul>"
    article = read(Page(content=f"{head}<h1>磨坊</h1><div><p>{PROSE}</p></div>{listed}"))
    assert article.metadata.canonical_url == "https://example.com/a/1.html"
    assert [entry.url for entry in article.related] == ["https://example.com/2.html"]


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "html",
    [
        "<script>" + "<!--" * 500_000 + "</script>",
        "<math><textarea></desc><script>" * 60_000,
        "<svg>" + "<title/>" * 150_000 + "</title>",
    ],
    ids=["a script of comments", "text fields in drawings", "empty titles of drawings"],
)
def test_looking_for_the_end_of_characters_takes_time_by_their_length(html: str) -> None:
    assert PROSE.encode() in limit(f"<p>{PROSE}</p>{'<hr>' * 9_000}{html}".encode()).content


# Dumps of which each line was once compared with all others.
DUMPS = {
    "labels of one term": "关键词：春汛\n",
    "headings of terms": "关键词\n春汛、河水、石阶、船\n\n",
    "entries and stamps": "河水涨到了第三级石阶\n2026-02-03 21:46 阅读：12\n",
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", DUMPS)
def test_a_dump_of_one_form_of_line_is_read_in_time(name: str) -> None:
    article = read(Page(content=f"磨坊\n{PROSE}\n" + DUMPS[name] * 4_000, form="text"))
    assert article.text.startswith(PROSE)
    assert len(article.related) <= 300
