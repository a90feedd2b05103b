"""Images and links keep their places through repair and through joining, whatever the edits are."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from test_edit_law import articles

from cleaning.article import Article, Block, Image, Link
from cleaning.edits import Edit
from cleaning.joining import join_pages
from cleaning.places import repaired_links
from cleaning.repair import repair_article, surviving_lines

A = "https://example.com/"


@st.composite
def illustrated(draw: st.DrawFn) -> Article:
    """An article with images anywhere and disjoint links in its lines."""
    article = draw(articles)
    count = len(article.blocks)
    places = sorted(draw(st.lists(st.integers(0, count), max_size=4)))
    links: list[Link] = []
    for number, block in enumerate(article.blocks):
        borders = sorted(draw(st.sets(st.integers(0, len(block.text)), max_size=6)))
        for start, end in zip(borders[::2], borders[1::2], strict=False):
            if block.text[start:end].strip():
                links.append(Link(block.text[start:end], f"{A}{number}/{start}", number, start, end))
    images = tuple(Image(f"{A}{number}.jpg", "", place) for number, place in enumerate(places))
    return replace(article, images=images, links=tuple(links))


def stands_where_it_says(article: Article) -> bool:
    return all(
        article.blocks[link.block].text[link.start : link.end] == link.text for link in article.links or ()
    )


@given(illustrated())
def test_an_image_stands_before_the_same_lines_after_repair(article: Article) -> None:
    repaired = repair_article(article)
    left = surviving_lines(repaired)
    assert [image.url for image in repaired.images] == [image.url for image in article.images]
    for image, before in zip(repaired.images, article.images, strict=True):
        assert image.block == sum(line < before.block for line in left)


@given(illustrated())
def test_a_link_has_its_words_at_its_place_after_repair(article: Article) -> None:
    repaired = repair_article(article)
    assert stands_where_it_says(repaired)
    assert {link.url for link in repaired.links or ()} <= {link.url for link in article.links or ()}
    assert replace(repaired, images=(), links=None) == repair_article(replace(article, images=(), links=None))


@st.composite
def changes(draw: st.DrawFn) -> tuple[str, list[Link], list[Edit]]:
    """A line with links, and edits of any kind one after the other."""
    text = draw(st.text("甲乙丙丁", min_size=1, max_size=12))
    borders = sorted(draw(st.sets(st.integers(0, len(text)), max_size=6)))
    links = [
        Link(text[start:end], f"{A}{start}", 0, start, end)
        for start, end in zip(borders[::2], borders[1::2], strict=False)
    ]
    edits: list[Edit] = []
    now = text
    for seq in range(1, draw(st.integers(0, 6)) + 1):
        start, end = sorted(draw(st.tuples(st.integers(0, len(now)), st.integers(0, len(now)))))
        after = draw(st.text("春夏", max_size=3))
        if after != now[start:end]:
            edits.append(Edit(seq, "wording", "spin.besides", "text", 0, start, end, now[start:end], after))
            now = now[:start] + after + now[end:]
    return text, links, edits


@given(changes())
def test_a_link_goes_where_each_of_its_characters_goes(case: tuple[str, list[Link], list[Edit]]) -> None:
    text, links, edits = case
    # The same, character by character: each bears the address of its link.
    marks: list[str | None] = [None] * len(text)
    for link in links:
        marks[link.start : link.end] = [link.url] * (link.end - link.start)
    for edit in edits:
        if len(edit.after) != len(edit.before):
            inside = None
            if edit.before:
                own = set(marks[edit.start : edit.end])
                inside = own.pop() if len(own) == 1 else None
            elif 0 < edit.start < len(marks) and marks[edit.start - 1] == marks[edit.start]:
                inside = marks[edit.start]
            marks[edit.start : edit.end] = [inside] * len(edit.after)
        text = text[: edit.start] + edit.after + text[edit.end :]
    expected = [
        (url, marks.index(url), len(marks) - marks[::-1].index(url))
        for url in dict.fromkeys(mark for mark in marks if mark is not None)
    ]
    found = repaired_links(links, case[0], edits, text)
    assert [(link.url, link.start, link.end) for link in found] == expected


@given(st.lists(illustrated(), min_size=2, max_size=3))
def test_joined_pages_keep_images_and_links_at_their_lines(pages: list[Article]) -> None:
    joined = join_pages([replace(page, url=f"{A}{number}") for number, page in enumerate(pages)])
    assert stands_where_it_says(joined)
    assert len({image.url for image in joined.images}) == len(joined.images)
    blocks = [image.block for image in joined.images]
    assert blocks == sorted(blocks)
    assert all(0 <= block <= len(joined.blocks) for block in blocks)


def test_an_image_of_a_following_page_stands_before_the_line_it_stood_before() -> None:
    def page(number: int, *lines: str) -> Article:
        return Article(
            url=f"{A}{number}",
            title="春汛",
            blocks=tuple(Block("paragraph", line) for line in lines),
            images=(Image(f"{A}logo.jpg", "", 0), Image(f"{A}{number}.jpg", "", 2)),
            links=(Link(lines[1][:2], A, 1, 0, 2),),
        )

    joined = join_pages(
        [page(1, "春汛", "河水涨了。", "船系牢了。"), page(2, "春汛", "磨坊停了。", "面粉搬走了。")]
    )
    assert [block.text for block in joined.blocks][-2:] == ["磨坊停了。", "面粉搬走了。"]
    assert [(image.url, joined.blocks[image.block].text) for image in joined.images] == [
        (f"{A}logo.jpg", "春汛"),
        (f"{A}1.jpg", "船系牢了。"),
        (f"{A}2.jpg", "面粉搬走了。"),
    ]
    assert [(link.block, link.text) for link in joined.links or ()] == [(1, "河水"), (3, "磨坊")]


def test_an_image_beside_a_removed_line_stands_before_the_next_one() -> None:
    lines = ("河水涨到了第三级石阶。", "责任编辑：李然", "老人说几十年没有见过这样的水。")
    article = Article(
        blocks=tuple(Block("paragraph", line) for line in lines),
        images=tuple(Image(f"{A}{place}.jpg", "", place) for place in range(4)),
    )
    repaired = repair_article(article)
    assert len(repaired.blocks) == 2
    assert [image.block for image in repaired.images] == [0, 1, 1, 2]
