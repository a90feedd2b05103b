"""What pages say about their articles, and what they only seem to say."""

from __future__ import annotations

import pytest

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import ReadOptions, read
from cleaning.reading.bylines import byline_metadata, read_bylines
from cleaning.reading.html import parse
from cleaning.reading.jsonld import linked_data
from cleaning.reading.language import language_of
from cleaning.reading.paging import find_paging
from cleaning.reading.titles import without_site

BODY = "".join(
    f"<p>{n}月里，河上的船少了，岸边的人却多起来，挑担子的、卖糖的、看热闹的，挤满了整条石街。</p>"
    for n in "正二三四"
)


def article(
    head: str = "", above: str = "", below: str = "", url: str | None = None, **options: str
) -> Article:
    html = (
        f"<html><head>{head}</head><body><h1>石街</h1>{above}<div id=text>{BODY}</div>{below}</body></html>"
    )
    return read(Page(content=html, url=url, fetched_at="2026-02-04T08:00:00+08:00"), ReadOptions(**options))


@pytest.mark.parametrize(
    ("line", "author", "source", "editor", "views"),
    [
        ("作者：林晚　来源：河畔晚报　编辑：周渡", "林晚", "河畔晚报", "周渡", None),
        ("来源: 河畔网-《河畔日报》 记者: 林晚 周渡", "林晚、周渡", "河畔网-《河畔日报》", None, None),
        ("文/许闻溪 | 责任编辑：程小满 | 阅读：2.4万", "许闻溪", None, "程小满", 24000),
        ("2026-02-03 21:46 阅读 812", None, None, None, 812),
        ("点击：1,204次", None, None, None, 1204),
        ("By Ada Lovelace and Mary Somerville", "Ada Lovelace、Mary Somerville", None, None, None),
        ("作者：本站编辑部", None, None, None, None),
        ("文/张三 图/李四", "张三", None, None, None),
        ("记者陈大文/台北报导", None, None, None, None),
        ("责任编辑:张三(实习)", None, None, "张三", None),
        ("来源:健康时报 责任编辑:王一 版权所有:健康网", None, "健康时报", "王一", None),
    ],
)
def test_a_byline_names_persons_source_editor_and_views(
    line: str, author: str | None, source: str | None, editor: str | None, views: int | None
) -> None:
    found = read_bylines([line])
    assert (found.author, found.source, found.editor, found.views) == (author, source, editor, views)


@pytest.mark.parametrize(
    ("above", "below", "author", "source"),
    [
        (
            "<p>【河畔報／記者林晚／台北報導】今天入春以來最冷，氣象站說，明天還要再降三度，街上的人都縮著脖子走路。</p>",
            "",
            "林晚",
            "河畔報",
        ),
        ("<div>河畔晚报 林晚 2026-02-03</div>", "", "林晚", "河畔晚报"),
        (
            "<p>河畔社2月3日电（记者林晚、周渡）一场春雪落在两岸，船家收起了竹篙，渡口难得地安静下来。</p>",
            "",
            "林晚、周渡",
            None,
        ),
    ],
)
def test_who_signs_without_a_label_is_told_from_the_medium(
    above: str, below: str, author: str, source: str | None
) -> None:
    found = article(above=above, below=below)
    assert found.author == author
    assert source is None or found.source == source


def test_a_medium_in_the_author_element_of_the_head_is_no_person() -> None:
    assert article('<meta name="author" content="河畔新闻网">').author is None


def test_every_value_says_where_it_was_found() -> None:
    found = article(
        '<meta name="author" content="林晚">', "<div>2026-02-03 来源：河畔晚报</div>"
    ).metadata.found
    assert found["author"] == "meta[author]"
    assert found["source"] == "byline"
    assert found["title"] == "h1"


def test_the_offset_of_the_page_stays_and_a_named_zone_is_added_where_there_is_none() -> None:
    stamped = article(
        '<meta property="article:published_time" content="2026-02-03T21:46:49+09:00">',
        time_zone="Asia/Shanghai",
    )
    assert stamped.published_at == "2026-02-03T21:46:49+09:00"
    shown = article(above="<div>2026-02-03 21:46</div>", time_zone="Asia/Shanghai")
    assert shown.published_at == "2026-02-03T21:46+08:00"
    assert article(above="<div>2026-02-03 21:46</div>").published_at == "2026-02-03T21:46"


def test_the_innermost_section_of_the_breadcrumb_is_the_category() -> None:
    found = article(
        above='<div class="crumb">当前位置：<a href="/">首页</a> &gt; <a href="/c/">民俗</a> &gt; 正文</div>'
    )
    assert found.metadata.category == "民俗"


@pytest.mark.parametrize(
    ("href", "credible"),
    [
        ("https://www.example.com/a/1.html", True),
        ("https://m.example.com/a/1.html", True),
        ("/a/1.html", True),
        ("https://www.example.com/", False),
        ("https://other.example.org/a/1.html", False),
        ("http://[bad", False),
    ],
)
def test_a_canonical_address_counts_on_the_same_site_only(href: str, credible: bool) -> None:
    found = article(f'<link rel="canonical" href="{href}">', url="https://www.example.com/a/1.html?from=list")
    assert (found.metadata.canonical_url is not None) == credible


