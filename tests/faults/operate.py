"""Hurting a running stack: kill, stop, start, and the process ids that prove it.

One interface for processes under supervisord and for containers.
"""

import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast
from urllib.request import urlopen
from xmlrpc.client import ServerProxy

from addresses import Addresses
from compose import ComposeStack
from running import NativeStack
from supervisor.xmlrpc import SupervisorTransport

CONTAINER_PORTS = (8000, 9000)
FAULT_POINT = "/tmp/fault-point"
# The services that tests end at a point, with the setting that names FAULT_POINT.
COMPOSE_FILES = "docker-compose.yml:tests/faults/compose.faults.yml"


@dataclass(frozen=True)
class Replica:
    """A second process of a service: the same settings, ports of its own."""

    url: str
    internal_url: str

    def internal(self, path: str) -> bytes | None:
        """Get a page of its internal port; None unless it is answered with 200."""
        with suppress(OSError), urlopen(f"{self.internal_url}{path}", timeout=5) as answer:
            return bytes(answer.read())
        return None

    def is_ready(self) -> bool:
        """Ask it."""
        return self.internal("/readyz") is not None


class Operator(Protocol):
    """What may be done to a program; the names are those of `stack.py status`."""

    addresses: Addresses

    def pid(self, name: str) -> int:
        """Give the process id; 0 while there is none."""

    def kill(self, name: str) -> None:
        """SIGKILL, after which the program is started again."""

    def stop(self, name: str) -> None:
        """Stop a program until it is started."""

    def start(self, name: str) -> None:
        """Start a program that was stopped."""

    def pause(self, name: str) -> None:
        """Halt a program in the middle of whatever it does, its connections open."""

    def resume(self, name: str) -> None:
        """Let a halted program go on as if nothing had been."""

    def internal(self, name: str, path: str) -> bytes | None:
        """Get a page of a service's internal port; None unless it is answered with 200."""

    def arm(self, name: str, point: str) -> None:
        """Let a program die as it reaches this point."""

    def is_armed(self, name: str) -> bool:
        """Tell whether the program's point was not reached yet."""

    def disarm(self, name: str) -> None:
        """Forget the program's point."""

    def replica(self, name: str, **settings: str) -> AbstractContextManager[Replica]:
        """Run one more process of a service for a while, with some settings changed."""


class NativeOperator:
    """Signals to the processes that supervisord keeps running."""

    def __init__(self, stack: NativeStack) -> None:
        self.addresses = stack.addresses
        self._stack = stack
        self._fault_point = stack.state / "fault-point"

    def pid(self, name: str) -> int:
        """Ask supervisord."""
        # http://supervisord.org/api.html
        transport = SupervisorTransport(None, None, f"unix://{self._stack.state}/supervisor.sock")
        with ServerProxy("http://localhost", transport=transport) as server:
            told = server.supervisor.getProcessInfo(name)
        return int(cast("dict[str, int]", told)["pid"])

    def kill(self, name: str) -> None:
        """Send the signal from here: a command of its own would come late."""
        os.kill(self.pid(name), signal.SIGKILL)

    def stop(self, name: str) -> None:
        """Stop."""
        self._stack.stop(name)

    def start(self, name: str) -> None:
        """Start."""
        self._stack.start(name)

    def pause(self, name: str) -> None:
        """Signal."""
        os.kill(self.pid(name), signal.SIGSTOP)

    def resume(self, name: str) -> None:
        """Signal."""
        os.kill(self.pid(name), signal.SIGCONT)

    def internal(self, name: str, path: str) -> bytes | None:
        """Ask there."""
        return self._stack.internal(name, path)

    def arm(self, name: str, point: str) -> None:
        """Write the file that FAULT_POINT_FILE names; it is one for all, as the points are."""
        self._fault_point.write_text(point)

    def is_armed(self, name: str) -> bool:
        """Look whether it was removed."""
        return self._fault_point.exists()

    def disarm(self, name: str) -> None:
        """Remove the file."""
        self._fault_point.unlink(missing_ok=True)

    @contextmanager
    def replica(self, name: str, **settings: str) -> Iterator[Replica]:
        """Start the same command line in the same environment."""
        process = Path("/proc", str(self.pid(name)))
        command = _words(process / "cmdline")
        environment = dict(word.split("=", 1) for word in _words(process / "environ"))
        port, internal = _free_port(), _free_port()
        own = {"PORT": str(port), "INTERNAL_PORT": str(internal), **settings}
        output = self._stack.state / "logs" / f"{name}-replica.log"
        with output.open("ab") as log:
            program = subprocess.Popen(command, env={**environment, **own}, stdout=log, stderr=log)
        try:
            yield Replica(_local(port), _local(internal))
        finally:
            program.terminate()
            program.wait(30)


class ComposeOperator:
    """The same through Docker."""

    def __init__(self, stack: ComposeStack) -> None:
        self.addresses = stack.addresses
        self._stack = stack

    def pid(self, name: str) -> int:
        """Ask Docker for the container's first process."""
        container = self._stack.run("ps", "--all", "--quiet", name).strip()
        return int(_docker("inspect", "--format", "{{.State.Pid}}", container))

    def kill(self, name: str) -> None:
        """Kill and start: Docker does not start again what a person has killed."""
        self._stack.kill(name)

    def stop(self, name: str) -> None:
        """Stop."""
        self._stack.stop(name)

    def start(self, name: str) -> None:
        """Start."""
        self._stack.start(name)

    def pause(self, name: str) -> None:
        """Freeze the container."""
        self._stack.run("pause", name)

    def resume(self, name: str) -> None:
        """Thaw it."""
        self._stack.run("unpause", name)

    def internal(self, name: str, path: str) -> bytes | None:
        """Ask from inside."""
        return self._stack.internal(name, path)

    def arm(self, name: str, point: str) -> None:
        """Write the file inside the container."""
        self._shell(name, f"printf {point} > {FAULT_POINT}")

    def is_armed(self, name: str) -> bool:
        """Look for it there; a container that is just dying has none."""
        with suppress(RuntimeError):
            return "yes" in self._shell(name, f"[ ! -e {FAULT_POINT} ] || echo yes")
        return False

    def disarm(self, name: str) -> None:
        """Remove the file."""
        self._shell(name, f"rm -f {FAULT_POINT}")

    @contextmanager
    def replica(self, name: str, **settings: str) -> Iterator[Replica]:
        """Run one more container of the service."""
        container = f"replica-{secrets.token_hex(4)}"
        ports = (_free_port(), _free_port())
        published = [
            f"--publish=127.0.0.1:{outside}:{inside}"
            for outside, inside in zip(ports, CONTAINER_PORTS, strict=True)
        ]
        given = [f"--env={key}={value}" for key, value in settings.items()]
        options = ["--detach", "--no-deps", f"--name={container}", *published, *given]
        self._stack.run("run", *options, name)
        try:
            yield Replica(_local(ports[0]), _local(ports[1]))
        finally:
            _docker("rm", "--force", container)

    def _shell(self, name: str, script: str) -> str:
        return self._stack.run("exec", "-T", name, "/bin/sh", "-c", script)


def _words(path: Path) -> list[str]:
    return [word.decode() for word in path.read_bytes().split(b"\0") if word]


def _docker(*arguments: str) -> str:
    done = subprocess.run(["docker", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _local(port: int) -> str:
    return f"http://127.0.0.1:{port}"
