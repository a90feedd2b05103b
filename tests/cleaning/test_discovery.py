"""Discovery on counts of our own, and the shipped counts as files that stay in order."""

from __future__ import annotations

import random
from importlib import resources

import pytest
from reference_counts import counted

from cleaning.discovery import Candidate, Reference, shipped_reference, suggest
from cleaning.discovery.candidates import contexts_of
from cleaning.discovery.counting import SiteCounts, distinct_pages, words_of
from cleaning.discovery.speech import odd_heads, odd_phrases
from cleaning.discovery.suggesting import best_swaps
from cleaning.discovery.swaps import MEASURES, Swap, Weights, fitted_weights
from cleaning.rulecheck import check_rule
from cleaning.ruleset import load_rules

FOLDER = resources.files("cleaning") / "discovery" / "reference"


@pytest.mark.parametrize("name", ["words", "heads", "phrases"])
def test_tables_of_the_reference_are_sorted_and_name_their_sources(name: str) -> None:
    lines = (FOLDER / f"{name}.tsv").read_text("utf-8").removesuffix("\n").split("\n")
    notes = [line for line in lines if line.startswith("# ")]
    assert "made by benchmarks/reference_counts.py" in notes[0]
    assert len(notes) > 5
    header, totals, *rows = lines[len(notes) :]
    assert totals.startswith("=\t")
    width = len(header.split("\t"))
    texts = [row.split("\t")[0] for row in rows]
    assert texts == sorted(set(texts))
    assert all(len(row.split("\t")) == width for row in rows)
    assert len(rows) > 1000


def test_the_reference_stays_small_in_the_package() -> None:
    sizes = {path.name: len(path.read_bytes()) for path in FOLDER.iterdir()}
    assert sum(sizes.values()) < 1_300_000, sizes


def test_kinds_of_text_are_told_by_their_words() -> None:
    reference = shipped_reference()
    pages = [
        "点击菜单，打开对话框，然后选择单元格区域，再点击工具栏上的图标，即可插入图表。文件保存后请关闭窗口。"
    ]
    site = SiteCounts([words_of(page) for page in pages])
    weights = dict(zip(reference.words.kinds, reference.mixture(site.words), strict=True))
    assert sum(weights.values()) == pytest.approx(1)
    assert max(weights, key=lambda kind: weights[kind]) == "manuals"


def test_weights_name_the_measures_that_the_code_takes() -> None:
    assert set(fitted_weights().weights) == set(MEASURES)


def pages_of_a_site(seed: int, **spinner: str) -> list[str]:
    """Pages of plain sentences, with words put for others."""
    draw = random.Random(seed)
    who = ("管理员", "工程师", "用户", "维护人员", "值班的同事", "开发者", "测试人员", "我们", "他", "大家")
    does = (
        "检查了",
        "重启了",
        "备份了",
        "更换了",
        "登录了",
        "迁移了",
        "关闭了",
        "监控着",
        "买下了",
        "介绍了",
    )
    what = (
        "服务器",
        "服务器的硬盘",
        "服务器上的数据",
        "数据库",
        "网络设备",
        "这台服务器",
        "办公室",
        "软件",
        "文件",
    )
    then = ("随后记下了结果", "问题就解决了", "速度快了不少", "没有再出错", "等了半个小时", "通知了大家")
    heads = ("", "", "", "此外，", "第二天，", "后来，")
    pages = []
    for _ in range(120):
        lines = [
            f"{draw.choice(heads)}{draw.choice(who)}{draw.choice(does)}{draw.choice(what)}，{draw.choice(then)}。"
            for _ in range(8)
        ]
        page = "\n".join(lines)
        for original, spun in spinner.items():
            page = page.replace(original, spun)
        pages.append(page)
    return pages


def test_a_word_put_for_another_is_found_with_its_original() -> None:
    reference = counted({"notes": pages_of_a_site(1), "records": pages_of_a_site(2)})
    found = suggest(pages_of_a_site(3, 服务器="办事器", 问题="题目"), reference)
    words = {each.text: each for each in found if each.kind == "word"}
    assert words["办事器"].original == "服务器"
    assert words["题目"].original == "问题"
    assert words["办事器"].original_count == 0
    assert words["办事器"].chance > 0.5
    assert len(words["办事器"].contexts) == 5
    assert all("【办事器】" in context for context in words["办事器"].contexts)
    assert [each for each in suggest(pages_of_a_site(4), reference) if each.chance > 0.1] == []


def test_a_head_of_sentences_that_nobody_uses_is_found() -> None:
    found = suggest(pages_of_a_site(3, 此外="除却这以外咯"))
    assert "除却这以外咯" in [each.text for each in found if each.kind == "head"]


def test_ordinary_heads_are_none() -> None:
    reference = shipped_reference()
    pages = [f"此外，水位回落了{number}厘米。同时，道路恢复通行{number}处。" for number in range(60)]
    assert [odd.text for odd in odd_heads(pages, reference.heads) if odd.expected < 0.5] == []
    assert odd_phrases([[["的", "水"]]] * 60, reference.phrases) == []


def test_a_line_of_the_template_is_not_the_manner_of_the_site() -> None:
    pages = distinct_pages(f"第{number}天的水位回落了。\n欢迎关注我们的公众号" for number in range(3))
    assert sum("公众号" in page for page in pages) == 1


def test_the_same_substitution_inside_a_longer_word_is_told_once() -> None:
    def swap(word: str, original: str) -> Swap:
        return Swap(word, original, 50, 0.3, 1, 50.0, (0.0,) * len(MEASURES))

    weights = Weights(constant=0.0, weights=dict.fromkeys(MEASURES, 0.0))
    found = best_swaps([swap("出产", "生产"), swap("出产力", "生产力"), swap("若是", "如果")], weights, 10)
    assert [one.word for one, _ in found] == ["出产", "若是"]


def test_a_stub_filled_in_is_a_rule_that_passes(tmp_path) -> None:  # type: ignore[no-untyped-def]
    candidate = Candidate(
        kind="word",
        text="办事器",
        original="服务器",
        chance=0.9,
        count=40,
        articles=30,
        expected=0.1,
        original_count=1,
        original_expected=38.0,
        contexts=contexts_of("办事器", ['他说"重启"办事器后再试。']),
    )
    path = tmp_path / "found.toml"
    path.write_text(candidate.stub().replace("keep = []", 'keep = ["办事机构设在二楼。"]'), "utf-8")
    rule = load_rules([path])["found.529e-4e8b-5668"]
    assert rule.examples == [('他说"重启"办事器后再试。', '他说"重启"服务器后再试。')]
    assert list(check_rule(rule)) == []


def test_nothing_is_suggested_of_no_text() -> None:
    assert suggest([]) == []
    assert suggest(["", "好。"], Reference(*_empty())) == []


def _empty() -> tuple:  # type: ignore[type-arg]
    reference = shipped_reference()
    return reference.words, reference.burst, reference.neighbours, reference.heads, reference.phrases
