"""However the log is mixed, cut, shared or broken off, the tables made of it are the same."""

import asyncio
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, cast

import psycopg
import pytest
from aiokafka import ConsumerRecord
from hypothesis import given, settings
from hypothesis import strategies as st

from common.event import Delivered
from common.postgres import Pool, open_pool
from crm_projector.project.consumer import Projector
from crm_projector.providers import PROJECTION
from crm_projector.rebuild.log import Log, Records
from crm_projector.rebuild.rebuilding import Rebuild
from crm_projector.rebuild.shares import Unit

from ..database import Rows, emptied, settle, tables
from ..project.histories import SLOW, histories


class Broken(Exception):
    """The log is not read any further: the process has died."""


class InMemory:
    """A log that gives its records in pieces, and may break off."""

    def __init__(self, told: Sequence[Delivered], size: int) -> None:
        self._told: dict[tuple[str, int], list[Delivered]] = {}
        self._size, self.breaks_in = size, 0
        for one in told:
            place = self._told.setdefault((one.topic, one.partition), [])
            place.append(replace(one, offset=len(place)))

    @property
    def in_order(self) -> list[Delivered]:
        """All records, partition after partition."""
        return [one for told in self._told.values() for one in told]

    async def units(self) -> list[Unit]:
        """Give every partition whole."""
        return [Unit(*place, 0, len(told)) for place, told in self._told.items()]

    async def read(self, unit: Unit) -> AsyncIterator[Records]:
        """Give a unit in pieces."""
        told = self._told[unit.topic, unit.partition][unit.first : unit.end]
        for at in range(0, len(told), self._size):
            self.breaks_in -= 1
            if self.breaks_in == 0:
                raise Broken
            yield [record(one) for one in told[at : at + self._size]]

    @asynccontextmanager
    async def opened(self, _servers: str, _topics: Sequence[str]) -> AsyncIterator[Log]:
        """Stand in for `open_log`."""
        yield cast("Log", self)


def record(one: Delivered) -> ConsumerRecord:
    """Give the record that it was read from."""
    headers = one.envelope.headers() + one.event.extra_headers()
    key = one.key.encode()
    return ConsumerRecord(
        one.topic, one.partition, one.offset, 0, 0, key, one.value, None, 0, 0, tuple(headers)
    )


@st.composite
def shuffled(draw: st.DrawFn) -> list[Delivered]:
    """A history with some records twice, its partitions mixed; each keeps its order."""
    history = draw(histories())
    log = history + draw(st.lists(st.sampled_from(history), max_size=6))
    order = draw(st.permutations([(one.topic, one.partition) for one in log]))
    queues: dict[tuple[str, int], Iterator[Delivered]] = {
        place: iter([one for one in log if (one.topic, one.partition) == place]) for place in order
    }
    return [next(queues[place]) for place in order]


@pytest.fixture
def on_one_loop(rebuild_url: str) -> Iterator[tuple[asyncio.Runner, Pool, str]]:
    """A loop of the test's own, on a database that may be rebuilt again and again."""
    with asyncio.Runner() as runner:
        opened = open_pool(rebuild_url, "crm")
        yield runner, runner.run(opened.__aenter__()), rebuild_url
        runner.run(opened.__aexit__(None, None, None))


async def lived(pool: Pool, log: InMemory) -> Rows:
    """Project the log live, and leave the tables empty."""
    await settle(pool, log.in_order)
    found = await tables(pool, frozenset())
    await emptied(pool)
    return found


async def rebuilt(url: str, log: InMemory, shares: Sequence[Any], broken: Sequence[int]) -> Rows:
    """Rebuild in shares, each broken off sometimes and begun again."""
    for share in shares:
        for breaks_in in (*broken, 0):
            log.breaks_in = breaks_in
            making = Rebuild("", url, Projector(PROJECTION), opened=log.opened)
            try:
                done = await making.run(share)
            except Broken:
                continue
    assert done.is_whole
    async with open_pool(url, "crm_next", 1) as pool:
        found = await tables(pool, frozenset())
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA crm_next CASCADE")
    return found


@settings(SLOW, max_examples=8)
@given(data=st.data())
def test_any_order_any_cut_any_share_and_any_break_end_in_equal_tables(
    on_one_loop: tuple[asyncio.Runner, Pool, str], data: st.DataObject
) -> None:
    runner, pool, url = on_one_loop
    log = InMemory(data.draw(shuffled()), data.draw(st.integers(1, 5)))
    numbers = {unit.partition for unit in runner.run(log.units())}
    cut = data.draw(st.integers(0, 2))
    shares = [{n for n in numbers if n < cut}, {n for n in numbers if n >= cut}]
    broken = data.draw(st.lists(st.integers(1, 6), max_size=2))

    one_way = runner.run(lived(pool, log))
    other_way = runner.run(rebuilt(url, log, [share for share in shares if share], broken))

    assert other_way == one_way
