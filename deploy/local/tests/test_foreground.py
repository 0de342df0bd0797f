"""A run in the background is ended by `make stop`, and nobody else is."""

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from postlog_stack import foreground, run
from postlog_stack.errors import StackError

# A run as `make run &` starts it in a script: the shell lets it ignore Ctrl-C.
RUN = """
import signal, sys
from pathlib import Path
from postlog_stack.foreground import staying
signal.signal(signal.SIGINT, signal.SIG_IGN)
signal.signal(signal.SIGTERM, signal.default_int_handler)
try:
    with staying(Path(sys.argv[1])):
        signal.pause()
except KeyboardInterrupt:
    pass
"""
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """Start processes; none of them is left."""
    started: list[subprocess.Popen[bytes]] = []

    def begin(*command: str) -> "subprocess.Popen[bytes]":
        place = {"PYTHONPATH": str(Path(run.__file__).parents[1])}
        started.append(subprocess.Popen(command, env=os.environ | place))
        return started[-1]

    yield begin
    for process in started:
        process.kill()
        process.wait()


def staying(start: Start, state: Path) -> "subprocess.Popen[bytes]":
    """Start a run, and wait until it stays."""
    process = start(sys.executable, "-c", RUN, str(state))
    deadline = time.monotonic() + 30
    while not ((state / "run.pid").exists() and (state / "run.pid").read_text()):
        assert time.monotonic() < deadline
        time.sleep(0.01)
    return process


class NoStack:
    """A stack of no programs, which counts how often it is stopped."""

    name = "no"
    stopped = 0

    def down(self) -> None:
        """Count it."""
        self.stopped += 1


def test_stop_ends_a_run_in_the_background(
    start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "default_state", lambda: tmp_path)
    process, stack = staying(start, tmp_path), NoStack()

    run._obey(stack, argparse.Namespace(command="stop"))  # type: ignore[arg-type]

    assert process.wait(30) == 0
    assert stack.stopped == 1


def test_a_stranger_who_has_the_id_of_a_killed_run_is_left_alone(
    start: Start, tmp_path: Path
) -> None:
    killed = staying(start, tmp_path)
    killed.kill()
    killed.wait()
    stranger = start("sleep", "60")
    (tmp_path / "run.pid").write_text(str(stranger.pid))

    foreground.end(tmp_path)

    assert stranger.poll() is None


def test_without_a_run_there_is_nothing_to_end(tmp_path: Path) -> None:
    foreground.end(tmp_path / "never made")
    with foreground.staying(tmp_path):
        pass
    foreground.end(tmp_path)


def test_a_second_run_says_who_is_the_first(start: Start, tmp_path: Path) -> None:
    first = staying(start, tmp_path)

    with pytest.raises(StackError, match=str(first.pid)), foreground.staying(tmp_path):
        pass

    assert first.poll() is None
