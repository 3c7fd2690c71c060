# `make report` and `make test` need make and Python 3.11, 3.12 or 3.13; they set up everything else, in .venv.

SHELL = /bin/sh
.DEFAULT_GOAL := help
.SUFFIXES:
.PHONY: help report test test-quick lab build check accuracy bench fuzz strip clean lock

BIN := .venv/bin
READY := .venv/ready
UV ?= uv

# Taken word for word and handed over through the environment: names with spaces, quotes or $ arrive whole.
override SEEDS := $(value SEEDS)
override OUT := $(value OUT)
override ONLY := $(value ONLY)
override PYTHON := $(value PYTHON)
export SEEDS OUT ONLY PYTHON

help:
	@echo 'make report      read the documents, run the notebooks, write reports/index.html'
	@echo '                 SEEDS=folder  other documents     OUT=folder  other place     ONLY=name  one report'
	@echo 'make build       read and code the documents only (SEEDS=folder OUT=folder)'
	@echo 'make lab         open the notebooks in JupyterLab'
	@echo 'make test        all tests; make test-quick leaves out notebooks and the browser'
	@echo 'make check       format, lint, types, notebooks, and the finished reports where there are any'
	@echo 'make accuracy    measure on annotated data in the folders DISCOURSE_GOLD and DISCOURSE_CORPORA'
	@echo 'make bench       measure speed and memory beside the libraries that the readers stand on'
	@echo 'make fuzz        read generated and damaged files for ten minutes (SECONDS=n SEED=n CASE=n)'
	@echo 'make strip       take outputs and run-time metadata out of the notebooks'
	@echo 'make lock        pin the dependencies again after a change in pyproject.toml (needs uv)'
	@echo 'make clean       remove what was generated; delete .venv to install afresh'

report: $(READY)
	@$(BIN)/discourse report $${SEEDS:+"$$SEEDS"} $${OUT:+--out "$$OUT"} $${ONLY:+--only "$$ONLY"}

build: $(READY)
	@$(BIN)/discourse build $${SEEDS:+"$$SEEDS"} $${OUT:+--out "$$OUT"}

lab: $(READY)
	@[ -d data/corpus ] || $(BIN)/discourse build
	@$(BIN)/jupyter lab --notebook-dir=notebooks

test: $(READY)
	@$(BIN)/python -m pytest -n auto --dist loadfile

test-quick: $(READY)
	@$(BIN)/python -m pytest -n auto --dist loadfile -m 'not slow'

check: $(READY)
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy
	@$(BIN)/python -m pytest --quiet tests/test_ground.py
	@if [ -f reports/run.json ]; then $(BIN)/discourse check; fi

# The figures in data/accuracy.json are floors: one that falls fails, unless the file says why.
accuracy: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m accuracy

bench: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m bench

# Numbers, taken by make itself: for some shells SECONDS is a clock.
fuzz: $(READY)
	@PYTHONPATH=tests $(BIN)/python -m fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(if $(SEED),--seed $(SEED)) $(if $(CASE),--case $(CASE))

strip: $(READY)
	@$(BIN)/jupyter nbconvert --log-level=ERROR --clear-output --inplace \
		--ClearMetadataPreprocessor.enabled=True \
		--ClearMetadataPreprocessor.preserve_nb_metadata_mask='{"kernelspec"}' \
		--ClearMetadataPreprocessor.preserve_cell_metadata_mask='{"tags"}' \
		notebooks/*.ipynb

clean:
	rm -rf reports .reports.discourse-* data/corpus data/.corpus.discourse-* dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .fuzz

# --no-config: with indexes of one's own the lock would pin private files.
# argon2-cffi-bindings 26 has no wheel for Macs with Intel processors.
lock:
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv (pipx install uv), or UV=path/to/uv' >&2; exit 1; }
	@echo 'argon2-cffi-bindings<26' | $(UV) --no-config pip compile --quiet --upgrade --constraint - --universal \
		--python-version 3.11 --extra dev --extra english --generate-hashes --no-header --no-annotate \
		--output-file requirements.lock pyproject.toml

# Only what the lock pins is fetched: wheels alone (building one would fetch its tools), nothing upgraded beside them.
SUITABLE = import sys, ensurepip, venv; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))

$(READY): requirements.lock pyproject.toml
	@[ -x $(BIN)/python ] || { \
		if [ -n "$$PYTHON" ]; then set -- "$$PYTHON"; else set -- python3 python python3.13 python3.12 python3.11; fi; \
		for python; do "$$python" -c '$(SUITABLE)' 2>/dev/null && exec "$$python" -m venv --clear .venv; done; \
		echo "Found no Python 3.11, 3.12 or 3.13 with the modules venv and ensurepip. Looked for: $$*" >&2; \
		echo 'Install one (on Debian and Ubuntu also python3-venv), or name one: make PYTHON=/path/to/python' >&2; \
		exit 1; }
	@$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null
	@echo 'Setting up .venv, once; this takes a minute or two ...'
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--only-binary :all: --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input \
		--no-deps --no-build-isolation --editable .
	@touch $@
