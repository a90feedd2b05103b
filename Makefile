# Two commands on a fresh machine that has Python 3.11 and make: `make demo` and `make test`.

PYTHON ?= python3.11
ifeq ($(shell command -v $(PYTHON) 2>/dev/null),)
PYTHON := python3
endif
VENV := .venv
BIN := $(VENV)/bin
# What an installation depends on: when it changes, the stamp has another name and the installation is made again.
STAMP := $(shell cat pyproject.toml constraints.txt | cksum | cut -d' ' -f1)
BASE := $(VENV)/.base-$(STAMP)
DEV := $(VENV)/.dev-$(STAMP)
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet --no-input

.PHONY: demo test lint format clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    crawl, clean and publish the bundled example site, twice, into data/demo"
	@echo "make test    check format, types and behaviour"
	@echo "make format  let ruff format the code"
	@echo "make clean   remove the environment and what builds leave behind; data/ stays"

demo: $(BASE)
	@echo "==> jiaokan demo --keep data/demo (what an earlier demo left there is removed)"
	@rm -rf data/demo
	@$(BIN)/jiaokan demo --keep data/demo

test: $(DEV) lint
	@echo "==> pytest"
	@$(BIN)/python -m pytest -n 2 --dist loadgroup

lint: $(DEV)
	@echo "==> ruff"
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/ruff check --quiet .
	@echo "==> mypy --strict"
	@$(BIN)/mypy

format: $(DEV)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

clean:
	rm -rf $(VENV) dist build .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@echo "==> making $(VENV) with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jiaokan needs Python 3.11 or newer, found " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(BASE): | $(BIN)/python
	@echo "==> installing jiaokan and what it needs into $(VENV) (once)"
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(DEV): | $(BIN)/python
	@echo "==> installing jiaokan with its development tools into $(VENV) (once)"
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(BASE)
