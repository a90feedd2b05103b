"""`jiaokan run`: a real site over a real socket, twice, and what the datasets say of it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import jiaokan
from jiaokan.example.server import ExampleServer

Jiaokan = Callable[..., Any]
ROOT = Path(__file__).parents[2]
EXPECTED = sorted((ROOT / "tests/example/expected").glob("*.json"))


@pytest.fixture
def both_days(jk: Jiaokan, site: ExampleServer, profile: Path, tmp_path: Path) -> tuple[Path, ExampleServer]:
    """The folder of the example site after a run on each of its two days."""
    for day in (1, 2):
        site.switch(day)
        assert jk("run", profile, "--data", tmp_path / "data").code == 0
    return tmp_path / "data/example", site


def test_two_days_of_a_site_give_two_whole_datasets(
    jk: Jiaokan, both_days: tuple[Path, ExampleServer]
) -> None:
    folder, _ = both_days
    runs = sorted((folder / "runs").iterdir())
    assert len(runs) == 2
    assert (folder / "latest").resolve() == runs[1].resolve()
    assert (folder / "latest").readlink().as_posix() == f"runs/{runs[1].name}"
    for run in runs:
        assert jk("verify", run, "--source").code == 0
    first, second = (jiaokan.load(run) for run in runs)
    assert set(first.articles.status) == {"added"}
    counts = second.articles.status.value_counts()
    assert (counts["added"], counts["changed"]) == (5, 3)
    assert counts["unchanged"] == len(first.articles) - 3 - 2
    assert sorted(second.gone.url.str.split("/").str[-1]) == ["2111.html", "5106.html"]
    assert not set(second.gone.url) & set(second.articles.url)


def test_the_second_day_transfers_only_what_changed(both_days: tuple[Path, ExampleServer]) -> None:
    _, site = both_days
    articles = {
        path: count for (path, status), count in site.requests.items() if status == 200 and "/20" in path
    }
    changed = {"/zixun/2026/4101.html", "/zixun/2026/4102.html", "/zhiye/2026/2109.html"}
    assert {path for path, count in articles.items() if count > 1} == changed


def test_robots_txt_is_obeyed_and_said(jk: Jiaokan, both_days: tuple[Path, ExampleServer]) -> None:
    folder, site = both_days
    assert not any("/neibu/" in path for path, _ in site.requests)
    dropped = jiaokan.load(folder).dropped
    row = dropped[dropped.url.str.contains("/neibu/")].iloc[0]
    assert (row.stage, row.reason) == ("crawl", "robots")


def test_the_article_of_three_pages_is_one_article_in_order(both_days: tuple[Path, ExampleServer]) -> None:
    folder, _ = both_days
    ds = jiaokan.load(folder)
    pages = ds.articles[ds.articles.url.str.contains("/baike/lvzhi/")]
    assert pages.url.str.endswith("/baike/lvzhi/index.html").tolist() == [True]
    joined = ds.dropped[ds.dropped.reason == "joined"]
    assert sorted(joined.url.str.split("/").str[-1]) == ["index_2.html", "index_3.html"]
    text = pages.iloc[0].text
    assert text.index("一袋什么样的土") < text.index("浇水的学问")


def test_near_duplicates_are_told_and_twins_are_dropped(both_days: tuple[Path, ExampleServer]) -> None:
    folder, _ = both_days
    ds = jiaokan.load(folder)
    copies = ds.articles[ds.articles.duplicate_of.notna()]
    assert {url.split("/")[-1] for url in copies.url} == {"4107.html", "3106.html"}
    assert (copies.similarity >= 0.7).all()
    assert ds.dropped[ds.dropped.reason == "twin"].url.str.endswith("4908.html").tolist() == [True]


@pytest.mark.parametrize("path", EXPECTED, ids=lambda path: path.stem)
def test_an_article_of_the_example_comes_out_exactly_as_written(path: Path, example_run: Path) -> None:
    expected = json.loads(path.read_text("utf-8"))
    tables = {name: rows_of(example_run / f"{name}.jsonl") for name in ("articles", "blocks", "related")}
    article = next(row for row in tables["articles"] if row["url"].endswith(expected["url"]))

    def own(name: str) -> list[dict[str, Any]]:
        return [row for row in tables[name] if row["article_id"] == article["article_id"]]

    assert article["title"] == expected["title"]
    assert [(row["kind"], row["text"]) for row in own("blocks")] == [
        (block["kind"], block["text"] if "text" in block else "\t".join(block["cells"]))
        for block in expected["blocks"]
    ]
    assert (article["keywords"] or "").split("|") == (expected["keywords"] or [""])
    for name in ("author", "source", "editor", "published_precision", "views", "category"):
        assert article[name] == expected[name], name
    published, offset = article["published_at"], "+08:00"
    assert published == (
        expected["published_at"] + offset if "T" in expected["published_at"] else expected["published_at"]
    )
    # The side column of the templates holds neighbours as well; those of the article's own list come first, in order.
    neighbours = [(row["title"], row["published_at"], row["views"]) for row in own("related")]
    assert neighbours[: len(expected["related"])] == [
        (entry["teaser"], entry["published_at"], entry["views"]) for entry in expected["related"]
    ]
    for text in expected["absent"]:
        assert text not in article["text"]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").split("\n") if line]


@pytest.fixture(scope="module")
def example_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The dataset of the first day, made once for many looks."""
    from jiaokan.example.server import serve
    from jiaokan.example.site import profile_text
    from jiaokan.running import run

    folder = tmp_path_factory.mktemp("example")
    with serve(1) as server:
        profile = folder / "example.toml"
        profile.write_text(profile_text(server.port), "utf-8")
        run(profile, folder)
    return folder / "example/latest"


