"""Dead letters on a real Kafka: found, looked at, put right, and redriven once."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

from common.dead_letters import Edit, NotRedrivable, Place
from common.errors import NotFound
from common.event import Delivered
from common.postgres import Pool
from common.records import REDRIVEN_FOR
from crm_projector.operations.letters import Below, DeadLetters, Seen, Wanted
from crm_projector.operations.redrives import Redrives, Refused
from crm_projector.operations.redriving import AlreadyRedriven

from ..builders import Story, connected, requested
from ..database import tables
from ..loop import DEADLINE, Loop

BY = "the operator"


@pytest.fixture
def letters(loop: Loop, pool: Pool) -> DeadLetters:
    """The letters of the test's own topic."""
    return DeadLetters(pool, loop.servers, {loop.dead_letter_topic: 1})


def broken(story: Story) -> Delivered:
    """Give an event whose value nobody can read."""
    told = story.tell(connected(), 1)
    told.value = b'{"account_id": 7}'
    return told


async def whole(letters: DeadLetters, wanted: Wanted, limit: int) -> list[Seen]:
    """Walk over every page."""
    found: list[Seen] = []
    below: Below | None = {}
    while below is not None:
        page = await letters.page(wanted, limit, below)
        assert len(page.letters) <= limit
        found += page.letters
        below = page.below
    return found


async def buried(loop: Loop, *told: Delivered | bytes) -> None:
    """Append these, and wait until the consumer has settled them."""
    await loop.append(*told)
    async with loop.running():
        await loop.settled(len(told))


async def log_of(loop: Loop) -> Sequence[ConsumerRecord]:
    """Read the topic whole."""
    consumer = AIOKafkaConsumer(bootstrap_servers=loop.servers, auto_offset_reset="earliest")
    partition = TopicPartition(loop.topic, 0)
    consumer.assign([partition])
    async with consumer, asyncio.timeout(DEADLINE):
        end = (await consumer.end_offsets([partition]))[partition]
        return [await consumer.getone() for _ in range(end)]


async def test_letters_are_listed_newest_first_page_by_page(
    loop: Loop, letters: DeadLetters
) -> None:
    await buried(loop, *(b"poison %d" % number for number in range(7)))

    found = await whole(letters, Wanted(), limit=3)

    assert [seen.letter.place.offset for seen in found] == [6, 5, 4, 3, 2, 1, 0]
    assert [seen.letter.origin for seen in found] == [
        Place(loop.topic, 0, offset) for offset in (6, 5, 4, 3, 2, 1, 0)
    ]


async def test_a_letter_says_where_it_is_from_and_why_it_was_refused(
    loop: Loop, letters: DeadLetters
) -> None:
    told = broken(Story())
    await buried(loop, told)

    letter = (await letters.get(Place(loop.dead_letter_topic, 0, 0))).letter

    assert letter.origin == Place(loop.topic, 0, 0)
    assert (letter.group, letter.kind) == (loop.group, "unreadable-record")
    assert letter.reason == "accounts.AccountConnected.v1 cannot be read: ValidationError"
    assert (letter.value, letter.key_text) == (told.value, told.key)
    assert letter.type == "accounts.AccountConnected.v1"
    assert dict(letter.headers) == dict(told.envelope.headers())


async def test_only_letters_that_every_condition_holds_for_are_listed(
    loop: Loop, letters: DeadLetters
) -> None:
    told = broken(Story())
    await buried(loop, told, b"poison")
    now = datetime.now(UTC)

    async def offsets(wanted: Wanted) -> list[int]:
        return [one.letter.place.offset for one in await whole(letters, wanted, 10)]

    assert await offsets(Wanted(topic=loop.topic, group=loop.group)) == [1, 0]
    assert await offsets(Wanted(topic="another")) == []
    assert await offsets(Wanted(group="another")) == []
    assert await offsets(Wanted(keys=[told.key])) == [0]
    assert await offsets(Wanted(kind="unknown-type")) == []
    assert await offsets(Wanted(since=now + timedelta(hours=1))) == []
    assert await offsets(Wanted(until=now - timedelta(hours=1))) == []
    assert await offsets(Wanted(redriven=True)) == []
    assert await offsets(Wanted(redriven=False)) == [1, 0]


async def test_a_letter_that_was_put_right_is_handled_by_the_group_that_refused_it(
    loop: Loop, pool: Pool, letters: DeadLetters
) -> None:
    story = Story()
    good, bad = story.tell(connected(), 1), broken(Story())
    await buried(loop, bad, story.tell(requested(), 1))
    place = Place(loop.dead_letter_topic, 0, 0)

    seen = await letters.redrive(place, Edit(value=good.value), BY)

    assert seen.redrive is not None
    assert (seen.redrive.redriven_offset, seen.redrive.is_edited) == (2, True)
    async with loop.running():
        await loop.settled(3)
    [account] = (await tables(pool))["oauth_accounts"]
    assert (account["status"], account["offset"]) == ("CONNECTED", 2)
    redriven = (await log_of(loop))[2]
    assert (redriven.key, redriven.partition) == (bad.key.encode(), 0)
    assert dict(redriven.headers) == {
        **dict(bad.envelope.headers()),
        "redriven_for": loop.group.encode(),
        "redriven_from": f"{loop.topic}/0/0".encode(),
    }


