"""What runs on one machine runs in the cluster: the same programs, commands and ports."""

import subprocess
from pathlib import Path

import pytest
import yaml
from postlog_stack.layout import CHECKOUT
from postlog_stack.services import SERVICES, Service

from common.settings import Settings
from contracts.topics import EVENT_TOPICS

from .rendering import rendered
from .world import Pods, World

COMPOSE = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]
PROGRAMS = [*(service.name for service in SERVICES), "gateway"]
PORT = Settings.model_fields["port"].default
DOCKERFILE = (CHECKOUT / "Dockerfile").read_text()


def test_every_program_of_the_local_stack_is_a_deployment() -> None:
    ours = {one["metadata"]["name"] for one in World(rendered("overlays/prod")).of("Deployment")}

    assert ours == set(PROGRAMS)


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_program_has_the_command_and_the_image_of_its_container(program: str) -> None:
    deployment = World(rendered("overlays/prod")).named("Deployment", program)
    assert deployment is not None
    main = Pods(deployment).main

    assert main["image"].partition("@")[0] == COMPOSE[program]["image"]
    assert main.get("args", []) == COMPOSE[program].get("command", [])


@pytest.mark.parametrize("service", SERVICES, ids=lambda one: one.name)
def test_ports_are_those_that_the_code_has_by_default(service: Service) -> None:
    deployment = World(rendered("overlays/prod")).named("Deployment", service.name)
    assert deployment is not None
    named = {one["name"]: one["containerPort"] for one in Pods(deployment).main["ports"]}

    assert named["internal"] == Settings.model_fields["internal_port"].default
    assert named.get("http", PORT) == PORT


@pytest.mark.parametrize(
    "image", sorted({COMPOSE[name]["image"] for name in [*PROGRAMS, "sandbox"]})
)
def test_no_image_that_runs_is_root(image: str) -> None:
    user = _user(image.removeprefix("postlog/"), _stages())

    assert user
    assert all(part.isdigit() and int(part) > 0 for part in user.split(":"))


def _stages() -> dict[str, list[str]]:
    stages: dict[str, list[str]] = {}
    for line in DOCKERFILE.splitlines():
        if line.startswith("FROM "):
            stages[line.split()[-1]] = [line.split()[1]]
        elif stages:
            stages[list(stages)[-1]].append(line)
    return stages


def _user(stage: str, stages: dict[str, list[str]]) -> str:
    if stage not in stages:
        return ""
    own = [line.split()[1] for line in stages[stage][1:] if line.startswith("USER ")]
    return own[-1] if own else _user(stages[stage][0], stages)


def test_the_shares_of_a_rebuild_are_all_partitions_each_once(tmp_path: Path) -> None:
    [job] = [
        one
        for one in rendered("overlays/prod/rebuild")
        if one["metadata"]["name"] == "rebuild-shares"
    ]
    told = tmp_path / "told"
    command = tmp_path / "crm-projector"
    command.write_text(f'#!/bin/sh\necho "$@" >> {told}\n')
    command.chmod(0o755)
    main = Pods(job).main
    given = {one["name"]: one["value"] for one in main["env"] if "value" in one}

    for index in range(job["spec"]["completions"]):
        own = {"PATH": f"{tmp_path}:/usr/bin:/bin", "JOB_COMPLETION_INDEX": str(index)}
        subprocess.run([*main["command"], *main["args"]], env=given | own, check=True)

    shares = [line.rpartition(" ")[2].split(",") for line in told.read_text().splitlines()]
    assert (
        len(shares)
        == job["spec"]["completions"]
        == job["spec"]["parallelism"]
        == int(given["SHARES"])
    )
    assert sorted(int(one) for share in shares for one in share) == list(
        range(max(topic.partitions for topic in EVENT_TOPICS))
    )
