# The newcomer's commands. Each does its own set-up, and only what is missing: a second run starts at once.

PYTHON ?= python3
VENV ?= .venv
WORKERS ?= auto
BIN = $(VENV)/bin
LOCK = $(BIN)/pip-compile --quiet --generate-hashes --allow-unsafe --no-header \
	--no-emit-index-url --no-emit-find-links --no-emit-trusted-host
HEADER = \# Exact versions and file hashes for CPython 3.11, 3.12 and 3.13. Written by `make lock`; do not edit.

.PHONY: help run test lint format bench lock clients lock-clients clean

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 10

run: $(VENV)/run.stamp ## serve the demonstration register on http://127.0.0.1:8000 (Ctrl-C stops)
	@exec $(BIN)/ombudsman serve --demo

test: $(VENV)/dev.stamp ## all tests, on the embedded PostgreSQL or on that of DATABASE_URL; ARGS='-k word -x' narrows
	$(BIN)/python -m pytest -n $(WORKERS) --dist loadfile $(ARGS)

lint: $(VENV)/dev.stamp ## format, lint, types, and the direction of imports
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(VENV)/dev.stamp ## what lint would otherwise complain about
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/dev.stamp ## the figures of docs/benchmarks.md, measured here and now
	$(BIN)/python -m benchmarks $(ARGS)

lock: $(VENV)/dev.stamp ## requirements.txt and requirements-dev.txt from their .in files; ARGS=--upgrade renews
	$(LOCK) $(ARGS) --output-file=requirements.txt requirements.in
	$(LOCK) $(ARGS) --output-file=requirements-dev.txt requirements-dev.in
	@for file in requirements.txt requirements-dev.txt; do \
		{ printf '%s\n' '$(HEADER)'; cat $$file; } > $$file.new && mv $$file.new $$file; done

clients: ## the JavaScript clients with which tests/clients tries the API; needs Node.js with npm
	@$(PYTHON) -m tests.clients.node

lock-clients: ## tests/clients/package-lock.json from its package.json
	npm install --prefix tests/clients --package-lock-only --ignore-scripts
	node tests/clients/lock.mjs

clean: ## the virtual environment and every cache; the register in .ombudsman stays
	rm -rf $(VENV) build tests/clients/node_modules *.egg-info .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis .coverage*
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: make PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/run.stamp: requirements.txt requirements.in pyproject.toml | $(VENV)/bin/python
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-index --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/dev.stamp: requirements-dev.txt $(VENV)/run.stamp
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@
