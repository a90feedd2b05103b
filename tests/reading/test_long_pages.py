"""Pages that repeat one thing thousands of times are read with work in step with their length."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from cleaning.page import Page
from cleaning.reading import read

HEAD = "<meta charset=utf-8><title>老茶馆重新开门迎客</title><h1>老茶馆重新开门迎客</h1>"
BODY = "<p>巷口的老茶馆歇了三年，开春以后换了新的门板，街坊们又端着自家的茶杯坐了回来。</p>" * 4
LINES = "\n".join(["巷口的老茶馆歇了三年，开春以后换了新的门板，街坊们又端着自家的茶杯坐了回来。"] * 4)


def labels(count: int) -> Page:
    return Page(content=LINES + "\n" + "\n".join(f"标签：社工{n}" for n in range(count)), form="text")


def tails(count: int) -> Page:
    entry = "<h3>相关文章</h3><p>河堤上新种的柳树都发了芽，傍晚散步的人比往年多了一倍，孩子们跑在最前面。</p>"
    return Page(content=HEAD + BODY + entry * count)


def terms(count: int) -> Page:
    lists = (f"<h3>关键词</h3><p>茶馆{n}、门板{n}、茶杯{n}、街坊{n}</p>" for n in range(count))
    return Page(content=HEAD + BODY + "".join(lists))


def seconds(page: Page) -> float:
    times = []
    for _ in range(2):
        start = time.process_time()
        read(page)
        times.append(time.process_time() - start)
    return min(times)


@pytest.mark.parametrize("page", [labels, tails, terms])
def test_four_times_the_page_takes_about_four_times_as_long(page: Callable[[int], Page]) -> None:
    # Work that grows with the square of the length takes sixteen times as long.
    assert seconds(page(6000)) < 9 * seconds(page(1500)) + 0.3


def test_terms_that_stand_only_in_their_own_line_are_no_keywords_of_a_page() -> None:
    recipe = "<h3>做法与关键词</h3><p>葱花、姜末、料酒、白糖</p>"
    assert read(Page(content=HEAD + BODY + recipe)).keywords == ()


def test_half_of_the_terms_of_a_section_stand_elsewhere_on_the_page() -> None:
    section = "<h3>关键词</h3><p>茶馆、门板、说书、评弹</p>"
    assert read(Page(content=HEAD + BODY + section)).keywords == ("茶馆", "门板", "说书", "评弹")
