"""What the tables hold of Instagram's deliveries, and which event is poison."""

import pytest

from common.errors import InvalidRecord
from common.postgres import Pool
from contracts.instagram.comments import WebhookUnmatched

from ...builders import Story
from ...database import settle, tables
from ...instagram import BUSINESS, day, delivery, observed


async def test_each_change_of_a_delivery_has_a_row(pool: Pool) -> None:
    story = Story()
    changes = [delivery(external_id=name, pointer=f"/entry/0/changes/{name}") for name in "01"]
    repeat = story.tell(delivery(external_id="1", signature="sha256=other"), None, at=9)

    await settle(pool, [story.tell(change, None) for change in changes], [repeat])

    rows = (await tables(pool))["webhook_events"]
    assert [(row["provider"], row["external_id"]) for row in rows] == [
        ("instagram", "0"),
        ("instagram", "1"),
    ]
    assert {(row["event"], row["status"]) for row in rows} == {("comments", "RECEIVED")}


@pytest.mark.parametrize("first", [0, 1])
async def test_a_delivery_that_no_account_claimed_is_marked(first: int, pool: Pool) -> None:
    story = Story()
    lost = WebhookUnmatched(external_id="1", platform_user_id=BUSINESS, reason="no_account")
    told = [story.tell(delivery(external_id="1"), None), story.tell(lost, None, at=9)]

    await settle(pool, [told[first]], [told[1 - first]])

    [row] = (await tables(pool))["webhook_events"]
    assert (row["status"], row["unmatched_reason"]) == ("UNMATCHED", "no_account")
    assert (row["event"], row["platform_user_id"]) == ("comments", BUSINESS)


async def test_an_event_that_no_table_takes_is_poison_and_leaves_no_row(pool: Pool) -> None:
    story = Story()

    with pytest.raises(InvalidRecord):
        await settle(pool, [story.tell(observed(), 1), story.tell(day("soon"), 1)])

    assert not any((await tables(pool)).values())
