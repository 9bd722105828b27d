# Every target makes what it needs: a virtual environment of its own, from the locked dependencies.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PORT ?= 8000
SITE := _site
# The address under which the site is served; only needed where it is published.
BASE_URL ?=

.PHONY: site test check serve diff schemas proof guard fuzz clean lock

site: $(VENV)/site.stamp
	$(RUN) build.py --out $(SITE) $(if $(BASE_URL),--base-url "$(BASE_URL)")

check: $(VENV)/site.stamp
	$(RUN) build.py check

serve: $(VENV)/site.stamp
	@$(RUN) build.py serve --port $(PORT)

# make diff BASE=main says what the files as they are now change about the digest.
diff: $(VENV)/site.stamp
	$(RUN) build.py diff $(BASE) $(HEAD)
BASE := HEAD
HEAD :=

schemas: $(VENV)/site.stamp
	$(RUN) build.py schemas

test: $(VENV)/test.stamp
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m pytest

# The checker of HTML over all pages, and Lighthouse on four: needs Java, Node and Chromium beside Python.
proof: $(VENV)/site.stamp
	.ci/proof

# Whether the build has become dearer than recorded, in CPU time beside a fixed piece of work.
guard: $(VENV)/site.stamp
	$(RUN) -m benchmarks.guard

# Each reader of foreign text under a fuzzer that is guided by coverage, for SECONDS each.
fuzz: $(VENV)/test.stamp
	$(RUN) -m pip install --quiet --disable-pip-version-check ".[fuzz]"
	$(RUN) -m tests.reliability.fuzz $(SECONDS)
SECONDS := 60

clean:
	rm -rf $(VENV) $(SITE) .pytest_cache .mypy_cache .ruff_cache

# -P keeps our build.py from being taken for a package of that name.
# After a change in pyproject.toml: resolve anew, with hashes and without the address of any registry.
lock: $(VENV)/site.stamp
	$(RUN) -m pip install --quiet pip-tools
	$(RUN) -P -m piptools compile $(LOCK_OPTIONS) --output-file requirements.lock pyproject.toml
	$(RUN) -P -m piptools compile $(LOCK_OPTIONS) --extra test --constraint requirements.lock \
		--output-file requirements-test.lock pyproject.toml
LOCK_OPTIONS := --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --no-header --no-annotate

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

# pip's own notices would only distract a first-time reader.
$(VENV)/site.stamp: requirements.lock | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(VENV)/test.stamp: requirements-test.lock | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@ $(VENV)/site.stamp
