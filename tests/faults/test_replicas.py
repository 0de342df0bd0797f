"""Two of a service: they share its work through the database, and nothing is done twice."""

import asyncio
import json
from collections.abc import Awaitable, Callable

import pytest
from browser import API, LOGIN_COOKIE, Answer
from control import Json
from ledger import NOTHING
from metering import total
from operate import Operator, Replica
from outcome import stories
from persistence import Started
from quiet import wait_until_quiet
from recovery import doubled
from rows import select
from scenario import SMALL_VIDEO_BYTES, Scenario, leave_alone, live_through
from visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")
TOKEN = "/v2/oauth/token/"
REFRESH = {"grant_type": "refresh_token"}
# Both replicas shall have been refused before the one that refreshes has its answer.
SLOW_SECONDS = 2
VERSION = "SELECT token_version FROM tiktok.oauth_accounts WHERE account_id::text = %s"
CONSUMED = ("postlog_records_consumed_total", 'group="tiktok"')
Ask = Callable[[Visitor, str, Started], Awaitable[Answer]]


async def ask_for_an_upload(visitor: Visitor, url: str, _: Started) -> Answer:
    """Start another post."""
    account_id = visitor.account.account_id
    wish = {"account_id": account_id, "video_size": SMALL_VIDEO_BYTES, "privacy_level": "SELF_ONLY"}
    answer = await ask(visitor, "POST", f"{url}/api/tiktok/upload", json.dumps(wish).encode())
    return answer.require(201)


async def ask_for_a_status(visitor: Visitor, url: str, post: Started) -> Answer:
    """Ask where a post stands that TikTok was never asked about."""
    answer = await ask(visitor, "GET", f"{url}/api/tiktok/status/{post.publish_id}")
    assert answer.require(200).json()["observed_at"]
    return answer


async def ask(visitor: Visitor, method: str, url: str, body: bytes | None = None) -> Answer:
    """Ask with the session in a header: a replica at another port gets no cookie."""
    token = visitor.visit.browser.cookies()[LOGIN_COOKIE]
    headers = {**API, "Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    return await visitor.visit.browser.fetch(method, url, headers, body)


@pytest.mark.parametrize("asked", [ask_for_an_upload, ask_for_a_status])
async def test_two_apis_with_one_expired_token_make_one_refresh_call(
    asked: Ask, operator: Operator, visitor: Visitor, saw: Callable[[str], None]
) -> None:
    control, account = visitor.visit.control, visitor.account
    [before] = await select(visitor.postgres, VERSION, account.account_id)
    refused = len(await control.requests(status="401"))

    async with doubled(operator, "tiktok-api") as replica:
        posts = [await visitor.poster.start(SMALL_VIDEO_BYTES) for _ in range(2)]
        await control.expire(account.open_id)
        await control.plan_fault(
            endpoint=TOKEN, kind="delay", delay_seconds=SLOW_SECONDS, match=REFRESH
        )
        urls = (operator.addresses.gateway, replica.url)
        asking = [asked(visitor, url, post) for url, post in zip(urls, posts, strict=True)]
        await asyncio.gather(*asking)

    await wait_until_quiet(visitor.addresses)
    refused = len(await control.requests(status="401")) - refused
    calls = await control.requests(path=TOKEN, open_id=account.open_id, **REFRESH)
    [after] = await select(visitor.postgres, VERSION, account.account_id)
    told = (await stories(visitor.addresses.kafka, account))[account.account_id]
    saw(f"{refused} calls refused, {len(calls)} refresh call")
    assert refused >= len(urls)
    assert [call["status"] for call in calls] == [200]
    assert after["token_version"] == before["token_version"] + 1
    assert [record.kind for record in told.records].count("AccountRefreshed") == 1


async def test_two_workers_publish_every_event_once_and_in_order(
    operator: Operator, visitor: Visitor, undisturbed: Json, saw: Callable[[str], None]
) -> None:
    async with doubled(operator, "tiktok-worker") as replica:
        before = await consumed_by_each(operator, replica)
        scenario = await live_through(visitor, leave_alone)
        after = await consumed_by_each(operator, replica)

    told = await stories(visitor.addresses.kafka, visitor.account)
    shares = [int(now - then) for now, then in zip(after, before, strict=True)]
    saw(f"the workers settled {shares[0]} and {shares[1]} records")
    assert all(shares)
    assert {subject: story.sequences for subject, story in told.items()} == {
        subject: list(range(1, len(story.records) + 1)) for subject, story in told.items()
    }
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


async def test_a_second_relay_takes_over_from_a_stopped_one(
    operator: Operator, visitor: Visitor, undisturbed: Json
) -> None:
    async def stop_the_first(scenario: Scenario) -> None:
        await asyncio.to_thread(operator.stop, "tiktok-worker")
        await scenario.stream.wait_for_more(1)

    async with doubled(operator, "tiktok-worker"):
        try:
            scenario = await live_through(visitor, stop_the_first)
        finally:
            await asyncio.to_thread(operator.start, "tiktok-worker")

    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


async def consumed_by_each(operator: Operator, replica: Replica) -> tuple[float, float]:
    """Give how many records each of the two workers has settled since it started."""
    first = await asyncio.to_thread(operator.internal, "tiktok-worker", "/metrics")
    second = await asyncio.to_thread(replica.internal, "/metrics")
    return total(first, *CONSUMED), total(second, *CONSUMED)
