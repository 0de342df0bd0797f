"""The command of a provider service: its processes, and the tools for its schema and its keys."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pkgutil import resolve_name

from accounts.settings import AccountSettings
from common.offsets import resume
from common.process import run_process
from common.settings import DatabaseSettings
from vault.sealed_rows import SealedColumn

# Resolved when chosen: Faust and Alembic take a second to import, and no other process needs them.
PROCESSES = {"api": "app:api", "worker": "worker:worker", "scheduler": "scheduler:scheduler"}
MIGRATE, KEYS = "common.migrations:migrate", "accounts.keys_command:KeysCommand"


@dataclass(frozen=True, slots=True)
class ServiceCommand:
    """One service's command; `name` is that of the command, of the package and of the schema.

    `serves` says what the API serves, `sealed` names the columns that the token keys seal.
    """

    name: str
    serves: str
    settings: type[AccountSettings]
    sealed: Sequence[SealedColumn]

    def run(self) -> None:
        """Read the command and the settings, and run one process or tool."""
        options = self._parser().parse_args()
        match options.command:
            case "migrate":
                version = resolve_name(MIGRATE)(_database_url(), self.name, self.name)
                sys.stdout.write(f"schema {self.name} is at version {version}\n")
            case "resume":
                held = asyncio.run(resume(_database_url(), self.name, options.topic))
                sys.stdout.write(f"{held} partitions of {options.topic} go on\n")
            case "keys" | "rotate" | "give-up":
                raise SystemExit(resolve_name(KEYS)(self.name, self.sealed).run(options))
            case process:
                main = resolve_name(f"{self.name}.{PROCESSES[process]}")
                run_process(f"{self.name}-{process}", main, self.settings())

    def _parser(self) -> argparse.ArgumentParser:
        what = f"The processes of the service {self.name}, and its tools."
        parser = argparse.ArgumentParser(prog=self.name, description=what)
        commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
        commands.add_parser("api", help=f"serve {self.serves}")
        commands.add_parser("worker", help="consume grants and webhooks, and relay the outbox")
        commands.add_parser("scheduler", help="run the leader's timers and the agents (Faust)")
        commands.add_parser("migrate", help="bring the schema to its newest version")
        again = commands.add_parser("resume", help="go on after too many dead letters")
        again.add_argument("--topic", required=True)
        commands.add_parser("keys", help="show how many rows each token key has sealed")
        commands.add_parser("rotate", help="seal every row anew under the primary token key")
        lost = commands.add_parser("give-up", help="have a lost key's accounts connected again")
        lost.add_argument(
            "--key", required=True, help="the id of a key that is in no ring any more"
        )
        return parser


def _database_url() -> str:
    return DatabaseSettings().database_url.get_secret_value()
