"""Pages that hold no article, in the shapes sites give them, and the shortest articles, which must not be taken for such."""

from __future__ import annotations

import pytest

from cleaning.page import Page
from cleaning.reading import read

MENU = "<ul class=nav><li><a href=/>首页</a></li><li><a href=/news/>新闻</a></li><li><a href=/life/>生活</a></li><li><a href=/about>关于我们</a></li></ul>"
FOOT = (
    "<div class=footer><p>关于我们 | 联系我们 | 广告服务</p><p>版权所有 溪城在线 溪ICP备12345678号</p></div>"
)
SUBJECTS = (
    "老码头的石阶今年重修",
    "县图书馆延长夜间开放",
    "渡口的木船换了新桨",
    "春茶采摘比往年早了十天",
    "三座旧桥列入保护名录",
    "城东菜市场搬进新址",
    "小学生办起校园气象站",
    "河堤步道本月底贯通",
    "修伞匠人收了两名徒弟",
    "社区食堂推出低价早餐",
    "乡镇公交增开四条线路",
    "山洪预警系统完成升级",
)
TEASER = "今年的工程比往年开工早，村民都说方便了不少，路也比从前宽……"


def entries(
    count: int = 12, form: str = "<li><a href='{href}'>{title}</a> <span>2026-02-{n:02}</span></li>"
) -> str:
    return "".join(
        form.format(href=f"/a/{1000 + n}.html", title=SUBJECTS[n % len(SUBJECTS)], n=n + 1, teaser=TEASER)
        for n in range(count)
    )


def page(title: str, body: str) -> str:
    return (
        f"<html><head><meta charset=utf-8><title>{title}</title></head><body>{MENU}{body}{FOOT}</body></html>"
    )


CARDS = "<div class=item><h3><a href='{href}'>{title}</a></h3><p>{teaser}</p><span>2026-02-{n:02}</span><a href='{href}'>阅读全文</a></div>"
RESULTS = "<div class=result><a href='{href}'>{title}</a><p>{teaser}</p><p>www.river.example/a/{n}.html 2026-02-{n:02}</p></div>"
GOODS = "<li><a href='/p/{n}.html'><img src=/i/{n}.jpg>{title}同款纪念明信片</a><span>￥{n}8.00</span><a href=/cart>加入购物车</a></li>"
PICTURES = "<li><a href='/pic/{n}.html'><img src=/i/{n}.jpg><span>{title}</span></a></li>"
THREADS = "<tr><td><a href='thread-{n}-1-1.html'>{title}</a></td><td>山里人</td><td>2{n}/13{n}</td><td>2026-2-{n}</td></tr>"

