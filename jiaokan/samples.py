"""The tests of a profile: its sample addresses, fetched and held against what is expected of them."""

from __future__ import annotations

from pathlib import Path

import msgspec

from cleaning.article import Article
from cleaning.decoding import decode
from cleaning.page import Page
from cleaning.repair import repair_article
from crawler.classify import Classifier
from crawler.links import discover
from crawler.profile import Profile, Sample, profile_roles
from jiaokan.asking import Answers, asking
from jiaokan.onepage import read_page
from jiaokan.pipeline import Settings
from jiaokan.profiles import checked_profile
from jiaokan.rulefiles import sound_rules
from jiaokan.running import settings_of


class SampleResult(msgspec.Struct, frozen=True):
    """What was expected of a sample and what was found, in words; `holds` says whether they are the same."""

    url: str
    expected: str
    found: str
    holds: bool


def check_samples(path: Path) -> list[SampleResult]:
    """The samples of a profile in their order. Those that are never fetched are judged by their address alone.

    Raises ProfileError for a profile with faults, and what a crawl raises. Nothing that is fetched is kept.
    """
    profile = checked_profile(path)
    settings = settings_of(profile)
    urls = [sample.url for sample in profile.sample if sample.kind != "unwanted"]
    answers = Answers({}, {}, {}, ())
    if urls:
        with asking() as site:
            answers = site.ask(path, urls)
    return [_result(sample, profile, settings, answers) for sample in profile.sample]


def _result(sample: Sample, profile: Profile, settings: Settings, answers: Answers) -> SampleResult:
    role = _role(sample.url, profile)
    expected = f"{sample.kind} {sample.title!r}" if sample.title is not None else sample.kind
    if sample.kind == "unwanted":
        return SampleResult(sample.url, expected, role or "unwanted", role is None)
    if role is None:
        told = "unwanted: the profile takes its address for nothing; see `jiaokan profile check PROFILE URL`"
        return SampleResult(sample.url, expected, told, False)
    page = answers.page(sample.url)
    if page is None:
        return SampleResult(sample.url, expected, f"no page: {answers.why_not(sample.url)}", False)
    if sample.kind == "list":
        return _list_result(sample, role, page, profile)
    return _article_result(sample, role, article_of(page, settings))


def _role(url: str, profile: Profile) -> str | None:
    """What the profile takes an address for; a start page that it does not recognise is a list."""
    start = next((start for start in profile.start if start.url == url), None)
    if start is not None and start.kind is not None:
        return start.kind
    return profile_roles(profile)(url) or ("list" if start is not None else None)


def article_of(page: Page, settings: Settings) -> Article:
    """The article of a page, read and repaired as a profile says, without what many pages of its site show."""
    article = read_page(page, settings.read)
    return repair_article(
        article, sound_rules(settings.rules), script=settings.script, choice=settings.choice
    )


def _list_result(sample: Sample, role: str, page: Page, profile: Profile) -> SampleResult:
    if role == "article":
        told = "article: a pattern in `article`, or the guess, takes its address for one"
        return SampleResult(sample.url, "list", told, False)
    content = page.content if isinstance(page.content, bytes) else page.content.encode()
    text = decode(content, page.headers.get("content-type"), profile.read.encoding).text
    links = discover(text, page.url or sample.url, "list", 0, Classifier(profile.article, profile.list)).links
    articles = sum(link.role == "article" for link in links)
    if not articles:
        return SampleResult(sample.url, "list", "no link that the profile takes for an article", False)
    return SampleResult(sample.url, "list", f"list of {articles} articles", True)


def _article_result(sample: Sample, role: str, article: Article) -> SampleResult:
    expected = f"article {sample.title!r}" if sample.title is not None else "article"
    if role != "article":
        return SampleResult(sample.url, expected, f"the profile takes its address for a {role}", False)
    if article.dropped is not None:
        told = f"{article.kind}: {article.dropped.reason}"
        detail = f" ({article.dropped.detail})" if article.dropped.detail else ""
        return SampleResult(sample.url, expected, told + detail, False)
    same = sample.title is None or _plain(article.title) == _plain(sample.title)
    return SampleResult(sample.url, expected, f"article {article.title!r}", same)


def _plain(title: str | None) -> str:
    return " ".join((title or "").split())
