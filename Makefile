# Every target makes what it needs: a virtual environment of its own, from the locked dependencies.
PYTHON ?= python3
VENV := .venv
RUN := $(VENV)/bin/python
PORT ?= 8000
SITE ?= _site
BASE ?= HEAD
HEAD ?=
export PORT SITE BASE HEAD
# What is set from outside is read by the shell, between quotes, and never by make: it would run what stands in it.
# BASE_URL: the address under which the site is served; only needed where it is published.
# PUBLISHED: what is published there, from `make remember`; only needed where the old site is not in _site/.
AT := $${BASE_URL:+--base-url "$$BASE_URL"}

.PHONY: site test reliability check serve diff changed schemas address remember update deliver correction mail mail-ledger proof guard fuzz \
	licences sbom clean lock

site: $(VENV)/site.stamp
	@$(RUN) build.py --out "$$SITE" $(AT) $${PUBLISHED:+--published "$$PUBLISHED"} \
		$$(test "$$ALLOW_SHRINKING" != true || echo --allow-shrinking)

check: $(VENV)/site.stamp
	$(RUN) build.py check

serve: $(VENV)/site.stamp
	@$(RUN) build.py serve --port "$$PORT"

# make diff BASE=main says what the files as they are now change about the digest.
diff: $(VENV)/site.stamp
	$(RUN) build.py diff "$$BASE" $${HEAD:+"$$HEAD"}

# Tells a workflow whether anything else than what editors write has changed. The tests hold to the example's captures:
# where others stand beside them, there is nothing to be told.
changed:
	git diff --quiet "$$BASE" -- . ':!seeds' ':!site_src' || test "$$(ls seeds | wc -l)" -gt 5 || \
		echo changed=true >> "$$GITHUB_OUTPUT"

schemas: $(VENV)/site.stamp
	$(RUN) build.py schemas

# Sends the newest edition by mail, or with MAIL_DIGEST=week the last week, to whoever does not have it: docs/mail.md.
mail: $(VENV)/site.stamp
	@$(RUN) build.py mail --send --push --served $(AT) $${MAIL_TOPIC:+--topic "$$MAIL_TOPIC"} \
		$$(test "$$MAIL_DIGEST" != week || echo --week last)

# Once, before the first mail: the branch on which the ledger of who has what is kept.
mail-ledger: $(VENV)/site.stamp
	test -d ledger || git worktree add --quiet --detach --no-checkout ledger
	git -C ledger switch --quiet --orphan mail-ledger
	$(RUN) build.py mail --begin --push

# What the workflows run beside `make site`: the address of GitHub Pages, what the schedule does, what becomes of it.
address remember update deliver: $(VENV)/site.stamp
	@$(RUN) build.py $@ $(AT) $$(test "$@/$$ALLOW_SHRINKING" != remember/true || echo --allow-shrinking)

# make correction ANSWERS=FILE makes an override of the text of an issue.
correction: $(VENV)/site.stamp
	@$(RUN) build.py correct "$$ANSWERS"

test: $(VENV)/test.stamp
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	$(RUN) -m pytest -n auto --dist worksteal

# The promises of docs/reliability.md, tried hundreds and thousands of times; `make test` tries each a little.
reliability: $(VENV)/test.stamp
	RELIABILITY=long $(RUN) -m pytest tests/reliability tests/test_incremental.py

# The checker of HTML over all pages, and Lighthouse on four: needs Java, Node and Chromium beside Python.
proof: $(VENV)/site.stamp
	.ci/proof

# Whether the build has become dearer than recorded, in CPU time beside a fixed piece of work.
guard: $(VENV)/site.stamp
	$(RUN) -m benchmarks.guard

# Both follow from the lock files: after `make lock`, write the list of licences anew.
licences: $(VENV)/test.stamp
	$(RUN) .ci/supply.py licences > docs/licences.md

# What all is made of, for tools that look for known faults: CycloneDX, on standard output.
sbom: $(VENV)/test.stamp
	@$(RUN) .ci/supply.py sbom

# Each reader of foreign text under a fuzzer that is guided by coverage, for SECONDS each.
fuzz: $(VENV)/test.stamp
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r .ci/fuzz.txt
	$(RUN) -m tests.reliability.fuzz $(SECONDS)
SECONDS := 60

# Of SITE nothing goes but what a build has made.
clean:
	rm -rf $(VENV) .cache .update .pytest_cache .mypy_cache .ruff_cache
	test ! -f "$$SITE/.paper-digest" || rm -rf "$$SITE"

# -P keeps our build.py from being taken for a package of that name.
# After a change in pyproject.toml: resolve anew, with hashes and without the address of any registry.
lock: $(VENV)/site.stamp
	$(RUN) -m pip install --quiet pip-tools
	$(RUN) -P -m piptools compile $(LOCK_OPTIONS) --output-file requirements.txt pyproject.toml
	$(RUN) -P -m piptools compile $(LOCK_OPTIONS) --extra test --constraint requirements.txt \
		--output-file requirements-test.txt pyproject.toml
	$(RUN) -P -m piptools compile $(LOCK_OPTIONS) --extra fuzz --constraint requirements-test.txt \
		--output-file .ci/fuzz.txt pyproject.toml
LOCK_OPTIONS := --quiet --generate-hashes --no-emit-index-url --no-emit-trusted-host --no-emit-find-links --strip-extras --no-header --no-annotate

# What was begun and failed, as where the system keeps the module venv in a package of its own, is begun anew.
.DELETE_ON_ERROR:
$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo '$(PYTHON) is not Python 3.11 or newer; name one that is: make PYTHON=python3.12'; exit 3; } >&2
	$(PYTHON) -m venv --clear $(VENV)

# pip's own notices would only distract a first-time reader.
$(VENV)/site.stamp: requirements.txt | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/test.stamp: requirements-test.txt | $(VENV)/bin/python
	$(RUN) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-test.txt
	@touch $@ $(VENV)/site.stamp
