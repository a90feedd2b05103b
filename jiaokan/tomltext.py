"""Values and comments as TOML writes them, whatever a page on the web put into them."""

from __future__ import annotations

import json


def quoted(text: str) -> str:
    r"""A text as a basic string.

    >>> print(quoted('a "b"\n'), quoted("春汛"))
    "a \"b\"\n" "春汛"
    """
    # JSON leaves DEL as it is, which TOML does not allow.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def literal(text: str) -> str:
    r"""A regular expression: without escapes where TOML can hold it so.

    >>> print(literal(r"/a/[0-9]+\.html$"), literal("it's"))
    '/a/[0-9]+\.html$' "it's"
    """
    return quoted(text) if "'" in text or not text.isprintable() else f"'{text}'"


def comment(text: str, most: int = 300) -> str:
    """A text that stays in its comment: one line, nothing that cannot be printed, not too long.

    >>> comment("one\\ntwo\\x00")
    'one two'
    """
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())
    return line if len(line) <= most else line[: most - 1] + "…"
