"""The alerts for the Prometheus operator: those of `deploy/prometheus/rules`, unchanged."""

from collections.abc import Mapping

import yaml

from postlog_k8s.settings import CHECKOUT

RULES = CHECKOUT / "deploy" / "prometheus" / "rules"


def alerts() -> Mapping[str, object]:
    """Give one PrometheusRule with the groups of every file."""
    files = sorted(RULES.glob("*.yml"))
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": {"name": "postlog"},
        "spec": {"groups": [one for file in files for one in _groups(file.read_text())]},
    }


def _groups(text: str) -> list[object]:
    groups: list[object] = yaml.safe_load(text)["groups"]
    return groups
