"""`verify` passes what was published and finds whatever was changed afterwards."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from output_samples import Draft, corpus, info, paragraph, plain, spun, without_images

from output.errors import DatasetError
from output.publish import publish
from output.readers import read_jsonl
from output.rows import DroppedRow
from output.schema import TABLES, table
from output.verify import articles_for_source_check, verify
from output.writers import TableWriter

Row = dict[str, Any]


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    folder = tmp_path / "run"
    articles = [*corpus(3), plain(80, text=paragraph(1, 20)), plain(81, text=paragraph(1, 20))]
    dropped = [DroppedRow("https://shequ.example/list", "read", "not_an_article")] * 2
    publish(sorted(articles, key=lambda one: one.url or ""), folder=folder, info=info(), dropped=dropped)
    return folder


def rows_of(folder: Path, name: str) -> list[Row]:
    of = table(name)
    return [dict(zip(of.names, row, strict=True)) for row in read_jsonl(folder / f"{name}.jsonl", of)]


def rewrite(
    folder: Path,
    name: str,
    change: Callable[[list[Row]], None],
    endings: tuple[str, ...] = ("csv", "jsonl"),
    checksums: bool = True,
) -> None:
    """Tamper with a table in one or both formats, with the checksums rewritten or not."""
    rows = rows_of(folder, name)
    change(rows)
    fresh = folder.parent / "fresh"
    fresh.mkdir()
    with TableWriter(fresh, table(name)) as writer:
        for row in rows:
            writer.write(tuple(row.values()))
    for ending in endings:
        (fresh / f"{name}.{ending}").replace(folder / f"{name}.{ending}")
    if checksums:
        renew_checksums(folder)


def renew_checksums(folder: Path) -> None:
    path = folder / "datapackage.json"
    package = json.loads(path.read_bytes())
    for resource in package["resources"]:
        content = (folder / resource["path"]).read_bytes()
        resource["hash"], resource["bytes"] = f"sha256:{hashlib.sha256(content).hexdigest()}", len(content)
        resource["rows"] = len(rows_of(folder, resource["name"].removesuffix("-jsonl")))
    path.write_text(json.dumps(package))


def test_a_published_dataset_holds(dataset: Path) -> None:
    result = verify(dataset)
    assert result.problems == ()
    assert result.ok
    assert (result.articles, result.files) == (8, 2 * len(TABLES))
    assert result.edits == len(rows_of(dataset, "edits")) > 30


def set_edit(column: str, value: object) -> Callable[[list[Row]], None]:
    def change(rows: list[Row]) -> None:
        rows[4][column] = value

    return change


@pytest.mark.parametrize("endings", [("csv",), ("jsonl",), ("csv", "jsonl")], ids="+".join)
@pytest.mark.parametrize("checksums", [True, False], ids=["checksums renewed", "checksums left"])
@pytest.mark.parametrize(
    ("column", "value"),
    [("before", "；"), ("after", "。"), ("start", 1), ("field", "title"), ("seq", 40), ("block", 3)],
)
def test_one_tampered_edit_is_found(
    column: str, value: object, endings: tuple[str, ...], checksums: bool, dataset: Path
) -> None:
    rewrite(dataset, "edits", set_edit(column, value), endings, checksums)
    result = verify(dataset)
    assert not result.ok
    if endings == ("csv", "jsonl"):
        ident = rows_of(dataset, "edits")[4]["article_id"]
        assert any(ident in problem for problem in result.problems), result.problems


def test_the_edit_that_does_not_lead_back_is_named(dataset: Path) -> None:
    rewrite(dataset, "edits", set_edit("after", "。"))
    assert any("edit 5 (punctuation.comma)" in problem for problem in verify(dataset).problems)


def drop_last(rows: list[Row]) -> None:
    rows.pop()


def set_first(**values: object) -> Callable[[list[Row]], None]:
    return lambda rows: rows[0].update(values)


@pytest.mark.parametrize(
    ("name", "change", "says"),
    [
        ("edits", drop_last, "n_edits"),
        ("blocks", drop_last, "blocks joined"),
        ("blocks", set_first(text="别的"), "blocks joined"),
        ("blocks", set_first(position=3), "blocks.position"),
        ("blocks", set_first(kind="poem"), "expected one of"),
        ("blocks", set_first(article_id="0" * 16), "out of order"),
        ("articles", set_first(text="别的"), "text_sha256"),
        ("articles", lambda rows: rows[0].update(title=rows[0]["title"] + "。"), "digest"),
        ("articles", set_first(n_chars=1), "n_chars"),
        ("articles", set_first(url="https://elsewhere.example/"), "article_id is not"),
        ("articles", set_first(published_at="昨天"), "ISO 8601"),
        ("articles", set_first(duplicate_of="0" * 16), "no representative"),
        ("articles", lambda rows: rows.reverse(), "order"),
        ("articles", drop_last, "article is missing"),
        ("related", lambda rows: rows[0].update(title=rows[0]["title"] + "。"), "digest"),
        ("removed", lambda rows: rows[1].update(seq=99), "removed.seq"),
        ("removed", lambda rows: rows[1].update(text="别的"), "is not what edit"),
        ("removed", lambda rows: rows[1].update(rule="read.title"), "is not what edit"),
        ("removed", lambda rows: rows.insert(1, dict(rows[1])), "stands twice"),
        ("dropped", set_first(url="https://elsewhere.example/"), "dropped: article_id"),
        ("images", set_first(position=1), "images.position"),
        ("images", set_first(block=9), "images.block"),
        ("images", set_first(article_id="0" * 16), "out of order"),
        ("suggestions", set_first(before="缩短"), "suggestions.before of house.longer is '缩短'"),
        ("suggestions", set_first(position=1), "suggestions.position"),
    ],
)
def test_what_was_changed_in_both_formats_is_found(
    name: str, change: Callable[[list[Row]], None], says: str, dataset: Path
) -> None:
    rewrite(dataset, name, change)
    problems = verify(dataset).problems
    assert any(says in problem for problem in problems), problems


@pytest.mark.parametrize("damage", ["cut", "flip", "delete", "grow"])
@pytest.mark.parametrize("name", ["articles.csv", "edits.jsonl", "gone.csv"])
def test_damage_to_a_file_is_found(damage: str, name: str, dataset: Path) -> None:
    path = dataset / name
    content = path.read_bytes()
    if damage == "delete":
        path.unlink()
    else:
        changed = {
            "cut": content[:-5],
            "flip": content.replace(b"a", b"b", 1),
            "grow": content + content[-40:],
        }
        path.write_bytes(changed[damage])
    assert any(name in problem for problem in verify(dataset).problems)


def test_a_dataset_from_before_the_table_of_images_holds(dataset: Path) -> None:
    without_images(dataset)
    assert verify(dataset).problems == ()


def test_images_that_are_listed_may_not_be_missing(dataset: Path) -> None:
    for path in dataset.glob("images.*"):
        path.unlink()
    assert any("images.csv" in problem for problem in verify(dataset).problems)


def test_a_descriptor_may_not_name_files_elsewhere(dataset: Path) -> None:
    path = dataset / "datapackage.json"
    path.write_text(path.read_text().replace('"path": "gone.csv"', '"path": "../../etc/passwd"'))
    assert any("is not the name of a file" in problem for problem in verify(dataset).problems)


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("{}", "datapackage.json"),
        ("not json", "datapackage.json"),
        ('{"schema_version": 99, "resources": []}', "newer jiaokan"),
    ],
)
def test_what_is_no_dataset_of_this_version_is_an_error(content: str, says: str, dataset: Path) -> None:
    (dataset / "datapackage.json").write_text(content)
    with pytest.raises(DatasetError, match=says):
        verify(dataset)
    with pytest.raises(DatasetError, match="no such folder"):
        verify(dataset / "nowhere")


def test_problems_are_listed_up_to_a_readable_number(dataset: Path) -> None:
    rewrite(dataset, "blocks", lambda rows: rows.extend(rows * 40))
    assert len(verify(dataset).problems) <= 101


def test_a_source_check_is_told_where_each_article_lies(dataset: Path) -> None:
    checks = list(articles_for_source_check(dataset))
    assert checks[0].url == spun(0).url
    assert checks[0].archive_ref == spun(0).archive_ref
    assert checks[0].extracted_sha256 == spun(0).extracted_sha256()


@given(
    st.lists(
        st.tuples(st.sampled_from(["图", "书", ",", "。", "\n"]), st.text("甲,", max_size=3)), max_size=8
    ),
    st.integers(0, 99),
)
def test_any_lawful_article_passes(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[str, str]], seed: int
) -> None:
    draft = Draft("https://shequ.example/x", [paragraph(seed), "图书馆,书。"])
    for before, after in changes:
        draft.replace(before, after)
    folder = tmp_path_factory.mktemp("law") / "run"
    publish([draft.article()], folder=folder, info=info())
    assert verify(folder).problems == ()
