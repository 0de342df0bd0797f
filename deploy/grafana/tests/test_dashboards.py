"""The dashboards: current, complete, and asking for nothing that is not measured."""

import json
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from dashboards import boards
from panels import BOARDS, Panel
from postlog_stack import tools

GRAFANA = Path(__file__).resolve().parents[1]
METRICS = (GRAFANA.parents[1] / "docs" / "reference" / "metrics.md").read_text()
FILES = dict(boards())
PANELS = [panel for board in BOARDS for panel in board.panels()]


def shown(name: str) -> list[dict[str, Any]]:
    """Give a dashboard's panels, without the headings of its rows."""
    panels = json.loads(FILES[name])["panels"]
    return [panel for panel in panels if panel["type"] != "row"]


@pytest.mark.parametrize("name", FILES)
def test_a_dashboard_is_current(name: str) -> None:
    assert (GRAFANA / name).read_text() == FILES[name], "make dashboards writes it anew"


def test_there_is_no_other_dashboard() -> None:
    assert {file.name for file in GRAFANA.glob("*.json")} == FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_grafana_is_told_which_model_it_is_and_asks_for_the_data_source(name: str) -> None:
    board = json.loads(FILES[name])

    assert board["schemaVersion"] == 41
    assert [one["type"] for one in board["templating"]["list"]] == ["datasource"]
    assert {one["datasource"]["uid"] for one in shown(name)} == {"${datasource}"}
    numbers = [one["id"] for one in board["panels"]]
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("name", FILES)
def test_every_panel_has_a_unit_and_says_what_it_means(name: str) -> None:
    for panel in shown(name):
        assert panel["fieldConfig"]["defaults"]["unit"]
        assert panel["description"].endswith(".")
        assert panel["targets"][0]["expr"]


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.title)
def test_a_panel_asks_for_metrics_that_there_are(panel: Panel) -> None:
    asked = {re.sub("_bucket$", "", name) for name in re.findall(r"postlog_\w+", panel.expr)}

    assert {name for name in asked if f"`{name}`" not in METRICS} == set()


@pytest.mark.parametrize("panel", PANELS, ids=lambda panel: panel.title)
def test_a_panel_s_legend_names_labels_that_the_answer_has(panel: Panel) -> None:
    named = set(re.findall(r"\{\{(\w+)\}\}", panel.legend))
    kept = {name for by in re.findall(r"by \(([^)]+)\)", panel.expr) for name in by.split(", ")}

    assert named
    assert named <= kept


def test_every_question_can_be_read_by_prometheus(tmp_path: Path) -> None:
    rules = [{"record": f"panel:{at}", "expr": one.expr} for at, one in enumerate(PANELS)]
    file = tmp_path / "panels.yml"
    file.write_text(yaml.safe_dump({"groups": [{"name": "panels", "rules": rules}]}))

    done = subprocess.run(
        [tools.prometheus_bin() / "promtool", "check", "rules", file],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{len(PANELS)} rules found" in done.stdout
