"""docker-compose.yml: valid, complete, and as closed as docs/runbook.md says. No Docker engine is needed."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from compose_file import FILE, ROOT, MissingError, compose, example, example_filled

from hub.settings import Environment

SECRETS = ("HUB_SECRET", "REDIS_PASSWORD", "HUB_DATABASE_PASSWORD", "POSTGRES_ADMIN_PASSWORD")
NEEDED = (*SECRETS, "HUB_SITE", "HUB_BACKUPS")
# What a container engine adds and a machine's own start does not need.
_OF_THE_PARTS = {"ACTIONS_HOST", "RASA_HOST"}


@pytest.fixture(scope="module")
def services() -> dict[str, Any]:
    return dict(compose(**example_filled())["services"])


def test_it_is_what_the_compose_specification_allows() -> None:
    schema = json.loads((Path(__file__).parent / "compose-spec.json").read_text(encoding="utf-8"))
    found = compose(**example_filled())
    jsonschema.Draft7Validator(schema).validate(
        {key: value for key, value in found.items() if not key.startswith("x-")}
    )
    wrong = {**found, "services": {"web": {"image": "web", "read_onyl": True}}}
    with pytest.raises(jsonschema.ValidationError, match="read_onyl"):
        jsonschema.Draft7Validator(schema).validate(wrong)


def test_the_linter_has_nothing_to_say_but_what_is_meant() -> None:
    """Digests are for whoever pulls the images (docs/runbook.md); Caddy's ports are the public ones."""
    program = Path(sys.executable).with_name("compose-lint")
    done = subprocess.run(
        [program, "check", "--format", "json", "docker-compose.yml"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    found = json.loads(done.stdout)
    findings = found["findings"] if isinstance(found, dict) else found
    rules = {(one["rule_id"], one["service"]) for one in findings if one["rule_id"] != "CL-0019"}
    assert rules == {("CL-0005", "caddy")}


def test_without_a_secret_nothing_starts_and_the_message_names_it() -> None:
    for name in NEEDED:
        with pytest.raises(MissingError) as missing:
            compose(**{**example_filled(), name: ""})
        assert str(missing.value) == f"set {name} in .env"


def test_every_variable_is_explained_in_the_example_and_no_other() -> None:
    used = set(re.findall(r"(?<!\$)\$\{([A-Z_]+)", FILE.read_text(encoding="utf-8")))
    assert used == set(example())
    assert [name for name in NEEDED if example()[name]] == []


def test_every_part_is_read_only_without_rights_and_limited(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert "cap_add" not in service, name
        assert "privileged" not in service, name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", str(service["user"])), name
        assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory", "pids"}, name
        assert all("noexec" in mount for mount in service["tmpfs"]), name


def test_only_caddy_is_published_and_only_caddy_and_the_worker_reach_the_internet(services: dict[str, Any]) -> None:
    networks = compose(**example_filled())["networks"]
    open_networks = {name for name, network in networks.items() if not network.get("internal")}
    assert open_networks == {"outside"}
    assert [name for name, service in services.items() if "ports" in service] == ["caddy"]
    assert [name for name, service in services.items() if "outside" in service["networks"]] == ["caddy", "worker"]


def test_rasa_reaches_neither_the_internet_nor_the_database(services: dict[str, Any]) -> None:
    for name in ("rasa", "rasa-more"):
        assert list(services[name]["networks"]) == ["rasa"]
        assert "DATABASE_URL" not in services[name]["environment"]
        assert "--enable-api" not in json.dumps(services[name])
    assert "data" in services["postgres"]["networks"]
    assert "rasa" not in services["postgres"]["networks"]


def test_every_image_has_a_full_version(services: dict[str, Any]) -> None:
    for name, service in services.items():
        assert re.search(r":\d+\.\d+(\.\d+)?", service["image"]), name
        assert "latest" not in service["image"], name


def test_every_part_that_serves_has_a_health_check(services: dict[str, Any]) -> None:
    assert [name for name, service in services.items() if "healthcheck" not in service] == ["migrate"]


def test_the_parts_are_given_only_settings_that_there_are(services: dict[str, Any]) -> None:
    known = {name.upper() for name in Environment.model_fields} | _OF_THE_PARTS
    for name in ("web", "actions", "worker", "migrate", "rasa"):
        assert set(services[name]["environment"]) - known == set(), name


def test_more_of_each_answers_to_the_same_name(services: dict[str, Any]) -> None:
    for name in ("web", "rasa", "actions"):
        more = services[f"{name}-more"]
        assert more["profiles"] == ["scale"]
        assert more["image"] == services[name]["image"]
        aliases = {alias for network in more["networks"].values() for alias in (network.get("aliases") or [])}
        assert aliases == {name}


def test_the_procfile_and_the_containers_start_the_same_parts(services: dict[str, Any]) -> None:
    parts = dict(line.split(": hub ") for line in (ROOT / "Procfile").read_text().splitlines() if ": hub " in line)
    assert {
        name: service["command"][0] for name, service in services.items() if name in {"web", "actions", "worker"}
    } == {name: command for name, command in parts.items() if name in {"web", "actions", "worker"}}
