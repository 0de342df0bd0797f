"""A server that is away for a while: every answer is an honest one, and nothing is lost."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

import pytest
from browser import Answer
from control import Json
from ledger import NOTHING
from operate import Operator
from recovery import paused, stopped, works
from rows import select
from scenario import Scenario, live_through
from stream import Stream, open_stream
from visitor import Visitor
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
ANSWER_SECONDS = 5.0
AT_ONCE, ROUNDS = 4, 2
READS = ("auth/session", "auth/accounts", "crm/accounts", "crm/tiktok/posts")
NEED_KAFKA = (
    "auth-worker",
    "tiktok-worker",
    "tiktok-scheduler",
    "crm-projector-project",
    "webhook-ingest",
)
PROBLEM = "application/problem+json"
Away = Callable[[Operator, str], AbstractAsyncContextManager[None]]


async def read_from_every_api(scenario: Scenario) -> list[Answer]:
    """Ask for what is there; all at once, since each may take its time to say no."""
    browser, account = scenario.visitor.visit.browser, scenario.visitor.account.account_id
    own = (f"auth/accounts/{account}", f"tiktok/posts/{scenario.posts[0].post_id}")
    return await asyncio.gather(*(browser.get(f"/api/{path}") for path in (*READS, *own)))


async def send_rounds(stream: Stream) -> None:
    """Send some webhooks side by side, and then some more, each just once."""
    for _ in range(ROUNDS):
        await asyncio.gather(*(stream.attempt(stream.compose()) for _ in range(AT_ONCE)))


@pytest.mark.parametrize("away", [stopped, paused])
async def test_without_a_broker_webhooks_are_refused_in_time_and_the_apis_go_on(
    away: Away,
    operator: Operator,
    visitor: Visitor,
    undisturbed: Json,
    saw: Callable[[str], None],
) -> None:
    reads: list[Answer] = []

    async def events_wait() -> bool:
        return bool(await select(visitor.postgres, "SELECT id FROM tiktok.outbox"))

    async def all_say_so() -> bool:
        asked = [works(operator, name) for name in NEED_KAFKA]
        return not any(await asyncio.gather(*asked))

    user = f"{visitor.account.open_id}.refused"
    async with open_stream(operator.addresses.gateway, user) as refused:

        async def outage(scenario: Scenario) -> None:
            async with away(operator, "kafka"):
                await send_rounds(refused)
                reads.extend(await read_from_every_api(scenario))
                await scenario.post()
                await until("events waiting for the broker", events_wait)
                await until("every process that needs the broker not ready", all_say_so)

        scenario = await live_through(visitor, outage)

    slowest = max(answer.seconds for answer in refused.answers)
    saw(f"{len(refused.answers)} webhooks answered 503, the slowest after {slowest:.1f} s")
    assert {answer.status for answer in refused.answers} == {503}
    assert all(int(answer.retry_after or 0) > 0 for answer in refused.answers)
    assert slowest < ANSWER_SECONDS
    saw(f"APIs answered {sorted({answer.status for answer in reads})}")
    assert {answer.status for answer in reads} == {200}
    assert {answer.status for answer in scenario.stream.answers} == {200, 503}
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


async def test_without_a_database_the_apis_say_so_and_webhooks_are_kept(
    operator: Operator, visitor: Visitor, undisturbed: Json, saw: Callable[[str], None]
) -> None:
    reads: list[Answer] = []
    kept = f"{visitor.account.open_id}.kept"
    async with open_stream(operator.addresses.gateway, kept) as stream:

        async def outage(scenario: Scenario) -> None:
            async with stopped(operator, "postgres"):
                reads.extend(await read_from_every_api(scenario))
                await send_rounds(stream)

        scenario = await live_through(visitor, outage)

    saw(f"APIs answered {sorted({answer.status for answer in reads})}")
    assert {answer.status for answer in reads} == {503}
    assert {answer.headers["Content-Type"].partition(";")[0] for answer in reads} == {PROBLEM}
    assert 500 not in visitor.poster.troubles
    saw(f"{len(stream.answers)} webhooks answered 200 meanwhile")
    assert {answer.status for answer in stream.answers} == {200}
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed
