# Each target makes the virtual environment that it needs; Python 3.11 or later and make are enough.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MINUTES ?= 10
TARGETS ?=

.PHONY: demo test real lint types generate check bench fuzz clean

demo: $(VENV)/.run
	@$(BIN)/python docs/demo.py

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n 2 --ignore=tests/typing

# Machines of specs, defined and started on a libvirt and QEMU of their own; installs these where it may.
real: $(VENV)/.dev
	sh tests/real/install.sh
	$(BIN)/python -m pytest -rs tests/real

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy
	$(BIN)/pyright --pythonpath $(BIN)/python
	$(BIN)/python -m pytest tests/typing

generate: $(VENV)/.dev
	$(BIN)/python -m codegen write

check: $(VENV)/.dev
	$(BIN)/python -m codegen check

fuzz: $(VENV)/.fuzz
	$(BIN)/python -m tests.fuzz --minutes $(MINUTES) $(TARGETS)

bench: $(VENV)/.dev
	$(BIN)/python -m tests.bench

clean:
	rm -rf $(VENV) .cache .pytest_cache .mypy_cache .ruff_cache .hypothesis dist

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
