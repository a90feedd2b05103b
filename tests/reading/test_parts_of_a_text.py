"""Texts of which a line alone looks like prose: tables, lists, galleries and the like are read whole, and what is left out is told."""

from __future__ import annotations

from collections import Counter

import pytest

from cleaning.page import Page
from cleaning.reading import explain, read
from cleaning.reading.html import parse
from cleaning.reading.options import ReadOptions
from cleaning.reading.parts import parts_of
from cleaning.reading.reader import examine


def each(markup: str, *texts: str) -> str:
    return "".join(markup.format(text) for text in texts)


def table(*rows: str) -> str:
    cells = ("".join(f"<td>{cell}</td>" for cell in row.split("|")) for row in rows)
    return f"<table>{each('<tr>{}</tr>', *cells)}</table>"


PRICES = table(
    "项目|单位|价格（元）", "普通门诊|次|8", "急诊|次|12", "心电图，十二导联|次|25", "静脉采血|次|3.5"
)
SHAPES = {
    "a table of prices": PRICES,
    "a timetable below a line": "<p>自9月4日起，6路公交车按下表运行。</p>"
    + table("站名|首班|末班", "汽车东站|6:10|19:30", "县医院|6:18|19:38", "造纸厂|6:40|20:00"),
    "a table of names": table(
        "序号|班级|姓名|曲目",
        "1|高一3班|柳依然|外婆的澎湖湾",
        "2|高二1班|程一帆|送别",
        "3|高二6班|白露|兰花草",
    ),
    "a table with rows in common": "<table><tr><td rowspan=2>第一周</td><td>5月1日</td><td>赵启明</td></tr>"
    "<tr><td>5月2日</td><td>钱小月</td></tr><tr><td rowspan=2>第二周</td><td>5月8日</td><td>孙立</td></tr>"
    "<tr><td>5月9日</td><td>李梅</td></tr></table>",
    "a table with a note": table("分值|1000米|跳远", "10|3分40秒|2.50米", "9|3分50秒|2.43米", "8|4分|2.36米")
    + "<p>注：成绩介于两档之间的，按较低一档计分。</p>",
    "a gallery of boxes": each(
        "<div class=pic><img src=/1.jpg><p>{}</p></div>",
        *("12月21日，清晨的老街被雪覆盖。", "环卫工人在清扫积雪", "孩子们在打雪仗", "早餐铺冒着热气"),
    ),
    "a gallery of figures": "<p>天没亮，老码头就醒了。</p>"
    + each(
        "<figure><img src=/1.jpg><figcaption>{}</figcaption></figure>",
        *("挑夫在跳板上排队", "第一班渡轮靠岸", "卖豆腐脑的摊子支了起来", "收工的船老大在补网"),
    ),
    "a gallery in a list": "<ul>"
    + each(
        "<li><img src=/1.jpg><p>{}</p></li>",
        *(
            "剪纸老师示范折法",
            "皮影后台一片忙乱",
            "糖画摊前排起了长队，连校长也来凑热闹。",
            "泥塑课上捏出的生肖",
        ),
    )
    + "</ul>",
    "captions without a full stop": each(
        "<p><img src=/1.jpg></p><p align=center>{}</p>",
        *("银杏道上落叶满地", "图书馆前的红枫", "操场边的狗尾草", "食堂后墙的爬山虎"),
    ),
    "a nested list": "<ol><li>到体育馆核验材料<ul><li>录取通知书原件</li><li>身份证</li><li>一寸照片四张</li></ul></li>"
    "<li>领取宿舍钥匙<ul><li>男生到三号楼</li><li>女生到五号楼</li></ul></li><li>到食堂办饭卡</li></ol>",
    "a nested list between lines": "<p>泡菜好不好吃，一半看坛子，一半看水，急不得。</p>"
    "<ul><li>备料<ul><li>圆白菜半棵</li><li>胡萝卜两根</li></ul></li><li>起水<ul><li>凉白开两升</li>"
    "<li>粗盐六十克</li></ul></li></ul><p>头一坛往往偏酸，留着老水，第二坛就好了。</p>",
    "a guide of definitions": "<dl><dt>谁可以办</dt><dd>在本县居住半年以上的外来人员</dd><dt>带什么</dt>"
    "<dd>身份证和租房合同</dd><dt>去哪里</dt><dd>住地派出所户籍窗口</dd><dt>多久能拿</dt><dd>十五个工作日</dd></dl>",
    "a glossary below a line": "<p>后台的话，外人听不懂，说穿了却很平常。</p><dl><dt>跑宫</dt><dd>走错了调门</dd>"
    "<dt>吃螺蛳</dt><dd>念白打磕巴</dd><dt>砸锅</dt><dd>演出出了大错</dd></dl>",
    "questions and answers in boxes": each(
        "<div class=qa>{}</div>",
        *(
            each("<div class=line>{}</div>", ask, answer)
            for ask, answer in (
                ("暖气不热怎么办", "先放气，再看阀门"),
                ("什么时候停暖", "三月十五日，天冷会顺延，届时另行通知。"),
                ("可以报停吗", "十月底前到大厅办理"),
            )
        ),
    ),
    "steps in boxes": each(
        "<div class=step><div>{}</div></div>",
        *(
            "第一步</div><div>打开网上营业厅",
            "第二步</div><div>输入预留手机号，等待短信验证码",
            "第三步</div><div>设置六位登录密码",
            "第四步</div><div>人脸识别后即可使用",
        ),
    ),
    "the weather of a week": each(
        "<div class=day><b>{}</b></div>",
        *(
            "周一</b><p>多云，11到19度</p>",
            "周二</b><p>小雨，9到14度</p>",
            "周三</b><p>阴转晴，早晚凉，注意添衣。</p>",
        ),
    ),
    "a poem of lines": "<p>船走了<br>水还在晃<br>岸上的人<br>把手放下来<br>又举起来<br>像一棵树</p>",
    "a letter that is quoted": "<blockquote><p>母亲大人膝下：</p><p>儿到此地已有月余，一切都好，勿念。</p>"
    "<p>月底发薪，当即寄回。</p></blockquote>",
}