def test_load_gives_typed_columns(example_run: Path) -> None:
    types = jiaokan.load(example_run).articles.dtypes.astype(str)
    assert types["published_at"] == "datetime64[us, UTC]"
    assert types["fetched_at"] == "datetime64[us, UTC]"
    assert types["n_edits"] == "Int64"
    assert types["confidence"] == "Float64"
    articles = jiaokan.load(example_run).articles
    assert articles.author.isna().any()
    assert not articles.author.isin(["", "None", "nan"]).any()
    assert articles.views.dropna().ge(0).all()


def test_publishing_again_without_a_crawl_gives_the_same_tables(
    jk: Jiaokan, both_days: tuple[Path, ExampleServer], profile: Path
) -> None:
    folder, site = both_days
    before = sum(site.requests.values())
    assert jk("run", profile, "--data", folder.parent, "--no-crawl", "--workers", 2).code == 0
    assert sum(site.requests.values()) == before
    second, third = sorted((folder / "runs").iterdir())[1:]
    assert json.loads((third / "run.json").read_text("utf-8"))["counts"]["parts_read"] == 0
    for name in ("blocks.csv", "edits.jsonl", "related.csv", "removed.csv"):
        assert (second / name).read_bytes() == (third / name).read_bytes()
    assert set(jiaokan.load(third).articles.status) == {"unchanged"}


def test_an_outage_publishes_what_is_known_and_leaves_latest_where_it_was(
    jk: Jiaokan, both_days: tuple[Path, ExampleServer], profile: Path
) -> None:
    folder, site = both_days
    latest = (folder / "latest").resolve()
    site.shutdown()
    site.server_close()
    said = jk("run", profile, "--data", folder.parent)
    assert said.code == 3
    assert "no start page could be reached" in said.err
    assert (folder / "latest").resolve() == latest
    newest = sorted((folder / "runs").iterdir())[-1]
    assert newest != latest
    ds = jiaokan.load(newest)
    assert len(ds.articles) == len(jiaokan.load(latest).articles)
    assert len(ds.gone) == 2


def test_a_changed_rule_cleans_again_without_fetching_or_reading(
    jk: Jiaokan, both_days: tuple[Path, ExampleServer], profile: Path, tmp_path: Path
) -> None:
    folder, site = both_days
    before = sum(site.requests.values())
    profile.write_text(profile.read_text("utf-8") + '\n[repair]\nfamilies = ["connective"]\n', "utf-8")
    assert jk("run", profile, "--data", folder.parent, "--no-crawl").code == 0
    assert sum(site.requests.values()) == before
    counts = json.loads((folder / "latest/run.json").read_text("utf-8"))["counts"]
    assert (counts["parts_read"], counts["parts_repaired"] > 0) == (0, True)
    assert "recleaned" in set(jiaokan.load(folder).articles.status)


