"""Every command and every piece of Python in the documentation runs, and the reference is what the code declares."""

from __future__ import annotations

import importlib.util
import os
import re
import shutil
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from jiaokan.cli import COMMANDS, cli
from jiaokan.example.server import serve
from jiaokan.example.site import build_site, profile_text

ROOT = Path(__file__).parents[1]
PAGES = [
    ROOT / "README.md",
    *(ROOT / f"docs/{name}.md" for name in ("analyst", "operator", "readers", "crawling")),
]
BLOCK = re.compile(r"^```(sh|python|toml|html)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks(page: Path) -> Iterator[tuple[str, str]]:
    yield from BLOCK.findall(page.read_text("utf-8"))


def shown_file(kind: str, code: str) -> str | None:
    """The file that a block shows, where the page has its reader save it."""
    if kind == "toml":
        return "house.toml" if "[[rule]]" in code else "river.toml" if 'name = "river"' in code else None
    if kind == "python":
        return "readers.py" if "(SiteReader)" in code else None
    return "river.html" if kind == "html" else None


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """A folder with what the pages speak of: saved pages, a text, and a profile whose site is running."""
    site = build_site(1)
    pages = tmp_path / "pages"
    for path, response in site.items():
        if response.status == 200 and path.endswith(".html"):
            target = pages / path.removeprefix("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(response.body)
    shutil.copy(pages / "zhiye/2026/2101.html", tmp_path / "page.html")
    shutil.copy(ROOT / "tests/example/page.txt", tmp_path / "article.txt")
    shim = tmp_path / "bin/jiaokan"
    shim.parent.mkdir()
    shim.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m jiaokan "$@"\n', "utf-8")
    shim.chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{shim.parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT),
    }
    with serve(1) as server:
        (tmp_path / "example.toml").write_text(profile_text(server.port), "utf-8")
        environment["EXAMPLE_SITE"] = f"127.0.0.1:{server.port}"
        yield tmp_path, environment


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_what_a_page_tells_the_reader_to_type_works_in_its_order(
    page: Path, sandbox: tuple[Path, dict[str, str]]
) -> None:
    folder, environment = sandbox
    python = ""
    ran = 0
    for kind, code in blocks(page):
        if (file := shown_file(kind, code)) is not None:
            (folder / file).write_text(code, "utf-8")
        if kind in ("toml", "html"):
            continue
        if kind == "python":
            # One session of Python across the page, as a reader would have it.
            python += textwrap.dedent(code)
            command = [sys.executable, "-c", python]
        else:
            # The pages speak of a site on port 8000, and this one runs where there was room.
            command = ["sh", "-ec", code.replace("127.0.0.1:8000", environment["EXAMPLE_SITE"])]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=folder, env=environment, check=False
        )
        assert done.returncode == 0, f"{page.name}: {code}\n{done.stdout}{done.stderr}"
        ran += 1
    assert ran >= 2


def test_the_profile_of_the_operators_page_is_valid(tmp_path: Path) -> None:
    from crawler.profile import load_profile

    code = next(code for kind, code in blocks(ROOT / "docs/operator.md") if kind == "toml")
    (tmp_path / "p.toml").write_text(code, "utf-8")
    assert load_profile(tmp_path / "p.toml").contact == "ops@example.com"


def test_the_sentences_of_the_readme_are_those_of_the_demo(tmp_path: Path) -> None:
    from jiaokan.demo import demo

    said: list[str] = []
    demo(tmp_path / "demo", said.append)
    shown = re.findall(r"^(\S+) +(\S*\[-.*)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert len(shown) == 3
    told = {tuple(line.split()) for line in said}
    assert all((rule, sentence) in told for rule, sentence in shown)


def test_make_knows_the_targets_that_the_pages_name() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    for page in [
        *PAGES,
        ROOT / "CONTRIBUTING.md",
        ROOT / "docs/benchmarks.md",
        ROOT / "docs/crawl-benchmarks.md",
    ]:
        named = re.findall(r"(?:^ {4}|`)make ([a-z-]+)", page.read_text("utf-8"), re.MULTILINE)
        assert set(named) <= targets


def test_links_between_the_pages_lead_somewhere() -> None:
    for page in [*PAGES, *(ROOT / "docs").glob("*.md"), ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"(?<!\\)\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), f"{page.name}: {target}"


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example_and_stands_in_the_documentation(name: str) -> None:
    command = cli.get_command(None, name)  # type: ignore[arg-type]
    assert command is not None
    told = " ".join((command.help or "").split())
    assert told.startswith(COMMANDS[name])
    assert f"jiaokan {name}" in told.partition("Example:")[2]
    assert any(f"jiaokan {name}" in page.read_text("utf-8") for page in PAGES)
    subcommands = getattr(command, "commands", {})
    assert all("Example:" in (sub.help or "") for sub in subcommands.values())


def reference() -> ModuleType:
    spec = importlib.util.spec_from_file_location("reference", ROOT / "docs/reference.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["tables.md", "rules.md", "profile.md"])
def test_the_reference_is_what_the_code_declares(name: str) -> None:
    told = (ROOT / "docs" / name).read_text("utf-8")
    assert told == reference().page(name), "run: python docs/reference.py"


def test_the_reader_of_the_documentation_reads_its_page_as_the_text_says(tmp_path: Path) -> None:
    from cleaning.page import Page
    from cleaning.reading import read
    from jiaokan.sitereaders import load_reader, reader_source

    for kind, code in blocks(ROOT / "docs/readers.md"):
        if (file := shown_file(kind, code)) is not None:
            (tmp_path / file).write_text(code, "utf-8")
    reader = load_reader(reader_source(f"{tmp_path / 'readers.py'}:Riverbank"))
    article = read(Page(content=(tmp_path / "river.html").read_text("utf-8")), site_reader=reader)
    assert (article.title, article.author, article.published_at) == ("春汛", "林晚", "2026-02-03")
    assert article.keywords == ("汛期", "水位")
    assert [block.kind for block in article.blocks] == ["heading", "paragraph", "paragraph"]
    assert article.blocks[0].text == "水位"
    assert "水印" not in article.text
    assert [row.text for row in article.removed if row.rule == "read.site"] == ["河畔水印"] * 2
