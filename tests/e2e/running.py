"""A running stack: what it writes, and how its programs are stopped, killed and started again."""

import asyncio
import json
import os
import subprocess
import sys
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Protocol

from addresses import Addresses
from waiting import until

CHECKOUT = Path(__file__).resolve().parents[2]
STACK = (sys.executable, str(CHECKOUT / "deploy" / "local" / "stack.py"))
STATES = Path("/var/tmp") / f"postlog-{os.getuid()}"
READY_SECONDS = 60.0
SERVICES = (
    "auth-api",
    "auth-worker",
    "tiktok-api",
    "tiktok-worker",
    "tiktok-scheduler",
    "instagram-api",
    "instagram-worker",
    "instagram-scheduler",
    "webhook-ingest",
    "crm-projector-project",
    "crm-projector-api",
)


class Stack(Protocol):
    """Postlog, however it was started; programs have the names that `stack.py status` shows."""

    addresses: Addresses

    def kill(self, name: str) -> None:
        """SIGKILL a program, and have it started again."""

    def stop(self, name: str) -> None:
        """Stop a program until it is started."""

    def start(self, name: str) -> None:
        """Start a program that was stopped."""

    def restart(self, name: str) -> None:
        """Stop and start a program."""

    def internal(self, name: str, path: str) -> bytes | None:
        """Get a page of a service's internal port; None unless it is answered with 200."""

    def logs(self) -> Mapping[str, bytes]:
        """Give what every program has written."""

    def keys(self) -> list[str]:
        """Give the services' secret keys, as their files have them."""

    def auth(self, *arguments: str) -> str:
        """Run the command `auth` as an operator does; gives what it says."""


async def wait_until_ready(stack: Stack, name: str) -> None:
    """Wait until a service says that it is ready."""

    async def look() -> bool:
        return await asyncio.to_thread(stack.internal, name, "/readyz") is not None

    await until(f"{name} ready", look, READY_SECONDS)


class NativeStack:
    """Processes of this machine, under `deploy/local/stack.py`; `state` is its directory."""

    def __init__(self, record: Path) -> None:
        written = json.loads(record.read_bytes())
        self.addresses = Addresses.read(record)
        self.state = Path(written["state"])
        self._ports = {name: one["ports"] for name, one in written["programs"].items()}
        self._role_urls = written["role_urls"]

    def kill(self, name: str) -> None:
        """SIGKILL; supervisord starts it again."""
        self._tell("kill", name)

    def stop(self, name: str) -> None:
        """Stop."""
        self._tell("stop", name)

    def start(self, name: str) -> None:
        """Start."""
        self._tell("start", name)

    def restart(self, name: str) -> None:
        """Stop and start."""
        self._tell("restart", name)

    def internal(self, name: str, path: str) -> bytes | None:
        """Ask at the port that stack.json tells."""
        with (
            suppress(OSError),
            urllib.request.urlopen(
                f"http://127.0.0.1:{self._ports[name]['internal']}{path}", timeout=5
            ) as answer,
        ):
            return bytes(answer.read())
        return None

    def logs(self) -> Mapping[str, bytes]:
        """Read every file of the log folder."""
        return {file.name: file.read_bytes() for file in (self.state / "logs").iterdir()}

    def keys(self) -> list[str]:
        """Read the key files."""
        return secret_keys(file.read_text() for file in (self.state / "secrets").iterdir())

    def auth(self, *arguments: str) -> str:
        """Run it beside this Python, on the service's own database."""
        command = str(Path(sys.executable).with_name("auth"))
        return run([command, *arguments], DATABASE_URL=self._role_urls["auth"])

    def _tell(self, command: str, name: str) -> None:
        run([*STACK, command, name, "--state", str(self.state)])


def secret_keys(files: Iterator[str]) -> list[str]:
    """Give what is secret in key rings (`keys` by id) and JWK sets (`d` of each key)."""
    found: list[str] = []
    for file in files:
        keys = json.loads(file)["keys"]
        is_ring = isinstance(keys, dict)
        found += keys.values() if is_ring else [key["d"] for key in keys if "d" in key]
    return found


def run(command: list[str], **environment: str) -> str:
    """Run a command, and give its output; its own words explain a failure."""
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        cwd=CHECKOUT,
        env={**os.environ, **environment},
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")
    return done.stdout


@contextmanager
def start_native(name: str, *options: str, **environment: str) -> Iterator[NativeStack]:
    """Start everything in a state of this run's own, and delete it afterwards."""
    for state in STATES.glob(f"{name}-[0-9]*"):
        if not Path("/proc", state.name.removeprefix(f"{name}-")).exists():
            run([*STACK, "down", "--purge", "--state", str(state)])
    state = STATES / f"{name}-{os.getpid()}"
    try:
        run([*STACK, "up", *options, "--state", str(state)], **environment)
        yield NativeStack(state / "stack.json")
    finally:
        run([*STACK, "down", "--purge", "--state", str(state)])
