"""What a day allows: bytes, remembered from crawl to crawl, and the hours in which a site may be asked."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from datetime import time as clock
from pathlib import Path
from zoneinfo import ZoneInfo

import msgspec

TRAFFIC_FILE = "traffic.json"
_SAVE_SECONDS = 1.0
_HOURS = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])\s*-\s*([01]?[0-9]|2[0-3]):([0-5][0-9])")


class Hours(msgspec.Struct, frozen=True):
    """A part of the day, from `begin` to before `end`; one that ends earlier than it begins lasts over midnight."""

    begin: clock
    end: clock

    def hold(self, at: clock) -> bool:
        """Whether a time of day lies within.

        >>> night = parse_hours("22:00-06:30")
        >>> night.hold(clock(23)), night.hold(clock(6)), night.hold(clock(12))
        (True, True, False)
        """
        if self.begin < self.end:
            return self.begin <= at < self.end
        return at >= self.begin or at < self.end


def parse_hours(text: str) -> Hours:
    """A part of the day such as "22:00-06:00". Raises ValueError for anything else."""
    match = _HOURS.fullmatch(text.strip())
    if match is None:
        raise ValueError(f'expected hours such as "22:00-06:00", found {text!r}')
    numbers = [int(part) for part in match.groups()]
    return Hours(clock(numbers[0], numbers[1]), clock(numbers[2], numbers[3]))


class Allowance:
    """Counts the bytes of a day in a profile's folder and says when no more may be asked for.

    The day is that of `zone`. What is counted is on disk a second later, and at `save`.
    """

    def __init__(self, folder: Path, max_bytes: int, hours: Sequence[str], zone: str) -> None:
        self._path = folder / TRAFFIC_FILE
        self._max_bytes = max_bytes
        self._hours = [parse_hours(text) for text in hours]
        self._spoken = ", ".join(hours)
        self._zone: tzinfo = ZoneInfo(zone)
        self._day = self._now().date().isoformat()
        self._bytes = self._read()
        self._saved = (self._bytes, time.monotonic())

    def add(self, count: int) -> None:
        """Counts bytes that came."""
        self._bytes += count

    def refusal(self) -> str | None:
        """Why nothing more may be asked for now; None while it may."""
        now = self._now()
        if (day := now.date().isoformat()) != self._day:
            self._day, self._bytes = day, 0
        if self._max_bytes and self._bytes >= self._max_bytes:
            return (
                f"{self._bytes} bytes came today, max_bytes_per_day is {self._max_bytes}; "
                f"the rest stays queued for tomorrow"
            )
        if self._hours and not any(hours.hold(now.time()) for hours in self._hours):
            return f"it is {now:%H:%M}, and this site is asked at {self._spoken} only; the rest stays queued"
        return None

    def save_if_due(self) -> None:
        """Writes the count down if it has changed and a second has passed."""
        count, at = self._saved
        if count != self._bytes and time.monotonic() - at >= _SAVE_SECONDS:
            self.save()

    def save(self) -> None:
        """Writes the count down."""
        self._saved = (self._bytes, time.monotonic())
        beside = self._path.with_suffix(".new")
        beside.write_text(json.dumps({"day": self._day, "bytes": self._bytes}), encoding="utf-8")
        beside.replace(self._path)

    def _read(self) -> int:
        try:
            told = json.loads(self._path.read_text(encoding="utf-8"))
            return int(told["bytes"]) if told["day"] == self._day else 0
        except (OSError, ValueError, KeyError, TypeError):
            # Missing, or torn by a power cut: a count begun anew does less harm than a crawl that cannot start.
            return 0

    def _now(self) -> datetime:
        return datetime.now(UTC).astimezone(self._zone)
