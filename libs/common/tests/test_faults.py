"""Fault points: they kill once, where they are told to, and nowhere else."""

import signal
import subprocess
import sys
from pathlib import Path

from common.faults import FaultPoints

PROGRAM = """
import sys
from pathlib import Path
from common.faults import FaultPoints
points = FaultPoints(Path(sys.argv[1]))
points.reach("before")
print("passed", flush=True)
points.reach("after")
"""


def run(path: Path) -> subprocess.CompletedProcess[bytes]:
    """Run a program with two points."""
    return subprocess.run([sys.executable, "-c", PROGRAM, path], capture_output=True, check=False)


def test_it_dies_as_by_sigkill_at_the_named_point_and_only_once(tmp_path: Path) -> None:
    path = tmp_path / "point"
    path.write_text("after\n")

    first, second = run(path), run(path)

    assert (first.returncode, first.stdout) == (-signal.SIGKILL, b"passed\n")
    assert (second.returncode, second.stdout) == (0, b"passed\n")


def test_without_a_file_nothing_happens(tmp_path: Path) -> None:
    FaultPoints(None).reach("anywhere")
    FaultPoints(tmp_path / "absent").reach("anywhere")
