# make run · make test · make lint · make bench. Needs only git, make and python3-venv.

SHELL := /bin/bash
VENV := .venv
PYTHON := $(VENV)/bin/python
# The stamps carry the hash of what was asked for: a second run is quick, a changed pin installs again.
RUN := $(VENV)/.run-$(shell sha256sum requirements.txt | cut -c1-16)
DEV := $(VENV)/.dev-$(shell cat requirements.txt requirements-dev.txt | sha256sum | cut -c1-16)
CORES := $(shell nproc 2>/dev/null || echo 2)
PYTEST := $(PYTHON) -W error -m pytest -q --dist worksteal
UNIT := -m "not browser and not bench and not soak"
BROWSER := -m "browser and not webkit and not bench and not soak"
WEBKIT := -m webkit
# Browser tests have real time in them ("sent within 5 s"). What failed beside others is run again alone, and must pass.
ALONE = { echo "── again, one at a time: what failed"; \
  TEST_DATABASE=sqlite $(PYTEST) -n 0 --last-failed --last-failed-no-failures none $(1); }
# How many seeds, and for how long each; SEED=… plays one again.
SEEDS ?= $(if $(SEED),1,5)
MINUTES ?= 2
WALK := $(wildcard tests/browser/test_walk.py)

.DEFAULT_GOAL := help
.PHONY: help venv run test lint format bench soak clean tools \
        test-unit-sqlite test-unit-postgresql test-browser-sqlite test-webkit-sqlite test-walk-postgresql

help:
	@echo "make run     the application with its demonstration, on http://localhost:8000 (PORT=… for another)"
	@echo "make test    every test, on SQLite and on PostgreSQL, in real browsers"
	@echo "make lint    ruff and mypy"
	@echo "make bench   measures, and writes build/bench.json"
	@echo "make soak    ten minutes of everything going wrong at once (SEEDS=… MINUTES=…, SEED=… again), writes build/soak.json"
	@echo "make clean   removes what make made, but for instance/ (your data and keys)"

venv: $(DEV)

# One at a time, even when two shells ask at once; a half-made environment has no stamp.
define install
	@flock Makefile bash -c 'test -e "$@" || { \
	  { test -x $(PYTHON) && $(PYTHON) -m pip --version >/dev/null 2>&1 || python3 -m venv --clear $(VENV); } && \
	  echo "Installing $(1)" && \
	  $(PYTHON) -m pip install --quiet --disable-pip-version-check -r $(1) && \
	  rm -f $(VENV)/$(2)-* && touch "$@"; }'
endef

$(RUN):
	$(call install,requirements.txt,.run)

$(DEV): | $(RUN)
	$(call install,requirements-dev.txt,.dev)

run: $(RUN)
	@$(PYTHON) -m fieldapp.run

# Chromium, WebKitGTK, PostgreSQL and Tesseract, where they are missing.
tools: $(DEV)
	@.ci/install-test-tools

# Each part runs even when one before it failed, so that one run tells everything.
test: tools
	@$(MAKE) --keep-going --no-print-directory -j1 \
	  test-unit-sqlite test-unit-postgresql test-browser-sqlite test-webkit-sqlite test-walk-postgresql

test-unit-sqlite: $(DEV)
	@echo "── unit tests, SQLite"
	@TEST_DATABASE=sqlite $(PYTEST) -n $(CORES) $(UNIT)

test-unit-postgresql: $(DEV)
	@echo "── unit tests, PostgreSQL"
	@TEST_DATABASE=postgresql $(PYTEST) -n $(CORES) $(UNIT)

test-browser-sqlite: $(DEV)
	@echo "── browser tests, SQLite"
	@TEST_DATABASE=sqlite $(PYTEST) -n $(CORES) $(BROWSER) || $(call ALONE,$(BROWSER))

test-webkit-sqlite: $(DEV)
	@echo "── the failure matrix in Safari's engine, SQLite"
	@TEST_DATABASE=sqlite $(PYTEST) -n 1 $(WEBKIT) || $(call ALONE,$(WEBKIT))

test-walk-postgresql: $(DEV)
	@echo "── the walk, PostgreSQL"
	@TEST_DATABASE=postgresql $(PYTEST) -n 2 $(BROWSER) $(or $(WALK),tests/browser)

lint: $(DEV)
	@$(PYTHON) -m ruff check . && $(PYTHON) -m ruff format --check . && $(PYTHON) -m mypy

format: $(DEV)
	@$(PYTHON) -m ruff check --fix . ; $(PYTHON) -m ruff format .

bench: tools
	@mkdir -p build && $(PYTHON) -m pytest -q -s -p no:xdist -m bench

soak: tools
	@SOAK_SEED=$(SEED) SOAK_SEEDS=$(SEEDS) SOAK_MINUTES=$(MINUTES) TEST_DATABASE=sqlite $(PYTEST) -n 0 -m soak tests/soak

clean:
	rm -rf $(VENV) build .pytest_cache .ruff_cache .mypy_cache .hypothesis
	find . -name __pycache__ -not -path './.git/*' -prune -exec rm -rf {} +
