"""The files of deploy/ agree with each other and with the program: settings that exist, ports that meet, addresses that are open."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import ROOT, Settings
from tests.conftest import require_program

DEPLOY = ROOT / "deploy"
SETTINGS = (ROOT / "bot" / "settings.py").read_text(encoding="utf-8")
# Read by others than us.
OTHERS = {"POSTGRES_USER", "POSTGRES_DB", "POSTGRES_PASSWORD_FILE", "PYTHONDONTWRITEBYTECODE"}
NGINX = (DEPLOY / "nginx" / "reseau.conf").read_text(encoding="utf-8")


def compose() -> dict[str, Any]:
    return yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))


def manifests() -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / "kubernetes" / "pourquoi-reseau.yml").read_text(encoding="utf-8")))


def of_kind(kind: str) -> dict[str, dict[str, Any]]:
    return {item["metadata"]["name"]: item for item in manifests() if item["kind"] == kind}


def units() -> dict[str, str]:
    return {path.name: path.read_text(encoding="utf-8") for path in (DEPLOY / "systemd").iterdir()}


def named_settings() -> set[str]:
    found = set(re.findall(r"^(?:Environment=)?([A-Z][A-Z0-9_]+)=", "\n".join(units().values()), re.M))
    for service in compose()["services"].values():
        found |= set(service.get("environment", {}))
    found |= set(of_kind("ConfigMap")["reglages"]["data"])
    found |= set(re.findall(r"([A-Z][A-Z0-9_]+)=", (re.search(r"^ENV (.*)$", (DEPLOY / "Dockerfile").read_text(), re.M) or [""])[0]))
    return found - OTHERS


@pytest.mark.parametrize("name", sorted(named_settings()))
def test_every_setting_is_one_that_the_program_reads(name: str) -> None:
    assert f'"{name.removesuffix("_FILE")}"' in SETTINGS


def test_the_values_are_such_that_the_program_starts(tmp_path: Path) -> None:
    (tmp_path / "database_url").write_text("postgresql://reseau:x@postgres/reseau", encoding="utf-8")
    for values in (compose()["services"]["rasa-1"]["environment"], of_kind("ConfigMap")["reglages"]["data"]):
        settings = Settings.from_environment({**values, "DATABASE_URL_FILE": str(tmp_path / "database_url")})
        assert settings.host == "0.0.0.0" and settings.action_url == "http://actions:5055/webhook" and settings.store_url.startswith("postgresql://")
    lines = [line for line in units()["reglages.exemple"].splitlines() if line and not line.startswith("#")]
    assert Settings.from_environment(dict(line.split("=", 1) for line in lines)).host == "127.0.0.1"


def test_the_action_server_has_every_setting_that_it_reads(tmp_path: Path) -> None:
    read = set(re.findall(r"\bsettings\.(\w+)|from_environment\(\)\.(\w+)", "\n".join(path.read_text() for path in (ROOT / "actions").rglob("*.py"))))
    assert {one or other for one, other in read} == {"public_url", "page_url", "retention_days", "store_url"}
    needed = {"PUBLIC_URL", "RETENTION_DAYS", "DATABASE_URL_FILE"}
    actions, rasa = (compose()["services"][name] for name in ("actions", "rasa-1"))
    assert needed <= set(actions["environment"]) and "database_url" in actions["secrets"]
    (container,) = of_kind("Deployment")["actions"]["spec"]["template"]["spec"]["containers"]
    assert needed <= {item["name"] for item in container["env"]}
    assert any(mount["mountPath"] == "/etc/secrets" for mount in container["volumeMounts"])
    assert needed - {"DATABASE_URL_FILE"} <= set(of_kind("ConfigMap")["reglages"]["data"])
    assert all(actions["environment"][name] == rasa["environment"][name] for name in needed)
    unit = units()["pourquoi-reseau-actions@.service"]
    assert "Environment=DATABASE_URL_FILE=%d/database_url" in unit and "LoadCredential=database_url:" in unit and "EnvironmentFile=" in unit
    assert of_kind("NetworkPolicy")["actions-base"]["spec"]["egress"][0]["ports"][0]["port"] == 5432


def test_postgresql_does_not_log_what_practitioners_say() -> None:
    assert {"log_min_error_statement=panic", "log_error_verbosity=terse"} <= set(compose()["services"]["postgres"]["command"])


def test_compose_s_services_are_all_there_and_nothing_but_nginx_is_open() -> None:
    services = compose()["services"]
    assert {name for name, service in services.items() if service.get("ports")} == {"nginx"}
    for service in services.values():
        assert set(service.get("depends_on", ())) <= set(services)
        assert set(service.get("secrets", ())) <= set(compose()["secrets"])
        assert set(service["networks"]) <= set(compose()["networks"])
        for volume in service.get("volumes", ()):
            source = volume.split(":")[0]
            assert source in compose()["volumes"] or source == "./certificat" or (DEPLOY / source).exists(), volume
    upstream = (DEPLOY / "nginx" / "reseau-amont.compose.conf").read_text(encoding="utf-8")
    for host, port in re.findall(r"server ([\w-]+):(\d+)", upstream):
        assert services[host]["environment"]["PORT"] == port


def test_kubernetes_services_find_their_pods_and_the_probes_their_routes() -> None:
    pages = (ROOT / "bot" / "pages.py").read_text(encoding="utf-8")
    for name, service in of_kind("Service").items():
        container = of_kind("Deployment")[name]["spec"]["template"]["spec"]["containers"][0]
        assert service["spec"]["selector"] == of_kind("Deployment")[name]["spec"]["selector"]["matchLabels"]
        assert service["spec"]["ports"][0]["port"] == container["ports"][0]["containerPort"]
        assert service["spec"]["ports"][0]["targetPort"] == container["ports"][0]["name"]
    for name, deployment in of_kind("Deployment").items():
        pod = deployment["spec"]["template"]
        assert pod["metadata"]["labels"] == deployment["spec"]["selector"]["matchLabels"]
        container = pod["spec"]["containers"][0]
        assert pod["spec"]["securityContext"]["runAsNonRoot"] and container["securityContext"]["readOnlyRootFilesystem"]
        if name == "rasa":
            probes = {container[probe]["httpGet"]["path"] for probe in ("startupProbe", "livenessProbe", "readinessProbe")}
            assert probes == {"/live", "/ready"} and all(f'"{path}"' in pages for path in probes)
    data = of_kind("ConfigMap")["reglages"]["data"]
    assert (data["PORT"], data["ACTION_PORT"]) == ("5005", "5055")


def test_the_ingress_opens_what_nginx_opens() -> None:
    paths = {path["path"].rstrip("/") for path in of_kind("Ingress")["pourquoi-reseau"]["spec"]["rules"][0]["http"]["paths"]}
    ours = {path.rstrip("/") for path in re.findall(r"location (?:= )?(/[\w./-]*) \{", NGINX)} | {"/carte.svg", "/carte.png"}
    assert paths == ours
    assert not paths & {"/metrics", "/ready", "/live"}


@pytest.mark.parametrize("name", [name for name in units() if name.endswith((".service", ".timer"))])
def test_systemd_reads_its_units(name: str, tmp_path: Path) -> None:
    require_program("systemd-analyze")
    # The program is not installed there on this machine.
    text = units()[name].replace("/opt/pourquoi-reseau/.venv/bin/python", "/bin/true").replace("/opt/pourquoi-reseau", "/")
    path = tmp_path / name.replace("@.", "@5005.")
    path.write_text(text, encoding="utf-8")
    for other in units():
        if other.endswith(".service") and "@" not in other and other != name:
            (tmp_path / other).write_text("[Service]\nExecStart=/bin/true\n", encoding="utf-8")
    result = subprocess.run(["systemd-analyze", "verify", "--man=no", str(path)], capture_output=True, text=True)
    assert result.returncode == 0 and name.split("@")[0] not in result.stderr, result.stderr
    if name.endswith(".service"):
        called = re.search(r"^ExecStart=\S+ -m bot\.cli (.*)$", units()[name], re.M)
        assert called is not None and called[1] in {"run --role rasa", "run --role actions", "backup"}


def test_the_image_s_command_is_one_of_ours() -> None:
    text = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert 'CMD ["run", "--role", "rasa"]' in text and "USER 10001" in text
    for source in re.findall(r"^COPY (?!--from)(.*) \S+$", text, re.M):
        assert all((ROOT / name).exists() for name in source.split())


def test_every_setting_is_in_the_table_of_the_guide() -> None:
    guide = (ROOT / "docs" / "exploitation.md").read_text(encoding="utf-8")
    read = set(re.findall(r'_\w+\(env, "([A-Z][A-Z0-9_]+)"|env\.get\("([A-Z][A-Z0-9_]+)"', SETTINGS))
    for name in {one or other for one, other in read}:
        assert f"`{name}`" in guide or name.startswith(("SLACK_", "TEAMS_")), name
