# Targets set themselves up; `make` alone lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
SHARED ?= ../shared

.DEFAULT_GOAL := help
.PHONY: help setup demo check test lint docs real bench sample train fit-matcher fix

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY)  ## make .venv with the known-good versions of constraints.txt

$(READY): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed: make PYTHON=python3.12 setup"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(READY)  ## run the sample corpus (fiction) end to end and print the report's path
	$(BIN)/themes demo --out demo

lint: $(READY)  ## style, types, import contracts
	$(BIN)/ruff check --quiet .
	$(BIN)/ruff format --check --quiet .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

check: lint  ## lint and the quick tests, for the day: no browser, no real model
	$(BIN)/pytest -n 2 -m "not model and not slow" --durations=0 --durations-min=5

test: lint  ## lint and the whole test suite, without a network
	$(BIN)/pytest -n 2 --dist loadgroup

docs: $(READY)  ## the documentation site in build/site; strict, without a network
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build
	@echo "build/site/index.html; to search it: python3 -m http.server --bind 127.0.0.1 --directory build/site"

real: $(READY)  ## the main job on real transcripts, where $(SHARED) has them
	CALLTHEMES_SHARED=$(SHARED) $(BIN)/pytest tests/real

bench: $(READY)  ## long measurements, printed as ratios
	$(BIN)/pytest tests/benchmarks -s

sample: $(READY)  ## compose data/sample again (same seed, same bytes)
	$(BIN)/python -m tests.benchmarks.planted

train: $(READY)  ## train the encoder updates on the labelled passages of $(SHARED), in under 90 minutes; resumable
	@mkdir -p build/training
	test -s build/training/calls.jsonl || { $(BIN)/themes parse $(SHARED)/corpora/labelled_calls \
	  $(SHARED)/corpora/telecom_more --format jsonl > build/training/calls.part && mv build/training/calls.part build/training/calls.jsonl; }
	$(BIN)/python -m embeddings.training $(SHARED)/gold/passages_train.jsonl build/training/calls.jsonl --fold 0 \
	  --measure $(SHARED)/gold/theme_labels.jsonl --measure $(SHARED)/gold/panel_labels.jsonl

fit-matcher: $(READY)  ## fit the matcher's weights on labelled passages that the encoder was not trained on
	$(BIN)/python -m themes.evaluation.matcher_fit $(SHARED)/gold/passages_train.jsonl $(SHARED)/corpora/labelled_calls

fix: $(READY)  ## mend what can be mended by machine
	$(BIN)/ruff check --fix --quiet .
	$(BIN)/ruff format --quiet .