def test_runs_show_and_diff_tell_what_a_run_was(jk: Jiaokan, both_days: tuple[Path, ExampleServer]) -> None:
    folder, _ = both_days
    listed = jk("runs", "list", "--data", folder.parent)
    assert len(listed.out.strip().split("\n")) == 2
    assert listed.out.strip().endswith("latest")
    shown = jk("runs", "show", folder)
    assert "5 added" in shown.out.replace("added 5", "5 added")
    one, two = sorted((folder / "runs").iterdir())
    told = jk("runs", "diff", one, two).out
    assert told.count("\nadded ") + told.startswith("added") == 5
    assert "gone" in told


def test_show_finds_a_crawled_page_by_its_address(jk: Jiaokan, both_days: tuple[Path, ExampleServer]) -> None:
    folder, site = both_days
    url = f"{site.url}/zhiye/2026/2101.html"
    before = sum(site.requests.values())
    said = jk("show", url, "--data", folder.parent, "--format", "diff")
    assert said.code == 0
    assert "{+" in said.out
    assert sum(site.requests.values()) == before
    missing = jk("show", f"{site.url}/nowhere.html", "--data", folder.parent)
    assert missing.code == 2
    assert "is not in the archives" in missing.err


def test_profile_check_explains_an_address(jk: Jiaokan, profile: Path, site: ExampleServer) -> None:
    assert "matches" in jk("profile", "check", profile, f"{site.url}/zhiye/2026/2101.html").out
    assert "outside the sites" in jk("profile", "check", profile, "http://example.org/a.html").out
    assert jk("profile", "check", profile).code == 0


def test_a_dry_run_touches_nothing(jk: Jiaokan, profile: Path, site: ExampleServer, tmp_path: Path) -> None:
    said = jk("run", profile, "--data", tmp_path / "data", "--dry-run")
    assert said.code == 0
    assert f"{site.url}/sitemap.xml" in said.out.split("\n")
    assert not site.requests
    assert not (tmp_path / "data").exists()


def test_of_several_profiles_one_that_fails_does_not_stop_the_others(
    jk: Jiaokan, profile: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(
        'name = "other"\nstart = ["http://127.0.0.1:9/"]\nallow_private = ["127.0.0.1:9"]\nretries = 0\n',
        "utf-8",
    )
    said = jk("run", other, profile, "--data", tmp_path / "data")
    assert said.code == 1
    assert "other: no start page could be reached" in said.err
    assert len(jiaokan.load(tmp_path / "data/example").articles) > 20


def test_the_demo_tells_its_story_and_leaves_two_datasets(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "jiaokan", "demo", "--keep", str(tmp_path / "demo")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    for part in (
        "not fetched again: the server said 304",
        "kept out by robots.txt",
        "[-除了这些之外呢-]{+此外+}",
        "gone 2",
        "report.html",
    ):
        assert part in done.stdout
    assert done.stdout.count(" gave no page\n") == 2, (
        "what could not be fetched is told apart from dropped pages"
    )
    assert "\x1b[" not in done.stdout
    assert len(list((tmp_path / "demo/example/runs").iterdir())) == 2
    again = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=False)
    assert again.returncode == 2
    assert "new or empty folder" in again.stderr


def test_the_closing_lines_add_up(jk: Jiaokan, site: ExampleServer, profile: Path, tmp_path: Path) -> None:
    for day in (1, 2):
        site.switch(day)
        said = jk("run", profile, "--data", tmp_path / "data")
        told = re.match(
            r"(\d+) pages: (\d+) articles, (\d+) dropped; (\d+) address(?:es)? gave no page\n", said.err
        )
        assert told, said.err
        pages, articles, dropped, unfetched = map(int, told.groups())
        ds = jiaokan.load(tmp_path / "data/example/latest")
        assert pages == articles + dropped
        assert (len(ds.articles), len(ds.dropped)) == (articles, dropped + unfetched)
