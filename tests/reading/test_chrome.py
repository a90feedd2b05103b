"""Lines of what a page is operated with are no text, wherever in the text's element they stand, and are never just lost."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import read
from cleaning.reading.chrome import chrome_of

PROSE = (
    "开春以后，渡口的老周又把木船拖上岸来补缝，桐油的味道从河滩一直飘到街口，闻着就知道快要涨水了。",
    "他说补一条船要三天，先刮旧灰，再嵌麻丝，最后抹上石灰和桐油调的灰，急不得，也省不得。",
    "年轻人大多坐车过桥去了，只有赶早市的老人还等他的船，两块钱一趟，十年没有涨过价。",
)
CHROME = (
    "视频加载中，请稍候...",
    "00:00 / 03:21",
    "播放00:00/02:15倍速1.0x全屏",
    "扫一扫在手机打开当前页",
    "扫描二维码在手机上继续阅读",
    "用微信扫一扫分享到朋友圈",
    "点击进入专题：老渡口的春天",
    "点击图片查看大图",
    "— END —",
    "（完）",
    "关注者 23 被浏览 4,512",
    "赞同 45 添加评论 分享 收藏 喜欢",
    "赞同 3 1 条评论",
    "编辑于 2023-08-12",
    "您是本文第 88 位读者",
    "登录后购买全文",
    "本文为付费内容，还剩余 3256 字",
    "剩余 76% 内容，登录后查看全文",
    "试读已结束，购买后继续阅读",
    "您还没有登录，请先登录或注册",
    "登录 | 注册",
    "文明上网，理性发言",
    "请记住本书首发域名：shuge.example。书阁手机版阅读网址：m.shuge.example",
    "（本章未完，请点击下一页继续阅读）",
    "上一章 章节目录 下一章",
    "本网站使用 cookies，继续浏览即表示您同意",
)
TEXT = (
    "视频加载中的小圆圈转了半天，他还是没等到。",
    "8:00/12:00",
    "扫一扫就能看到票价。",
    "点击进入专题片的拍摄现场",
    "赞同 45",
    "登录后查看成绩",
    "第3位读者",
    "剩余 3 页",
    "收藏 5 本",
    "本章未完成的部分见附录",
    "购买全文需要五十元",
    "完",
    "1.5倍",
)


def page_of(lines: list[str]) -> Page:
    body = "".join(f"<p>{line}</p>" for line in lines)
    return Page(
        content=f"<title>补船</title><h1>补船</h1><div>2023-08-11 来源：河畔晚报</div><div class=content>{body}</div>"
    )


@pytest.mark.parametrize("line", CHROME)
@pytest.mark.parametrize("place", [0, 2, 3])
def test_a_control_above_inside_or_below_the_text_is_left_out_with_a_reason(line: str, place: int) -> None:
    article = read(page_of([*PROSE[:place], line, *PROSE[place:]]))
    assert tuple(block.text for block in article.blocks) == PROSE
    rows = [row for row in article.removed if row.text == line]
    assert len(rows) == 1
    assert rows[0].reason


@pytest.mark.parametrize("line", TEXT)
def test_a_line_of_the_text_with_the_same_words_stays(line: str) -> None:
    assert chrome_of(line) is None
    article = read(page_of([*PROSE[:2], line, *PROSE[2:]]))
    assert line in article.text.split("\n")


@pytest.mark.parametrize("heading", ["网友热评", "精选留言（12）", "最热跟帖", "写评论"])
def test_what_follows_a_heading_of_comments_is_no_text(heading: str) -> None:
    comments = ["坐过他的船，稳得很。", "两块钱，现在哪里还有。"]
    article = read(page_of([*PROSE, heading, *comments]))
    assert tuple(block.text for block in article.blocks) == PROSE
    assert {heading, *comments} <= {row.text for row in article.removed}


def test_the_same_lines_in_a_dump_are_left_out() -> None:
    lines = ["补船", "", PROSE[0], "00:00 / 03:21", PROSE[1], PROSE[2], "— END —", "扫一扫在手机打开当前页"]
    article = read(Page(content="\n".join(lines), form="text"))
    assert tuple(block.text for block in article.blocks) == PROSE
    assert {lines[3], *lines[6:]} <= {row.text for row in article.removed}


def test_counts_that_are_left_out_still_tell_views_and_day() -> None:
    lines = [
        "关注者 23 被浏览 4,512",
        *PROSE,
        "发布于 2023-08-11 10:22",
        "赞同 45 添加评论 分享 收藏 喜欢",
    ]
    body = "".join(f"<p>{line}</p>" for line in lines)
    article = read(
        Page(content=f"<title>怎样补船？</title><h1>怎样补船？</h1><div class=content>{body}</div>")
    )
    assert (article.published_at, article.metadata.views) == ("2023-08-11T10:22", 4512)
    assert article.metadata.author is None


def test_an_english_byline_above_the_text_is_metadata() -> None:
    prose = "<p>After two decades of frozen pipes, people here now fill their kettles at home, and the old well has a lid.</p>"
    article = read(
        Page(
            content=f"<h1>Water comes to the hill</h1><div class=content><p>By Ada Holm, Dec 3, 2025</p>{prose * 3}</div>"
        )
    )
    assert article.blocks[0].text.startswith("After two decades")
    assert (article.metadata.author, article.published_at) == ("Ada Holm", "2025-12-03")
    assert "By Ada Holm, Dec 3, 2025" in {row.text for row in article.removed}
