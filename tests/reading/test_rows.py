"""Rows of a table keep their columns, whatever cells are empty, wide or cover those below."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

import jiaokan
from cleaning.reading import html as html_module

PROSE = "<p>今年前两个月各镇的用水量如下，空着的是没有报上来的，请各镇在月底以前补报，逾期不再受理。</p>"


def rows(table: str) -> list[str]:
    html = f"<title>各镇用水</title><h1>各镇用水</h1><div class='content'>{PROSE}{table}{PROSE.replace('今年', '去年')}</div>"
    return [block.text for block in jiaokan.extract(html).blocks if block.kind == "table_row"]


def test_an_empty_cell_leaves_its_column_empty() -> None:
    table = "<table><tr><th>镇<th>一月<th>二月<tr><td>河东<td> <td>7<tr><td>河西<td>3<td></table>"
    assert rows(table) == ["镇\t一月\t二月", "河东\t\t7", "河西\t3"]


def test_a_cell_over_several_rows_keeps_its_column_in_all_of_them() -> None:
    table = (
        "<table><tr><th>镇<th>闸口<th>水量<tr><td rowspan=2>河东<td>上闸<td>7<tr><td>下闸<td>9"
        "<tr><td>河西<td>旧闸<td>4</table>"
    )
    assert rows(table) == ["镇\t闸口\t水量", "河东\t上闸\t7", "\t下闸\t9", "河西\t旧闸\t4"]


def test_a_wide_cell_takes_as_many_columns_as_it_says() -> None:
    table = "<table><tr><td>镇<td>一月<td>二月<tr><td colspan=2>河东合计<td>11<tr><td>河西<td>3<td>4</table>"
    assert rows(table) == ["镇\t一月\t二月", "河东合计\t\t11", "河西\t3\t4"]


def test_spans_that_a_page_invents_are_capped() -> None:
    table = "<table><tr><td>镇<td colspan=99999999>一月<td>二月<tr><td rowspan=-3>河东<td colspan=x>3<td>7</table>"
    first, second = rows(table)
    assert first.split("\t")[0] == "镇"
    assert len(first) < 200
    assert second == "河东\t3\t7"


def test_a_table_with_a_long_cell_is_one_of_data() -> None:
    long = "施工期间桂花巷全线停水，恢复供水初期水色可能发黄，放水片刻即可恢复正常，" * 5
    assert rows(f"<table><tr><td>项目<td>说明<tr><td>停水<td>{long}<tr><td>热线<td>12319</table>") == [
        "项目\t说明",
        f"停水\t{long}",
        "热线\t12319",
    ]


def test_a_table_that_lays_out_a_page_is_none() -> None:
    cell = "".join(
        f"<p>第{number}天，守闸人把水位记在蓝皮日志上，从早到晚量四次，三十一年没有断过，字迹一天比一天淡。</p>"
        for number in range(5)
    )
    html = f"<title>守闸</title><h1>守闸</h1><table><tr><td>栏目<td>{cell}<tr><td>导航<td>更多</table>"
    assert all(block.kind == "paragraph" for block in jiaokan.extract(html).blocks)


def test_lines_of_code_that_are_numbered_by_a_list_are_code() -> None:
    code = "<pre><ol><li>票价 = 2</li><li>for stop in line:</li><li>    print(stop)</li></ol></pre>"
    html = f"<title>算票价</title><h1>算票价</h1><div class='content'>{PROSE}{code}{PROSE.replace('今年', '去年')}</div>"
    kinds = [(block.kind, block.text) for block in jiaokan.extract(html).blocks]
    assert ("code", "for stop in line:") in kinds


def test_links_and_images_stand_right_behind_empty_cells() -> None:
    table = (
        "<table><tr><th>镇<th>一月<th>二月<tr><td>河东<td><td><a href='/7.html'>7</a>"
        "<tr><td><td>3<td><img src='/pic/meter.jpg' alt='水表'>4</table>"
    )
    html = f"<title>各镇用水</title><h1>各镇用水</h1><div class='content'>{PROSE}{table}{PROSE.replace('今年', '去年')}</div>"
    article = jiaokan.extract(html, "https://example.org/a.html", links=True)
    (link,) = article.links or ()
    assert article.blocks[link.block].text == "河东\t\t7"
    assert article.blocks[link.block].text[link.start : link.end] == "7"
    (image,) = article.images
    assert article.blocks[image.block].text == "\t3\t4"


def test_the_columns_of_an_endless_row_are_counted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    span = html_module._span

    def counted(attributes: Mapping[str, str | None], name: str, most: int) -> int:
        asked.append(name)
        return span(attributes, name, most)

    monkeypatch.setattr(html_module, "_span", counted)
    row = "".join(f"<td>{number}<table><tr><td>内</table>" for number in range(500))
    document = html_module.parse(f"<table><tr>{row}<td></table>".encode())
    cells = [container.cell for container in document.containers if container.cell is not None]
    assert [cell.column for cell in cells[:6:2]] == [0, 1, 2]
    assert max(cell.column for cell in cells) == 100
    assert len(asked) <= 3 * len(cells)
