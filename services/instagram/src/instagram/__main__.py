"""`instagram api|worker|scheduler|migrate|resume|keys|rotate|give-up`."""

import argparse
import asyncio
import sys
from pkgutil import resolve_name

from common.offsets import resume
from common.process import run_process
from common.settings import DatabaseSettings
from instagram.sealed_columns import SCHEMA, SEALED
from instagram.settings import InstagramServiceSettings

# Resolved when chosen: Faust and Alembic take a second to import, and no other process needs them.
PROCESSES = {
    "api": "instagram.app:api",
    "worker": "instagram.worker:worker",
    "scheduler": "instagram.scheduler:scheduler",
}


def main() -> None:
    """Read the command and the settings, and run one process."""
    parser = argparse.ArgumentParser(prog="instagram", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("api", help="serve posts, media and comments")
    commands.add_parser("worker", help="consume grants and webhooks, and relay the outbox")
    commands.add_parser("scheduler", help="run the leader's timers and the agents (Faust)")
    commands.add_parser("migrate", help="bring the schema to its newest version")
    again = commands.add_parser("resume", help="go on after too many dead letters")
    again.add_argument("--topic", required=True)
    commands.add_parser("keys", help="show how many rows each token key has sealed")
    commands.add_parser("rotate", help="seal every row anew under the primary token key")
    lost = commands.add_parser("give-up", help="have the accounts of a lost key connected again")
    lost.add_argument("--key", required=True, help="the id of a key that is in no ring any more")
    arguments = parser.parse_args()
    if arguments.command in PROCESSES:
        process = resolve_name(PROCESSES[arguments.command])
        run_process(f"instagram-{arguments.command}", process, InstagramServiceSettings())
        return
    if arguments.command in {"keys", "rotate", "give-up"}:
        raise SystemExit(_keys(arguments))
    url = DatabaseSettings().database_url.get_secret_value()
    if arguments.command == "migrate":
        version = resolve_name("common.migrations:migrate")(url, SCHEMA, "instagram")
        sys.stdout.write(f"schema {SCHEMA} is at version {version}\n")
    else:
        held = asyncio.run(resume(url, SCHEMA, arguments.topic))
        sys.stdout.write(f"{held} partitions of {arguments.topic} go on\n")


def _keys(arguments: argparse.Namespace) -> str | int:
    command = resolve_name("accounts.keys_command:KeysCommand")
    status: str | int = command(SCHEMA, SEALED).run(arguments)
    return status


if __name__ == "__main__":
    main()
