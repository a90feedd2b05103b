"""Who wrote an article, which medium it is from and when it appeared, in the many ways pages say so."""

from __future__ import annotations

import pytest

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import ReadOptions, read
from cleaning.reading.bylines import closing_date, read_bylines
from cleaning.reading.datelines import read_dated_name, read_datelines, read_unlabelled
from cleaning.reading.people import is_chinese_name, named_persons, persons

BODY = "".join(
    f"<p>{n}月里，河上的船少了，岸边的人却多起来，挑担子的、卖糖的、看热闹的，挤满了整条石街。</p>"
    for n in "正二三四五六七八"
)


def article(above: str = "", body: str = BODY, below: str = "", head: str = "") -> Article:
    html = f"<html><head>{head}</head><body><h1>石街春汛</h1>{above}<div id=text>{body}</div>{below}</body></html>"
    return read(Page(content=html, url=None, fetched_at="2026-02-04T08:00:00+08:00"), ReadOptions())


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("发表于2026-02-03 21:46| 88次阅读| 来源河畔在线| 0 条评论| 作者林晚", "林晚", "河畔在线"),
        ("【文/河畔网专栏作者 林晚】", "林晚", None),
        ("《棹歌》作者 林晚", "林晚", "棹歌"),
        ("作者：《棹歌》杂志记者 林晚", "林晚", "棹歌"),
        (
            "作者： 河畔刊记者林晚周明渡许闻溪 稿源： 《河畔内刊》  2026-02-03 18:22",
            "林晚、周明渡、许闻溪",
            "河畔内刊",
        ),
        ("来源：河畔新闻 2026-02-03 15:18 作者：临河大学历史学院林晚", "林晚", "河畔新闻"),
        ("采写：南岸记者 林晚 周渡", "林晚、周渡", None),
        ("本帖由南山客于2011年12月3日20:41:12在〖石街茶馆〗发表", "南山客", None),
        ("由南山客张贴 @ 2011-12-03 20:41:12 (12) 共 2 篇评论", "南山客", None),
        ("南山客 发表于 2011-12-03 20:41", "南山客", None),
        ("nan_shan 于 2016-10-06 19:55:11 发布", "nan_shan", None),
        ("楼主：南山客", "南山客", None),
        ("楼主 发表于 2011-12-3 20:41:12 |只看该作者", None, None),
        ("本帖最后由 南山客 于 2011-12-3 20:50 编辑", "南山客", None),
        ("发信人: nanshan (南山), 信区: Literature", "nanshan", None),
        ("posted @ 2011-12-03 20:41 南山客 阅读(123) 评论(4)", "南山客", None),
        ("作者：南山客 提交日期：2011-12-3 20:41:00", "南山客", None),
        ("供稿：宣传部 作者：林晚 摄影：周渡 发布日期：2011-12-03", "林晚", None),
        ("文 | 林晚", "林晚", None),
        ("文丨林晚 编辑丨周渡", "林晚", None),
        ("作者: 林　晚 临河物资学院", "林晚", None),
        ("02日14:25 作者： 林晚 出自[石街出版社]", "林晚", None),
        ("By Ada Lovelace on Mar 9, 2024 at 7:15 PM", "Ada Lovelace", None),
        ("ByAda Lovelace Updated onMarch 9, 2024", "Ada Lovelace", None),
        ("Written by:Ada Lovelace", "Ada Lovelace", None),
        ("by choosing a quiet street first", None, None),
        ("Posted by nan_shan", "nan_shan", None),
        ("来源：网络", None, None),
        ("来源：河畔晚报 临河", None, "河畔晚报"),
        ("来源: ·河畔社 发布于 2026-02-03", None, "河畔社"),
        ("资料来源：林医师", None, None),
        ('作者： size="20"   来源： size="20"', None, None),
    ],
)
def test_labels_are_read_with_and_without_colons(line: str, author: str | None, source: str | None) -> None:
    found = read_bylines([line])
    assert (found.author, found.source) == (author, source)


def test_a_question_of_an_interview_names_no_author() -> None:
    line = "记者：石街的船这几年少了许多，岸边的人却多起来，您怎么看？“船是少了，可是，人心还在，桥也还在，日子总要过下去，”他说，“多修几座桥就好了。”"
    assert read_bylines([line]).author is None


