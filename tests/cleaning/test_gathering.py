"""Gathering: pages of one article join, copies go, and only a site's template becomes a fact."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaning.article import Article, Block, Dropped, Metadata, Related
from cleaning.chains import Absent
from cleaning.facts import Facts, SiteFacts, TemplateLine
from cleaning.gathering import TEMPLATE_PAGES, Incomplete, gather
from cleaning.joining import join_pages
from cleaning.repair import repair_article
from cleaning.summary import Summary, summarise

SITE = "example.org"


def page(name: str, text: str = "正文。", following: str | None = None, **about: object) -> Article:
    blocks = tuple(Block("paragraph", line) for line in text.split("\n"))
    metadata = Metadata(
        next_url=f"http://{SITE}/{following}" if following else None,
        canonical_url=about.pop("canonical", None),
    )
    return Article(url=f"http://{SITE}/{name}", title="标题", blocks=blocks, metadata=metadata, **about)


def summaries(*pages: Article) -> list[Summary]:
    return [summarise(page, SITE) for page in pages]


def test_pages_that_follow_each_other_become_one_article_in_order() -> None:
    found = gather(
        summaries(page("a_2", "二", "a_3"), page("b", "别的"), page("a_3", "三"), page("a", "一", "a_2"))
    )
    assert found.articles == ((1,), (3, 0, 2))
    assert [(copy.place, copy.reason) for copy in found.copies] == [(0, "joined"), (2, "joined")]
    assert found.copies[0].detail == "page 2 of http://example.org/a"
    assert found.absent == ()


def test_a_following_page_that_is_not_there_is_said() -> None:
    found = gather(summaries(page("a", "一", "a_2")))
    assert found.articles == ((0,),)
    assert found.absent == (Absent(0, 2, "http://example.org/a_2"),)
    assert found.incomplete == (Incomplete(0, "1 of 2 or more"),)


def test_pages_that_point_at_each_other_in_a_ring_end_as_one_article() -> None:
    found = gather(summaries(page("a", "一", "b"), page("b", "二", "a")))
    assert found.articles == ((0, 1),)


def test_a_first_page_under_two_addresses_is_one_article() -> None:
    pages = (page("a?page=1", "一", "a?page=2"), page("a", "一", "a?page=2"), page("a?page=2", "二"))
    found = gather(summaries(*pages))
    assert found.articles == ((1, 2),)
    assert [(copy.place, copy.reason) for copy in found.copies] == [(0, "twin"), (2, "joined")]


def test_what_only_the_last_page_says_of_the_article_is_kept() -> None:
    one = replace(page("a", "一"), metadata=Metadata(editor="李然", source="河畔晚报"))
    last = Metadata(editor="王五", source="别处", author="林晚", rights="CC BY 4.0")
    joined = join_pages([one, replace(page("a_2", "二"), metadata=last)]).metadata
    assert (joined.author, joined.source, joined.editor, joined.rights) == (
        "林晚",
        "河畔晚报",
        "李然、王五",
        "CC BY 4.0",
    )
    later = dict.fromkeys(("editor", "author", "rights"), "a later page")
    assert joined.found == {**later, "pages": "1, 2 of 2"}


def test_fetches_are_compared_as_moments() -> None:
    earlier = page("a", "旧", fetched_at="2026-02-03T23:00:00+08:00")
    later = page("a", "新", fetched_at="2026-02-03T16:00:00Z")
    found = gather(summaries(earlier, later))
    assert found.articles == ((1,),)
    assert [(copy.place, copy.reason) for copy in found.copies] == [(0, "superseded")]
    unknown = gather(summaries(page("a", "旧"), page("a", "新"))).copies[0]
    assert unknown.place == 1
    assert "no later one" in unknown.detail


def test_a_page_that_names_itself_as_the_next_stands_alone() -> None:
    assert gather(summaries(page("a", "一", "a"))).articles == ((0,),)


def test_the_joined_article_leaves_out_the_repeated_title_and_keeps_each_related_entry_once() -> None:
    one = replace(page("a", "一"), related=(Related("甲"),), keywords=("社工",))
    two = replace(page("a_2", "标题\n二"), related=(Related("甲"), Related("乙")), keywords=("社工", "心理"))
    joined = join_pages([one, two])
    assert joined.url == one.url
    assert joined.text == "一\n二"
    assert [entry.title for entry in joined.related] == ["甲", "乙"]
    assert joined.keywords == ("社工", "心理")
    assert [row.rule for row in joined.removed] == ["read.title"]


def test_of_two_fetches_of_one_address_the_later_one_is_the_article() -> None:
    old = page("a", "旧文。", fetched_at="2026-02-03T00:00:00Z")
    new = page("a", "新文。", fetched_at="2026-02-04T00:00:00Z")
    found = gather(summaries(new, old))
    assert found.articles == ((0,),)
    assert [(copy.place, copy.reason) for copy in found.copies] == [(1, "superseded")]


def test_the_same_input_twice_is_dropped_as_such() -> None:
    found = gather(summaries(page("a"), page("a")))
    assert found.articles == ((0,),)
    assert found.copies[0].reason == "duplicate_input"


def test_of_twins_the_canonical_page_stays() -> None:
    canonical = f"http://{SITE}/a"
    found = gather(
        summaries(page("m/a", canonical=canonical), page("a"), page("other", "别的。", canonical=canonical))
    )
    assert found.articles == ((1,), (2,))
    assert [(copy.place, copy.reason) for copy in found.copies] == [(0, "twin")]


def test_a_page_that_is_no_article_is_neither_joined_nor_counted() -> None:
    dropped = replace(page("a", "一", "b"), dropped=Dropped("not_an_article", "a list"), blocks=())
    found = gather(summaries(dropped, page("b", "二")))
    assert found.articles == ((1,),)


def test_a_line_at_the_end_of_most_articles_of_a_site_is_template_and_is_removed() -> None:
    line = "本网所载信息仅供参考，具体以主管部门公告为准"
    pages = [
        page(str(n), f"第{n}篇讲的是另一件事。\n它有自己的结尾{n}。\n{line}")
        for n in range(TEMPLATE_PAGES + 2)
    ]
    facts = gather(summaries(*pages)).facts
    assert [found.text for found in facts.of(SITE).template_lines] == [line]
    repaired = repair_article(pages[0], facts=facts, site=SITE)
    assert line not in repaired.text
    assert [(row.rule, row.text) for row in repaired.removed] == [("boiler.template-line", line)]
    assert repaired.original() == pages[0].fields


def test_a_line_is_no_template_on_few_articles_nor_when_it_is_to_be_kept() -> None:
    line = "依照本条例第三条执行。"
    few = [page(str(n), f"第{n}篇。\n{line}") for n in range(TEMPLATE_PAGES - 1)]
    assert gather(summaries(*few)).facts == Facts()
    many = [page(str(n), f"第{n}篇。\n{line}") for n in range(TEMPLATE_PAGES * 2)]
    assert gather(summaries(*many), keep=[line]).facts == Facts()
    rare = many + [page(f"x{n}", f"其他第{n}篇。") for n in range(TEMPLATE_PAGES * 6)]
    assert gather(summaries(*rare)).facts == Facts()


def test_facts_of_one_site_do_not_touch_another() -> None:
    facts = Facts({"other.org": SiteFacts((TemplateLine("正文。", 9, 9),))})
    assert repair_article(page("a"), facts=facts, site=SITE).text == "正文。"


@given(
    st.lists(st.tuples(st.integers(0, 6), st.none() | st.integers(0, 6), st.integers(0, 2)), max_size=12),
)
def test_every_page_is_in_one_article_or_has_one_reason(rows: list[tuple[int, int | None, int]]) -> None:
    pages = [
        page(str(name), f"文{text}。", None if following is None else str(following))
        for name, following, text in rows
    ]
    found = gather(summaries(*pages))
    in_articles = [place for chain in found.articles for place in chain[:1]]
    copies = [copy.place for copy in found.copies]
    assert sorted(in_articles + copies) == list(range(len(pages)))
