"""Addresses and the address check."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.address import allowed_pairs, refusal
from crawler.urls import join_url, normalise_url, same_site

HOSTS = st.sampled_from(["A.org", "例子.中国", "[::1]", "127.1:80", "x.com:8080", "www.a.cn."])
TAILS = st.text(alphabet="ab/.;=%2eEF&?#+ 中~!:\\é[]jsessionid:utm_", max_size=40)


@given(st.sampled_from(["http", "HTTPS"]), HOSTS, TAILS)
def test_normalising_twice_is_normalising_once(scheme: str, host: str, tail: str) -> None:
    once = join_url("http://base.org/", f"{scheme}://{host}/{tail}")
    if once is not None:
        assert normalise_url(once) == once
        assert once.isascii()


@given(st.text(max_size=60))
def test_any_text_is_an_address_or_none(text: str) -> None:
    joined = join_url("http://base.org/a/", text)
    assert joined is None or joined.startswith(("http://", "https://"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.org", "http://A.org:80/"),
        ("https://a.org/x#top", "https://a.org:443/x"),
        ("http://a.org/%e4%b8%ad", "http://a.org/中"),
        ("http://a.org/a/./b/../c", "http://a.org/a/c"),
        ("http://a.org/x?b=1&a=2", "http://a.org/x?a=2&b=1"),
        ("http://a.org/x?utm_source=w&id=1&spm=a.b.c", "http://a.org/x?id=1"),
        ("http://a.org/x?id=1&from=singlemessage&isappinstalled=0", "http://a.org/x?id=1"),
        ("http://a.org/x;jsessionid=ABC?id=1", "http://a.org/x?id=1"),
        ("http://a.org/x?", "http://a.org/x"),
        (" http://a.org/\nx ", "http://a.org/x"),
    ],
)
def test_spellings_of_one_address_become_one(one: str, other: str) -> None:
    assert normalise_url(one) == normalise_url(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.org/x", "http://a.org/X"),
        ("http://a.org/x", "http://a.org/x/"),
        ("http://a.org/a%2Fb", "http://a.org/a/b"),
        ("http://a.org/x?a=1%262", "http://a.org/x?a=1&2"),
        ("http://a.org/x?from=3", "http://a.org/x"),
        ("http://a.org/x?sid=7", "http://a.org/x"),
        ("http://a.org/x", "https://a.org/x"),
        ("http://a.org/x", "http://www.a.org/x"),
    ],
)
def test_addresses_that_may_differ_stay_apart(one: str, other: str) -> None:
    assert normalise_url(one) != normalise_url(other)


@pytest.mark.parametrize(
    "url", ["", "a.org", "ftp://a.org/", "http://", "http://a b/", "http://a.org:99999/", "mailto:a@b"]
)
def test_what_is_no_web_address_is_refused_with_its_value(url: str) -> None:
    with pytest.raises(ValueError):
        normalise_url(url)


def test_other_ports_are_other_sites() -> None:
    assert not same_site("http://a.org/", "http://a.org:8080/")


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "100.64.0.1", "224.0.0.1",
     "255.255.255.255", "::1", "::", "fe80::1%eth0", "fc00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::7f00:1",
     "2002:7f00:1::", "64:ff9b::a00:1", "ff02::1", "not-an-address"],
)  # fmt: skip
def test_private_addresses_are_refused_in_every_form(address: str) -> None:
    assert refusal(address, 80, frozenset()) is not None


@pytest.mark.parametrize("address", ["93.184.215.14", "8.8.8.8", "2606:4700::6810:85e5", "::ffff:8.8.8.8"])
def test_public_addresses_are_not(address: str) -> None:
    assert refusal(address, 443, frozenset()) is None


def test_an_allowed_address_is_allowed_on_its_port_alone() -> None:
    allowed = allowed_pairs(["127.0.0.1:8000"])
    assert refusal("127.0.0.1", 8000, allowed) is None
    assert refusal("::ffff:127.0.0.1", 8000, allowed) is None
    assert refusal("127.0.0.1", 8001, allowed) is not None
    assert refusal("127.0.0.2", 8000, allowed) is not None
