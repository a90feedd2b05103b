"""The measure of the benchmark, its table, and the whole command on pages of our own; how fast anything is, is not asked."""

from __future__ import annotations

import doctest
import gzip
import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from extraction import BLOCK, cause, judged, sampled, worst
from extraction_table import Accuracy, Results, Speed, markdown
from labelled import LabelledPage, labelled_pages
from marked_pages import marks, written_between
from shingles import average, overlap

ROOT = Path(__file__).parents[2]
COMMAND = "make bench-extract"
BEGIN, END = marks(COMMAND)
PROSE = (
    "河水退了以后，街坊们把店门打开，先把泥水扫出去，再把桌椅搬到太阳底下晒。",
    "老人坐在门口择菜，孩子在巷子里追逐，日子又回到了从前的样子，谁也没有多说什么。",
    "到了傍晚，河边的灯一盏一盏亮起来，船家把缆绳又紧了一道，才回屋里吃饭。",
)
HTML = (
    f"<html><head><title>退水以后</title></head><body><h1>退水以后</h1><p>来源：青禾网 2026-03-08 10:00</p>"
    f"<div class='content'>{''.join(f'<p>{line}</p>' for line in PROSE)}</div></body></html>"
)
LIST = (
    "<html><body><ul>"
    + "".join(f"<li><a href='/{n}'>第{n}条</a></li>" for n in range(30))
    + "</ul></body></html>"
)


def page(**changes: object) -> LabelledPage:
    told = {
        "group": "river",
        "path": Path("none"),
        "id": "a",
        "url": None,
        "text": "\n".join(PROSE),
        "kind": "article",
        "labels": {},
    }
    return LabelledPage(**(told | changes))  # type: ignore[arg-type]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder of labelled pages: an article as GBK bytes, and a list."""
    folder = tmp_path / "pages"
    folder.mkdir()
    rows = [
        {"id": "water", "file": "water.html.gz", "url": "https://example.com/a/1.html", "text": "\n".join(PROSE),
         "title": "退水以后", "date": "2026-03-08", "author": None, "source": "青禾网"},
        {"id": "list", "file": "list.html.gz", "url": "", "text": "", "kind": "list"},
    ]  # fmt: skip
    (folder / "water.html.gz").write_bytes(gzip.compress(HTML.encode("gbk")))
    (folder / "list.html.gz").write_bytes(gzip.compress(LIST.encode()))
    lines = [json.dumps(row, ensure_ascii=False) for row in rows]
    (folder / "river.jsonl").write_text("\n".join(lines), "utf-8")
    return folder


@pytest.mark.parametrize(
    "module", ["shingles", "labelled", "extraction_table", "extraction", "marked_pages", "calibration"]
)
def test_the_examples_of_the_benchmark_come_out_as_written(module: str) -> None:
    assert doctest.testmod(import_module(module)).failed == 0


def test_a_line_given_twice_costs_precision_and_a_line_missing_costs_recall() -> None:
    wanted = "\n".join(PROSE)
    twice, part = overlap(wanted, f"{wanted}\n{PROSE[0]}"), overlap(wanted, PROSE[0])
    assert twice.recall == 1
    assert 0.7 < twice.precision < 0.85
    assert part.precision == 1
    assert part.recall < 0.4


def test_a_page_without_text_lowers_recall_only() -> None:
    wanted = PROSE[0]
    mean = average([overlap(wanted, wanted), overlap(wanted, "")])
    assert (mean.precision, mean.recall) == (1.0, 0.5)
    assert mean.f1 == pytest.approx(2 / 3)


def test_fields_count_where_they_are_labelled_and_pages_without_an_article_apart() -> None:
    pages = [
        page(labels={"title": "退水以后", "date": "2026-03-08"}),
        page(text=None),
        page(kind="list", text=""),
    ]
    found = [
        {"text": "\n".join(PROSE), "title": "退水以后！", "date": "2026-03-09"},
        {},
        {"text": "第一条", "error": "x"},
    ]
    told = judged(pages, found, ("title", "date", "author"))
    assert (told.articles, told.f1, told.poor, told.errors) == (1, 1.0, 0.0, 1)
    assert told.fields == {"title": 1.0, "date": 0.0}
    assert told.no_article == 0.0


