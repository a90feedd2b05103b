"""Lawful articles for the tests of this package, built edit by edit."""

from __future__ import annotations

import json
import random
from pathlib import Path

import msgspec

from cleaning.article import Article, Block, Image, Metadata, Related, Removed
from cleaning.edits import Edit, Suggestion, splice
from cleaning.ledger import lines_touched
from output.manifest import RunInfo

SENTENCES = (
    "社区图书馆在周末为孩子们开设了绘本阅读课",
    "志愿者把旧书分门别类地摆上了新的书架",
    "附近的老人每天清晨都会来这里看报纸",
    "管理员说借书的人比去年多了将近一半",
    "雨季来临之前屋顶需要重新做一次防水",
    "学生们把读书笔记贴在走廊尽头的墙上",
    "新到的小说总是在一两天之内被借光",
    "窗边的座位通常要很早才能占得到",
    "书店老板捐出了一批关于本地历史的书",
    "讲座结束以后大家还围着作者问个不停",
    "电子借阅证让排队的时间短了许多",
    "夜里的灯光从大门一直照到街角的邮筒",
)


def paragraph(seed: int, sentences: int = 6) -> str:
    """A paragraph of half-width punctuation that differs with the seed."""
    choice = random.Random(seed)
    return ",".join(f"{choice.choice(SENTENCES)}{choice.randrange(10**6)}" for _ in range(sentences)) + "."


class Draft:
    """An article under repair: every change goes through the edit law, as repair itself does."""

    def __init__(
        self, url: str, lines: list[str], title: str | None = "社区图书馆的春天", **rest: object
    ) -> None:
        related = rest.pop("related", ())
        keywords = rest.pop("keywords", ())
        self.fields = {"title": title or "", "text": "\n".join(lines), "keywords": "|".join(keywords)}
        for place, entry in enumerate(related):
            self.fields[f"related/{place}"] = entry.title
        self.base = Article(url=url, title=title, related=related, keywords=keywords, **rest)
        self.extracted = self.fields["text"]
        self.edits: list[Edit] = []
        self.removed: list[Removed] = list(self.base.removed)

    def replace(
        self,
        before: str,
        after: str,
        rule: str = "punctuation.comma",
        field: str = "text",
        step: str = "punctuation",
    ) -> Draft:
        """Replace the last occurrence of `before`, if any, by one edit."""
        start = self.fields[field].rfind(before)
        if start >= 0:
            block = self.fields[field].count("\n", 0, start) if field == "text" else None
            edit = Edit(
                len(self.edits) + 1, step, rule, field, block, start, start + len(before), before, after
            )
            self.fields[field] = splice(self.fields[field], edit)
            self.edits.append(edit)
        return self

    def remove_line(self, line: str, rule: str = "boilerplate.download") -> Draft:
        """Remove a line and the line feed before it as one edit that stands in `removed` too."""
        self.replace("\n" + line, "", rule, step="boilerplate")
        self.removed.append(Removed(rule, "an invitation to download", line, len(self.edits)))
        return self

    def article(self) -> Article:
        related = tuple(
            msgspec.structs.replace(entry, title=self.fields[f"related/{place}"])
            for place, entry in enumerate(self.base.related)
        )
        return msgspec.structs.replace(
            self.base,
            title=self.fields["title"] if self.base.title is not None else None,
            blocks=tuple(Block("paragraph", line) for line in self.fields["text"].split("\n")),
            keywords=tuple(self.fields["keywords"].split("|")) if self.fields["keywords"] else (),
            related=related,
            edits=self._placed(),
            suggestions=self._suggestions(),
            removed=tuple(self.removed),
        )

    def _suggestions(self) -> tuple[Suggestion, ...]:
        """That a word of the published text be another one."""
        start = self.fields["text"].find("延长")
        if start < 0:
            return ()
        block = self.fields["text"].count("\n", 0, start)
        place = {"field": "text", "block": block, "start": start, "end": start + 2}
        return (Suggestion(step="wording", rule="house.longer", before="延长", after="拉长", **place),)

    def _placed(self) -> tuple[Edit, ...]:
        """The edits with the lines of the extracted text they fall in; while drafting only those of the day are known."""
        lines = lines_touched(self.extracted, self.edits)
        return tuple(
            edit if line is None else msgspec.structs.replace(edit, block=line)
            for edit, line in zip(self.edits, lines, strict=True)
        )


def spun(number: int, site: str = "shequ.example") -> Article:
    """A repaired article with edits in every kind of field, a removed line and a related entry."""
    draft = Draft(
        f"https://{site}/a/{number:04}.html",
        [
            paragraph(number),
            "除了这些以外呢,图书馆还会在假期延长开放时间.",
            "点击下载本文完整版",
            paragraph(number + 10_000),
        ],
        title=f"社区图书馆的第{number}个春天,到了",
        keywords=("图书馆", "阅读,社区"),
        related=(Related("老街书店的故事,续", f"https://{site}/a/9.html", "2026-02-03 21:46:49", 6),),
        metadata=Metadata(
            author="林一舟、周若溪",
            published_at=f"2026-01-{number % 28 + 1:02}T08:00:00+08:00",
            published_precision="second",
            views=number,
            language="zh-CN",
            script="hans",
            encoding="utf-8",
            rights="版权归社区图书馆所有",
        ),
        fetched_at="2026-03-01T00:00:00+00:00",
        archive_ref=f"0001.warc.gz:{number * 100}",
        images=(
            Image(f"https://{site}/img/{number}.jpg", "书架,旧书", 0),
            Image(f"https://{site}/img/{number}b.jpg", "", 3),
        ),
        confidence=0.9,
        removed=(Removed("read.title", "the title stood in the text again", f"第{number}个春天"),),
    )
    draft.replace("除了这些以外呢", "此外", "spin.besides", step="wording").remove_line("点击下载本文完整版")
    draft.replace(",", "，", field="title").replace(",", "，", field="keywords").replace(
        ",", "，", field="related/0"
    )
    for _ in range(8):
        draft.replace(",", "，")
    return draft.article()


def plain(number: int, site: str = "shequ.example", text: str | None = None, **about: object) -> Article:
    """An article that needed no repair."""
    return Article(
        url=f"https://{site}/p/{number:04}.html",
        title=f"读者来信{number}",
        blocks=(Block("heading", "来信", 2), Block("paragraph", text or paragraph(number + 50_000))),
        metadata=Metadata(**about),
        fetched_at="2026-03-01T00:00:00+00:00",
    )


def info(run: str = "20260301T000000Z", **rest: object) -> RunInfo:
    """What a run says about itself."""
    return RunInfo(run=run, name="shequ", started_at="2026-03-01T00:00:00+00:00", **rest)


def corpus(count: int = 6) -> list[Article]:
    """Spun and plain articles in order of their addresses."""
    return sorted(
        [*(spun(n) for n in range(count)), *(plain(n) for n in range(count))], key=lambda a: a.url or ""
    )


def without_images(folder: Path) -> None:
    """Makes of a dataset one as it was published before it had a table of images."""
    for path in folder.glob("images.*"):
        path.unlink()
    path = folder / "datapackage.json"
    package = json.loads(path.read_bytes())
    package["resources"] = [one for one in package["resources"] if not one["name"].startswith("images")]
    path.write_text(json.dumps(package))
