"""Log lines as JSON objects, one a line, for programs that read logs."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

FORMATS = ("text", "json")
_TEXT = "%(asctime)s [%(name)s] %(levelname)s: %(message)s"


class JsonLines(logging.Formatter):
    """A record as a JSON object: `time` (UTC), `level`, `logger`, `message`, what the record has of an `answer`, `traceback`.

    >>> record = logging.LogRecord("a", logging.INFO, "a.py", 1, "%s pages", (3,), None)
    >>> json.loads(JsonLines().format(record))["message"]
    '3 pages'
    """

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "answer", {}),
        }
        if record.exc_info:
            told["traceback"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False)


def log_to(file: Path | None, form: str) -> None:
    """Lets everything that is logged in this process go to a file, or to stderr where there is none."""
    handler = logging.FileHandler(file, encoding="utf-8") if file is not None else logging.StreamHandler()
    handler.setFormatter(JsonLines() if form == "json" else logging.Formatter(_TEXT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