def test_the_worst_pages_come_first_with_a_word_on_the_cause() -> None:
    pages = [page(id="good"), page(id="cut"), page(id="nothing"), page(id="else")]
    texts = ["\n".join(PROSE), PROSE[1], "", "订阅我们的通讯，每天早上送到您的信箱。"]
    lines = list(worst(pages, [{"text": text} for text in texts], 3))
    assert [line.split()[2:] for line in lines] == [
        ["other", "else"],
        ["empty", "nothing"],
        ["missing", "cut"],
    ]
    assert cause(PROSE[0], {"error": "ValueError: x"}) == "error"


def test_the_pages_that_are_timed_are_the_same_each_time() -> None:
    pages = [page(group=group, id=str(n)) for group in "ab" for n in range(2 * BLOCK)]
    assert sampled(pages, 5) == sampled(pages, 5)
    assert sum(number < 2 * BLOCK for number in sampled(pages, 5)) == 5


def results() -> Results:
    good = Accuracy(articles=2, f1=0.9875, precision=1.0, recall=0.975, poor=0.0, fields={"title": 0.5})
    return Results(
        accuracy={
            "river": {
                "jiaokan": good,
                "gne": Accuracy(articles=2, f1=0.5, precision=0.5, recall=0.5, poor=0.5),
            }
        },
        speed={"gne": Speed([4.0, 4.4], 9_000_000), "resiliparse": Speed([1.0, 1.0], 2_000_000)},
        versions={"jiaokan": "0.1.0", "gne": "0.4.3"},
        left_out={"magic-html": "needs Python 3.12"},
        machine="2 cores",
        sample=2,
        kilobytes=170.4,
    )


def test_the_table_tells_accuracy_speed_and_what_was_left_out() -> None:
    told = markdown(results())
    assert "| river | 2 | .988 | .500 |" in told
    assert "| river | jiaokan | .988 | 1.000 | .975 | .000 | .500 | – | – | – | – | 0 |" in told
    assert "| gne | 0.5 | 0.24 | 9 |" in told
    assert "- magic-html: needs Python 3.12" in told
    assert "170 kB" in told


def test_the_table_is_written_between_its_marks_again_and_again() -> None:
    before = f"# Seite\n\n{BEGIN}\nalt\n{END}\n\nmore\n"
    once = written_between(before, COMMAND, "| a |")
    assert written_between(once, COMMAND, "| a |") == once
    assert once == f"# Seite\n\n{BEGIN}\n| a |\n{END}\n\nmore\n"
    with pytest.raises(ValueError, match="once each"):
        written_between("no marks", COMMAND, "| a |")


def test_the_command_measures_a_folder_and_writes_the_page(data: Path, tmp_path: Path) -> None:
    target = tmp_path / "page.md"
    target.write_text(f"{BEGIN}\n{END}\n", "utf-8")
    command = [
        sys.executable, str(ROOT / "benchmarks/extraction.py"), str(data), "--extractors", "jiaokan,magic-html",
        "--rounds", "1", "--worst", "10", "--page", str(target),
        "--no-training",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    told = target.read_text("utf-8")
    assert (
        "| river | jiaokan | 1.000 | 1.000 | 1.000 | .000 | 1.000 | 1.000 | – | 1.000 | 1.000 | 0 |" in told
    )
    assert "- magic-html: " in told
    assert "- jiaokan, sites unseen: " in told
    assert done.stdout.split("\n")[-2].split() == ["river", "1.000", "right", "water"]


def test_a_folder_without_pages_is_said_with_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"expected <set>\.jsonl files"):
        list(labelled_pages(tmp_path))


@pytest.mark.parametrize("setting", [[], ["DATA=nowhere"]])
def test_make_says_which_folder_it_needs_before_it_installs_anything(setting: list[str]) -> None:
    done = subprocess.run(
        ["make", "bench-extract", *setting], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 2
    assert "make bench-extract DATA=FOLDER" in done.stderr
