"""`rules suggest` and `rules review` on a dataset that was really published."""

from __future__ import annotations

import csv
import io
import json
import random
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from jiaokan.reviewing import COLUMNS, wilson

Jiaokan = Callable[..., Any]

WHO = ("管理员", "工程师", "维护人员", "值班的同事", "开发者", "测试人员", "实习生", "项目经理")
DOES = ("检查了", "重启了", "备份了", "更换了", "登录了", "迁移了", "关闭了", "一直监控着")
WHAT = ("服务器", "服务器的硬盘", "服务器上的数据", "机房里的服务器", "数据库", "网络设备", "服务器日志")
THEN = ("随后记下了结果", "问题就解决了", "速度快了不少", "没有再出错", "等了半个小时", "通知了大家")
HEADS = ("", "", "除却这以外咯，", "第二天,", "后来，")


def article(draw: random.Random, number: int) -> dict[str, str]:
    """An article of a spun site: a head that nobody uses, and a half-width comma for repair."""
    lines = [
        f"{draw.choice(HEADS)}{draw.choice(WHO)}{draw.choice(DOES)}{draw.choice(WHAT)}，{draw.choice(THEN)}。"
        for _ in range(9)
    ]
    return {"url": f"http://example.org/{number}.html", "text": f"机房第{number}号记录\n" + "\n".join(lines)}


@pytest.fixture
def dataset(jk: Jiaokan, tmp_path: Path) -> Path:
    draw = random.Random(5)
    source = tmp_path / "pages.jsonl"
    rows = [article(draw, number) for number in range(90)]
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    folder = tmp_path / "dataset"
    said = jk("clean", source, "-o", folder)
    assert said.code == 0, said.err
    return folder


def test_suggestions_are_a_rule_file_with_the_evidence_in_comments(jk: Jiaokan, dataset: Path) -> None:
    said = jk("rules", "suggest", dataset)
    assert said.code == 0, said.err
    assert "suggestions from 90 articles" in said.err
    rules = tomllib.loads(said.out)["rule"]
    assert len(rules) <= 25
    assert ["除却这以外咯"] in [rule["match"] for rule in rules]
    comments = [line for line in said.out.split("\n") if line.startswith("# ")]
    assert sum("【除却这以外咯】" in line for line in comments) == 5
    assert any(line[2:].startswith("1. ") and ", chance " in line for line in comments)


def test_a_suggestion_filled_in_passes_and_repairs_the_next_dataset(
    jk: Jiaokan, dataset: Path, tmp_path: Path
) -> None:
    said = jk("rules", "suggest", dataset, "--json", "--limit", "40")
    found = {each["text"]: each for each in json.loads(said.out)}
    stub = found["除却这以外咯"]["stub"]
    rules = tmp_path / "found.toml"
    rules.write_text(stub, "utf-8")
    refused = jk("rules", "test", rules)
    assert refused.code == 2
    assert "keep is empty" in refused.err
    for empty, filled in (
        ('replace = ""', 'replace = "此外"'),
        ("examples = []", 'examples = [["除却这以外咯，门开了。", "此外，门开了。"]]'),
        ("keep = []", 'keep = ["没有人说除却这以外咯，他想。"]'),
    ):
        assert empty in stub
        stub = stub.replace(empty, filled)
    rules.write_text(stub, "utf-8")
    assert jk("rules", "test", rules).code == 0
    again = tmp_path / "again"
    assert jk("clean", tmp_path / "pages.jsonl", "-o", again, "--rules", rules).code == 0
    texts = (again / "articles.jsonl").read_text("utf-8")
    assert "以外咯" not in texts
    assert "此外" in texts


def test_the_limit_holds_and_few_articles_are_owned_up_to(jk: Jiaokan, tmp_path: Path) -> None:
    source = tmp_path / "page.txt"
    source.write_text("河水退了以后，街坊们把店门打开。\n老人坐在门口择菜，孩子在巷子里追逐。\n", "utf-8")
    jk("clean", source, "-o", tmp_path / "small")
    said = jk("rules", "suggest", tmp_path / "small", "--json", "--limit", "3")
    assert said.code == 0
    assert json.loads(said.out) == []
    assert "1 article: of fewer than 50 little can be told" in said.err


def test_a_folder_that_is_no_dataset_is_refused(jk: Jiaokan, tmp_path: Path) -> None:
    said = jk("rules", "suggest", tmp_path)
    assert said.code != 0
    assert "expected a dataset" in said.err


def test_a_sample_is_the_same_each_time_and_its_verdicts_give_a_precision(
    jk: Jiaokan, dataset: Path, tmp_path: Path
) -> None:
    first = jk("rules", "review", dataset, "--per-rule", "12")
    assert first.out == jk("rules", "review", dataset, "--per-rule", "12").out
    assert first.out != jk("rules", "review", dataset, "--per-rule", "12", "--seed", "1").out
    rows = list(csv.DictReader(io.StringIO(first.out)))
    assert tuple(rows[0]) == COLUMNS
    commas = [row for row in rows if row["rule"] == "punct.comma"]
    assert len(commas) == 12
    assert all("第二天〔,→，〕" in row["sentence"] for row in commas)
    assert len({(row["article_id"], row["seq"]) for row in rows}) == len(rows)
    for number, row in enumerate(commas):
        row["verdict"] = "错" if number == 0 else "right"
    judged = tmp_path / "judged.csv"
    with judged.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(rows)
    told = jk("rules", "review", dataset, "--verdicts", judged)
    assert told.code == 0
    assert told.out.split()[0] == "punct.comma"
    assert "12 judged" in told.out
    assert "11 right  precision 0.92 (0.65-0.99)" in told.out


def test_a_sample_is_not_written_over_and_a_verdict_must_be_one(
    jk: Jiaokan, dataset: Path, tmp_path: Path
) -> None:
    path = tmp_path / "edits.csv"
    assert jk("rules", "review", dataset, "-o", path).code == 0
    assert path.read_bytes().startswith(b"\xef\xbb\xbfrule,")
    again = jk("rules", "review", dataset, "-o", path)
    assert again.code == 2
    assert "may hold verdicts" in again.err
    path.write_text(path.read_text("utf-8").replace(",\n", ",perhaps\n", 1), "utf-8")
    odd = jk("rules", "review", dataset, "--verdicts", path)
    assert odd.code == 2
    assert "line 2" in odd.err
    assert "'perhaps' is neither right nor wrong" in odd.err


def test_a_rule_without_edits_is_named(jk: Jiaokan, dataset: Path) -> None:
    said = jk("rules", "review", dataset, "--rule", "spin.besides")
    assert said.code == 2
    assert "no edit by spin.besides; there are: " in said.err


def test_the_interval_of_a_share_is_wide_where_little_was_judged() -> None:
    assert wilson(1, 1)[0] < 0.25
    assert wilson(1000, 1000)[0] > 0.99
    low, high = wilson(0, 10)
    assert low == 0
    assert 0.2 < high < 0.35
