"""Samples in a profile: addresses with what is expected of them, checked like every other key."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.errors import ProfileError
from crawler.keys import ENTRY_KEYS, entry_keys_as_markdown
from crawler.profile import Sample, load_profile, profile_digest

GOOD = 'name = "example"\nstart = ["https://example.org/"]\ncontact = "ops@example.org"\n'
ENTRY = '[[sample]]\nurl = "https://www.Example.org/a/1.html#top"\nkind = "article"\ntitle = "春汛"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_a_sample_is_an_address_a_kind_and_perhaps_a_title(tmp_path: Path) -> None:
    unwanted = '[[sample]]\nurl = "https://elsewhere.org/x"\nkind = "unwanted"\n'
    assert load_profile(write(tmp_path, GOOD + ENTRY + unwanted)).sample == (
        Sample("https://www.example.org/a/1.html", "article", "春汛"),
        Sample("https://elsewhere.org/x", "unwanted"),
    )


def test_samples_change_nothing_about_a_crawl(tmp_path: Path) -> None:
    without = profile_digest(load_profile(write(tmp_path, GOOD)))
    assert profile_digest(load_profile(write(tmp_path, GOOD + ENTRY))) == without


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sample = 'x'\n", "sample: expected entries, found 'x'; write [[sample]] above each"),
        ("sample = ['https://example.org/a']\n", "sample, entry 1: expected a table with url and kind"),
        (ENTRY.replace("kind", "knid"), "sample, entry 1, knid: there is no such key; known here: url, kind, title"),
        (ENTRY.replace('"article"', '"blog"'), "sample, entry 1, kind: expected one of article, list, unwanted, found 'blog'"),
        ('[[sample]]\nkind = "article"\n', "sample, entry 1: url is missing"),
        ('[[sample]]\nurl = "https://example.org/"\n', "sample, entry 1: kind is missing"),
        (ENTRY.replace("https:", "ftp:"), "sample, entry 1, url: expected an address that starts with http:// or https://"),
        (ENTRY.replace("www.Example.org", "a.org"), "a.org/a/1.html lies outside the sites of the start pages (example.org)"),
        (ENTRY.replace('"article"', '"list"'), "sample, entry 1, title: only an article has one, and kind is 'list'"),
        (ENTRY + ENTRY, "is entry 1 again; remove one of them"),
    ],
)  # fmt: skip
def test_a_fault_in_a_sample_says_what_was_expected(tmp_path: Path, text: str, expected: str) -> None:
    with pytest.raises(ProfileError) as caught:
        load_profile(write(tmp_path, GOOD + text))
    assert any(expected in fault for fault in caught.value.faults), caught.value.faults


@pytest.mark.parametrize("name", ENTRY_KEYS)
def test_every_key_of_an_entry_is_documented(name: str) -> None:
    table = entry_keys_as_markdown(name)
    assert all(f"| `{key.name}` |" in table and key.doc.endswith(".") for key in ENTRY_KEYS[name])
