"""A platform may say anything any number of times: once is enough."""

import pytest
from posting import appended, wait_until_appended
from quiet import wait_until_quiet
from rows import dump
from told import Told

pytestmark = pytest.mark.asyncio(loop_scope="session")
# A reader's place in the log moves with every record.
MOVING = ("consumer_offsets",)


async def tables(told: Told) -> dict[str, list[str]]:
    """Give every row of every table that speaks of the journey; others' go on meanwhile."""
    story = told.story
    marks = (story.account.account_id, story.account.open_id, story.post.publish_id)
    everything = await dump(told.visitor.addresses.postgres)
    return {
        name: [row for row in rows if any(mark in row for mark in marks)]
        for name, rows in everything.items()
        if not name.endswith(MOVING)
    }


async def test_a_repeated_webhook_is_kept_in_the_log_and_changes_no_row(told: Told) -> None:
    post = told.story.post
    first = next(
        one
        for one in await told.visitor.control.deliveries(post.publish_id)
        if one["event"] == "post.publish.complete"
    )
    known = len(appended(told.visitor.log, post))
    await wait_until_quiet(told.visitor.addresses)
    before = await tables(told)
    repeats = await told.visitor.control.inject(
        event=first["event"],
        publish_id=post.publish_id,
        create_time=first["create_time"],
        duplicate=3,
    )
    await wait_until_appended(told.visitor, post, known + 3)
    await wait_until_quiet(told.visitor.addresses)

    assert {repeat["body"] for repeat in repeats} == {first["body"]}
    assert [repeat["attempts"][-1]["status"] for repeat in repeats] == [200] * 3
    assert await tables(told) == before
    assert before["crm.webhook_events"]
