"""Trees as `kubectl kustomize` renders them, without a cluster."""

import subprocess
import sys
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

K8S = Path(__file__).resolve().parents[1]
KUBECTL = Path(sys.executable).with_name("kubectl")
ENVIRONMENTS = ("dev", "staging", "prod")
STAGES = ("platform", "migrations", "", "rebuild")
"""The order in which an overlay's parts are applied; the last by hand."""
Manifest = dict[str, Any]


def rendered(folder: str) -> list[Manifest]:
    """Give what a folder below `deploy/k8s` renders to, for the caller to change as it likes."""
    return deepcopy(_rendered(folder))


@cache
def _rendered(folder: str) -> list[Manifest]:
    command = [str(KUBECTL), "kustomize", str(K8S / folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{folder}: {done.stderr}"
    assert not done.stderr, f"{folder}: {done.stderr}"
    return [one for one in yaml.load_all(done.stdout, yaml.CSafeLoader) if one]


def environment(name: str) -> list[Manifest]:
    """Give all that an overlay applies in its four stages."""
    return [one for stage in STAGES for one in rendered(f"overlays/{name}/{stage}".rstrip("/"))]


def kustomizations(kind: str) -> list[str]:
    """Give the folders that hold a Kustomization, or a Component."""
    found = K8S.rglob("kustomization.yaml")
    of_kind = (path for path in found if yaml.safe_load(path.read_text())["kind"] == kind)
    return sorted(str(path.parent.relative_to(K8S)) for path in of_kind)
