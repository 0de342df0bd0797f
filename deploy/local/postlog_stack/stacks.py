"""The two ways to run all of Postlog, with one face."""

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Protocol

from . import kafka, lifecycle, settings
from .cli import main as native_command
from .errors import StackError
from .layout import CHECKOUT, Layout, default_state
from .lifecycle import Wish
from .platforms import PLATFORMS
from .postgres import ROLES
from .record import ProgramRecord, StackRecord


class Stack(Protocol):
    """All of Postlog, one way or the other."""

    name: str

    def up(self) -> Path:
        """Start everything, wait until it works, and give the file with its addresses."""

    def down(self) -> None:
        """Stop everything; what it stored stays."""

    def status(self) -> int:
        """Show what runs."""

    def logs(self, program: str) -> int:
        """Follow one program's log."""


class NativeStack:
    """Processes of this machine under supervisord."""

    name = "native"

    def __init__(self) -> None:
        self._layout = Layout(default_state())

    def up(self) -> Path:
        """Start what does not run yet."""
        lifecycle.up(self._layout, Wish())
        return self._layout.record

    def down(self) -> None:
        """Stop every process of the stack."""
        lifecycle.down(self._layout, purge=False)

    def status(self) -> int:
        """Show processes and ports."""
        return native_command(["status"])

    def logs(self, program: str) -> int:
        """Follow one file."""
        return native_command(["logs", program])


class ComposeStack:
    """The containers of docker-compose.yml."""

    name = "docker"

    def up(self) -> Path:
        """Build what changed and start it; compose shows the progress."""
        given = settings.overrides()
        refuse_sandbox_addresses(given | dict(os.environ))
        without_sandbox = [] if settings.played(given) else ["--scale", "sandbox=0"]
        self._compose("build")
        changed = beside_env(given | dict(os.environ))
        self._compose("up", "--detach", "--wait", "--remove-orphans", *without_sandbox, **changed)
        layout = Layout(default_state())
        layout.create()
        path = layout.state / "compose.json"
        compose_record(given | dict(os.environ)).write(path)
        return path

    def down(self) -> None:
        """Remove the containers, not the volumes."""
        self._compose("down", "--remove-orphans")

    def status(self) -> int:
        """Show the containers."""
        return self._compose("ps", "--all")

    def logs(self, program: str) -> int:
        """Follow one container."""
        return self._compose("logs", "--follow", "--tail", "100", program)

    def _compose(self, *arguments: str, **environment: str) -> int:
        command, given = ["docker", "compose", *arguments], {**os.environ, **environment}
        if subprocess.run(command, cwd=CHECKOUT, env=given, check=False).returncode:
            raise StackError(f"{' '.join(command)} failed")
        return 0


def refuse_sandbox_addresses(given: Mapping[str, str]) -> None:
    """Start no app of one's own at the sandbox, which is what docker-compose.yml falls back to."""
    for platform in PLATFORMS:
        missing = [name for name in platform.real_addresses if not given.get(name)]
        if platform.has_real_app(given) and missing:
            names = ", ".join(missing)
            raise StackError(f"with containers .env needs {names} too; see .env.example")


def beside_env(given: Mapping[str, str]) -> dict[str, str]:
    """Give what is not given: of an app of one's own nothing, of a played platform its haste.

    By itself docker-compose.yml has the sandbox's apps, and a real platform's patience; another
    simulator is asked as often as the sandbox.
    """
    wished: dict[str, str] = {}
    for platform in PLATFORMS:
        if platform.has_real_app(given):
            wished |= dict.fromkeys(platform.ingest_settings, "")
        if settings.may_be_hurried(platform, given):
            wished |= platform.haste
    return {name: text for name, text in wished.items() if name not in given}


def compose_record(ports: dict[str, str]) -> StackRecord:
    """Give the addresses that docker-compose.yml publishes, with the ports `.env` may change."""
    postgres = f"127.0.0.1:{ports.get('POSTGRES_PORT', '15432')}/postlog"
    roles = {
        role: f"postgresql://{role}:{role}-local-only@{postgres}" for role in ("postgres", *ROLES)
    }
    gateway = int(ports.get("GATEWAY_PORT", "8080"))
    played = {one.name: one for one in settings.played(ports)}
    published = {
        name: int(ports.get(one.published_port, one.sandbox_ports[one.control_port]))
        for name, one in played.items()
    }
    return StackRecord(
        kind="compose",
        state=str(default_state()),
        kafka_bootstrap_servers=f"127.0.0.1:{ports.get('KAFKA_PORT', '19092')}",
        postgres_url=roles.pop("postgres"),
        role_urls=roles,
        gateway_url=f"http://127.0.0.1:{gateway}",
        sandbox_urls={
            **{name: f"http://127.0.0.1:{port}" for name, port in published.items()},
            **settings.simulators(ports),
        },
        prometheus_url=f"http://127.0.0.1:{ports.get('PROMETHEUS_PORT', '9090')}",
        programs={
            "gateway": ProgramRecord(ports={"http": gateway}),
            "sandbox": ProgramRecord(
                ports={played[name].control_port: port for name, port in published.items()}
            ),
        },
    )


def choose() -> Stack:
    """Take containers where an engine answers; POSTLOG_STACK=docker|native decides otherwise."""
    choice = os.environ.get("POSTLOG_STACK") or ("docker" if _docker_answers() else "native")
    stacks: dict[str, Stack] = {"docker": ComposeStack(), "native": NativeStack()}
    if kafka.size() > 1 and choice == "docker":
        raise StackError("three brokers run natively only: POSTLOG_STACK=native make run BROKERS=3")
    if choice not in stacks:
        raise StackError(f"POSTLOG_STACK is docker or native, not {choice!r}")
    return stacks[choice]


def _docker_answers() -> bool:
    try:
        for question in (["docker", "info"], ["docker", "compose", "version"]):
            subprocess.run(question, capture_output=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return False
    return True
