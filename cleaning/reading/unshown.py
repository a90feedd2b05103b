"""A text that a page only names in its JSON-LD and shows to those who run its scripts."""

from __future__ import annotations

import re
from html import escape
from typing import Final

from cleaning.reading.document import Document

FOUND: Final = "JSON-LD articleBody, which the page does not show"

_SHORTEST: Final = 100  # characters; less than that is a teaser
_LONGEST: Final = 200_000
_MOST_PARAGRAPHS: Final = 2_000
_MOST_SHOWN: Final = 0.1  # of its sentences
_LINE_TAG = re.compile(r"</?(?:p|br|div|li|ul|ol|h[1-6]|tr|table|blockquote)\b[^<>]{0,300}>", re.I)
_TAG = re.compile(r"</?[a-z][^<>]{0,300}>", re.I)
_SENTENCE = re.compile(r"[^。！？.!?\n]{8,}")


def unshown_body(document: Document, body: str) -> bytes:
    """Markup that shows a body which is named and not shown, to be put behind that of the page; empty where it is shown.

    A page that shows a tenth of its sentences, or half as much text as it has, shows it in words of its own.
    """
    if len(body) < _SHORTEST:
        return b""
    lines = [line.strip() for line in _TAG.sub("", _LINE_TAG.sub("\n", body[:_LONGEST])).split("\n")]
    lines = [line for line in lines if line][:_MOST_PARAGRAPHS]
    shown = "".join(block.text for block in document.blocks if not block.hidden)
    if 2 * len(shown) > sum(map(len, lines)):
        return b""
    sentences = [sentence.strip() for line in lines for sentence in _SENTENCE.findall(line)]
    if not sentences or sum(sentence in shown for sentence in sentences) > _MOST_SHOWN * len(sentences):
        return b""
    paragraphs = "".join(f"<p>{escape(line)}</p>" for line in lines)
    return f'<article class="article-body">{paragraphs}</article>'.encode("utf-8", "replace")
