"""Writes the manifests that follow from the code: `make k8s` runs it.

A test fails when a file is not what this gives.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import yaml
from postlog_k8s import alerts, keda, schemas_sql, settings, strimzi

HERE = Path(__file__).resolve().parent
NOTE = "# Written by generate.py; `make k8s` writes it anew.\n"


def files() -> Mapping[str, str]:
    """Give the text of every generated file, by its path below this folder."""
    groups = settings.groups()
    return {
        "base/settings/kustomization.yaml": NOTE + yaml.safe_dump(_maps(groups), sort_keys=False),
        **{f"base/settings/{name}.env": _env(group) for name, group in groups.items()},
        "components/kafka-strimzi/topics.yaml": _documents(strimzi.topics()),
        "components/kafka-strimzi/users.yaml": _documents(strimzi.users()),
        "components/keda/scaled-objects.yaml": _documents(keda.scaled_objects()),
        "components/monitoring/alerts.yaml": _documents([alerts.alerts()]),
        "components/postgres-cnpg/schemas.sql": schemas_sql.schemas_sql(),
    }


def _maps(groups: Iterable[str]) -> dict[str, object]:
    return {
        "apiVersion": "kustomize.config.k8s.io/v1beta1",
        "kind": "Kustomization",
        "configMapGenerator": [
            {"name": f"settings-{name}", "envs": [f"{name}.env"]} for name in groups
        ],
    }


def _env(group: Mapping[str, str]) -> str:
    return NOTE + "".join(f"{name}={text}\n" for name, text in sorted(group.items()))


def _documents(resources: Iterable[object]) -> str:
    text: str = yaml.safe_dump_all(resources, sort_keys=False, width=100)
    return NOTE + text


def main() -> None:
    """Write what has changed."""
    for name, text in files().items():
        path = HERE / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if not path.exists() or path.read_text() != text:
            path.write_text(text)
            print(f"written: {path.relative_to(HERE)}")


if __name__ == "__main__":
    main()
