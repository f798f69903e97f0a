# The commands of a clone. They need Python 3.11 or newer and make; everything else is installed into .venv.
#
#   make run [PORT=8000]    set up, then serve the demonstration convention
#   make test [ARGS="-k x"] everything that must hold: lint, types, imports, migrations, front end, tests
#   make install            only the set-up part of make run
#   make bench              measure the hot paths under load
#   make lint               the quick part of make test
#   make coverage           the tests with branch coverage: 95 % of actions and pure modules
#   make lock               write requirements/*.lock anew from requirements/*.in (needs uv)

PORT ?= 8000
ARGS ?=

PYTHON := .venv/bin/python
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes

# Files that say "done since": a second run finds them newer than what they stand for, and needs no network.
VENV := .venv/.made
BASE := .venv/.base
TEST := .venv/.test
NODE_MODULES := frontend/node_modules/.installed
APP := eventhub/static/app/manifest.json
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard eventhub/locale/*/LC_MESSAGES/*.po))

FRONTEND := $(if $(wildcard frontend/package.json),$(APP))
FRONTEND_SOURCES := $(shell find frontend -name node_modules -prune -o -type f -print 2>/dev/null)

.PHONY: run test install bench lint coverage lock
.DELETE_ON_ERROR:

run: install
	$(PYTHON) manage.py up --demo --port $(PORT)

install: $(BASE) $(FRONTEND) $(CATALOGUES)

test: install $(TEST)
	scripts/test $(ARGS)

bench: install $(TEST)
	scripts/bench $(ARGS)

lint: install $(TEST)
	scripts/lint

coverage: install $(TEST)
	.venv/bin/python -m pytest -n 2 --dist loadgroup --cov --cov-report=term $(ARGS)

lock:
	scripts/lock

$(VENV):
	scripts/venv
	@touch $@

$(BASE): requirements/base.lock $(VENV)
	$(PIP) -r requirements/base.lock
	@touch $@

$(TEST): requirements/test.lock $(BASE)
	$(PIP) -r requirements/test.lock
	@touch $@

%.mo: %.po | $(BASE)
	scripts/words compile
	@touch $@

$(NODE_MODULES): frontend/package.json frontend/schema/package.json frontend/package-lock.json | $(BASE)
	scripts/frontend ci --include=dev
	@touch $@

$(APP): $(FRONTEND_SOURCES) $(NODE_MODULES)
	scripts/frontend run build
	@touch $@
