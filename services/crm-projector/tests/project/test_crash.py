"""A projector that dies between any two words with PostgreSQL leaves all of a batch, or nothing."""

from collections.abc import Sequence
from typing import Any

import pytest
from psycopg import AsyncConnection, OperationalError

from common.event import Delivered
from common.offsets import ConsumerOffsets, Span
from common.postgres import Pool
from contracts.accounts import AccountErased
from contracts.tiktok.events import PostBecamePublic

from .. import instagram
from ..builders import BOBS_ACCOUNT, Story, connected, foreign, post, requested, sampled, webhook
from ..database import PROJECTOR, tables
from ..sessions import BOB


class Death:
    """Ends the connection at its n-th exchange with the server, as the end of its process does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.after = 0
        wait = AsyncConnection.wait

        async def mortal(connection: AsyncConnection[Any], *arguments: Any, **named: Any) -> Any:
            self.after -= 1
            if self.after == 0:
                connection.pgconn.finish()
                raise OperationalError("killed")
            return await wait(connection, *arguments, **named)

        monkeypatch.setattr(AsyncConnection, "wait", mortal)


def log() -> list[Delivered]:
    """Give a batch that writes every table, of several partitions."""
    story = Story()
    public = post(PostBecamePublic, "PUBLISH_COMPLETE", platform_post_id="9")
    first = story.tell(connected(), 1)
    events = [(requested(), 1), (public, 2), (sampled(10), 3), (foreign(), 1), (webhook(), None)]
    events += [(event, 1) for event in instagram.one_of_each()]
    events += [(AccountErased(provider="tiktok", account_id=BOBS_ACCOUNT, user_id=BOB), 1)]
    told = [first, *(story.tell(event, sequence) for event, sequence in events)]
    return [*told, story.again(first.event, first.envelope)]


def spans(batch: Sequence[Delivered]) -> list[Span]:
    """Give the batch's places, each partition from its start."""
    ends: dict[tuple[str, int], int] = {}
    for one in batch:
        ends[one.topic, one.partition] = one.offset + 1
    return [Span(topic, partition, 0, end) for (topic, partition), end in ends.items()]


async def settle_once(pool: Pool, batch: Sequence[Delivered]) -> None:
    """Settle a batch as the consumer does: offsets and rows in one transaction."""
    async with pool.connection() as connection:
        await ConsumerOffsets(connection).move_all(spans(batch))
        await PROJECTOR.project(connection, batch)


async def start(pool: Pool, batch: Sequence[Delivered]) -> None:
    """Let every partition begin at its start."""
    async with pool.connection() as connection:
        for one in spans(batch):
            await ConsumerOffsets(connection).start(one.topic, one.partition, 0, one.end)


async def moved(pool: Pool) -> bool:
    """Tell whether the offsets have moved: all of them, or none."""
    async with pool.connection() as connection:
        found = await connection.execute("SELECT DISTINCT next_offset > 0 FROM consumer_offsets")
        [(has_moved,)] = await found.fetchall()
    return bool(has_moved)


async def test_rows_and_offsets_are_all_there_or_none_of_them(
    pool: Pool, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, death, deaths = log(), Death(monkeypatch), 0
    await start(pool, batch)
    nothing = await tables(pool)

    while not await moved(pool):
        assert await tables(pool) == nothing
        death.after = deaths + 1
        try:
            await settle_once(pool, batch)
        except OperationalError:
            deaths += 1
        death.after = 0

    everything = await tables(pool)
    assert deaths > 15
    assert all(everything.values())
