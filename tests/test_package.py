"""The wheel holds the four packages with their data, and nothing else."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KINDS = (".py", ".toml", ".json", ".tsv", ".npz", ".j2", ".css", ".html", ".txt", ".xml", "/py.typed")
PACKAGES = ("jiaokan", "crawler", "cleaning", "output")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return zipfile.ZipFile(next(folder.glob("*.whl")))


def test_the_wheel_holds_every_file_of_the_four_packages(wheel: zipfile.ZipFile) -> None:
    names = set(wheel.namelist())
    ours = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert ours - names == set()
    assert {
        "cleaning/rules/connective.toml",
        "output/report/report.html.j2",
        "jiaokan/example/templates/cms.html",
    } <= names


def tracked() -> set[str] | None:
    """The files of the packages that git knows; None where this is no clone."""
    done = subprocess.run(
        ["git", "ls-files", "-z", "--", *PACKAGES], capture_output=True, text=True, cwd=ROOT, check=False
    )
    return {name for name in done.stdout.split("\0") if name} or None


def test_the_wheel_holds_nothing_else(wheel: zipfile.ZipFile) -> None:
    ours = {name for name in wheel.namelist() if ".dist-info/" not in name}
    kinds = {name for name in ours if not name.endswith(KINDS)}
    assert kinds == set(), "a file of a kind that no package needs"
    known = tracked()
    if known is not None:
        assert ours - known == set(), "a stray file: remove it, or git add it"
    assert {name.split("/")[0] for name in ours} == set(PACKAGES)


def test_the_metadata_names_licence_command_and_light_dependencies(wheel: zipfile.ZipFile) -> None:
    folder = next(name.split("/")[0] for name in wheel.namelist() if ".dist-info/" in name)
    told = wheel.read(f"{folder}/METADATA").decode()
    assert "License-Expression: Apache-2.0" in told
    assert b"jiaokan = jiaokan.cli:main" in wheel.read(f"{folder}/entry_points.txt")
    needed = [
        line for line in told.split("\n") if line.startswith("Requires-Dist:") and "extra ==" not in line
    ]
    assert not any(
        heavy in line for line in needed for heavy in ("torch", "ray", "java", "pyspark", "tensorflow")
    )


def test_constraints_name_versions_and_no_address() -> None:
    lines = [
        line
        for line in (ROOT / "constraints.txt").read_text("utf-8").split("\n")
        if line and not line.startswith("#")
    ]
    assert len(lines) > 40
    assert all("==" in line and "://" not in line and not line.startswith("-") for line in lines)
