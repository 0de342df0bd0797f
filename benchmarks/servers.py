"""Kafka and PostgreSQL of a benchmark's own, from the parts of `deploy/local/stack.py`."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[1]
STACK = (sys.executable, str(CHECKOUT / "deploy" / "local" / "stack.py"))


@contextmanager
def servers(*programs: str) -> Iterator[dict[str, Any]]:
    """Run these programs in a new state; gives what `stack.json` says of them."""
    with tempfile.TemporaryDirectory(dir="/var/tmp", prefix="postlog-bench-") as state:
        Path(state).chmod(0o755)  # PostgreSQL runs under an account of its own
        try:
            _stack("up", "--only", ",".join(programs), "--state", state)
            addresses: dict[str, Any] = json.loads(Path(state, "stack.json").read_bytes())
            yield addresses
        finally:
            _stack("down", "--purge", "--state", state)


def _stack(*arguments: str) -> None:
    done = subprocess.run((*STACK, *arguments), capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"stack.py {' '.join(arguments)} failed:\n{done.stdout}{done.stderr}")
