# Each target makes the virtual environment that it needs; Python 3.11 or later and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MINUTES ?= 10
TARGETS ?=

.DEFAULT_GOAL := help
.PHONY: help demo test real coverage lint types generate check bench fuzz clean

help: ## what there is to make
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: $(VENV)/.run ## YAML to a domain and back, checked; then broken
	@$(BIN)/python docs/demo.py

test: $(VENV)/.dev ## all tests but those of the type checkers
	$(BIN)/python -m pytest -n 2 --ignore=tests/typing

# Machines of specs, defined and started on a libvirt and QEMU of their own.
real: $(VENV)/.dev ## the tests on a real libvirt and QEMU; INSTALL_SYSTEM_PACKAGES=1 installs these on Debian
	sh tests/real/install.sh
	$(BIN)/python -m pytest -rs tests/real

coverage: $(VENV)/.dev ## all tests, and how much of the package they run
	$(BIN)/python -m pytest -n 2 --ignore=tests/typing --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev ## ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## mypy, pyright, and what users write
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m pytest tests/typing

generate: $(VENV)/.dev ## write what is generated
	$(BIN)/python -m codegen write

check: $(VENV)/.dev ## whether what is generated is up to date
	$(BIN)/python -m codegen check

bench: $(VENV)/.dev ## the budgets, as ratios
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/.fuzz ## look for input that breaks a promise, MINUTES=10 long
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(TARGETS)

clean: ## remove what the other targets made
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage dist

$(VENV)/.run:
	$(PYTHON) -c 'import sys; sys.exit("libvirt-xml needs Python 3.11 or later; try: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	@touch $@

$(VENV)/.fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	@touch $@
