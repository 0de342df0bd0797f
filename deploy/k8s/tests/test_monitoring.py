"""What the Prometheus operator is given fits the alerts and the panels."""

import json
import re
from typing import Any

from postlog_k8s.settings import CHECKOUT

from .rendering import rendered
from .world import World

PROMETHEUS = CHECKOUT / "deploy" / "prometheus"


def monitored() -> World:
    return World(rendered("overlays/prod"))


def alerts() -> list[dict[str, Any]]:
    [rules] = monitored().of("PrometheusRule")
    return [rule for group in rules["spec"]["groups"] for rule in group["rules"]]


def test_every_alert_of_the_local_stack_is_there() -> None:
    names = {page.stem for page in (CHECKOUT / "docs" / "runbooks").glob("*.md")} - {"README"}

    assert {rule["alert"] for rule in alerts()} == names


def test_a_program_is_scraped_with_the_labels_that_alerts_and_panels_ask_for() -> None:
    [monitor] = monitored().of("PodMonitor")
    [endpoint] = monitor["spec"]["podMetricsEndpoints"]
    given = {one["targetLabel"]: one for one in endpoint["relabelings"]}
    asked = {job for rule in alerts() for job in re.findall(r'job="(\w+)"', rule["expr"])}

    assert asked == {given["job"]["replacement"]}
    assert given["program"]["sourceLabels"] == [
        "__meta_kubernetes_pod_label_app_kubernetes_io_name"
    ]


def test_programs_have_the_same_names_as_in_the_local_stack() -> None:
    targets = json.loads((PROMETHEUS / "targets.json").read_text())
    local = {one["labels"]["program"] for one in targets}

    assert local == {
        pods.labels["app.kubernetes.io/name"]
        for pods in monitored().deployments()
        if pods.port("internal")
    }
