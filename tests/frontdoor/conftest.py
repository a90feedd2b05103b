"""The command line as a function, and the example site as a running server."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from jiaokan.cli import main
from jiaokan.example.server import ExampleServer, serve
from jiaokan.example.site import profile_text


class Said(NamedTuple):
    """What a command said and ended with."""

    code: int
    out: str
    err: str


Jiaokan = Callable[..., Said]


@pytest.fixture
def jk(capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch) -> Jiaokan:
    """Calls the command line in this process: `jk("clean", path, "-o", folder, stdin=b"")`."""

    def call(*arguments: object, stdin: bytes = b"") -> Said:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), "utf-8"))
        capfdbinary.readouterr()
        with pytest.raises(SystemExit) as ended:
            main([str(argument) for argument in arguments])
        said = capfdbinary.readouterr()
        return Said(
            int(ended.value.code or 0), said.out.decode("utf-8", "surrogateescape"), said.err.decode()
        )

    return call


@pytest.fixture
def site() -> Iterator[ExampleServer]:
    with serve(1) as server:
        yield server


@pytest.fixture
def profile(site: ExampleServer, tmp_path: Path) -> Path:
    path = tmp_path / "example.toml"
    path.write_text(profile_text(site.port), "utf-8")
    return path
