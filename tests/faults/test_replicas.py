"""Two of a service: they share its work through the database, and nothing is done twice."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager

import pytest
from browser import API, LOGIN_COOKIE, Answer
from control import Json
from ledger import NOTHING, compare
from metering import total
from operate import Operator
from outcome import stories
from persistence import Started
from quiet import wait_until_quiet
from recovery import doubled, paused, wait_for_members
from rows import select
from scenario import MORE, SMALL_VIDEO_BYTES, Scenario, leave_alone, live_through
from stream import Stream, streaming
from visitor import Visitor
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
TOKEN = "/v2/oauth/token/"
REFRESH = {"grant_type": "refresh_token"}
# Both replicas shall have been refused before the one that refreshes has its answer.
SLOW_SECONDS = 2
OTHERS = 6
VERSION = "SELECT token_version FROM tiktok.oauth_accounts WHERE account_id::text = %s"
WAITING = """
SELECT pid FROM pg_stat_activity
WHERE usename = 'tiktok' AND query LIKE 'SELECT pg_try_advisory_lock%%'
"""
Ask = Callable[[Visitor, str, Started], Awaitable[Answer]]


async def ask_for_an_upload(visitor: Visitor, url: str, _: Started) -> Answer:
    """Start another post."""
    account_id = visitor.account.account_id
    wish = {
        "account_id": account_id,
        "video_size": SMALL_VIDEO_BYTES,
        "privacy_level": "SELF_ONLY",
        "disable_duet": True,
        "disable_stitch": True,
    }
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
    # A refused call names nobody: all of them are counted.
    known = len(await control.requests(path=TOKEN, **REFRESH))

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
    calls = (await control.requests(path=TOKEN, **REFRESH))[known:]
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
    async with two_workers(operator):
        scenario = await live_through(visitor, leave_alone)

    told = await stories(visitor.addresses.kafka, visitor.account)
    sequences = {subject: story.sequences for subject, story in told.items()}
    saw(f"{sum(map(len, sequences.values()))} events in {len(sequences)} stories")
    assert sequences == {key: list(range(1, len(one) + 1)) for key, one in sequences.items()}
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


async def test_a_second_worker_takes_over_from_a_stopped_one(
    operator: Operator, visitor: Visitor, undisturbed: Json, saw: Callable[[str], None]
) -> None:
    name = "tiktok-worker"

    async def stop_the_first(_scenario: Scenario) -> None:
        await asyncio.to_thread(operator.stop, name)

    async with two_workers(operator):
        try:
            scenario = await live_through(visitor, stop_the_first)
            assert await asyncio.to_thread(operator.pid, name) == 0
            saw(f"everything was published while {name} did not run")
        finally:
            await asyncio.to_thread(operator.start, name)

    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


@asynccontextmanager
async def two_workers(operator: Operator) -> AsyncIterator[None]:
    """Have two that share the partitions, and of which one publishes and the other waits."""
    addresses = operator.addresses

    async def one_waits() -> bool:
        return bool(await select(addresses.postgres, WAITING))

    async with doubled(operator, "tiktok-worker"):
        await wait_for_members("tiktok", addresses, 2)
        await until("a relay that waits for its turn", one_waits)
        yield


async def test_a_projector_that_slept_past_its_session_does_no_harm_when_it_wakes(
    operator: Operator, visitor: Visitor, undisturbed: Json, saw: Callable[[str], None]
) -> None:
    name, addresses, others = "crm-projector-project", visitor.addresses, list[Stream]()

    async def sleep(scenario: Scenario) -> None:
        async with AsyncExitStack() as exits:
            # Other users' webhooks, so that the sleeper has records in hand whatever it reads.
            for number in range(OTHERS):
                user = f"{visitor.account.open_id}.{number}"
                one = streaming(addresses.gateway, user, senders=1)
                others.append(await exits.enter_async_context(one))
            await others[-1].wait_for_more(MORE)
            async with paused(operator, name):
                # Kafka takes it for dead, and the other has all partitions.
                await wait_for_members("crm-projector", addresses, 1)
                await scenario.stream.wait_for_more(MORE)

    async with doubled(operator, name):
        await wait_for_members("crm-projector", addresses, 2)
        before = await fenced(operator, name)
        scenario = await live_through(visitor, sleep)
        times = await fenced(operator, name) - before
        saw(f"the other had all partitions; the sleeper was fenced {times:.0f} times")

    assert [await compare(addresses, stream) for stream in others] == [NOTHING] * OTHERS
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


async def fenced(operator: Operator, name: str) -> float:
    """Give how often a process has found that another was faster."""
    page = await asyncio.to_thread(operator.internal, name, "/metrics")
    return total(page, "postlog_consumer_fenced_total")
