"""The report is one file that stands alone, tells the run, and lets no page speak through it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest
from output_samples import Draft, corpus, info, paragraph, plain

from cleaning.article import Article
from output.publish import publish
from output.report.charts import dates, lengths
from output.rows import DroppedRow

HOSTILE = '"><img src=x onerror=alert(1)></title><script>alert("x")</script>'


class Outline(HTMLParser):
    """The tags, attributes and text of a page, and whether its elements close in order."""

    VOID = frozenset({"meta", "br", "img", "link", "input", "line", "rect"})

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend((name, value or "") for name, value in attrs)
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes.extend((name, value or "") for name, value in attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def hostile() -> Article:
    draft = Draft(
        f"https://evil.example/{HOSTILE}",
        [f"{HOSTILE},开头", "\u200b隐形,字符", HOSTILE],
        title=HOSTILE,
        keywords=(HOSTILE,),
    )
    return (
        draft.replace("\u200b", "", "encoding.zero-width")
        .replace(",", "，", HOSTILE)
        .remove_line(HOSTILE, HOSTILE)
        .article()
    )


def report(folder: Path, articles: list[Article], **rest: object) -> str:
    ordered = sorted(articles, key=lambda article: article.url or "")
    publish(ordered, folder=folder, info=info(folder.name), **rest)
    return (folder / "report.html").read_text(encoding="utf-8")


@pytest.fixture
def page(tmp_path: Path) -> str:
    text = paragraph(4, 20)
    everyone = [*corpus(12), hostile(), plain(91, text=text), plain(92, text=text)]
    report(tmp_path / "one", everyone[:9])
    dropped = [
        DroppedRow("javascript:alert(1)", "read", "not_an_article", HOSTILE),
        DroppedRow("https://shequ.example/list?a=1&b=2", "gather", HOSTILE, "a twin"),
    ]
    return report(tmp_path / "two", everyone, dropped=dropped, previous=tmp_path / "one")


def test_it_holds_nothing_that_runs_or_is_fetched(page: str) -> None:
    outline = Outline(page)
    assert not {"script", "img", "link", "iframe", "object", "embed", "form"} & set(outline.tags)
    assert not [name for name, _ in outline.attributes if name.startswith("on") or name in ("src", "style")]
    assert "@import" not in page
    assert "url(" not in page
    assert outline.open == []


def test_only_web_addresses_and_its_own_files_become_links(page: str) -> None:
    links = {value for name, value in Outline(page).attributes if name == "href"}
    own = re.compile(r"#[a-z0-9-]+|(\.\./one/)?[a-z]+\.(csv|jsonl|json)|README\.md")
    assert all(own.fullmatch(link) or link.startswith(("https://", "http://")) for link in links), links
    assert "javascript:alert(1)" in Outline(page).text


def test_every_link_inside_leads_to_a_section_or_a_file(page: str, tmp_path: Path) -> None:
    outline = Outline(page)
    anchors = {value for name, value in outline.attributes if name == "id"}
    for name, value in outline.attributes:
        if name == "href" and value.startswith("#"):
            assert value[1:] in anchors
        elif name == "href" and ":" not in value:
            assert (tmp_path / "two" / value).is_file()


def test_every_number_of_a_table_or_a_heading_is_a_link_or_opens_its_samples(page: str) -> None:
    cells = re.findall(r'<td class="n"[^>]*>(.*?)</td>|<dd>(<a.*?)</dd>', page)
    numbers = [cell for pair in cells for cell in pair if cell and not re.fullmatch(r"[+-][\d,]+|0", cell)]
    assert len(numbers) > 20
    assert all(cell.startswith('<a href="') for cell in numbers), numbers
    counts = re.findall(r'(<summary>)?<span class="line">.*?<span class="count">([\d,]+)</span>', page)
    assert len(counts) > 5
    assert all(opens or count == "0" for opens, count in counts)


def test_samples_say_how_many_of_the_rows_they_are_and_where_all_are(page: str) -> None:
    text = " ".join(Outline(page).text.split())
    assert "10 of 18 articles shown; all rows: articles.csv, where status is added" in text
    assert "all 9 articles shown; all rows: articles.csv, where status is unchanged" in text
    assert "10 of 26 articles shown; all rows: articles.csv, where site is shequ.example" in text
    assert re.search(
        r"10 of \d+ edits shown, each in its sentence; all rows: edits.csv, where rule is punctuation.comma",
        text,
    )
    assert re.search(r"all rows: removed.csv, where rule is boilerplate.download", text)
    assert "the one page is shown; all rows: dropped.csv, where reason is not_an_article" in text


def test_times_are_told_to_the_minute(tmp_path: Path) -> None:
    report(tmp_path / "one", [plain(1), plain(2)])
    gone = {plain(2).url or "": "HTTP 404 at 2026-03-02T10:04:19.979326Z"}
    page = report(tmp_path / "two", [plain(1)], previous=tmp_path / "one", gone=gone)
    assert "HTTP 404 at 2026-03-02 10:04 UTC" in page
    assert "979326" not in page


def test_a_small_share_has_a_bar_that_is_seen(tmp_path: Path) -> None:
    pages = [plain(number) for number in range(300)]
    page = report(
        tmp_path / "one",
        pages,
        dropped=[DroppedRow(f"https://shequ.example/{n}", "read", "a" if n else "b") for n in range(900)],
    )
    assert not re.search(r'class="fill" width="0\.[0-9]+%"', page)


def test_hostile_text_is_shown_as_text(page: str) -> None:
    assert HOSTILE in Outline(page).text
    assert "<script" not in page


def test_invisible_characters_are_spelled_out(page: str) -> None:
    assert "⟨U+200B⟩" in page


def test_before_and_after_come_with_marks_that_need_no_colour(page: str) -> None:
    assert '<del class="this">除了这些以外呢</del>' in page
    assert '<ins class="this">此外</ins>' in page


def test_the_verdict_names_the_change_against_the_previous_run(page: str) -> None:
    assert "27 articles published: 18 new, 9 as before." in page
    assert re.search(r"edits by \d+ rules, each on record\.", page)


def test_headings_go_down_one_level_at_a_time(page: str) -> None:
    levels = [int(tag[1]) for tag in Outline(page).tags if re.fullmatch("h[1-6]", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


def test_an_empty_run_has_a_report(tmp_path: Path) -> None:
    page = report(tmp_path / "none", [])
    assert "No article was published" in page
    assert Outline(page).open == []


def test_a_long_report_stays_small(tmp_path: Path) -> None:
    page = report(tmp_path / "many", corpus(150))
    assert len(page) < 200_000


@pytest.mark.parametrize(
    "months", [{}, {"昨天": 3}, {"2026-W1": 1}, {"2026-13": 1}, {"0001-01": 1, "9999-12": 2}, {"2026-02": 1}]
)
def test_any_dates_can_be_drawn(months: dict[str, int]) -> None:
    chart = dates(months)
    assert chart is None or 1 <= len(chart.bars) <= 24


def test_the_histogram_counts_every_article() -> None:
    chart = lengths([0, 199, 200, 9_999, 10_000, 10**7])
    assert chart is not None
    assert [bar.count for bar in chart.bars] == [2, 1, 0, 0, 0, 0, 0, 1, 2]


def test_the_funnel_tells_apart_where_pages_were_left(tmp_path: Path) -> None:
    dropped = [
        DroppedRow("https://shequ.example/1", "crawl", "timeout"),
        DroppedRow("https://shequ.example/2", "read", "not_an_article"),
        DroppedRow("https://shequ.example/3", "gather", "joined"),
        DroppedRow("https://shequ.example/4", "gather", "twin"),
    ]
    page = report(tmp_path / "one", [plain(1), plain(2)], dropped=dropped)
    funnel = Outline(page).text.split("Way of the pages")[-1].split("Against the previous run")[0]
    assert re.findall(r"(Pages|Articles|Kept|Published)(\d+)", funnel) == [
        ("Pages", "5"),
        ("Articles", "3"),
        ("Kept", "2"),
        ("Published", "2"),
    ]
    assert "1 more could not be fetched" in funnel
    assert "1 later pages of others" in funnel
