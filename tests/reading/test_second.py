"""The second reader: when it is asked, when it is believed, and that nothing is lost when it is."""

from __future__ import annotations

import sys
from typing import Any

import pytest

import jiaokan
from cleaning.article import Article
from cleaning.errors import InputError
from cleaning.reading import ReadOptions, second
from cleaning.reading.document import Container, RawBlock
from cleaning.reading.second import check_installed, is_preferred, lines_of

PROSE = (
    "The river went back to its bed in the night, and by morning the street was grey with mud.",
    "Shopkeepers opened their doors and swept the water out, then carried tables into the sun.",
    "An old man sat in a doorway and sorted beans, as he had done on every other day of the year.",
    "Towards evening the lamps along the bank were lit, and the boatmen drew their ropes tight.",
)
ADVICE = "Write to our readers' desk and tell us how you have come through the flood this year."


def page(*lines: str) -> str:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return f"<html lang='en'><head><title>After the flood</title></head><body><h1>After the flood</h1><div class='content'>{body}</div></body></html>"


def read(monkeypatch: pytest.MonkeyPatch, html: str, text: str, **options: Any) -> Article:
    """The article of a page when the second reader says this text."""
    monkeypatch.setattr(second, "extracted", lambda html, url: text)
    asked = {"second_reader": "trafilatura", "second_below": 1.0} | options
    return jiaokan.extract(html, options=ReadOptions(**asked))


def lines(*texts: str) -> list[RawBlock]:
    body = Container("body", "", False, None, 0, 0, 0)
    return [RawBlock("paragraph", None, text, body, 0, (), n) for n, text in enumerate(texts)]


@pytest.fixture
def unsure(monkeypatch: pytest.MonkeyPatch) -> None:
    """A scorer that takes every line for text and is sure of none."""

    class Unsure:
        def probabilities(self, matrix: Any) -> Any:
            return matrix[0] * 0 + 0.6

    monkeypatch.setattr("cleaning.reading.reader.scorer", Unsure)


def test_a_line_the_second_reader_leaves_stands_in_removed(
    monkeypatch: pytest.MonkeyPatch, unsure: None
) -> None:
    html = page(*PROSE, ADVICE)
    assert jiaokan.extract(html).text.split("\n") == [*PROSE, ADVICE]
    article = read(monkeypatch, html, "\n".join(PROSE))
    assert article.text.split("\n") == list(PROSE)
    assert article.metadata.found["text"] == "second reader: trafilatura"
    (row,) = [row for row in article.removed if row.text == ADVICE]
    assert (row.rule, row.seq) == ("read.second", None)
    assert "trafilatura" in row.reason


def test_the_text_is_that_of_the_page_and_not_that_of_the_extractor(
    monkeypatch: pytest.MonkeyPatch, unsure: None
) -> None:
    spaced = PROSE[1].replace(" swept", "\xa0swept")
    article = read(monkeypatch, page(PROSE[0], spaced, *PROSE[2:], ADVICE), " | ".join(PROSE).upper().lower())
    assert spaced in jiaokan.extract(page(PROSE[0], spaced, *PROSE[2:], ADVICE)).text
    assert article.metadata.found["text"] != "second reader: trafilatura"
    article = read(monkeypatch, page(PROSE[0], spaced, *PROSE[2:], ADVICE), " | ".join(PROSE))
    assert article.text.split("\n") == [PROSE[0], spaced, *PROSE[2:]]


def test_what_is_repaired_of_it_can_be_taken_back(monkeypatch: pytest.MonkeyPatch, unsure: None) -> None:
    html = page(
        "Spare&amp;nbsp;ropes lay ready on the bank, and nobody spoke of the night before.", *PROSE, ADVICE
    )
    monkeypatch.setattr(second, "extracted", lambda html, url: "\n".join(PROSE))
    options = ReadOptions(second_reader="trafilatura", second_below=1.0)
    read_only, repaired = jiaokan.extract(html, options=options), jiaokan.clean(html, options=options)
    assert repaired.original() == read_only.fields
    assert repaired.extracted_sha256() == read_only.extracted_sha256()


def test_lines_it_adds_are_taken_where_the_scorer_thinks_them_possible() -> None:
    blocks = lines(*PROSE)
    assert is_preferred(blocks, {0, 1}, {0, 1, 2, 3}, [0.9, 0.9, 0.3, 0.3])
    assert not is_preferred(blocks, {0, 1}, {0, 1, 2, 3}, [0.9, 0.9, 0.1, 0.1])
    assert not is_preferred(blocks, {0}, {0, 1, 2, 3, *range(3)}, [0.9, 0.05, 0.05, 0.05])


def test_lines_it_leaves_are_left_where_the_scorer_was_not_sure() -> None:
    blocks = lines(*PROSE)
    assert is_preferred(blocks, {0, 1, 2, 3}, {0, 1, 2}, [0.9, 0.9, 0.9, 0.6])
    assert not is_preferred(blocks, {0, 1, 2, 3}, {0, 1, 2}, [0.9, 0.9, 0.9, 0.95])
    assert not is_preferred(blocks, {0, 1, 2, 3}, {0}, [0.6] * 4), "less than half is another text"


@pytest.mark.parametrize(
    ("first", "other"), [({0, 1}, {0, 1}), ({0, 1}, {2, 3}), ({0, 1}, set()), (set(), {0})]
)
def test_the_same_or_a_wholly_other_text_is_never_preferred(first: set[int], other: set[int]) -> None:
    assert not is_preferred(lines(*PROSE), first, other, [0.5] * 4)


def test_lines_are_found_by_their_letters_once_and_short_ones_only_near_long_ones() -> None:
    blocks = lines("Menu", *["…"] * 5, PROSE[0], "Beans", PROSE[1], *["…"] * 5, PROSE[0], "Menu")
    text = f"Menu\n{PROSE[0].replace(' ', '  ')}\nBeans\n{PROSE[1]}"
    assert lines_of(text, blocks) == {6, 7, 8}


@pytest.mark.parametrize(
    "case", ["sure enough", "not named", "Chinese", "selectors", "nothing said"], ids=lambda case: case
)
def test_it_is_not_asked_or_not_believed(case: str, monkeypatch: pytest.MonkeyPatch, unsure: None) -> None:
    options: dict[str, Any] = {
        "sure enough": {"second_below": 0.0},
        "not named": {"second_reader": None},
        "selectors": {"selectors": {"body": ".content"}},
    }.get(case, {})
    text = "" if case == "nothing said" else "\n".join(PROSE)
    more = "河水退了以后，街坊们把店门打开，先把泥水扫出去。" * 5 if case == "Chinese" else ADVICE
    html = page(*PROSE, more)
    article = read(monkeypatch, html, text, **options)
    assert article.blocks == jiaokan.extract(html).blocks
    assert article.metadata.found["text"] != "second reader: trafilatura"


def test_a_missing_extractor_is_said_with_the_command_that_installs_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "trafilatura", None)
    with pytest.raises(InputError, match=r"pip install 'jiaokan\[second\]'"):
        check_installed("trafilatura")


def test_trafilatura_itself_gives_lines_that_are_found_on_the_page() -> None:
    pytest.importorskip("trafilatura", reason="the extra second is not installed")
    html = page(*PROSE, *PROSE[::-1], ADVICE)
    text = second.extracted(html.encode(), "https://example.com/a/1.html")
    blocks = lines("After the flood", *PROSE)
    assert {1, 2, 3, 4} <= lines_of(text, blocks)
    assert second.extracted(b"", None) == ""
