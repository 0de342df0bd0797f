"""Faust and nothing else: leader timers write commands, agents carry them out.

Faust acknowledges a command whether or not it worked, so nothing here may be lost with it: every
command is repeatable, and the row that wants it stays due.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp

import faust
from aiokafka import ConsumerRecord

from common.event import Catalogue
from common.health import open_health
from common.logs import get_logger
from common.process import work_until_stopped
from common.records import Poison, read_record
from common.tracing import processing
from contracts.tiktok.commands import COMMANDS
from tiktok.agents import Agents
from tiktok.app import needs_postgres, open_parts
from tiktok.following import Following
from tiktok.settings import TikTokServiceSettings
from tiktok.timers import Timers

log = get_logger(__name__)
APP_ID = "tiktok-scheduler"
TOPIC = "tiktok.commands.v1"
CATALOGUE = Catalogue(COMMANDS)
CONCURRENCY = 8
TIDY_SECONDS = 600.0
TURNS = 10


@dataclass(frozen=True, slots=True)
class Leader:
    """What only one process at a time looks after."""

    timers: Timers
    following: Following


def create_app(servers: str, agents: Agents, leader: Leader, interval: float) -> faust.App:
    """Wire the one agent and the leader's timers; nothing starts before `run`."""
    app = faust.App(
        APP_ID,
        broker=[f"kafka://{server}" for server in servers.split(",")],
        datadir=Path(mkdtemp(prefix="tiktok-scheduler-")),
        store="memory://",
        value_serializer="raw",
        key_serializer="raw",
        topic_allow_declare=False,  # `postlog-topics` makes them, the leader's among them
        topic_disable_leader=False,  # without it no leader timer ever runs
        consumer_auto_offset_reset="earliest",
        stream_wait_empty=False,
        broker_commit_interval=1.0,
        broker_session_timeout=10.0,  # so long a killed leader's place stays empty; Faust says 60
        web_enabled=False,
    )
    timers, following = leader.timers, leader.following
    topic = app.topic(TOPIC, key_type=bytes, value_type=bytes)

    async def obey(stream: faust.StreamT[bytes]) -> None:
        async for event in stream.events():
            await settle(agents, event.message)

    app.agent(topic, concurrency=CONCURRENCY, name="commands")(obey)

    repeat(app, interval, timers.write_due_commands)
    repeat(app, interval * TURNS, timers.write_turns)  # looks at every account
    repeat(app, interval * TURNS, timers.measure_backlog)
    repeat(app, interval, timers.settle_lost_inits)
    repeat(app, interval, following.tell_overdue)
    repeat(app, interval, following.settle_unknown_inits)
    repeat(app, TIDY_SECONDS, timers.tidy)
    repeat(app, TIDY_SECONDS, timers.warn_of_endings)
    return app


def repeat(app: faust.App, interval: float, work: Callable[[], Awaitable[None]]) -> None:
    """Run `work` on the leader only; a failure is told, and the next round tries again."""

    async def timer() -> None:
        try:
            await work()
        except Exception:
            log.exception("timer failed", step=work.__name__)

    app.timer(interval, on_leader=True, name=work.__name__)(timer)


async def settle(agents: Agents, record: ConsumerRecord) -> None:
    """Carry one command out; whatever happens, the stream goes on."""
    read = read_record(CATALOGUE, record)
    if isinstance(read, Poison):
        log.error("unreadable command", reason=read.reason, offset=record.offset)
        return
    with processing(read):
        try:
            await agents.obey(read.event)
        except Exception:
            log.exception("command failed", event_type=read.envelope.type)


async def run(app: faust.App) -> None:
    """Run until cancelled; if Faust crashes, so does the process."""
    app.finalize()
    try:
        await app.start()
        await app.wait_until_stopped()
        raise RuntimeError(f"faust stopped: {app.crash_reason!r}")
    finally:
        await app.stop()


async def not_ready(app: faust.App) -> str | None:
    """Say why no command is obeyed now, or None."""
    return None if app.started and app.consumer.assignment() else "no partitions assigned yet"


async def scheduler(settings: TikTokServiceSettings) -> None:
    """Run Faust: the leader's timers and the agents."""
    async with (
        open_parts(settings) as parts,
        open_health(settings.host, settings.internal_port) as health,
    ):
        rhythm = settings.rhythm()
        agents = Agents(parts, rhythm)
        patience, refreshes = settings.init_lost_after_seconds, settings.refreshes_a_round
        timers = Timers(parts, patience, refreshes, rhythm)
        leader = Leader(timers, Following(parts.pool, parts.outbox))
        servers = settings.kafka_bootstrap_servers
        app = create_app(servers, agents, leader, settings.timer_seconds)
        needs_postgres(health, parts.pool)
        health.needs("faust", lambda: not_ready(app))
        await work_until_stopped(settings, health, run(app))
