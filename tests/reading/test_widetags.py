"""Tags of very many attributes are found, whatever stands before them; a property test compares with a parser."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from cleaning.reading import widetags
from cleaning.reading.caps import limit
from cleaning.reading.widetags import may_hold_a_wide_tag

WIDE = f"<div {' '.join(f'a{number}' for number in range(20_000))}>"

# What makes a reader that is no parser take the tag that follows for the value of an attribute, or for characters.
HIDING = {
    "nothing": "",
    "a tag in a script": "<script>a<b x='</script>",
    "a tag in a comment": '<!-- <b x=" -->',
    "a quoted tag": "<p title='<b x=\"'>",
    "a quote in a text": "<p>x = ' ",
    "an ending tag": '</p x=">">',
    "a declaration": '<!x=">',
    "brackets in quotes": "<p " + "x='>' " * 100 + ">",
    "far more space than anybody writes": "<p x=" + " " * 5_000 + "'>'>",
    "text without tags": "x " * 6_000,
}


@pytest.mark.parametrize("name", HIDING)
def test_a_wide_tag_is_found_whatever_is_before_it(name: str) -> None:
    content = f"{HIDING[name]}{WIDE}text".encode()
    assert may_hold_a_wide_tag(content)
    assert _widest(limit(content).content) <= 1_000


NARROW = {
    "a script": "<script>" + "if (a<b && c>d) e='f' + \"g\" ;" * 2_000 + "</script>",
    "a drawing": '<path d="' + "M 0 0 " * 5_000 + '"/>',
    "a record in an attribute": "<div data-x='" + '{"a": [1, 2, "b"]} ' * 2_000 + "'>x</div>",
    "a style": "<style>" + "a[href=''] > b { content: 'x' } " * 2_000 + "</style>",
    "text": "<p>" + "words and words = 'words' " * 3_000,
    "tags": "<p class='x' id=y title=\"a > b\">text</p>" * 3_000,
}


@pytest.mark.parametrize("name", NARROW)
def test_long_pieces_of_ordinary_pages_are_not_taken_for_one(name: str) -> None:
    assert not may_hold_a_wide_tag(f"<p>{NARROW[name]}</p>".encode())


PIECES = st.sampled_from(
    [
        *(
            "<a",
            "<b",
            "</a",
            "<!--",
            "-->",
            "<script>",
            "</script>",
            "<title>",
            "</title>",
            "<svg>",
            ">",
            "/>",
        ),
        *(
            "'",
            '"',
            "=",
            "='",
            '="',
            "=   '",
            "/",
            " ",
            "\n",
            " x=' ",
            ' y=" ',
            " m n o p q r s t ",
            *"abcdefghijkl",
        ),
    ]
)


SOUP = st.lists(PIECES, max_size=40).map("".join)
ATTRIBUTES = st.lists(
    st.sampled_from(
        [" #", "/#", " #=x", " #='>'", ' #=">"', " # =  '>>'", " #='<p x=\">'", "#='\"'", ' #=">="']
    ),
    max_size=20,
)


@given(SOUP, ATTRIBUTES, SOUP)
def test_no_element_has_more_attributes_than_a_page_is_said_to_have(
    before: str, attributes: list[str], behind: str
) -> None:
    tag = "".join(written.replace("#", f"a{number}") for number, written in enumerate(attributes))
    content = f"{before}<i {tag}{behind}".encode()
    with pytest.MonkeyPatch.context() as small:
        small.setattr(widetags, "SHORT", 8)
        small.setattr(widetags, "FEW", 2)
        small.setattr(widetags, "_STEP", 4)
        small.setattr(widetags, "_MOST_TRIED", 3)
        small.setattr(widetags, "_MOST_SPACE", 2)
        small.setattr(widetags, "_NARROW", widetags.narrow_tag(2))
        small.setattr(widetags, "_PLAIN", widetags.plain_markup(1, 2))
        said = may_hold_a_wide_tag(content)
    # Four attributes at most have room in seven bytes.
    assert said or _widest(content) <= 4


def _widest(content: bytes) -> int:
    """How many attributes the element has that has most of them."""
    root = LexborHTMLParser(content).root
    widest, node = 0, root
    while node is not None:
        if not node.tag.startswith("-"):
            widest = max(widest, len(node.attributes))
        inner = node.first_child
        while inner is None and node is not None:
            inner = node.next
            if inner is None:
                node = node.parent
        node = inner
    return widest
