"""Headings and lines that serve as such: their kind and their level."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import read

LINE = "<p>渡口的石阶上长着青苔，撑船的老人说，这里从前一天要过两百多个赶集的人。</p>"


def headings(body: str) -> list[tuple[str, int | None]]:
    html = f"<html><body><h1>渡口旧事</h1><div class=content>{LINE}{body}{LINE}{LINE}</div></body></html>"
    blocks = read(Page(content=html)).blocks
    assert all(block.level is None for block in blocks if block.kind != "heading")
    return [(block.text, block.level) for block in blocks if block.kind == "heading"]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        (f"<p><b>撑船人</b></p>{LINE}<p><strong>赶集天</strong></p>", [("撑船人", 2), ("赶集天", 2)]),
        (
            f"<h2>撑船人</h2>{LINE}<p><b>老何</b></p>{LINE}<p><b>小何</b></p>{LINE}<h3>收船</h3>{LINE}<p><b>夜里</b></p>",
            [("撑船人", 2), ("老何", 3), ("小何", 3), ("收船", 3), ("夜里", 4)],
        ),
        (f"<p><b>撑船人</b></p>{LINE}<h4>老何</h4>", [("撑船人", 2), ("老何", 4)]),
        (f"<h6>撑船人</h6>{LINE}<p><b>老何</b></p>", [("撑船人", 6), ("老何", 6)]),
        ("<p><b>桥通了以后，渡口就停了。</b></p>", []),
        ("<p><b>老何</b>撑了四十年船。</p>", []),
    ],
    ids=[
        "no heading above",
        "below the heading above",
        "before all",
        "below the lowest",
        "sentence",
        "words",
    ],
)
def test_a_bold_line_that_serves_as_a_heading_stands_a_level_below_the_heading_above_it(
    body: str, wanted: list[tuple[str, int | None]]
) -> None:
    assert headings(body) == wanted
