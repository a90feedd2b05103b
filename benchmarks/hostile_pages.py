"""Pages that are written to cost far more than their size: a name, and how to make one of a given number of bytes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

PROSE: Final = "村口的老磨坊去年秋天翻修完毕，木轮换成了新的，水渠也清了淤。"
_OPENING: Final = (
    f"<html><head><title>磨坊</title></head><body><h1>磨坊</h1><div class=content><p>{PROSE}</p>" * 1
)

Make = Callable[[int], bytes]


def _times(part: str, before: str = "", after: str = "", codec: str = "utf-8") -> Make:
    """The article with one piece of markup behind it, again and again; `#` in the piece is a number that goes up."""

    def make(size: int) -> bytes:
        head, tail = (_OPENING + before).encode(codec), after.encode(codec)
        room = max(size - len(head) - len(tail), 0)
        if "#" not in part:
            unit = part.encode(codec)
            return head + unit * (room // len(unit)) + tail
        return head + b"".join(_numbered(part.encode(codec), room)) + tail

    return make


def _numbered(part: bytes, room: int) -> Iterator[bytes]:
    for number in count():
        piece = part.replace(b"#", b"%x" % number)
        room -= len(piece)
        if room < 0:
            return
        yield piece


def _nested(opening: str, closing: str, filling: str = "x") -> Make:
    """Elements inside each other, opened and closed as they should be."""

    def make(size: int) -> bytes:
        times = (size - len(_OPENING.encode())) // (len(opening) + len(closing))
        return (_OPENING + opening * times + filling + closing * times).encode()

    return make


def _in_script(kind: str, make_text: Callable[[int], str]) -> Make:
    def make(size: int) -> bytes:
        script = f'<script type="{kind}">{make_text(size)}</script>'
        return (script + _OPENING).encode()

    return make


def _bytes(unit: bytes, before: bytes = b"") -> Make:
    return lambda size: before + unit * ((size - len(before)) // len(unit))


def _article_body(size: int) -> str:
    return json.dumps({"@type": "NewsArticle", "articleBody": PROSE * (size // 100)}, ensure_ascii=False)


def _hinted_lines(size: int) -> bytes:
    """A body of a megabyte that the page names, and lines of which each must be looked for in it."""
    body = json.dumps({"@type": "NewsArticle", "articleBody": "aaaa" * 400_000})
    lines = b"".join(_numbered(b"<p>aaaaaaaaaaaaaaaaaaaaaaab#</p>", size - len(body) - 500))
    return f'<script type="application/ld+json">{body}</script>{_OPENING}'.encode() + lines


def _line_of(part: str, length: int = 200) -> str:
    return f"<p>{(part * length)[:length]}</p>"


MARKUP: Final[dict[str, Make]] = {
    "nested div": _times("<div>"),
    "nested div, closed": _nested("<div>", "</div>"),
    "nested span": _times("<span>"),
    "nested unknown elements": _times("<x-#>"),
    "closing tags in comments": _times("<div><!--</div>-->"),
    "closing tags in attributes": _times('<div title="</div>">'),
    "closing tags in quotes": _times('<div title="></div>">'),
    "closing tags in declarations": _times("<div><?</div>"),
    "closing tags in scripts": _times("<div><script></div></script>"),
    "closing tags in doubly escaped scripts": _times("<div><script><!--<script></script></div></script>"),
    "closing tags in tables": _times("<div><table></div></table>"),
    "closing tags in objects": _times("<div><object></div></object>"),
    "closing tags in select": _times("<div><select></div></select>"),
    "closing tags in CDATA": _times("<svg><![CDATA[</svg>]]>"),
    "closing tags behind blocks": _times("<span><div></span></div>"),
    "closing tags behind paragraphs": _times("<span><p></span></p>"),
    "closing tags of forms": _times("<form><div></form>"),
    "an empty comment, then depth": _times("<div>", "<!-->"),
    "a comment closed by --!>, then depth": _times("<div>", "<!-- --!>"),
    "depth in the title of a drawing": _times("<div>", "<svg><title>", "</title>"),
    "depth in the style of a drawing": _times("<g>", "<svg><style>", "</style></svg>"),
    "cells in a drawing": _times("<td>", "<svg>"),
    "voids in a drawing, then ends": lambda size: (
        _OPENING.encode() + b"<svg>" + b"<input>" * (size // 16) + b"</zz>" * (size // 16)
    ),
    "unknown ends below depth": lambda size: (
        _OPENING.encode() + b"<span>" * 500 + b"</zz>" * ((size - 4000) // 5)
    ),
    "rules below depth": lambda size: _OPENING.encode() + b"<div>" * 500 + b"<hr>" * ((size - 4000) // 4),
    "foreign objects": _times("<svg><foreignObject>"),
    "math in drawings": _times("<math><mi><svg><desc>"),
    "nested tables": _times("<table><tr><td>"),
    "tables without cells": _times("<table>"),
    "foster parenting": _times("x<b>", "<table>"),
    "rows in a table": _times("<tr><td>x</td><td>y</td></tr>", "<table>", "</table>"),
    "nested select": _times("<select><option>"),
    "nested template": _times("<template>"),
    "nested ruby": _times("<ruby><rb>x<rt>y"),
    "nested button": _times("<button>"),
    "nested forms": _times("<form>"),
    "framesets": _times("<frameset>"),
    "unclosed p": _times("<p>x"),
    "unclosed li": _times("<li>x"),
    "unclosed lists": _times("<ul><li>x"),
    "unclosed dd": _times("<dl><dd>x"),
    "unclosed a": _times("<a href=#>x"),
    "unclosed b": _times("<b>x"),
    "unclosed b, all different": _times("<b id=#>x"),
    "unclosed font": _times("<font color=#>x<p>"),
    "unclosed nobr": _times("<nobr>x"),
    "adoption agency": _times("<b><div>x</b></div>"),
    "adoption agency, all different": _times("<b id=#><i id=#><div>x</b></div>"),
    "bold behind tables": _times("<b id=#><table></b></table>"),
    "links in blocks in links": _times("<a><div>"),
    "unclosed headings": _times("<h1>x"),
    "attributes": _times(" a#=1", "<div", ">"),
    "attributes in quotes": _times(' a#=">"', "<div", ">"),
    "many elements with attributes": _times(f"<i {' '.join(f'a{n}' for n in range(300))}>x</i>"),
    "a class name of a megabyte": lambda size: (
        _OPENING + "".join(f"<div class='{'side-bar' * 125_000}'>x" for _ in range(size // 1_000_000))
    ).encode(),
    "distinct class names": _times("<div class=a#>x</div>"),
    "one huge text": _times("春水"),
    "one huge text of marks": _times("，。"),
    "one huge text of spaces": _times(" \u3000"),
    "one huge line of labels": _times("责任编辑：李然 "),
    "one huge line of colons": _times("水:水;"),
    "one huge word and an address": lambda size: (_OPENING + "a" * (size // 8) + " a@b.cn 河").encode(),
    "one huge line of brackets": _times("(水"),
    "tiny blocks": _times("<p>x</p>"),
    "tiny blocks of Chinese": _times("<p>水，</p>"),
    "line breaks": _times("x<br>"),
    "links": _times("<a href=/#.html>水</a>"),
    "links in lines": _times("<p><a href=/a/#.html>河水涨到了第三级石阶</a></p>"),
    "images": _times("<img src=/#.jpg alt=x>"),
    "times": _times("<time datetime=2026-02-03>x</time>"),
    "itemprops": _times("<span itemprop=author>x</span>"),
    "nested itemprops": _nested("<span itemprop=author>x", "</span>"),
    "nested times": _nested("<time>x", "</time>"),
    "itemprops around a long text": lambda size: (
        _OPENING + "<span itemprop=name>" * 500 + "x" * (size // 4) + "</span>" * 500
    ).encode(),
    "meta": _times("<meta name=author content=#>"),
    "link elements": _times("<link rel=next href=/#.html>"),
    "titles": _times("<svg><title>x</title></svg><title>y</title>"),
    "preformatted lines": _times("x\n", "<pre>", "</pre>"),
    "named entities": _times("&amp;"),
    "numeric entities": _times("&#22303;"),
    "entities without semicolons": _times("&amp&copy&notit&"),
    "long names of entities": _times("&CounterClockwiseContourIntegra"),
    "escaped entities": _times("水&amp;nbsp;"),
    "surrogate entities": _times("&#xD800;&#0;&#x110000;"),
    "NUL bytes": _times("\0"),
    "NUL bytes in text": _times("水\0"),
    "carriage returns": _times("\r"),
    "control characters": _times("水\x01\x02\x0b"),
    "private and odd spaces": _times("水\u200b\u2003"),
    "comments": _times("<!---->"),
    "unclosed comments": _times("<!--"),
    "CDATA": _times("<![CDATA[x]]>"),
    "doctypes": _times("<!DOCTYPE html>"),
    "processing instructions": _times("<?x?>"),
    "less-than signs": _times("<"),
    "ends without beginnings": _times("</p>"),
    "unclosed tags": _times("<a "),
    "a giant script": _times("x=1;", "<script>", "</script>"),
    "an unclosed script": _times("if(a<b)", "<script>"),
    "a script of unclosed comments": _times("<!--", "<script>", "</script>"),
    "text fields in drawings": _times("<math><textarea></desc><script>"),
    "empty titles of drawings": _times("<title/>", "<svg>", "</title>"),
    "a script of comments": _times("<!--<script>", "<script>", "</script>"),
    "a giant style": _times("a{b:c}", "<style>", "</style>"),
    "a giant title": lambda size: (f"<title>{'春汛_' * (size // 7)}</title>{_OPENING}").encode(),
    "a title of dashes": lambda size: (f"<title>{'春-' * (size // 4)}</title>{_OPENING}").encode(),
    "a giant meta": lambda size: (
        f"<meta property=og:title content='{'春汛_' * (size // 7)}'>{_OPENING}"
    ).encode(),
    "a giant author": lambda size: (
        f"<meta name=author content='{'林晚、' * (size // 9)}'>{_OPENING}"
    ).encode(),
    "keywords": lambda size: (f"<meta name=keywords content='{'水,' * (size // 4)}'>{_OPENING}").encode(),
    "a giant heading": lambda size: (_OPENING + f"<h1>{'春 | ' * (size // 6)}</h1>").encode(),
    "JSON-LD, deeply nested": _in_script("application/ld+json", lambda n: "[" * 100_000 + "]" * 100_000),
    "JSON-LD of objects": _in_script("application/ld+json", lambda n: "[" + "{}," * (n // 3) + "{}]"),
    "JSON-LD of articles": _in_script(
        "application/ld+json", lambda n: "[" + '{"@type":"Article"},' * (n // 20) + "{}]"
    ),
    "JSON-LD with huge keys": _in_script("application/ld+json", lambda n: '{"' + "k" * (n - 10) + '":1}'),
    "JSON-LD with a huge number": _in_script("application/ld+json", lambda n: "9" * (n - 10)),
    "JSON-LD with huge values": _in_script(
        "application/ld+json",
        lambda n: json.dumps(
            {"@type": "Article", "headline": "春 | " * (n // 20), "keywords": "a," * (n // 20)}
        ),
    ),
    "JSON-LD with a huge body": _in_script("application/ld+json", _article_body),
    "many JSON-LD scripts": _times('<script type="application/ld+json">{"@type":"Article"}</script>'),
    "lines to look for in a named body": _hinted_lines,
    "headings of lists": _times("<p>相关阅读</p>"),
    "headings of lists, with links": _times("<p>相关阅读</p><a href=/#.html>河水涨到了第三级石阶</a>"),
    "a list entry of many links": _times("<a href=/#>河水涨到石阶</a>", "<h3>相关阅读</h3><p>", "</p>"),
    "a pager": _times("<a href=/a/1_#.html>#</a> "),
    "the same line": _times(f"<p>{PROSE}</p>"),
    "the same section": _times(f"<h2>河水</h2><p>{PROSE}</p>"),
    "table rows of text": _times(f"<tr><td>{PROSE}<td>{PROSE}", "<table>"),
    "stamps": _times("<p>河水涨到了第三级石阶</p><p>2026-02-03 21:46 阅读：12</p>"),
    "terms": _times("<p>关键词：春汛、河水</p>"),
    "headings of terms": _times("<h2>关键词</h2><p>春汛、河水、石阶</p>"),
    "half-width marks": _times("<p>河水涨了,石阶也没了.除了这些以外呢,船都系牢了.</p>"),
    "editor lines": _times("<p>责任编辑：李然</p>"),
    "readings": _times("国(guó)河(hé)", "<p>國(guó)河(hé)門(mén)"),
    "Traditional text": _times("<p>國家圖書館開門後，讀者與館員說話。</p>"),
}
"""Attacks by markup, and by what stands in it."""

MORE: Final[dict[str, Make]] = {
    "attributes just below the cap": _times(f"<i {' '.join(f'{n:x}' for n in range(990))}>x</i>"),
    "attributes just below the quick look": _times(f"<i {' '.join(f'{n:x}' for n in range(1900))}>x</i>"),
    "links around bold around paragraphs": _times("<a href=#><b><p>x"),
    "links around bold, all different": _times("<a href=#><b id=#><p>x</a>"),
    "bold around paragraphs, closed across": _times("<b><i><u><p>x</b></i></u>"),
    "foster-parented paragraphs": _times("<p>x", "<table>"),
    "foster-parented text": _times("x<tr>", "<table>"),
    "foster-parented links": _times("<a href=#>x<tr><td>", "<table>"),
    "nested lists, closed": _nested("<ul><li>x", "</li></ul>"),
    "nested quotes, each with a line": _nested("<blockquote>x", "</blockquote>"),
    "buttons in paragraphs": _times("<p><button>x"),
    "groups of choices": _times("<optgroup><option>x", "<select>", "</select>"),
    "bold in drawings": _times("<svg><b>x"),
    "links in drawings in links": _times("<a><svg><a><desc>x"),
    "templates in tables": _times("<template><tr><td>x", "<table>"),
    "nested captions": _times("<table><caption>x"),
    "columns outside of tables": _times("河水涨到了第三级石阶<col a=b>"),
    "bodies in the body": _times("河水涨到了第三级石阶<body a=#>"),
    "ends with attributes": _times("河水涨到了第三级石阶</x a=b>"),
    "ends of the page": _times("河水涨到了第三级石阶</body><!--x-->"),
    "text between rows": _times("河水涨到了第三级石阶<tr a=b>", "<table>"),
    "text between comments of a table": _times("河水涨到了第三级石阶<!--x-->", "<table>"),
    "wide cells": _times("<tr><td colspan=999999999 rowspan=999999999>水<td>水", "<table>", "</table>"),
    "cells of one row": _times("<td colspan=7>水", "<table><tr>", "</table>"),
    "columns of groups": _times("<colgroup><col span=1000>", "<table>", "</table>水"),
    "numbers of lists": _times("<ol start=999999999999><li value=99999999999>水</ol>"),
    "an ordinal of a megabyte": lambda size: (
        _OPENING
        + f"<ol start={'9' * 1_000_000}><li value={'9' * 1_000_000}>水</ol><td colspan={'9' * 900_000}>x"
    ).encode(),
    "srcset of many candidates": lambda size: (
        _OPENING + f"<img src=a.jpg srcset='{'a.jpg 2x, ' * 250_000}'><p>{PROSE}"
    ).encode(),
    "srcset of commas": lambda size: (_OPENING + f"<img srcset='{',' * 2_500_000}'><p>{PROSE}").encode(),
    "many srcsets": _times(
        f"<p>水<img src=/#.jpg srcset='{', '.join(f'/{n}.jpg {n}w' for n in range(50))}'>"
    ),
    "images with captions": _times(
        "<figure><img src=/#.jpg alt=水><figcaption>河水涨到了石阶</figcaption></figure>"
    ),
    "images in one paragraph": _times("<img src=/#.jpg>", "<p>水", f"{PROSE}</p>"),
    "images as data": lambda size: (
        _OPENING + f"<img src='data:image/png;base64,{'A' * 2_800_000}'><p>{PROSE}"
    ).encode(),
    "a long base": lambda size: (
        f"<base href='https://example.com/{'a/' * 400_000}'>"
        + _OPENING
        + "<a href=b#.html>水</a><img src=c.jpg>" * 20_000
    ).encode(),
    "a long base, with a pager": lambda size: (
        f"<base href='https://example.com/{'a/' * 400_000}'>" + _OPENING + "<a href=b_2.html>2</a> " * 20_000
    ).encode(),
    "a long base, with a list": lambda size: (
        f"<base href='https://example.com/{'a/' * 400_000}'>{_OPENING}<h3>相关阅读</h3><ul>"
        + "<li><a href=b.html>河水涨到了第三级石阶</a>" * 20_000
    ).encode(),
    "bases": _times("<base href=/#/>"),
    "addresses of dots": _times(
        "<p><a href='" + "../" * 300 + "#_2.html'>2</a> <a href='#_3.html'>下一页</a>"
    ),
    "a link of a megabyte": lambda size: (
        _OPENING + f"<a href='{'../a/' * 500_000}'>下一页</a><link rel=canonical href='{'a/' * 100_000}'>"
    ).encode(),
    "queries": _times(f"<a href='?{'&'.join(f'p{n}={n}' for n in range(900))}&page=#'>2</a> "),
    "a pager of long addresses": _times(f"<a href='/{'a' * 3000}_#.html'>2</a> "),
    "a pager without ends": _times("1 2 3 "),
    "whole pages": _times("<p><a href=/a/1_all.html>阅读全文</a>"),
    "hidden elements": _times("<div style='display:none'>水</div>"),
    "styles that almost hide": lambda size: (
        _OPENING + "".join(f"<div style='none display{' ' * 100_000}'>x" for _ in range(28))
    ).encode(),
    "meta of opposed charsets": _times("<meta charset=gbk><meta charset=utf-8>"),
    "times of nothing": _times("<time datetime='" + "2026-" * 100 + "'>x</time>"),
    "keywords in masses": _times("<meta name=keywords content='水,河,船,春,汛,村,石,阶,雨,人'>"),
    "metas of properties": _times(
        "<meta property=article:author content='林晚#'><meta property=article:tag content='春#'>"
    ),
    "JSON-LD of a million numbers": _in_script("application/ld+json", lambda n: "[" + "1," * 950_000 + "1]"),
    "JSON-LD of objects, below its cap": _in_script(
        "application/ld+json", lambda n: "[" + "{}," * 600_000 + "{}]"
    ),
    "JSON-LD of lists, below its cap": _in_script(
        "application/ld+json", lambda n: "[" + "[]," * 600_000 + "[]]"
    ),
    "JSON-LD of kinds": _in_script(
        "application/ld+json", lambda n: '{"@type":[' + '"a",' * 400_000 + '"Article"],"headline":"春汛"}'
    ),
    "JSON-LD of nested kinds": _in_script(
        "application/ld+json", lambda n: "".join('{"@type":' + "[" * d + "]" * d + "}" for d in (900,))
    ),
    "JSON-LD of authors": _in_script(
        "application/ld+json",
        lambda n: '{"@type":"Article","author":[' + ",".join('{"name":"林晚"}' for _ in range(90_000)) + "]}",
    ),
    "JSON-LD of entities": _in_script(
        "application/ld+json", lambda n: '{"@type":"Article","headline":"' + "&amp;" * 390_000 + '"}'
    ),
    "JSON-LD of an author without end": _in_script(
        "application/ld+json", lambda n: '{"@type":"Article","author":"' + "林晚、" * 200_000 + '"}'
    ),
    "JSON-LD of graphs": _in_script("application/ld+json", lambda n: '{"@graph":[' * 900 + "]}" * 900),
    "a title in the body": _times(f"<h1>{PROSE}</h1>", f"<title>{PROSE}</title>"),
    "a long title, many headings": lambda size: (
        f"<title>{PROSE * 4000}</title>{_OPENING}" + f"<h1>{PROSE[:20]}</h1>" * 15_000
    ).encode(),
    "headings that the title holds": lambda size: (
        f"<title>{'春汛_' * 1000}</title>{_OPENING}" + "<h2>春汛</h2>" * 29_000
    ).encode(),
    "closing script that is none": _times("</scrip", "<script>", f"</script><p>{PROSE}</p>"),
    "text areas": _times("</textare", "<textarea>", f"</textarea><p>{PROSE}</p>"),
    "plaintext": _times("<p>水", "<plaintext>"),
    "frames": _times("<iframe src=/#>x</iframe>"),
    "noscript": _times("<noscript><p>水</noscript>"),
    "class names without a cue": _times("<div class='" + "a b " * 200 + "'>x</div>"),
    "class names of cues": _times("<div class='" + "content-side-ad-share-comment " * 20 + "'>水，</div>"),
    "identifiers of content": _times("<div id=content class=article><p>河水涨到了第三级石阶，</p></div>"),
    "entities of every number": lambda size: (
        _OPENING + "".join(f"&#x{n:x};" for n in range(0x20, 0x20 + min(size // 9, 0x10FF00)))
    ).encode(),
    "endless numeric entities": _times("&#x" + "0" * 1000),
    "one endless entity": _times("9", "&#"),
    "doubly escaped entities": _times("&amp;amp;amp;lt;"),
    "spaces between characters": _times("水 "),
    "ideographic spaces": _times("水　　"),
    "spaces, then a letter": lambda size: (_OPENING + ("<p>水" + " " * 500_000 + "水") * 5).encode(),
    "spaces that are not folded": lambda size: (_OPENING + ("<p>水" + "\xa0" * 300_000 + "水") * 4).encode(),
    "ideographic spaces in a run": lambda size: (_OPENING + ("<p>水" + "　" * 200_000 + "水") * 4).encode(),
    "brackets that stay open": _times("（【“《"),
    "straight quotes": _times('水"'),
    "single quotes": _times("a'"),
    "half-width marks in one line": _times("河水,涨.到!第三;级:石阶?"),
    "full stops": _times("。"),
    "dots": _times("."),
    "dashes": _times("—"),
    "tildes": _times("水~"),
    "replacement characters": _times("锟斤拷\ufffd"),
    "mojibake": _times("å›½å®¶".encode().decode()),
    "full-width letters": _times("ＡＢＣ１２３"),
    "Latin and Chinese by turns": _times("a水1"),
    "letters with marks": _times("e\u0301水\u0302"),
    "joiners": _times("👨\u200d👩\u200d👧"),
    "directions": _times("\u202e水\u202c"),
    "variation selectors": _times("水\ufe0f"),
    "digits": _times("1"),
    "addresses in text": _times("http://a.b/c "),
    "one endless address": _times("a/", "http://"),
    "mail addresses": _times("a@b."),
    "one endless mail address": _times("a.", "a@"),
    "tags in text": _times("&lt;p&gt;水"),
    "UBB codes": _times("[b]水[/b]"),
    "marks of Markdown": _times("**水**__"),
    "pinyin in brackets": _times("河(hé)"),
    "Traditional text without marks": _times("國家圖書館開門後讀者與館員說話"),
    "mixed scripts": _times("國国圖图館馆"),
    "two characters repeated": _times("春汛春汛"),
    "sentences repeated": _times(PROSE),
    "sentences repeated but for a number": _times("河水涨到了第#级石阶。"),
    "lines repeated but for a number": _times("<p>河水涨到了第#级石阶，船都系牢了。</p>"),
    "paragraphs of a megabyte": lambda size: (
        _OPENING + "".join(f"<p>{PROSE * 3000}</p>" for _ in range(10))
    ).encode(),
}
"""More attacks: by values, lists and addresses, and by texts that repairing looks at."""

LINES: Final[dict[str, str]] = {
    "authors": "作者：林晚（记者 ",
    "reporters": "记者林晚、",
    "slashes": "河畔／",
    "labels": "来源 ：",
    "names": "By Ada Lovelace and ",
    "posts": "南山客  ",
    "dates": "2026-02-",
    "clocks": "21:46",
    "months": "March 3 ",
    "notices": "未经",
    "whole notices": "未经许可不得",
    "buttons": "分享到微信 ",
    "sentences": "水，水",
    "brackets": "（【（",
    "crumbs": "当前位置：首页 > ",
    "pages": "1 2 第3页 ",
    "numbers": "123456789,",
    "spaces": "　 ",
    "datelines": "河畔社日电",
    "closing quotes": "”’",
    "terms": "关键词：水、",
    "sources": "来源：",
    "years": "2026年",
    "days": "2026年2月3日",
    "views": "阅读9",
    "views behind": "99999999999999999999阅读",
    "agos": "3小时前",
    "numerals": "二〇二六年",
    "rights": "版权所有©",
    "editors": "（责任编辑：",
    "wires": "（记者林晚、",
    "slashed names": "文/林晚",
    "Latin names": "Ada Van Der Lovelace ",
    "colons without labels": "水：",
    "pages of pages": "第1页 ",
    "counts of pages": "共9页 1/9",
    "closing brackets": "）】",
    "dashes": "——－- ",
    "ellipses": "……。",
    "clicks": "点击查看更多",
    "accounts": "微信公众号",
}
"""What lines of 200 characters are made of that patterns for bylines, dates, notices and pagers begin to match."""


def _lines(part: str, length: int) -> Make:
    return _times(_line_of(part, length))


def _all_lines(size: int) -> bytes:
    """Short lines of every sort, of every length up to 200."""
    made = "".join(_line_of(part, length) for length in range(20, 201) for part in LINES.values())
    body = (_OPENING + made).encode()
    return body * max(size // len(body), 1)


def _text(part: str) -> Make:
    def make(size: int) -> bytes:
        unit = part.encode()
        return f"磨坊\n{PROSE}\n".encode() + unit * (size // len(unit))

    return make


TEXTS: Final[dict[str, Make]] = {
    "text: short lines": _text("水\n"),
    "text: entries": _text("河水涨到了\n"),
    "text: menus and prose": _text(f"首页\n新闻\n{PROSE}\n"),
    "text: blank lines": _text("\n"),
    "text: one line": _text("河水涨到了第三级石阶，"),
    "text: one line of spaces": _text(" \u3000"),
    "text: bylines": _text("来源：河畔晚报\n"),
    "text: stamps": _text("河水涨到了第三级石阶\n2026-02-03 21:46 阅读：12\n"),
    "text: terms": _text("关键词：春汛\n"),
    "text: lists of terms": _text("春汛、河水、石阶、船\n"),
    "text: headings of lists": _text("相关阅读\n"),
    "text: the same paragraph": _text(f"{PROSE}\n"),
    "text: NUL bytes": _text("水\0\n"),
    "text: carriage returns": _text("水\r"),
    "text: one sentence a line": _text("河水涨到了石阶。\n"),
    "text: headings": _text("河水涨到\n\n" + PROSE + "\n"),
    "text: numbered entries": _text("1. 河水涨到了第三级石阶\n"),
    "text: dated entries": _text("河水涨到了第三级石阶 2026-02-03\n"),
    "text: dated entries after a heading": lambda size: (
        f"磨坊\n{PROSE}\n相关阅读\n" + "河水涨到了第三级石阶 2026-02-03\n" * 29_000
    ).encode(),
    "text: rights": _text("版权所有 河畔网\n"),
    "text: crumbs": _text("首页 > 新闻 > 正文\n"),
    "text: spaces in lines": lambda size: (
        f"磨坊\n{PROSE}\n" + ("水" + " " * 100_000 + "水\n") * 14
    ).encode(),
    "text: ideographic spaces in lines": lambda size: (
        f"磨坊\n{PROSE}\n" + ("水" + "　" * 100_000 + "水\n") * 14
    ).encode(),
    "text: markup": _text("<p>河水涨到了石阶</p>\n"),
    "text: entities": _text("&nbsp;&amp;水\n"),
    "text: no marks": _text("河水涨到了第三级石阶"),
}
"""Attacks on the reader of dumps."""

BYTES: Final[dict[str, Make]] = {
    "good and bad bytes by turns": _bytes("水".encode() + b"\xff", _OPENING.encode()),
    "nothing but bad bytes": _bytes(b"\xff\xfe\xfd"),
    "bytes that continue nothing": _bytes(b"\x80", _OPENING.encode()),
    "cut characters": _bytes("水".encode()[:2] + b"a", _OPENING.encode()),
    "surrogates in UTF-8": _bytes(b"\xed\xa0\x80", _OPENING.encode()),
    "lone high bytes": _bytes(b"a\xe9 "),
    "nine good bytes in ten, then bad": _bytes("河水涨到了第三级石阶".encode() + b"\xff"),
    "GBK": _bytes(f"<p>{PROSE}</p>".encode("gbk")),
    "GBK without a tag": _bytes(PROSE.encode("gbk")),
    "Big5": _bytes("<p>國家圖書館開門後，讀者與館員說話。</p>".encode("big5")),
    "UTF-16 with a mark": _bytes(f"<p>{PROSE}</p>".encode("utf-16-le"), b"\xff\xfe"),
    "UTF-16, big end first": _bytes(f"<p>{PROSE}</p>".encode("utf-16-be"), b"\xfe\xff"),
    "UTF-16 without a mark": _bytes(f"<p>{PROSE}</p>".encode("utf-16-le")),
    "UTF-8 with GBK behind": lambda size: (
        _OPENING.encode() * (size // 600) + f"<p>{PROSE}</p>".encode("gbk") * (size // 200)
    ),
    "UTF-8 and GBK by turns": _bytes(f"<p>{PROSE}</p>".encode() + f"<p>{PROSE}</p>".encode("gbk")),
    "GB 18030 of four bytes": _bytes(b"\x81\x30\x81\x30", b"<meta charset=gb18030>"),
    "declared as ISO-2022": _bytes(b"\x1b$B0!\x1b(B", b"<meta charset=iso-2022-jp>"),
    "a charset of a megabyte": lambda size: b"<meta charset=" + b"a" * 1_000_000 + b">" + _OPENING.encode(),
    "UTF-16 of surrogates": _bytes(b"\x00\xd8", b"\xff\xfe"),
    "UTF-32 of nothing": _bytes(b"\xff\xff\xff\xff", b"\xff\xfe\x00\x00"),
    "gzip": _bytes(b"\x1f\x8b\x08\x00\xff"),
    "declared as UTF-7": _bytes(b"+AGEAYg-\xff", b"<meta charset=utf-7>"),
    "declared as EBCDIC": _bytes(b"\xc1\xc2<p>", b"<meta charset=cp500>"),
    "declared as Korean": _bytes("<p>물레방아</p>".encode("cp949"), b"<meta charset=euc-kr>"),
    "declared as HZ": _bytes(b"~{VPND~}\xff", b"<meta charset=hz-gb-2312>"),
    "declared as punycode": _bytes(b"-\xff", b"<meta charset=punycode>"),
    "declared as idna": _bytes(b"a.\xff", b"<meta charset=idna>"),
    "charsets in masses": _bytes(b"<meta charset=gbk\xff "),
}
"""Attacks on the decoder."""

PAGES: Final[dict[str, Make]] = {
    **MARKUP,
    **MORE,
    **{f"one line of {name}": _times(part) for name, part in LINES.items()},
    **{f"lines of {name}": _lines(part, 200) for name, part in LINES.items()},
    "short lines of every sort": _all_lines,
    **TEXTS,
    **{f"text: one line of {name}": _text(part) for name, part in LINES.items()},
    **{f"text: lines of {name}": _text((part * 60)[:60] + "\n") for name, part in LINES.items()},
    **BYTES,
}
