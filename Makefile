# Everything below creates and uses .venv by itself; set-up chatter goes to stderr.
PYTHON ?= python3
BIN := .venv/bin
# Where an image sets it, every command of the tests would compile the package anew.
unexport PYTHONDONTWRITEBYTECODE
DEMO_PAGE := tests/fixtures/post/stocks-and-promo/page.md

.PHONY: demo test quick lint expected stress fuzz bench quality clean

demo: .venv/.runtime
	@$(BIN)/sinaextract $(DEMO_PAGE)

test: .venv/.dev
	@$(BIN)/pytest

# In a minute, without browsers, Spark, shells, and most runs over folders.
quick: .venv/.dev
	@QUICK=1 $(BIN)/pytest -n logical -m "not slow"

lint: .venv/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports --no-logo

# Rewrites the fixtures' expectations from what the code gives now: read the diff before you commit it.
expected: .venv/.dev
	@$(BIN)/python scripts/make_expected.py

# 20,000 pages, damaged, killed and resumed; some minutes. Not part of the tests.
stress: .venv/.dev
	@$(BIN)/python scripts/stress.py

# Inputs made to harm: mutated pages and containers, then coverage-guided bytes. Some minutes; FUZZ=200000 for more.
FUZZ ?= 10000
fuzz: .venv-fuzz/.installed
	@mkdir -p .fuzz
	@.venv-fuzz/bin/python -m fuzzing --inputs $(FUZZ) --seed 1
	@for target in decode containers pipeline; do \
	  .venv-fuzz/bin/python -m fuzzing.coverage $$target -runs=$$(($(FUZZ) / 5)) -seed=1 > .fuzz/$$target.log 2>&1 \
	    || { tail -n 30 .fuzz/$$target.log; exit 1; }; \
	  echo "$$target: $$(tail -n 1 .fuzz/$$target.log)"; \
	done

# Against other extractors and bare parsers; writes benchmarks/RESULTS.md and the tables made of it. A few minutes.
bench: .venv-bench/.installed
	@.venv-bench/bin/python -m benchmarks
	@.venv-bench/bin/python scripts/make_comparison.py

# What they find, against hand-made gold, likewise benchmarks/QUALITY.md; needs the corpus beside the project. A minute.
quality: .venv-bench/.installed
	@.venv-bench/bin/python -m benchmarks.quality
	@.venv-bench/bin/python scripts/make_comparison.py

clean:
	rm -rf .venv .venv-bench .venv-fuzz .fuzz .pytest_cache .mypy_cache .ruff_cache .hypothesis

.venv/.runtime: pyproject.toml
	@test -d .venv || $(PYTHON) -m venv .venv >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable . >&2
	@touch $@

.venv/.dev: pyproject.toml
	@test -d .venv || $(PYTHON) -m venv .venv >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" >&2
	@$(BIN)/python -m pip install --quiet --editable . --group dev >&2
	@if command -v java >/dev/null; then $(BIN)/python -m pip install --quiet --editable ".[spark]" >&2; fi
	@touch .venv/.runtime $@

.venv-bench/.installed: pyproject.toml benchmarks/requirements.txt
	@test -d .venv-bench || $(PYTHON) -m venv .venv-bench >&2
	@.venv-bench/bin/python -m pip install --quiet --disable-pip-version-check --upgrade pip >&2
	@.venv-bench/bin/python -m pip install --quiet -r benchmarks/requirements.txt --editable ".[spark]" >&2
	@touch $@

.venv-fuzz/.installed: pyproject.toml
	@test -d .venv-fuzz || $(PYTHON) -m venv .venv-fuzz >&2
	@.venv-fuzz/bin/python -m pip install --quiet --disable-pip-version-check --upgrade "pip>=25.1" >&2
	@.venv-fuzz/bin/python -m pip install --quiet --editable . --group fuzz >&2
	@touch $@
