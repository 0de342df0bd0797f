"""Every manifest is one that the cluster's API would take, as far as its schemas tell.

Kubernetes' own kinds are checked against two versions: the oldest that these manifests are for, and
the newest. A field that a version does not know is an error there.
"""

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import kubernetes_validate
import pytest
from jsonschema_rs import Draft202012Validator

from .custom_resources import SPECS, schema
from .rendering import ENVIRONMENTS, Manifest, environment, rendered
from .world import name_of

VERSIONS = ("1.34", "1.37")
SCHEMAS = Path(kubernetes_validate.__file__).parent / "kubernetes-json-schema"
COMBINATIONS = ("tests/combinations/external", "tests/combinations/external/platform")


def everything() -> Iterator[Manifest]:
    """Give the manifests of all environments and combinations."""
    for name in ENVIRONMENTS:
        yield from environment(name)
    for folder in COMBINATIONS:
        yield from rendered(folder)


def is_custom(manifest: Manifest) -> bool:
    """Tell whether a kind comes with an operator, and not with Kubernetes."""
    return (manifest["apiVersion"], manifest["kind"]) in SPECS


@cache
def _definitions(version: str) -> dict[str, object]:
    found: dict[str, object] = _loaded(version, "_definitions")["$defs"]
    return found


def _loaded(version: str, name: str) -> dict[str, Any]:
    """Load a schema; what it refers to is looked for in itself."""
    text = (SCHEMAS / f"v{version}.0-local-strict" / f"{name}.json").read_text()
    found: dict[str, Any] = json.loads(text.replace('"/api/_definitions.json#/', '"#/'))
    return found


@cache
def validator(version: str, api_version: str, kind: str) -> Draft202012Validator:
    """Give what checks one kind of Kubernetes' own; raises `OSError` where it has no such kind."""
    group, _, of_group = api_version.rpartition("/")
    name = "-".join(filter(None, (kind.lower(), group.partition(".")[0], of_group)))
    return Draft202012Validator(_loaded(version, name) | {"$defs": _definitions(version)})


@cache
def operators(api_version: str, kind: str) -> Draft202012Validator:
    """Give what checks an operator's kind; raises `KeyError` for one that nobody has read."""
    return Draft202012Validator(schema(api_version, kind))


def complaints(checks: Draft202012Validator, manifest: Manifest) -> list[str]:
    """Say what a schema has against a manifest."""
    errors = checks.iter_errors(manifest)
    return [f"{name_of(manifest)}: {one.instance_path} {one.message}" for one in errors]


@pytest.mark.parametrize("version", VERSIONS)
def test_kubernetes_takes_every_manifest_of_its_own_kinds(version: str) -> None:
    own = [one for one in everything() if not is_custom(one)]

    assert [
        wrong
        for one in own
        for wrong in complaints(validator(version, one["apiVersion"], one["kind"]), one)
    ] == []


def test_operators_take_every_manifest_of_theirs() -> None:
    theirs = [one for one in everything() if is_custom(one)]

    assert [
        wrong
        for one in theirs
        for wrong in complaints(operators(one["apiVersion"], one["kind"]), one)
    ] == []


def test_every_kind_that_is_described_is_used() -> None:
    used = {(one["apiVersion"], one["kind"]) for one in everything()}

    assert SPECS.keys() <= used


@pytest.mark.parametrize("version", VERSIONS)
def test_a_field_that_kubernetes_does_not_know_is_refused(version: str) -> None:
    [deployment, *_] = [one for one in rendered("overlays/prod") if one["kind"] == "Deployment"]
    deployment["spec"]["template"]["spec"]["terminationGraceSeconds"] = 45

    assert complaints(validator(version, "apps/v1", "Deployment"), deployment)


def test_a_kind_that_nobody_has_looked_at_is_refused() -> None:
    with pytest.raises(OSError, match="widget-example-v1"):
        validator(VERSIONS[0], "example.com/v1", "Widget")
    with pytest.raises(KeyError):
        operators("example.com/v1", "Widget")


def test_a_field_that_an_operator_does_not_know_is_refused() -> None:
    [topic, *_] = [one for one in rendered("overlays/prod/platform") if one["kind"] == "KafkaTopic"]
    topic["spec"]["partition"] = topic["spec"].pop("partitions")

    assert len(complaints(operators(topic["apiVersion"], topic["kind"]), topic)) == 2
