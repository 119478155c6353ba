"""What is in deploy/ is checked by the programs that will read it, as far as they are here; it names what exists."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from fastapi.testclient import TestClient

from service.app import create_service
from service.settings import ROOT, Settings
from tests.conftest import SECRET

DEPLOY = ROOT / "deploy"
UNITS = sorted(path.name for path in (DEPLOY / "systemd").iterdir())
METRIC = re.compile(r"\b(?:thuso|process)_[a-z_]+\b")
LABELS = re.compile(r"by \([^)]*\)|\{[^}]*\}")


@pytest.fixture(scope="module")
def units(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units with the paths of this checkout, where systemd looks for the programs."""
    place = tmp_path_factory.mktemp("units")
    for name in UNITS:
        text = (DEPLOY / "systemd" / name).read_text()
        text = text.replace("/opt/thuso/.venv-bot/bin/python", "/usr/bin/env").replace(
            "/opt/thuso/.venv/bin/python", "/usr/bin/env"
        )
        (place / name).write_text(text.replace("/opt/thuso", str(ROOT)))
    return place


@pytest.mark.parametrize("name", UNITS)
def test_systemd_finds_nothing_wrong_with_the_unit(units, name):
    verifier = shutil.which("systemd-analyze")
    if verifier is None:
        message = "systemd's verifier is missing: apt-get install systemd"
        (pytest.fail if os.environ.get("THUSO_REQUIRE_ALL") else pytest.skip)(message)
    instance = name.replace("@.", "@8001.")
    if instance != name:
        shutil.copy(units / name, units / instance)
    done = subprocess.run([verifier, "verify", "--man=no", str(units / instance)], capture_output=True, text=True)
    told = [line for line in done.stderr.splitlines() if "thuso" in line]
    assert (done.returncode, told) == (0, []), done.stderr


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_no_unit_may_do_more_than_it_needs(name):
    text = (DEPLOY / "systemd" / name).read_text()
    for line in ("NoNewPrivileges=yes", "ProtectSystem=strict", "ProtectHome=yes", "UMask=0077", "User=thuso"):
        assert line in text, line


def test_every_module_that_a_unit_or_a_container_starts_exists():
    texts = [path.read_text() for path in (*(DEPLOY / "systemd").iterdir(), DEPLOY / "compose.yaml")]
    started = {match for text in texts for match in re.findall(r'-m"?,? "?([a-z_.]+)', text)}
    assert {"service.serve", "service.prepare", "actions", "bot"} <= started
    for module in started:
        place = ROOT / module.replace(".", "/")
        assert place.with_suffix(".py").exists() or (place / "__main__.py").exists(), module


def test_the_compose_file_holds_together():
    """No container engine is needed for this, and none has started it: names, references and secrets are checked."""
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    services, volumes = compose["services"], compose["volumes"]
    for name, service in services.items():
        assert "image" in service or "build" in service, name
        for other in service.get("depends_on") or {}:
            assert other in services, f"{name} depends on {other}"
        for volume in service.get("volumes") or []:
            assert volume.split(":")[0] in volumes, f"{name} uses {volume}"
        mode = service.get("network_mode", "")
        if mode.startswith("service:"):
            assert mode.removeprefix("service:") in services
        for port in service.get("ports") or []:
            assert port.startswith("127.0.0.1:"), f"{name} listens for everybody on {port}"
        for host in re.findall(r"(?:http|postgresql)://(?:[^@/\s]*@)?([a-z0-9-]+)", json.dumps(service)):
            assert host in services or host == "127", f"{name} calls {host}"
    nodes = [service["environment"]["THUSO_NODE"] for name, service in services.items() if name.startswith("service-")]
    assert len(nodes) == len(set(nodes)) == 2, "two nodes of one name would take each other's leases"
    for name in ("POSTGRES_PASSWORD", "REDIS_PASSWORD"):
        assert f"${{{name}:?" in (DEPLOY / "compose.yaml").read_text(), "a password has no default"


def test_the_shared_endpoints_name_our_own_parts():
    endpoints = yaml.safe_load((DEPLOY / "endpoints.many.yml").read_text())
    assert endpoints["lock_store"]["type"] == "redis"
    assert endpoints["tracker_store"]["type"] == "bot.memory.BoundedSQLTrackerStore"
    wanted = set(re.findall(r"\$\{([A-Z_]+)\}", (DEPLOY / "endpoints.many.yml").read_text()))
    given = set(re.findall(r"^([A-Z_]+)=", (DEPLOY / "thuso.env.example").read_text(), re.MULTILINE))
    assert wanted - given == {"THUSO_ACTIONS_URL"} - given


@pytest.fixture(scope="module")
def shown(template: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """What `/metrics` says."""
    data = tmp_path_factory.mktemp("metrics")
    shutil.copy(template, data / "thuso.db")
    settings = Settings(
        _env_file=None, thuso_data=data, thuso_secret_key=SECRET, thuso_bot_url="http://127.0.0.1:1",
        thuso_service_token="token", twilio_account_sid="",
    )  # fmt: skip
    with TestClient(create_service(settings)) as client:
        answer = client.get("/metrics", headers={"Authorization": "Bearer token"})
    assert answer.status_code == 200
    return answer.text


def names(text: str) -> set[str]:
    """The metrics of an expression, without its labels."""
    return set(METRIC.findall(LABELS.sub("", text)))


def test_every_metric_of_the_board_and_of_the_alerts_exists(shown):
    offered = {line.split("{")[0].split(" ")[0] for line in shown.splitlines() if not line.startswith("#")}
    # A histogram or counter with labels shows its lines with its first observation; its name stands from the start.
    for kind, name in re.findall(r"^# TYPE (\S+) (\S+)", shown, re.MULTILINE):
        offered |= {kind} if name != "histogram" else {f"{kind}_bucket", f"{kind}_count", f"{kind}_sum"}
    board = json.loads((DEPLOY / "grafana" / "thuso.json").read_text())
    asked = {name for panel in board["panels"] for target in panel["targets"] for name in names(target["expr"])}
    rules = yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"][0]["rules"]
    asked |= {name for rule in rules for name in names(rule["expr"])}
    assert len(asked) > 15
    assert asked - offered == set()


def test_every_alert_says_what_to_do():
    for rule in yaml.safe_load((DEPLOY / "alerts.yml").read_text())["groups"][0]["rules"]:
        assert rule["labels"]["severity"] in ("wake", "look")
        assert rule["annotations"]["summary"]
        assert rule["annotations"]["do"]


def test_metrics_name_nobody(shown):
    assert not re.search(r"\+\d{6}", shown)
    labels = set(re.findall(r'(\w+)="', shown))
    assert labels <= {"status", "direction", "kind", "outcome", "level", "le", "because", "implementation"}
