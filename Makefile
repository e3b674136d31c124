# Copyright (c) 2026, the steward.awx developers
# GNU General Public License v3.0+ (see LICENSES/GPL-3.0-or-later.txt or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3

environments := $(PYTHON) -m tests.environments.make
checks := $(PYTHON) -m tests.checks

# The demo needs no sandbox where there is a server.
server := $(AWX_HOST)$(CONTROLLER_HOST)$(AAP_HOSTNAME)$(TOWER_HOST)

.DEFAULT_GOAL := help
.PHONY: help
help: ## Show what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: setup
setup: ## Make the environments below .venv that everything else runs in
	@$(environments)

.PHONY: demo
demo: ## See the collection at work, on a server of its own or on AWX_HOST
	@$(environments) core-2.19 $(if $(server),,sandbox)
	@$(PYTHON) -m tests.demo.run

.PHONY: sandbox
sandbox: ## Start the sandbox, a simulated AWX server, until Ctrl-C
	@$(environments) sandbox
	@.venv/sandbox/bin/python -m tests.sandbox

.PHONY: test
test: setup ## Run the tests and checks that a change needs, in ten minutes at most
	@$(checks) --part quick

.PHONY: test-all
test-all: setup ## Run all tests and checks
	@$(checks)

.PHONY: test-rest
test-rest: setup ## Run those of test-all that are not in test
	@$(checks) --part rest

.PHONY: test-unit
test-unit: setup ## Run the unit tests, with each ansible-core and Python
	@$(checks) 'unit-*' checks

.PHONY: test-sandbox
test-sandbox: setup ## Run the tests of the sandbox
	@$(checks) sandbox

.PHONY: test-integration
test-integration: setup ## Run playbooks against the sandbox, with each ansible-core
	@$(checks) integration shown in-process

.PHONY: test-targets
test-targets: ## Run ansible-test integration against AWX_HOST, or the sandbox (TARGETS="...")
	@$(environments) core-2.19 $(if $(AWX_HOST),,sandbox)
	@$(PYTHON) -m tests.checks.targets $(TARGETS)

.PHONY: test-packaging
test-packaging: setup ## Build the tarball, import it as Galaxy does, install and use it
	@$(checks) importer execution-environment installed ansible-doc

.PHONY: faults
faults: setup ## Try every operation against every fault of a server or network
	@$(checks) faults

.PHONY: load
load: setup ## Run twenty forks at a time for a minute, and count what they leave behind
	@$(checks) load

.PHONY: sanity
sanity: setup ## Run ansible-test sanity, on each ansible-core
	@$(checks) 'sanity-*'

.PHONY: lint
lint: setup ## Check code, types, playbooks and licences
	@$(checks) ansible-lint ruff format 'types*' licences

.PHONY: docs-check
docs-check: setup ## Check documentation, the built site in a browser, and changelog fragments
	@$(checks) docs browser changelog

.PHONY: docs
docs: ## Build the documentation as a site below .cache/docsite/html
	@$(environments) docsite
	@.venv/docsite/bin/python -m tests.checks.docsite

.PHONY: pictures
pictures: ## Draw the documentation's pictures, and take those of a terminal
	@$(environments) docsite sandbox core-2.19
	@.venv/docsite/bin/python -m tests.pictures

.PHONY: bench
bench: setup ## Measure beside others, into docs/benchmarks.md, plots and guide (ONLY="NAME ..." prints)
	@$(environments) bench
	@.venv/bench/bin/python -m tests.bench $(ONLY)
	@.venv/bench/bin/python -m tests.bench.readme

.PHONY: format
format: setup ## Format the Python code
	@.venv/checks/bin/ruff check --select I --fix --quiet .
	@.venv/checks/bin/ruff format .

.PHONY: build
build: setup ## Build the collection's tarball below .cache/build
	@$(checks) build

.PHONY: release
release: setup ## Set the version and write its changelog: make release VERSION=1.2.3
	@$(PYTHON) -m tests.checks.release $(VERSION)

.PHONY: clean
clean: ## Remove everything that was made here
	rm -rf .venv .cache tests/output
