# Everything a developer or an operator does here. `make` alone lists it.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help install constraints web run stop status logs test faults security brokers bench check \
  screenshots format doctor schemas k8s dashboards docs image findings clean

PYTHON ?= python3
BIN := .venv/bin
MEMBERS := $(patsubst %/pyproject.toml,%,$(wildcard libs/*/pyproject.toml services/*/pyproject.toml)) sandbox
# These tests share one running Postlog; those of faults have one of their own, and mostly wait.
ON_A_STACK := tests/e2e tests/faults tests/pages
# These take minutes, and are run by a target of their own.
APART := tests/brokers
# A folder with a hyphen is no package: mypy must take the tests in it from there.
HYPHENATED := $(foreach member,$(MEMBERS),$(if $(findstring -,$(member)),$(member)))
MANIFESTS := constraints.txt pyproject.toml $(MEMBERS:%=%/pyproject.toml)
INSTALLED := .venv/.installed
STACK := $(BIN)/python deploy/local/run.py
ifdef BROKERS
export POSTLOG_BROKERS := $(BROKERS)
endif
PACKAGES := web/node_modules/.installed
PAGES := web/dist/index.html
MADE := web/node_modules web/dist web/.screenshots web/src/api/generated
SOURCES := $(shell find web $(MADE:%=-path % -prune -o) -type f -print) \
  $(wildcard docs/reference/openapi/*.json docs/users/*.md docs/legal/*.md docs/screenshots/*.png) docs/reference/errors.md

help: ## list what make can do
	@grep -hE '^[a-z0-9]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

install: $(INSTALLED) ## make .venv with exactly the pinned, hash-checked packages
	@:

$(INSTALLED): $(MANIFESTS)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "install: $(PYTHON) is older than 3.11; say make PYTHON=python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null \
	  || { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null \
	       && echo "install: apt-get install python3-venv" \
	       && apt-get -qq update && apt-get -qq install -y --no-install-recommends python3-venv >/dev/null; } \
	  || { echo "install: $(PYTHON) has no venv module (Debian: apt-get install python3-venv)" >&2; exit 1; }
	@[ -x $(BIN)/python ] || $(PYTHON) -m venv .venv
	@sed -n '/^uv==/,/[^\\]$$/p' constraints.txt \
	  | $(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r /dev/stdin
	@$(BIN)/uv pip install -q --python .venv --require-hashes -r constraints.txt
	@$(BIN)/uv pip install -q --python .venv --no-deps --no-build-isolation $(MEMBERS:%=-e ./%)
	@touch $@

constraints: install ## recompute constraints.txt from the pyproject.toml files
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes \
	  --no-emit-index-url --no-emit-find-links --no-annotate --no-header --group dev pyproject.toml \
	  | { grep -v '^-e ' || true; } > constraints.new
	@mv constraints.new constraints.txt

web: $(PAGES) ## build the pages, where their sources have changed
	@:

$(PACKAGES): web/package.json web/package-lock.json
	@node -e 'const [a, b] = process.versions.node.split("."); process.exit(+(a * 100 + +b < 2019))' \
	  2>/dev/null && command -v npm >/dev/null \
	  || { echo "web: Node.js 20.19 or newer with npm is missing (Debian 12's is too old):" \
	       "https://nodejs.org/en/download" >&2; exit 1; }
	@cd web && npm ci --no-audit --loglevel=error
	@touch $@

$(PAGES): $(PACKAGES) $(SOURCES)
	@cd web && npm run -s build
	@touch $@

run: install web ## start everything, show it working, stay until Ctrl-C (ONCE=1: stop after showing; BROKERS=3: three brokers)
	@$(STACK) run $(if $(ONCE),--once)

stop: install ## stop everything
	@$(STACK) stop

status: install ## say what runs
	@$(STACK) status

logs: install ## follow one program's log: make logs NAME=tiktok-worker
	@$(STACK) logs $(NAME)

test: install web ## run every test on a real Kafka and PostgreSQL (ARGS="-k …": those of pytest)
ifdef ARGS
	@$(BIN)/pytest $(ARGS)
else
	@cd web && npm run -s test
	@failed=0; log=$$(mktemp); trap 'rm -f $$log' EXIT; \
	  $(BIN)/pytest -n logical --maxprocesses 4 $(addprefix --ignore=,$(ON_A_STACK) $(APART)) || failed=$$?; \
	  [ $$failed != 2 ] || exit 2; \
	  echo "test: tests/faults run beside the rest; what they say is printed at the end"; \
	  set -m; $(BIN)/pytest tests/faults > $$log 2>&1 & faults=$$!; set +m; \
	  trap 'kill -INT $$faults' INT TERM; \
	  $(BIN)/pytest $(filter-out tests/faults,$(ON_A_STACK)) || failed=$$?; \
	  wait $$faults || failed=$$?; cat $$log; \
	  exit $$failed
endif

faults: install web ## break everything that docs/reference/faults.md names, and print the table
	@PYTHONPATH=tests $(BIN)/pytest -p by_page --page docs/reference/faults.md -q $(ARGS)

security: install web ## run the checks of docs/reference/security.md, and print the table
	@PYTHONPATH=tests $(BIN)/pytest -p by_page --page docs/reference/security.md -q $(ARGS)

brokers: install web ## kill one and two of three brokers under webhooks
	@$(BIN)/pytest tests/brokers -v -s $(ARGS)

bench: install ## measure the hot paths beside their peers (NAME=ingest ARGS="--rounds 1")
	@for name in $(or $(NAME),ingest projection rebuild latency upload); do $(BIN)/python -m benchmarks.$$name $(ARGS); done

screenshots: install web ## take the pictures of the pages anew that docs/screenshots holds
	@command -v pngquant >/dev/null \
	  || { echo "screenshots: pngquant is missing (Debian: apt-get install pngquant)" >&2; exit 1; }
	@SCREENSHOTS=docs/screenshots $(BIN)/pytest tests/pages $(ARGS)
	@pngquant --force --strip --ext .png docs/screenshots/*.png

check: install $(PACKAGES) ## formatting, lint, types, import rules
	@$(BIN)/ruff format --check
	@$(BIN)/ruff check
	@$(BIN)/mypy $(MEMBERS:%=%/src)
	@$(BIN)/mypy $(addsuffix /tests,$(filter-out $(HYPHENATED),$(MEMBERS)))
	@for member in $(HYPHENATED); do MYPYPATH=$$member $(BIN)/mypy $$member/tests; done
	@MYPYPATH=deploy/local $(BIN)/mypy deploy/local deploy/image conftest.py services/conftest.py
	@MYPYPATH=deploy/k8s:deploy/local $(BIN)/mypy deploy/k8s
	@MYPYPATH=deploy/grafana:deploy/local $(BIN)/mypy deploy/grafana
	@MYPYPATH=tests/e2e:deploy/local $(BIN)/mypy tests/e2e tests/conftest.py tests/by_page.py docs/reference/generate.py docs/site/build.py
	@MYPYPATH=tests/e2e:tests/pages:deploy/local $(BIN)/mypy tests/pages
	@MYPYPATH=tests/e2e:tests/faults $(BIN)/mypy benchmarks
	@$(BIN)/lint-imports
	@cd web && npm run -s check

format: install ## format, and mend what lint can mend
	@$(BIN)/ruff format
	@$(BIN)/ruff check --fix

doctor: install ## say what is wrong with this machine, or with an app of your own in .env
	@$(STACK) doctor

schemas: install ## write the golden schemas and the reference pages anew
	@$(BIN)/python -m contracts.schemas write
	@$(BIN)/python docs/reference/generate.py

docs: install ## build the documentation as a site, in .site/html
	@$(BIN)/python docs/site/build.py

k8s: install ## write the manifests for Kubernetes anew that follow from the code
	@PYTHONPATH=deploy/k8s:deploy/local $(BIN)/python deploy/k8s/generate.py

dashboards: install ## write the dashboards of deploy/grafana anew
	@$(BIN)/python deploy/grafana/dashboards.py

image: ## build the images
	@for target in auth tiktok instagram webhook-ingest crm-projector exporter sandbox gateway; do \
	  docker build -q --target $$target -t postlog/$$target . ; \
	done

findings: ## see whether what surprised us in outside software still is so (installs pinned packages; NAME=pillow: some)
	@failed=0; \
	for script in findings/$(NAME)*.sh; do \
	  if said=$$(bash $$script 2>&1); then echo "still so   $$script"; \
	  else failed=1; echo "CHANGED    $$script"; echo "$$said" | tail -n 5; fi; \
	done; exit $$failed

clean: ## stop everything; delete .venv, node_modules, caches and what the native stack stored
	@[ ! -x $(BIN)/python ] || POSTLOG_STACK=native $(STACK) stop
	@[ ! -x $(BIN)/python ] || $(BIN)/python deploy/local/stack.py down --purge
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache .site $(MADE)
