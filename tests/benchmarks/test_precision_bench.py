"""The measure of wrong edits, on lines of our own: nothing is fetched."""

from __future__ import annotations

import csv
import doctest
from importlib import import_module
from pathlib import Path

import pytest
from corpora import CORPORA, chosen, pages_of
from package_text import html_lines
from precision import COLUMNS, by_rule, changes_of, read_verdicts, table, write_changes


@pytest.mark.parametrize("module", ["corpora", "package_text"])
def test_the_examples_in_the_docstrings_hold(module: str) -> None:
    failed, tried = doctest.testmod(import_module(module))
    assert tried
    assert not failed


def test_corpora_are_named_once_and_some_kind_is_held_out_whole() -> None:
    assert len({corpus.name for corpus in CORPORA}) == len(CORPORA)
    held = {corpus.kind for corpus in CORPORA if corpus.held_out}
    assert held
    assert held.isdisjoint(corpus.kind for corpus in CORPORA if not corpus.held_out)


def test_a_corpus_nobody_knows_is_refused_with_those_there_are() -> None:
    with pytest.raises(SystemExit, match=r"unknown corpora \['novels'\]; there are: .*news"):
        chosen(["novels"])


def test_only_innermost_blocks_of_a_page_are_lines_and_code_is_none() -> None:
    page = "<ul><li><p>先备份\n文件。</p></li><li>再升级。</li></ul><pre>apt upgrade</pre><nav><p>上一页</p></nav>"
    assert list(html_lines(page.encode())) == ["先备份 文件。", "再升级。"]


def test_every_edit_is_listed_with_its_context_and_a_verdict_is_remembered(tmp_path: Path) -> None:
    page = next(pages_of(["除了这些以外呢，馆里还要登记。", "于此同时，水位回落。"]))
    corpus = chosen(["peoples-daily-1998"])[0]
    changes = list(changes_of(corpus, 7, page))
    assert [(change.rule, change.before, change.after) for change in changes] == [
        ("typo.meanwhile", "于此同时", "与此同时"),
        ("spin.besides", "除了这些以外呢", "此外"),
    ]
    assert changes[1].context == "【除了这些以外呢→此外】，馆里还要登记。⏎与此同时，水位回落。"
    path = tmp_path / "edits.csv"
    write_changes(path, changes, {})
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [row[-1] for row in rows[1:]] == ["", ""]
    rows[1][-1] = "wrong"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    verdicts = read_verdicts(path)
    assert list(verdicts.values()) == ["wrong"]
    told = table({"news": 1_000_000}, changes, verdicts).split("\n")
    assert told[0].split() == ["kind", "characters", "connective", "wording/M", "read", "wrong/M"]
    assert told[1].split() == ["news", "1,000,000", "2", "2.00", "1/2", "1.00"]
    assert "1 wrong" in by_rule(changes, verdicts)
