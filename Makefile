# Every target makes its own virtual environment first; nothing else needs to be installed by hand.
PYTHON ?= python3
VENV   ?= .venv
BIN    := $(VENV)/bin
NODE_TOOLS := tests/node/node_modules/.installed

.DEFAULT_GOAL := help
.PHONY: help demo test check format lint types contracts cover eval eval-check bench soak lock clean

help: ## what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(VENV)/.dev: requirements-dev.txt pyproject.toml
	@PYTHON="$(PYTHON)" VENV="$(VENV)" ./scripts/environment requirements-dev.txt
	@touch $@

$(VENV)/.run: requirements.txt pyproject.toml
	@test -e $(VENV)/.dev || PYTHON="$(PYTHON)" VENV="$(VENV)" ./scripts/environment requirements.txt
	@touch $@

$(NODE_TOOLS): tests/node/package.json tests/node/package-lock.json
	@if ! command -v npm >/dev/null; then \
		echo "npm is not here: the comparison with Atlassian's JQL parser will be skipped"; \
	elif npm ci --prefix tests/node --no-audit --no-fund --loglevel=error; then touch $@; \
	elif [ -n "$$CI" ]; then exit 1; \
	else echo "npm could not install: the comparison with Atlassian's JQL parser will be skipped"; fi

demo: $(VENV)/.run ## a local Slack and Jira, a short conversation, then keep serving
	$(BIN)/cadence sandbox demo

test: $(VENV)/.dev $(NODE_TOOLS) ## the whole test suite
	$(BIN)/pytest -n 2 --dist worksteal

format: $(VENV)/.dev ## rewrite the code in the house format
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

lint: $(VENV)/.dev
	$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(VENV)/.dev
	$(BIN)/mypy

contracts: $(VENV)/.dev
	$(BIN)/lint-imports

cover: $(VENV)/.dev $(NODE_TOOLS)
	$(BIN)/coverage erase
	$(BIN)/pytest -n 2 --dist worksteal --cov --cov-report=term --cov-fail-under=90

check: lint types contracts cover eval-check ## everything that must be green: format, lint, types, import contracts, tests with branch coverage

eval: $(VENV)/.dev ## how well questions are understood, against labelled ones
	$(BIN)/python -m evals

eval-check: $(VENV)/.dev
	$(BIN)/python -m evals --check

bench: $(VENV)/.dev ## speed, as ratios against the libraries under us
	$(BIN)/python -m benchmarks

soak: $(VENV)/.dev ## long runs with kills, on both databases
	$(BIN)/pytest -m soak --timeout 1800

lock: ## resolve the dependencies anew into the hash-pinned requirement files
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --output-file requirements.txt
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --output-file requirements-dev.txt

clean:
	rm -rf $(VENV) tests/node/node_modules .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
