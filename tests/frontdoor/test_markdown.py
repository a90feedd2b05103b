"""Articles as Markdown, read back by a parser that is not ours."""

from __future__ import annotations

from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from cleaning.article import Article, Block
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