@pytest.mark.parametrize(
    ("opening", "closing", "author"),
    [
        (["河畔社2月3日电（记者苏文溪）渡口昨夜起雾"], [], "苏文溪"),
        (["河畔网讯 实习生林晚、记者周渡报道：2月3日"], [], "林晚、周渡"),
        (["南岸都市报记者林晚周渡摄影许闻溪"], [], "林晚、周渡"),
        (["（中央社記者林晚台北3日電）今天"], [], "林晚"),
        (["渡口今晨的雾。 本报记者 林晚 摄"], [], None),
        (["渡口封了。（圖／記者林晚翻攝）"], ["記者周渡／臨河報導"], "周渡"),
        (["一场春雪落在两岸。（林晚報導）"], [], "林晚"),
        ([], ["渡口封了。（林晚／臨河報導）《河畔》關心您"], "林晚"),
        ([], ["“等桥修好，我就回乡下养鸭去。”文/林晚"], "林晚"),
        ([], ["修桥的石料昨天运到，往后三个月里渡船照旧每刻钟开一班。(晓渡)"], "晓渡"),
        ([], ["修桥的石料昨天运到，往后三个月里渡船照旧每刻钟开一班。(未完)"], None),
        ([], ["修桥的石料昨天运到，往后三个月里渡船照旧每刻钟开一班。(据河畔报)"], None),
        (["林晚", "船家收起了竹篙，渡口难得地安静下来，连狗也不叫了，只有水声。"], [], "林晚"),
        (["方法", "船家收起了竹篙，渡口难得地安静下来，连狗也不叫了，只有水声。"], [], None),
        (["（林晚 周渡 ）"], [], "林晚、周渡"),
    ],
)
def test_reporters_sign_in_and_around_the_text(
    opening: list[str], closing: list[str], author: str | None
) -> None:
    assert read_datelines(opening, closing).author == author


def test_a_medium_in_brackets_opens_its_text() -> None:
    assert read_datelines(["〔河畔社〕渡口昨夜起霧，船班全停。"], []).source == "河畔社"
    assert read_datelines(["〔圖文〕渡口昨夜起霧，船班全停。"], []).source is None


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("2026-02-03 漢江網-臨河晨報", None, "漢江網-臨河晨報"),
        ("2026-02-03 23:59河畔報 記者林晚／臨河報導", "林晚", "河畔報"),
        ("河畔新闻网 2026年2月3日08:19 [ 林晚 ]", "林晚", "河畔新闻网"),
        ("2026-02-03 11:10 石街茶馆[整理] 1", None, "石街茶馆"),
        ("21世纪河网 时间： 2026-02-03", None, "21世纪河网"),
        ("点击订阅河畔新闻", None, None),
    ],
)
def test_persons_and_media_stand_under_a_title_without_labels(
    line: str, author: str | None, source: str | None
) -> None:
    found = read_unlabelled([line], {"石街茶馆"})
    assert (found.author, found.source) == (author, source)


@pytest.mark.parametrize("word", ["时间", "方法", "高清", "时事", "萬元", "陈元摄"])
def test_words_that_begin_like_a_name_are_none(word: str) -> None:
    assert not is_chinese_name(word)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("Written By", None),
        ("site.params.head.author", None),
        ("name, mail@example.com", None),
        ("河畔社区", None),
        ("网络整理", None),
        ("河畔网", None),
        ("Comsenz UI Team", None),
        ("Name (required)", None),
        ("河畔研究院,河畔出版社,Riverside Publishers", None),
        ("0verRiver", "0verRiver"),
        ("Riverside Team", "Riverside Team"),
        ("林 晚", "林晚"),
    ],
)
def test_what_signs_like_a_person_and_is_none_is_left_out(text: str, names: str | None) -> None:
    assert named_persons(text) == names


def test_four_characters_may_be_one_nickname() -> None:
    assert persons("江南石头") == "江南石头"
    assert persons("林晚周明渡许闻溪") == "林晚、周明渡、许闻溪"


