"""Tables, lists and paragraphs of one element are text of the article together or not at all."""

from __future__ import annotations

from cleaning.reading.content import choose
from cleaning.reading.html import parse
from cleaning.reading.selection import select
from cleaning.reading.trim import trim

PROSE = "<p>渡口的水位三天涨了两尺，管理处每天早晚各量一次，记在门口的黑板上。</p>"
TABLE = (
    "<table><tr><th>日期</th><th>水位</th></tr><tr><td>二月三日</td><td>4.97米</td></tr>"
    "<tr><td>二月四日</td><td>5.12米</td></tr></table>"
)
NOTES = "<ul><li>先看黑板上的水位再上船</li><li>雨天跳板滑要扶栏杆</li><li>夜里只渡急诊的病人</li></ul>"


def taken(html: str, likely: dict[str, float], rest: float = 0.05) -> str:
    """The lines that are taken when each is as likely as the word in it says."""
    document = parse(html.encode())
    choice = choose(document)
    told = [
        next((each for word, each in likely.items() if word in block.text), rest) for block in document.blocks
    ]
    return " ".join(
        block.text
        for block in select(document, choice, trim(document, choice, None, None, set()), "", set(), told).kept
    )


def test_a_table_is_whole_when_a_third_of_it_is_taken() -> None:
    found = taken(f"<div>{PROSE}{TABLE}{PROSE}</div>", {"渡口": 0.9, "水位": 0.8, "二月": 0.7})
    assert "4.97米" in found
    assert "5.12米" in found


def test_a_table_right_below_the_text_belongs_to_it_unless_it_is_unlikely() -> None:
    html = f"<div><div>{PROSE * 3}</div><div>{TABLE}</div></div>"
    assert "5.12米" in taken(html, {"渡口": 0.9}, rest=0.2)
    assert "5.12米" not in taken(html, {"渡口": 0.9}, rest=0.02)


def test_a_table_of_which_a_cell_or_two_are_taken_is_taken_whole_or_not_at_all() -> None:
    html = f"<div><div>{PROSE * 3}</div>{PROSE.replace('渡口', '码头') * 4}{TABLE}</div>"
    for likely in (0.1, 0.3, 0.6, 0.9):
        found = taken(html, {"渡口": 0.9, "二月四日": likely}, rest=0.01)
        assert ("二月四日" in found) == ("水位 二月" in found)
        assert "渡口" in found


def test_a_table_inside_the_text_needs_little_likelihood() -> None:
    html = f"<div>{PROSE * 2}<div>{TABLE}</div>{PROSE * 2}</div>"
    assert "5.12米" in taken(html, {"渡口": 0.9}, rest=0.06)


def test_a_table_of_links_beside_the_text_is_none_of_it() -> None:
    linked = TABLE.replace("<td>", "<td><a href='/x.html'>").replace("</td>", "</a></td>")
    assert "5.12米" not in taken(f"<div><div>{PROSE * 3}</div>{linked}</div>", {"渡口": 0.9}, rest=0.2)


def test_the_items_of_a_list_inside_the_text_are_taken_together() -> None:
    html = f"<article>{PROSE}<section>{NOTES}</section>{PROSE}</article>"
    assert "夜里只渡急诊的病人" in taken(html, {"渡口": 0.9, "黑板上的": 0.6, "跳板": 0.4, "夜里": 0.05})
    linked = NOTES.replace("<li>", "<li><a href='/n.html'>").replace("</li>", "</a></li>")
    assert "夜里只渡急诊的病人" not in taken(
        html.replace(NOTES, linked), {"渡口": 0.9, "黑板上的": 0.4, "跳板": 0.4, "夜里": 0.3}
    )


def test_a_doubtful_paragraph_among_those_of_the_text_is_one_of_them() -> None:
    doubtful = "The ferry keeps to its old timetable until the end of the month, weather permitting."
    prose = "<p>The water rose two feet in three days, and the keeper measured it morning and night.</p>"
    html = f"<article>{prose * 3}<p>{doubtful}</p>{prose}</article>"
    assert doubtful in taken(html, {"water": 0.9, "ferry": 0.25})
    assert doubtful not in taken(html, {"water": 0.9, "ferry": 0.1})
    aside = html.replace(f"<p>{doubtful}</p>", f"<div><p>{doubtful}</p></div>")
    assert doubtful not in taken(aside, {"water": 0.9, "ferry": 0.25})


def test_the_last_short_line_of_a_paragraph_of_verse_stays_with_the_others() -> None:
    verse = "<p>灯还亮着<br>船靠了岸<br>一夜的雨停在桥上<br>没有人来</p>"
    found = taken(f"<div>{PROSE}{verse}</div>", {"渡口": 0.9, "灯": 0.6, "船": 0.6, "桥": 0.6})
    assert "没有人来" in found


def test_a_table_of_figures_in_the_element_of_the_text_belongs_to_it() -> None:
    rows = "".join(
        f"<tr><td>{name}</td><td>4.1</td><td>4.3</td><td>4.6</td></tr>" for name in ("东渡", "西渡", "老渡")
    )
    found = taken(f"<div>{PROSE * 2}<table>{rows}</table></div>", {"渡口": 0.9}, rest=0.02)
    assert "老渡" in found
    assert "4.6" in found
    linked = rows.replace("老渡", "<a href=/l>老渡</a>")
    assert "4.6" not in taken(f"<div>{PROSE * 2}<table>{linked}</table></div>", {"渡口": 0.9}, rest=0.02)


def test_a_nested_list_is_one_list() -> None:
    prose = "<p>The ferry stopped for two days, and the people of the village waited on the bank.</p>"
    nested = (
        "<ul><li>Papers you will have to bring<ul><li>identity card or passport</li><li>ticket of the month</li></ul></li>"
        "<li>Rules for those on board<ul><li>let others leave the boat first</li><li>mind the wet planks</li></ul></li></ul>"
    )
    found = taken(
        f"<div>{prose * 2}<div>{nested}</div>{prose * 2}</div>", {"ferry": 0.9, "Papers": 0.6}, rest=0.4
    )
    assert all(item in found for item in ("Papers", "passport", "Rules", "first", "planks"))


def test_a_list_around_the_whole_text_does_not_make_one_of_its_lists() -> None:
    tools = "<ul><li>打印</li><li>收藏</li><li>转发</li></ul>"
    html = f"<ul><li>{PROSE * 2}</li><li>{NOTES}</li><li>{tools}</li><li>{PROSE * 2}</li></ul>"
    found = taken(html, {"渡口": 0.9, "黑板": 0.6, "跳板": 0.6, "急诊": 0.6})
    assert "跳板滑" in found
    assert "收藏" not in found
