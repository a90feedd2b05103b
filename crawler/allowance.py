"""What a day allows: bytes, remembered from crawl to crawl."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo

TRAFFIC_FILE = "traffic.json"
_SAVE_SECONDS = 1.0


class Allowance:
    """Counts the bytes of a day in a profile's folder and says when no more may be asked for.

    The day is that of `zone`. What is counted is on disk a second later, and at `save`.
    """

    def __init__(self, folder: Path, max_bytes: int, zone: str) -> None:
        self._path = folder / TRAFFIC_FILE
        self._max_bytes = max_bytes
        self._zone: tzinfo = ZoneInfo(zone)
        self._day = self._now().date().isoformat()
        self._bytes = self._read()
        self._saved = (self._bytes, time.monotonic())

    def add(self, count: int) -> None:
        """Counts bytes that came."""
        self._bytes += count

    def refusal(self) -> str | None:
        """Why nothing more may be asked for now; None while it may."""
        if (day := self._now().date().isoformat()) != self._day:
            self._day, self._bytes = day, 0
        if self._max_bytes and self._bytes >= self._max_bytes:
            return (
                f"{self._bytes} bytes came today, max_bytes_per_day is {self._max_bytes}; "
                f"the rest stays queued for tomorrow"
            )
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