@pytest.mark.parametrize(
    ("url", "pager", "next_url", "number"),
    [
        (
            "https://example.com/a/7312.html",
            '<a href="7312_2.html">下一页</a>',
            "https://example.com/a/7312_2.html",
            1,
        ),
        ("https://example.com/a/7312_2.html", '<a href="7312.html">1</a> 2', None, 2),
        (
            "https://example.com/a/?id=7&page=2",
            '<a href="?id=7&amp;page=3">下一页</a>',
            "https://example.com/a/?id=7&page=3",
            2,
        ),
        ("https://example.com/a/7312", '<a href="/a/7312/2">2</a>', "https://example.com/a/7312/2", 1),
        (
            "https://example.com/a/7312.html",
            '<a href="7313.html">下一篇</a> <a href="7313.html">下一页</a>',
            None,
            None,
        ),
        ("https://example.com/a/1.html", '<a href="2.html">2</a>', None, None),
    ],
)
def test_only_pages_of_the_same_article_are_followed(
    url: str, pager: str, next_url: str | None, number: int | None
) -> None:
    paging = find_paging(parse(f"<p>{pager}</p>".encode()), url)
    assert (paging.next_url, paging.page_number) == (next_url, number)


@pytest.mark.parametrize(
    ("title", "bare"),
    [
        ("春汛_社会频道_河畔新闻网", "春汛"),
        ("春汛-河畔新闻网", "春汛"),
        ("Spring flood | The Riverside Times", "Spring flood"),
        ("三十年——一条河的变化", "三十年——一条河的变化"),
        ("T-34坦克", "T-34坦克"),
        ("", ""),
    ],
)
def test_the_name_of_the_site_is_cut_off_and_dashes_of_the_title_stay(title: str, bare: str) -> None:
    assert without_site(title) == bare


@pytest.mark.parametrize(
    "script",
    [
        "{",
        "[" * 100_000,
        '{"@type": "Person"}',
        "null",
        '{"@type": ["NewsArticle"], "author": 7}',
        '"\\ud800"',
    ],
)
def test_broken_json_ld_says_nothing(script: str) -> None:
    assert linked_data([script]).headline == ""


def test_bylines_of_a_dump_become_metadata() -> None:
    metadata = byline_metadata(["2026-02-03 21:46", "作者：林晚"], None, "Asia/Shanghai")
    assert (metadata.author, metadata.published_at) == ("林晚", "2026-02-03T21:46+08:00")
    assert metadata.found == {"author": "byline", "published_at": "byline"}


@pytest.mark.parametrize(
    ("text", "script"), [("这个时候来得及", "hans"), ("這個時候來得及", "hant"), ("这个時候", "mixed")]
)
def test_the_script_is_told_by_characters_that_only_one_has(text: str, script: str) -> None:
    body = f"<h1>题</h1><p>{text * 12}，{text}。</p>"
    assert read(Page(content=body)).metadata.script == script


def test_a_long_text_is_read_for_its_language_to_its_end() -> None:
    assert language_of("Notes from the river. " * 40 + "河水退了，船又开了。" * 2000, "en") == "zh"


@pytest.mark.parametrize(
    ("below", "rights"),
    [
        ("<p>面对互联网版权问题，著作权人往往要等上很久，才能等到一个说法，石街的照片也是这样。</p>", None),
        ("<figure><img src=a.jpg><figcaption>江边的老船。©陈立</figcaption></figure>", None),
        ("<p>未经许可，他把石街的照片挂在了网上，掌柜知道以后什么也没有说。</p>", None),
        ("<p>©2026 河畔网 版权所有</p>", "©2026 河畔网 版权所有"),
    ],
)
def test_prose_and_captions_say_nothing_of_the_rights(below: str, rights: str | None) -> None:
    assert article(below=below).metadata.rights == rights


@pytest.mark.parametrize(
    ("line", "author", "source"),
    [
        ("来源：河西发布微信公众号", None, "河西发布"),
        ("来源：河西日报 发布时间：2026-02-03", None, "河西日报"),
        ("本站转载文章来源：互联网，如有侵权请联系删除", None, None),
        ("文 | 陈立 图 | 赵敏", "陈立", None),
        ("本文由河西网独家发布", None, None),
    ],
)
def test_names_end_where_notices_and_other_labels_begin(
    line: str, author: str | None, source: str | None
) -> None:
    found = read_bylines([line])
    assert (found.author, found.source) == (author, source)


@pytest.mark.parametrize(
    ("trail", "category"),
    [
        ("<div class=crumb><a href=/>首页</a> > <a href=/c>街巷</a> > 石街</div>", "街巷"),
        ("<ul class=breadcrumb><li><a href=/>首页</a><li><a href=/c>街巷</a><li>正文</ul>", "街巷"),
        ("<nav><ol><li><a href=/>首页</a><li><a href=/c>街巷</a><li>石街</ol></nav>", "街巷"),
        ("<nav><ul><li><a href=/>首页</a><li><a href=/c>街巷</a><li><a href=/d>城市</a></ul></nav>", None),
    ],
)
def test_the_category_is_the_last_part_of_a_breadcrumb_that_is_not_the_page(
    trail: str, category: str | None
) -> None:
    assert article(above=trail).metadata.category == category


