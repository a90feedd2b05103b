"""Every article of the example site, on both days, comes out of a run as its author wrote it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import truth

from jiaokan.example.server import serve
from jiaokan.example.site import profile_text
from jiaokan.running import run

Tables = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Tables]:
    """The tables of both days."""
    folder = tmp_path_factory.mktemp("outcome")
    told = {}
    with serve(1) as server:
        profile = folder / "example.toml"
        profile.write_text(profile_text(server.port), "utf-8")
        for day in (1, 2):
            server.switch(day)
            told[day] = tables_of(Path(run(profile, folder).published.folder))
    return told


def tables_of(folder: Path) -> Tables:
    names = ("articles", "blocks", "dropped", "images")
    return {
        name: [json.loads(line) for line in (folder / f"{name}.jsonl").read_text("utf-8").split("\n") if line]
        for name in names
    }


@pytest.mark.parametrize("day", [1, 2])
def test_the_image_of_a_figure_stands_before_its_caption(day: int, days: dict[int, Tables]) -> None:
    tables = days[day]
    blocks = {(row["article_id"], row["position"]): row for row in tables["blocks"]}
    captions = [place for place, row in blocks.items() if row["kind"] == "caption"]
    # Both figures of the article show the same picture, which counts once.
    assert [(row["article_id"], row["block"]) for row in tables["images"]] == [min(captions)]
    assert all(row["url"].endswith("/static/photo.gif") for row in tables["images"])


@pytest.mark.parametrize("day", [1, 2])
def test_every_article_is_published_as_written_unless_it_is_a_twin_or_forbidden(
    day: int, days: dict[int, Tables]
) -> None:
    tables = days[day]
    articles = {row["url"].partition("://")[2].partition("/")[2]: row for row in tables["articles"]}
    blocks: dict[str, list[tuple[str, str]]] = {}
    for row in tables["blocks"]:
        blocks.setdefault(row["article_id"], []).append((row["kind"], row["text"]))
    there = [source for source in truth.by_name().values() if day in source.days and source.is_article]
    assert len(there) >= 36
    for source in there:
        article = articles.get(source.url.lstrip("/"))
        if article is None:
            reasons = [row["reason"] for row in tables["dropped"] if row["url"].endswith(source.url)]
            assert reasons == (["robots"] if source.name.startswith("neibu") else ["twin"]), source.name
            continue
        expected = truth.derive(source, day)
        assert article["title"] == expected["title"], source.name
        assert blocks[article["article_id"]] == [
            (block["kind"], block["text"] if "text" in block else "\t".join(block["cells"]))
            for block in expected["blocks"]
        ], source.name
