# The two commands of the README: `make run` and `make test`. Everything they need is installed on the way.
.PHONY: run demo test lint test-unit bench

run:
	@exec bin/hub run

demo:
	@exec bin/hub demo

# The tools of the tests come with this group (pyproject.toml).
test lint test-unit: export HUB_GROUPS = dev

test: lint
	@bin/hub train
	@.venv/bin/pytest

lint:
	@bin/hub setup-only
	@bin/hub encoder build
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check --quiet . || { echo "Format with: .venv/bin/ruff format ."; exit 1; }
	@.venv/bin/mypy
	@.venv/bin/cog -P --check -I . docs/*.md
	@bin/hub kb check
	@bin/hub validate

bench:
	@bin/hub train
	@.venv/bin/python -m evaluation.benchmark

test-unit:
	@bin/hub setup-only
	@bin/hub encoder build
	@.venv/bin/pytest tests/unit
