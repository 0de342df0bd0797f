"""Waiting until programs work, with a deadline and a line for each."""

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from .errors import StackError
from .layout import Layout
from .program import Program
from .supervisor import Supervisor

# A program that ends this often while it starts will not come up by waiting longer.
PROCESSES_TRIED = 4


def start(
    supervisor: Supervisor, layout: Layout, programs: Sequence[Program], deadline: float
) -> None:
    """Start programs side by side and wait until each of them works."""
    for program in programs:
        supervisor.start_program(program.name)
    with ThreadPoolExecutor(max_workers=len(programs) or 1) as pool:
        waiting = [pool.submit(_wait, layout, program, deadline) for program in programs]
        for waited in waiting:
            waited.result()


def _wait(layout: Layout, program: Program, deadline: float) -> None:
    begun = time.monotonic()
    seen: set[int] = set()
    while reason := _why_not(program):
        seen |= _process(layout, program)
        if len(seen) > PROCESSES_TRIED:
            raise StackError(f"{program.name} keeps ending.\n{tail(layout.log(program.name))}")
        if time.monotonic() - begun > deadline:
            log = tail(layout.log(program.name))
            raise StackError(f"{program.name} is not ready after {deadline:.0f} s: {reason}\n{log}")
        time.sleep(0.15)
    ports = ", ".join(f"{use} {port}" for use, port in program.ports.items())
    print(f"{program.name:22} ready after {time.monotonic() - begun:4.1f} s   {ports}", flush=True)


def _why_not(program: Program) -> str:
    try:
        program.check()
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _process(layout: Layout, program: Program) -> set[int]:
    # A supervisor of its own: one XML-RPC connection is not for several threads.
    process = Supervisor(layout).processes().get(program.name)
    return {process.pid} if process and process.pid else set()


def tail(path: Path, lines: int = 20) -> str:
    """Give the end of a log."""
    if not path.exists():
        return f"({path} is empty)"
    text = path.read_text(errors="replace").splitlines()[-lines:]
    return "\n".join([f"--- {path}", *text])
