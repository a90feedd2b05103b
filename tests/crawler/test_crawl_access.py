"""Cookies, headers and proxies come from the environment, reach the site alone, and are written nowhere."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from pathlib import Path

import pytest
from loopback_site import Reply, Site, serving, write_profile

from crawler.errors import ProfileError
from crawler.profile import load_profile
from crawler.run import crawl
from crawler.state import State

SECRETS = {"SITE_COOKIES": "session=c00kie-Value", "SITE_TOKEN": "t0ken-Value-17"}
ACCESS = '[access]\ncookies = "SITE_COOKIES"\nheaders = { X-Token = "SITE_TOKEN" }\n'


def everything_written(folder: Path) -> Iterator[tuple[str, bytes]]:
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            yield path.name, content
            if path.suffix == ".gz":
                yield path.name, gzip.decompress(content)


def test_secrets_reach_the_site_and_stand_in_no_file(tmp_path: Path, site: Site) -> None:
    site.article(1)
    site.pages["/a/2.html"] = Reply(
        b"<p>x", headers={"X-Echo": SECRETS["SITE_TOKEN"], "Set-Cookie": "a=c00kie-Value"}
    )
    site.pages["/a/3.html"] = Reply(status=302, headers={"Location": "http://[" + SECRETS["SITE_TOKEN"]})
    start = [f"{site.root}/a/{number}.html" for number in (1, 2, 3)]
    crawl(write_profile(tmp_path, site, ACCESS, start), tmp_path / "data", environment=SECRETS)
    for hit in site.hits:
        assert hit.headers["cookie"] == SECRETS["SITE_COOKIES"]
        assert hit.headers["x-token"] == SECRETS["SITE_TOKEN"]
    for name, content in everything_written(tmp_path / "data"):
        assert b"c00kie-Value" not in content, name
        assert b"t0ken-Value-17" not in content, name


def test_secrets_are_not_sent_to_another_host(tmp_path: Path, site: Site) -> None:
    with serving(Site()) as other:
        site.article(1)
        site.pages["/robots.txt"] = Reply(status=302, headers={"Location": f"{other.root}/robots.txt"})
        extra = f'allow_private = ["127.0.0.1:{site.port}", "127.0.0.1:{other.port}"]\n' + ACCESS
        profile = write_profile(tmp_path, site, "", [f"{site.root}/a/1.html"])
        text = profile.read_text().replace(f'allow_private = ["127.0.0.1:{site.port}"]\n', "")
        profile.write_text(text + extra)
        crawl(profile, tmp_path / "data", environment=SECRETS)
        assert [hit.path for hit in other.hits] == ["/robots.txt"]
        assert not {"cookie", "x-token"} & other.hits[0].headers.keys()


def test_a_variable_that_is_not_set_is_named_before_anything_is_asked(tmp_path: Path, site: Site) -> None:
    with pytest.raises(ProfileError, match="SITE_TOKEN is not set"):
        crawl(write_profile(tmp_path, site, ACCESS), tmp_path / "data", environment={"SITE_COOKIES": "a=b"})
    assert site.hits == []


def test_a_secret_in_the_profile_itself_is_refused_and_not_shown(tmp_path: Path, site: Site) -> None:
    for line in ('cookies = "session=c00kie-Value"', 'proxy = "http://me:c00kie-Value@127.0.0.1:1"'):
        with pytest.raises(ProfileError) as caught:
            load_profile(write_profile(tmp_path, site, f"[access]\n{line}\n"))
        assert "the name of an environment variable" in str(caught.value)
        assert "c00kie" not in str(caught.value)


def test_a_proxy_is_used_for_public_and_allowed_hosts_and_for_no_private_one(
    tmp_path: Path, site: Site
) -> None:
    with serving(Site()) as proxy:
        for target in ("robots.txt", "a/1.html"):
            proxy.pages[f"{site.root}/{target}"] = Reply(
                b"<p>through the proxy", headers={"Content-Type": "text/html"}
            )
        start = [f"{site.root}/a/1.html", "http://127.0.0.9:81/a/2.html", "http://localhost:81/a/3.html"]
        profile = write_profile(
            tmp_path, site, 'contact = "ops@example.com"\nretries = 0\n[access]\nproxy = "PROXY"\n', start
        )
        crawl(
            profile, tmp_path / "data", environment={"PROXY": f"http://me:pass-word-9@127.0.0.1:{proxy.port}"}
        )
        assert site.hits == []
        assert {hit.path for hit in proxy.hits} == {f"{site.root}/robots.txt", f"{site.root}/a/1.html"}
        assert all(hit.headers["proxy-authorization"].startswith("Basic ") for hit in proxy.hits)
    with State.open(tmp_path / "data", read_only=True) as state:
        assert {row.reason for row in state.not_fetched()} == {"private_address"}
        assert len(list(state.documents())) == 1
    for name, content in everything_written(tmp_path / "data"):
        assert b"pass-word-9" not in content, name


def test_cookies_of_the_site_are_sent_back_only_where_the_profile_says_so(tmp_path: Path, site: Site) -> None:
    site.article(1)
    page = site.pages["/a/1.html"]
    wall = Reply(status=302, headers={"Location": "/a/1.html", "Set-Cookie": "seen=yes; Path=/"})
    site.pages["/a/1.html"] = lambda hit: page if "seen=yes" in hit.headers.get("cookie", "") else wall  # type: ignore[return-value]
    start = [f"{site.root}/a/1.html"]
    summary = crawl(write_profile(tmp_path, site, "", start), tmp_path / "without")
    assert (summary.new, summary.reasons) == (0, {"redirect_loop": 1})
    summary = crawl(
        write_profile(tmp_path, site, "[access]\nkeep_cookies = true\n", start), tmp_path / "with"
    )
    assert summary.new == 1
    assert b"seen=yes" not in b"".join(content for _, content in everything_written(tmp_path / "with"))
