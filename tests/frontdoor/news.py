"""A site of readable articles on loopback, whose answers a test decides, and runs over it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from loopback_site import Reply, Site, write_profile

Jiaokan = Callable[..., Any]

_PLACES = ("东街", "西桥", "南门", "北山", "河湾", "老城", "新区", "石井", "柳园", "竹溪")
_THINGS = ("图书馆", "菜市场", "博物馆", "游泳池", "体育场", "电影院")


def text_of(number: int) -> str:
    """Three paragraphs that no other number has."""
    place, thing = _PLACES[number % 10], _THINGS[number // 10 % 6]
    return "".join(
        f"<p>{place}的{thing}在第{number}周迎来了第{number * 7 + turn}位访客，{said}。</p>"
        for turn, said in enumerate(
            (
                "工作人员说今年来的人比往年多出不少，周末的下午常常要排队等候",
                "附近的居民把旧书和盆花都搬了过来，孩子们在走廊里画满了自己的作品",
                "管理处计划在入冬之前把屋顶和窗户重新修一遍，费用由街道和商户分担",
            )
        )
    )


def article(site: Site, number: int, body: str | None = None) -> str:
    """A readable article; its path."""
    path = f"/a/{number}.html"
    title = f"第{number}号街区新闻"
    content = f"<article><h1>{title}</h1><p>2026-02-03 10:00</p>{body or text_of(number)}</article>"
    site.html(path, title, content)
    return path


def fill(site: Site, articles: int) -> list[str]:
    """A list page and its articles; their addresses."""
    paths = [article(site, number) for number in range(1, articles + 1)]
    links = "".join(f"<li><a href='{path}'>街区新闻</a></li>" for path in paths)
    site.html("/news/", "新闻", f"<ul>{links}</ul>")
    site.pages["/robots.txt"] = Reply(b"User-agent: *\nDisallow:\n", content_type="text/plain", etag=False)
    return [site.root + path for path in paths]


class Runs:
    """Runs of one profile over a site, and what their datasets hold."""

    def __init__(self, jk: Jiaokan, folder: Path, site: Site) -> None:
        self._jk, self._folder, self.site = jk, folder, site
        self.profile = write_profile(folder, site, "retries = 0\n", [f"{site.root}/news/"])
        self.data = folder / "data"
        self.folder = self.data / "example"

    def set(self, **values: str) -> None:
        """Replace lines of the profile, or add tables: `set(article="…")`."""
        lines = [
            line
            for line in self.profile.read_text("utf-8").split("\n")
            if line.split(" = ")[0] not in values and line
        ]
        known = [f"{name} = {value}" for name, value in values.items()]
        self.profile.write_text("\n".join([*known, *lines]) + "\n", "utf-8")

    def run(self, *options: object) -> Any:
        return self._jk("run", self.profile, "--data", self.data, *options)

    def crawl(self, *options: object) -> Any:
        return self._jk("crawl", self.profile, "--data", self.data, *options)

    @property
    def newest(self) -> Path:
        return max(path for path in (self.folder / "runs").iterdir() if not path.name.startswith("."))

    def moved(self) -> bool:
        """Whether `latest` points to the newest run."""
        return (self.folder / "latest").resolve() == self.newest.resolve()

    def rows(self, table: str, run: Path | None = None) -> dict[str, dict[str, Any]]:
        """The rows of a table of the newest run by the path of their address."""
        lines = ((run or self.newest) / f"{table}.jsonl").read_text("utf-8").split("\n")
        rows = [json.loads(line) for line in lines if line]
        return {row["url"].removeprefix(self.site.root): row for row in rows}

    def record(self) -> dict[str, Any]:
        told: dict[str, Any] = json.loads((self.newest / "run.json").read_text("utf-8"))
        return told
