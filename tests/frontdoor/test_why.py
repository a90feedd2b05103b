"""`jiaokan show --why` tells a new user what was kept of a page and why, and drives no terminal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from loopback_site import Site, serving
from news import Runs, article, fill, text_of
from rich.cells import cell_len

Jiaokan = Callable[..., Any]

LINE = "河水涨到了第三级石阶，村里人把船都系牢了，等着雨停下来再出去，老人说几十年没有见过这样的水。"
FORMS = ("text", "json", "markdown", "diff")
HOSTILE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """A page as a browser saves it: furniture, a byline, a button and an editor's line around a spun text."""
    file = tmp_path / "page.html"
    file.write_text(
        "<html><head><title>春汛</title></head><body><nav><a href='/'>首页</a></nav><h1>春汛</h1>"
        f"<p>2026-02-03 21:46 来源：河畔晚报</p><div id='zoom'><p>{LINE}</p><p>打印本页</p>"
        f"<p>除了这些以外呢，{LINE}</p><p>责任编辑：李红</p></div><footer>联系我们</footer></body></html>",
        "utf-8",
    )
    return file


def test_it_tells_what_was_chosen_what_says_each_value_and_why_lines_are_left_out(
    jk: Jiaokan, page: Path
) -> None:
    said = jk("show", page, "--why")
    assert said.code == 0, said.err
    lines = said.out.split("\n")
    assert lines[0] == "春汛"
    for told in (
        "Read as      article: ",
        "Encoding     utf-8: ",
        "Confidence   ",
        "  div#zoom  4 lines, ",
        "  source        河畔晚报",
        "  - 打印本页",
        "        read.share: button for sharing, printing or type size",
        "        changed by repair: spin.besides",
        "        removed by repair: boiler.",
        "  1 line of nav: 2 characters",
        "  1 line of footer: 4 characters",
    ):
        assert any(line.startswith(told) for line in lines), told
    assert lines[lines.index("  - 责任编辑：李红") + 1].startswith("        removed by repair")


def test_its_lines_fit_the_terminal(jk: Jiaokan, page: Path) -> None:
    text = page.read_text("utf-8").replace(
        "<footer>", f"<div class='{'wide ' * 60}'>{LINE * 9}</div><footer>"
    )
    page.write_text(text.replace("来源：河畔晚报", f"来源：{'河畔' * 30}"), "utf-8")
    for line in jk("show", page, "--why").out.split("\n"):
        assert cell_len(line) <= 100, line


def test_as_json_the_article_has_an_object_more(jk: Jiaokan, page: Path) -> None:
    plain, told = (json.loads(jk("show", page, "--format", "json", *more).out) for more in ((), ("--why",)))
    why = told.pop("why")
    assert told == plain
    assert why["chosen"]["element"] == "div#zoom"
    assert [line["kept"] for line in why["lines"]] == [True, False, True, True]
    assert why["further_pages"] == []
    assert {group["element"] for group in why["outside"]} >= {"nav", "h1", "footer"}


def test_as_a_diff_every_line_of_the_page_is_there_whole(jk: Jiaokan, page: Path) -> None:
    lines = jk("show", page, "--format", "diff", "--why").out.split("\n")
    assert f"  {LINE}" in lines
    assert "- 打印本页" in lines
    assert f"~ [-除了这些以外呢-]{{+此外+}}，{LINE}" in lines
    assert any(line.startswith("- 1 line of nav: 2 characters, not chosen: ") for line in lines)


def test_as_markdown_the_article_is_followed_by_the_explanation(jk: Jiaokan, page: Path) -> None:
    plain, told = (jk("show", page, "--format", "markdown", *more).out for more in ((), ("--why",)))
    assert told.startswith(plain)
    assert "## Why it was read like this" in told
    assert "- 打印本页 (read.share: " in told


@pytest.mark.parametrize("form", FORMS)
def test_a_page_that_is_no_article_is_explained_and_ends_with_1(
    jk: Jiaokan, tmp_path: Path, form: str
) -> None:
    (tmp_path / "login.html").write_text(
        "<title>登录</title><form><p>请先登录后才能继续查看</p></form>", "utf-8"
    )
    said = jk("show", tmp_path / "login.html", "--why", "--format", form)
    assert said.code == 1
    assert "login" in said.out + said.err
    assert "请先登录后才能继续查看" in said.out
    assert form == "json" or "no article: this page is login" in said.err


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("why", [(), ("--why",)], ids=["plain", "why"])
def test_what_a_page_holds_drives_no_terminal(
    jk: Jiaokan, tmp_path: Path, form: str, why: tuple[str, ...]
) -> None:
    evil = "&#27;[2J\x1b]0;x\x07\x9b31m\u202e"
    (tmp_path / "evil.html").write_text(
        f"<html><head><title>春汛{evil}</title></head><body><div class='side{evil}'>{evil}好</div><h1>春汛{evil}</h1>"
        f"<p>2026-02-03 来源：河畔{evil}晚报 作者：林{evil}晚</p><div id='zoom'><p>{LINE}{evil}</p><p>打印本页</p>"
        f"<pre>代码{evil}</pre><p>{LINE}</p></div><h3>相关文章</h3><ul><li><a href='/a/2.html'>另一条{evil}街区新闻</a>"
        "</ul></body></html>",
        "utf-8",
    )
    said = jk("show", tmp_path / "evil.html", "--format", form, *why)
    assert said.code == 0
    assert not HOSTILE.search(said.out)
    assert not HOSTILE.search(said.err)


def test_a_text_dump_is_explained_by_its_lines(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "page.txt").write_text(
        f"首页 > 新闻\n春汛\n\n{LINE}\n{LINE}\n相关文章\n雨后的河岸\n桥头的茶馆\n", "utf-8"
    )
    said = jk("show", tmp_path / "page.txt", "--why")
    assert said.code == 0
    assert "  - 雨后的河岸\n" in said.out
    assert "element" not in said.out
    assert "Lines of the page: " in said.out


def test_an_article_of_several_pages_is_explained_page_by_page(jk: Jiaokan, tmp_path: Path) -> None:
    with serving(Site()) as site:
        fill(site, 3)
        article(site, 1, text_of(1) + "<p><a href='/a/1_2.html'>下一页</a></p>")
        site.html("/a/1_2.html", "第1号街区新闻", f"<article><h1>第1号街区新闻</h1>{text_of(51)}</article>")
        runs = Runs(jk, tmp_path, site)
        assert runs.run().code == 0
        url = f"{site.root}/a/1.html"
        said = jk("show", url, "--data", runs.data, "--why")
        assert "Page 2 of 2" in said.out
        told = json.loads(jk("show", url, "--data", runs.data, "--why", "--format", "json").out)
        kept = [
            line["text"]
            for one in (told["why"], *told["why"]["further_pages"])
            for line in one["lines"]
            if line["kept"]
        ]
        assert [block["text"] for block in told["blocks"]] == kept


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
def test_a_page_in_two_encodings_is_told_as_such(jk: Jiaokan, page: Path, form: str) -> None:
    foot = "<footer>版权归河畔网所有，地址在老街东头第三个院子，电话请打值班室，投诉和建议请写信寄到门卫，欢迎常来坐坐。</footer>"
    page.write_bytes(page.read_bytes() + foot.encode("gbk"))
    said = jk("show", page, "--why", "--format", form)
    assert said.code == 0, said.err
    if form == "json":
        found = json.loads(said.out)
        assert found["metadata"]["pieces_in_gbk"] == found["why"]["pieces_in_gbk"] == 1
    else:
        assert "1 piece of it in GBK" in " ".join(said.out.split())
