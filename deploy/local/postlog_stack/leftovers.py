"""Processes that a killed former run left behind."""

import contextlib
import os
import signal
import time
from pathlib import Path

MARK = "POSTLOG_STATE_DIR"


def find(state: Path) -> list[int]:
    """Find every process whose environment says that it belongs to this state directory."""
    mark = f"{MARK}={state}".encode()
    found = []
    for process in Path("/proc").iterdir():
        if not process.name.isdigit() or int(process.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):
            if mark in (process / "environ").read_bytes().split(b"\0"):
                found.append(int(process.name))
    return found


def sweep(state: Path, patience: float = 5) -> int:
    """End them, politely first; returns how many there were."""
    pids = find(state)
    _signal(pids, signal.SIGTERM)
    deadline = time.monotonic() + patience
    while (alive := find(state)) and time.monotonic() < deadline:
        time.sleep(0.05)
    _signal(alive, signal.SIGKILL)
    while find(state):
        time.sleep(0.02)
    return len(pids)


def _signal(pids: list[int], number: signal.Signals) -> None:
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
