"""Faust and nothing else: leader timers write commands, agents carry them out.

Faust acknowledges a command whether or not it worked, so nothing here may be lost with it: every
command is repeatable, and the row that wants it stays due.
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import faust
from aiokafka import ConsumerRecord

from common.event import Catalogue, Event
from common.kafka_access import KafkaAccess
from common.logs import get_logger
from common.records import Poison, read_record
from common.tracing import processing

log = get_logger(__name__)
Obey = Callable[[Event], Awaitable[None]]
Work = Callable[[], Awaitable[None]]
CONCURRENCY = 8


@dataclass(frozen=True, slots=True)
class Lane:
    """Commands that do not wait for those of other lanes: a slow call holds up its own lane only.

    At most `concurrency` commands of a lane are carried out at the same time in a process.
    """

    name: str
    commands: Sequence[type[Event]]
    obey: Obey
    concurrency: int = CONCURRENCY


def create_app(provider: str, servers: str, datadir: Path, lanes: Sequence[Lane]) -> faust.App:
    """Wire one agent a lane to the provider's commands; nothing starts before `run`.

    `datadir` is a folder for Faust's own files.
    """
    app = faust.App(
        f"{provider}-scheduler",
        broker=[f"kafka://{server}" for server in servers.split(",")],
        broker_credentials=_credentials(KafkaAccess()),
        datadir=datadir,
        store="memory://",
        value_serializer="raw",
        key_serializer="raw",
        topic_allow_declare=False,  # `postlog-topics` makes them, the leader's among them
        topic_disable_leader=False,  # without it no leader timer ever runs
        consumer_auto_offset_reset="earliest",
        stream_wait_empty=False,
        broker_commit_interval=1.0,
        broker_session_timeout=10.0,  # a killed leader is replaced after this; Faust's default: 60
        web_enabled=False,
    )
    topic = app.topic(f"{provider}.commands.v1", key_type=bytes, value_type=bytes)
    known = Catalogue(command for lane in lanes for command in lane.commands)
    for lane in lanes:
        agent = app.agent(topic, concurrency=lane.concurrency, name=f"commands-{lane.name}")
        agent(_obeying(lane, known))
    return app


def _credentials(access: KafkaAccess) -> faust.SASLCredentials | None:
    """Give what proves to the brokers who this is; nothing where they do not ask."""
    if not access.is_secured:
        return None
    return faust.SASLCredentials(
        username=access.kafka_username,
        password=access.password,
        mechanism=access.kafka_sasl_mechanism,
        ssl_context=access.trust(),
    )


def _obeying(lane: Lane, known: Catalogue) -> Callable[[faust.StreamT[bytes]], Awaitable[None]]:
    """Make the agent's body: each lane sees every command, and leaves those of the others."""

    async def obey(stream: faust.StreamT[bytes]) -> None:
        async for event in stream.events():
            await settle(lane, known, event.message)

    return obey


async def settle(lane: Lane, known: Catalogue, record: ConsumerRecord) -> None:
    """Carry one command out, if it is the lane's; whatever happens, the stream goes on."""
    read = read_record(known, record)
    if isinstance(read, Poison):
        log.error("unreadable command", reason=read.reason, offset=record.offset)
        return
    if type(read.event) not in lane.commands:
        return
    with processing(read):
        try:
            await lane.obey(read.event)
        except Exception:
            log.exception("command failed", event_type=read.envelope.type)


def repeat(app: faust.App, interval: float, work: Work) -> None:
    """Run `work` every `interval` seconds, on the leader only.

    A failure is logged, and the next round tries again.
    """

    async def timer() -> None:
        try:
            await work()
        except Exception:
            log.exception("timer failed", step=work.__name__)

    app.timer(interval, on_leader=True, name=work.__name__)(timer)


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
