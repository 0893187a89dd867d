# Iris. `make` lists what there is.
PYTHON ?= python3
BIN := .venv/bin
.DEFAULT_GOAL := help

help:  ## List the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: .venv/run.stamp  ## Start Iris on http://127.0.0.1:8003 (IRIS_HOST, IRIS_PORT, IRIS_HOME)
	@exec $(BIN)/iris serve

test: .venv/dev.stamp  ## Run every test
	$(BIN)/pytest -n 2

chaos: .venv/dev.stamp  ## Run the tests that break each layer of the guard
	$(BIN)/pytest -n 2 tests/chaos

widget: .venv/dev.stamp  ## Build the widget into server/widget/dist, which is committed
	$(BIN)/python -m tests.e2e.npm server/widget run build

soak: .venv/dev.stamp  ## Kill a spending process 80 times, live through 1,000 seeded stories (ten minutes)
	IRIS_KILLS=80 IRIS_SEEDS=1000 $(BIN)/pytest -n 2 tests/ledger

check: .venv/dev.stamp  ## Static checks: style, types, imports, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pip-audit -r requirements.lock --no-deps --disable-pip --progress-spinner off

bench: .venv/dev.stamp  ## Measure Iris beside a bare LangGraph server
	$(BIN)/python -m tests.bench

bench-career: .venv/dev.stamp  ## Measure the occupations over the full ROME (IRIS_REFERENCE_DATA)
	@IRIS_REFERENCE_DATA="$${IRIS_REFERENCE_DATA:-../shared/data}" $(BIN)/python -m tests.bench --only career

lock: .venv/dev.stamp  ## Resolve the dependencies again
	$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header -o requirements.lock
	$(BIN)/uv pip compile pyproject.toml -q --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --extra dev -o requirements-dev.lock

.venv/pyvenv.cfg:
	$(PYTHON) -m venv .venv

.venv/run.stamp: requirements.lock pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.venv/dev.stamp: requirements-dev.lock pyproject.toml | .venv/pyvenv.cfg
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

.PHONY: help run test widget chaos soak check bench bench-career lock
