"""What speaks of other things gives the article no values: neighbour articles, comments, cells of tables."""

from __future__ import annotations

import pytest

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read

HEAD = "<meta charset=utf-8><title>老茶馆重新开门迎客</title>"
TITLE = "<h1>老茶馆重新开门迎客</h1>"
TEXT = (
    "<p>老茶馆昨天重新开门，门口的灯笼一早就挂了起来，街坊们端着杯子站着聊天。</p>"
    "<p>掌柜说这次修缮花了三个月，桌椅都是原来的，只是换了屋顶的瓦和后院的门。</p>"
    "<p>下午来了一位说书人，他讲的是河边码头的旧事，听的人一直坐到天黑才散去。</p>"
    "<p>明年春天茶馆还打算把二楼也收拾出来，给附近的学生留几张安静的桌子读书。</p>"
)
LIST = "<ul>" + "".join(
    f"<li><a href=/n/{n}>河西新闻第{n}条</a> <span>2024-03-0{n}</span> <span>阅读 12{n}</span>"
    for n in range(1, 6)
) + "</ul>"  # fmt: skip
CARDS = "<div>" + "".join(
    f"<a href=/n/{n}><div>河西的桥又修好了第{n}座</div><div>2024-03-0{n} 10:00</div><div>12{n}次阅读</div></a>"
    for n in range(1, 6)
) + "</div>"  # fmt: skip


def reading(above: str = "", under_title: str = "", below: str = "") -> Article:
    return read(Page(content=f"{HEAD}{above}{TITLE}{under_title}<div>{TEXT}</div>{below}"))


@pytest.mark.parametrize("neighbours", [LIST, CARDS])
@pytest.mark.parametrize("place", ["above", "under_title", "below"])
def test_lists_of_links_date_and_count_other_articles(neighbours: str, place: str) -> None:
    article = reading(**{place: neighbours})
    assert (article.published_at, article.metadata.views) == (None, None)


def test_the_article_keeps_its_own_values_beside_lists_of_links() -> None:
    own = "<p>2024-01-02 08:00 来源：河西晚报 作者：陈立 阅读：36</p>"
    article = reading(above=LIST, under_title=own, below=CARDS)
    assert (article.published_at, article.metadata.views) == ("2024-01-02T08:00", 36)
    assert (article.author, article.source) == ("陈立", "河西晚报")


def test_the_date_of_a_comment_is_not_that_of_the_article() -> None:
    comment = "<div class='comment-list'><div>用户甲 2024-05-01 10:00</div><div>说得好</div></div>"
    assert reading(below=comment).published_at is None


def test_the_count_of_one_neighbour_below_an_article_with_a_date_is_not_taken() -> None:
    article = reading(
        under_title="<p>2024-01-02</p>", below="<ul><li><a href=/n/1>河西的桥</a> 阅读 9999</ul>"
    )
    assert (article.published_at, article.metadata.views) == ("2024-01-02", None)


def test_a_labelled_line_below_the_text_says_when_it_appeared_and_how_often_it_was_read() -> None:
    article = reading(below="<p>发表于 2024-01-02 10:00 | 评论(2) 阅读(12)</p>")
    assert (article.published_at, article.metadata.views) == ("2024-01-02T10:00", 12)


@pytest.mark.parametrize("unit", ["万方", "万人", "万吨", "文明", "高清图", "时任", "祝融"])
def test_what_stands_in_brackets_in_a_table_or_a_heading_signs_nothing(unit: str) -> None:
    table = (
        f"<table><tr><th>水量（{unit}）</th><th>（{unit}）</th></tr><tr><td>36</td><td>25</td></tr></table>"
    )
    assert reading(below=table).author is None
    assert reading(under_title=f"<h2>河西的水（{unit}）</h2>").author is None
    text = TEXT.replace("</p>", f"</p>{table}", 1)
    assert read(Page(content=f"{HEAD}{TITLE}<div>{text}</div>")).author is None


@pytest.mark.parametrize("line", ["<p>（陈立）</p>", "<p>茶馆每天早上六点开门，晚上十点关门。（陈立）</p>"])
def test_a_name_in_brackets_behind_the_last_sentence_signs(line: str) -> None:
    assert reading(below=line).author == "陈立"


def test_the_day_that_signs_a_notice_is_that_of_the_article() -> None:
    assert reading(below="<p>河西市茶馆协会</p><p>2024年5月1日</p>").published_at == "2024-05-01"
