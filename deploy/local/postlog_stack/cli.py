"""The commands of the native stack."""

import argparse
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from . import lifecycle, record
from .errors import StackError
from .layout import Layout, default_state
from .services import require_ok
from .supervisor import Supervisor

DESCRIPTION = """\
Postlog on this machine, without containers: Kafka, PostgreSQL and every service under one
supervisord. The addresses of a running stack are in stack.json in its state directory."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a failure is one clear line and status 1."""
    options = _parser().parse_args(arguments)
    # A broker that is not up yet is what we wait for, not an error.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    command: Callable[[Layout, argparse.Namespace], None] = options.run
    try:
        command(Layout(options.state.absolute()), options)
    except StackError as error:
        print(f"stack: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    shared = argparse.ArgumentParser(add_help=False)
    shared.add_argument(
        "--state",
        type=Path,
        default=os.environ.get("POSTLOG_STATE") or default_state(),
        help="the stack's directory (default: one per checkout, %(default)s)",
    )
    parser = argparse.ArgumentParser(prog="stack.py", description=DESCRIPTION)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(
        name: str, run: Callable[[Layout, argparse.Namespace], None], text: str
    ) -> argparse.ArgumentParser:
        command = commands.add_parser(name, parents=[shared], help=text, description=text)
        command.set_defaults(run=run)
        return command

    command = add("up", _up, "start everything that does not run, and wait until it works")
    command.add_argument("--only", default="", help="a comma list, such as kafka,postgres")
    command.add_argument(
        "--fast", action="store_true", help="for tests: PostgreSQL without fsync, no Prometheus"
    )
    command.add_argument("--deadline", type=float, default=120, help="seconds a program may take")
    command = add("down", _down, "stop everything")
    command.add_argument("--purge", action="store_true", help="delete the state as well")
    add("status", _status, "say what runs")
    for name, run, text in (
        ("restart", _restart, "stop and start one program"),
        ("stop", _stop, "stop one program"),
        ("start", _start, "start one program"),
        ("kill", _kill, "SIGKILL one program; it is started again at once"),
        ("logs", _logs, "show the log of one program and follow it"),
    ):
        add(name, run, text).add_argument("name", help="a name that `status` shows")
    return parser


def _up(layout: Layout, options: argparse.Namespace) -> None:
    only = [name for name in options.only.split(",") if name]
    wish = lifecycle.Wish(only=only, durable=not options.fast, deadline=options.deadline)
    written = lifecycle.up(layout, wish)
    print(f"{len(written.programs)} programs run; addresses: {layout.record}")


def _down(layout: Layout, options: argparse.Namespace) -> None:
    lifecycle.down(layout, options.purge)
    print("stopped")


def _status(layout: Layout, _: argparse.Namespace) -> None:
    processes = Supervisor(layout).processes()
    written = record.read(layout.record)
    if not processes or written is None:
        raise StackError("not running; start it with: stack.py up")
    for name, process in processes.items():
        ports = written.programs[name].ports if name in written.programs else {}
        listens = ", ".join(f"{use} {port}" for use, port in ports.items())
        state = f"{process.state:9} pid {process.pid or '-':<7} {_readiness(ports):10}"
        print(f"{name:22} {state} {listens}")


def _readiness(ports: Mapping[str, int]) -> str:
    """Ask a service whether it is ready; servers and gateway have no such page."""
    if "internal" not in ports:
        return ""
    try:
        require_ok(ports["internal"], "/readyz")
    except (OSError, StackError):
        return "not ready"
    return "ready"


def _known(layout: Layout, name: str) -> Supervisor:
    supervisor = Supervisor(layout)
    names = supervisor.processes()
    if name not in names:
        raise StackError(f"no program {name!r} runs here; there are: {', '.join(names) or 'none'}")
    return supervisor


def _restart(layout: Layout, options: argparse.Namespace) -> None:
    supervisor = _known(layout, options.name)
    supervisor.stop_program(options.name)
    supervisor.start_program(options.name)


def _stop(layout: Layout, options: argparse.Namespace) -> None:
    _known(layout, options.name).stop_program(options.name)


def _start(layout: Layout, options: argparse.Namespace) -> None:
    _known(layout, options.name).start_program(options.name)


def _kill(layout: Layout, options: argparse.Namespace) -> None:
    _known(layout, options.name).kill_program(options.name)


def _logs(layout: Layout, options: argparse.Namespace) -> None:
    log = layout.log(options.name)
    if not log.exists():
        raise StackError(f"there is no log {log}")
    subprocess.run(["tail", "-n", "100", "-F", str(log)], check=False)
