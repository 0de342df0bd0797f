"""The command `auth`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path
from pkgutil import resolve_name

import psycopg

from auth.database import SCHEMA
from auth.hosts.commands import add_commands
from auth.person.commands import add_person_commands
from auth.sign_in.operators import add_operator_commands
from common.offsets import resume
from common.process import run_process
from common.settings import DatabaseSettings

# Resolved when chosen: what the other commands import takes longer than their work.
API, API_SETTINGS = "auth.app:api", "auth.settings:ApiSettings"
WORKER, WORKER_SETTINGS = "auth.worker:worker", "auth.settings:WorkerSettings"
HOSTS = "auth.hosts.commands:run"
OPERATORS = "auth.sign_in.operators:run"
PERSON = "auth.person.commands:run"
MIGRATE, NEW_KEYS = "common.migrations:migrate", "auth.sign_in.keys:new_keys"


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one process of the service, or one of its tools."""
    options = _parser().parse_args(arguments)
    match options.command:
        case "api":
            run_process("auth-api", resolve_name(API), resolve_name(API_SETTINGS)())
        case "worker":
            run_process("auth-worker", resolve_name(WORKER), resolve_name(WORKER_SETTINGS)())
        case "migrate":
            version = resolve_name(MIGRATE)(_database_url(), SCHEMA, "auth")
            _say(f"schema {SCHEMA} is at version {version}")
        case "resume":
            count = asyncio.run(resume(_database_url(), SCHEMA, options.topic))
            _say(f"{options.topic}: {count} partitions go on")
        case "tenants" | "api-keys":
            _manage(HOSTS, options)
        case "grant-operator" | "revoke-operator":
            _manage(OPERATORS, options)
        case "password-link":
            _manage(PERSON, options)
        case "keys":
            _make_keys(options.private_file, options.public_file)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="auth", description="Sessions and connected accounts.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("api", help="serve /api/auth")
    commands.add_parser("worker", help="project accounts.v1 and send the outbox")
    commands.add_parser("migrate", help="bring schema auth to its newest version")
    resuming = commands.add_parser("resume", help="go on after too many dead letters")
    resuming.add_argument("--topic", required=True, help="the topic whose consumer stopped")
    keys = commands.add_parser("keys", help="the keys that sessions are signed with")
    new = keys.add_subparsers(dest="keys_command", required=True).add_parser(
        "new", help="make a new pair of key sets; nothing is overwritten"
    )
    new.add_argument("private_file", type=Path, help="for auth alone: signs (mode 0600)")
    new.add_argument("public_file", type=Path, help="for every API: verifies")
    add_operator_commands(commands)
    add_person_commands(commands)
    add_commands(commands)
    return parser


def _manage(command: str, options: argparse.Namespace) -> None:
    try:
        lines = asyncio.run(resolve_name(command)(_database_url(), options))
    except (ValueError, psycopg.Error) as error:
        raise SystemExit(f"auth: {error}") from None
    for line in lines:
        _say(line)


def _database_url() -> str:
    return DatabaseSettings().database_url.get_secret_value()


def _make_keys(private_file: Path, public_file: Path) -> None:
    try:
        _say(f"key {resolve_name(NEW_KEYS)(private_file, public_file)}")
    except OSError as error:
        raise SystemExit(f"auth: {error}") from None


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
