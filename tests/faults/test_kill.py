"""`kill -9` of any process, at any moment: the rows are those of a day without it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import psycopg
import pytest
from control import Json
from ledger import NOTHING
from metering import total
from operate import Operator
from recovery import wait_until_replaced
from rows import select
from running import SERVICES
from scenario import Scenario, live_through
from visitor import Visitor
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
# Webhooks come through these: while one of them is away, some may not be acknowledged.
ON_THE_WAY_IN = {"webhook-ingest", "gateway", "kafka"}
HALTED = "SELECT pid FROM pg_stat_activity WHERE usename = 'crm' AND wait_event_type = 'Lock'"
RETRIES = ("postlog_consumer_retries_total", 'group="crm-projector"')


@pytest.mark.parametrize("name", [*SERVICES, "gateway", "kafka"])
async def test_kill_9_changes_no_row_and_loses_no_acknowledged_webhook(
    name: str,
    operator: Operator,
    visitor: Visitor,
    undisturbed: Json,
    saw: Callable[[str], None],
) -> None:
    async def kill(_scenario: Scenario) -> None:
        saw(await kill_9(operator, name))

    scenario = await live_through(visitor, kill)

    failed = [answer for answer in scenario.stream.answers if answer.status != 200]
    saw(f"{len(scenario.stream.acknowledged)} webhooks acknowledged, {len(failed)} attempts failed")
    assert not failed or name in ON_THE_WAY_IN
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


async def test_kill_9_of_postgresql_within_a_projection_changes_no_row(
    operator: Operator, visitor: Visitor, undisturbed: Json, saw: Callable[[str], None]
) -> None:
    async def kill(_scenario: Scenario) -> None:
        async with halted_projection(visitor.postgres):
            saw(await kill_9(operator, "postgres"))

    before = await projection_retries(operator)
    scenario = await live_through(visitor, kill)

    retries = await projection_retries(operator) - before
    saw(f"{retries:.0f} retries, {len(scenario.stream.acknowledged)} webhooks acknowledged")
    assert retries
    assert {answer.status for answer in scenario.stream.answers} == {200}
    assert 500 not in visitor.poster.troubles
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed


async def kill_9(operator: Operator, name: str) -> str:
    """Kill a process and wait for another in its place."""
    former = await asyncio.to_thread(operator.pid, name)
    await asyncio.to_thread(operator.kill, name)
    return f"pid {former} -> {await wait_until_replaced(operator, name, former)}"


@asynccontextmanager
async def halted_projection(postgres: str) -> AsyncIterator[None]:
    """Hold the projector within a transaction, by a lock on one of its tables."""

    async def waits() -> bool:
        return bool(await select(postgres, HALTED))

    connection = await psycopg.AsyncConnection.connect(postgres)
    try:
        await connection.execute("LOCK TABLE crm.webhook_events")
        await until("the projector within a transaction", waits)
        yield
    finally:
        await connection.close()


async def projection_retries(operator: Operator) -> float:
    """Ask the projector how often it has had to try again."""
    page = await asyncio.to_thread(operator.internal, "crm-projector-project", "/metrics")
    return total(page, *RETRIES)
