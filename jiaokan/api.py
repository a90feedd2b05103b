"""The public functions: extract, clean, repair, load."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, get_args

from msgspec.structs import replace

from cleaning.article import Article
from cleaning.errors import InputError
from cleaning.page import Page
from cleaning.reading import ReadOptions
from jiaokan.onepage import read_page

if TYPE_CHECKING:
    from cleaning.choice import RuleChoice
    from cleaning.repair import RepairedText
    from cleaning.ruleset import RuleSet
    from cleaning.steps import Script
    from output.load import Dataset

Rules: TypeAlias = "RuleSet | Sequence[str | Path] | str | Path"
"""A rule set, or the paths (one or several) of rule files that stand beside the built-in rules."""

Families = Collection[str] | str
"""Names of families of artifacts (and ids of rules, for `off` and `on`), or one name."""


def extract(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: str | None = None,
    options: ReadOptions | None = None,
    links: bool = False,
) -> Article:
    """The article of one page as it was written: title, blocks, metadata and related entries, nothing repaired.

    `html` is best given as the bytes that were served; `content_type` is the header they came with. `fetched_at`
    (ISO 8601 with offset) lets relative dates such as 3小时前 be resolved. A page that is no article gives an Article
    with empty `text`, whose `kind` names what it is and whose `dropped` says why. `.images` are those in the text with
    their addresses and places; with `links=True`, `.links` are its links (see `cleaning.article`).

    >>> page = "<html><head><title>开馆公告</title></head><body><h1>开馆公告</h1><div class='content'><p>" + (
    ...     "图书馆于本周六恢复开放，读者可以在线预约，每天限三百人，请携带证件入馆。" * 3) + "</p></div></body></html>"
    >>> article = extract(page)
    >>> article.title, article.kind, article.edits
    ('开馆公告', 'article', ())
    >>> page = page.replace("在线预约", "<a href='/yuyue'>在线预约</a>", 1).replace("<p>", "<p><img src='/img/1.jpg' alt='阅览室'></p><p>")
    >>> article = extract(page, "http://example.org/a/1.html", links=True)
    >>> article.images
    (Image(url='http://example.org/img/1.jpg', alt='阅览室', block=0),)
    >>> article.links
    (Link(text='在线预约', url='http://example.org/yuyue', block=0, start=16, end=20),)
    """
    if not isinstance(html, bytes | bytearray | memoryview | str):
        raise TypeError(f"expected a page as bytes or str, found {type(html).__name__}; read the file first")
    html = html if isinstance(html, str) else bytes(html)
    headers = {"content-type": content_type} if content_type else {}
    page = Page(content=html, url=url, headers=headers, fetched_at=fetched_at)
    options = options or ReadOptions()
    return read_page(page, replace(options, links=True) if links else options)


def clean(
    html: bytes | str,
    url: str | None = None,
    *,
    content_type: str | None = None,
    fetched_at: str | None = None,
    options: ReadOptions | None = None,
    links: bool = False,
    rules: Rules = (),
    script: Script = "auto",
    families: Families | None = None,
    off: Families = (),
    on: Families = (),
) -> Article:
    """The article of one page, repaired; `.edits` says which rule changed what, `.original()` takes it back.

    This is `extract` and repair with no knowledge of other pages of the site. `rules` adds rule files,
    `script="keep"` leaves Traditional text as it is, `families` restricts the repair to families of artifacts, `off` leaves families or rules out, and `on` applies rules
    that are otherwise only reported. The places
    of `.images` and, with `links=True`, of `.links` are those in the repaired text.

    >>> page = "<html><body><h1>古籍修复的在以后发展</h1><div class='content'><p>" + (
    ...     "修复师先除尘,再补破洞。除了这些以外呢,馆里还要登记每一页的破损情况,并拍照存档。登记册一年核对两次,照片另存一份。"
    ...     ) + "</p></div></body></html>"
    >>> article = clean(page)
    >>> article.title, sorted({edit.rule for edit in article.edits})
    ('古籍修复的未来发展', ['future.attributive', 'punct.comma', 'spin.besides'])
    >>> article.original()["title"]
    '古籍修复的在以后发展'
    """
    # Who only reads needs neither rules nor the search for their words.
    from cleaning.repair import repair_article

    article = extract(
        html, url, content_type=content_type, fetched_at=fetched_at, options=options, links=links
    )
    return repair_article(article, _ruleset(rules), script=_known(script), choice=_choice(families, off, on))


def repair(
    text: str,
    script: Script = "auto",
    *,
    families: Families | None = None,
    off: Families = (),
    on: Families = (),
    rules: Rules = (),
    suggested: bool = False,
) -> RepairedText:
    """One page of plain text, a block a line, repaired: `.text`, `.edits` and `.revert()`.

    Line ends come back exactly as they were; boilerplate lines are removed as edits. `families` restricts the repair
    (`jiaokan rules list` names them), `off` leaves out families or rules, `on` applies rules that are otherwise only
    reported, `suggested` all of these. Raises InputError for a script, a family or a rule that nobody knows.

    >>> fixed = repair("于此同时呢,社区在在以后会更方便.")
    >>> fixed.text
    '与此同时，社区在未来会更方便。'
    >>> [(edit.rule, edit.before, edit.after) for edit in fixed.edits][:2]
    [('future.doubled-zai', '在在以后', '在未来'), ('spin.meanwhile', '于此同时呢', '与此同时')]
    >>> fixed.revert()
    '于此同时呢,社区在在以后会更方便.'
    """
    if not isinstance(text, str):
        hint = (
            'decode it first: text.decode("utf-8")' if isinstance(text, bytes) else "hand in one page of text"
        )
        raise TypeError(f"expected text as str, found {type(text).__name__}; {hint}")
    from cleaning.repair import repair_text

    return repair_text(
        text,
        script=_known(script),
        rules=_ruleset(rules),
        choice=_choice(families, off, on, suggested),
    )


def load(path: str | Path | Sequence[str | Path]) -> Dataset:
    """A published dataset as pandas frames: `.articles`, `.blocks`, `.related`, `.edits`, `.removed`, `.dropped`, `.gone`,
    `.images`.

    `path` is a dataset folder, a profile's `latest`, or a list of folders, whose rows are concatenated: an
    article that two of them hold has its rows from both. Times are UTC timestamps, counts integers, missing values
    missing. Raises output.errors.DatasetError, which says what was expected and what was found.

    >>> import json, tempfile
    >>> from jiaokan.running import clean as publish  # what `jiaokan clean pages.jsonl -o dataset` calls
    >>> temporary = tempfile.TemporaryDirectory()
    >>> folder = Path(temporary.name)
    >>> row = {"url": "http://example.org/a/1.html", "html": "<h1>古籍修复的未来</h1><div class='content'><p>" + (
    ...     "修复师先除尘,再补破洞,馆里还要登记每一页的破损情况。" * 3) + "</p></div>"}
    >>> _ = (folder / "pages.jsonl").write_text(json.dumps(row), "utf-8")
    >>> _ = publish([folder / "pages.jsonl"], folder / "dataset")
    >>> ds = load(folder / "dataset")
    >>> ds.articles[["title", "site", "n_edits"]].values.tolist()
    [['古籍修复的未来', 'example.org', 6]]
    >>> ds.edits.rule.value_counts().to_dict()
    {'punct.comma': 6}
    """
    from output.load import load as load_dataset

    return load_dataset(path)


def _ruleset(rules: Rules) -> RuleSet:
    from cleaning.ruleset import RuleSet, load_rules

    if isinstance(rules, RuleSet):
        return rules
    # A single path is a sequence too, of letters.
    return load_rules([rules] if isinstance(rules, str | Path) else rules)


def _choice(families: Families | None, off: Families, on: Families, suggested: bool = False) -> RuleChoice:
    from cleaning.choice import RuleChoice

    return RuleChoice.of(
        None if families is None else _several(families), _several(off), _several(on), suggested
    )


def _several(names: Families) -> Collection[str]:
    return [names] if isinstance(names, str) else names


def _known(script: Script) -> Script:
    from cleaning.steps import Script

    known = get_args(Script)
    if script not in known:
        raise InputError(
            f"script: expected {', '.join(map(repr, known))}, found {script!r}; auto is the default"
        )
    return script
