"""The alerts: each is tested to fire and to be quiet, is explained, and asks for what there is."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from postlog_stack import prometheus, tools
from postlog_stack.layout import CHECKOUT

RULES = prometheus.SOURCE / "rules"
TESTS = prometheus.SOURCE / "tests"
RUNBOOKS = CHECKOUT / "docs" / "runbooks"
PARTS = ["Meaning", "Impact", "Diagnosis", "Mitigation"]
METRICS = (CHECKOUT / "docs" / "reference" / "metrics.md").read_text()
NAMES = sorted(file.name for file in RULES.glob("*.yml"))


def alerts() -> Iterator[dict[str, Any]]:
    """Give every rule."""
    for file in RULES.glob("*.yml"):
        for group in yaml.safe_load(file.read_text())["groups"]:
            yield from group["rules"]


ALERTS = {one["alert"]: one for one in alerts()}


def outcome_of(rules: Path, name: str) -> subprocess.CompletedProcess[str]:
    """Run the tests of one file of rules."""
    promtool = tools.prometheus_bin() / "promtool"
    return subprocess.run(
        [promtool, "test", "rules", rules.parent / "tests" / name],
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_rules_pass_their_tests(name: str) -> None:
    done = outcome_of(RULES, name)

    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("was", "becomes"),
    [(" > ", " >= "), (" > ", " < "), (r"for: \w+", "for: 1s"), ("max by", "sum by")],
)
def test_rules_that_are_changed_pass_no_longer(was: str, becomes: str, tmp_path: Path) -> None:
    shutil.copytree(prometheus.SOURCE, tmp_path, dirs_exist_ok=True)
    rules = tmp_path / "rules"
    for name in NAMES:
        (rules / name).write_text(re.sub(was, becomes, (RULES / name).read_text()))

    assert any(outcome_of(rules, name).returncode for name in NAMES)


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_is_seen_to_fire_to_be_quiet_and_at_its_boundary(alert: str) -> None:
    names = [
        test["name"]
        for file in TESTS.glob("*.yml")
        for test in yaml.safe_load(file.read_text())["tests"]
        if test["name"].startswith(f"{alert} ")
    ]

    assert sum(name.startswith(f"{alert} fires") for name in names) == 1
    assert sum(name.startswith(f"{alert} is quiet") for name in names) >= 2


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_has_a_runbook(alert: str) -> None:
    url = ALERTS[alert]["annotations"]["runbook_url"]

    text = (CHECKOUT / url).read_text()

    assert url == f"docs/runbooks/{alert}.md"
    assert re.findall(r"^# (.+)$", text, re.MULTILINE)[0] == alert
    assert re.findall(r"^## (.+)$", text, re.MULTILINE) == PARTS
    assert ALERTS[alert]["labels"]["severity"] in {"page", "ticket"}


def test_every_runbook_is_an_alert_s_and_the_list_names_all() -> None:
    listed = (RUNBOOKS / "README.md").read_text()

    assert {page.stem for page in RUNBOOKS.glob("*.md")} - {"README"} == ALERTS.keys()
    assert re.findall(r"\[(\w+)\]\((\w+)\.md\)", listed) == [(one, one) for one in sorted(ALERTS)]


@pytest.mark.parametrize("alert", ALERTS)
def test_an_alert_asks_for_metrics_that_there_are(alert: str) -> None:
    asked = set(re.findall(r"postlog_\w+", ALERTS[alert]["expr"]))

    assert {name for name in asked if f"`{name}`" not in METRICS} == set()
