"""The list of telling characters is the one that the tables of the installed OpenCC give."""

from __future__ import annotations

import msgspec

from cleaning.script import FILE, telling


def test_the_file_holds_what_opencc_says() -> None:
    from telling_characters import telling_characters

    assert msgspec.json.decode(FILE.read_bytes()) == telling_characters()
    assert telling().traditional.match("書")
    assert telling().simplified.match("书")
    assert not telling().traditional.match("人")
