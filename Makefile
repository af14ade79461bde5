# One verb, one command. Every verb sets up what it needs; `make demo` works on a fresh machine.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps

# Compiled modules are kept: the suite starts a hundred processes, and each would compile everything anew.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: setup demo run test lint style types contracts bench clean
.DEFAULT_GOAL := demo

setup: $(READY)  ## create .venv and install the locked versions

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; v = sys.version_info[:2]; v >= (3, 11) or sys.exit("Callwright needs Python 3.11 or newer; this is %d.%d. Set PYTHON=/path/to/python3.11" % v)'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the locked packages into $(VENV) (under a minute) ..."
	@# pip works on one core, and so does its compiling: two of them share the packages, all cores compile.
	@awk 'BEGIN { n = -1 } /^[^ ]/ { n++ } { print > ("$(VENV)/half-" n % 2 ".lock") }' requirements.lock
	@printf '%s\n' $(VENV)/half-0.lock $(VENV)/half-1.lock | xargs -P 2 -I {} $(PIP) --no-compile --require-hashes -r {}
	@$(BIN)/python -m compileall -q -j 0 $(VENV)/lib || true  # a package may hold files of another Python
	@$(PIP) --no-build-isolation -e .
	@touch $@

demo: setup  ## a spoken call that books an appointment
	@$(BIN)/callwright call appointments --scenario demo --ears local --clock real

run: setup  ## the agent in the browser: http://localhost:7860
	@$(BIN)/python bot.py

lint: setup  ## style, types and contracts
	@$(MAKE) --no-print-directory --jobs --output-sync style types contracts

style:
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

types:
	@$(BIN)/pyright

contracts:
	@$(BIN)/lint-imports

test: lint  ## lint, types, contracts and tests
	@$(BIN)/python -m pytest

bench: setup  ## Callwright beside a bare Pipecat bot: figures and ratios
	@$(BIN)/python -m benchmarks
	@$(BIN)/python -m benchmarks.sizing
	@$(BIN)/python -m benchmarks.spoken_calls
	@$(BIN)/python -m benchmarks.redaction
	@$(BIN)/python -m benchmarks.redaction_live
	@$(BIN)/python -m benchmarks.privacy
	@$(BIN)/python -m benchmarks.edge_idle
	@$(BIN)/python -m benchmarks.edge_kills
	@$(BIN)/python -m benchmarks.edge_leaks
	@$(BIN)/python -m benchmarks.edge_rolling
	-@$(BIN)/callwright chaos appointments-cloud

clean:  ## everything that can be made again
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .ruff_cache .hypothesis .import_linter_cache var
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
