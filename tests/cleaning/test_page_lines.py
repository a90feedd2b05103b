"""Lines of the page in the body: told by what they are made of, and told from sentences with the same words."""

from __future__ import annotations

import pytest

from jiaokan import repair

BODY = "河水昨夜回落，渡口今早恢复摆渡。"

LINES_OF_PAGES = (
    "点击查看全部评论",
    "展开剩余正文 ∨",
    "收起 ∧",
    "本周热文榜",
    "发表于 2026-5-6 10:12:33 | 只看该作者",
    "赞(12) 打赏",
    "7 人赞同了该回答",
    "长按图片，识别二维码",
    "戳“阅读原文”报名",
    "喜欢就点个“在看”吧",
    "返回河畔网，查看更多",
    "— END —",
    "（本章未完，请翻页）",
    "本帖最后由 撑船人 于 2026-3-4 08:15 编辑",
    "本文经授权转载自“河畔笔记”",
    "网站标识码：4100000001",
)

SENTENCES = (
    "请扫描二维码登记入校信息。",
    "请扫码签到后入座。",
    "来源：《河渠书》卷三",
    "点击右上角的齿轮，进入设置。",
    "本帖是给新手看的，老手请绕道。",
    "本章未完成的习题留到下周。",
    "在看这本书的人，多半是父亲。",
    "热门景点都要预约。",
    "收藏三十年的老报纸，他全捐了。",
    "销量：3000件",
    "未经权利人许可，不得以营利为目的传播赛事音频。",
    "完",
)


@pytest.mark.parametrize("line", LINES_OF_PAGES)
def test_a_line_of_the_page_goes_and_the_text_stays(line: str) -> None:
    assert repair(f"{BODY}\n{line}").text == BODY


@pytest.mark.parametrize("line", SENTENCES)
def test_a_sentence_with_the_words_of_such_a_line_stays(line: str) -> None:
    assert repair(f"{BODY}\n{line}").text == f"{BODY}\n{line}"


def test_a_text_of_one_damaged_line_is_read_anew_and_not_emptied() -> None:
    assert repair("缃戠珯鍦板浘").text == "网站地图"
    assert repair(f"{BODY}\n缃戠珯鍦板浘").text == BODY
    assert repair("网站地图").text == ""
