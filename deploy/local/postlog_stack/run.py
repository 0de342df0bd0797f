"""`make run` and its companions."""

import argparse
import contextlib
import logging
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from . import doctor, record, stacks
from .errors import StackError
from .layout import CHECKOUT
from .stacks import Stack

DEMO = CHECKOUT / "tests" / "e2e" / "demo.py"
DESCRIPTION = """\
Postlog on this machine: in containers where a Docker engine answers, natively elsewhere.
POSTLOG_STACK=docker|native decides otherwise."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; a failure is one clear line and status 1."""
    parser = argparse.ArgumentParser(prog="run.py", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    run = commands.add_parser("run", help="start everything, show it working, stay until Ctrl-C")
    run.add_argument("--once", action="store_true", help="stop after the demonstration")
    commands.add_parser("stop", help="stop everything")
    commands.add_parser("status", help="say what runs")
    commands.add_parser("doctor", help="say what is wrong with an app of your own in .env")
    commands.add_parser("logs", help="follow one log").add_argument("name")
    options = parser.parse_args(arguments)
    # A broker that is not up yet is what we wait for, not an error.
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)
    try:
        return doctor.examine() if options.command == "doctor" else _obey(stacks.choose(), options)
    except StackError as error:
        print(f"run: {error}", file=sys.stderr)
        return 1


def _obey(stack: Stack, options: argparse.Namespace) -> int:
    match options.command:
        case "run":
            return _run(stack, options.once)
        case "stop":
            stack.down()
            return 0
        case "status":
            return stack.status()
        case _:
            return stack.logs(options.name)


def _run(stack: Stack, once: bool) -> int:
    """Start, demonstrate, stay, stop; the status is the demonstration's."""
    doctor.refuse_unusable_app()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    begun = time.monotonic()
    print(f"Postlog, {stack.name} stack", flush=True)
    status = 130
    try:
        addresses = stack.up()
        print(f"everything works after {time.monotonic() - begun:.1f} s\n", flush=True)
        status = _demonstrate(addresses)
        if not once:
            _stay(addresses)
    except KeyboardInterrupt:
        print("\nstopping", flush=True)
    finally:
        stack.down()
        print("stopped", flush=True)
    return status


def _demonstrate(addresses: Path) -> int:
    written = record.read(addresses)
    if written is not None and not written.sandbox_url:
        print("no demonstration: .env names an app of your own, and it shall not post by itself")
        return 0
    command = [sys.executable, str(DEMO), "--stack-json", str(addresses)]
    status = subprocess.run(command, check=False).returncode
    if status:
        print(f"the demonstration failed with status {status}", file=sys.stderr, flush=True)
    return status


def _stay(addresses: Path) -> None:
    written = record.read(addresses)
    if written is None:
        raise StackError(f"{addresses} is not readable")
    print(f"\nPostlog      {written.gateway_url}")
    print(f"sandbox      {written.sandbox_url or 'none: .env names an app of your own'}")
    print(f"Kafka        {written.kafka_bootstrap_servers}")
    print(f"PostgreSQL   {written.postgres_url}")
    print(f"addresses    {addresses}")
    print("Ctrl-C stops everything.", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()
