# The two commands of a newcomer are `make serve` and `make test`; both install what they need.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PORT ?= 8000
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check

.PHONY: serve test test-e2e chromium check format playground pictures wheel lock schema clean

serve: $(VENV)/.runtime
	@$(MAKE) --no-print-directory $(VENV)/.playground || echo "warning: no node for GraphiQL; see 'make playground'" >&2
	@$(BIN)/python playground/build.py --soft
	$(BIN)/touchpoint serve --sandbox --port $(PORT)

test: $(VENV)/.dev
	$(BIN)/python -m pytest --ignore=tests/e2e

test-e2e: $(VENV)/.dev $(VENV)/.e2e chromium
	$(BIN)/python -m pytest tests/e2e

chromium:
	@command -v chromium >/dev/null || { apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium; }

check: $(VENV)/.dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/touchpoint schema | cmp - schema/schema.graphql

format: $(VENV)/.dev
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

playground: $(VENV)/.runtime $(VENV)/.playground
	$(BIN)/python playground/build.py

# The distribution, the playground included. What an earlier build left would be packed, too.
wheel: playground
	rm -rf build dist
	$(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-deps --no-build-isolation --wheel-dir dist .

# The pictures of the README.
pictures: $(VENV)/.dev $(VENV)/.e2e chromium
	$(BIN)/python docs/diagram.py
	$(BIN)/python -m docs.screenshot

schema: $(VENV)/.runtime
	$(BIN)/touchpoint schema > schema/schema.graphql

# Pins everything anew, with hashes, for every platform and Python version.
LOCK := $(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	--no-annotate --no-header --quiet $(UPGRADE)
lock: $(VENV)/.dev
	$(LOCK) pyproject.toml --group build -o requirements/runtime.lock
	$(LOCK) --group pyproject.toml:playground -o requirements/playground.lock
	$(LOCK) --group pyproject.toml:e2e -o requirements/e2e.lock
	$(LOCK) pyproject.toml --group build --group dev -c requirements/runtime.lock -o requirements/dev.lock

clean:
	rm -rf $(VENV) build dist app/http/playground playground/node_modules tests/e2e/gateway/node_modules *.egg-info

$(BIN)/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.runtime: requirements/runtime.lock pyproject.toml | $(BIN)/python
	$(PIP) --require-hashes -r requirements/runtime.lock
	$(PIP) --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.dev: requirements/dev.lock $(VENV)/.runtime
	$(PIP) --require-hashes -r requirements/dev.lock
	@touch $@

$(VENV)/.playground $(VENV)/.e2e: $(VENV)/.%: requirements/%.lock | $(BIN)/python
	$(PIP) --require-hashes -r $<
	@touch $@
