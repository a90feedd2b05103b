"""Pages that are no articles, and articles that look like such pages."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import ReadOptions, read
from cleaning.reading.document import RawBlock
from cleaning.reading.html import parse
from cleaning.reading.kind import Signs, judge

PROSE = "<p>修表的老人把放大镜扣在眼眶上，一坐就是半天，铺子里只听得见大大小小的钟在走，走得不一样快。</p>"
LIST = "".join(
    f'<li><a href="/a/{n}.html">第{n}个镇子的集市什么时候开张</a> 2026-01-{n:02}</li>' for n in range(1, 21)
)

NO_ARTICLES = {
    "list": ("https://example.com/news/", f"<title>新闻列表</title><h1>新闻列表</h1><ul>{LIST}</ul>"),
    "home": ("https://example.com/", f"<title>河畔网</title><ul>{LIST}</ul><p>欢迎来到河畔网。</p>"),
    "forum": (
        "https://bbs.example.com/forum-12-1.html",
        f"<title>钟表版</title><div>今日: 8 | 主题: 78553 | 排名: 2</div><div>版主: 老姚</div><ul>{LIST}</ul>",
    ),
    "not_found": (
        "https://example.com/a/9.html",
        "<title>页面不存在</title><h1>页面不存在</h1><p>您访问的页面已被删除，请返回首页。</p>",
    ),
    "login": (
        "https://example.com/a/9.html",
        "<title>提示</title><div>请先登录后再查看本文。</div><a href='/login'>登录</a>",
    ),
    "posts": (
        "https://example.com/notes",
        "<title>小满的笔记</title>"
        + "".join(
            f"<h2><a href='/n/{n}'>第{n}天在铺子里</a></h2><div>2026-01-0{n}</div>{PROSE}"
            for n in range(1, 6)
        ),
    ),
    "empty": ("https://example.com/a/9.html", "<html><body><script>render()</script></body></html>"),
}


@pytest.mark.parametrize("kind", NO_ARTICLES)
def test_a_page_that_is_no_article_says_what_it_is_and_gives_no_text(kind: str) -> None:
    url, html = NO_ARTICLES[kind]
    article = read(Page(content=html, url=url))
    assert article.kind == {"posts": "list"}.get(kind, kind)
    assert article.text == ""
    assert article.dropped is not None
    assert article.dropped.reason == "not_an_article"


@pytest.mark.parametrize(
    "html",
    [
        pytest.param(f"<h1>请先登录：一个词的来历</h1>{PROSE * 9}", id="an article about logging in"),
        pytest.param(
            "<h1>三座钟</h1>"
            + "".join(f"{PROSE * 2}<h3><a href='/z/{n}'>第{n}座钟楼的来历</a></h3>" for n in range(3)),
            id="sections with linked headings",
        ),
        pytest.param(f"<h1>404号房间</h1>{PROSE * 9}", id="a number in the title"),
        pytest.param(
            f"<title>短讯</title><h1>短讯</h1><div>2026-02-03</div>{PROSE}<ul>{LIST}</ul>",
            id="a short report beside a long list",
        ),
    ],
)
def test_an_article_that_looks_like_another_kind_is_read(html: str) -> None:
    article = read(Page(content=html, url="https://example.com/a/12.html"))
    assert article.kind == "article"
    assert article.text.startswith("修表的老人")


@pytest.mark.parametrize(
    "content",
    [b"%PDF-1.7\n\x00\x01", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, bytes(1000) + b"\x01" * 900],
)
def test_a_file_of_another_kind_is_unreadable(content: bytes) -> None:
    article = read(Page(content=content))
    assert article.kind == "unreadable"
    assert article.dropped is not None


def test_selectors_of_a_person_are_followed() -> None:
    html = f"<title>站名</title><h1>站名</h1><p class=t>钟表铺</p><i class=w>林晚</i><div id=b>{PROSE}<p class=ad>买一送一，今天下单立减五十元。</p></div>{PROSE * 3}"
    selectors = {"title": ".t", "body": "#b", "author": ".w", "remove": ".ad"}
    article = read(Page(content=html), ReadOptions(selectors=selectors))
    assert (article.title, article.author, len(article.blocks)) == ("钟表铺", "林晚", 1)


def test_a_selector_that_matches_nothing_leaves_the_page_to_the_usual_reader() -> None:
    article = read(Page(content=f"<h1>钟表铺</h1>{PROSE}"), ReadOptions(selectors={"body": "#nowhere"}))
    assert article.title == "钟表铺"
    assert len(article.blocks) == 1


@pytest.mark.parametrize("selectors", [{"body": "div["}, {"boddy": "div"}])
def test_a_wrong_selector_is_an_error_of_the_profile(selectors: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="selector"):
        read(Page(content="<p>x</p>"), ReadOptions(selectors=selectors))


def test_the_encoding_a_person_named_is_used() -> None:
    article = read(Page(content=f"<h1>钟表铺</h1>{PROSE}".encode("gbk")), ReadOptions(encoding="gbk"))
    assert (article.metadata.encoding, article.metadata.encoding_evidence) == ("gb18030", "declared")


def test_a_little_text_that_nothing_bears_out_and_the_scorer_doubts_is_no_article() -> None:
    lines = [f"<p>第{n}条动态，今天修好了一座钟。</p>" for n in range(9)]
    document = parse(("".join(lines) + "<p>关于我们、联系方式、意见反馈、加入我们。</p>" * 9).encode())
    kept = document.blocks[:3]

    def kind(likely: float, *, dated: bool = False, kept: list[RawBlock] = kept) -> str:
        signs = Signs(kept, "动态", dated, dated, False, None, set(), [likely] * len(document.blocks))
        return judge(document, signs).kind

    assert kind(0.1) == "empty"
    assert kind(0.6) == "article"
    assert kind(0.1, dated=True) == "article"
    assert kind(0.1, kept=document.blocks) == "article"


SENTENCE = "<p>昨天傍晚，街道的工作人员和志愿者一起把路口的积水清了出去，来往的行人都说方便多了。</p>"
BYLINE = "<div>2026-02-03 10:20 来源：河畔晚报</div>"


@pytest.mark.parametrize(
    ("title", "rest"),
    [
        ("404国道河西段今起封闭施工", BYLINE + SENTENCE),
        ("404国道河西段今起封闭施工", BYLINE + SENTENCE * 3),
        ("F404航班平安落地", BYLINE + SENTENCE * 4),
        ("黑匣子无法找到，搜救仍在继续", BYLINE + SENTENCE * 4),
        ("没有权限也能管好小事", SENTENCE * 4),
        ("路口的积水", SENTENCE + "<div>请登录后发表评论</div>"),
        ("路口的积水", SENTENCE + "<div>您需要登录后才可以回帖 登录 | 立即注册</div>"),
        (
            "社区发放雨靴",
            "<p>居民请先登录街道的小程序预约，再带上身份证到社区领取雨靴，每户限领两双，领完为止。</p>",
        ),
        (
            "帖子被删以后",
            BYLINE
            + "<p>老周发现自己写的帖子已被删除，他没有生气，第二天又写了一篇更长的，贴在了巷口的墙上。</p>",
        ),
    ],
)
def test_words_of_a_missing_page_or_a_login_in_an_article_make_no_such_page(title: str, rest: str) -> None:
    article = read(Page(content=f"<title>{title}</title><h1>{title}</h1>{rest}"))
    assert (article.kind, article.title) == ("article", title)


@pytest.mark.parametrize(
    ("kind", "title", "rest"),
    [
        ("not_found", "404", "<p>抱歉，出了一点问题。</p>"),
        ("not_found", "404 Not Found", "<center>nginx</center>"),
        ("not_found", "404 - 河畔网", "<p>换个地方看看吧。</p>"),
        ("not_found", "河畔网", "<p>您要查看的新闻已下架或者从未存在过</p>"),
        ("not_found", "河畔网", "<p>该文章已被作者删除，5秒后自动跳转</p>"),
        ("not_found", "河畔网", "<p>系统正在升级维护，请稍后再访问。</p>"),
        ("login", "用户登录", "<p>手机号</p><p>密码</p><p>登录即代表同意《用户协议》和《隐私政策》</p>"),
        ("login", "小说第十章", "<p>夜色很深了，巷子里没有人。</p><p>请登录后继续阅读</p>"),
        ("login", "没有权限", "<p>请联系管理员。</p>"),
        (
            "login",
            "错误信息 - 河畔论坛",
            "<p>您尚未登录，或者没有权限访问此页面，可能是：</p><p>主题已被删除。</p><form>用户名 密码</form>",
        ),
    ],
)
def test_a_page_that_only_says_why_it_shows_nothing_is_told_by_it(kind: str, title: str, rest: str) -> None:
    article = read(Page(content=f"<title>{title}</title><h1>{title}</h1>{rest}"))
    assert (article.kind, article.text) == (kind, "")


def test_a_note_without_a_mark_under_its_title_and_date_is_an_article_beside_a_list() -> None:
    note = "<p>修表铺后院的钟楼图纸转让</p><p>电话五三二六一七二 老姚 请说明来处</p>"
    html = f"<div id=note>{note}</div><p>关于我们</p><div><ul>{LIST}</ul></div>"
    document = parse(html.encode())
    kept = document.blocks[:2]

    def kind(
        likely: float, *, shown: bool = True, dated: bool = True, url: str = "https://example.com/a/12.html"
    ) -> str:
        signs = Signs(kept, "修表铺", shown, dated, False, url, set(), [likely] * len(document.blocks))
        return judge(document, signs).kind

    assert kind(0.4) == "article"
    assert kind(0.1) == "list"
    assert kind(0.4, dated=False) == kind(0.4, shown=False) == "list"
    assert kind(0.4, url="https://example.com/news/") == "list"
    assert kind(0.4, url="https://example.com/") == "home"
