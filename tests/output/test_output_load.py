"""`load` gives typed frames and says plainly what it cannot read."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import msgspec
import pandas as pd
import pytest
from output_samples import corpus, info, plain, spun, without_images

from cleaning.article import Block
from output.errors import DatasetError
from output.identity import article_id
from output.load import load
from output.publish import move_latest, publish
from output.schema import TABLES


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """data/shequ with two runs and `latest`."""
    for name, count in (("one", 2), ("two", 3)):
        run = tmp_path / "shequ" / "runs" / name
        publish(corpus(count), folder=run, info=info(name))
        move_latest(tmp_path / "shequ", run)
    return tmp_path / "shequ"


def test_columns_have_the_types_of_the_schema(data: Path) -> None:
    types = load(data).articles.dtypes
    assert types["text"] == types["keywords"] == "string"
    assert types["views"] == types["n_chars"] == "Int64"
    assert types["spin_score"] == "Float64"
    assert str(types["published_at"]) == str(types["fetched_at"]) == "datetime64[us, UTC]"
    assert str(types["status"]) == str(types["site"]) == "category"


def test_every_table_has_its_declared_columns_even_when_it_is_empty(data: Path) -> None:
    dataset = load(data)
    for of in TABLES:
        assert tuple(getattr(dataset, of.name).columns) == of.names
    assert len(dataset.gone) == 0
    assert str(dataset.gone["last_seen"].dtype) == "datetime64[us, UTC]"


@pytest.mark.parametrize("place", ["", "latest", "runs/two"])
def test_a_profile_a_link_and_a_run_can_be_named(place: str, data: Path) -> None:
    assert len(load(data / place).articles) == len(load(str(data / place)).articles) == 6


def test_several_datasets_stand_one_after_the_other(data: Path) -> None:
    dataset = load([data / "runs/one", data / "runs/two"])
    assert len(dataset.articles) == 10
    assert dataset.articles["status"].dtype == "category"
    assert dataset.articles.index.is_unique


def test_missing_stays_missing_and_the_text_na_stays_text(tmp_path: Path) -> None:
    article = msgspec.structs.replace(plain(1), title="NA", blocks=(Block("paragraph", "null"),))
    publish([article], folder=tmp_path / "one", info=info())
    row = load(tmp_path / "one").articles.iloc[0]
    assert (row["title"], row["text"]) == ("NA", "null")
    assert row["views"] is pd.NA
    assert row["published_at"] is pd.NaT


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2026-02-03T21:46:49+08:00", "UTC", "2026-02-03 13:46:49"),
        ("2026-02-03T21:46:49", "Asia/Shanghai", "2026-02-03 13:46:49"),
        ("2026-02-03 21:46", "UTC", "2026-02-03 21:46"),
        ("2026-02-03", "Asia/Shanghai", "2026-02-02 16:00"),
        ("0999-02-03", "UTC", "0999-02-03"),
    ],
)
def test_times_are_read_in_the_zone_of_the_dataset(
    value: str, zone: str, expected: str, tmp_path: Path
) -> None:
    publish([plain(1, published_at=value)], folder=tmp_path / "one", info=info(time_zone=zone))
    assert load(tmp_path / "one").articles["published_at"][0] == pd.Timestamp(expected, tz="UTC")


def test_an_article_can_be_followed_back(data: Path) -> None:
    dataset, article = load(data), spun(1)
    ident = article_id(article.url or "")
    assert dataset.original(ident) == article.original()
    assert list(dataset.edits_of(ident)["seq"]) == [edit.seq for edit in article.edits]
    assert "〔除了这些以外呢→此外〕" in dataset.text_with_marks(ident)


@pytest.mark.parametrize("question", ["original", "edits_of", "text_with_marks"])
def test_an_unknown_article_is_a_key_error(question: str, data: Path) -> None:
    with pytest.raises(KeyError, match="no article 'zzz'"):
        getattr(load(data), question)("zzz")


def test_csv_alone_is_enough(data: Path) -> None:
    expected = load(data).articles
    for path in (data / "runs" / "two").glob("*.jsonl"):
        path.unlink()
    pd.testing.assert_frame_equal(load(data).articles, expected)


def test_tables_are_read_when_they_are_asked_for(data: Path) -> None:
    (data / "runs" / "two" / "edits.jsonl").write_text("broken\n")
    dataset = load(data)
    assert len(dataset.articles) == 6
    with pytest.raises(DatasetError, match=r"edits\.jsonl, line 1"):
        _ = dataset.edits


@pytest.mark.parametrize(("keep", "line"), [(0.5, r"line \d+"), (-1, "line 6")])
def test_a_truncated_file_is_named_with_its_line(keep: float, line: str, data: Path) -> None:
    path = data / "runs" / "two" / "articles.jsonl"
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * keep)] if keep > 0 else content[:-1])
    with pytest.raises(DatasetError, match=line):
        _ = load(data).articles


def test_a_file_cut_between_two_lines_is_found_by_its_rows(data: Path) -> None:
    path = data / "runs" / "two" / "articles.jsonl"
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:4]) + b"\n")
    with pytest.raises(DatasetError, match="line 4: expected 6 rows"):
        _ = load(data).articles


def test_what_is_no_dataset_is_refused_with_the_next_thing_to_try(data: Path, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="no such folder"):
        load(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    with pytest.raises(DatasetError, match=r"an empty folder.*jiaokan run"):
        load(tmp_path / "empty")
    with pytest.raises(DatasetError, match="shequ"):
        load(tmp_path)
    with pytest.raises(DatasetError, match="a file"):
        load(data / "runs" / "two" / "articles.csv")
    with pytest.raises(DatasetError, match="an empty list"):
        load([])
    (data / "latest").unlink()
    with pytest.raises(DatasetError, match="the newest run"):
        load(data)
    (data / "latest").symlink_to("runs/three")
    with pytest.raises(DatasetError, match="which does not exist"):
        load(data / "latest")


def test_a_missing_table_is_named(data: Path) -> None:
    for path in (data / "runs" / "two").glob("edits.*"):
        path.unlink()
    with pytest.raises(DatasetError, match="the table edits"):
        load(data)


def test_images_are_a_table_of_their_own(data: Path) -> None:
    images = load(data).images
    assert images["alt"].dtype == "string"
    assert images.groupby("article_id")["block"].apply(list).tolist() == [[0, 3]] * 3


def test_suggestions_are_a_table_of_their_own(data: Path) -> None:
    dataset = load(data)
    told = dataset.suggestions.merge(dataset.articles[["article_id", "text"]])
    assert len(told)
    places = zip(told["text"], told["start"], told["end"], strict=True)
    assert [text[start:end] for text, start, end in places] == told["before"].tolist()


def test_a_dataset_from_before_the_table_of_images_has_none(data: Path) -> None:
    without_images(data / "runs" / "two")
    dataset = load([data / "runs" / "one", data / "runs" / "two"])
    assert set(dataset.images["article_id"]) <= set(load(data / "runs" / "one").articles["article_id"])
    assert "images 0" in repr(load(data))
    assert len(load(data).images) == 0


def test_a_newer_schema_is_refused(data: Path) -> None:
    path = data / "runs" / "two" / "datapackage.json"
    path.write_text(json.dumps(json.loads(path.read_bytes()) | {"schema_version": 2}))
    with pytest.raises(DatasetError, match="a newer jiaokan"):
        load(data)


def test_naming_load_does_not_import_pandas() -> None:
    code = "import sys, output.load, output.publish, output.verify; print({'pandas', 'numpy', 'jinja2'} & set(sys.modules))"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert found.stdout.strip() == "set()"
