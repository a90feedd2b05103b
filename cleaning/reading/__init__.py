"""From page to article: a pure function of the page, one page at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading.options import ReaderSource, ReadOptions

if TYPE_CHECKING:
    from cleaning.reading.explaining import Explanation
    from cleaning.reading.sitereader import SiteReader

__all__ = ["ReadOptions", "ReaderSource", "explain", "read"]


def read(page: Page, options: ReadOptions | None = None, site_reader: SiteReader | None = None) -> Article:
    """The article of a page, or, for a page that is none, an Article whose `kind` and `dropped` say why.

    `site_reader` is a class a person wrote for the site, which is asked first; where it fails the page gives no article
    (`reader_failed`).

    Never raises for what a page contains. `Page.form` "text" is read line by line, "html" as markup; content that
    is text already is not decoded.

    >>> page = Page(content="<h1>春汛</h1><p>河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去。</p>")
    >>> article = read(page)
    >>> article.title, article.text
    ('春汛', '河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去。')
    """
    # The readers bring a parser each; whoever only asks for ReadOptions should not pay for it.
    from cleaning.reading.reader import read_page

    return read_page(page, options or ReadOptions(), site_reader)


def explain(
    page: Page, options: ReadOptions | None = None, site_reader: SiteReader | None = None
) -> Explanation:
    """Why a page is read as it is: the element that was chosen and the runners-up, what says each value, every line.

    It reads the page once more and takes several times as long as `read`, which stays as fast as it is.

    >>> text = "<p>河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去。</p>"
    >>> told = explain(Page(content=f"<h1>春汛</h1><div id=zoom>{text}<p>打印本页</p>{text}</div>"))
    >>> told.chosen.element, [(line.text[:4], line.kept, line.rule) for line in told.lines][:2]
    ('div#zoom', [('河水涨到', True, ''), ('打印本页', False, 'read.share')])
    """
    from cleaning.reading.explaining import explain_page

    return explain_page(page, options or ReadOptions(), site_reader)
