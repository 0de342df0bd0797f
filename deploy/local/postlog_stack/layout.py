"""Where things live: the checkout, the state of one stack, the caches shared by all of them."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[3]
VENV_BIN = CHECKOUT / ".venv" / "bin"
ROOT = Path("/var/tmp") / f"postlog-{os.getuid()}"


def default_state() -> Path:
    """Give every checkout a state of its own, where PostgreSQL's account can reach it.

    Another number of brokers has another one: a topic's copies cannot be changed by a start.
    """
    brokers = os.environ.get("POSTLOG_BROKERS") or "1"
    checkout = hashlib.sha256(str(CHECKOUT).encode()).hexdigest()[:12]
    return ROOT / (checkout if brokers == "1" else f"{checkout}-{brokers}-brokers")


def cache() -> Path:
    """Hold what outlives every state: Kafka's jars and its class-data archive."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "postlog"


@contextmanager
def one_at_a_time(directory: Path) -> Iterator[None]:
    """Hold the directory's lock: a command that changes what is in it waits for another's end."""
    directory.mkdir(parents=True, exist_ok=True)
    with (directory / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


@dataclass(frozen=True)
class Layout:
    """The files of one stack, all under its state directory."""

    state: Path

    @property
    def record(self) -> Path:
        """Addresses, ports and processes, for whoever wants to talk to the stack."""
        return self.state / "stack.json"

    @property
    def supervisor_config(self) -> Path:
        """Written by every `up`."""
        return self.state / "supervisord.conf"

    @property
    def supervisor_socket(self) -> Path:
        """Where supervisord answers."""
        return self.state / "supervisor.sock"

    @property
    def logs(self) -> Path:
        """One file a program, and supervisord's own."""
        return self.state / "logs"

    @property
    def secrets(self) -> Path:
        """Key material, made once and kept."""
        return self.state / "secrets"

    def log(self, program: str) -> Path:
        """Hold what one program wrote to stdout and stderr."""
        return self.logs / f"{program}.log"

    def create(self) -> None:
        """Make the directories; others may pass through, only the owner may list."""
        for directory in (self.state.parent, self.state, self.logs):
            directory.mkdir(parents=True, exist_ok=True, mode=0o711)
        self.secrets.mkdir(exist_ok=True, mode=0o700)
