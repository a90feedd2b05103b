"""Tables of facts above official papers say who published them and when, in whatever markup, and are no text."""

from __future__ import annotations

import pytest

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read

PAPER = "".join(
    f"<p>{text}</p>"
    for text in (
        "为做好汛期堤防巡查工作，现就有关事项通知如下，请各镇人民政府和有关单位结合实际认真执行。",
        "各镇要落实包段责任人，每日巡查不少于两次，发现渗漏、管涌等险情的，应当在一小时内报告。",
        "县水务局将组织检查组不定期抽查，对巡查不到位的单位予以通报，并限期整改。",
    )
)
TABLES = {
    "cells": "<table><tr><td>索 引 号：</td><td>K3/2025-17</td><td>发文机关：</td><td>溪城县水务局</td></tr>"
    "<tr><td>成文日期：</td><td>2025年5月28日</td><td>发布日期：</td><td>2025年6月3日</td></tr></table>",
    "cells with heads": "<table><tr><th>索引号</th><td>K3/2025-17</td><th>公开机构</th><td>溪城县水务局</td></tr>"
    "<tr><th>生成日期</th><td>2025-05-28</td><th>公开日期</th><td>2025-06-03</td></tr></table>",
    "a list with labels in bold": "<ul><li><b>索引号</b><span>K3/2025-17</span></li><li><b>发布机构</b><span>溪城县水务局</span></li>"
    "<li><b>发布日期</b><span>2025-06-03</span></li><li><b>文号</b><span>溪水发〔2025〕9号</span></li></ul>",
    "a list of definitions": "<dl><dt>文　　号：</dt><dd>溪水发〔2025〕9号</dd><dt>发布单位：</dt><dd>溪城县水务局</dd><dt>发布日期：</dt><dd>2025-06-03</dd></dl>",
}


def paper(table: str, *, below_title: bool) -> Article:
    title = "<h1>关于做好堤防巡查的通知</h1>"
    above = title + table if below_title else table + title
    return read(Page(content=f"<title>关于做好堤防巡查的通知</title>{above}<div id=zoom>{PAPER}</div>"))


@pytest.mark.parametrize("form", TABLES)
@pytest.mark.parametrize("below_title", [True, False])
def test_the_table_names_office_and_day_and_is_no_text(form: str, below_title: bool) -> None:
    article = paper(TABLES[form], below_title=below_title)
    assert (article.metadata.source, article.published_at) == ("溪城县水务局", "2025-06-03")
    assert len(article.blocks) == 3
    assert article.title == "关于做好堤防巡查的通知"


def test_lines_that_only_begin_like_labels_are_text() -> None:
    lines = "<p>来源清楚的材料才能入档，经办人要逐件登记，登记表一式两份，分别由档案室和业务科室保存。</p><p>名称不一致的，以登记表为准。</p>"
    article = read(Page(content=f"<h1>归档须知</h1><div id=zoom>{lines}{PAPER}</div>"))
    assert len(article.blocks) == 5
