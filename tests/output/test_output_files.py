"""Tables to files and back: nothing is lost, and nothing else is accepted."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from output.errors import DatasetError, RowError
from output.readers import read_csv, read_jsonl
from output.schema import TABLES, Column, Row, Table, table
from output.writers import TableWriter

AWKWARD = (
    "",
    " ",
    "NA",
    "null",
    "007",
    '说"好"',
    "一行\n两行",
    "a,b",
    "\u2028段",
    "|",
    "'",
    '"',
    '""',
    "\t",
    "😀",
    "０１",
    "-1",
    "1e5",
)
TEXT = st.one_of(
    st.sampled_from(AWKWARD),
    st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\r\x00"), max_size=30),
)


def values(column: Column) -> st.SearchStrategy[object]:
    kinds: dict[str, st.SearchStrategy[object]] = {
        "integer": st.integers(-(10**15), 10**15),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
    }
    value = kinds.get(column.type, TEXT)
    return st.none() | value if column.nullable else value


def rows(of: Table) -> st.SearchStrategy[list[Row]]:
    return st.lists(st.tuples(*(values(column) for column in of.columns)), max_size=4)


def written(folder: Path, of: Table, content: list[Row]) -> None:
    for path in folder.glob("*"):
        path.unlink()
    with TableWriter(folder, of) as writer:
        for row in content:
            writer.write(row)


@pytest.mark.parametrize("of", TABLES, ids=lambda of: of.name)
def test_any_rows_come_back_from_both_files_as_they_went_in(
    of: Table, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("round")

    @given(rows(of))
    def law(content: list[Row]) -> None:
        written(folder, of, content)
        assert list(read_csv(folder / f"{of.name}.csv", of)) == content
        assert list(read_jsonl(folder / f"{of.name}.jsonl", of)) == content

    law()


def test_the_csv_module_reads_the_same_text(tmp_path: Path) -> None:
    gone = table("gone")
    content: list[Row] = [(f"{n:016x}", text, None, text) for n, text in enumerate(AWKWARD)]
    written(tmp_path, gone, content)
    with (tmp_path / "gone.csv").open(newline="", encoding="utf-8") as file:
        header, *found = list(csv.reader(file))
    assert tuple(header) == gone.names
    assert [row[3] for row in found] == list(AWKWARD)


def test_missing_and_empty_are_told_apart_in_the_bytes(tmp_path: Path) -> None:
    written(tmp_path, table("gone"), [("a", "", None, "")])
    assert (tmp_path / "gone.csv").read_bytes() == b'article_id,url,last_seen,evidence\na,"",,""\n'
    assert (
        tmp_path / "gone.jsonl"
    ).read_bytes() == b'{"article_id":"a","url":"","last_seen":null,"evidence":""}\n'


def test_a_summary_names_length_digest_and_rows(tmp_path: Path) -> None:
    written(tmp_path, table("gone"), [("a", "b", None, "c")])
    with TableWriter(tmp_path / "..", table("dropped")) as writer:
        pass
    summary = writer.files[0]
    assert (summary.name, summary.rows) == ("dropped.csv", 0)
    assert summary.bytes == (tmp_path / ".." / "dropped.csv").stat().st_size


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", "line 1"),
        (b"article_id,url\n", "line 1"),
        (b'article_id,url,last_seen,evidence\na,b,,"c\nd', "line 3"),
        (b'article_id,url,last_seen,evidence\na,b,,"c\nd\n', "line 2"),
        (b"article_id,url,last_seen,evidence\na,b,,c", "line 2"),
        (b"article_id,url,last_seen,evidence\na,b,,c\na,b,c\n", "line 3"),
        (b'article_id,url,last_seen,evidence\na,b"x",,c"d"\n', "line 2"),
        (b"article_id,url,last_seen,evidence\na,,,c\n", "line 2"),
        (b"article_id,url,last_seen,evidence\na,\xff,,c\n", "line 2"),
        (b"\xef\xbb\xbfarticle_id,url,last_seen,evidence\n", "line 1"),
        (b"article_id,url,last_seen,evidence\r\na,b,,c\r\n", "line 1"),
    ],
)
def test_a_damaged_csv_file_is_refused_with_its_line(content: bytes, line: str, tmp_path: Path) -> None:
    path = tmp_path / "gone.csv"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=line):
        list(read_csv(path, table("gone")))


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"article_id":"a","url":"b","last_seen":null,"evidence":"c"}\n{"article_id"', "line 2"),
        (b'{"article_id":1,"url":"b","last_seen":null,"evidence":"c"}\n', "line 1"),
        (b'{"article_id":"a","url":"b","last_seen":null,"evidence":"c","more":1}\n', "line 1"),
        (b'{"article_id":"a","url":"b","last_seen":null}\n', "line 1"),
    ],
)
def test_a_damaged_jsonl_file_is_refused_with_its_line(content: bytes, line: str, tmp_path: Path) -> None:
    path = tmp_path / "gone.jsonl"
    path.write_bytes(content)
    with pytest.raises(DatasetError, match=line):
        list(read_jsonl(path, table("gone")))


@pytest.mark.parametrize("row", [("a", "b", None), ("a", "b", None, "\ud800")])
def test_a_row_that_does_not_fit_is_refused(row: Row, tmp_path: Path) -> None:
    with TableWriter(tmp_path, table("gone")) as writer, pytest.raises(RowError, match="gone"):
        writer.write(row)
