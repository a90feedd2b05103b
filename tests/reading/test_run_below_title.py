"""Short texts in whole pages: what stands below the title is read, and not the address in the footer."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import explain, read
from cleaning.reading.html import parse
from cleaning.reading.run import run_below_title

LISTED = "".join(
    f"<li><a href='/a/{n}.html'>{title}</a></li>"
    for n, title in enumerate(
        ("春灌用水安排出炉", "县城新增三处停车场", "老电影院要改书店了", "二中校庆邀请函")
    )
)
HEAD = "<div class=nav><a href='/'>首页</a> <a href='/news/'>新闻</a> <a href='/notice/'>公告</a></div>"
NEXT = "<div>上一篇：<a href='/a/71.html'>河道清淤启动</a></div><div>下一篇：<a href='/a/73.html'>集市改期</a></div>"
FOOT = (
    "<div class=footer><p>版权所有 云溪网 备案号：云ICP备12345678号</p>"
    "<p>地址：云溪县解放路18号 电话：0871-5551234</p></div>"
)
TEXTS = {
    "a notice of one line": "<p>因线路检修，1月10日8时至17时柳林村、下洼村停电，请做好准备。</p>",
    "a notice with its signature": "<p>各班级：</p><p>根据上级安排，元旦放假时间为12月30日至1月1日，1月2日正常上课。</p>"
    "<p>教务处</p><p>2023年12月28日</p>",
    "a piece of news": "<p>今天上午9时26分，随着最后一块钢箱梁就位，青石江大桥主桥顺利合龙，比计划提前四十天。</p>",
    "a timetable": "<p>自9月4日起，6路公交车按下表运行。</p><table><tr><td>站名</td><td>首班</td></tr>"
    "<tr><td>汽车东站</td><td>6:10</td></tr><tr><td>县医院</td><td>6:18</td></tr></table>",
    "a poem": "<p>船走了<br>水还在晃<br>岸上的人<br>把手放下来<br>又举起来<br>像一棵树<br>刚刚学会<br>告别</p>",
    "a gallery": "".join(
        f"<div class=photo><img src='/{n}.jpg'><div class=cap>{text}</div></div>"
        for n, text in enumerate(
            ("下坝村的晚稻开镰了。", "收割机在田里来回走", "放学的孩子来捡稻穗", "晒场上铺满了谷子")
        )
    ),
    "a guide": "<dl><dt>谁可以办</dt><dd>在本县居住半年以上的外来人员</dd><dt>带什么</dt><dd>身份证和租房合同</dd></dl>",
    "a recipe": "<h3>材料</h3><ul><li>细面 200克</li><li>小葱 一把</li><li>生抽 三勺</li></ul>"
    "<h3>做法</h3><ol><li>小葱切段，擦干</li><li>油温热下葱，小火炸黄</li><li>面煮熟过凉水，拌匀</li></ol>",
}


def page_of(body: str, *, title: str = "山里人家", signed: str = "2024-03-18 来源：云溪日报") -> str:
    return (
        f"<html><head><title>{title}_云溪网</title></head><body>{HEAD}<div class=wrap><div class=left>"
        f"<h1>{title}</h1><p class=info>{signed}</p><div class=main>{body}</div>{NEXT}</div>"
        f"<div class=side><h3>热门文章</h3><ul>{LISTED}</ul></div></div>{FOOT}</body></html>"
    )


@pytest.mark.parametrize("kind", TEXTS)
def test_a_short_text_is_read_in_the_frame_of_a_site(kind: str) -> None:
    article = read(Page(content=page_of(TEXTS[kind])))
    found = [cell for block in article.blocks for cell in block.text.split("\t") if cell]
    assert article.kind == "article"
    assert found == [block.text for block in parse(TEXTS[kind].encode()).blocks]
    assert article.source == "云溪日报"


def test_the_run_is_named_as_what_found_the_text() -> None:
    told = explain(Page(content=page_of(TEXTS["a poem"])))
    assert told.chosen is not None
    assert "below the title" in told.chosen.why
    article = read(Page(content=page_of(TEXTS["a poem"])))
    assert article.metadata.found["text"] == "densest run below the title"


def test_the_run_ends_where_links_and_furniture_outweigh_the_text() -> None:
    advert = "<p><a href='/x'>点击领取优惠券</a></p>"
    prose = "<p>这条支线每天只有两趟车，早晨一趟，傍晚一趟，都是绿皮的。</p>"
    document = parse(page_of(prose + advert + prose.replace("绿皮", "红皮")).encode())
    title = next(block.position for block in document.blocks if block.kind == "heading")
    run = [block.text for block in run_below_title(document, title, ())]
    assert run == [block.text for block in parse((prose + prose.replace("绿皮", "红皮")).encode()).blocks]


def test_nothing_begins_below_a_line_that_may_be_no_title() -> None:
    document = parse("<div>山里人家</div><div>雪落了一夜，山路封了。</div>".encode())
    assert run_below_title(document, 0, ()) == []
    assert run_below_title(document, None, ()) == []


def test_a_list_of_titles_with_their_days_is_no_run_of_text() -> None:
    rows = "".join(
        f"<li><a href='/n/{n}.html'>{title}</a><span>2025-11-0{n}</span></li>"
        for n, title in enumerate(
            ("节水宣传进校园", "渡口修缮完工", "社区食堂开张", "老街夜市改期", "晚稻开镰"), 1
        )
    )
    article = read(Page(content=page_of(f"<ul>{rows * 2}</ul>", title="工作动态", signed="2025-11-06")))
    assert "节水宣传" not in article.text
