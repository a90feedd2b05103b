"""Flags name what no rule may repair, and leave sound texts alone."""

from __future__ import annotations

import pytest

from cleaning.article import Article, Block, Dropped, Metadata, Removed
from cleaning.flags import NAMES, flags_of

PROSE = "图书馆修复了一册旧书，读者可以预约参观，欢迎大家来馆阅读。"
BARE = "图书馆古籍修复工作是一门与时间赛跑的手艺修复人员借助规范的手工技术让破损霉变虫蛀的古书回到可以翻阅可以保存的状态并尽可能留住它们原有的样貌"


def article_of(*lines: str, headings: tuple[str, ...] = (), **about: object) -> Article:
    blocks = [Block("heading", heading, 2) for heading in headings] + [
        Block("paragraph", line) for line in lines
    ]
    return Article(blocks=tuple(blocks), **about)


def names(article: Article) -> list[str]:
    return [flag.name for flag in flags_of(article)]


@pytest.mark.parametrize(
    ("article", "name"),
    [
        (article_of(BARE, BARE), "no_punctuation"),
        (article_of("本馆锟斤拷锟斤拷开放，欢迎参观。"), "lost_characters"),
        (article_of("本馆\ufffd\ufffd开放，欢迎参观。"), "lost_characters"),
        (article_of("本馆??一??放，欢??参观，请??队。"), "lost_characters"),
        (article_of(*[f"{PROSE}; d* k4 p1 }}8 m- T"] * 3), "inserted_noise"),
        (article_of("图x书q馆z修w复k了p一m册n旧a书，读者可以预约。"), "inserted_noise"),
        (
            article_of("图 书 馆 修 复 了 一 册 旧 书 读 者 可 以 预 约 参 观 欢 迎 大 家 来 馆"),
            "inserted_noise",
        ),
        (article_of("图.书.馆.修.复.了.一.册.旧.书，读.者.可.以.预.约.参.观.古.籍"), "inserted_noise"),
        (article_of(PROSE, "此处内容需要回复后可见"), "cut_short"),
        (article_of(PROSE, "未登录用户仅可阅读前20%，请登录后继续"), "cut_short"),
        (
            article_of(PROSE, headings=("古籍修复的意义", "古籍修复的步骤", "古籍修复的难点", "结语")),
            "keyword_stuffing",
        ),
        (article_of(PROSE, metadata=Metadata(script="mixed")), "mixed_script"),
    ],
)
def test_a_damaged_text_is_flagged(article: Article, name: str) -> None:
    assert names(article) == [name]


@pytest.mark.parametrize(
    "article",
    [
        article_of(PROSE),
        article_of("床前明月光", "疑是地上霜", "举头望明月", "低头思故乡"),
        article_of("“锟斤拷”是编码出错时常见的三个字。"),
        article_of("你说什么???我没听清。"),
        article_of("令x轴为时间，y轴为位移，n个点连成一线。"),
        article_of("中 华 书 局"),
        article_of(PROSE, headings=("意义", "步骤", "难点")),
        article_of(PROSE, headings=("第一章 意义", "第一节 步骤", "第一讲 难点")),
        article_of(BARE, BARE, dropped=Dropped("not_an_article")),
        Article(),
    ],
)
def test_a_sound_text_is_not(article: Article) -> None:
    assert names(article) == []


def test_every_flag_is_told_in_the_description_of_its_column() -> None:
    from output.schema import ARTICLES

    assert all(name in ARTICLES.column("flags").meaning for name in NAMES)


@pytest.mark.parametrize(
    "line",
    [
        "登录后查看全文",
        "剩余 76% 内容，登录后查看全文 登录 注册",
        "还剩 60% 未读，登录后继续阅读",
        "本文为付费内容，购买后阅读全文",
        "您还没有登录，请登录后查看全部内容",
        "打开河畔APP阅读剩余内容",
        "試讀結束，訂閱後閱讀全文",
        "開通會員，繼續閱讀",
    ],
)
def test_a_text_that_its_page_cuts_is_flagged(line: str) -> None:
    assert names(article_of(PROSE, removed=(Removed("read.furniture", "furniture", line),))) == ["cut_short"]


def test_what_repair_takes_from_a_cut_text_still_flags_it() -> None:
    from cleaning.repair import repair_article

    article = repair_article(article_of(PROSE, "还剩 60% 未读，登录后继续阅读"))
    assert [row.rule for row in article.removed] == ["boiler.read-on-line"]
    assert names(article) == ["cut_short"]
    assert names(article_of(PROSE, "剩余 40% 内容，请登录")) == ["cut_short"]


@pytest.mark.parametrize(
    "line",
    [
        "登录后查看全部评论",
        "登录后发表评论",
        "打开APP查看更多精彩内容",
        "在APP内打开",
        "点击阅读原文",
        "登录后查看全文的读者超过一万。",
        "还有 30% 的会员没有续费。",
        "分享到：微信 微博",
    ],
)
def test_other_calls_do_not_flag_a_text(line: str) -> None:
    assert names(article_of(PROSE, removed=(Removed("read.furniture", "furniture", line),))) == []
    assert names(article_of(PROSE, line)) == []
