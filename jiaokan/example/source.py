"""Articles of the example site as they stand in `articles/*.txt`: TOML between two `+++` lines, then the text.

The text is a line a block. The first characters say what a line is: `## ` a heading, `- ` a list item, `> ` a quote,
`| ` a table row, `! ` an image with its caption, three backquotes around code, nothing for a paragraph. A line that
starts with `[1] ` or `[2] ` stands there on that day only. `{clean|shown}` names both sides of a damage: what the
author wrote and what the page shows, so that the truth about every page is known by construction.

    @link ADDRESS TEXT     a paragraph that is one link
    @noise TEXT            a line in the body that is no part of the article (share, QR code, editor, copyright)
    @keywords A、B         a section that holds nothing but a list of keywords
    @repeat HEADING < OLD  a section made of sentences of the section whose heading contains OLD
    @page                  the next page of the same article starts here
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec

Kind = Literal["heading", "paragraph", "list_item", "table_row", "quote", "code", "caption"]
Role = Literal["body", "noise", "keywords", "repeat"]
Template = Literal["modern", "table", "cms", "login", "soft404", "empty", "topic"]
DateStyle = Literal["second", "minute", "date", "slash", "dot", "cn-minute", "cn-date", "none"]

# The marks that the spinner of these pages writes in their ASCII form; 、 。 and quotation marks stay as they are.
HALF_WIDTH = str.maketrans("，：；？！（）", ",:;?!()")
_DAMAGE = re.compile(r"\{([^|{}]*)\|([^|{}]*)\}")
_RESIDUE = {"&nbsp;": "\u00a0", "&zwsp;": "\u200b", "&bom;": "\ufeff", "&shy;": "\u00ad"}
_PREFIXES: dict[str, Kind] = {
    "## ": "heading",
    "- ": "list_item",
    "> ": "quote",
    "| ": "table_row",
    "! ": "caption",
}


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One line of an article: `text` is the truth, `shown` what the page shows, `page` counts from 1."""

    kind: Kind
    text: str
    shown: str
    role: Role = "body"
    page: int = 1
    href: str = ""

    @property
    def cells(self) -> list[str]:
        """The cells of a table row."""
        return [cell.strip() for cell in self.shown.split("|")]