def test_a_line_written_for_machines_and_hidden_comes_last() -> None:
    hidden = '<div style="display:none">2026-02-03 21:46:49 来源：河畔报 作者：周渡</div>'
    found = article(above=f"{hidden}<div>2026年02月03日 21:46　来源：河畔报 作者：林晚</div>")
    assert (found.author, found.source) == ("林晚", "河畔报")


def test_a_byline_below_the_lead_is_read() -> None:
    lead = "<p>开春以来，临河一带的渡口，一个接一个地停了，石街的茶馆里人人都在说这一件事。</p>"
    found = article(above=f"{lead}<div>2026-02-03 20:10 作者：林晚</div>")
    assert (found.author, found.published_at) == ("林晚", "2026-02-03T20:10")


def test_an_official_account_is_the_source_and_its_writer_the_author() -> None:
    page = '<div class="rich_media_meta_list">原创 <a href="#">nanshan</a> <a href="#">石街笔记</a></div>'
    found = article(above=page)
    assert (found.author, found.source) == ("nanshan", "石街笔记")


def test_a_head_for_journals_names_persons_before_publishers() -> None:
    head = '<meta name="author" content="Riverside Press"><meta name="citation_author" content="林 晚">'
    head += '<meta name="citation_author" content="周渡">'
    assert article(head=head).author == "林晚、周渡"
    head = '<meta name="citation_author" content="Lovelace, Ada">'
    assert article(head=head).author == "Lovelace, Ada"


def test_an_editor_in_the_head_is_no_author() -> None:
    head = '<meta name="author" content="程小满">'
    assert article(head=head, above="<div>2026-02-03 责任编辑：程小满</div>").author is None
    assert article(head=head).author == "程小满"


def test_the_person_an_article_is_about_does_not_sign_it() -> None:
    html = f"<title>林晚 - 河畔百科</title><h1>林晚</h1><div>{BODY}</div>"
    assert read(Page(content=html, url=None)).author is None


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("发表于 2026年02月03日 21:46 - (阅读:88;评论:2)", "2026-02-03T21:46"),
        ("本贴由南山客于2026年2月3日21:46:49在〖石街茶馆〗发表.", "2026-02-03T21:46:49"),
        ("Last updated: March 9, 2024", "2024-03-09"),
        ("下一篇：2026-02-03 渡口停了", None),
        ("© 2026 河畔网", None),
    ],
)
def test_a_date_below_the_text_counts_with_a_label(line: str, iso: str | None) -> None:
    stamp = closing_date([line])
    assert (stamp.iso if stamp else None) == iso


def test_the_day_a_page_shows_goes_before_its_json_ld() -> None:
    data = '<script type="application/ld+json">{"@type":"Article","datePublished":"%s"}</script>'
    shown = "<div>2026年2月3日</div>"
    assert article(above=shown, head=data % "2015-04-06").published_at == "2026-02-03"
    assert (
        article(above=shown, head=data % "2026-02-03T08:00:00+08:00").published_at
        == "2026-02-03T08:00:00+08:00"
    )
    # The same digits in another order: the page writes the month first or last.
    assert article(above="<div>03/02/2026</div>", head=data % "2026-02-03").published_at == "2026-02-03"


def test_a_head_in_universal_time_does_not_name_the_neighbouring_day() -> None:
    head = '<meta property="article:published_time" content="2026-02-02T16:30:00+00:00">'
    assert article(above="<div>2026-02-03 00:30</div>", head=head).published_at == "2026-02-03T00:30"
    time = '<time datetime="2026-02-03T00:30:00+08:00">3 Feb</time>'
    assert article(above=time, head=head).published_at == "2026-02-03T00:30:00+08:00"


@pytest.mark.parametrize(
    ("line", "iso"),
    [
        ("更新时间：2026-02-09 08:00 发布时间：2026-02-03 21:46", "2026-02-03T21:46"),
        ("Updated February 9, 2026, published February 3, 2026", "2026-02-03"),
        ("发布时间：2026-02-03 21:46 更新时间：2026-02-09 08:00", "2026-02-03T21:46"),
    ],
)
def test_the_first_day_counts_where_a_line_names_an_update_as_well(line: str, iso: str) -> None:
    published = read_bylines([line]).published
    assert published is not None
    assert published.iso == iso


