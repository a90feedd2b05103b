"""The confidence of a text: more doubt, less chance; nothing for what no scorer has judged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import jiaokan
from cleaning.page import Page
from cleaning.reading import read
from cleaning.reading.confidence import FILE, Calibration, Doubts, calibration, confidence, doubts_about
from cleaning.reading.document import Container, RawBlock

SHARE = st.floats(0, 1)
PROSE = (
    "河水退了以后，街坊们把店门打开，先把泥水扫出去，再把桌椅搬到太阳底下晒。",
    "老人坐在门口择菜，孩子在巷子里追逐，日子又回到了从前的样子，谁也没有多说什么。",
    "到了傍晚，河边的灯一盏一盏亮起来，船家把缆绳又紧了一道，才回屋里吃饭。",
)


def lines(*lengths: int) -> list[RawBlock]:
    body = Container("body", "", False, None, 0, 0, 0)
    return [RawBlock("paragraph", None, "河" * length, body, 0, (), n) for n, length in enumerate(lengths)]


def test_the_curve_writes_itself_and_no_weight_makes_doubt_a_virtue() -> None:
    curve = calibration()
    assert curve.encoded() == FILE.read_text("utf-8")
    assert curve.wrong < 0
    assert curve.missed < 0
    assert curve.agreed > 0


@given(SHARE, SHARE, SHARE)
def test_more_doubt_never_gives_more_confidence(less: float, more: float, other: float) -> None:
    less, more = sorted((less, more))
    curve = calibration()
    assert 0 <= curve.chance(Doubts(more, other)) <= curve.chance(Doubts(less, other)) <= 1
    assert curve.chance(Doubts(other, more)) <= curve.chance(Doubts(other, less))


def test_doubts_weigh_kept_characters_and_likely_lines_left_out() -> None:
    blocks = lines(90, 10, 30, 40)
    doubts = doubts_about(blocks[:2], blocks, [1.0, 0.5, 0.5, 0.01])
    assert doubts is not None
    assert doubts.wrong == pytest.approx(0.05)
    # 15 of 110 expected characters; the unlikely line is not counted.
    assert doubts.missed == pytest.approx(15 / 110)


def test_a_text_that_is_the_run_below_its_title_is_surer_the_more_of_it_is() -> None:
    blocks = lines(60, 20, 30)
    likely = [0.6, 0.4, 0.3]
    known = [doubts_about(blocks[:2], blocks, likely, run) for run in ((), blocks[1:], blocks, blocks[:2])]
    agreed = [doubts.agreed for doubts in known if doubts is not None]
    assert agreed == [0, pytest.approx(40 / 130), pytest.approx(160 / 190), 1]
    told = [confidence(blocks[:2], blocks, likely, run) or 0 for run in ((), blocks[1:], blocks, blocks[:2])]
    assert told == sorted(told)


def test_a_notice_of_one_line_below_its_title_is_believed() -> None:
    notice = "因线路检修，1月10日8时至17时柳林村、下洼村停电，请做好准备。"
    page = f"<title>停电通知</title><h1>停电通知</h1><p>2024-01-09 供电所</p><div><p>{notice}</p></div>"
    article = jiaokan.extract(page)
    assert article.text == notice
    assert article.confidence is not None
    assert article.confidence > 0.9


@given(st.lists(st.tuples(st.integers(1, 300), SHARE, st.booleans()), min_size=1, max_size=30))
def test_shares_stay_shares_whatever_the_scorer_says(told: list[tuple[int, float, bool]]) -> None:
    blocks = lines(*(length for length, _, _ in told))
    kept = [block for block, (_, _, keep) in zip(blocks, told, strict=True) if keep]
    doubts = doubts_about(kept, blocks, [chance for _, chance, _ in told])
    assert (doubts is None) == (not kept)
    assert doubts is None or (0 <= doubts.wrong <= 1 and 0 <= doubts.missed <= 1)


def test_nothing_kept_has_no_confidence() -> None:
    assert confidence([], lines(40), [0.4]) is None


def test_a_curve_says_a_chance_however_large_its_weights() -> None:
    assert Calibration(bias=-4000.0, wrong=0.0, missed=0.0).chance(Doubts(1, 1)) == 0
    assert Calibration(bias=4000.0, wrong=0.0, missed=0.0).chance(Doubts(0, 0)) == 1


def test_a_plain_article_is_surer_than_one_among_teasers() -> None:
    body = "".join(f"<p>{line}</p>" for line in PROSE)
    teasers = "".join(
        f"<div class='item'><p>{line}</p><a href='/{n}'>更多</a></div>" for n, line in enumerate(PROSE)
    )
    plain = jiaokan.extract(f"<title>老街</title><h1>老街</h1><div class='content'>{body}</div>")
    among = jiaokan.extract(
        f"<title>老街</title><h1>老街</h1><div>{body[:60]}</div>{teasers}<p>订阅：{PROSE[0]}</p>"
    )
    assert plain.confidence is not None
    assert plain.confidence > 0.8
    assert among.confidence is None or among.confidence < plain.confidence


def test_text_without_markup_and_a_page_without_article_have_none() -> None:
    assert read(Page(content="\n".join(PROSE), form="text")).confidence is None
    links = "".join(f"<li><a href='/{n}'>第{n}条消息</a></li>" for n in range(40))
    assert jiaokan.extract(f"<ul>{links}</ul>").confidence is None
