"""What is known of a page when its metadata are looked for, and the values that are found."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cleaning.reading.around import Around
from cleaning.reading.bylines import Byline
from cleaning.reading.dates import Moment
from cleaning.reading.document import Document
from cleaning.reading.jsonld import LinkedData


class Evidence(NamedTuple):
    """A page as those who look for values see it: its lines, its head by name, its JSON-LD, what its bylines say.

    `visible` is what the bylines above and in the text say, `closing` what the last lines do; `title` is that of the
    article, `moment` what incomplete dates are read against.
    """

    document: Document
    head: Mapping[str, str]
    data: LinkedData
    moment: Moment
    around: Around
    visible: Byline
    closing: Byline
    url: str | None = None
    title: str | None = None


@dataclass(slots=True)
class Values:
    """Values by the name of their field, and where each was found; the first one that is not empty stays."""

    values: dict[str, Any] = field(default_factory=dict)
    found: dict[str, str] = field(default_factory=dict)

    def put(self, name: str, value: Any, where: str) -> None:
        """Notes a value, unless the field has one or this one is empty."""
        if value and name not in self.values:
            self.values[name] = value
            self.found[name] = where


def clean(text: str) -> str | None:
    """A value of one line without control characters; None for an empty one.

    >>> clean(" 河畔\\n晚报 "), clean(" ")
    ('河畔 晚报', None)
    """
    return re.sub(r"[\s\x00-\x1f\x7f]+", " ", text).strip(" ") or None
