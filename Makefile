# One verb per chore. Each does the set-up it needs on a fresh Debian or Ubuntu machine and is quick
# the second time.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.set-up
CATALOGUES := $(wildcard outreach/locale/*/LC_MESSAGES/*.po)
# pango: what WeasyPrint draws with; the fonts: hands and a clear face for the messages;
# poppler-utils: the tests read the pages back with a second program.
PACKAGES := libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
	fonts-kiloji fonts-seto fonts-kouzan-mouhitsu fonts-morisawa-bizud-gothic \
	poppler-utils python3-venv

.PHONY: setup run test test-all battery bench golden docs locale lint clean

setup: $(STAMP)

$(STAMP): pyproject.toml hatch_build.py scripts/install-packages $(CATALOGUES)
	@scripts/install-packages $(PACKAGES)
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@$(BIN)/python hatch_build.py
	@touch $@

run: setup
	@$(BIN)/outreach print 2026-12a
	@$(BIN)/outreach print 2026-12b

test: setup lint
	@$(BIN)/pytest -n 2 -m 'not slow'

test-all: setup lint
	@$(BIN)/pytest -n 2 --ignore tests/battery
	@OUTREACH_BATTERY=full $(BIN)/pytest -n 2 --dist worksteal tests/battery

# One part of the battery in full, by itself: make battery PART=kills
PART ?=
battery: setup
	@OUTREACH_BATTERY=full $(BIN)/pytest -n 2 --dist worksteal tests/battery$(if $(PART),/test_$(PART).py)

lint: setup
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

bench: setup
	@$(BIN)/python -m benchmarks

golden: setup
	@$(BIN)/python -m pytest tests/test_golden.py --rewrite-golden

docs: setup
	@$(BIN)/python scripts/make-pictures
	@$(BIN)/python scripts/make-hand-pictures
	@$(BIN)/python scripts/make-report-picture

locale: setup
	@$(BIN)/python hatch_build.py --extract
	@$(BIN)/python hatch_build.py

clean:
	rm -rf $(VENV) dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