def page_of(body: str) -> str:
    return (
        "<html><head><title>山里人家</title></head><body><h1>山里人家</h1><p>2024-03-18 来源：云溪日报</p>"
        f"<div class=main>{body}</div></body></html>"
    )


@pytest.mark.parametrize("shape", SHAPES)
def test_a_text_of_parts_is_read_whole(shape: str) -> None:
    wanted = [block.text for block in parse(SHAPES[shape].encode()).blocks]
    found = [
        cell for block in read(Page(content=page_of(SHAPES[shape]))).blocks for cell in block.text.split("\t")
    ]
    assert [text for text in found if text] == wanted


@pytest.mark.parametrize("shape", SHAPES)
def test_what_is_left_out_of_the_elements_of_the_text_stands_in_removed(shape: str) -> None:
    ends = "<p>打印本页</p><div class=tags>山居、手艺、集市</div>"
    html = page_of(SHAPES[shape] + ends)
    page = Page(content=html)
    examined = examine(html.encode(), page, ReadOptions())
    document, body, article = examined.document, examined.body, read(page)
    assert body.choice is not None
    homes = [body.choice.container, *(parts_of(document).home_of(block.container) for block in body.kept)]
    inside = Counter(block.text for home in homes[:1] for block in document.blocks[home.first : home.last])
    for home in homes[1:]:
        inside |= Counter(block.text for block in document.blocks[home.first : home.last])
    told = Counter(row.text for row in article.removed)
    told += Counter(cell for block in article.blocks for cell in block.text.split("\t"))
    assert not inside - told


@pytest.mark.parametrize("shape", SHAPES)
def test_every_line_of_such_a_page_is_told_once(shape: str) -> None:
    html = page_of(SHAPES[shape])
    told = explain(Page(content=html))
    lines = [line for line in told.lines if line.kind != "table_row"]
    rows = [cell for line in told.lines if line.kind == "table_row" for cell in line.text.split("\t") if cell]
    assert len(lines) + len(rows) + sum(group.lines for group in told.outside) == len(
        parse(html.encode()).blocks
    )


def test_the_rest_of_an_element_beside_the_chosen_one_is_left_out_by_name() -> None:
    prose = "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去，老人说几十年没有见过这样的水。"
    first = each("<p>{}</p>", prose, prose.replace("河水", "江水"), prose.replace("河水", "湖水"))
    rest = f"<p>{prose.replace('河水', '潮水')}</p><p class=vote>你怎么看</p><p class=vote>支持</p>"
    page = Page(content=f"<body><h1>春汛</h1><div><div>{first}</div></div><div>{rest}</div></body>")
    article = read(page)
    assert "潮水" in article.text
    assert {"你怎么看", "支持"} <= {row.text for row in article.removed} | set(article.text.split("\n"))


def test_the_reason_why_an_element_was_widened_is_told() -> None:
    told = explain(Page(content=page_of(PRICES)))
    assert told.chosen is not None
    assert told.chosen.element == "body"
    assert "part of a text" in told.chosen.why
    assert told.others == () or all("part" in other.why or "less" in other.why for other in told.others)
