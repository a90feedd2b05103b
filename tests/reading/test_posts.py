"""What forums print around each post is no part of it."""

from __future__ import annotations

import pytest

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read

POSTS = (
    "上个星期带孩子去了趟老码头，石阶修好了，夜里还亮灯，河上有人放灯，孩子看得不肯走。",
    "我家就住在边上，施工的时候吵了半年，现在看来是值得的，晚上下楼走两步就到河边。",
    "周末去过，人太多了，建议早上去，茶馆七点就开门，一壶茶可以坐到中午。",
)
AROUND = (
    ("南山客 发表于 2011-12-3 20:41:12 |只看该作者", "回复 引用 举报"),
    ("沙发", "发表于 2011-12-3 21:02:40 | 只看该作者", "支持 反对 使用道具"),
    ("3楼 2011-12-04 08:15", "来自手机", "回复(2)", "收起回复"),
)


def lines_with_posts() -> list[str]:
    lines = []
    for post, (above, *below) in zip(POSTS, AROUND, strict=True):
        lines += [above, post, *below]
    return lines


def page_of(lines: list[str], tag: str = "div") -> Article:
    body = "".join(f"<{tag}>{line}</{tag}>" for line in lines)
    return read(Page(content=f"<title>老码头的夜</title><h1>老码头的夜</h1><div class=content>{body}</div>"))


@pytest.mark.parametrize("tag", ["div", "p"])
def test_numbers_times_and_buttons_of_posts_are_left_out(tag: str) -> None:
    article = page_of(lines_with_posts(), tag)
    assert tuple(block.text for block in article.blocks) == POSTS
    told = {row.text for row in article.removed}
    assert told >= {line for around in AROUND for line in around}
    assert article.published_at == "2011-12-03T20:41:12"


def test_what_a_forum_counts_of_its_members_is_no_text() -> None:
    member = ["积分 37", "注册时间 2009-3-1", "金牌会员", "威望：12　金钱：340", "Lv.5"]
    article = page_of([*lines_with_posts()[:2], *member, *lines_with_posts()[2:]])
    assert tuple(block.text for block in article.blocks) == POSTS
    assert set(member) <= {row.text for row in article.removed}


def test_in_a_dump_as_well() -> None:
    article = read(Page(content="\n".join(["老码头的夜", "", *lines_with_posts()]), form="text"))
    assert tuple(block.text for block in article.blocks) == POSTS
    assert article.published_at == "2011-12-03T20:41:12"


@pytest.mark.parametrize(
    "lines",
    [
        ["沙发", "茶几", "地板"],
        ["支持", "反对"],
        ["回复"],
        ["本文发表于2011年12月3日"],
        ["2011-12-03", "2011-12-04"],
        ["3楼", "4楼", "5楼"],
        ["积分 37", "高级会员"],
    ],
)
def test_the_same_words_on_a_page_of_no_forum_stay(lines: list[str]) -> None:
    article = page_of([POSTS[0], POSTS[1], *lines, POSTS[2]], "p")
    assert [block.text for block in article.blocks] == [POSTS[0], POSTS[1], *lines, POSTS[2]]


def test_a_sentence_of_a_post_that_uses_the_words_stays() -> None:
    said = "沙发是楼主的，我先坐板凳，回复晚了。"
    article = page_of([*lines_with_posts()[:4], said, *lines_with_posts()[4:]])
    assert said in article.text


def thread_page(posts: tuple[str, ...]) -> Article:
    post = (
        "<table class=plhin><tr><td class=pls><a href=u{0}>南山客{0}</a><p>主题 {0}</p><p>积分 3{0}</p></td><td class=plc>"
        "<em>发表于 2021-3-{0} 21:11</em> <a>只看该作者</a><table><tr><td class=t_f id=postmessage_{0}>{1}</td></tr></table>"
        "</td></tr><tr><td><div class=sign>人生若只如初见</div><a>回复</a> <a>举报</a></td></tr></table>"
    )
    body = "".join(post.format(number, text) for number, text in enumerate(posts, 1))
    return read(Page(content=f"<title>老码头的夜</title><h1>老码头的夜</h1><div id=postlist>{body}</div>"))


def test_every_post_with_an_element_of_its_own_is_text_and_nothing_around_it() -> None:
    short = ("水管换了没？", *POSTS, "换了。", "我们那边还没动静，等开春吧。")
    article = thread_page(short)
    assert tuple(block.text for block in article.blocks) == short
    assert {"积分 32", "人生若只如初见"} <= {row.text for row in article.removed}


def test_a_thread_with_one_post_is_read_as_any_page() -> None:
    assert [block.text for block in thread_page(POSTS[:1]).blocks] == list(POSTS[:1])
