"""Plain-text dumps: what the lines of a page say when nothing but lines is left."""

from __future__ import annotations

import pytest

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read

ONE = "古城的夜读点亮了整条街，许多家长下班以后带着孩子来看书，周末的座位常常一位难求。"
TWO = "馆员们不得不增加临时座位，街坊也把自家的长凳搬了出来，古城夜话就这样一晚一晚讲下去。"
STAMP = "2026-02-03 21:46:49 6"
TEASER = "高考志愿填报是每个考生家庭都要面对的大事，分数、专业、城市和将来的工作都要放在一起想，填报之前最好先把自己的长处和短处写在纸上，再去问老师和家"


def dump(*lines: str) -> Article:
    return read(Page(content="\n".join(lines), form="text"))


def test_lines_above_the_title_hand_on_source_editor_and_rights() -> None:
    article = dump(
        "来源：河畔晚报", "责任编辑：李然", "版权所有：青禾网，转载请注明出处", "古城夜话", "", ONE, TWO
    )
    about = article.metadata
    assert article.title == "古城夜话"
    assert (about.source, about.editor, about.rights) == (
        "河畔晚报",
        "李然",
        "版权所有：青禾网，转载请注明出处",
    )


def test_the_foot_of_the_page_below_a_list_of_neighbours_is_no_neighbour() -> None:
    foot = [
        "责任编辑：李然",
        "版权所有 青禾网 未经授权不得转载",
        "京ICP备12345678号",
        "返回顶部",
        "上一篇：没有了",
    ]
    article = dump("古城夜话", "", ONE, TWO, "相关阅读", "社区食堂试营业", "老街改造完成", *foot)
    assert [entry.title for entry in article.related] == ["社区食堂试营业", "老街改造完成"]
    assert article.metadata.editor == "李然"
    assert article.metadata.rights == foot[1]
    assert {row.text for row in article.removed} >= set(foot)


@pytest.mark.parametrize(
    "title", ["如何培养孩子的阅读习惯", "记者手记：古城的读书夜", "编辑的一天", "如何点击阅读古城夜话"]
)
def test_a_title_that_speaks_of_reading_or_reporters_is_a_title(title: str) -> None:
    assert dump(title, "", ONE, TWO).title == title


@pytest.mark.parametrize(
    "line",
    [
        "你有多久没有在晚上安静地阅读一本书了？古城的答案是每天！",
        "“我每天都来看书，”馆员对记者说：“这里比家里还安静！”",
        "2026年2月3日，古城的夜读开张了",
    ],
)
def test_a_first_line_of_the_text_is_no_byline(line: str) -> None:
    article = dump("古城夜话", "", line, ONE, TWO)
    assert article.blocks[0].text == line


def test_a_title_with_its_byline_below_a_list_of_neighbours_is_the_title() -> None:
    article = dump("推荐阅读", TEASER, STAMP, "古城的夜读", "2026-02-04 20:10:00 阅读：128", ONE, TWO)
    assert article.title == "古城的夜读"
    assert (article.metadata.published_at, article.metadata.views) == ("2026-02-04T20:10:00", 128)
    assert [entry.title for entry in article.related] == [TEASER]


def test_headings_that_begin_with_a_keyword_label_stay_in_the_text() -> None:
    lines = [ONE, "关键词：坚守", TWO, "关键词：创新", ONE[::-1], *[TWO] * 8]
    article = dump("古城夜话", "", *lines)
    assert article.keywords == ()
    assert [block.text for block in article.blocks] == lines


def test_a_tag_below_the_text_becomes_a_keyword() -> None:
    assert dump("古城夜话", "", ONE, TWO, "标签：夜读").keywords == ("夜读",)


def test_a_keyword_section_may_be_followed_by_signatures() -> None:
    article = dump("古城夜话", "", ONE, TWO, "本文关键词", "古城、夜读、长凳、街坊、座位", "来源：河畔晚报")
    assert article.keywords == ("古城", "夜读", "长凳", "街坊", "座位")


def test_verse_is_an_article_though_no_line_is_long() -> None:
    article = dump("夜读", "", "灯下一卷书，", "窗外三更雨。", "不知谁家子，", "犹自读不已。")
    assert article.kind == "article"
    assert article.text == "灯下一卷书，\n窗外三更雨。\n不知谁家子，\n犹自读不已。"


def test_a_menu_is_none() -> None:
    assert dump("首页", "新闻", "体育", "财经", "联系我们").kind == "list"


