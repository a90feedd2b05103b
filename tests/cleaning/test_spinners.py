"""Spinners: tables in order, marks with their look-alikes, evidence that asks for more than one common word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from cleaning.article import Article, Block
from cleaning.calques import FILE as CALQUES
from cleaning.calques import calques_in
from cleaning.choice import RuleChoice
from cleaning.facts import SiteFacts
from cleaning.gathering import gather
from cleaning.repair import repair_article, repair_text
from cleaning.spinners.evidence import evidence, places
from cleaning.spinners.sites import engines_at_work
from cleaning.spinners.table import FOLDER, KINDS, table
from cleaning.summary import summarise

TABLES = sorted([*FOLDER.glob("*.tsv"), CALQUES])


def rows(file: Path) -> Iterator[list[str]]:
    for line in file.read_text("utf-8").splitlines():
        yield line.split("\t")


@pytest.mark.parametrize("file", TABLES, ids=lambda file: file.name)
def test_a_table_is_sorted_and_names_nothing_twice(file: Path) -> None:
    keys = [row[0] for row in rows(file)]
    assert keys == sorted(set(keys))


def test_a_form_is_a_mark_or_a_word_and_never_stands_for_itself() -> None:
    marks = {row[0]: row[1] for row in rows(FOLDER / "marks.tsv")}
    words = {row[0]: row[1].split("|") for row in rows(FOLDER / "words.tsv")}
    assert marks.keys().isdisjoint(words)
    assert [spun for spun, original in marks.items() if spun == original] == []
    assert [spun for spun, originals in words.items() if spun in originals] == []


def test_no_two_words_stand_for_each_other() -> None:
    words = {row[0]: row[1].split("|") for row in rows(FOLDER / "words.tsv")}
    assert [
        spun for spun, originals in words.items() for each in originals if spun in words.get(each, ())
    ] == []


def test_every_word_has_its_rates() -> None:
    rated = {row[0] for row in rows(FOLDER / "rates.tsv") if len(row) == len(KINDS) + 1}
    asked = {row[0] for row in rows(FOLDER / "words.tsv")}
    assert asked - rated == set(), "run benchmarks/spinner_rates.py"


@pytest.mark.parametrize("row", list(rows(FOLDER / "marks.tsv")), ids=lambda row: row[0])
def test_a_mark_alone_is_put_back(row: list[str]) -> None:
    spun, original = row[:2]
    assert repair_text(spun, choice=RuleChoice.of(["spin"])).text == original


@pytest.mark.parametrize(
    "text",
    [
        "她恳求医生救救孩子。",
        "他挪用公款，被判了三年。",
        "若是今朝有酒，便是神仙。",
        "将军号令三军，当即渡河。",
        "他每每念及故土，时时落泪，愈来愈懂得父亲。",
        "两位大夫是多年的友人。",
        "这段历程写进了他的日记。",
        "广东谈主导产业，山东谈张力不足。",
        "“恳求”和“请求”有什么分别？",
        "公主若是不来，舞会就散了。",
        "平易近人的老校长退休了。",
        "他因病逝世，享年八十岁。",
        "过年夜里放鞭炮，半夜家里也停了电。",
        "她念念不忘那碗面，念念有词。",
        "我们回纳尔迦过冬，带上比力欧和比力格。",
        "编程时两人常常说话，话题是语言。",
        "味道不错帮助也大，增加剂量要问医生。",
    ],
)
def test_good_words_stay_where_nothing_shows_an_engine(text: str) -> None:
    assert repair_text(text, choice=RuleChoice.of(["spin"])).edits == ()


def test_a_mark_shows_the_engine_and_its_good_words_follow() -> None:
    assert (
        repair_text("后端把日记写到办事器的磁盘上。", choice=RuleChoice.of(["spin"])).text
        == "后端把日志写到服务器的磁盘上。"
    )
    assert repair_text("后端把日记写到纸上。", choice=RuleChoice.of(["spin"])).edits == ()


def test_a_sentence_of_good_words_that_only_one_engine_puts_together_is_put_back() -> None:
    assert (
        repair_text("法式的履行挨次由线程决定。", choice=RuleChoice.of(["spin"])).text
        == "程序的执行顺序由线程决定。"
    )
    assert repair_text("这家法式餐厅请客人挨次入座。", choice=RuleChoice.of(["spin"])).edits == ()


def test_originals_that_still_stand_speak_against_an_engine() -> None:
    spun = evidence("接口收到恳求后挪用函数。").weights["A"]
    mixed = evidence("接口收到恳求后挪用函数。请求由程序处理，需要配置网络连接，通过命令访问服务。").weights[
        "A"
    ]
    assert mixed < spun


def test_an_original_is_chosen_by_what_stands_beside_it() -> None:
    told = repair_text("办事器的守护历程在进级历程中会重启。", choice=RuleChoice.of(["spin"])).text
    assert told == "服务器的守护进程在升级过程中会重启。"


SPUN = "办事器在收到恳求后会挪用接口，然后毗连数据库并写入日记。"
CLEAN = "服务器在收到请求后会调用接口，然后连接数据库并写入日志。"


def article(name: str, text: str) -> Article:
    return Article(url=f"http://example.org/{name}", blocks=(Block("paragraph", text),))


def test_a_site_whose_pages_are_spun_is_known_for_its_engine() -> None:
    pages = [summarise(article(str(n), f"{n}{SPUN}"), "example.org") for n in range(8)]
    known = gather(pages).facts.of("example.org").engines
    assert set(known) == {"A"}
    clean = [summarise(article(str(n), f"{n}{CLEAN}"), "example.org") for n in range(8)]
    assert gather(clean).facts.of("example.org").engines == {}


def test_what_is_known_of_a_site_adds_to_the_evidence_of_its_pages() -> None:
    page = article("a", "后端把恳求写进日记。")
    known = SiteFacts(engines={"A": 7.2})
    assert repair_article(page, facts=known).text == "后端把请求写进日志。"
    other = article("b", "她恳求医生救救孩子。")
    assert repair_article(other, facts=SiteFacts(engines={"B": 7.2})).edits == ()


def test_two_pages_are_no_site() -> None:
    assert engines_at_work([{"A": 9.0}, {"A": 9.0}, *[{"A": -9.0}] * 5]) == {}


forms = st.sampled_from(
    [
        *(mark.spun for mark in table().marks[::9]),
        *(form.spun for form in table().forms[::9]),
        *(form.originals[0] for form in table().forms[::17]),
        *("浏览器", "数据库", "，", "。", "的", "在", "\n", "A", "熊猫", "导入", "码头工人", "饼干"),
    ]
)
texts = st.lists(forms, max_size=30).map("".join)


@given(texts)
def test_places_are_disjoint_and_in_order(text: str) -> None:
    reached = 0
    for place in places(text, {}):
        assert reached <= place.start < place.end <= len(text)
        assert "\n" not in place.original
        reached = place.end
    reached = 0
    for found in calques_in(text):
        assert reached <= found.start < found.end
        reached = found.end


@given(texts)
def test_a_repaired_spun_text_holds_nothing_more_to_repair(text: str) -> None:
    once = repair_text(text, choice=RuleChoice.of(["spin", "calque"]))
    assert once.revert() == text
    assert repair_text(once.text, choice=RuleChoice.of(["spin", "calque"])).edits == ()


def test_the_title_is_judged_by_its_article() -> None:
    page = replace(article("a", SPUN * 3), title="恳求若何处置")
    assert repair_article(page).title == "请求如何处理"


@pytest.mark.parametrize(
    "text",
    [
        "复原资料条目之前，请先保存文件。",
        "社区要主动化解邻里之间的纠纷。",
        "他听说了有关失落的宝藏的传闻。",
        "由报关企业办理报关手续。",
        "今天他不想多说话。",
    ],
)
def test_a_mark_that_two_words_only_make_together_is_none(text: str) -> None:
    assert repair_text(text).text == text
