# The two commands of the README: `make run` and `make test`. Everything they need is installed on the way.
.PHONY: run test lint test-unit

run:
	@exec bin/hub run

# The tools of the tests come with this group (pyproject.toml).
test lint test-unit: export HUB_GROUPS = dev

test: lint
	@.venv/bin/pytest

lint:
	@bin/hub setup-only
	@.venv/bin/ruff check . && .venv/bin/ruff format --check .
	@.venv/bin/mypy

test-unit:
	@bin/hub setup-only
	@.venv/bin/pytest tests/unit
