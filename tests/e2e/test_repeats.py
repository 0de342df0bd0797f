"""A platform may say anything any number of times: once is enough."""

import pytest
from log import ends
from posting import appended, wait_until_appended
from rows import dump, select
from told import Told
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
READERS = ("auth", "tiktok", "crm")
# A reader's place in the log moves with every record.
MOVING = ("consumer_offsets",)


async def wait_until_quiet(told: Told) -> None:
    """Wait until every event is published, and every reader has read to the end."""
    addresses = told.visitor.addresses

    async def look() -> bool:
        if await select(addresses.postgres, unsent()):
            return False
        known = await ends(addresses.kafka)
        places = await select(addresses.postgres, all_places())
        return all(row["next_offset"] == known[row["topic"], row["partition"]] for row in places)

    await until("quiet", look)


def unsent() -> str:
    """Give the statement that finds events on their way."""
    return "SELECT id FROM auth.outbox UNION ALL SELECT id FROM tiktok.outbox"


def all_places() -> str:
    """Give the statement that finds where every reader stands."""
    columns = "topic, partition, next_offset"
    return " UNION ALL ".join(f"SELECT {columns} FROM {s}.consumer_offsets" for s in READERS)


async def tables(told: Told) -> dict[str, list[str]]:
    """Give all rows of all tables that a repeat must leave alone."""
    everything = await dump(told.visitor.addresses.postgres)
    return {name: rows for name, rows in everything.items() if not name.endswith(MOVING)}


async def test_a_repeated_webhook_is_kept_in_the_log_and_changes_no_row(told: Told) -> None:
    post = told.story.post
    first = next(
        one
        for one in await told.visitor.control.deliveries(post.publish_id)
        if one["event"] == "post.publish.complete"
    )
    known = len(appended(told.visitor.log, post))
    await wait_until_quiet(told)
    before = await tables(told)
    repeats = await told.visitor.control.inject(
        event=first["event"],
        publish_id=post.publish_id,
        create_time=first["create_time"],
        duplicate=3,
    )
    await wait_until_appended(told.visitor, post, known + 3)
    await wait_until_quiet(told)

    assert {repeat["body"] for repeat in repeats} == {first["body"]}
    assert [repeat["attempts"][-1]["status"] for repeat in repeats] == [200] * 3
    assert await tables(told) == before
    assert before["crm.webhook_events"]