class Source(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is said about an article between the `+++` lines, and its text as written.

    `published` is local time without offset. `date_style` is the form in which the page shows it. `encoding` is what
    the bytes are in; `meta_charset` and `header_charset` are what the page and the server claim (empty: nothing).
    `days` are the days on which the article is there; `gone` the status afterwards. `modified` is the time of the
    change between the days. `based_on` names the article whose text this one republishes, with `swap` applied.
    """

    url: str
    title: str
    template: Template
    published: str
    date_style: DateStyle = "none"
    author: str | None = None
    source: str | None = None
    editor: str | None = None
    views: int | None = None
    keywords: list[str] = []
    spun: bool = False
    indent: bool = False
    days: tuple[int, ...] = (1, 2)
    modified: str | None = None
    gone: Literal[404, 410] = 404
    encoding: Literal["utf-8", "gbk"] = "utf-8"
    meta_charset: str = "utf-8"
    header_charset: str = "utf-8"
    language: str = "zh-CN"
    based_on: str | None = None
    swap: list[tuple[str, str]] = []
    canonical: str | None = None
    name: str = ""
    body: str = ""

    @property
    def channel(self) -> str:
        """The first folder of the address."""
        return self.url.split("/")[1]

    @property
    def is_article(self) -> bool:
        return self.template in ("modern", "table", "cms")

    @property
    def shown_title(self) -> str:
        return as_shown(self.title, self.spun)


def as_written(markup: str) -> str:
    """The text without damage.

    >>> as_written("{此外|除了这些以外呢}，还有一点。")
    '此外，还有一点。'
    """
    return _DAMAGE.sub(r"\1", markup)


def as_shown(markup: str, spun: bool) -> str:
    """The text as the page shows it; a spun page writes its marks in half width.

    >>> as_shown("{此外|除了这些以外呢}，还有一点。", spun=True)
    '除了这些以外呢,还有一点。'
    >>> as_shown("比分是3:2，没有变。", spun=False)
    '比分是3:2，没有变。'
    """
    text = _DAMAGE.sub(r"\2", markup)
    for name, character in _RESIDUE.items():
        text = text.replace(name, character)
    return text.translate(HALF_WIDTH) if spun else text


@cache
def sources() -> tuple[Source, ...]:
    """All articles in the order of their file names."""
    folder = files("jiaokan.example") / "articles"
    texts = {
        item.name[:-4]: item.read_text("utf-8") for item in folder.iterdir() if item.name.endswith(".txt")
    }
    parsed = {name: parse(name, texts[name]) for name in sorted(texts)}
    return tuple(_republished(source, parsed) for source in parsed.values())


def parse(name: str, text: str) -> Source:
    """One article from the text of its file; raises ValueError where the form is not kept."""
    opening, front, body = ("\n" + text).split("\n+++\n", 2)
    if opening.strip():
        raise ValueError(
            f"articles/{name}.txt: expected +++ in the first line, found {opening.strip()[:40]!r}"
        )
    return msgspec.convert({**tomllib.loads(front), "name": name, "body": body.strip("\n")}, Source)


def _republished(source: Source, parsed: dict[str, Source]) -> Source:
    if source.based_on is None:
        return source
    body = parsed[source.based_on].body
    for old, new in source.swap:
        if old not in body:
            raise ValueError(
                f"articles/{source.name}.txt: swap expects {old!r} in {source.based_on}.txt, it is not there"
            )
        body = body.replace(old, new)
    return msgspec.structs.replace(source, body=body)


def lines(source: Source, day: int) -> tuple[Line, ...]:
    """The lines of an article on one day."""
    found: list[Line] = []
    page, in_code = 1, False
    for raw in source.body.split("\n"):
        if raw[:4] in ("[1] ", "[2] "):
            if int(raw[1]) != min(day, 2):
                continue
            raw = raw[4:]
        if raw == "```":
            in_code = not in_code
        elif in_code:
            found.append(Line(kind="code", text=raw, shown=raw, page=page))
        elif raw == "@page":
            page += 1
        elif raw:
            found.extend(_lines_of(raw, page, source, found))
    return tuple(found)


def _lines_of(raw: str, page: int, source: Source, earlier: list[Line]) -> list[Line]:
    command, _, rest = raw.partition(" ")
    if command == "@repeat":
        return _repeated(rest, page, source, earlier)
    if command == "@keywords":
        heading = f"{source.title}的核心"
        return [
            _line("heading", heading, page, source, "keywords"),
            _line("paragraph", rest, page, source, "keywords"),
        ]
    if command == "@link":
        href, _, text = rest.partition(" ")
        return [msgspec.structs.replace(_line("paragraph", text, page, source), href=href)]
    if command == "@noise":
        return [_line("paragraph", rest, page, source, "noise")]
    for prefix, kind in _PREFIXES.items():
        if raw.startswith(prefix):
            return [_line(kind, raw[len(prefix) :], page, source)]
    return [_line("paragraph", raw, page, source)]


def _line(kind: Kind, markup: str, page: int, source: Source, role: Role = "body") -> Line:
    text, shown = as_written(markup), as_shown(markup, source.spun)
    return Line(kind=kind, text=text, shown=shown, role=role, page=page)


def _repeated(rest: str, page: int, source: Source, earlier: list[Line]) -> list[Line]:
    heading, _, old = rest.partition(" < ")
    start = next(i for i, line in enumerate(earlier) if line.kind == "heading" and old in line.text)
    section: list[Line] = []
    for line in earlier[start + 1 :]:
        if line.kind == "heading":
            break
        section.append(line)
    first, last = section[0], section[-1]
    text, shown = first.text, first.shown
    if last is not first:
        text += _last_sentence(last.text)
        shown += _last_sentence(last.shown)
    repeated = Line(kind="paragraph", text=text, shown=shown, role="repeat", page=page)
    return [_line("heading", heading, page, source, "repeat"), repeated]


def _last_sentence(text: str) -> str:
    return text.rstrip("。").rsplit("。", 1)[-1] + "。"
