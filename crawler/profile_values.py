"""The values of a parsed profile against the declared keys: known names, types, bounds."""

from __future__ import annotations

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from crawler.keys import ENTRY_KEYS, KEYS, TABLES, Key, keys_of

_WORDS = {
    "flag": "true or false",
    "text": "a text in quotes",
    "integer": "a whole number",
    "number": "a number",
    "texts": "a list of texts",
    "addresses": "a list of addresses",
    "samples": "entries [[sample]]",
    "table": "a table of texts",
    "families": "a list of names, or false",
}


_SECONDS = {"m": 60.0, "h": 3600.0, "d": 86_400.0}


@dataclass
class Reading:
    """What checking found: the values by table, the start addresses with their kinds, the samples, and the faults."""

    path: Path
    values: dict[str, dict[str, Any]] = field(
        default_factory=lambda: {"": {}, **{table: {} for table in TABLES}}
    )
    starts: list[tuple[str, Any]] = field(default_factory=list)
    samples: list[tuple[str, Any, str | None]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def fault(self, key: str, sentence: str) -> None:
        self.faults.append(f"{self.path}: {key}: {sentence}")


def check_table(reading: Reading, table: str, content: Mapping[str, Any]) -> None:
    """Takes over the sound values of one table and notes the faults of the others."""
    known = keys_of(table)
    for name, value in content.items():
        key = known.get(name)
        label = f"{table}.{name}" if table else name
        if key is None:
            reading.fault(label, _unknown(label, table))
        elif table or name not in ENTRY_KEYS:
            fault = type_fault(key, value)
            if fault is None:
                reading.values[table][name] = _converted(key, value)
            else:
                reading.fault(label, fault)


def _unknown(label: str, table: str) -> str:
    if label == "obey_robots":
        return "there is no such key: robots.txt is always obeyed; remove the line"
    candidates = [key.path for key in KEYS] + list(TABLES)
    near = difflib.get_close_matches(label, candidates, n=1, cutoff=0.5)
    bare = label.rsplit(".", 1)[-1]
    # A key in the wrong table is nearer than any key that merely looks alike.
    same = [path for path in candidates if path.rsplit(".", 1)[-1] == bare]
    nearest = (same or near or [""])[0]
    if nearest:
        return f"there is no such key; did you mean {nearest!r}?"
    return f"there is no such key; known here: {', '.join(keys_of(table))}"


def type_fault(key: Key, value: Any) -> str | None:
    """What is wrong with a value for a key, or None."""
    expected = _WORDS[key.kind]
    if key.table == "access" and not _has_type(key, value):
        # What stands here by mistake may be the secret itself.
        return f"expected {expected}; {key.doc[0].lower()}{key.doc[1:]}"
    if not _has_type(key, value):
        return f"expected {expected}, found {shown(value)}; {key.doc[0].lower()}{key.doc[1:]}"
    if key.choices and value not in key.choices:
        return f"expected one of {', '.join(key.choices)}, found {shown(value)}"
    if key.minimum is not None and value < key.minimum:
        return f"expected at least {key.minimum:g}, found {value}"
    if key.maximum is not None and value > key.maximum:
        return f"expected at most {key.maximum:g}, found {value}"
    return None


def _has_type(key: Key, value: Any) -> bool:
    if key.kind == "flag":
        return isinstance(value, bool)
    if key.kind == "text":
        return isinstance(value, str)
    if key.kind in {"integer", "number"}:
        number = isinstance(value, int) or (
            key.kind == "number" and isinstance(value, float) and value == value
        )
        return number and not isinstance(value, bool)
    if key.kind == "families" and value is False:
        return True
    if key.kind in {"texts", "families"}:
        return isinstance(value, list) and all(isinstance(item, str) for item in value)
    return isinstance(value, Mapping) and all(isinstance(item, str) for item in value.values())


def _converted(key: Key, value: Any) -> Any:
    if key.kind == "families":
        return () if value is False else tuple(value)
    if isinstance(value, list):
        return tuple(value)
    return float(value) if key.kind == "number" else value


def seconds_of(duration: str) -> float:
    """The seconds in a number and m, h or d; ValueError where it is none.

    >>> seconds_of("6h"), seconds_of("0m")
    (21600.0, 0.0)
    """
    number, unit = duration[:-1], duration[-1:]
    if not (number.isascii() and number.isdigit()) or unit not in _SECONDS:
        raise ValueError(f'expected a number and m, h or d, such as "6h", found {duration!r}')
    return float(number) * _SECONDS[unit]


def shown(value: Any) -> str:
    """A value as it stands in a message: quoted, not too long."""
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
