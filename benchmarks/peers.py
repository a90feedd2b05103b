"""The extractors that are measured, ours and its peers, as functions of one page.

Nothing is imported before an extractor is asked for: this module runs in every Python that one of them needs, and what a
library takes in time and memory is its own.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

Found = dict[str, Any]
"""`text`, and those of `title`, `date`, `author` and `source` that an extractor gives."""


class Extractor(NamedTuple):
    """How one library is asked. `package` is what is installed.

    `takes` is what it is given: the bytes as served, or the text rightly decoded, so that no peer loses to a charset.
    `load` imports the library and gives the function that reads a page with its address. `needs` says what is peculiar
    about installing it.
    """

    package: str
    takes: str
    fields: tuple[str, ...]
    load: Callable[[], Callable[[Any, str | None], Found]]
    needs: str = ""


def read_ours(content: bytes, url: str | None, options: Any = None) -> Found:
    """What this package says of a page."""
    import jiaokan

    article = jiaokan.extract(content, url, options=options)
    return {
        "text": article.text,
        "title": article.title,
        "date": article.published_at,
        "author": article.author,
        "source": article.source,
    }


def _jiaokan() -> Callable[[Any, str | None], Found]:
    import jiaokan  # noqa: F401, so that loading it counts before reading, as for the others

    return read_ours


def _trafilatura() -> Callable[[Any, str | None], Found]:
    from trafilatura import bare_extraction

    def read(content: str, url: str | None) -> Found:
        document = bare_extraction(content, url=url, include_comments=False, with_metadata=True)
        if document is None:
            return {}
        return {
            "text": document.text,
            "title": document.title,
            "date": document.date,
            "author": document.author,
        }

    return read


def _resiliparse() -> Callable[[Any, str | None], Found]:
    from resiliparse.extract.html2text import extract_plain_text

    def read(content: str, url: str | None) -> Found:
        text = extract_plain_text(
            content, main_content=True, alt_texts=False, comments=False, list_bullets=False
        )
        return {"text": text}

    return read


def _readability() -> Callable[[Any, str | None], Found]:
    import lxml.html
    from readability import Document

    def read(content: str, url: str | None) -> Found:
        document = Document(content, url=url)
        text = "\n".join(lxml.html.fromstring(document.summary()).itertext())
        return {"text": text, "title": document.short_title()}

    return read


def _gne() -> Callable[[Any, str | None], Found]:
    from gne import GeneralNewsExtractor

    reader = GeneralNewsExtractor()

    def read(content: str, url: str | None) -> Found:
        told = reader.extract(content)
        return {
            "text": told["content"],
            "title": told["title"],
            "date": told["publish_time"],
            "author": told["author"],
        }

    return read


def _turbohtml() -> Callable[[Any, str | None], Found]:
    import turbohtml

    def read(content: str, url: str | None) -> Found:
        told = turbohtml.parse(content).article()
        date = str(told.date) if told.date else None
        return {"text": told.text, "title": told.title, "date": date, "author": told.byline}

    return read


def _magic_html() -> Callable[[Any, str | None], Found]:
    import html_text
    from magic_html import GeneralExtractor

    reader = GeneralExtractor()

    def read(content: str, url: str | None) -> Found:
        told = reader.extract(content, base_url=url or "http://example.com/")
        return {"text": html_text.extract_text(told["html"]), "title": told.get("title")}

    return read


EXTRACTORS = {
    "jiaokan": Extractor("jiaokan", "bytes", ("title", "date", "author", "source"), _jiaokan),
    "trafilatura": Extractor("trafilatura", "text", ("title", "date", "author"), _trafilatura),
    "resiliparse": Extractor("resiliparse", "text", (), _resiliparse),
    "readability-lxml": Extractor("readability-lxml", "text", ("title",), _readability),
    "gne": Extractor("gne", "text", ("title", "date", "author"), _gne),
    "turbohtml": Extractor("turbohtml", "text", ("title", "date", "author"), _turbohtml),
    "magic-html": Extractor(
        "magic-html",
        "text",
        ("title",),
        _magic_html,
        "it needs Python 3.12 or newer: make bench-extract MAGIC_PYTHON=python3.12",
    ),
}
