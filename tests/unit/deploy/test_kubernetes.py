"""deploy/kubernetes: what Kubernetes takes, as closed as docker-compose.yml, and staying up while a part is missing."""

from __future__ import annotations

import shutil
import subprocess
from typing import Any

import kubernetes_validate
import pytest
import yaml
from compose_file import ROOT, compose, example_filled

FOLDER = ROOT / "deploy" / "kubernetes"
VERSION = "1.33"
Manifest = dict[str, Any]


def manifests() -> list[Manifest]:
    files = [path for path in sorted(FOLDER.rglob("*.yaml")) if path.name != "kustomization.yaml"]
    return [one for path in files for one in yaml.safe_load_all(path.read_text(encoding="utf-8")) if one]


def workloads() -> dict[str, Manifest]:
    found = {one["metadata"]["name"]: one for one in manifests() if one["kind"] in {"Deployment", "Job"}}
    return {name: one["spec"]["template"]["spec"] for name, one in found.items()}


def policies() -> dict[str, Manifest]:
    return {one["metadata"]["name"]: one["spec"] for one in manifests() if one["kind"] == "NetworkPolicy"}


def targets(policy: Manifest, direction: str, end: str) -> list[str]:
    """The parts that a policy lets in or out to, and addresses."""
    found = []
    for rule in policy.get(direction, []):
        for peer in rule[end]:
            if "ipBlock" in peer:
                found.append(peer["ipBlock"]["cidr"])
            elif "podSelector" in peer:
                found.append(peer["podSelector"]["matchLabels"]["app.kubernetes.io/component"])
    return found


def test_every_manifest_is_what_kubernetes_takes() -> None:
    found = manifests()
    assert len(found) >= 20
    for one in found:
        kubernetes_validate.validate(one, VERSION, strict=True)
    good = next(one for one in found if one["kind"] == "Deployment")
    wrong = {**good, "spec": {**good["spec"], "replikas": 2}}
    with pytest.raises(kubernetes_validate.ValidationError):
        kubernetes_validate.validate(wrong, VERSION, strict=True)


def test_the_example_is_rendered_whole() -> None:
    program = shutil.which("kubectl")
    if program is None:
        pytest.skip("kubectl is not installed; it renders what is checked above piece by piece")
    done = subprocess.run(
        [program, "kustomize", FOLDER / "example"], capture_output=True, text=True, check=False, timeout=60
    )
    assert (done.returncode, done.stderr) == (0, "")
    rendered = [one for one in yaml.safe_load_all(done.stdout) if one]
    for one in rendered:
        kubernetes_validate.validate(one, VERSION, strict=True)
    assert {one["kind"] for one in rendered} >= {"Deployment", "ConfigMap", "Ingress", "HorizontalPodAutoscaler"}


def test_the_examples_settings_are_those_that_come_with_the_product() -> None:
    assert (FOLDER / "example" / "hub.yml").read_text() == (ROOT / "hub.yml").read_text()


def test_every_pod_is_read_only_without_rights_and_limited() -> None:
    for name, pod in workloads().items():
        [container] = pod["containers"]
        assert pod["securityContext"]["runAsNonRoot"] is True, name
        assert pod["automountServiceAccountToken"] is False, name
        assert container["securityContext"]["readOnlyRootFilesystem"] is True, name
        assert container["securityContext"]["allowPrivilegeEscalation"] is False, name
        assert container["securityContext"]["capabilities"] == {"drop": ["ALL"]}, name
        assert "memory" in container["resources"]["limits"], name


def test_a_front_door_without_rasa_stays_in_service() -> None:
    [container] = workloads()["web"]["containers"]
    probes = {container[probe]["httpGet"]["path"] for probe in ("startupProbe", "readinessProbe", "livenessProbe")}
    assert probes == {"/healthz"}


def test_what_serves_people_has_two_of_each_grows_and_is_never_taken_away_whole() -> None:
    kinds: dict[str, set[str]] = {}
    for one in manifests():
        kinds.setdefault(one["metadata"]["name"], set()).add(one["kind"])
    for name in ("web", "rasa", "actions"):
        assert {"Deployment", "Service", "HorizontalPodAutoscaler", "PodDisruptionBudget"} <= kinds[name]
        [deployment] = [one for one in manifests() if (one["kind"], one["metadata"]["name"]) == ("Deployment", name)]
        assert deployment["spec"]["replicas"] == 2
        assert deployment["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"] == 0


def test_nothing_speaks_but_what_is_named_and_rasa_reaches_neither_database_nor_internet() -> None:
    found = policies()
    assert found["nothing"] == {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}
    assert set(found) - {"nothing"} == set(workloads())
    assert targets(found["rasa"], "egress", "to") == ["actions", "192.0.2.10/32"]
    assert targets(found["rasa"], "ingress", "from") == ["web"]
    everywhere = [name for name, policy in found.items() if "0.0.0.0/0" in targets(policy, "egress", "to")]
    assert everywhere == ["worker"]


def test_the_same_images_and_settings_as_with_compose() -> None:
    services = compose(**example_filled())["services"]
    example = yaml.safe_load((FOLDER / "example" / "kustomization.yaml").read_text())
    given = {line.split("=")[0] for line in example["configMapGenerator"][0]["literals"]}
    secret = {"HUB_SECRET", "REDIS_URL", "DATABASE_URL", "HUB_ENV"}
    for name, pod in workloads().items():
        assert pod["containers"][0]["image"] == services[name]["image"], name
    needed = {name for name in services["web"]["environment"] if not name.startswith("TWILIO_")}
    assert needed - given - secret == set()
