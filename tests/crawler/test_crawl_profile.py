"""Profiles: every fault is found at once and says what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from crawler.errors import ProfileError
from crawler.keys import KEYS, keys_as_markdown
from crawler.profile import Profile, load_profile, profile_digest

GOOD = 'name = "example"\nstart = ["https://example.org/"]\ncontact = "ops@example.org"\n'


def write(folder: Path, text: str) -> Path:
    path = folder / "site.toml"
    path.write_text(text, encoding="utf-8")
    return path


def faults_of(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ProfileError) as caught:
        load_profile(write(folder, text))
    return caught.value.faults


def test_a_short_profile_gets_the_declared_defaults(tmp_path: Path) -> None:
    profile = load_profile(write(tmp_path, GOOD))
    assert [start.url for start in profile.start] == ["https://example.org/"]
    for key in KEYS:
        table = getattr(profile, key.table) if key.table else profile
        if key.name not in {"name", "start", "contact"}:
            assert getattr(table, key.name) == key.default, key.path


def test_every_key_is_taken_over(tmp_path: Path) -> None:
    (tmp_path / "own.toml").write_text("", encoding="utf-8")
    text = (
        GOOD
        + "article = ['/a/\\d+']\nlist = ['/l/']\nmax_pages = 7\ndelay = 2\nallow_private = ['127.0.0.1:80']\n"
        + '[schedule]\nevery = "6h"\n[read]\nencoding = "gb18030"\nselectors = { title = "h1" }\n'
        + '[repair]\nrules = ["own.toml"]\nfamilies = false\noff = ["future"]\non = ["a.b"]\nscript = "keep"\n[quality]\nmin_articles = 3\n'
    )
    profile = load_profile(write(tmp_path, text))
    assert (profile.max_pages, profile.delay, profile.schedule.every) == (7, 2.0, "6h")
    assert profile.read.selectors == {"title": "h1"}
    assert profile.repair.rules == (str((tmp_path / "own.toml").resolve()),)
    assert (profile.repair.families, profile.repair.off, profile.repair.on) == ((), ("future",), ("a.b",))


def test_start_pages_may_be_tables_with_a_kind(tmp_path: Path) -> None:
    text = 'name = "a"\ncontact = "https://example.org/who"\n[[start]]\nurl = "HTTP://Example.org"\nkind = "feed"\n'
    (start,) = load_profile(write(tmp_path, text)).start
    assert (start.url, start.kind) == ("http://example.org/", "feed")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (GOOD + "contcat = 'x'\n", "contcat: there is no such key; did you mean 'contact'?"),
        (GOOD + "cron = '0 3 * * *'\n", "cron: there is no such key; did you mean 'schedule.cron'?"),
        (GOOD + "obey_robots = false\n", "robots.txt is always obeyed"),
        (GOOD + "article = ['/a/(']\n", "article, entry 1: '/a/(' is no valid regular expression"),
        (GOOD + "max_pages = 0\n", "max_pages: expected at least 1, found 0"),
        (GOOD + "max_pages = '9'\n", "max_pages: expected a whole number, found '9'"),
        (GOOD + "delay = true\n", "delay: expected a number, found True"),
        (GOOD + "delay = nan\n", "delay: expected a number, found nan"),
        (GOOD + "allow_private = ['intranet:80']\n", "allow_private, entry 1: expected an address and a port"),
        (GOOD + "schedule = 'daily'\n", "schedule: expected a table, found 'daily'"),
        (GOOD + "[schedule]\ncron = '0 3'\n", "schedule.cron: expected five fields"),
        (GOOD + "[schedule]\nevery = 'daily'\n", "schedule.every: expected a number and m, h or d"),
        (GOOD + "[read]\nencoding = 'klingon'\n", "read.encoding: expected an encoding"),
        (GOOD + "[read]\ntime_zone = 'Mars/Base'\n", "read.time_zone: expected a time zone"),
        (GOOD + "[repair]\nrules = ['none.toml']\n", "repair.rules, entry 1: there is no file"),
        (GOOD + "[repair]\nscript = 'latin'\n", "repair.script: expected one of auto, simplified, keep, found 'latin'"),
        (GOOD.replace("example\"", "../up\""), "name: expected a name that can be a folder"),
        (GOOD.replace('name = "example"\n', ""), "name: missing"),
        (GOOD.replace("https:", "ftp:"), "start, entry 1: expected an address that starts with http:// or https://"),
        (GOOD.replace('["https://example.org/"]', "'https://example.org/'"), "put it in [ ]"),
        ('name = "a"\nstart = ["http://a.org/x", "http://A.org:80/x"]\ncontact = "a@b.cn"\n', "is entry 1 again"),
        ('name = "a"\nstart = ["http://a.org/"]\n', "contact: missing; a.org is a public host"),
        ('name = "a"\nstart = ["http://127.0.0.1:81/"]\n', "allow_private: 127.0.0.1:81 is a private address"),
        (GOOD.replace("ops@example.org", "nobody"), "contact: expected a mail or web address"),
        ('name = "a"\nstart = []\n', "start: missing"),
        ('name = "a"\nstart = [{ url = "http://a.org", kind = "blog" }]\n', "start, entry 1, kind: expected one of"),
        ("name = \n", "is not valid TOML at line 1, column 8"),
        ('name = "a', "is not valid TOML at its end"),
    ],
)  # fmt: skip
def test_a_fault_says_what_was_expected_and_what_to_do(tmp_path: Path, text: str, expected: str) -> None:
    faults = faults_of(tmp_path, text)
    assert any(expected in fault for fault in faults), faults
    assert all(fault.startswith(str(tmp_path / "site.toml")) for fault in faults)


def test_all_faults_are_reported_at_once(tmp_path: Path) -> None:
    faults = faults_of(tmp_path, "nmae = 'x'\nstart = ['x']\nmax_pages = -1\n[schedule]\ncorn = ''\n")
    assert len(faults) == 5


def test_a_loopback_site_needs_no_contact_when_it_is_allowed(tmp_path: Path) -> None:
    text = 'name = "a"\nstart = ["http://127.0.0.1:81/"]\nallow_private = ["127.0.0.1:81"]\n'
    assert load_profile(write(tmp_path, text)).contact == ""


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda folder: folder / "none.toml", "there is no such file"),
        (lambda folder: folder, "found a folder"),
    ],
)
def test_a_path_without_a_profile_is_explained(tmp_path: Path, make: object, expected: str) -> None:
    with pytest.raises(ProfileError, match=expected):
        load_profile(make(tmp_path))  # type: ignore[operator]


def test_a_profile_that_is_not_text_is_explained(tmp_path: Path) -> None:
    path = tmp_path / "site.toml"
    path.write_bytes(b"name = '\xff'")
    with pytest.raises(ProfileError, match="expected UTF-8"):
        load_profile(path)


def test_the_digest_ignores_comments_and_order_and_nothing_else(tmp_path: Path) -> None:
    one = profile_digest(load_profile(write(tmp_path, GOOD)))
    reordered = "# words\n" + "\n".join(reversed(GOOD.strip().split("\n")))
    assert profile_digest(load_profile(write(tmp_path, reordered))) == one
    assert profile_digest(load_profile(write(tmp_path, GOOD + "delay = 3\n"))) != one


def test_every_key_is_documented_and_belongs_to_the_profile() -> None:
    table = keys_as_markdown()
    for key in KEYS:
        assert f"`{key.path}`" in table
        assert key.doc.endswith(".")
        assert key.table in Profile.__struct_fields__ or key.name in Profile.__struct_fields__
