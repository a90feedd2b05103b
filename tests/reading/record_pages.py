"""Re-records the expected articles of the page folders: `python tests/reading/record_pages.py`; review the diff."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec

from cleaning.article import Article
from cleaning.page import Page
from cleaning.reading import read

PAGES = Path(__file__).parent / "pages"
ADDRESSES = {
    "table-layout": "http://example.com/news/local/200611/312.html",
    "div-and-br": "http://example.com/2.html",
    "hidden-until-shown": None,
    "modern": "https://example.com/stories/night-bus?from=list",
    "second-page": "https://example.com/feature/7312_2.html",
}


def read_folder(folder: Path) -> Article:
    """The article of a page folder; pages that declare a GB charset are kept in UTF-8 and served in it."""
    text = (folder / "page.html").read_text("utf-8")
    charset = "gb18030" if "charset=gb2312" in text or 'charset="gbk"' in text else "utf-8"
    return read(
        Page(content=text.encode(charset), url=ADDRESSES[folder.name], fetched_at="2026-02-04T08:00:00+08:00")
    )


def snapshot(article: Article) -> dict[str, Any]:
    """What a page test compares: everything but what is the same on every page."""
    return {
        "kind": article.kind,
        "title": article.title,
        "blocks": [[block.kind, block.text] for block in article.blocks],
        "images": [msgspec.to_builtins(image) for image in article.images],
        "keywords": list(article.keywords),
        "related": [msgspec.to_builtins(entry) for entry in article.related],
        "removed": [[entry.rule, entry.text] for entry in article.removed],
        "metadata": {
            key: value for key, value in msgspec.to_builtins(article.metadata).items() if value is not None
        },
    }


if __name__ == "__main__":
    for folder in sorted(PAGES.iterdir()):
        expected = json.dumps(snapshot(read_folder(folder)), ensure_ascii=False, indent=1)
        (folder / "expected.json").write_text(expected + "\n", "utf-8")