def test_a_line_that_names_the_update_alone_says_no_more_than_that() -> None:
    found = read_bylines(["Updated on February 9, 2026"])
    assert found.published is None
    assert found.updated is not None
    assert found.updated.iso == "2026-02-09"


def test_the_day_of_an_update_counts_where_readers_see_no_other_and_the_first_day_stays_on_record() -> None:
    data = '<script type="application/ld+json">{"@type": "Article", "datePublished": "2024-05-01"}</script>'
    told = article(above="<div>Updated on February 3, 2026</div>", head=data).metadata
    assert (told.published_at, told.modified_at) == ("2026-02-03", "2026-02-03")
    assert told.found["published_at"] == "byline of an update (JSON-LD datePublished: 2024-05-01)"
    meta = '<meta property="article:published_time" content="2024-05-01">'
    told = article(above="<div>Updated on February 3, 2026</div>", head=meta).metadata
    assert (told.published_at, told.modified_at) == ("2024-05-01", "2026-02-03")


def test_a_label_may_stand_in_a_line_of_its_own() -> None:
    assert read_bylines(["Written by", "Ada Lovelace", "Contact us"]).author == "Ada Lovelace"
    assert read_bylines(["作者：", "林晚"]).author == "林晚"
    assert read_bylines(["By", "BUY THE BOOK"]).author is None


@pytest.mark.parametrize(
    ("lines", "name"),
    [
        (["March 9, 2024", "Ada Lovelace"], "Ada Lovelace"),
        (["Mar 9, 2024Ada K. Lovelace"], "Ada K. Lovelace"),
        (["9 March 2024 · Ada de Lovelace"], "Ada de Lovelace"),
        (["March 9, 2024", "Customer Stories"], None),
        (["March 9, 2024", "boats and rivers"], None),
        (["Ada Lovelace", "Riverside", "March 9, 2024"], None),
    ],
)
def test_a_name_beside_the_date_signs(lines: list[str], name: str | None) -> None:
    assert read_dated_name(lines) == name


@pytest.mark.parametrize("gap", ["", " "])
@pytest.mark.parametrize(
    "author", ["<span id=js_author_name>陈立</span>", "<span class=rich_media_meta_text>陈立</span>"]
)
def test_an_official_account_and_its_author_are_told_by_the_names_of_their_elements(
    author: str, gap: str
) -> None:
    parts = [
        "<span class=rich_media_meta>原创</span>",
        author,
        '<span id=profileBt><a href="javascript:void(0);" id=js_name>河西生活</a></span>',
        "<em id=publish_time>2023-04-12 09:15</em>",
        "<em id=js_ip_wording_wrp>发表于江苏</em>",
    ]
    found = article(f'<div id=meta_content class="rich_media_meta_list">{gap.join(parts)}</div>')
    assert (found.author, found.source, found.published_at) == ("陈立", "河西生活", "2023-04-12T09:15")


def test_an_official_account_without_named_elements_stands_before_time_and_place() -> None:
    line = "<span>原创</span> <span>陈立</span> <span>河西生活</span> <em>2023-04-12 09:15</em> <em>发表于江苏</em>"
    found = article(f"<div class=rich_media_meta_list>{line}</div>")
    assert (found.author, found.source, found.published_at) == ("陈立", "河西生活", "2023-04-12T09:15")


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("来源：微信公众号“河西发布”", None, "微信公众号“河西发布”"),
        ("来源：河西发布 | 编辑：林晚", None, "河西发布"),
        ("来源：临河作者协会", None, "临河作者协会"),
        ("作者：林更新", "林更新", None),
        ("作者：林晚发布于2026-02-03", "林晚", None),
        ("来源：河畔晚报记者林晚", None, "河畔晚报"),
        ("文/图 林晚　2026年2月3日", "林晚", None),
        ("文、图/林晚", "林晚", None),
        ("图文/林晚", "林晚", None),
        ("文/摄影 林晚", "林晚", None),
        ("发文机关：临河县水务局", None, "临河县水务局"),
        ("記者：陳嘉𠮶", "陳嘉𠮶", None),
    ],
)
def test_words_of_labels_inside_a_name_do_not_cut_it(
    line: str, author: str | None, source: str | None
) -> None:
    found = read_bylines([line])
    assert (found.author, found.source) == (author, source)


