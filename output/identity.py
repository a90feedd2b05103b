"""Who is who: the name of an article, of an input without an address, and of a site."""

from __future__ import annotations

from urllib.parse import urlsplit


def article_id(url: str) -> str:
    """The first 16 hex digits of the SHA-256 of the normalised URL; it never changes from run to run.

    >>> article_id("https://example.org/a/1.html")
    '4e177329e740445b'
    """
    return _sha256(url.encode("utf-8"))[:16]


def urn_of(content: bytes) -> str:
    """The address of an input that has none.

    >>> urn_of(b"")
    'urn:sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'
    """
    return f"urn:sha256:{_sha256(content)}"


def site_of(url: str) -> str | None:
    """The site of an address: its host in lower case without "www."; None where there is no host.

    >>> site_of("https://www.Example.org:8080/a"), site_of("urn:sha256:ab"), site_of("http://[bad/")
    ('example.org', None, None)
    """
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") or None if host else None


def _sha256(content: bytes) -> str:
    # OpenSSL takes 3 MB; pages with addresses are read without.
    import hashlib

    return hashlib.sha256(content).hexdigest()
