"""`jiaokan clean`: files in any form become a dataset, and each page is accounted for."""

from __future__ import annotations

import gzip
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jiaokan
from cleaning.choice import RuleChoice
from jiaokan.example.site import build_site
from jiaokan.forms import form_of
from jiaokan.pipeline import Settings
from jiaokan.running import clean
from jiaokan.sources import pages, partitions_of

Jiaokan = Callable[..., Any]

ROOT = Path(__file__).parents[2]
DUMP = ROOT / "tests/example/page.txt"
TABLES = ("articles", "blocks", "related", "edits", "removed", "dropped", "gone", "images", "suggestions")


def tables(folder: Path) -> dict[str, bytes]:
    names = [f"{table}.{form}" for table in TABLES for form in ("csv", "jsonl")]
    return {name: (folder / name).read_bytes() for name in [*names, "datapackage.json"]}


@pytest.fixture(scope="module")
def html_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The pages of the example site as files, as a browser would save them."""
    folder = tmp_path_factory.mktemp("pages")
    for path, response in build_site(1).items():
        if response.status == 200 and path.endswith(".html"):
            target = folder / path.removeprefix("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(response.body)
    return folder


def test_a_page_dump_gives_the_expected_dataset_and_verifies(jk: Jiaokan, tmp_path: Path) -> None:
    said = jk("clean", DUMP, "-o", tmp_path / "x")
    assert said.code == 0
    assert said.out == f"{tmp_path}/x\n"
    expected = json.loads((DUMP.parent / "expected.json").read_text("utf-8"))
    ds = jiaokan.load(tmp_path / "x")
    article = ds.articles.iloc[0]
    assert article.title == expected["title"]
    assert ds.blocks.text.tolist() == [block["text"] for block in expected["blocks"]]
    assert ds.blocks.kind.tolist() == [block["kind"] for block in expected["blocks"]]
    assert article.keywords.split("|") == expected["keywords"]
    assert ds.related.title.tolist() == [entry["teaser"] for entry in expected["related"]]
    assert ds.related.views.tolist() == [entry["views"] for entry in expected["related"]]
    wanted = [(repair["before"], repair["after"]) for repair in expected["repairs"]]
    edits = list(zip(ds.edits.before, ds.edits.after, strict=True))
    assert all(edits.count(pair) >= wanted.count(pair) for pair in wanted)
    assert jk("verify", tmp_path / "x", "--source").code == 0


@pytest.mark.parametrize("column", ["after", "start", "before"])
def test_verify_finds_one_edit_that_was_tampered_with(jk: Jiaokan, tmp_path: Path, column: str) -> None:
    jk("clean", DUMP, "-o", tmp_path / "x")
    file = tmp_path / "x/edits.jsonl"
    rows = [json.loads(line) for line in file.read_text("utf-8").split("\n") if line]
    row = next(row for row in rows if row["rule"] == "spin.besides")
    row[column] = row[column] + 1 if column == "start" else row[column] + "也"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    said = jk("verify", tmp_path / "x")
    assert said.code == 1
    assert "edits.jsonl" in said.err
    assert "FAILED" in said.err


def test_every_page_of_a_folder_is_an_article_or_a_dropped_row_with_a_reason(
    jk: Jiaokan, html_folder: Path, tmp_path: Path
) -> None:
    assert jk("clean", html_folder, "-o", tmp_path / "x").code == 0
    ds = jiaokan.load(tmp_path / "x")
    count = sum(1 for path in html_folder.rglob("*.html"))
    assert len(ds.articles) + len(ds.dropped) == count
    assert ds.dropped.reason.notna().all()
    assert ds.articles.archive_ref.str.endswith(".html").all()


def test_the_same_bytes_come_out_whatever_the_number_of_workers(
    html_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiaokan.sources._FILES_IN_PARTITION", 7)
    for workers in (1, 3):
        clean([html_folder], tmp_path / str(workers) / "x", Settings(workers=workers))
    assert tables(tmp_path / "1/x") == tables(tmp_path / "3/x")


def test_the_tables_do_not_depend_on_how_the_input_is_cut(
    html_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clean([html_folder], tmp_path / "whole/x")
    monkeypatch.setattr("jiaokan.sources._FILES_IN_PARTITION", 3)
    clean([html_folder], tmp_path / "cut/x")
    assert tables(tmp_path / "whole/x") == tables(tmp_path / "cut/x")


def test_parts_that_are_done_are_not_made_again(
    html_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from jiaokan.pipeline import process

    monkeypatch.setattr("jiaokan.sources._FILES_IN_PARTITION", 10)
    partitions = partitions_of([html_folder])
    first = process(partitions, Settings(), tmp_path / "parts")
    assert first.counts["parts_read"] == len(partitions)
    again = process(partitions, Settings(), tmp_path / "parts")
    assert (again.counts["parts_read"], again.counts["parts_repaired"]) == (0, 0)
    assert list(again.articles) == list(first.articles)
    other = process(partitions, Settings(choice=RuleChoice.of(["connective"])), tmp_path / "parts")
    assert other.counts["parts_read"] == 0
    assert other.counts["parts_repaired"] > 0


def test_a_run_that_was_stopped_leaves_no_dataset_and_goes_on_from_its_parts(
    html_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("jiaokan.sources._FILES_IN_PARTITION", 10)

    def stop(stage: str, done: int, total: int) -> None:
        if stage == "repair" and done:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        clean([html_folder], tmp_path / "x", progress=stop)
    assert not (tmp_path / "x").exists()
    assert list((tmp_path / ".x.parts").glob("read-*.summary.jsonl"))
    outcome = clean([html_folder], tmp_path / "x")
    assert outcome.processed.counts["parts_read"] == 0
    assert not (tmp_path / ".x.parts").exists()


def test_json_lines_with_html_or_text_are_read_and_bad_rows_are_told(jk: Jiaokan, tmp_path: Path) -> None:
    page = build_site(1)["/zhiye/2026/2101.html"].body.decode("utf-8", "replace")
    rows = [
        json.dumps(
            {
                "url": "http://example.org/a/1.html?utm_source=x",
                "html": page,
                "fetched_at": "2026-02-05T08:00:00+08:00",
            }
        ),
        json.dumps({"text": DUMP.read_text("utf-8")}),
        '{"url": "http://example.org/b"}',
        "no json at all",
        json.dumps({"url": "http://example.org/surrogate", "text": "坏\ud800字"}),
    ]
    file = tmp_path / "pages.jsonl"
    file.write_text("\n".join(rows), "utf-8")
    assert jk("clean", file, "-o", tmp_path / "x").code == 0
    ds = jiaokan.load(tmp_path / "x")
    assert set(ds.articles.url.str.split(":").str[0]) == {"http", "urn"}
    assert "http://example.org/a/1.html" in set(ds.articles.url)
    assert sorted(ds.dropped.reason) == ["bad_row", "bad_row", "bad_row"]
    assert jk("verify", tmp_path / "x", "--source").code == 0


def test_a_large_json_lines_file_is_cut_without_losing_a_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "pages.jsonl"
    file.write_text("".join(json.dumps({"text": f"第{n}行" * (n % 7)}) + "\n" for n in range(200)), "utf-8")
    for size in (1, 17, 64, 1000):
        monkeypatch.setattr("jiaokan.sources._JSONL_BYTES", size)
        refs = [page.archive_ref for part in partitions_of([file]) for page in pages(part)]
        assert len(refs) == len(set(refs)) == 200


def test_standard_input_is_cleaned_as_a_file_is(jk: Jiaokan, tmp_path: Path) -> None:
    said = jk("clean", "-", "-o", tmp_path / "x", stdin=DUMP.read_bytes())
    assert said.code == 0
    assert len(jiaokan.load(tmp_path / "x").articles) == 1
    refused = jk("verify", tmp_path / "x", "--source")
    assert refused.code == 2
    assert "standard input" in refused.err


def test_the_same_page_twice_is_one_article_and_a_row_that_says_so(jk: Jiaokan, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    for name in ("a.txt", "b.txt"):
        shutil.copy(DUMP, tmp_path / "in" / name)
    jk("clean", tmp_path / "in", "-o", tmp_path / "x")
    ds = jiaokan.load(tmp_path / "x")
    assert len(ds.articles) == 1
    assert ds.dropped.reason.tolist() == ["duplicate_input"]


@pytest.mark.parametrize(
    ("name", "content", "form"),
    [
        ("a.html", b"<p>x</p>", "html"),
        ("a", b"<!DOCTYPE html><p>x", "html"),
        ("a.txt", "正文".encode(), "text"),
        ("a.txt", "正文".encode("gb18030"), "text"),
        ("a.txt", "正文".encode("utf-16"), "text"),
        ("a.jsonl", b'{"text": "x"}', "jsonl"),
        ("a", b'  {"text": "x"}\n', "jsonl"),
        ("a.bin", bytes(range(256)) * 8, "binary"),
        ("a.png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "binary"),
        ("a.txt", b"", "empty"),
        ("a.warc", b"WARC/1.1\r\n", "warc"),
        ("a.warc.gz", gzip.compress(b"WARC/1.1\r\n", mtime=0), "warc"),
        ("a.html.gz", gzip.compress(b"<p>x</p>", mtime=0), "html"),
        ("a.gz", b"\x1f\x8bbroken", "binary"),
    ],
)
def test_a_file_is_known_by_its_bytes(tmp_path: Path, name: str, content: bytes, form: str) -> None:
    (tmp_path / name).write_bytes(content)
    assert form_of(tmp_path / name) == form


def test_rules_and_families_of_the_call_are_obeyed(jk: Jiaokan, tmp_path: Path) -> None:
    jk("clean", DUMP, "-o", tmp_path / "x", "--family", "connective")
    assert set(jiaokan.load(tmp_path / "x").edits.rule.str.split(".").str[0]) <= {"spin", "typo"}


def test_where_a_dataset_is_written_changes_nothing_it_says_of_itself(jk: Jiaokan, tmp_path: Path) -> None:
    for name in ("a", "b"):
        assert jk("clean", DUMP, "-o", tmp_path / name).code == 0
    for file in ("datapackage.json", "README.md", "articles.csv"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()


def test_images_of_an_article_stand_at_their_published_lines(jk: Jiaokan, tmp_path: Path) -> None:
    lines = (
        "渡口始建于清末，一百多年来送走了一代又一代人，去年秋天开始修缮。",
        "石阶按原样重铺，船亭换了梁柱，工匠们用的还是老法子。",
        "微信扫一扫，关注我们的公众号",
        "今年春天渡口重新开放，第一天就来了两千多人，把石阶站满了。",
    )
    body = "".join(f"<p><img src='/{number}.jpg'></p><p>{line}</p>" for number, line in enumerate(lines))
    page = f"<h1>老渡口修缮记</h1><div class='content'>{body}</div>"
    (tmp_path / "pages.jsonl").write_text(
        json.dumps({"url": "http://example.org/a/1.html", "html": page}) + "\n", "utf-8"
    )
    assert jk("clean", tmp_path / "pages.jsonl", "-o", tmp_path / "x").code == 0
    assert jk("verify", tmp_path / "x", "--source").code == 0
    rows = [json.loads(line) for line in (tmp_path / "x/images.jsonl").read_text("utf-8").splitlines()]
    blocks = [json.loads(line) for line in (tmp_path / "x/blocks.jsonl").read_text("utf-8").splitlines()]
    stands = [(row["url"].rpartition("/")[2], blocks[row["block"]]["text"]) for row in rows]
    assert stands == [("0.jpg", lines[0]), ("1.jpg", lines[1]), ("2.jpg", lines[3]), ("3.jpg", lines[3])]
