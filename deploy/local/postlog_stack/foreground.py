"""The `make run` that stays until somebody ends it: found by `make stop`, wherever it stands.

It holds a lock on a file for as long as it lives, and the file holds its process id. The system
ends the lock with the process: an id without a lock is a former run's, and belongs to nobody or to
a stranger by now.
"""

import fcntl
import os
import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import StackError

PATIENCE = 120.0


@contextmanager
def staying(state: Path) -> Iterator[None]:
    """Be the run of this state; raises `StackError` where there is one."""
    with _file(state).open("a+") as file:
        if not _lock(file.fileno(), fcntl.LOCK_EX):
            raise StackError(f"it runs here already, as process {_pid(state)}; make stop ends it")
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        try:
            yield
        finally:
            file.truncate(0)


def end(state: Path, patience: float = PATIENCE) -> None:
    """Ask the run of this state to end, and wait until it has; nothing happens without one."""
    deadline, asked = time.monotonic() + patience, 0
    while _is_held(state):
        if time.monotonic() > deadline:
            raise StackError(f"process {asked} does not end; it was asked to {patience:.0f} s ago")
        pid = _pid(state)
        if pid and pid != asked:
            os.kill(pid, signal.SIGTERM)
            asked = pid
        time.sleep(0.05)


def _file(state: Path) -> Path:
    return state / "run.pid"


def _is_held(state: Path) -> bool:
    try:
        with _file(state).open() as file:
            return not _lock(file.fileno(), fcntl.LOCK_SH)
    except FileNotFoundError:
        return False


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _pid(state: Path) -> int:
    """Read the id; 0 while it is being written."""
    text = _file(state).read_text()
    return int(text) if text.isdigit() else 0
