"""`make run` and its companions."""

import argparse
import contextlib
import json
import logging
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from pathlib import Path

from . import doctor, foreground, record, stacks
from .errors import StackError
from .findings import fetch
from .layout import CHECKOUT, Layout, default_state
from .platforms import PLATFORMS
from .record import StackRecord
from .stacks import Stack

DEMO = CHECKOUT / "tests" / "e2e" / "demo.py"
CONTROL = "/control/requests"
DESCRIPTION = """\
Postlog on this machine: in containers where a Docker engine answers, natively elsewhere.
POSTLOG_STACK=docker|native decides otherwise. POSTLOG_BROKERS=3 starts three brokers that
replicate, natively, with a state of their own."""


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
            signal.signal(signal.SIGTERM, signal.default_int_handler)
            layout = Layout(default_state())
            layout.create()
            with foreground.staying(layout.state):
                return _run(stack, options.once)
        case "stop":
            foreground.end(default_state())
            stack.down()
            return 0
        case "status":
            return stack.status()
        case _:
            return stack.logs(options.name)


def _run(stack: Stack, once: bool) -> int:
    """Start, demonstrate, stay, stop; the status is the demonstration's."""
    doctor.refuse_unusable_app()
    begun = time.monotonic()
    print(f"Postlog, {stack.name} stack", flush=True)
    status = 130
    try:
        addresses = stack.up()
        print(f"everything works after {time.monotonic() - begun:.1f} s\n", flush=True)
        with tempfile.TemporaryDirectory() as folder:
            visitor = Path(folder) / "visitor.json"
            status = _demonstrate(addresses, visitor)
            known = json.loads(visitor.read_bytes()) if visitor.exists() else {}
        if not once:
            _stay(addresses, known)
    except KeyboardInterrupt:
        print("\nstopping", flush=True)
    finally:
        stack.down()
        print("stopped", flush=True)
    return status


def _demonstrate(addresses: Path, visitor: Path) -> int:
    written = record.read(addresses)
    if written is not None and (why := obstacle(written.sandbox_urls)):
        print(f"no demonstration: {why}")
        return 0
    files = ("--stack-json", str(addresses), "--visitor", str(visitor))
    command = [sys.executable, str(DEMO), *files]
    status = subprocess.run(command, check=False).returncode
    if status:
        print(f"the demonstration failed with status {status}", file=sys.stderr, flush=True)
    return status


def obstacle(played: Mapping[str, str]) -> str:
    """Say why nothing can be shown: where the platform is real, or is simulated without people."""
    if len(played) < len(PLATFORMS):
        return ".env names an app of your own, and it shall not post by itself"
    without = [url for url in played.values() if fetch(f"{url}{CONTROL}").status != HTTPStatus.OK]
    return f"{', '.join(without)} has not the sandbox's control API" if without else ""


def _stay(addresses: Path, visitor: Mapping[str, str]) -> None:
    written = record.read(addresses)
    if written is None:
        raise StackError(f"{addresses} is not readable")
    print("\n" + "\n".join(closing_words(written, addresses, visitor)), flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        signal.pause()


def closing_words(
    written: StackRecord, addresses: Path, visitor: Mapping[str, str]
) -> Iterator[str]:
    """Say where everything is, where to click, and whom to be."""
    played = " ".join(written.sandbox_urls.values())
    yield f"sandbox      {played or 'none: .env names an app of your own'}"
    yield f"Kafka        {written.kafka_bootstrap_servers}"
    yield f"PostgreSQL   {written.postgres_url}"
    if written.prometheus_url:
        yield f"Prometheus   {written.prometheus_url}"
    yield f"addresses    {addresses}"
    yield f"\nOpen {written.gateway_url}"
    if visitor:
        yield "  * sign in as the demonstration's visitor, who has accounts and posts:"
        yield f"      {visitor['email']}   password {visitor['password']}"
    for platform in PLATFORMS:
        yield f"  * or create an account of your own, and press Connect {platform.title}"
        if sandbox := written.sandbox_urls.get(platform.name):
            yield f"      {platform.sandbox_hint}"
            yield f"  * what {platform.title}'s users do is done at {sandbox}/sandbox/"
    yield "Ctrl-C stops everything."
