"""Lost text is told by place and kind; text that speaks of it is not lost."""

from __future__ import annotations

import pytest

from cleaning.lost import lost_text


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("本馆锟斤拷锟斤拷开放", ["replacement"]),
        ("借书\ufffd\ufffd还书", ["replacement"]),
        ("烫烫烫烫烫烫", ["refilled-memory"]),
        ("??馆藏??古籍??万册", ["question-marks"] * 3),
        ("售价\ue603元", ["private-use"]),
        ("古籍目录\n????????\n开馆时间", ["question-marks"]),
        ("欢迎来馆借锟？", ["replacement"]),
    ],
)
def test_lost_text_is_told_by_kind(text: str, kinds: list[str]) -> None:
    assert [each.kind for each in lost_text(text)] == kinds


@pytest.mark.parametrize(
    "text",
    [
        "“锟斤拷”是乱码的代名词。",
        "烫烫烫！小心碗底。",
        "真的吗??那太好了。",
        "内存里全是烫烫烫烫。",
        "\ue618 开馆时间",
    ],
)
def test_what_can_be_read_is_not_lost(text: str) -> None:
    assert lost_text(text) == ()


def test_places_count_from_the_beginning_of_the_text() -> None:
    (found,) = lost_text("第一行\n第二行\ufffd")
    assert (found.start, found.end) == (7, 8)
