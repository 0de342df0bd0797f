"""Prometheus in the stack: what it scrapes, and that it does."""

import asyncio
import json
import shutil
import subprocess
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml
from aiohttp import web
from postlog_stack import prometheus, tools
from postlog_stack.errors import StackError
from postlog_stack.layout import CHECKOUT
from postlog_stack.lifecycle import Wish
from postlog_stack.program import Program
from postlog_stack.services import SERVICES

from common.health import Health, internal_app

DEADLINE = 60.0


def program(name: str, **ports: int) -> Program:
    """Give a program that nobody starts."""
    return Program(name, ("true",), lambda: None, ports=ports)


def test_every_program_with_an_internal_port_is_scraped_under_its_own_name() -> None:
    found = prometheus.targets(
        [program("auth-api", http=1, internal=2), program("gateway", http=3)]
    )

    assert found == [{"targets": ["127.0.0.1:2"], "labels": {"program": "auth-api"}}]


def test_with_containers_every_process_of_a_service_is_scraped() -> None:
    services = yaml.safe_load((CHECKOUT / "docker-compose.yml").read_text())["services"]
    listed = json.loads((prometheus.SOURCE / "targets.json").read_text())

    assert {one["labels"]["program"] for one in listed} == {one.name for one in SERVICES}
    for one in listed:
        assert one["targets"] == [f"{one['labels']['program']}:9000"]
        assert one["labels"]["program"] in services


def test_a_stack_for_tests_has_it_only_where_it_is_named() -> None:
    assert prometheus.NAME in Wish().names()
    assert prometheus.NAME not in Wish(durable=False).names()
    assert Wish(only=[prometheus.NAME], durable=False).names() == {prometheus.NAME}


def test_a_machine_without_it_and_without_apt_is_told_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))

    with pytest.raises(StackError, match="prometheus is missing"):
        tools.prometheus_bin()


def test_the_configuration_and_the_rules_pass_promtool(tmp_path: Path) -> None:
    shutil.copytree(prometheus.SOURCE, tmp_path, dirs_exist_ok=True)
    promtool = tools.prometheus_bin() / "promtool"

    done = subprocess.run(
        [promtool, "check", "config", tmp_path / "prometheus.yml"],
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr


async def test_it_scrapes_a_process_and_says_so(
    tmp_path: Path, free_port: Callable[[], int]
) -> None:
    runner = web.AppRunner(internal_app(Health()))
    await runner.setup()
    internal = free_port()
    await web.TCPSite(runner, "127.0.0.1", internal).start()
    scraped = [program("auth-api", internal=internal)]
    server = prometheus.prepared(tmp_path / "home", free_port(), scraped)

    with running(server.program()):
        found = await asyncio.to_thread(wait_for, server, 'up{program="auth-api"} == 1')
    await runner.cleanup()

    assert [one["metric"]["job"] for one in found] == ["postlog"]


@contextmanager
def running(server: Program) -> Iterator[None]:
    """Run a program for as long as this lasts."""
    quiet = subprocess.DEVNULL
    with subprocess.Popen(server.command, stdout=quiet, stderr=quiet) as process:
        try:
            yield
        finally:
            process.terminate()


def wait_for(server: prometheus.Server, query: str) -> list[dict[str, Any]]:
    """Ask until there is an answer that is not empty."""
    end = time.monotonic() + DEADLINE
    address = f"http://127.0.0.1:{server.port}/api/v1/query?{urlencode({'query': query})}"
    while time.monotonic() < end:
        with suppress(OSError), urllib.request.urlopen(address, timeout=5) as answer:
            if found := json.load(answer)["data"]["result"]:
                return list(found)
        time.sleep(0.1)
    raise AssertionError(f"{query} has no answer")
