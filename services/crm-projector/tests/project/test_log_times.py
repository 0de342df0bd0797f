"""The time that a record is sorted by never runs back along a partition."""

from datetime import datetime

from common.event import Delivered
from common.postgres import Pool
from contracts.tiktok.events import InitAttempted

from ..builders import Story, connected, moment, post, requested, webhook
from ..database import settle, tables


async def log_times(pool: Pool, told: list[Delivered]) -> list[datetime]:
    """Give the stored times of these events of an account."""
    rows = {row["event_id"]: row for row in (await tables(pool))["account_events"]}
    return [datetime.fromisoformat(rows[one.envelope.id]["log_time"]) for one in told]


async def test_it_goes_on_from_batch_to_batch_whatever_the_clocks_said(pool: Pool) -> None:
    story = Story()
    told = [
        story.tell(requested(), 1, at=9),
        story.tell(post(InitAttempted, "INIT_ATTEMPTED"), 2, at=3),
        story.tell(post(InitAttempted, "INIT_ATTEMPTED"), 3, at=10),
    ]

    await settle(pool, *[[one] for one in told])

    assert await log_times(pool, told) == [moment(9), moment(9), moment(10)]


async def test_each_partition_has_its_own(pool: Pool) -> None:
    story = Story()
    told = [story.tell(requested(), 1, at=9), story.tell(connected(), 1, at=3)]

    await settle(pool, told)

    assert await log_times(pool, told) == [moment(9), moment(3)]


async def test_a_repeat_further_on_in_the_log_keeps_the_first_time(pool: Pool) -> None:
    story = Story()
    first = story.tell(requested(), 1, at=3)
    told = [first, story.tell(post(InitAttempted, "INIT_ATTEMPTED"), 2, at=9)]
    await settle(pool, told)

    await settle(pool, [story.again(first.event, first.envelope)])

    assert await log_times(pool, told) == [moment(3), moment(9)]


async def test_a_delivery_has_one_too(pool: Pool) -> None:
    story = Story()
    late, early = story.tell(webhook("p1"), None, at=9), story.tell(webhook("p2"), None, at=3)

    await settle(pool, [late], [early])

    rows = (await tables(pool))["webhook_events"]
    assert {row["publish_id"]: datetime.fromisoformat(row["log_time"]) for row in rows} == {
        "p1": moment(9),
        "p2": moment(9),
    }
