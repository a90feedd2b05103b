"""`jiaokan profile`"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from jiaokan.cli import options

if TYPE_CHECKING:
    from crawler.profile import Profile
    from crawler.rows import Robots


@click.group()
def command() -> None:
    """Write site profiles, check them and explain what they do.

    \b
    Example:
      jiaokan profile new http://127.0.0.1:8000/ --allow-private -o site.toml
      jiaokan profile check site.toml --samples
    """


@command.command("new")
@click.argument("url")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="Where to write it; stdout otherwise.")
@click.option(
    "--contact", default="", help="Your mail or web address; needed for public hosts, sent to them."
)
@click.option("--name", help="Name of the profile and its data folder; the host otherwise.")
@click.option("--allow-private", is_flag=True, help="Ask a private address, such as a server of your own.")
def new(url: str, output: Path | None, contact: str, name: str | None, allow_private: bool) -> None:
    """Look at a site and write a commented profile for it.

    It asks for robots.txt, the page at URL, a sitemap, a feed, one list page and a few articles, as politely as a crawl,
    and keeps nothing but the profile: what it proposes, why, and the pages it saw as samples. Where no page reads as an
    article the exit code is 3.

    \b
    Example:
      jiaokan profile new https://example.org/ --contact you@example.com -o example.toml
      jiaokan profile new http://127.0.0.1:8000/ --allow-private
    """
    from jiaokan.cli import explained
    from jiaokan.errors import UsageError

    if output is not None and output.exists():
        raise UsageError(f"{output}: exists already, and nothing is overwritten; name another file with -o")
    if output is not None and not output.parent.is_dir():
        raise UsageError(f"{output}: there is no folder {output.parent}; make it, or name another file")
    from jiaokan.proposing import proposed_profile
    from jiaokan.surveying import survey
    from output.counting import number_of

    seen = survey(url, name=name, contact=contact, allow_private=allow_private, progress=explained)
    text = proposed_profile(seen, str(output) if output is not None else "site.toml")
    if output is None:
        click.echo(text, nl=False)
    else:
        with output.open("x", encoding="utf-8") as stream:
            stream.write(text)
    patterns = len({kind.expression for kind in seen.kinds} - {None})
    where = f"{output}: " if output is not None else ""
    explained(
        f"{where}{number_of(len(seen.articles), 'sampled page')} read as articles, {number_of(patterns, 'pattern')} for them"
    )
    if not seen.articles:
        explained(
            "no sampled page reads as an article: give the address of a list of articles, or see what was dropped and why in "
            "the comments and try `jiaokan show --why` on a saved page"
        )
        raise click.exceptions.Exit(3)


@command.command("check")
@click.argument("profile", type=click.Path(path_type=Path))
@click.argument("url", required=False)
@click.option("--samples", is_flag=True, help="Fetch the sample addresses of the profile and say which hold.")
@options.data
def check(profile: Path, url: str | None, samples: bool, data: Path) -> None:
    """Check a profile, explain what it does with a URL, or run its samples.

    All faults are told at once. With a URL every decision about it is explained, with what robots.txt said to the last
    crawl (in DATA, where there was one). Nothing is fetched but with --samples: then the samples are, and the exit
    code is 1 when one does not hold.

    \b
    Example:
      jiaokan profile check example.toml http://127.0.0.1:8000/a/1.html
      jiaokan profile check example.toml --samples
    """
    from cleaning.ruleset import load_rules
    from jiaokan.profiles import checked_profile

    loaded = checked_profile(profile)
    rules = load_rules(loaded.repair.rules)
    if url is None and not samples:
        click.echo(
            f"{profile}: ok: {loaded.name}, {len(loaded.start)} start pages, {len(rules.rules)} rules",
            err=True,
        )
    if url is not None:
        from crawler.explain import explain

        for line in [*explain(loaded, url, _robots(data / loaded.name)), *_reading(loaded)]:
            click.echo(line)
    if samples:
        _run_samples(profile, loaded)


def _robots(folder: Path) -> tuple[Robots, ...]:
    """What robots.txt said to the last crawl of a site; nothing where there was none."""
    from crawler.state import STATE_FILE, State

    if not (folder / STATE_FILE).is_file():
        return ()
    with State.open(folder, read_only=True) as state:
        return tuple(state.robots_of_sweep())


def _run_samples(profile: Path, loaded: Profile) -> None:
    from jiaokan.errors import UsageError
    from jiaokan.samples import check_samples

    if not loaded.sample:
        raise UsageError(
            f"{profile}: has no samples; add entries [[sample]] with url, kind and perhaps title (docs/profile.md)"
        )
    results = check_samples(profile)
    for result in results:
        click.echo(f"{'ok  ' if result.holds else 'FAIL'}  {result.url}")
        click.echo(f"      expected {result.expected}\n      found    {result.found}")
    failed = sum(not result.holds for result in results)
    click.echo(f"{profile}: {len(results) - failed} of {len(results)} samples hold", err=True)
    if failed:
        raise click.exceptions.Exit(1)


def _reading(profile: Profile) -> Iterator[str]:
    """How its pages are read beyond the usual way; nothing where there is nothing to say."""
    from jiaokan.sitereaders import reader_source, shown

    if profile.read.reader is not None:
        yield f"reader    {shown(reader_source(profile.read.reader))}: asked first of every page"
    if profile.read.selectors:
        yield f"selectors {', '.join(sorted(profile.read.selectors))}"
