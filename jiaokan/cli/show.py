"""`jiaokan show`"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from jiaokan.cli import options

if TYPE_CHECKING:
    from cleaning.article import Article
    from cleaning.reading.explaining import Explanation
    from jiaokan.lookup import Fate
    from jiaokan.pipeline import Settings


@click.command()
@click.argument("page")
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "markdown", "diff"]),
    default="text",
    show_default=True,
)
@click.option(
    "--why",
    is_flag=True,
    help="Explain it: the element that was chosen and the others, what says each value, every line left out.",
)
@click.option("--links", is_flag=True, help="Keep the links of the text; with --format markdown or json.")
@click.option("--url", help="The address the file came from; related links become absolute.")
@click.option(
    "--fetched-at",
    metavar="TIME",
    help="When the file was fetched, such as 2026-02-04T08:00:00+08:00; dates such as 昨天 and 3小时前 count from it.",
)
@click.option(
    "--profile",
    type=click.Path(path_type=Path),
    help="Read and repair as this profile says, with its selectors and its reader as they are now.",
)
@options.data
@options.script
@options.rules
@click.pass_context
def command(
    ctx: click.Context,
    page: str,
    form: str,
    why: bool,
    links: bool,
    url: str | None,
    fetched_at: str | None,
    profile: Path | None,
    data: Path,
    script: Any,
    rules: tuple[str, ...],
) -> None:
    """Show one page as an article, with every edit and the rule that made it.

    PAGE is a saved page (HTML or text), - for standard input, or the URL of a page that has been crawled already; nothing
    is fetched. A crawled page is read and repaired as the latest run of its site has done it; --script overrules that, --rules adds
    to it. A page that is no article, or that this run has dropped or lists as gone, is shown with the reason, and the
    exit code is 1. --profile reads a saved or crawled page as a profile says: this is how selectors and readers are tried.

    Markdown has the images in their place; json has them with their addresses, and the links with the place of their
    words: a block and offsets in its text.

    --why tells how the page was read. With --format text it takes the place of the article and shows each line cut to
    the width of the terminal; diff has every line of the page whole, with its fate; markdown gets a section more, and json
    an object "why".

    \b
    Example:
      jiaokan show page.html --format diff
      jiaokan show page.html --format markdown --links
      jiaokan show page.html --why
      jiaokan show - --fetched-at 2026-02-04T08:00:00+08:00 < page.html
    """
    import msgspec

    from cleaning.repair import repair_article
    from crawler.urls import site_of
    from jiaokan.cli.streams import standard_input
    from jiaokan.lookup import find_page
    from jiaokan.rulefiles import sound_rules
    from jiaokan.settings import time_of_fetch

    sound_rules(rules)
    _refuse_links(links, form)
    found = find_page(
        page,
        data,
        url,
        _settings_of(profile) if profile is not None else None,
        fetched_at=time_of_fetch(fetched_at),
        stdin=standard_input() if page == "-" else None,
    )
    if found.fate is not None and not found.pages:
        _tell_fate(found.fate)
        raise click.exceptions.Exit(1)
    if ctx.get_parameter_source("script") is not click.core.ParameterSource.COMMANDLINE:
        script = found.settings.script
    article = found.article(links=links)
    article = repair_article(
        article,
        sound_rules([*found.settings.rules, *rules]),
        found.facts.of(site_of(article.url or "")),
        script=script,
        choice=found.settings.choice,
    )
    no_article = article.dropped is not None
    if found.fate is not None and not (no_article and found.fate.dropped == article.dropped):
        _tell_fate(found.fate)
        if not no_article:
            click.echo("what follows is its page as the archive has it, which is not published", err=True)
            article = msgspec.structs.replace(article, dropped=found.fate.dropped)
    explanations = found.explanations() if why else None
    if no_article and form != "json":
        _tell_no_article(article)
    if form == "json" or explanations or not no_article:
        for line in _shown(article, form, explanations):
            click.echo(line)
    if article.dropped is not None:
        raise click.exceptions.Exit(1)


def _settings_of(profile: Path) -> Settings:
    from jiaokan.profiles import checked_profile
    from jiaokan.running import settings_of

    return settings_of(checked_profile(profile))


def _refuse_links(links: bool, form: str) -> None:
    from jiaokan.errors import UsageError

    if links and form not in ("markdown", "json"):
        raise UsageError(f"--links: {form} has no links; add --format markdown or --format json")


def _tell_fate(fate: Fate) -> None:
    click.echo(fate.sentence, err=True)
    if fate.held_by is not None:
        click.echo(f"the article that has its text: {fate.held_by}", err=True)


def _tell_no_article(article: Article) -> None:
    if article.dropped is not None:
        click.echo(
            f"no article: this page is {article.kind}: {article.dropped.detail} ({article.dropped.reason})",
            err=True,
        )


def _shown(article: Article, form: str, explanations: Sequence[Explanation] | None) -> Iterator[str]:
    """The lines of one form, explained or not."""
    from jiaokan.cli.diffs import article_diff
    from jiaokan.cli.why import why_diff, why_text

    if form == "json":
        yield _json(article, explanations)
    elif form == "markdown":
        yield from _markdown(article, explanations)
    elif explanations is None:
        yield from article_diff(article) if form == "diff" else _text(article)
    else:
        yield from (why_diff if form == "diff" else why_text)(explanations, article)


def _json(article: Article, explanations: Sequence[Explanation] | None) -> str:
    import msgspec

    from cleaning.flags import flags_of
    from jiaokan.cli.terminal import plain_json

    data = msgspec.to_builtins(article)
    data["flags"] = msgspec.to_builtins(flags_of(article))
    if explanations is not None:
        from jiaokan.why import as_data

        data["why"] = as_data(explanations)
    return plain_json(msgspec.json.format(msgspec.json.encode(data), indent=1).decode())


def _markdown(article: Article, explanations: Sequence[Explanation] | None) -> Iterator[str]:
    from jiaokan.cli.terminal import plain
    from jiaokan.markdown import markdown

    if article.dropped is None or article.blocks:
        yield plain(markdown(article))
    if explanations is not None:
        from jiaokan.why import as_markdown

        yield from ("", plain(as_markdown(explanations, article)))


def _text(article: Article) -> list[str]:
    from cleaning.flags import flags_of
    from jiaokan.cli.terminal import plain
    from output.counting import counted, number_of

    lines = [plain(article.title or "(no title)"), ""]
    about = article.metadata
    facts = {
        "author": about.author,
        "source": about.source,
        "editor": about.editor,
        "published": about.published_at,
        "views": about.views,
        "category": about.category,
        "keywords": "、".join(article.keywords) or None,
        "encoding": about.encoding,
    }
    lines += [f"{name}: {plain(str(value))}" for name, value in facts.items() if value is not None]
    lines += [f"flag: {flag.name} ({plain(flag.detail)})" for flag in flags_of(article)]
    lines += ["", *(plain(block.text) for block in article.blocks)]
    if article.related:
        lines += ["", f"related ({len(article.related)}):"]
        lines += [f"  {entry.published_at or '-'}  {plain(entry.title)}" for entry in article.related]
    counts: dict[str, int] = {}
    for edit in article.edits:
        counts[edit.rule] = counts.get(edit.rule, 0) + 1
    left_out = sum(row.seq is None for row in article.removed)
    lines += [
        "",
        f"{number_of(len(article.edits), 'edit')}: {counted(counts) or 'none'}; {number_of(left_out, 'line')} left out (--format diff shows all, --why explains)",
    ]
    return lines
