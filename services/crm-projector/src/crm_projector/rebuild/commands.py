"""The commands of this room: each does one thing, says what came of it, and ends."""

import argparse
import json
import sys
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import uvloop

from common.errors import ServiceError
from common.logs import configure_logging
from common.process import spare_collections
from crm_projector.project.consumer import Projector
from crm_projector.providers import PROJECTION
from crm_projector.rebuild.dropping import drop
from crm_projector.rebuild.rebuilding import Rebuild
from crm_projector.rebuild.schemas import NEXT, PREVIOUS
from crm_projector.rebuild.scratching import Chosen, Scratch, diff
from crm_projector.rebuild.swapping import Swap
from crm_projector.rebuild.verifying import Verify
from crm_projector.settings import ProjectSettings


class Outcome(Protocol):
    """What a command has done, for a person (`str`) and for a program."""

    @property
    def is_good(self) -> bool:
        """Whether the exit status is 0."""

    def as_dict(self) -> Mapping[str, object]:
        """Give it for a program."""


Command = Callable[[str, str, argparse.Namespace], Awaitable[Outcome]]


def _rebuild(servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    making = Rebuild(servers, url, Projector(PROJECTION), NEXT)
    return making.run(given.partitions, screen=sys.stderr)


def _verify(servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    verify = Verify(servers, url, PROJECTION)
    return verify.account(given.account) if given.account else verify.next_with_live()


def _cutover(servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    return Swap(servers, url, PROJECTION, NEXT, PREVIOUS, given.patience).run()


def _rollback(servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    return Swap(servers, url, PROJECTION, PREVIOUS, NEXT, given.patience).run()


def _drop(_servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    return drop(url, PROJECTION, given.schema)


def _as_of(servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    return Scratch(servers, url, PROJECTION, given.schema).as_of(given.time, sys.stderr)


def _replay(servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    chosen = Chosen(
        given.account, given.topic, given.partitions, given.from_offset, given.to_offset
    )
    return Scratch(servers, url, PROJECTION, given.schema).replay(chosen, sys.stderr)


def _diff(_servers: str, url: str, given: argparse.Namespace) -> Awaitable[Outcome]:
    return diff(url, PROJECTION, (given.left, given.right), given.account)


COMMANDS: Mapping[str, Command] = {
    "rebuild": _rebuild,
    "verify": _verify,
    "cutover": _cutover,
    "rollback": _rollback,
    "drop": _drop,
    "as-of": _as_of,
    "replay": _replay,
    "diff": _diff,
}


def run(given: argparse.Namespace) -> int:
    """Run a command; gives the exit status: 0, or 1 where it says no."""
    settings = ProjectSettings()
    configure_logging("crm-projector", "critical")  # the result is said once, at the end
    spare_collections(settings.gc_threshold)
    url = settings.database_url.get_secret_value()
    command = COMMANDS[given.command](settings.kafka_bootstrap_servers, url, given)
    try:
        outcome = uvloop.run(_awaited(command))
    except ServiceError as error:
        refusal = {"error": error.kind, "detail": str(error)}
        sys.stdout.write(f"{json.dumps(refusal) if given.json else error}\n")
        return 1
    text = json.dumps(outcome.as_dict()) if given.json else str(outcome)
    sys.stdout.write(f"{text}\n")
    return 0 if outcome.is_good else 1


async def _awaited(work: Awaitable[Outcome]) -> Outcome:
    return await work
