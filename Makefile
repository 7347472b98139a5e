# The two commands of the README: `make run` and `make test`. Everything they need is installed on the way.
.PHONY: run demo test lint test-unit bench load faults sbom audit site

run:
	@exec bin/hub run

demo:
	@exec bin/hub demo

# The tools of the tests come with this group (pyproject.toml).
test lint test-unit: export HUB_GROUPS = dev

# Small tests on both cores; those that need browsers or the whole system one after the other.
SMALL = tests/unit tests/contract
WHOLE = tests/browser tests/integration
# In a process of its own: other files delete their chats, SQLite gives the number again, and Redis still has its "seen".
APART = tests/browser/test_widget_live.py

test: lint
	@bin/hub train
	@.venv/bin/pytest $(SMALL) --numprocesses 2 --dist loadfile
	@.venv/bin/pytest $(WHOLE) --ignore=$(APART)
	@.venv/bin/pytest $(APART)

lint:
	@bin/hub setup-only
	@bin/hub encoder build
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet . || { echo "Format with: .venv/bin/ruff format ."; exit 1; }
	@.venv/bin/mypy
	@.venv/bin/cog -P --check -I . docs/*.md
	@bin/hub kb check
	@NO_MKDOCS_2_WARNING=1 .venv/bin/mkdocs build --quiet --strict --site-dir .hub/site
	@bin/hub validate

bench:
	@bin/hub train
	@OPENBLAS_NUM_THREADS=1 .venv/bin/python -m evaluation.benchmark

# 200 people chatting, 20 on the phone, 5 texts a second on this machine: make load SECONDS=1800 SCALE=1
SECONDS = 60
SCALE = 1
load: export HUB_GROUPS = dev
load:
	@bin/hub train
	@OPENBLAS_NUM_THREADS=1 .venv/bin/python -m evaluation.load --seconds $(SECONDS) --scale $(SCALE)

# Two of every part; one of them fails in the middle of everything. Writes the table of docs/reliability.md.
faults: export HUB_GROUPS = dev
faults:
	@bin/hub train
	@RECORD_FAULTS=1 .venv/bin/pytest tests/integration/test_replicas.py
	@.venv/bin/cog -P -r -I . docs/reliability.md

test-unit:
	@bin/hub setup-only
	@bin/hub encoder build
	@.venv/bin/pytest tests/unit --numprocesses 2 --dist loadfile

# The documentation as a website, in site/.
site: export HUB_GROUPS = dev
site:
	@bin/hub setup-only
	@.venv/bin/mkdocs build --strict

# A bill of materials of each environment, from its lock file (CycloneDX), into .hub/sbom.
sbom:
	@bin/hub setup-only
	@mkdir -p .hub/sbom
	@.hub/uv/bin/uv export --frozen --quiet --no-dev --format cyclonedx1.5 --output-file .hub/sbom/services.cdx.json
	@.hub/uv/bin/uv export --frozen --quiet --project bot --format cyclonedx1.5 --output-file .hub/sbom/rasa.cdx.json
	@ls -1 .hub/sbom

# Known holes in what the lock files name; asks a public database, so it needs the internet.
audit:
	@bin/hub setup-only
	@.hub/uv/bin/uv audit --frozen --no-dev; .hub/uv/bin/uv audit --frozen --project bot
