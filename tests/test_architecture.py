"""Imports point one way, and light packages stay light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("jiaokan", "crawler", "cleaning", "output")
MAY_IMPORT = {
    "cleaning": set(),
    "crawler": {"cleaning.decoding", "cleaning.reading.caps"},
    "output": {"cleaning"},
    "jiaokan": {"crawler", "output", "cleaning"},
}
"""What each package may import of the others; a name with a dot allows that module alone."""


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def allowed(module: str, package: str) -> bool:
    top = module.partition(".")[0]
    if top not in PACKAGES or top == package:
        return True
    return any(module == name or module.startswith(f"{name}.") for name in MAY_IMPORT[package])


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_the_design_lets_it(package: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}: {module}"
        for path in sorted((ROOT / package).rglob("*.py"))
        for module in imports(path)
        if not allowed(module, package)
    ]
    assert wrong == []


def test_a_forbidden_import_would_be_noticed() -> None:
    assert not allowed("crawler.state", "cleaning")
    assert not allowed("cleaning.reading", "crawler")
    assert not allowed("jiaokan.api.clean", "output")
    assert allowed("cleaning.decoding.decode", "crawler")


@pytest.mark.parametrize(
    ("statement", "forbidden"),
    [
        ("import jiaokan", "scrapy twisted pandas selectolax opencc msgspec click"),
        ("import jiaokan.cli", "scrapy twisted pandas selectolax opencc msgspec rich jinja2"),
        ("import jiaokan; jiaokan.clean; jiaokan.repair('甲')", "scrapy twisted pandas"),
        (
            "import crawler.profile, crawler.state, crawler.archive, crawler.urls",
            "scrapy twisted pandas selectolax",
        ),
        ("import output.publish, output.verify, output.load", "scrapy twisted pandas"),
    ],
)
def test_importing_does_not_pull_in_heavy_libraries(statement: str, forbidden: str) -> None:
    code = f"{statement}\nimport sys\nprint(*sorted(set({forbidden.split()!r}) & sys.modules.keys()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_no_path_of_a_machine_stands_in_the_sources() -> None:
    suspicious = ("/" + "work/", "/" + "tmp/dev", "/root/")
    files = subprocess.run(
        ["git", "ls-files"], capture_output=True, text=True, cwd=ROOT, check=False
    ).stdout.split()
    found = [
        name
        for name in files
        if (ROOT / name).is_file()
        and any(mark in (ROOT / name).read_text("utf-8", "replace") for mark in suspicious)
    ]
    assert found == [] or found == ["tests/test_architecture.py"]
