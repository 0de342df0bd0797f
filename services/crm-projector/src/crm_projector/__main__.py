"""`crm-projector`: the event log as CRM tables. Settings come from the environment."""

import argparse
import asyncio
import sys
from pkgutil import resolve_name

from common.offsets import resume
from common.process import run_process
from common.settings import DatabaseSettings
from crm_projector.operations.arguments import add_dead_letters
from crm_projector.rebuild.arguments import add_commands
from crm_projector.settings import ApiSettings, ProjectSettings

SERVICE, PACKAGE, SCHEMA = "crm-projector", "crm_projector", "crm"
# Resolved when chosen: what the other commands import takes longer than their work.
PROJECT, SERVE = "crm_projector.app:project", "crm_projector.app:serve"
MIGRATE, COMMANDS = "common.migrations:migrate", "crm_projector.rebuild.commands:run"
DEAD_LETTERS = "crm_projector.operations.commands:run"


def main() -> None:
    """Do the one thing that was asked for."""
    arguments = _parser().parse_args()
    match arguments.command:
        case "project":
            run_process(SERVICE, resolve_name(PROJECT), ProjectSettings())
        case "api":
            run_process(SERVICE, resolve_name(SERVE), ApiSettings())
        case "migrate":
            version = resolve_name(MIGRATE)(_database_url(), SCHEMA, PACKAGE)
            sys.stdout.write(f"schema {SCHEMA} is at version {version}\n")
        case "resume":
            count = asyncio.run(resume(_database_url(), SCHEMA, arguments.topic))
            sys.stdout.write(f"{count} partitions of {arguments.topic} go on\n")
        case "dead-letters":
            raise SystemExit(asyncio.run(resolve_name(DEAD_LETTERS)(arguments)))
        case _:
            raise SystemExit(resolve_name(COMMANDS)(arguments))


def _database_url() -> str:
    return DatabaseSettings().database_url.get_secret_value()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog=SERVICE, description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("project", help="read the topics and keep the tables, for ever")
    commands.add_parser("api", help="serve /api/crm")
    commands.add_parser("migrate", help="bring the schema to the newest version")
    resuming = commands.add_parser("resume", help="go on after too many dead letters in a row")
    resuming.add_argument("--topic", required=True, help="the topic whose consumer stopped")
    add_dead_letters(commands)
    add_commands(commands)
    return parser


if __name__ == "__main__":
    main()
