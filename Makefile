# Two commands are all a newcomer needs: `make run` and `make test`.

BIN := .venv/bin
PYTEST := $(BIN)/python -m pytest

.PHONY: help setup program run test lint eval gate bench sizing docs site pictures model lock dist clean

help: ## list the commands
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 18

setup: ## install what is missing (Debian packages, Python packages into .venv)
	@.ci/setup

program: # the same without what only developers need
	@.ci/setup run

run: program ## read the plans of corpus/ and leave dataset, findings and report in outputs/
	@$(BIN)/python -m corpus.render >/dev/null
	@$(BIN)/kehoach run corpus/rendered --out outputs || [ $$? -eq 3 ]  # 3: done, and told what could not be read
	@echo 'kehoach: $(BIN)/kehoach'

test: ## run all tests
	@.ci/setup tests
	@$(PYTEST) -n 3 --dist worksteal --benchmark-disable

lint: setup ## formatting, linting, types, locked files
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy --no-error-summary
	@! grep -nE 'https?://' requirements*.lock

eval: setup ## print the accuracy table
	@$(BIN)/python -m corpus.evaluate

gate: setup ## fail when a figure falls below the committed one
	@$(BIN)/python -m corpus.evaluate --gate corpus/evaluate/baseline.json

bench: setup ## print the performance table
	@$(PYTEST) tests/bench --benchmark-only --benchmark-columns=min,mean,stddev,rounds

sizing: setup ## print what reading costs by kind, and what a year of all communes needs
	@$(BIN)/python -m corpus.render
	@$(BIN)/python -m tests.bench.sizing corpus/rendered

docs: setup ## write the generated pages of docs/ again
	@$(BIN)/python -m docs.generate

site: setup ## build the site of the documentation: site/index.html, read without a server or a network
	@NO_MKDOCS_2_WARNING=1 $(BIN)/python -m mkdocs build --strict

pictures: setup ## make the pictures of the README again (needs chromium)
	@$(BIN)/python -m docs.pictures
	@$(BIN)/python -m docs.garbled_picture

MODELS := normalizers/diacritics/data
PAGES ?= 300
model: setup ## make the models of the recovery again: make model TEXT=folder [PAGES=300]
	@test -n "$(TEXT)" || { echo 'make model TEXT=folder  (.txt or .txt.xz in UTF-8, a paragraph a line)' >&2; exit 2; }
	$(BIN)/python -m corpus.training.language_model $(TEXT) --out $(MODELS)
	$(BIN)/python -m corpus.training.capitals $(TEXT) --out $(MODELS)/capitals.tsv
	$(BIN)/python -m normalizers.diacritics.data.make_continuations
	$(BIN)/python -m corpus.training.parallel $(TEXT) --language eng --pages $(PAGES) --out build/model/eng
	$(BIN)/python -m corpus.training.channel build/model/eng.tokens.tsv --out $(MODELS)/channel_misread.tsv
	$(BIN)/python -m corpus.training.parallel $(TEXT) --language vie --pages $(PAGES) --out build/model/vie
	$(BIN)/python -m corpus.training.channel build/model/vie.tokens.tsv --out $(MODELS)/channel_vie.tsv
	$(BIN)/python -m corpus.training.misread_words build/model/vie.tokens.tsv --out $(MODELS)/channel_vie_words.tsv
	$(BIN)/python -m corpus.training.calibration --out $(MODELS)/calibration.tsv

LOCK := uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-header --no-annotate
lock: ## lock the dependencies again, with hashes; what is tested is what is installed
	$(LOCK) --all-extras --group dev pyproject.toml -o requirements-dev.lock
	$(LOCK) --constraint requirements-dev.lock pyproject.toml -o requirements.lock
	$(LOCK) --constraint requirements-dev.lock --group corpus pyproject.toml -o requirements-corpus.lock
	$(LOCK) --constraint requirements-dev.lock --extra postgres --extra s3 pyproject.toml -o requirements-server.lock

dist: setup ## build the wheel and the sdist of the last commit into dist/
	@.ci/dist

clean: ## remove what was installed and made
	rm -rf .venv outputs/* corpus/rendered build dist *.egg-info