NO_ARTICLES: dict[str, tuple[str | None, str, set[str]]] = {
    "front page": ("https://river.example/", page("溪城在线", f"<ul>{entries()}</ul>"), {"home"}),
    "front page, no address": (None, page("溪城在线_溪城人的门户网站", f"<h2>要闻</h2><ul>{entries(8, '<li><a href={href}>{title}</a></li>')}</ul><h2>民生</h2><ul>{entries(6, '<li><a href={href}>{title}</a></li>')}</ul>"), {"home", "list"}),
    "channel": ("https://river.example/news/", page("新闻_溪城在线", f"<h1>新闻</h1><ul>{entries()}</ul><div>上一页 1 2 3 下一页</div>"), {"list"}),
    "channel, no address": (None, page("新闻_溪城在线", f"<h1>新闻</h1><ul>{entries()}</ul>"), {"list"}),
    "channel of cards": (None, page("生活_溪城在线", f"<h1>生活</h1>{entries(8, CARDS)}"), {"list"}),
    "channel of three": (None, page("工作动态", f"<h1>工作动态</h1><ul>{entries(3)}</ul>"), {"list"}),
    "tag page": ("https://river.example/tag/bridge", page("标签：供水", f"<h1>标签：供水</h1>{entries(5, CARDS)}"), {"list"}),
    "tag page of titles": (None, page("标签：供水", f"<h1>标签：供水</h1><ul>{entries(4, '<li><a href={href}>{title}</a></li>')}</ul>"), {"list"}),
    "cloud of tags": (None, page("全部标签", "<h1>全部标签</h1><div>" + "".join(f"<a href=/tag/{n}>{word}({n})</a> " for n, word in enumerate(["供水", "渡口", "春茶", "古桥", "夜市", "河堤", "公交", "图书馆", "菜市场", "气象", "修伞", "早餐"], 3)) + "</div>"), {"list"}),
    "search results": ("https://river.example/search?q=1", page("“供水”的搜索结果", f"<h1>“供水”的搜索结果</h1><p>约有 23 条结果</p>{entries(6, RESULTS)}"), {"list"}),
    "search results, no address": (None, page("供水 - 站内搜索", f"<input value=供水><p>共找到 23 条与“供水”相关的结果，用时 0.02 秒</p>{entries(5, RESULTS)}"), {"list"}),
    "search without results": (None, page("搜索结果", "<h1>搜索结果</h1><p>没有找到与“供水”相关的内容，请换个关键词试试。</p>"), {"list", "not_found", "empty"}),
    "not found": ("https://river.example/a/9.html", page("页面不存在", "<h1>404</h1><p>抱歉，您访问的页面不存在或已被删除。</p><p>5秒后自动跳转到首页</p>"), {"not_found"}),
    "not found with news below": ("https://river.example/a/9.html", page("溪城在线", f"<p>您要查看的文章已被删除</p><h3>为您推荐</h3><ul>{entries(6)}</ul>"), {"not_found"}),
    "thread deleted": (None, page("提示信息 - 溪城论坛", "<p>抱歉，指定的主题不存在或已被删除或正在被审核</p><p><a href=#>[ 点击这里返回上一页 ]</a></p>"), {"not_found"}),
    "server error": (None, page("502 Bad Gateway", "<h1>502 Bad Gateway</h1><hr><p>nginx/1.18.0</p>"), {"not_found", "empty"}),
    "server error in words": (None, page("系统错误", "<h1>系统错误</h1><p>服务器繁忙，请稍后再试。</p>"), {"not_found", "empty"}),
    "maintenance": (None, page("系统维护", "<p>系统正在升级维护，预计今晚八点恢复，给您带来不便敬请谅解。</p>"), {"not_found", "empty"}),
    "login": (None, page("用户登录", "<h1>用户登录</h1><form><label>用户名</label><input><label>密码</label><input><button>登录</button><a href=/reg>注册</a> <a href=/forget>忘记密码？</a></form>"), {"login"}),
    "login wall": ("https://river.example/a/9.html", page("老码头的石阶今年重修", "<h1>老码头的石阶今年重修</h1><p>请登录后查看全文</p><a href=/login>登录</a> <a href=/reg>注册</a>"), {"login"}),
    "members only": (None, page("会员专享", "<p>本内容仅限会员阅读，请先登录或开通会员。</p><a href=/vip>开通会员</a>"), {"login"}),
    "verification": (None, page("安全验证", "<p>为了保障您的访问安全，请完成下方验证后继续访问。</p><p>请拖动滑块完成拼图</p>"), {"login"}),
    "board of a forum": ("https://bbs.river.example/forum-8-1.html", page("民生 - 溪城论坛", f"<p>今日: 8 | 主题: 785 | 版主: 老姚</p><table>{entries(10, THREADS)}</table>"), {"forum"}),
    "board, no address": (None, page("民生 - 溪城论坛 - Powered by Discuz!", f"<p>今日: 8 | 主题: 785 | 帖子: 9020</p><p>版主: 老姚</p><table>{entries(10, THREADS)}</table>"), {"forum", "list"}),
    "empty shell": (None, "<html><head><title>溪城在线</title></head><body><div id=app></div><noscript>您需要启用 JavaScript 才能运行此应用。</noscript></body></html>", {"empty"}),
    "loading shell": (None, "<html><head><title>溪城在线</title></head><body><div id=app>加载中...</div></body></html>", {"empty"}),
    "video only": (None, page("【视频】老码头夜景", "<h1>【视频】老码头夜景</h1><div class=player><span>播放</span><span>00:00/02:15</span><span>倍速</span><span>全屏</span></div><div>播放 1.2万 · 点赞 35</div>"), {"empty"}),
    "consent wall": (None, "<html><head><title>隐私设置</title></head><body><h1>我们重视您的隐私</h1><p>我们和我们的合作伙伴使用 Cookie 和类似技术来存储和访问设备上的信息，用于个性化广告和内容、广告和内容衡量、受众研究和服务开发。</p><p>点击“同意”即表示您接受上述用途，您可以随时更改设置。</p><button>同意</button><button>拒绝</button><button>管理选项</button></body></html>", {"empty", "login"}),
    "age gate": (None, page("年龄确认", "<h1>年龄确认</h1><p>本站内容仅供年满18周岁的成年人浏览，请确认您已年满18周岁。</p><button>我已满18岁，进入</button><button>离开</button>"), {"empty", "login"}),
    "index of pictures": (None, page("图集_溪城在线", f"<h1>图集</h1><ul>{entries(12, PICTURES)}</ul>"), {"list"}),
    "list of goods": (None, page("文创商城", f"<h1>文创商城</h1><p>综合排序 销量 价格</p><ul>{entries(10, GOODS)}</ul>"), {"list"}),
    "redirect": (None, "<html><head><title>正在跳转</title></head><body><p>页面正在跳转，请稍候……</p><a href=/a/1.html>如果没有自动跳转，请点击这里</a></body></html>", {"empty", "not_found"}),
    "download": (None, page("附件下载", "<h1>附件下载</h1><ul><li><a href=/f/1.pdf>2025年度报告.pdf</a></li><li><a href=/f/2.doc>申请表.doc</a></li></ul>"), {"list", "empty"}),
    "access blocked": (None, "<title>访问被拦截</title><h1>很抱歉，由于您访问的网址有可能对网站造成安全威胁，您的访问被阻断。</h1><p>您的请求编号是：7a3f00e</p>", {"login"}),
    "parked domain": (None, "<title>river.example</title><h1>river.example</h1><p>该域名可以转让，有意者请联系。</p>", {"not_found"}),
    "page of a reporter": (None, page("林晚_作者_溪城在线", f"<h1>林晚</h1><p>溪城晚报记者，跑了十年民生新闻。</p><ul>{entries(6)}</ul>"), {"list"}),
    "index of a blog": (None, page("小满的笔记", entries(5, "<div><h2><a href=/{n}-slug>{title}</a></h2><p>{teaser}{teaser}{teaser}</p><a href=/{n}-slug>继续阅读</a></div>")), {"list", "empty"}),
    "chapters of a book": (None, page("渡口_最新章节", "<h1>渡口</h1><p>作者：林晚</p><p>内容简介：一个摆渡人的四十年。</p><dl>" + "".join(f"<dd><a href=/b/{n}.html>第{n}章 渡口{n}</a></dd>" for n in range(1, 30)) + "</dl>"), {"list"}),
}  # fmt: skip

