"""Nothing in the repository is a secret: detect-secrets looks through every file that git keeps."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from detect_secrets.core.scan import scan_file
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).parent.parent.parent
# Kinds that say for certain what they are. Those that guess by entropy find every hash and sentence of test data.
KINDS = (
    "AWSKeyDetector", "AzureStorageKeyDetector", "BasicAuthDetector", "GitHubTokenDetector", "GitLabTokenDetector",
    "JwtTokenDetector", "NpmDetector", "OpenAIDetector", "PrivateKeyDetector", "PypiTokenDetector", "SendGridDetector",
    "SlackDetector", "StripeDetector", "TwilioKeyDetector",
)  # fmt: skip
# Hashes and word lists of libraries and models, megabytes long.
_NOT_TEXT = {".png", ".npz", ".lock", ".jsonl", ".onnx"}
_SETTINGS = {"plugins_used": [{"name": name} for name in KINDS]}


def found_in(path: Path) -> list[str]:
    return [f"{path.name}:{one.line_number} {one.type}" for one in scan_file(str(path))]


def test_no_file_holds_a_secret() -> None:
    kept = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.splitlines()
    paths = [
        ROOT / name
        for name in kept
        if Path(name).suffix not in _NOT_TEXT and name != "webchat/widget/package-lock.json"
    ]
    with transient_settings(_SETTINGS):
        assert [finding for path in paths if path.is_file() for finding in found_in(path)] == []


@pytest.mark.parametrize(
    "line",
    [
        "-----BEGIN RSA PRIVATE " + "KEY-----",
        "token = 'ghp_" + "a1B2" * 9 + "'",
        "url = 'postgresql://hub:" + "s3cr3t-w0rd" + "@database.internal/hub'",
    ],
)
def test_one_would_be_found(tmp_path: Path, line: str) -> None:
    path = tmp_path / "settings.py"
    path.write_text(line + "\n", encoding="utf-8")
    with transient_settings(_SETTINGS):
        assert len(found_in(path)) == 1


def test_the_file_of_secrets_is_never_kept() -> None:
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()
