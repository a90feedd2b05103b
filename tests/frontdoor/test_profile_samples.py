"""`profile check --samples`: what a profile expects of addresses is held against a running site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jiaokan.example.server import ExampleServer

Jiaokan = Callable[..., Any]
ARTICLE = "/zhiye/2026/2101.html"


def sample(url: str, kind: str, title: str | None = None) -> str:
    told = f'title = "{title}"\n' if title else ""
    return f'\n[[sample]]\nurl = "{url}"\nkind = "{kind}"\n{told}'


@pytest.fixture
def title(site: ExampleServer) -> str:
    import jiaokan

    found = jiaokan.clean(site.answer(ARTICLE).body).title
    assert found is not None
    return found


def test_samples_that_hold_end_with_0_and_keep_nothing(
    jk: Jiaokan, profile: Path, site: ExampleServer, title: str
) -> None:
    profile.write_text(
        profile.read_text("utf-8")
        + sample(site.url + ARTICLE, "article", title)
        + sample(f"{site.url}/zhiye/", "list")
        + sample("http://elsewhere.example/a/1.html", "unwanted"),
        "utf-8",
    )
    said = jk("profile", "check", profile, "--samples")
    assert said.code == 0, said
    assert said.out.count("ok  ") == 3
    assert "3 of 3 samples hold" in said.err
    assert [path.name for path in profile.parent.iterdir()] == [profile.name]
    assert site.requests[ARTICLE, 200] == 1


WRONG = [
    (ARTICLE, "article", "别的题目", "found    article '"),
    ("/zhiye/2026/2102.html", "list", None, "found    article: a pattern in `article`"),
    ("/zhiye/2026/2103.html", "unwanted", None, "found    article"),
    ("/zhiye/2026/999999.html", "article", None, "found    no page: http_404"),
    ("/neibu/2026/1.html", "article", None, "found    no page: robots"),
    ("/zhiye/", "article", None, "found    the profile takes its address for a list"),
    ("/logo.png", "list", None, "found    unwanted: the profile takes its address for nothing"),
]


def test_a_sample_that_does_not_hold_says_what_was_expected_and_found(
    jk: Jiaokan, profile: Path, site: ExampleServer
) -> None:
    entries = "".join(sample(site.url + path, kind, words) for path, kind, words, _ in WRONG)
    profile.write_text(profile.read_text("utf-8") + entries, "utf-8")
    said = jk("profile", "check", profile, "--samples")
    assert said.code == 1, said
    told = said.out.split("FAIL")[1:]
    for (path, kind, _, found), lines in zip(WRONG, told, strict=True):
        assert lines.strip().startswith(site.url + path)
        assert f"expected {kind}" in lines
        assert found in lines


def test_a_profile_without_samples_is_told_how_to_get_some(jk: Jiaokan, profile: Path) -> None:
    said = jk("profile", "check", profile, "--samples")
    assert said.code == 2
    assert "add entries [[sample]]" in said.err


def test_an_address_is_explained_with_what_robots_txt_said_to_the_last_crawl(
    jk: Jiaokan, profile: Path, site: ExampleServer, tmp_path: Path
) -> None:
    data = tmp_path / "data"
    url = f"{site.url}/neibu/2026/1.html"
    assert "not known" in jk("profile", "check", profile, url, "--data", data).out
    assert not data.exists()
    assert jk("crawl", profile, "--data", data, "--url", site.url + ARTICLE).code == 0
    assert "not fetched: forbidden" in jk("profile", "check", profile, url, "--data", data).out
