"""Repair takes time by the length of a text, whatever is in it: each of these took minutes by the square of it."""

from __future__ import annotations

import pytest

from cleaning.article import Article, Block
from cleaning.edits import revert_edits
from cleaning.ledger import Proposal
from cleaning.repair import _without_overlaps, repair_article, repair_text

LONG = {
    "spun words in one line": "办事器收到恳求后挪用接口，" * 10_000,
    "good words that spinners write": "她恳求将军号令三军，若是今朝无事。" * 10_000,
    "calques without an end of sentence": "熊猫饼干码头工人" * 20_000,
    "a word, and an address elsewhere": "a" * 150_000 + " 写信到a@example.cn，河水涨了。",
    "colons in one line": "水:" * 60_000,
    "labels in one line": "责任编辑：李然 " * 30_000,
    "labels, a line each": "责任编辑：李然\n" * 30_000,
    "readings in one line": "國(guó)河(hé)門(mén)" * 10_000,
    "doubled marks of all lengths": "".join(f"水，，{'　' * (n % 50)}\n" for n in range(20_000)),
    "labels in lines as long as a line may be": ("责任编辑" * 900 + "\n") * 20,
}


@pytest.mark.timeout(60)
@pytest.mark.parametrize("name", LONG)
def test_a_long_text_is_repaired_in_time_and_can_be_taken_back(name: str) -> None:
    fixed = repair_text(LONG[name])
    assert fixed.revert() == LONG[name]


@pytest.mark.timeout(60)
def test_a_text_that_needs_too_many_edits_is_repaired_so_far_and_says_so() -> None:
    article = Article(blocks=(Block("paragraph", "水:" * 120_000),))
    fixed = repair_article(article)
    assert len(fixed.edits) == 100_000
    assert fixed.metadata.found["caps"] == "edits"
    assert revert_edits(fixed.fields, fixed.edits) == article.fields


def test_splices_are_chosen_as_if_one_by_one() -> None:
    def at(start: int, end: int) -> Proposal:
        return Proposal("rule", start, end, "")

    # The longest first; what touches it goes, and so does an insertion inside of it, but not one at its edge.
    chosen = _without_overlaps([at(10, 12)], [at(0, 2), at(1, 5), at(3, 3), at(5, 5), at(11, 15), at(12, 13)])
    assert [(p.start, p.end) for p in chosen] == [(1, 5), (5, 5), (10, 12), (12, 13)]
