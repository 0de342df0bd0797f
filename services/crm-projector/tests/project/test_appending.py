"""An account's events are added by COPY: whatever text they carry, and once."""

import asyncio
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from common.event import Delivered
from common.postgres import Pool
from contracts.tiktok.events import InitAttempted

from ..builders import Story, connected, post, requested, sampled
from ..database import emptied, settle, tables
from .histories import SLOW

odd_texts = st.text(st.sampled_from('a\\N\t\n\r\x00\x01\u2028\u202e"Ü🎬'), max_size=8)


def with_texts(told: Delivered, subject: str, cause: str | None) -> Delivered:
    """Give the record with other texts in its envelope."""
    envelope = replace(told.envelope, subject=subject, causation_id=cause)
    return replace(told, envelope=envelope)


@SLOW
@given(subject=odd_texts, cause=st.none() | odd_texts, title=odd_texts)
def test_every_text_comes_back_as_it_was(
    on_one_loop: tuple[asyncio.Runner, Pool], subject: str, cause: str | None, title: str
) -> None:
    runner, pool = on_one_loop
    told = with_texts(Story().tell(requested(title=title), 1), subject, cause)

    async def project() -> tuple[str, str | None, str]:
        await settle(pool, [told])
        [row] = (await tables(pool))["account_events"]
        await emptied(pool)
        return row["subject"], row["causation_id"], row["payload"]["title"]

    kept = [text and text.replace("\x00", "\ufffd") for text in (subject, cause, title)]
    assert list(runner.run(project())) == kept


async def test_of_a_batch_that_stands_in_part_the_rest_is_added(pool: Pool) -> None:
    story = Story()
    first, second = story.tell(connected(), 1), story.tell(requested(), 1)
    third = story.tell(post(InitAttempted, "INIT_ATTEMPTED"), 2)
    await settle(pool, [second])
    before = (await tables(pool))["account_events"]

    await settle(pool, [first, story.again(second.event, second.envelope), third])

    after = (await tables(pool))["account_events"]
    assert {row["event_id"] for row in after} == {one.envelope.id for one in (first, second, third)}
    assert [row for row in after if row["event_id"] == second.envelope.id] == before


async def test_an_event_twice_in_one_batch_is_added_once(pool: Pool) -> None:
    story = Story()
    told = story.tell(sampled(10), 1)

    await settle(pool, [told, story.again(told.event, told.envelope)])

    [row] = (await tables(pool))["account_events"]
    assert row["offset"] == told.offset
