"""`scrapy list` and `scrapy crawl site`, as people who know Scrapy call them."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from jiaokan.example.server import ExampleServer

Jiaokan = Callable[..., Any]

ROOT = Path(__file__).parents[2]


def scrapy(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Scrapy, called in the folder of scrapy.cfg."""
    return subprocess.run(
        [sys.executable, "-m", "scrapy", *map(str, arguments)],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
        timeout=120,
    )


def test_scrapy_lists_the_one_spider() -> None:
    done = scrapy("list")
    assert (done.returncode, done.stdout) == (0, "site\n"), done.stderr


def test_a_crawl_by_scrapy_is_one_that_jiaokan_publishes(
    jk: Jiaokan, site: ExampleServer, profile: Path, tmp_path: Path
) -> None:
    done = scrapy("crawl", "site", "-a", f"profile={profile}", "-a", f"data={tmp_path / 'data'}")
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    fetched = site.statuses()[200]
    assert fetched > 40
    assert jk("run", profile, "--data", tmp_path / "data", "--no-crawl").code == 0
    assert site.statuses()[200] == fetched
    assert jk("verify", tmp_path / "data/example/latest", "--source").code == 0
