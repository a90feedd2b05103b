"""The examples in the docstrings of the packages run, and come out as written."""

from __future__ import annotations

import doctest
import pkgutil
from importlib import import_module

import pytest

import cleaning
import crawler
import jiaokan
import output

PACKAGES = (jiaokan, cleaning, crawler, output)
MODULES = sorted(
    {
        module.name
        for package in PACKAGES
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
    }
    | {package.__name__ for package in PACKAGES}
)


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_the_examples_of_a_module_come_out_as_written(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name), optionflags=doctest.NORMALIZE_WHITESPACE)
    assert failed == 0


@pytest.mark.parametrize("name", ["extract", "clean", "repair", "load"])
def test_every_public_function_has_an_example(name: str) -> None:
    assert doctest.DocTestFinder().find(getattr(jiaokan, name), name)[0].examples
