"""Lines inside a body: sentences that use the words of notices and buttons stay, notices and buttons go."""

from __future__ import annotations

import pytest

import jiaokan
from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read

PROSE = (
    "河水退了以后，街坊们把店门打开，先把泥水扫出去，再把桌椅搬到太阳底下晒。",
    "老人坐在门口择菜，孩子在巷子里追逐，日子又回到了从前的样子，谁也没有多说什么。",
)


def page_with(line: str) -> Article:
    body = "".join(f"<p>{each}</p>" for each in (PROSE[0], line, PROSE[1]))
    return jiaokan.extract(f"<title>老街</title><h1>老街</h1><div class='content'>{body}</div>")


@pytest.mark.parametrize(
    "line",
    [
        "这家店没有食品经营许可证，被罚款五千元，店主说马上去补办。",
        "公司的法律顾问说，合同已经签了，现在只能协商解决。",
        "记者拨打了举报电话，接线员说三天之内会有答复。",
        "未经他人许可使用其作品的，应当承担停止侵害、赔偿损失等民事责任。",
        "他在书的扉页上写着“版权所有，翻印必究”，逗得大家都笑了。",
        "推广普通话，从娃娃抓起。",
        "广告业在去年下滑了一成。",
        "正在加载货物的卡车突然起火。",
        "继续阅读下去，你会明白的。",
        "音量不要太大，邻居要睡了。",
        "全屏都是弹幕，什么也看不清。",
        "上一章讲了纸张，这一章讲墨色，请读者留意。",
        "下一页的地图画得很细，连水井都标了出来。",
        "大",
    ],
)
def test_a_sentence_with_the_words_of_a_notice_or_a_button_stays(line: str) -> None:
    assert page_with(line).text.split("\n") == [PROSE[0], line, PROSE[1]]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("首页 > 新闻", "read.navigation"),
        ("当前位置：首页 > 新闻", "read.navigation"),
        ("上一篇：春耕", "read.navigation"),
        ("下一页", "read.navigation"),
        ("广告", "read.player"),
        ("点击查看更多", "read.player"),
        ("您的浏览器不支持 video 标签，请升级", "read.player"),
        ("分享到：微信 微博 朋友圈", "read.share"),
        ("免责声明：本文仅代表作者个人观点", "read.legal"),
        ("增值电信业务经营许可证：京B2-20260203", "read.legal"),
        ("版权所有 青禾网 未经授权不得转载", "read.legal"),
    ],
)
def test_a_notice_or_a_button_goes_with_its_reason(line: str, rule: str) -> None:
    article = page_with(line)
    assert article.text.split("\n") == list(PROSE)
    assert [row.rule for row in article.removed if row.text == line] == [rule]


@pytest.mark.parametrize(
    "line",
    [
        "居民们说起2019年5月3日的那场大雨，都记得那天的桥，水漫过了第三级台阶。",
        "大家围坐在一起，说说今天的菜价，说说昨天的雨。",
    ],
)
def test_a_day_that_the_text_speaks_of_is_no_date_of_publication(line: str) -> None:
    body = "".join(f"<p>{each}</p>" for each in (line, *PROSE))
    article = jiaokan.extract(
        f"<title>老街</title><h1>老街</h1><div class='content'>{body}</div>",
        fetched_at="2026-02-03T00:00:00+08:00",
    )
    assert article.published_at is None


def test_paragraphs_in_widgets_of_a_page_builder_are_text() -> None:
    lines = [
        f"In the {month} the ferry was hauled up on the bank again, and the old man, who had done it for forty years, tarred "
        "its planks. He took three days for it, since the hemp must dry before the tar is laid on, and nobody could hurry him."
        for month in ("spring", "summer", "autumn", "winter", "rains", "frost")
    ]
    plain = [f"<div class=panel><p>{line}</p></div>" for line in lines]
    plain[2:4] = [f"<div class='so-panel widget widget_text'><p>{line}</p></div>" for line in lines[2:4]]
    html = f"<title>The ferry</title><h1>The ferry</h1><div class=entry-content>{''.join(plain)}</div>"
    assert [block.text for block in read(Page(content=html)).blocks] == lines
