"""Ports that nobody else has."""

import random
import socket
import threading
import time
from collections.abc import Collection, Mapping
from pathlib import Path

from .errors import StackError
from .layout import ROOT, default_state

# Below Linux's ephemeral range (32768 and up), so that no outgoing connection sits on one of them.
RANGE = range(20000, 32000)
RESERVATIONS = ROOT / "ports"
RESERVED_FOR_SECONDS = 120


def is_free(port: int) -> bool:
    """Tell whether a server could listen there now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


class Ports:
    """Keeps the ports of a former start where it can, and never gives one to two stacks at once.

    Between the choice and the server's bind a port looks free to everyone: a file of that name
    in `ROOT/ports`, holding the stack's name, keeps others that start at the same time away.
    """

    def __init__(
        self, state: Path, remembered: Mapping[str, int] = {}, held: Collection[str] = ()
    ) -> None:
        self._state = str(state)
        # A stack beside the checkout's own one leaves the well-known ports to that one.
        self._prefers = state == default_state()
        self._remembered = remembered
        self._held = held
        self._lock = threading.Lock()
        self.chosen: dict[str, int] = {}

    def choose(self, name: str, preferred: int | None = None) -> int:
        """Give `name` its former port, else the preferred one, else any; once, then the same."""
        with self._lock:
            if name not in self.chosen:
                self.chosen[name] = self._choose(name, preferred)
            return self.chosen[name]

    def _choose(self, name: str, preferred: int | None) -> int:
        former = self._remembered.get(name)
        if former and name in self._held:
            return former
        wished = [port for port in (former, preferred if self._prefers else None) if port]
        for port in (*wished, *random.sample(RANGE, k=200)):
            if port not in self.chosen.values() and is_free(port) and self._reserve(port):
                return port
        raise StackError(f"No free port for {name} between {RANGE.start} and {RANGE.stop}")

    def _reserve(self, port: int) -> bool:
        RESERVATIONS.mkdir(parents=True, exist_ok=True)
        reservation = RESERVATIONS / str(port)
        try:
            with reservation.open("x") as file:
                file.write(self._state)
        except FileExistsError:
            age = time.time() - reservation.stat().st_mtime
            if age < RESERVED_FOR_SECONDS and reservation.read_text() != self._state:
                return False
            reservation.write_text(self._state)
        return True
