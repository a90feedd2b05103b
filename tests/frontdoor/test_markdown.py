"""Articles as Markdown, read back by a parser that is not ours."""

from __future__ import annotations

from itertools import groupby
from urllib.parse import unquote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaning.article import Article, Block, BlockKind, Image, Link
from cleaning.page import Page
from cleaning.reading import read
from jiaokan.markdown import markdown

READER = MarkdownIt("commonmark").enable(["table", "strikethrough"])
LINES = st.text(
    st.sampled_from("水a1 .)(*_`~#>-+=|\\&lt;![]<!--'\"：。\u3000\t/$^{}"), min_size=1, max_size=12
).filter(str.strip)


def parsed(blocks: list[Block], title: str | None = None) -> list[Token]:
    return READER.parse(markdown(Article(title=title, blocks=tuple(blocks))))


def texts(tokens: list[Token]) -> list[str]:
    """What a reader of the rendered page would see of each line."""
    shown = []
    for token in tokens:
        if token.type == "inline":
            assert all(
                child.type in ("text", "text_special", "em_open", "em_close")
                for child in token.children or []
            ), token
            shown.append("".join(child.content for child in token.children or []))
    return shown


@pytest.mark.parametrize("kind", ["paragraph", "heading", "list_item", "quote", "caption"])
@given(lines=st.lists(LINES, min_size=1, max_size=3), title=LINES)
def test_a_reader_of_markdown_sees_the_text_as_it_stands(kind: str, lines: list[str], title: str) -> None:
    lines = [line.replace("\t", " ") for line in lines]
    tokens = parsed([Block(kind, line) for line in lines], title.replace("\t", " "))  # type: ignore[arg-type]
    assert texts(tokens) == [line.strip() for line in [title.replace("\t", " "), *lines]]


@given(
    st.lists(
        st.lists(LINES.filter(lambda cell: "\t" not in cell), min_size=2, max_size=3), min_size=1, max_size=3
    )
)
def test_rows_of_a_table_become_one_table(rows: list[list[str]]) -> None:
    tokens = parsed([Block("table_row", "\t".join(row)) for row in rows])
    assert [token.type for token in tokens].count("table_open") == 1
    width = max(map(len, rows))
    cells = [cell.strip() for row in rows for cell in [*row, *[""] * (width - len(row))]]
    assert texts(tokens) == cells


@given(st.lists(st.text(st.sampled_from("`~ab \t<&"), max_size=9), min_size=1, max_size=3))
def test_code_stands_between_fences_it_cannot_close(lines: list[str]) -> None:
    tokens = parsed([Block("code", line) for line in lines])
    assert [token.type for token in tokens] == ["fence"]
    assert tokens[0].content == "\n".join(lines) + "\n"


def test_blocks_of_one_kind_belong_together_and_others_stand_apart() -> None:
    kinds = (
        "heading list_item list_item quote quote paragraph paragraph table_row table_row code code caption"
    )
    tokens = parsed([Block(kind, f"第{n}行") for n, kind in enumerate(kinds.split())])  # type: ignore[arg-type]
    opened = [token.type for token in tokens if token.level == 0 and not token.type.endswith("_close")]
    assert [name for name, _ in groupby(opened)] == [
        "heading_open",
        "bullet_list_open",
        "blockquote_open",
        "paragraph_open",
        "table_open",
        "fence",
        "paragraph_open",
    ]
    assert opened.count("paragraph_open") == 3
    assert sum(token.type == "paragraph_open" and token.level == 1 for token in tokens) == 2


def test_headings_keep_their_level_below_the_title() -> None:
    tokens = parsed([Block("heading", "起", 3), Block("heading", "承"), Block("heading", "转", 1)], "题")
    assert [token.tag for token in tokens if token.type == "heading_open"] == ["h1", "h3", "h2", "h2"]


