"""The how-to page names what is there."""

import re

import pytest

from .rendering import ENVIRONMENTS, K8S, environment, kustomizations
from .world import World

PAGE = (K8S.parents[1] / "docs" / "how-to" / "kubernetes.md").read_text()
COMMANDS = "".join(re.findall(r"```\n(.*?)```", PAGE, re.DOTALL))
FOLDERS = sorted(set(re.findall(r"deploy/k8s/([\w/-]+)(?= |\n)", COMMANDS)))
NAMED = sorted(set(re.findall(r"\b(kafka|cluster|job|service)/([\w-]+)", COMMANDS)))
ARGUMENTS = {"kafka": "Kafka", "cluster": "Cluster", "job": "Job", "service": "Service"}


@pytest.fixture(scope="module")
def world() -> World:
    return World([one for name in ENVIRONMENTS for one in environment(name)])


def test_each_folder_that_a_command_applies_renders() -> None:
    assert len(FOLDERS) == 7
    assert set(FOLDERS) <= set(kustomizations("Kustomization"))


@pytest.mark.parametrize(("kind", "name"), NAMED)
def test_what_a_command_waits_for_or_reaches_is_described(
    kind: str, name: str, world: World
) -> None:
    assert world.named(ARGUMENTS[kind], name)


def test_the_steps_of_a_rebuild_have_the_labels_by_which_they_are_applied(world: World) -> None:
    steps = re.findall(r"-l postlog/step=(\w+)", COMMANDS)

    jobs = {one["metadata"]["labels"].get("postlog/step") for one in world.of("Job")}
    assert steps == ["shares", "verify", "cutover"]
    assert jobs - {None} == set(steps)


def test_each_component_that_the_page_names_is_there() -> None:
    named = set(re.findall(r"`(components/[\w-]+)`", PAGE))

    assert named
    assert named <= set(kustomizations("Component"))
