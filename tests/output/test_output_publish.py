"""Publishing: everything appears together, or nothing does."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from output_samples import corpus, info, paragraph, plain, spun

from cleaning.article import Article, Block
from output import publish as publishing
from output.errors import DatasetError, RowError
from output.publish import Published, move_latest, publish
from output.readers import read_jsonl
from output.record import Floor
from output.rows import DroppedRow
from output.schema import TABLES, table

DROPPED = [
    DroppedRow("https://shequ.example/list", "read", "not_an_article", "a list of links"),
    DroppedRow("https://shequ.example/a/9", "gather", "twin", "the same text as /a/1"),
]


def by_url(articles: list[Article]) -> list[Article]:
    return sorted(articles, key=lambda article: article.url or "")


def statuses(folder: Path) -> dict[str, str]:
    columns = table("articles").names
    rows = (
        dict(zip(columns, row, strict=True))
        for row in read_jsonl(folder / "articles.jsonl", table("articles"))
    )
    return {str(row["url"]): str(row["status"]) for row in rows}


def gone(folder: Path) -> list[tuple[object, ...]]:
    return [row[1:] for row in read_jsonl(folder / "gone.jsonl", table("gone"))]


def publish_at(folder: Path, articles: list[Article], **rest: object) -> Published:
    return publish(by_url(articles), folder=folder, info=info(folder.name), **rest)


def test_a_dataset_holds_every_file_of_the_design(tmp_path: Path) -> None:
    published = publish_at(tmp_path / "one", corpus(), dropped=DROPPED)
    tables = {f"{of.name}.{ending}" for of in TABLES for ending in ("csv", "jsonl")}
    assert set(published.paths) == tables | {"datapackage.json", "run.json", "report.html", "README.md"}
    assert published.counts["articles"] == 12
    assert published.counts["dropped"] == 2
    assert published.statuses == {"added": 12}
    assert published.floors == []
    assert [path.name for path in tmp_path.iterdir()] == ["one"]


def test_the_same_input_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one", "two"):
        publish_at(tmp_path / name, corpus(), dropped=DROPPED[:: 1 if name == "one" else -1])
    for path in (tmp_path / "one").iterdir():
        if path.name not in ("run.json", "report.html"):
            assert path.read_bytes() == (tmp_path / "two" / path.name).read_bytes(), path.name


def test_a_second_run_tells_added_changed_recleaned_and_unchanged_apart(tmp_path: Path) -> None:
    first = [plain(n) for n in range(4)]
    publish_at(tmp_path / "one", [*first, spun(1)])
    changed = msgspec.structs.replace(first[1], blocks=(Block("paragraph", paragraph(99)),))
    recleaned = msgspec.structs.replace(
        spun(1), blocks=(*spun(1).blocks[:-1], spun(1).blocks[-1]), edits=spun(1).edits[:-1]
    )
    last = spun(1).edits[-1]
    text = spun(1).text
    text = text[: last.start] + last.before + text[last.start + len(last.after) :]
    recleaned = msgspec.structs.replace(
        recleaned, blocks=tuple(Block("paragraph", line) for line in text.split("\n"))
    )
    heading = msgspec.structs.replace(first[2], blocks=(Block("paragraph", "来信"), first[2].blocks[1]))
    seen_again = msgspec.structs.replace(
        first[3],
        fetched_at="2026-04-01T00:00:00+00:00",
        metadata=msgspec.structs.replace(first[3].metadata, views=7),
    )
    publish_at(
        tmp_path / "two",
        [first[0], changed, heading, seen_again, recleaned, plain(8)],
        previous=tmp_path / "one",
    )
    assert statuses(tmp_path / "two") == {
        first[0].url: "unchanged",
        first[1].url: "changed",
        first[2].url: "recleaned",
        first[3].url: "unchanged",
        recleaned.url: "recleaned",
        plain(8).url: "added",
    }


def test_an_article_is_gone_only_with_evidence_and_stays_listed_until_it_returns(tmp_path: Path) -> None:
    everyone = [plain(n) for n in range(6)]
    publish_at(tmp_path / "one", everyone)
    publish_at(
        tmp_path / "two",
        everyone[3:],
        previous=tmp_path / "one",
        gone={everyone[0].url: "404", everyone[1].url: "not found", "https://elsewhere.example/": "404"},
        dropped=[
            DroppedRow(everyone[0].url or "", "crawl", "http_404", "the server answered 404"),
            DroppedRow(everyone[1].url or "", "read", "not_an_article", "a page that says so"),
            DroppedRow(everyone[2].url or "", "repair", "empty_after_repair", "nothing is left"),
            DroppedRow("https://elsewhere.example/", "crawl", "http_404", "the server answered 404"),
        ],
    )
    dropped = [row[3] for row in read_jsonl(tmp_path / "two" / "dropped.jsonl", table("dropped"))]
    assert dropped == ["http_404", "not_an_article", "empty_after_repair"], (
        "what is gone was not just unreachable"
    )
    seen = "2026-03-01T00:00:00+00:00"
    assert gone(tmp_path / "two") == [
        (everyone[0].url, seen, "404"),
        (everyone[1].url, seen, "not found"),
    ]
    publish_at(tmp_path / "three", [everyone[0], *everyone[3:]], previous=tmp_path / "two")
    assert gone(tmp_path / "three") == [(everyone[1].url, seen, "not found")]


def test_near_duplicates_are_marked_with_the_earliest(tmp_path: Path) -> None:
    text = paragraph(3, 10)
    twins = [plain(n, text=text, published_at=f"2026-01-0{3 - n}") for n in range(2)]
    published = publish_at(tmp_path / "one", twins)
    rows = list(read_jsonl(tmp_path / "one" / "articles.jsonl", table("articles")))
    place = table("articles").names.index("duplicate_of")
    assert published.duplicates == 1
    assert [row[place : place + 2] for row in rows] == [(rows[1][0], 1.0), (None, None)]


def test_a_run_with_less_than_half_of_its_history_is_below_a_floor(tmp_path: Path) -> None:
    publish_at(tmp_path / "one", [plain(n) for n in range(5)])
    published = publish_at(tmp_path / "two", [plain(1), plain(2)], previous=tmp_path / "one")
    assert "less than half" in published.floors[0]
    assert publish_at(tmp_path / "none", []).floors == [
        "No article was published: the tables dropped and gone say why."
    ]


def test_what_the_profile_keeps_out_is_no_loss_of_history(tmp_path: Path) -> None:
    everyone = [plain(n) for n in range(5)]
    publish_at(tmp_path / "one", everyone)
    dropped = [DroppedRow(article.url or "", "filter", "too_short") for article in everyone[2:]]
    published = publish_at(tmp_path / "two", everyone[:2], previous=tmp_path / "one", dropped=dropped)
    assert published.floors == []
    assert gone(tmp_path / "two") == []


def test_floors_of_the_profile_and_of_the_crawl_stand_in_the_record(tmp_path: Path) -> None:
    floor = Floor(3, ("the crawl missed half",))
    published = publish_at(tmp_path / "one", [plain(1)], floor=floor)
    assert published.floors == ["1 article; the profile asks for 3 at least.", "the crawl missed half"]
    assert json.loads((tmp_path / "one" / "run.json").read_bytes())["floors"] == published.floors


@pytest.mark.parametrize("kind", ["file", "folder with a file", "link"])
def test_what_is_there_is_never_overwritten(kind: str, tmp_path: Path) -> None:
    folder = tmp_path / "one"
    if kind == "file":
        folder.write_text("mine")
    elif kind == "link":
        (tmp_path / "real").mkdir()
        folder.symlink_to("real")
    else:
        folder.mkdir()
        (folder / "mine").write_text("mine")
    with pytest.raises(DatasetError, match="new or empty folder"):
        publish_at(folder, corpus(1))
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    assert publish_at(tmp_path / "one", corpus(1)).counts["articles"] == 2


def test_the_current_folder_can_be_filled(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    publish(corpus(1), folder=Path(), info=info())
    assert (tmp_path / "here" / "articles.csv").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


class Broken:
    """Articles that break off at the second look, when the tables are half written."""

    def __init__(self, error: BaseException) -> None:
        self.error, self.looks = error, 0

    def __iter__(self) -> Iterator[Article]:
        self.looks += 1
        yield plain(1)
        if self.looks == 3:
            raise self.error
        yield plain(2)


@pytest.mark.parametrize(
    "error", [KeyboardInterrupt(), RuntimeError("broken"), OSError(errno.ENOSPC, "No space left")]
)
def test_nothing_half_written_remains_after_an_interruption(error: BaseException, tmp_path: Path) -> None:
    expected = DatasetError if isinstance(error, OSError) else type(error)
    with pytest.raises(expected):
        publish(Broken(error), folder=tmp_path / "one", info=info())
    assert list(tmp_path.iterdir()) == []


def test_a_failing_report_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("no report")

    monkeypatch.setattr(publishing, "render", fail)
    with pytest.raises(RuntimeError):
        publish_at(tmp_path / "one", corpus(1))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("order", [(2, 1), (1, 1)])
def test_articles_out_of_order_are_refused(order: tuple[int, int], tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="sorted by url"):
        publish([plain(n) for n in order], folder=tmp_path / "one", info=info())


def test_an_article_whose_edits_do_not_fit_its_text_is_refused(tmp_path: Path) -> None:
    broken = msgspec.structs.replace(spun(1), blocks=(Block("paragraph", "别的文字"),))
    with pytest.raises(RowError, match=r"a/0001\.html"):
        publish([broken], folder=tmp_path / "one", info=info())


def test_latest_moves_by_a_relative_link(tmp_path: Path) -> None:
    for name in ("one", "two"):
        run = tmp_path / "runs" / name
        publish_at(run, corpus(1))
        link = move_latest(tmp_path, run)
        assert link.readlink() == Path("runs") / name
    assert json.loads((tmp_path / "latest" / "run.json").read_bytes())["run"] == "two"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["latest", "runs"]


def test_a_real_folder_named_latest_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "latest").mkdir()
    with pytest.raises(DatasetError, match="a link to a run"):
        move_latest(tmp_path, tmp_path / "runs" / "one")


def test_frictionless_finds_nothing_wrong_with_the_tables(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    publish_at(
        tmp_path / "one",
        [*corpus(), plain(70, text=paragraph(1, 20)), plain(71, text=paragraph(1, 20))],
        dropped=DROPPED,
    )
    package = frictionless.Package(str(tmp_path / "one" / "datapackage.json"))
    assert len(package.resources) == 2 * len(TABLES)
    for resource in list(package.resources):
        if resource.format != "csv":
            package.remove_resource(resource.name)
    report = package.validate()
    assert report.valid, report.flatten(["name", "rowNumber", "fieldName", "type", "note"])
    assert report.stats["tasks"] == len(TABLES)


def test_the_descriptor_holds_no_time_and_no_run(tmp_path: Path) -> None:
    publish_at(tmp_path / "20260301T000000Z", corpus(1))
    content = (tmp_path / "20260301T000000Z" / "datapackage.json").read_text()
    assert "20260301T000000Z" not in content
    package = json.loads(content)
    assert package["schema_version"] == 1
    assert package["resources"][0]["hash"].startswith("sha256:")


def test_the_card_says_what_repair_does_not_give(tmp_path: Path) -> None:
    hostile = msgspec.structs.replace(
        plain(1),
        metadata=msgspec.structs.replace(
            plain(1).metadata, rights="<script>x</script>\n[版权](javascript:x)"
        ),
    )
    publish_at(tmp_path / "one", [hostile])
    content = (tmp_path / "one" / "README.md").read_text(encoding="utf-8")
    assert "It does not make it original" in content
    assert "<script>" not in content
    assert "[版权](" not in content
