"""The manifests of one environment, and what is asked of them again and again."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .rendering import Manifest

TEMPLATED = ("Deployment", "Job")
Labels = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Pods:
    """A Deployment or a Job: what its Pods are."""

    manifest: Manifest

    @property
    def name(self) -> str:
        """The kind and the name, for messages."""
        return f"{self.manifest['kind']} {self.manifest['metadata']['name']}"

    @property
    def labels(self) -> Labels:
        """What the Pods are selected by."""
        labels: Labels = self.manifest["spec"]["template"]["metadata"].get("labels", {})
        return labels

    @property
    def spec(self) -> Manifest:
        """The Pod's own specification."""
        spec: Manifest = self.manifest["spec"]["template"]["spec"]
        return spec

    @property
    def main(self) -> Manifest:
        """The one container."""
        [container] = self.spec["containers"]
        found: Manifest = container
        return found

    def port(self, wanted: str | int) -> int | None:
        """Give the number of a port of the container, or None where it has no such port."""
        for port in self.main.get("ports", []):
            if wanted in (port.get("name"), port["containerPort"]):
                return int(port["containerPort"])
        return None

    def secret_files(self) -> dict[str, tuple[str, str]]:
        """Give the Secret and its key behind each mounted file."""
        volumes = {
            one["name"]: one["secret"] for one in self.spec.get("volumes", []) if "secret" in one
        }
        return {
            f"{mount['mountPath']}/{item['path']}": (
                volumes[mount["name"]]["secretName"],
                item["key"],
            )
            for mount in self.main.get("volumeMounts", [])
            if mount["name"] in volumes
            for item in volumes[mount["name"]]["items"]
        }


@dataclass(frozen=True, slots=True)
class World:
    """All manifests of one environment."""

    manifests: list[Manifest]

    def of(self, kind: str) -> list[Manifest]:
        """Give those of one kind."""
        return [one for one in self.manifests if one["kind"] == kind]

    def pods(self) -> Iterator[Pods]:
        """Give everything that makes Pods."""
        return (Pods(one) for one in self.manifests if one["kind"] in TEMPLATED)

    def deployments(self) -> Iterator[Pods]:
        """Give the programs that stay."""
        return (Pods(one) for one in self.of("Deployment"))

    def selected(self, selector: Manifest) -> list[Pods]:
        """Give what a label selector selects."""
        return [one for one in self.pods() if selects(selector, one.labels)]

    def named(self, kind: str, name: str) -> Manifest | None:
        """Give one manifest, or None."""
        return next((one for one in self.of(kind) if one["metadata"]["name"] == name), None)

    def environment(self, pods: Pods) -> dict[str, str]:
        """Give the variables of a container, out of its ConfigMaps and its own list."""
        given: dict[str, str] = {}
        for source in pods.main.get("envFrom", []):
            found = self.named("ConfigMap", source["configMapRef"]["name"])
            assert found is not None, f"{pods.name}: no ConfigMap {source['configMapRef']['name']}"
            given |= found["data"]
        return given | {
            one["name"]: one["value"] for one in pods.main.get("env", []) if "value" in one
        }


def selects(selector: Manifest, labels: Labels) -> bool:
    """Tell whether a label selector selects these labels; an empty one selects all."""
    pairs = selector.get("matchLabels", {})
    return all(labels.get(key) == value for key, value in pairs.items()) and all(
        _expressed(one, labels) for one in selector.get("matchExpressions", [])
    )


def _expressed(expression: Mapping[str, Any], labels: Labels) -> bool:
    key, values = expression["key"], expression.get("values", [])
    match expression["operator"]:
        case "In":
            return labels.get(key) in values
        case "NotIn":
            return labels.get(key) not in values
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
    raise ValueError(f"no operator of label selectors: {expression['operator']}")


def name_of(manifest: Manifest) -> str:
    """Give kind and name, for messages."""
    return f"{manifest['kind']} {manifest['metadata']['name']}"
