"""Hurting a running stack: kill, stop, start, and the proof that it was hurt.

One interface for the processes under supervisord and for containers.
"""

import asyncio
import json
import os
import secrets
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, cast
from urllib.request import urlopen
from xmlrpc.client import Fault, ServerProxy

from addresses import Addresses
from compose import ComposeStack
from running import SERVICES, NativeStack
from supervisor.xmlrpc import SupervisorTransport
from waiting import until

READY_SECONDS = 120.0
INTERNAL_PORT = "9000"


@dataclass(frozen=True)
class Replica:
    """A second process of a service, with the same settings and ports of its own."""

    url: str
    internal_url: str

    def is_ready(self) -> bool:
        """Ask it."""
        with suppress(OSError), urlopen(f"{self.internal_url}/readyz", timeout=5):
            return True
        return False


class Operator(Protocol):
    """What may be done to a program; the names are those of `stack.py status`."""

    addresses: Addresses

    def pid(self, name: str) -> int:
        """Give the process id; 0 while it does not run."""

    def kill(self, name: str) -> None:
        """SIGKILL, after which the program is started again."""

    def stop(self, name: str) -> None:
        """Stop a program until it is started."""

    def start(self, name: str) -> None:
        """Start a program that was stopped."""

    def is_ready(self, name: str) -> bool:
        """Ask a service; anything else counts as ready while it runs."""

    def arm(self, point: str) -> None:
        """Let tiktok-api die as it reaches this point."""

    def armed(self) -> bool:
        """Tell whether a point is named that was not reached yet."""

    def replica(self, name: str, **settings: str) -> "contextmanager[Replica]":
        """Run a second process of a service for a while."""
