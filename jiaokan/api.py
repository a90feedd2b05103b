"""The public functions: extract, clean, repair, load."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import ReadOptions
from cleaning.repair import RepairedText, repair_article, repair_text
from cleaning.ruleset import RuleSet, load_rules
from cleaning.steps import Script
from jiaokan.stages import read_page

if TYPE_CHECKING:
    from output.load import Dataset

Rules = RuleSet | Sequence[str | Path]
"""A rule set, or the paths of rule files that stand beside the built-in rules."""


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: str | None = None,
    options: ReadOptions | None = None,
) -> Article:
    """The article of one page as it was written: title, blocks, metadata and related entries, nothing repaired.

    `html` is best given as the bytes that were served; `content_type` is the header they came with. `fetched_at`
    (ISO 8601 with offset) lets relative dates such as 3小时前 be resolved. A page that is no article gives an Article
    with empty `text`, whose `kind` names what it is and whose `dropped` says why.

    >>> page = "<html><head><title>开馆公告</title></head><body><h1>开馆公告</h1><div class='content'><p>" + (
    ...     "图书馆于本周六恢复开放，读者可以在线预约，每天限三百人，请携带证件入馆。" * 3) + "</p></div></body></html>"
    >>> article = extract(page)
    >>> article.title, article.kind, article.edits
    ('开馆公告', 'article', ())
    """
    headers = {"content-type": content_type} if content_type else {}
    page = Page(content=html, url=url, headers=headers, fetched_at=fetched_at)
    return read_page(page, options or ReadOptions())


def clean(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: str | None = None,
    options: ReadOptions | None = None,
    rules: Rules = (),
    script: Script = "auto",
    families: Collection[str] | None = None,
) -> Article:
    """The article of one page, repaired; `.edits` says which rule changed what, `.original()` takes it back.

    This is `extract` and repair with no knowledge of other pages of the site. `rules` adds rule files,
    `script="keep"` leaves Traditional text as it is, `families` restricts the repair to families of artifacts.

    >>> page = "<html><body><h1>古籍修复的在以后发展</h1><div class='content'><p>" + (
    ...     "修复师先除尘,再补破洞。除了这些以外呢,馆里还要登记每一页的破损情况,并拍照存档。" * 2) + "</p></div></body></html>"
    >>> article = clean(page)
    >>> article.title, sorted({edit.rule for edit in article.edits})
    ('古籍修复的未来发展', ['future.attributive', 'punct.comma', 'spin.besides'])
    >>> article.original()["title"]
    '古籍修复的在以后发展'
    """
    article = extract(html, url, content_type=content_type, fetched_at=fetched_at, options=options)
    return repair_article(article, _ruleset(rules), script=script, families=families)


def repair(
    text: str,
    script: Script = "auto",
    *,
    families: Collection[str] | None = None,
    rules: Rules = (),
    suggested: bool = False,
) -> RepairedText:
    """One page of plain text, a block a line, repaired: `.text`, `.edits` and `.revert()`.

    Line ends come back exactly as they were; boilerplate lines are removed as edits. `families` restricts the repair
    (`jiaokan rules list` names them), `suggested` applies rules that are otherwise only reported.

    >>> fixed = repair("于此同时呢,社区在在以后会更方便.")
    >>> fixed.text
    '与此同时，社区在未来会更方便。'
    >>> [(edit.rule, edit.before, edit.after) for edit in fixed.edits][:2]
    [('future.doubled-zai', '在在以后', '在未来'), ('spin.meanwhile', '于此同时呢', '与此同时')]
    >>> fixed.revert()
    '于此同时呢,社区在在以后会更方便.'
    """
    return repair_text(text, script=script, families=families, rules=_ruleset(rules), suggested=suggested)


def load(path: str | Path | Sequence[str | Path]) -> Dataset:
    """A published dataset as pandas frames: `.articles`, `.blocks`, `.related`, `.edits`, `.removed`, `.dropped`, `.gone`.

    `path` is a dataset folder, a profile's `latest`, or a list of folders, whose rows are concatenated. Times are UTC
    timestamps, counts integers, missing values missing. Raises output.errors.DatasetError, which says what was
    expected and what was found.
    """
    from output.load import load as load_dataset

    return load_dataset(path)


def _ruleset(rules: Rules) -> RuleSet:
    return rules if isinstance(rules, RuleSet) else load_rules(rules)
