"""Writes the reference pages (tables.md, rules.md, profile.md) from what the code declares.

    python docs/reference.py

A test fails when a page differs from what this writes.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

from cleaning.ruleset import STEP_NAMES, Where, builtin_rules
from crawler.keys import entry_keys_as_markdown, keys_as_markdown
from output.schema import SCHEMA_VERSION, TABLES

FOLDER = Path(__file__).parent


def tables() -> Iterator[str]:
    yield "# Tables and columns\n"
    yield (
        f"Schema version {SCHEMA_VERSION}. Each table stands as CSV and as JSON Lines, with the same columns in this order. "
        "A missing value is an empty cell without quotes in CSV and `null` in JSON. Positions, blocks and offsets count "
        "from 0, `seq` from 1; offsets are in code points.\n"
    )
    for table in TABLES:
        yield f"## {table.name}\n\n{table.meaning}\n"
        yield "| column | type | missing | meaning |\n| --- | --- | --- | --- |"
        for column in table.columns:
            may = "may be" if column.nullable else "never"
            yield f"| `{column.name}` | {column.type} | {may} | {column.meaning} |"
        yield ""


def rules() -> Iterator[str]:
    known = builtin_rules()
    yield "# Rules\n"
    yield (
        f"Steps, in their order: {', '.join(STEP_NAMES)}. `safe` rules are applied, `suggested` ones only on request. "
        "`jiaokan rules test` runs every example and every text to keep.\n"
    )
    for rule in known.rules:
        yield f"## `{rule.id}`\n"
        yield f"{rule.summary} {rule.why}\n"
        yield f"Family {rule.family}, step {rule.step}, {rule.safety}.\n"
        rows = (
            [("match", "、".join(rule.match)), ("replace", rule.replace)] if rule.action == "replace" else []
        )
        rows += [("example", f"{_shown(before)} → {_shown(after)}") for before, after in rule.examples]
        rows += [("keep", _shown(text)) for text in rule.keep]
        yield "| | |\n| --- | --- |"
        for name, value in rows:
            yield f"| {name} | {_cell(value)} |"
        yield ""
    yield "## Conditions\n"
    yield "Every rule may say in `where` when a hit counts:\n"
    yield " ".join(line.strip() for line in (Where.__doc__ or "").split("\n")).strip() + "\n"


def profile() -> Iterator[str]:
    yield "# Keys of a site profile\n"
    yield "A profile is a TOML file. An unknown key is an error that names the nearest known one.\n"
    yield keys_as_markdown() + "\n"
    yield "## `[[start]]`\n"
    yield (
        "An entry of `start` is an address in quotes, or a table of its own (`[[start]]`) where what it is must be said.\n"
    )
    yield entry_keys_as_markdown("start") + "\n"
    yield "## `[[sample]]`\n"
    yield (
        "Samples are the tests of a profile: `jiaokan profile check PROFILE --samples` fetches them and says which hold. "
        "They change nothing about a crawl.\n"
    )
    yield entry_keys_as_markdown("sample") + "\n"


def _shown(text: str) -> str:
    """A text with its invisible characters written out, and its line breaks."""
    return (
        "".join(c if c.isprintable() else "⏎" if c == "\n" else f"\\u{ord(c):04x}" for c in text)
        or "(nothing)"
    )


def _cell(text: str) -> str:
    """A text as a cell of a table, with the signs that Markdown or HTML would take for markup written out."""
    return re.sub(r"([\\`*_\[\]|])", r"\\\1", html.escape(text, quote=False))


PAGES = {"tables.md": tables, "rules.md": rules, "profile.md": profile}


def page(name: str) -> str:
    """The text of one reference page."""
    return "\n".join(PAGES[name]()).rstrip("\n") + "\n"


if __name__ == "__main__":
    for name in PAGES:
        (FOLDER / name).write_text(page(name), "utf-8")