ADDRESSES = st.text(st.sampled_from("a1/._-()[]*`~!&lt;?=%25|\\\\<> 水'\""), max_size=12).map(
    "https://example.com/".__add__
)
LINKED: tuple[BlockKind, ...] = ("paragraph", "heading", "list_item", "quote", "caption", "table_row")


@st.composite
def linked_lines(draw: st.DrawFn) -> tuple[str, list[Link]]:
    """A line and links of some of its words."""
    line = draw(LINES.filter(lambda text: "\t" not in text))
    borders = sorted(draw(st.sets(st.integers(0, len(line)), max_size=4)))
    links = [
        Link(line[start:end], draw(ADDRESSES), 0, start, end)
        for start, end in zip(borders[::2], borders[1::2], strict=False)
        if line[start:end] == line[start:end].strip()
    ]
    return line, links


@pytest.mark.parametrize("kind", LINKED)
@given(case=linked_lines())
def test_a_reader_of_markdown_follows_the_links_of_the_text(
    kind: BlockKind, case: tuple[str, list[Link]]
) -> None:
    line, links = case
    tokens = READER.parse(markdown(Article(blocks=(Block(kind, line),), links=tuple(links))))
    [inline] = [token for token in tokens if token.type == "inline"]
    found: list[tuple[str, str]] = []
    text, href = "", None
    for child in inline.children or []:
        assert child.type in ("text", "text_special", "em_open", "em_close", "link_open", "link_close")
        if child.type == "link_open":
            href, words = str(child.attrs["href"]), ""
        elif child.type == "link_close":
            found.append((unquote(href or ""), words))
            href = None
        else:
            text += child.content
            if href is not None:
                words += child.content
    assert text == line.strip()
    assert found == [(unquote(link.url), link.text) for link in links]


@given(alt=LINES.map(str.strip), url=ADDRESSES)
def test_a_reader_of_markdown_sees_an_image_with_its_words(alt: str, url: str) -> None:
    tokens = READER.parse(markdown(Article(images=(Image(url, alt, 0),))))
    [inline] = [token for token in tokens if token.type == "inline"]
    [image] = inline.children or []
    words = "".join(child.content for child in image.children or [])
    assert (image.type, words, unquote(str(image.attrs["src"]))) == ("image", alt, unquote(url))


def test_images_stand_in_their_place_and_cut_no_table() -> None:
    kinds: tuple[BlockKind, ...] = (
        "paragraph",
        "list_item",
        "list_item",
        "table_row",
        "table_row",
        "paragraph",
    )
    blocks = tuple(Block(kind, f"第{number}行") for number, kind in enumerate(kinds))
    images = tuple(Image(f"https://example.com/{place}.jpg", "", place) for place in (0, 2, 4, 6))
    told = markdown(Article(blocks=blocks, images=images)).split("\n\n")
    assert told == [
        "![](https://example.com/0.jpg)",
        "第0行",
        "- 第1行",
        "![](https://example.com/2.jpg)",
        "- 第2行",
        "![](https://example.com/4.jpg)",
        "| 第3行 |\n| --- |\n| 第4行 |",
        "第5行",
        "![](https://example.com/6.jpg)",
    ]


def test_a_link_of_a_row_stands_in_its_cell() -> None:
    row = Block("table_row", "上游\t三米|四米")
    told = markdown(Article(blocks=(row, row), links=(Link("四米", "https://example.com/a|b", 1, 6, 8),)))
    assert told.splitlines()[-1] == r"| 上游 | 三米\|[四米](https://example.com/a\|b) |"


def test_a_bold_line_that_serves_as_a_heading_is_one_of_its_level() -> None:
    line = "<p>渡口的石阶上长着青苔，撑船的老人说，这里从前一天要过两百多个赶集的人。</p>"
    page = f"<h1>渡口旧事</h1><div>{line}<h2>撑船人</h2>{line}<p><b>老何</b></p>{line}</div>"
    assert "\n### 老何\n" in markdown(read(Page(content=page)))
