"""Deliveries of a tester's own making."""

import json

import pytest

from .support import Client, Receiver, content_of, is_genuine


@pytest.mark.parametrize(("signature", "genuine"), [("good", True), ("bad", False)])
async def test_an_injected_delivery_can_be_badly_signed(
    client: Client, receiver: Receiver, signature: str, genuine: bool
) -> None:
    receiver.statuses.append(401)
    wish = {"event": "authorization.removed", "user": "mara", "signature": signature}

    answer = await client.control("POST", "webhooks/inject", {**wish, "retry": False})

    [delivery] = answer["deliveries"]
    assert [attempt["status"] for attempt in delivery["attempts"]] == [401]
    assert is_genuine(*receiver.received[0], client.world.settings.client_secret) is genuine


async def test_an_injected_delivery_can_be_stale_though_well_signed(
    client: Client, receiver: Receiver
) -> None:
    wish = {"event": "authorization.removed", "user": "mara", "signature": "stale"}

    [delivery] = (await client.control("POST", "webhooks/inject", wish))["deliveries"]

    [attempt] = delivery["attempts"]
    assert attempt["time"] - attempt["t"] >= 80 * 3600
    assert is_genuine(*receiver.received[0], client.world.settings.client_secret)


async def test_an_injected_delivery_takes_the_posts_facts_and_overrides(
    client: Client, receiver: Receiver
) -> None:
    publish_id, _ = await client.begin(await client.token())
    wish = {
        "event": "post.publish.failed",
        "publish_id": publish_id,
        "content": {"reason": None, "fail_reason": "spam_risk", "extra": 7},
        "create_time": 1790000000,
        "duplicate": 3,
    }

    await client.control("POST", "webhooks/inject", wish)

    assert len(receiver.received) == 3
    assert json.loads(receiver.received[0][1])["create_time"] == 1790000000
    assert content_of(receiver.received[0][1]) == {
        "publish_id": publish_id,
        "publish_type": "DIRECT_PUBLISH",
        "fail_reason": "spam_risk",
        "extra": 7,
    }


async def test_an_injected_delivery_can_have_any_body(client: Client, receiver: Receiver) -> None:
    wish = {"event": "none", "user": "mara", "raw": "{not json"}

    await client.control("POST", "webhooks/inject", wish)

    [(headers, body)] = receiver.received
    assert body == b"{not json"
    assert is_genuine(headers, body, client.world.settings.client_secret)
