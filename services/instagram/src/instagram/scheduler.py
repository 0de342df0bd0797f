"""The process `scheduler`: Faust's leader timers and agents for Instagram."""

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from accounts.agents import patient
from accounts.timers import AccountTimers
from common.health import Patient, open_health
from common.postgres import answers
from common.process import work_until_stopped
from common.publisher import open_publisher
from instagram.parts import SERVICE, Parts, open_parts
from instagram.platform import PROVIDER
from instagram.room import Room, Timer
from instagram.rooms import furnish
from instagram.sealed_columns import SCHEMA, SEALED
from instagram.settings import InstagramServiceSettings
from instagram.timers import service_timers
from scheduling.faust_app import Lane, create_app, not_ready, repeat, run
from vault.key_gauge import KeyGauge

TIDY_SECONDS = 600.0
TURNS = 10
"""Backlogs and turns are looked at once in so many rounds."""


def timers(
    parts: Parts, settings: InstagramServiceSettings, rooms: Sequence[Room]
) -> Sequence[Timer]:
    """Give what one process at a time repeats."""
    pool, outbox = parts.pool, parts.outbox
    accounts = AccountTimers(pool, outbox, parts.platform, settings.refreshes_a_round)
    commands = {kind: make for room in rooms for kind, make in room.turns.items()}
    service = service_timers(parts, commands)
    tidied = max(1, round(TIDY_SECONDS / settings.timer_seconds))
    return (
        Timer(accounts.write_refreshes),
        Timer(accounts.write_checks_and_revocations),
        Timer(accounts.warn_of_endings, tidied),
        Timer(service.write_turns, TURNS),
        Timer(service.measure_backlog, TURNS),
        Timer(service.measure_expiry, TURNS),
        Timer(service.end_waiting, tidied),
        Timer(service.forget, tidied),
        Timer(KeyGauge(pool, SCHEMA, SEALED).measure_hourly, TURNS),
        *(timer for room in rooms for timer in room.timers),
    )


def lanes(rooms: Sequence[Room]) -> Sequence[Lane]:
    """Give the agents' lanes: commands that are slow keep those of other rooms not waiting."""
    return [
        Lane(agent.name, agent.commands, patient(agent.obey))
        for room in rooms
        for agent in room.agents
    ]


async def scheduler(settings: InstagramServiceSettings) -> None:
    """Run Faust: the leader's timers and the agents."""
    with TemporaryDirectory(prefix="instagram-scheduler-") as datadir:
        servers = settings.kafka_bootstrap_servers
        async with (
            open_parts(settings) as parts,
            open_publisher(servers) as publisher,  # Faust does not tell that Kafka is away
            open_health(settings.host, settings.internal_port) as health,
        ):
            rooms = furnish(parts, settings)
            app = create_app(PROVIDER, servers, Path(datadir), lanes(rooms))
            for timer in timers(parts, settings, rooms):
                repeat(app, timer.rounds * settings.timer_seconds, timer.work)
            health.needs("postgres", lambda: answers(parts.pool, SERVICE))
            health.needs("kafka", Patient(publisher.answers))
            health.needs("faust", lambda: not_ready(app))
            await work_until_stopped(settings, health, run(app))
