# Each target creates the virtual environment that it needs. You need Python 3.11 or later, and make.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MINUTES ?= 10
TARGETS ?=
LIBVIRT ?=

.DEFAULT_GOAL := help
.PHONY: help demo test real coverage lint types generate check bench fuzz clean

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 12

demo: $(VENV)/.run ## convert, check and break an example
	@$(BIN)/python docs/demo.py

test: $(VENV)/.dev ## all tests except those of the type checkers
	$(BIN)/python -m pytest -n 2 --ignore=tests/typing

# Defines and starts machines on its own libvirt and QEMU. LIBVIRT=sid or trixie: a newer one, in a tree of 400 MB.
real: $(VENV)/.dev ## tests on a real libvirt and QEMU; INSTALL_SYSTEM_PACKAGES=1 installs them, LIBVIRT=sid newer ones
	sh tests/real/install.sh
	[ -z '$(LIBVIRT)' ] || sh tests/real/newer/fetch.sh '.cache/libvirt-$(LIBVIRT)' '$(LIBVIRT)'
	$(if $(LIBVIRT),LIBVIRT_TREE='$(CURDIR)/.cache/libvirt-$(LIBVIRT)') REAL=whole RULES=whole $(BIN)/python -m pytest -rs tests/real

coverage: $(VENV)/.dev ## all tests, with the coverage of the package
	$(BIN)/python -m pytest -n 2 --ignore=tests/typing --cov --cov-report=term:skip-covered

lint: $(VENV)/.dev ## run ruff
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev ## run mypy and pyright, also on code that users write
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m pytest tests/typing

generate: $(VENV)/.dev ## write the generated files
	$(BIN)/python -m codegen write

check: $(VENV)/.dev ## check that the generated files are up to date
	$(BIN)/python -m codegen check

bench: $(VENV)/.dev ## measure the speed budgets, as ratios
	$(BIN)/python -m tests.bench

fuzz: $(VENV)/.fuzz ## search for input that breaks a promise, for MINUTES=10
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(TARGETS)

clean: ## remove what the other targets created
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis .coverage dist

$(VENV)/.run:
	$(PYTHON) -c 'import sys; sys.exit("libvirt-xml needs Python 3.11 or later; try: make PYTHON=python3.11" if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run pyproject.toml
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'
	if pkg-config --exists libvirt 2>/dev/null; then $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[apply]' || echo 'libvirt-python cannot be built here: tests of hosts are skipped'; fi
	@touch $@

$(VENV)/.fuzz: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[fuzz]'
	@touch $@
