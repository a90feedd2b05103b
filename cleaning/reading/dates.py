"""Dates as Chinese and Western pages write them, to ISO 8601 with the precision that was written.

A zone is written only when the text gives one or the caller names one; a date alone stays a date. Relative forms
(昨天, 3小时前) count from the time of the fetch and from nothing else: the clock is never asked. A day without a year
(11-24 08:30) is the one nearest to when the page was written, else the last one before the fetch, else no date.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from cleaning.article import Precision


class Stamp(NamedTuple):
    """A moment as ISO 8601 and how exactly it was written."""

    iso: str
    precision: Precision


class Moment(NamedTuple):
    """What relative and incomplete dates are read against: `fetched` with an offset or None, the zone of the site, and
    a day `near` the one on which the page was written, where it says such.
    """

    fetched: datetime | None = None
    zone: ZoneInfo | None = None
    near: date | None = None

    @property
    def local(self) -> datetime | None:
        """The time of the fetch on the clocks of the site, as far as its zone is known."""
        return self.fetched.astimezone(self.zone) if self.fetched and self.zone else self.fetched


_CLOCK: Final = (
    r"(?P<half>上午|下午|晚上|中午|凌晨|早上|傍晚|晚间|晚|早)?\s{0,3}(?P<hour>[0-2]?[0-9])(?:[:：時时点](?P<minute>[0-5]?[0-9])分?|[時时点](?P<half_past>半)?)"
    r"(?::?(?P<second>[0-5][0-9])(?:[.,][0-9]{1,9})?秒?)?\s{0,2}(?P<ampm>[AaPp]\.?[Mm]\b)?"
)
_ZONE: Final = r"(?:\s{0,2}(?P<zone>Z\b|[+-][0-2][0-9]:?[0-5][0-9]|GMT|UTC|北京时间|[ECMP][SD]T\b))?"
_BETWEEN: Final = r"(?:[\s T,，|·•—\-]{0,4}(?:[（(]?(?:星期|周|週|禮拜)[一二三四五六日天][）)]?)?[\s,，|·•@]{0,4}(?:at |um )?)"
_TIME: Final = f"(?:{_BETWEEN}{_CLOCK}{_ZONE})?"
_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            "一月 january jan januar janvier enero",
            "二月 february feb februar février febrero",
            "三月 march mar märz mars marzo",
            "四月 april apr avril abril",
            "五月 may mai mayo",
            "六月 june jun juni juin junio",
            "七月 july jul juli juillet julio",
            "八月 august aug août agosto",
            "九月 september sep sept septembre septiembre",
            "十月 october oct oktober octobre octubre okt",
            "十一月 november nov novembre noviembre",
            "十二月 december dec dezember décembre diciembre dez",
        ),
        1,
    )
    for name in names.split()
}
_MONTH: Final = "(?P<name>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + ")"

_YEAR_FIRST = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})\s?[-/.年－]\s?(?P<month>[01]?[0-9])\s?[-/.月－]\s?(?P<day>[0-3]?[0-9])(?![0-9])\s?日?"
    + _TIME
)
_NAMED_MONTH = re.compile(
    rf"\b(?:{_MONTH}\.?\s(?P<day>[0-3]?[0-9])(?:st|nd|rd|th)?,?\s|(?P<day2>[0-3]?[0-9])(?:st|nd|rd|th|\.|er)?\s(?:de\s)?"
    rf"{_MONTH.replace('name', 'name2')}\.?,?\s(?:de\s)?)(?P<year>(?:19|20)[0-9]{{2}})(?![0-9])" + _TIME,
    re.I,
)
# Sat Dec  3 20:41:12 2011, as systems and old forums write it.
_YEAR_AFTER_CLOCK = re.compile(
    rf"\b{_MONTH}\s{{1,2}}(?P<day>[0-3]?[0-9])\s{_CLOCK}\s(?:[A-Z]{{3,4}}\s)?(?P<year>(?:19|20)[0-9]{{2}})\b",
    re.I,
)
_DAY_FIRST = re.compile(
    r"(?<![0-9.])(?P<day>[0-3]?[0-9])\.\s?(?P<month>[01]?[0-9])\.\s?(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
    + _TIME
)
# 23-07-2025 and 9/17/2004: which number is the month is told by the other one or by the mark.
_YEAR_LAST = re.compile(
    r"(?<![0-9./-])(?P<one>[0-3]?[0-9])(?P<mark>[-/])(?P<two>[0-3]?[0-9])(?P=mark)(?P<year>(?:19|20)[0-9]{2})(?![0-9])"
    + _TIME
)
_NO_YEAR = re.compile(
    r"(?<![0-9./-])(?P<month>[01]?[0-9])[-/月](?P<day>[0-3]?[0-9])(?:日|(?=[\s　]))" + _TIME.removesuffix("?")
)
# 11月24日 without a clock is a day of a byline where it is all of the line, or stands between labels.
_DAY_ALONE = re.compile(
    r"(?:^[\s　]*(?P<month>[01]?[0-9])月(?P<day>[0-3]?[0-9])日|(?:时间|時間|日期|发布|發布|发表|發表|更新|发稿)于?[:：\s　]{1,3}(?P<month2>[01]?[0-9])[-月](?P<day2>[0-3]?[0-9])日?)"
    r"(?=[\s　|｜]*(?:$|来源|來源|作者|编辑|責編|责编|记者|阅读|閱讀|浏览|点击|评论|字号|星期|周[一二三四五六日]))"
)
_MONTH_AND_DAY = re.compile(r"([01]?[0-9])[-/.月]([0-3]?[0-9])日?")
_DIGITS: Final = {digit: number for number, digit in enumerate("〇一二三四五六七八九")} | {
    "○": 0,
    "零": 0,
    "两": 2,
}
# 二〇二六年二月三日, as decrees and letters are dated.
_IN_NUMERALS = re.compile(
    r"(?P<year>[一二][〇○零一二三四五六七八九]{3})年(?P<month>[一二三四五六七八九十]{1,2})月(?P<day>[一二三四五六七八九十]{1,3})日"
    + _TIME
)
# 26-02-03 21:46 is told from other numbers by the clock behind it.
_SHORT_YEAR = re.compile(
    r"(?<![0-9./-])(?P<year>[0-3][0-9])-(?P<month>[01][0-9])-(?P<day>[0-3][0-9])\s" + _CLOCK + _ZONE
)
_COMPACT = re.compile(
    r"(?<![0-9])(?P<year>(?:19|20)[0-9]{2})(?P<month>[01][0-9])(?P<day>[0-3][0-9])(?![0-9])"
)
_IN_ADDRESS = re.compile(
    r"(?<![0-9])(?P<year>(?:199|20[0-4])[0-9])(?:(?P<dash>[-/_])(?P<month>[01]?[0-9])[-/_]?(?P<day>[0-3][0-9])|"
    r"(?P<month2>[01][0-9])/?(?P<day2>[0-3][0-9]))(?![0-9])"
)
_YEAR_IN_ADDRESS = re.compile("/(?P<year>199[0-9]|20[0-4][0-9])(?:[-/_]?(?P<month>0[1-9]|1[0-2]))?/")
# What every date holds; most lines hold none of it.
_MAY_DATE = re.compile(
    r"[12][09][0-9]{2}|[0-9][-/月][0-3]?[0-9]|[今昨前]|刚刚|[一二三四五六七八九十]日| ago|[Tt]oday|TODAY|[Yy]esterday|YESTERDAY"
)
_HAS_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_AGO = re.compile(
    r"([0-9]{1,3}|半|[一二两三四五六七八九十]{1,3})\s?(?:个|個)?\s?(秒|分钟|分鐘|分|小时|小時|天|日|周|週|minutes?|mins?|hours?|days?)\s?(?:以?前|ago)"
)
_JUST_NOW = re.compile(r"^[\s　]*(?:发布于|发表于)?刚刚(?=[\s　|｜·]*(?:$|来自|发布))")
_DAY_WORD = re.compile(
    r"(今天|昨天|前天|昨日|今日|today|yesterday|[今昨](?=[早晚](?:上|间)?[\s]?[0-9]))" + _TIME, re.I
)
_DAYS_BACK: Final = {
    "今": 0,
    "昨": 1,
    "今天": 0,
    "今日": 0,
    "today": 0,
    "昨天": 1,
    "昨日": 1,
    "yesterday": 1,
    "前天": 2,
}
_UNITS: Final = {
    "秒": "seconds",
    "分": "minutes",
    "m": "minutes",
    "小": "hours",
    "h": "hours",
    "天": "days",
    "日": "days",
}
_ABBREVIATED: Final = {"E": -5, "C": -6, "M": -7, "P": -8}


def parse_date(text: str, moment: Moment | None = None) -> Stamp | None:
    """The first date of a text, or None; `moment` completes forms without a year and relative ones.

    >>> parse_date("发布时间：2026年2月3日 21:46 来源：河畔晚报")
    Stamp(iso='2026-02-03T21:46', precision='minute')
    >>> parse_date("2026-02-03T21:46:49+08:00").iso, parse_date("2026.2.3").iso
    ('2026-02-03T21:46:49+08:00', '2026-02-03')
    >>> parse_date("昨天 21:46") is None
    True
    """
    moment = moment or Moment()
    text = text[:400]
    if not may_date(text):
        return None
    readers = _RELATIVE if moment.local else _WITHOUT_YEAR if moment.near else ()
    if _HAS_YEAR.search(text):
        readers = _ABSOLUTE + readers
    elif "年" in text and "日" in text:
        readers = ((_IN_NUMERALS, _in_numerals), *readers)
    elif text.count("-") >= 2 and (":" in text or "：" in text):
        readers = ((_SHORT_YEAR, _short_year), *readers)
    for pattern, read in readers:
        for found in pattern.finditer(text):
            stamp = read(found, moment)
            if stamp is not None:
                return stamp
    return None


def may_date(text: str) -> bool:
    """Whether a text holds what no date is without; the cheap question before `parse_date`.

    >>> may_date("2026年2月3日"), may_date("3小时前"), may_date("上海，下午")
    (True, True, False)
    """
    return _MAY_DATE.search(text) is not None


def lacks_year(text: str) -> bool:
    """Whether a text holds a day and a month of a byline without a year.

    >>> lacks_year("11-24 08:30"), lacks_year("2011-11-24 08:30"), lacks_year("比分 11-24")
    (True, False, False)
    """
    return _NO_YEAR.search(text) is not None or _DAY_ALONE.search(text) is not None


def complete_day(text: str, moment: Moment, near: date | None = None) -> str | None:
    """The day of a text that is a month and a day alone: the last one before the fetch, else the one nearest to `near`.

    >>> complete_day("04-01", Moment(), date(2026, 2, 3)), complete_day("04-01", Moment())
    ('2026-04-01', None)
    """
    found = _MONTH_AND_DAY.fullmatch(text)
    near = moment.local.date() if moment.local else near
    if found is None or near is None:
        return None
    days = [_date(year, int(found[1]), int(found[2])) for year in (near.year - 1, near.year, near.year + 1)]
    known = [day for day in days if day and not (moment.local and day > near + timedelta(days=1))]
    return min(known, key=lambda day: abs(day - near)).isoformat() if known else None


def parse_machine_date(text: str, moment: Moment | None = None) -> Stamp | None:
    """As `parse_date`, for values written for machines: compact dates (20260203) count as well.

    >>> parse_machine_date("20260203")
    Stamp(iso='2026-02-03', precision='date')
    """
    stamp = parse_date(text, moment)
    found = None if stamp else _COMPACT.search(text[:100])
    return stamp or (found and _absolute(found, moment or Moment())) or None


def date_in_address(url: str) -> Stamp | None:
    """The date that an address is built of, or None; the weakest evidence there is.

    >>> date_in_address("https://example.com/2026/0203/c12.html")
    Stamp(iso='2026-02-03', precision='date')
    """
    for found in _IN_ADDRESS.finditer(url[:300]):
        parts = [found[name] or found[f"{name}2"] for name in ("month", "day")]
        day = _date(int(found["year"]), int(parts[0]), int(parts[1]))
        if day:
            return Stamp(day.isoformat(), "date")
    return None


def day_near_address(url: str) -> date | None:
    """A day near the one on which a page was written, by the date, the month or the year its address is built of.

    >>> day_near_address("https://example.com/2026/02/c12.html"), day_near_address("https://example.com/2026/c12.html")
    (datetime.date(2026, 2, 15), datetime.date(2026, 7, 2))
    """
    if (stamp := date_in_address(url)) is not None:
        return date.fromisoformat(stamp.iso)
    found = _YEAR_IN_ADDRESS.search(url[:300])
    if found is None:
        return None
    # Every day of a year is nearer to the middle of it than the same day of another year is.
    return (
        date(int(found["year"]), int(found["month"]), 15)
        if found["month"]
        else date(int(found["year"]), 7, 2)
    )


def instant_of(value: str | None) -> datetime | None:
    """The UTC instant of an ISO 8601 value, one without offset read as UTC; None for what is no such time.

    >>> instant_of("2026-02-03T23:00:00+08:00")
    datetime.datetime(2026, 2, 3, 15, 0, tzinfo=datetime.timezone.utc)
    >>> instant_of("昨天"), instant_of("0001-01-01T00:00:00+14:00")
    (None, None)
    """
    try:
        moment = datetime.fromisoformat(value) if value else None
        if moment is None:
            return None
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError):
        return None


def moment_of(fetched_at: str | None, time_zone: str | None) -> Moment:
    """What the dates of a page are read against. An unknown zone or an unreadable time counts as none."""
    try:
        fetched = datetime.fromisoformat(fetched_at) if fetched_at and instant_of(fetched_at) else None
        # At the ends of the calendar there is no day before or after.
        fetched = fetched if fetched and 1000 <= fetched.year < 9000 else None
    except ValueError:
        fetched = None
    try:
        zone = ZoneInfo(time_zone) if time_zone else None
    except (KeyError, ValueError, OSError):
        zone = None
    if fetched is not None and fetched.tzinfo is None:
        fetched = fetched.replace(tzinfo=zone or UTC)
    return Moment(fetched, zone)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _absolute(found: re.Match[str], moment: Moment) -> Stamp | None:
    groups = found.groupdict()
    name = groups.get("name") or groups.get("name2")
    month = _MONTHS[name.lower()] if name else int(groups["month"])
    day = _date(int(groups["year"]), month, int(groups.get("day") or groups["day2"]))
    if day is None or (moment.fetched and day > moment.fetched.date() + timedelta(days=2)):
        return None
    return _with_clock(day, groups, moment.zone)


def _year_last(found: re.Match[str], moment: Moment) -> Stamp | None:
    one, two = int(found["one"]), int(found["two"])
    # Slashes are American and of servers in English, dashes are of the rest of the world.
    month_first = two > 12 or (found["mark"] == "/" and one <= 12)
    day = _date(int(found["year"]), *((one, two) if month_first else (two, one)))
    if day is None or (moment.fetched and day > moment.fetched.date() + timedelta(days=2)):
        return None
    return _with_clock(day, found.groupdict(), moment.zone)


def _without_year(found: re.Match[str], moment: Moment) -> Stamp | None:
    groups = found.groupdict()
    month, day = (int(groups[name] or groups[f"{name}2"] or 0) for name in ("month", "day"))
    last = moment.local.date() + timedelta(days=1) if moment.local else None
    near = moment.near or last
    if near is None:
        return None
    days = [_date(year, month, day) for year in (near.year - 1, near.year, near.year + 1)]
    known = [each for each in days if each and not (last and each > last)]
    if not known:
        return None
    return _with_clock(min(known, key=lambda each: abs(each - near)), groups, moment.zone)


def _day_word(found: re.Match[str], moment: Moment) -> Stamp | None:
    if moment.local is None:
        return None
    day = moment.local.date() - timedelta(days=_DAYS_BACK[found[1].lower()])
    # The clock of the fetch is the one such words are read against.
    stamp = _with_clock(day, found.groupdict(), moment.zone)
    if stamp.precision == "date" or moment.zone is not None or found["zone"]:
        return stamp
    time = datetime.fromisoformat(stamp.iso).replace(tzinfo=moment.local.tzinfo)
    return Stamp(
        time.isoformat(timespec="seconds" if stamp.precision == "second" else "minutes"), stamp.precision
    )


def _ago(found: re.Match[str], moment: Moment) -> Stamp | None:
    if moment.local is None:
        return None
    count = 0.5 if found[1] == "半" else float(found[1]) if found[1].isdigit() else _numeral(found[1])
    if count is None:
        return None
    unit = found[2]
    if unit[0] in "周週":
        unit, count = "天", 7 * count
    kind = "days" if unit.startswith("day") else _UNITS[unit[0]]
    then = moment.local - timedelta(**{kind: count})
    if kind == "days":
        return Stamp(then.date().isoformat(), "date")
    return Stamp(then.isoformat(timespec="minutes"), "minute")


def _just_now(_: re.Match[str], moment: Moment) -> Stamp | None:
    return Stamp(moment.local.isoformat(timespec="minutes"), "minute") if moment.local else None


def _numeral(text: str) -> float | None:
    """A number up to 99 in Chinese numerals: 三, 十二, 二十四; None for another row of them."""
    tens, ten, ones = text.partition("十")
    if len(tens) > 1 or len(ones) > 1 or ones == "十":
        return None
    return (
        10.0 * (_DIGITS[tens] if tens else 1 if ten else 0) + (_DIGITS[ones] if ones else 0)
        if ten
        else _DIGITS[text]
    )


def _in_numerals(found: re.Match[str], moment: Moment) -> Stamp | None:
    month, number = _numeral(found["month"]), _numeral(found["day"])
    year = int("".join(str(_DIGITS[digit]) for digit in found["year"]))
    day = _date(year, int(month), int(number)) if month and number else None
    if day is None or (moment.fetched and day > moment.fetched.date() + timedelta(days=2)):
        return None
    return _with_clock(day, found.groupdict(), moment.zone)


def _short_year(found: re.Match[str], moment: Moment) -> Stamp | None:
    day = _date(2000 + int(found["year"]), int(found["month"]), int(found["day"]))
    if day is None or (moment.fetched and day > moment.fetched.date() + timedelta(days=2)):
        return None
    return _with_clock(day, found.groupdict(), moment.zone)


def _with_clock(day: date, groups: dict[str, str | None], zone: ZoneInfo | None) -> Stamp:
    if groups.get("hour") is None:
        return Stamp(day.isoformat(), "date")
    hour, minute = int(groups["hour"] or 0), int(groups["minute"] or (30 if groups.get("half_past") else 0))
    half, ampm = groups.get("half") or "", (groups.get("ampm") or "").lower()
    if hour < 12 and (
        half in ("下午", "晚上", "傍晚", "晚间", "晚")
        or (half == "中午" and hour < 3)
        or ampm.startswith("p")
    ):
        hour += 12
    if hour == 12 and ampm.startswith("a"):
        hour = 0
    if hour > 23:
        return Stamp(day.isoformat(), "date")
    second = groups.get("second")
    time = datetime(day.year, day.month, day.day, hour, minute, int(second or 0))
    offset = _offset(groups.get("zone"))
    time = time.replace(tzinfo=offset or zone)
    return Stamp(
        time.isoformat(timespec="seconds" if second else "minutes"), "second" if second else "minute"
    )


def _offset(zone: str | None) -> timezone | None:
    if not zone:
        return None
    if zone in ("Z", "GMT", "UTC"):
        return UTC
    if zone == "北京时间":
        return timezone(timedelta(hours=8))
    if zone[0] in _ABBREVIATED:
        return timezone(timedelta(hours=_ABBREVIATED[zone[0]] + (zone[1] == "D")))
    hours, minutes = int(zone[1:3]), int(zone[-2:])
    if hours > 14:
        return None
    return timezone((1 if zone[0] == "+" else -1) * timedelta(hours=hours, minutes=minutes))


_Reader = tuple[re.Pattern[str], Callable[[re.Match[str], Moment], Stamp | None]]
_ABSOLUTE: Final[tuple[_Reader, ...]] = (
    (_YEAR_FIRST, _absolute),
    (_NAMED_MONTH, _absolute),
    (_YEAR_AFTER_CLOCK, _absolute),
    (_DAY_FIRST, _absolute),
    (_YEAR_LAST, _year_last),
)
# Read against the time of the fetch, or where that will do against the time of writing; one must be known.
_WITHOUT_YEAR: Final[tuple[_Reader, ...]] = ((_NO_YEAR, _without_year), (_DAY_ALONE, _without_year))
_RELATIVE: Final[tuple[_Reader, ...]] = (
    (_DAY_WORD, _day_word),
    (_AGO, _ago),
    (_JUST_NOW, _just_now),
    *_WITHOUT_YEAR,
)