@pytest.mark.parametrize(
    "line",
    [
        "<p>分类：街巷 标签：春汛 渡口</p>",
        '<p>分类：<a rel="category tag" href=/c>街巷</a> 标签：<a rel=tag href=/t/1>春汛</a> <a rel=tag href=/t/2>渡口</a></p>',
        "<p><a rel=tag href=/t/1>春汛</a> <a rel=tag href=/t/2>#渡口</a></p>",
        "<ul><li><a rel=tag href=/t/1>春汛</a></li><li><a rel=tag href=/t/2>渡口</a></li></ul>",
    ],
)
def test_tags_are_keywords_behind_a_label_or_where_their_links_are_called_so(line: str) -> None:
    assert article(below=line).keywords == ("春汛", "渡口")


@pytest.mark.parametrize(
    "crumbs",
    [
        "<nav aria-label='breadcrumb'><ol><li><a href='/'>石街网</a></li><li><a href='/z'>掌故</a></li><li>石街</li></ol></nav>",
        "<nav aria-label='面包屑导航'><a href='/'>石街网</a> / <a href='/z'>掌故</a> / <span>石街</span></nav>",
        "<div aria-label='Breadcrumbs'><div><a href='/'>石街网</a></div><div><a href='/z'>掌故</a></div></div>",
        "<ol itemscope itemtype='https://schema.org/BreadcrumbList'>"
        "<li itemprop='itemListElement'><a itemprop='item' href='/'><span itemprop='name'>石街网</span></a></li>"
        "<li itemprop='itemListElement'><a itemprop='item' href='/z'><span itemprop='name'>掌故</span></a></li></ol>",
        """<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [
        {"@type": "ListItem", "position": 3, "name": "石街"},
        {"@type": "ListItem", "position": 2, "item": {"@id": "/z", "name": "掌故"}},
        {"@type": "ListItem", "position": 1, "name": "首页", "item": "/"}]}</script>""",
        """<script type="application/ld+json">{"@type": "WebPage", "breadcrumb": {"@type": ["BreadcrumbList"],
        "itemListElement": {"@type": "ListItem", "position": "1", "name": "掌故"}}}</script>""",
    ],
)
def test_the_section_is_the_innermost_part_of_a_breadcrumb_that_only_markup_names(crumbs: str) -> None:
    found = article(above=crumbs)
    assert found.metadata.category == "掌故"
    assert "掌故" not in found.text


def test_what_the_head_calls_the_section_goes_before_the_breadcrumb_of_machines() -> None:
    crumbs = '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": [{"position": 1, "name": "博客"}]}</script>'
    found = article('<meta property="article:section" content="掌故">' + crumbs)
    assert found.metadata.category == "掌故"


@pytest.mark.parametrize(
    "broken",
    [
        "[1, null]",
        '"x"',
        '[{"name": 7}, {"position": [], "name": []}]',
        '[{"position": NaN, "name": "首页"}]',
    ],
)
def test_a_broken_breadcrumb_of_machines_says_nothing(broken: str) -> None:
    crumbs = f'<script type="application/ld+json">{{"@type": "BreadcrumbList", "itemListElement": {broken}}}</script>'
    assert article(crumbs).metadata.category is None


@pytest.mark.parametrize(
    ("head", "url", "beside", "iso"),
    [
        ("", "https://example.com/2011/12.html", "", "2011-11-24T08:30"),
        ('<meta property="article:modified_time" content="2012-01-02">', None, "", "2011-11-24T08:30"),
        ("", None, "<li><a href='/1.html'>水位回落</a> 2011-11-22</li>" * 2, "2011-11-24T08:30"),
        ("", None, "<li><a href='/1.html'>水位回落</a> 2011-05-22</li>" * 2, None),
        ("", None, "", None),
    ],
    ids=["address", "head", "other dates of the page", "dates too far away", "nothing"],
)
def test_a_date_without_a_year_is_completed_where_the_page_says_the_year(
    head: str, url: str | None, beside: str, iso: str | None
) -> None:
    html = f"<html><head>{head}</head><body><h1>石街</h1><p>时间：11-24 08:30</p><div id=text>{BODY}</div><ul>{beside}</ul></body></html>"
    found = read(Page(content=html, url=url))
    assert found.published_at == iso


def test_in_a_dump_the_address_completes_a_date_without_a_year() -> None:
    text = "石街\n11-24 08:30 来源：河畔晚报\n\n" + BODY.replace("<p>", "").replace("</p>", "\n")
    found = read(Page(content=text, url="https://example.com/2011/12.html", form="text"))
    assert found.published_at == "2011-11-24T08:30"


def test_a_number_beyond_all_characters_stays_as_it_is_written() -> None:
    endless = f"&#{'9' * 5000};"
    data = linked_data([f'{{"@type": "Article", "headline": "{endless}", "author": "林晚"}}'])
    assert (data.headline, data.authors) == (endless, ("林晚",))