def test_two_lists_of_neighbours_below_the_text_are_both_taken_out() -> None:
    article = dump(
        "古城夜话", "", ONE, TWO, "相关阅读", "冬季吃什么菜好", "夏天怎么防暑", "热门推荐", "秋天怎么养生"
    )
    assert article.text.split("\n") == [ONE, TWO]
    assert [entry.title for entry in article.related] == ["冬季吃什么菜好", "夏天怎么防暑", "秋天怎么养生"]


@pytest.mark.parametrize(
    "lines",
    [
        (
            "河水退了，街坊们把店门都打开了。",
            "老人坐在门口择菜，孩子在巷子里跑。",
            "到了傍晚，灯一盏一盏亮起来。",
        ),
        ("河水退了以后，街坊们把店门打开，先把泥水扫出去，再晒桌椅。",),
    ],
)
def test_a_short_text_is_an_article(lines: tuple[str, ...]) -> None:
    article = dump("老街退水", "", *lines)
    assert (article.kind, article.title) == ("article", "老街退水")
    assert article.text.split("\n") == list(lines)


def test_the_address_above_a_dump_is_not_its_title() -> None:
    article = dump("https://example.org/a/1.html", "古城夜话", "", ONE, TWO)
    assert article.title == "古城夜话"
    assert [row.text for row in article.removed] == ["https://example.org/a/1.html", "古城夜话"]


@pytest.mark.parametrize(
    ("kind", "lines"),
    [
        ("not_found", ("404 Not Found", "nginx")),
        ("not_found", ("河畔网", "首页", "抱歉，您访问的页面不存在", "返回首页")),
        ("not_found", ("页面不存在", "您要查看的内容已被删除或者从未存在过，请返回首页。")),
        ("login", ("用户登录", "手机号", "密码", "登录即代表同意《用户协议》")),
        ("login", ("提示", "请先登录后再查看本文。", "登录", "注册")),
    ],
)
def test_lines_that_only_say_why_a_page_shows_nothing_are_told_by_it(
    kind: str, lines: tuple[str, ...]
) -> None:
    article = dump(*lines)
    assert (article.kind, article.text) == (kind, "")
    assert article.dropped is not None


def test_lines_of_an_article_about_a_deleted_post_are_an_article() -> None:
    assert dump("帖子已被删除以后", "", ONE, "他写的帖子已被删除。", TWO).kind == "article"


def test_titles_with_a_date_under_a_heading_of_neighbours_are_rows() -> None:
    article = dump(
        "古城夜话", "", ONE, TWO, "相关阅读", "评弹团进社区演出 2024-04-10", "老街修好了石板路 (2024-04-11)"
    )
    assert [(row.title, row.published_at) for row in article.related] == [
        ("评弹团进社区演出", "2024-04-10"),
        ("老街修好了石板路", "2024-04-11"),
    ]
    assert {row.rule for row in article.removed if "20" in row.text} == {"read.related"}


THREE = (
    ("渡口的石阶修好了", "2026-02-03", "阅读 123"),
    ("磨坊的水车又转起来", "2026年2月2日 08:30", "1.2万次阅读"),
    ("茶馆后院挖出一口井", "浏览：45", "2026-02-01"),
)


@pytest.mark.parametrize("heading", [[], ["相关阅读"]])
@pytest.mark.parametrize("above", [False, True])
def test_a_neighbour_of_three_lines_is_one_row(heading: list[str], above: bool) -> None:
    rows = [line for row in THREE for line in row]
    text = ["古城夜话", "", ONE, TWO]
    article = dump(*([*heading, *rows, *text] if above else [*text, *heading, *rows]))
    assert article.title == "古城夜话"
    assert [block.text for block in article.blocks] == [ONE, TWO]
    assert [(row.title, row.published_at, row.views) for row in article.related] == [
        ("渡口的石阶修好了", "2026-02-03", 123),
        ("磨坊的水车又转起来", "2026-02-02T08:30", 12_000),
        ("茶馆后院挖出一口井", "2026-02-01", 45),
    ]
    assert article.published_at is None
    assert article.metadata.views is None


def test_the_title_of_a_dump_with_its_own_date_and_count_is_no_neighbour() -> None:
    article = dump("古城夜话", "2026-02-03", "阅读 123", ONE, TWO)
    assert article.title == "古城夜话"
    assert (article.published_at, article.metadata.views, article.related) == ("2026-02-03", 123, ())


def test_neighbours_of_three_lines_inside_a_page_are_rows_too() -> None:
    rows = "".join(f"<p>{line}</p>" for row in THREE for line in row)
    html = f"<title>古城夜话</title><h1>古城夜话</h1><div><p>{ONE}</p><p>{TWO}</p><p>{ONE}</p>{rows}</div>"
    article = read(Page(content=html))
    assert [block.text for block in article.blocks] == [ONE, TWO, ONE]
