"""What the tables hold of deliveries whose record says in no header what the body tells."""

import json

import pytest

from common.event import Delivered
from common.postgres import Pool
from contracts.webhooks import WebhookReceived

from ...asking import Api
from ...builders import Story, connected, headerless, webhook
from ...database import Rows, emptied, settle, tables


def about_a_public_post() -> WebhookReceived:
    """A delivery that names the public post."""
    content = json.dumps({"publish_id": "p1", "post_id": "77"})
    body = json.loads(webhook().body) | {"content": content}
    return webhook(body=json.dumps(body).encode(), platform_post_id="77")


async def projected(pool: Pool, event: WebhookReceived) -> Rows:
    """Give the tables that hold this delivery and nothing else."""
    await emptied(pool)
    told: list[Delivered] = [Story().tell(event, None)]
    await settle(pool, told)
    return await tables(pool)


@pytest.mark.parametrize("event", [webhook(), about_a_public_post()])
async def test_a_record_without_headers_gives_the_row_of_one_with_them(
    event: WebhookReceived, pool: Pool
) -> None:
    old, new = await projected(pool, headerless(event)), await projected(pool, event)

    assert old == new
    assert new["webhook_events"][0]["event"] == "post.publish.complete"


async def test_a_delivery_without_headers_is_listed(api: Api, pool: Pool) -> None:
    story = Story()
    await settle(pool, [story.tell(connected(), 1), story.tell(headerless(webhook(at=5)), None)])

    [row] = (await api.get("/api/crm/webhook-events?event=post.publish.complete"))["webhook_events"]

    assert (row["publish_id"], row["create_time"]) == ("p1", "2026-11-01T12:00:05Z")


@pytest.mark.parametrize(
    "event", [webhook(body=b"not json"), webhook(verdict="unparseable", body=webhook().body)]
)
async def test_a_body_that_was_not_understood_tells_nothing(
    event: WebhookReceived, pool: Pool
) -> None:
    [row] = (await projected(pool, headerless(event)))["webhook_events"]

    assert (row["event"], row["publish_id"], row["create_time"]) == (None, None, None)
