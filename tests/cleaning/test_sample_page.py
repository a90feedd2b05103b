"""The plain-text page that the project began with, and its twin of our own writing: exact to the character."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read
from cleaning.repair import repair_article

ROOT = Path(__file__).parents[2]
FOLDERS = [
    ("own", ROOT / "tests/example", "page.txt"),
    ("seed", ROOT.parent / "shared/seed", "page.txt"),
]


@pytest.fixture(params=FOLDERS, ids=lambda folder: folder[0])
def sample(request: pytest.FixtureRequest) -> tuple[list[str], dict[str, Any], Article]:
    _, folder, name = request.param
    if not (folder / name).exists():
        pytest.skip(f"{name} of the shared folder is not beside this checkout")
    text = (folder / name).read_text("utf-8")
    expected = json.loads((folder / "expected.json").read_text("utf-8"))
    return text.split("\n"), expected, repair_article(read(Page(content=text, form="text")))


def test_title_blocks_keywords_and_related_are_exact(
    sample: tuple[list[str], dict[str, Any], Article],
) -> None:
    _, expected, article = sample
    assert article.title == expected["title"]
    assert [{"kind": block.kind, "text": block.text} for block in article.blocks] == expected["blocks"]
    assert list(article.keywords) == expected["keywords"]
    assert [
        {"teaser": entry.title, "published_at": entry.published_at, "views": entry.views}
        for entry in article.related
    ] == expected["related"]


def test_exactly_the_removed_lines_stand_in_removed_with_their_title(
    sample: tuple[list[str], dict[str, Any], Article],
) -> None:
    lines, expected, article = sample
    wanted = [
        lines[n - 1] for row in expected["removed"] for n in range(row["lines"][0], row["lines"][1] + 1)
    ]
    extracted = {
        edit.block: line
        for edit in article.edits
        for line in [article.original()["text"].split("\n")[edit.block or 0]]
    }
    by_seq = {edit.seq: extracted[edit.block] for edit in article.edits if edit.field == "text"}
    removed = [
        row.text if row.seq is None else by_seq[row.seq]
        for row in article.removed
        if row.rule != "read.title"
    ]
    assert sorted(removed) == sorted(line for line in wanted if line)


def test_each_repair_has_an_edit_with_its_rule(sample: tuple[list[str], dict[str, Any], Article]) -> None:
    lines, expected, article = sample
    original = article.original()["text"].split("\n")
    edits = [
        (original[edit.block or 0], edit.before, edit.after)
        for edit in article.edits
        if edit.step == "wording" and edit.rule
    ]
    for repair in expected["repairs"]:
        assert (lines[repair["line"] - 1], repair["before"], repair["after"]) in edits


def test_the_edits_lead_back_to_the_lines_of_the_page(
    sample: tuple[list[str], dict[str, Any], Article],
) -> None:
    lines, _, article = sample
    assert all(line in lines for line in article.original()["text"].split("\n"))
    assert [block.text for block in article.blocks] == article.text.split("\n")
