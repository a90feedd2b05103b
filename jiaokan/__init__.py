"""jiaokan 校勘: messy Chinese web articles become datasets, and every changed character has a record.

import jiaokan

article = jiaokan.clean(html)              # read and repair one page
fixed = jiaokan.repair(text)               # repair plain text
ds = jiaokan.load("data/example/latest")   # a published dataset as pandas frames
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jiaokan._version import __version__

if TYPE_CHECKING:
    from cleaning.article import Article, Block, Related
    from cleaning.edits import Edit
    from cleaning.reading.sitereader import SiteFields, SiteReader
    from jiaokan.api import clean, extract, load, repair
    from output.load import Dataset

__all__ = [
    "Article",
    "Block",
    "Dataset",
    "Edit",
    "Related",
    "SiteFields",
    "SiteReader",
    "__version__",
    "clean",
    "extract",
    "load",
    "repair",
]

_HOMES = {
    "Article": "cleaning.article",
    "Block": "cleaning.article",
    "Related": "cleaning.article",
    "Edit": "cleaning.edits",
    "SiteFields": "cleaning.reading.sitereader",
    "SiteReader": "cleaning.reading.sitereader",
    "Dataset": "output.load",
    "clean": "jiaokan.api",
    "extract": "jiaokan.api",
    "load": "jiaokan.api",
    "repair": "jiaokan.api",
}


def __getattr__(name: str) -> Any:
    # Imported when first used: `jiaokan --help` must not wait for parsers, OpenCC or pandas.
    if name not in _HOMES:
        raise AttributeError(f"module 'jiaokan' has no attribute {name!r}")
    from importlib import import_module

    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