async def test_no_letter_is_redriven_twice(loop: Loop, pool: Pool, letters: DeadLetters) -> None:
    await buried(loop, broken(Story()))
    place = Place(loop.dead_letter_topic, 0, 0)

    tries = [letters.redrive(place, Edit(), BY) for _ in range(4)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)

    assert [type(one) for one in outcomes].count(Seen) == 1
    assert [type(one) for one in outcomes].count(AlreadyRedriven) == 3
    assert len(await log_of(loop)) == 2
    [listed] = await whole(letters, Wanted(redriven=True), 10)
    assert listed.letter.place == place


async def test_a_redriving_whose_outcome_was_lost_is_looked_for_before_it_is_done_again(
    loop: Loop, pool: Pool, letters: DeadLetters
) -> None:
    await buried(loop, broken(Story()))
    place = Place(loop.dead_letter_topic, 0, 0)
    await letters.redrive(place, Edit(value=b"{}"), BY)
    async with pool.connection() as connection:  # as if killed between Kafka and PostgreSQL
        await connection.execute("UPDATE redrives SET redriven_offset = NULL, redriven_at = NULL")
    [begun] = await whole(letters, Wanted(redriven=False), 10)
    assert begun.redrive is not None

    seen = await letters.redrive(place, Edit(), BY)

    assert seen.redrive is not None
    assert (seen.redrive.redriven_offset, seen.redrive.is_edited) == (1, True)
    assert len(await log_of(loop)) == 2


async def test_an_intent_that_reached_nothing_is_carried_out_when_asked_again(
    loop: Loop, pool: Pool, letters: DeadLetters
) -> None:
    await buried(loop, broken(Story()))
    refused = Refused(loop.group, Place(loop.topic, 0, 0))
    async with pool.connection() as connection:
        await Redrives(connection).intend(refused, "somebody else", 1)

    seen = await letters.redrive(Place(loop.dead_letter_topic, 0, 0), Edit(), BY)

    assert seen.redrive is not None
    assert (seen.redrive.redriven_offset, seen.redrive.requested_by) == (1, BY)


async def test_a_record_that_was_buried_twice_is_redriven_once(
    loop: Loop, pool: Pool, letters: DeadLetters
) -> None:
    await buried(loop, broken(Story()))
    async with pool.connection() as connection:  # as if killed before the offset moved
        await connection.execute("UPDATE consumer_offsets SET next_offset = 0")
    async with loop.running():
        await loop.settled(1)
    await loop.dead_letters(2)

    await letters.redrive(Place(loop.dead_letter_topic, 0, 0), Edit(), BY)

    with pytest.raises(AlreadyRedriven, match=f"redriven by {BY}"):
        await letters.redrive(Place(loop.dead_letter_topic, 0, 1), Edit(), BY)


async def test_what_is_refused_again_is_a_letter_of_its_own_and_may_be_redriven(
    loop: Loop, letters: DeadLetters
) -> None:
    good = Story().tell(connected(), 1)
    await buried(loop, broken(Story()))
    await letters.redrive(Place(loop.dead_letter_topic, 0, 0), Edit(), BY)
    async with loop.running():
        await loop.settled(2)

        again = await letters.redrive(Place(loop.dead_letter_topic, 0, 1), Edit(good.value), BY)

        await loop.settled(3)
    assert again.letter.origin == Place(loop.topic, 0, 1)
    marks = [one for one in (await log_of(loop))[2].headers if one[0].startswith("redriven")]
    assert marks == [
        (REDRIVEN_FOR, loop.group.encode()),
        ("redriven_from", f"{loop.topic}/0/1".encode()),
    ]


async def test_what_is_no_event_is_not_redriven_before_it_is_put_right(
    loop: Loop, letters: DeadLetters
) -> None:
    await buried(loop, b"poison")
    place = Place(loop.dead_letter_topic, 0, 0)

    with pytest.raises(NotRedrivable, match="header 'ce_id' is missing"):
        await letters.redrive(place, Edit(), BY)

    good = Story().tell(connected(), 1)
    seen = await letters.redrive(place, Edit(good.value, dict(good.envelope.headers())), BY)
    assert seen.redrive is not None
    async with loop.running():
        await loop.settled(2)
    assert len(await loop.dead_letters(1)) == 1


async def test_a_letter_that_is_not_there_is_said_to_be_so(
    loop: Loop, letters: DeadLetters
) -> None:
    with pytest.raises(NotFound):
        await letters.get(Place(loop.dead_letter_topic, 0, 0))
    with pytest.raises(NotFound, match="no partition of dead letters"):
        await letters.get(Place(loop.topic, 0, 0))


async def test_what_somebody_has_put_among_the_letters_is_shown_and_never_redriven(
    loop: Loop, letters: DeadLetters
) -> None:
    stray = Loop(loop.servers, loop.dead_letter_topic, letters.pool)
    await stray.append(b"by hand")

    [seen] = await whole(letters, Wanted(), 10)

    assert (seen.letter.origin, seen.letter.kind) == (None, None)
    with pytest.raises(NotRedrivable, match="does not say where it came from"):
        await letters.redrive(seen.letter.place, Edit(), BY)
