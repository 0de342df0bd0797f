"""`kill -9` of any process, at any moment: the rows are those of a day without it."""

from collections.abc import Callable

import pytest
from control import Json
from ledger import NOTHING
from operate import Operator
from recovery import wait_until_replaced
from running import SERVICES
from scenario import Scenario, live_through
from visitor import Visitor

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("name", [*SERVICES, "gateway", "kafka", "postgres"])
async def test_kill_9_changes_no_row_and_loses_no_acknowledged_webhook(
    name: str,
    operator: Operator,
    visitor: Visitor,
    undisturbed: Json,
    saw: Callable[[str], None],
) -> None:
    killed = operator.pid(name)

    async def kill(_scenario: Scenario) -> None:
        operator.kill(name)
        saw(f"pid {killed} -> {await wait_until_replaced(operator, name, killed)}")

    scenario = await live_through(visitor, kill)

    stream = scenario.stream
    saw(f"{len(stream.acknowledged)} of {len(stream.ledger)} webhooks acknowledged")
    assert await scenario.findings() == NOTHING
    assert await scenario.rows() == undisturbed
