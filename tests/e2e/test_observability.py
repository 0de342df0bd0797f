"""What happens to people can be read from the metrics of the services, platform by platform."""

import asyncio
import re
from collections import defaultdict
from collections.abc import Mapping
from uuid import uuid4

import crm
import pytest
from connecting import connect_new
from journey import Account, Visit
from posting import UPLOAD, begin, wish_to_fetch
from running import SERVICES, Stack
from told import Stranger
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
SAMPLE = re.compile(r"^(?P<name>postlog_\w+)(?:\{(?P<labels>.*)\})? (?P<value>\S+)$", re.MULTILINE)
LABEL = re.compile(r'(\w+)="([^"]*)"')
GROWN: Mapping[str, list[dict[str, str]]] = {
    "postlog_oauth_steps_total": [{"step": "started"}, {"step": "exchanged"}, {"step": "granted"}],
    "postlog_posts_total": [
        {"outcome": "accepted"},
        {"outcome": "published"},
        {"outcome": "url-ownership-unverified"},
    ],
    "postlog_webhooks_total": [{"verdict": "verified"}],
    "postlog_webhook_settled_seconds_count": [{}],
    "postlog_token_refreshes_total": [{"outcome": "refreshed"}],
    "postlog_platform_calls_total": [
        {"endpoint": "exchange_code", "outcome": "ok"},
        {"endpoint": "user_info", "outcome": "ok"},
        {"endpoint": "creator_info", "outcome": "ok"},
        {"endpoint": "refresh", "outcome": "ok"},
        {"endpoint": "init_video", "outcome": "ok"},
    ],
    "postlog_platform_call_seconds_count": [{"endpoint": "init_video"}],
}
Series = tuple[str, frozenset[tuple[str, str]]]


async def read(stack: Stack) -> Mapping[Series, float]:
    """Add the metrics of all services up."""
    total: defaultdict[Series, float] = defaultdict(float)
    for service in SERVICES:
        page = await asyncio.to_thread(stack.internal, service, "/metrics")
        for found in SAMPLE.finditer((page or b"").decode()):
            labels = frozenset(LABEL.findall(found["labels"] or ""))
            total[found["name"], labels] += float(found["value"])
    return total


def wanted() -> set[Series]:
    """Give the series that a journey must move, each with its platform."""
    return {
        (name, frozenset({"provider": "tiktok", **labels}.items()))
        for name, each in GROWN.items()
        for labels in each
    }


async def journey(visitor: Visit) -> Account:
    """Connect, be refused once, have the token refreshed, and publish."""
    account = await connect_new(visitor)
    elsewhere = wish_to_fetch(account, "https://elsewhere.example/clip.mp4")
    (await visitor.browser.send("POST", UPLOAD, elsewhere)).require(422)
    await visitor.control.expire(account.open_id)
    address = await visitor.control.serve(f"{uuid4()}.mp4")
    started = await begin(visitor.browser, wish_to_fetch(account, address))
    await crm.wait_for_row(visitor.browser, started["post_id"], "PUBLISH_COMPLETE")
    return account


async def test_a_journey_moves_the_metrics_of_every_part_of_it(
    stranger: Stranger, stack: Stack
) -> None:
    before = await read(stack)
    await journey(stranger.visitor)
    after = await read(stack)

    assert {series for series in wanted() if after[series] <= before[series]} == set()


async def test_how_far_behind_the_reader_of_webhooks_is_can_be_seen(
    stranger: Stranger, stack: Stack
) -> None:
    await journey(stranger.visitor)
    labels = frozenset({"topic": "webhooks.tiktok.v1", "group": "tiktok"}.items())

    assert ("postlog_consumer_lag_seconds", labels) in await read(stack)


async def test_a_webhook_without_a_post_is_counted_as_waiting(
    stranger: Stranger, stack: Stack
) -> None:
    waiting: Series = ("postlog_pending_observations", frozenset({("provider", "tiktok")}))
    account = await connect_new(stranger.visitor)
    before = (await read(stack))[waiting]
    await stranger.visitor.control.inject(
        event="post.publish.complete",
        user=account.handle,
        content={"publish_id": f"v_pub_url~v2-1.{uuid4().int}", "publish_type": "DIRECT_PUBLISH"},
    )

    async def look() -> bool:
        return (await read(stack))[waiting] > before

    await until("one more webhook that waits", look)


async def test_nothing_that_names_a_person_is_a_label(stranger: Stranger, stack: Stack) -> None:
    account = await journey(stranger.visitor)
    values = {value for _, labels in await read(stack) for _, value in labels}

    assert not values & {account.account_id, account.open_id, stranger.person.user_id}