def test_a_line_tells_the_day_of_publishing_and_that_of_the_update() -> None:
    found = read_bylines(["发布时间：2026-02-03 08:00 更新时间：2026-02-04 18:45"])
    assert found.published is not None
    assert found.published.iso == "2026-02-03T08:00"
    assert found.updated is not None
    assert found.updated.iso == "2026-02-04T18:45"


def test_the_day_of_writing_gives_way_to_that_of_publishing() -> None:
    found = read_bylines(["成文日期：2026年2月3日", "发布日期：2026年2月9日"])
    assert found.published is not None
    assert found.published.iso == "2026-02-09"
    alone = read_bylines(["成文日期：2026年2月3日"])
    assert alone.published is not None
    assert alone.published.iso == "2026-02-03"


def test_counters_are_nobody() -> None:
    assert (is_chinese_name("关注者"), persons("粉丝 23"), persons("赞同")) == (False, None, None)


def test_just_now_is_the_time_of_the_fetch() -> None:
    assert article("<div><span>刚刚</span></div>").metadata.published_at == "2026-02-04T08:00+08:00"


@pytest.mark.parametrize(
    ("above", "source"),
    [
        ("<div>2026-02-03 07:20·溪城发布</div>", "溪城发布"),
        ("<div>溪城融媒 · 2026-02-03 07:20</div>", "溪城融媒"),
        ("<div><span>溪城日报</span><span>2026-02-03 07:20</span></div>", "溪城日报"),
        ("<div>2026-02-03 07:20 来自 溪城发布</div>", "溪城发布"),
        ("<div>2026-02-03 07:20 来自 微博网页版</div>", None),
        ("<div>2026-02-03 07:20 来自 北京</div>", None),
        ("<div>2026-02-03 07:20 首次发布</div>", None),
        ("<div>发布单位：溪城县教育局 发布时间：2026-02-03</div>", "溪城县教育局"),
        ("<div><a href='https://www.river.example/'>River·溪城</a> 2026年02月03日 18:26</div>", "River·溪城"),
    ],
)
def test_a_medium_beside_the_day_is_the_source(above: str, source: str | None) -> None:
    prose = (
        "<p>渡口的木船修好了，老周又开始每天摆渡，两块钱一趟，早上六点开船，天黑收工，风大的日子停一天。</p>"
    )
    article = read(
        Page(content=f"<title>渡口</title><h1>渡口</h1>{above}<div class=content>{prose * 3}</div>")
    )
    assert article.metadata.source == source
    assert (article.published_at or "").startswith("2026-02-03")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("山里人 水利工程师", "山里人"),
        ("Ada Holm Writer", "Ada Holm"),
        ("Mary Brook, Senior Editor", "Mary Brook"),
        ("The Author", None),
        ("林晚、周渡", "林晚、周渡"),
    ],
)
def test_what_somebody_is_stands_behind_the_name_and_is_none(text: str, names: str | None) -> None:
    assert persons(text) == names


def test_links_say_by_their_relation_who_wrote_and_in_which_section() -> None:
    prose = (
        "<p>渡口的木船修好了，老周又开始每天摆渡，两块钱一趟，早上六点开船，天黑收工，风大的日子停一天。</p>"
    )
    links = "<div><a rel='category tag' href=/c/1>民生</a> <a rel=author href=/u/7>river_man</a></div>"
    article = read(
        Page(content=f"<title>渡口</title><h1>渡口</h1><div class=content>{prose * 3}</div>{links}")
    )
    assert (article.metadata.author, article.metadata.category) == ("river_man", "民生")


def test_a_blog_named_after_somebody_is_theirs() -> None:
    prose = (
        "<p>渡口的木船修好了，老周又开始每天摆渡，两块钱一趟，早上六点开船，天黑收工，风大的日子停一天。</p>"
    )
    article = read(Page(content=f"<title>渡口 - 小满的博客</title><h1>渡口</h1><div>{prose * 3}</div>"))
    assert article.metadata.author == "小满"
