"""Addresses that a page writes, as a dataset can hold them."""

from __future__ import annotations

import re
from typing import Final

from cleaning.reading.related import absolute

LONGEST: Final = 2000
"""Characters of an address: beyond this it is data in the form of one."""

_UNSAFE = re.compile('[\x00-\x20"<>\\\\^`{|}\x7f\x85\u2028\u2029]')


# What needs no joining and no mending, as most addresses of images.
_SOUND = re.compile(
    r"https?://[0-9A-Za-z.\-]+(?::[0-9]{1,5})?(?:/[^\x00-\x20\"<>\\^`{|}\x7f\x85\u2028\u2029]*)?"
)


def web_address(written: str, base: str) -> str | None:
    """The absolute http(s) address that is meant, without what no address may hold; None for any other.

    >>> web_address(" //img.example.com/春汛 1.jpg ", "https://example.com/a/1.html")
    'https://img.example.com/春汛%201.jpg'
    >>> web_address("data:image/gif;base64,R0lGOD", "https://example.com/"), web_address("a.jpg", "")
    (None, None)
    """
    if len(written) > LONGEST:
        return None
    if written.startswith("//") and base.startswith(("https:", "http:")):
        written = base.partition("//")[0] + written
    if _SOUND.fullmatch(written) and "/." not in written:
        return written
    found = None if written.lstrip()[:5].lower() == "data:" else absolute(written, base)
    if found is None or len(found) > LONGEST:
        return None
    return _UNSAFE.sub(_quoted, found)


def _quoted(found: re.Match[str]) -> str:
    return "".join(f"%{byte:02X}" for byte in found[0].encode())
