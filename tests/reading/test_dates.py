"""Dates: what is written is what comes out, no more exact and in no other zone."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cleaning.reading.dates import (
    Moment,
    date_in_address,
    day_near_address,
    lacks_year,
    moment_of,
    parse_date,
    parse_machine_date,
)

WRITTEN = [
    ("2026年2月3日 21:46", "2026-02-03T21:46", "minute"),
    ("2026-02-03 21:46:49", "2026-02-03T21:46:49", "second"),
    ("发布时间：2026-2-3", "2026-02-03", "date"),
    ("2026/02/03 9:05", "2026-02-03T09:05", "minute"),
    ("2026.02.03", "2026-02-03", "date"),
    ("2026年02月03日 星期二 下午3:05", "2026-02-03T15:05", "minute"),
    ("2026年2月3日21时46分", "2026-02-03T21:46", "minute"),
    ("2026-02-03 00:30 凌晨", "2026-02-03T00:30", "minute"),
    ("2026-02-03T21:46:49+08:00", "2026-02-03T21:46:49+08:00", "second"),
    ("2026-02-03T21:46:49.123Z", "2026-02-03T21:46:49+00:00", "second"),
    ("2026-02-03 21:46 北京时间", "2026-02-03T21:46+08:00", "minute"),
    ("Tue, 03 Feb 2026 21:46:49 GMT", "2026-02-03T21:46:49+00:00", "second"),
    ("February 3, 2026 at 9:46 pm", "2026-02-03T21:46", "minute"),
    ("3 février 2026", "2026-02-03", "date"),
    ("03.02.2026, 21:46 Uhr", "2026-02-03T21:46", "minute"),
    ("2/13/2026 9:46:13 PM", "2026-02-13T21:46:13", "second"),
    ("发信站: 石街茶馆 (Tue Feb  3 21:46:13 2026), 站内", "2026-02-03T21:46:13", "second"),
    ("13/2/2026", "2026-02-13", "date"),
    ("2/3/2026", "2026-02-03", "date"),
    ("03-02-2026", "2026-02-03", "date"),
    ("二月 3rd, 2026", "2026-02-03", "date"),
    ("Feb 3, 2026Ada Lovelace", "2026-02-03", "date"),
]
NO_DATE = [
    "第2026-13-45号文件",
    "比分 2026",
    "电话 010-2026-0203",
    "昨天 21:46",
    "3小时前",
    "02-03 21:46",
    "12:30 开饭",
    "13/13/2026",
    "1/2026/3",
    "",
]


@pytest.mark.parametrize(("text", "iso", "precision"), WRITTEN)
def test_a_written_date_keeps_its_precision_and_zone(text: str, iso: str, precision: str) -> None:
    assert parse_date(text) == (iso, precision)


@pytest.mark.parametrize("text", NO_DATE)
def test_without_a_fetch_time_nothing_relative_or_impossible_is_a_date(text: str) -> None:
    assert parse_date(text) is None


@pytest.mark.parametrize(
    ("text", "iso", "precision"),
    [
        ("昨天 21:46", "2026-02-03T21:46+08:00", "minute"),
        ("前天", "2026-02-02", "date"),
        ("3小时前", "2026-02-04T05:30+08:00", "minute"),
        ("半小时前", "2026-02-04T08:00+08:00", "minute"),
        ("5天前", "2026-01-30", "date"),
        ("三天前", "2026-02-01", "date"),
        ("一小时前", "2026-02-04T07:30+08:00", "minute"),
        ("二十分钟前", "2026-02-04T08:10+08:00", "minute"),
        ("昨晚8点", "2026-02-03T20:00+08:00", "minute"),
        ("昨晚8点半", "2026-02-03T20:30+08:00", "minute"),
        ("26-02-03 09:15", "2026-02-03T09:15", "minute"),
        ("二〇二六年一月十二日", "2026-01-12", "date"),
        ("二○二五年十一月二十四日", "2025-11-24", "date"),
        ("2周前", "2026-01-21", "date"),
        ("02-03 21:46", "2026-02-03T21:46", "minute"),
        ("12月31日 08:00", "2025-12-31T08:00", "minute"),
    ],
)
def test_relative_dates_count_from_the_fetch(text: str, iso: str, precision: str) -> None:
    assert parse_date(text, moment_of("2026-02-04T08:30:00+08:00", None)) == (iso, precision)


def test_a_zone_that_a_person_named_is_written_and_decides_what_yesterday_is() -> None:
    moment = moment_of("2026-02-03T17:00:00Z", "Asia/Shanghai")  # the fourth of February in Shanghai
    assert parse_date("昨天 21:46", moment) == ("2026-02-03T21:46+08:00", "minute")
    assert parse_date("2026-02-03 21:46", moment) == ("2026-02-03T21:46+08:00", "minute")
    assert parse_date("2026-02-03", moment) == ("2026-02-03", "date")


def test_a_date_far_after_the_fetch_is_passed_over() -> None:
    moment = moment_of("2026-02-04T08:30:00+08:00", None)
    assert parse_date("有效期至 2031-01-01，发布于 2026-02-01", moment) == ("2026-02-01", "date")


@pytest.mark.parametrize("zone", ["Nowhere/Town", "", "../../etc/passwd"])
def test_a_zone_that_does_not_exist_counts_as_none(zone: str) -> None:
    assert moment_of("2026-02-04T08:30:00+08:00", zone).zone is None


def test_compact_dates_count_in_machine_values_and_addresses_only() -> None:
    assert parse_machine_date("20260203") == ("2026-02-03", "date")
    assert parse_date("编号20260203") is None
    assert date_in_address("https://example.com/news/t20260203_81.html") == ("2026-02-03", "date")
    assert date_in_address("https://example.com/id/123456789") is None


@given(st.text(max_size=120))
def test_any_text_gives_a_date_or_none(text: str) -> None:
    found = parse_machine_date(text, moment_of("2026-02-04T08:30:00+08:00", "Asia/Shanghai"))
    if found is not None:
        assert found.precision in ("date", "minute", "second")
        assert (found.precision == "date") == (len(found.iso) == 10)


@pytest.mark.parametrize(
    ("text", "near", "iso"),
    [
        ("11-24 08:30", date(2011, 12, 3), "2011-11-24T08:30"),
        ("11月24日 08:30", date(2012, 1, 5), "2011-11-24T08:30"),
        ("01-02 08:30", date(2011, 12, 30), "2012-01-02T08:30"),
        ("11月24日", date(2011, 7, 2), "2011-11-24"),
        ("11月24日 来源：河畔晚报", date(2011, 7, 2), "2011-11-24"),
        ("发布时间：11-24", date(2011, 7, 2), "2011-11-24"),
        ("发布于 11月24日", date(2011, 7, 2), "2011-11-24"),
        ("02-29 08:30", date(2011, 7, 2), "2012-02-29T08:30"),
    ],
)
def test_a_day_without_a_year_is_the_one_nearest_to_when_the_page_was_written(
    text: str, near: date, iso: str
) -> None:
    assert lacks_year(text)
    found = parse_date(text, Moment(near=near))
    assert found is not None
    assert found.iso == iso
    assert parse_date(text) is None


@pytest.mark.parametrize(
    "text",
    ["比分 11-24", "11-24", "昨天 21:46", "3小时前", "11月24日起恢复开放", "13-40 08:30", "02-30 08:30"],
)
def test_what_is_no_day_of_a_byline_stays_none_beside_a_known_year(text: str) -> None:
    assert parse_date(text, Moment(near=date(2011, 7, 2))) is None


def test_the_year_of_the_page_goes_before_that_of_a_later_fetch() -> None:
    moment = moment_of("2026-02-04T08:30:00+08:00", None)
    for near, iso in ((date(2011, 7, 2), "2011-11-24T08:30"), (None, "2025-11-24T08:30")):
        found = parse_date("11-24 08:30", moment._replace(near=near))
        assert found is not None
        assert found.iso == iso


@pytest.mark.parametrize(
    ("url", "near"),
    [
        ("https://example.com/2011/1124/c12.html", date(2011, 11, 24)),
        ("https://example.com/2011/11/c12.html", date(2011, 11, 15)),
        ("https://example.com/news/201111/c12.html", date(2011, 11, 15)),
        ("https://example.com/2011-11/c12.html", date(2011, 11, 15)),
        ("https://example.com/2011/c12.html", date(2011, 7, 2)),
        ("https://example.com/a/2011.html", None),
        ("https://example.com/a/20111.html", None),
        ("https://example.com/", None),
    ],
)
def test_an_address_may_say_about_when_a_page_was_written(url: str, near: date | None) -> None:
    assert day_near_address(url) == near


@pytest.mark.parametrize("written", ["十十小时前", "二〇二六年十十月三日", "二〇二六年二月十十日"])
def test_numerals_that_are_no_number_are_no_date(written: str) -> None:
    assert parse_date(written, moment_of("2026-02-04T08:00:00+08:00", None)) is None


@pytest.mark.parametrize("fetched", ["0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00"])
@pytest.mark.parametrize("written", ["2026-02-03", "昨天 21:46", "9天前", "02-03 21:46"])
def test_times_of_a_fetch_at_the_ends_of_the_calendar_count_as_none(fetched: str, written: str) -> None:
    stamp = parse_date(written, moment_of(fetched, None))
    assert (stamp is not None) == written.startswith("2026")
