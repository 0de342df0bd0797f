"""Lanes: each command is carried out by its own lane, and nothing stops the stream."""

import asyncio
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from aiokafka import ConsumerRecord

from common.event import Catalogue, Envelope, Event
from scheduling.faust_app import Lane, create_app, settle


class Water(Event):
    """A command of the first lane."""

    TYPE = "garden.Water.v1"
    TOPIC = "garden.commands.v1"

    plant: str

    @property
    def key(self) -> str:
        """One plant's commands stay in order."""
        return self.plant


class Prune(Water):
    """A command of the second lane."""

    TYPE = "garden.Prune.v1"


KNOWN = Catalogue([Water, Prune])


class Gardener:
    """Keeps what it was told to do, and fails where it is told to."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []
        self.error: BaseException | None = None

    async def obey(self, command: Event) -> None:
        assert isinstance(command, Water)
        self.done.append((type(command).__name__, command.plant))
        if self.error is not None:
            raise self.error


def record(command: Event, value: bytes | None = None) -> ConsumerRecord:
    envelope = Envelope(
        str(uuid4()), command.TYPE, "/garden", command.subject, datetime.now(UTC), None
    )
    key, written = command.key.encode(), command.value() if value is None else value
    return ConsumerRecord(
        topic=command.topic,
        partition=0,
        offset=7,
        timestamp=0,
        timestamp_type=0,
        key=key,
        value=written,
        checksum=None,
        serialized_key_size=len(key),
        serialized_value_size=len(written),
        headers=tuple(envelope.headers()),
    )


async def test_a_lane_carries_out_its_own_commands_and_leaves_those_of_others() -> None:
    first, second = Gardener(), Gardener()
    lanes = [Lane("water", [Water], first.obey), Lane("prune", [Prune], second.obey)]
    for command in (Water(plant="rose"), Prune(plant="vine")):
        for lane in lanes:
            await settle(lane, KNOWN, record(command))

    assert first.done == [("Water", "rose")]
    assert second.done == [("Prune", "vine")]


async def test_a_command_that_fails_or_cannot_be_read_stops_nothing() -> None:
    gardener = Gardener()
    gardener.error = RuntimeError("no water")
    lane = Lane("water", [Water, Prune], gardener.obey)

    await settle(lane, KNOWN, record(Water(plant="rose")))
    await settle(lane, KNOWN, record(Water(plant="rose"), b"no json"))
    gardener.error = None
    await settle(lane, KNOWN, record(Water(plant="fern")))

    assert gardener.done == [("Water", "rose"), ("Water", "fern")]


async def test_a_cancelled_command_ends_its_agent() -> None:
    gardener = Gardener()
    gardener.error = asyncio.CancelledError()

    with pytest.raises(asyncio.CancelledError):
        await settle(Lane("water", [Water], gardener.obey), KNOWN, record(Water(plant="rose")))


def test_each_lane_is_an_agent_with_workers_of_its_own(tmp_path: Path) -> None:
    gardener = Gardener()
    lanes = [
        Lane("water", [Water], gardener.obey, concurrency=2),
        Lane("prune", [Prune], gardener.obey, concurrency=5),
    ]

    app = create_app("garden", "127.0.0.1:1", tmp_path, lanes)

    found = {agent.name: agent.concurrency for agent in app.agents.values()}
    assert found == {"commands-water": 2, "commands-prune": 5}
    assert app.conf.id == "garden-scheduler"