BYLINE = "<div class=info>2026-02-03 10:20　来源：溪城晚报</div>"
SHORT = {
    "water cut": "<h1>停水通知</h1><div>2026-02-03</div><div class=content><p>因管网检修，明日8时至17时东街片区停水，请提前储水。</p></div>",
    "two lines": f"<h1>渡口明起复航</h1>{BYLINE}<div class=content><p>记者从港航中心获悉，渡口明日六时起恢复通航。</p><p>首班船六时开出，末班船十八时。</p></div>",
    "photo news": f"<h1>图片新闻：桃花开了</h1>{BYLINE}<div class=content><p><img src=/i/1.jpg></p><p>二月三日，游客在河堤上赏桃花。周渡 摄</p></div>",
    "flash": f"<h1>快讯：溪城北站通车</h1>{BYLINE}<div class=content><p>今天上午九时十八分，溪城北站开出首趟列车。</p></div>",
    "obituary": f"<h1>讣告</h1>{BYLINE}<div class=content><p>原县文化馆馆长许闻溪同志因病医治无效，于二〇二六年二月一日逝世，享年八十七岁。</p><p>遗体告别仪式定于二月五日上午九时举行。</p><p>溪城县文化馆</p><p>2026年2月2日</p></div>",
    "storm warning": "<h1>溪城市气象台发布大风蓝色预警</h1><div>发布时间：2026-02-03 16:40</div><div class=content><p>溪城市气象台2月3日16时40分发布大风蓝色预警信号：预计今天夜间我市将有6级以上偏北风，阵风8级，请注意防范。</p></div>",
    "corrections": f"<h1>更正</h1>{BYLINE}<div class=content><p>本报昨日二版《三座旧桥列入保护名录》一文中，“清代”应为“明代”，特此更正。</p></div>",
    "lost and found": "<h1>失物招领</h1><div>2026-02-03</div><div class=content><p>在二路公交车上拾到黑色背包一只，请失主到城东站领取。</p></div>",
    "closed for repairs": f"<h1>县图书馆闭馆公告</h1>{BYLINE}<div class=content><p>因空调改造，本馆二月六日闭馆一天，二月七日照常开放。</p></div>",
    "road works": "<h1>南门桥封闭施工公告</h1><div>2026-02-03</div><div class=content><p>南门桥自2月10日零时起封闭施工，过往车辆请绕行东环路。</p><p>溪城县交通运输局</p></div>",
    "appointment": f"<h1>许闻溪任县教育局局长</h1>{BYLINE}<div class=content><p>县人大常委会今天任命许闻溪为县教育局局长。</p></div>",
    "results": f"<h1>县中学队夺冠</h1>{BYLINE}<div class=content><p>昨晚的决赛中，县中学队以三比一战胜职教中心队，夺得冠军。</p></div>",
    "poem": "<h1>渡口</h1><div>林晚</div><div class=content><p>船没有来</p><p>雪来了</p><p>我站在两岸之间</p><p>像一句没有说完的话</p></div>",
    "deleted accounts": f"<h1>平台删除三百个账号</h1>{BYLINE}<div class=content><p>某平台今天说，三百个发布不实内容的账号已被删除，相关页面不存在。</p></div>",
    "login news": f"<h1>市民登录新系统可查公积金</h1>{BYLINE}<div class=content><p>从今天起，市民登录政务平台后可以查看公积金余额，不用再跑窗口。</p></div>",
    "with a long list": f"<h1>明天有雨</h1>{BYLINE}<div class=content><p>明天白天小雨，最高气温十二度，出门请带伞。</p></div><h3>相关新闻</h3><ul>{entries(12)}</ul>",
    "exam dates": "<h1>关于公布考试时间的通知</h1><div>2026-02-03</div><div class=content><p>各考点：</p><p>本次考试定于3月14日上午9时举行，请通知考生提前半小时入场。</p><p>县招生办</p><p>2026年2月3日</p></div>",
    "video with words": f"<h1>视频｜老码头夜景</h1>{BYLINE}<div class=player><span>00:00/02:15</span></div><div class=content><p>入夜以后，老码头亮起了灯，游人坐在石阶上听水声。</p></div>",
    "English flash": "<h1>Ferry back in service</h1><div>By Ada Holm, Feb 3, 2026</div><div class=content><p>The ferry across the river is back in service this morning after four days of repairs, the harbour office said.</p></div>",
    "traditional": "<h1>老街明起封路</h1><div>2026/02/03 記者林晚／溪城報導</div><div class=content><p>老街下水道更新，明起封路三天，請改道中山路。</p></div>",
}  # fmt: skip


@pytest.mark.parametrize("case", NO_ARTICLES)
def test_a_page_without_an_article_says_what_it_is(case: str) -> None:
    url, html, kinds = NO_ARTICLES[case]
    article = read(Page(content=html, url=url))
    assert article.kind in kinds
    assert article.text == ""


@pytest.mark.parametrize("address", [None, "https://river.example/a/17.html"])
@pytest.mark.parametrize("case", SHORT)
def test_the_shortest_articles_are_read(case: str, address: str | None) -> None:
    title = SHORT[case].split("</h1>")[0].removeprefix("<h1>")
    article = read(Page(content=page(f"{title}_溪城在线", SHORT[case]), url=address))
    assert article.kind == "article"
    assert article.text
