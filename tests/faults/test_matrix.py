"""Six calls to TikTok, each hurt in eight ways: printed as a matrix, and judged cell by cell."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from browser import open_browser, sign_up
from control import open_control
from journey import Visit
from log import Log
from matrix import ENDPOINTS, FAULTS, Cell, fill
from operate import Operator

pytestmark = pytest.mark.asyncio(loop_scope="session")
# TikTok did it and the answer was lost: nobody can know, so the user is asked.
LOST = {"reset after", "truncated"}
EVERYWHERE = [(endpoint, fault) for endpoint in ENDPOINTS for fault in FAULTS]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def matrix(operator: Operator) -> AsyncIterator[dict[tuple[str, str], Cell]]:
    """Every cell, filled once."""
    async with (
        open_browser(operator.addresses.gateway) as browser,
        open_control(operator.addresses.sandbox) as control,
    ):
        await sign_up(browser)
        cells = await fill(Visit(operator.addresses, browser, control, Log()))
        yield {(cell.endpoint, cell.fault): cell for cell in cells}


def allowed(endpoint: str, fault: str) -> set[str]:
    """Give the ends that are right for a call under a fault."""
    match endpoint:
        case "init" if fault in {"delay"}:
            return {"PUBLISH_COMPLETE"}
        case "init" if fault == "429":
            return {"rate-limited"}
        case "init":
            return {"INIT_OUTCOME_UNKNOWN"}
        case "token" if fault in LOST:
            return {"REAUTHORIZATION_REQUIRED"}
        case "token":
            return {"CONNECTED, PUBLISH_COMPLETE"}
        case "revoke":
            return {"DISCONNECTED"}
        case "user info":
            return {"CONNECTED"}
        case _:
            return {"PUBLISH_COMPLETE"}


@pytest.mark.parametrize(("endpoint", "fault"), EVERYWHERE)
async def test_a_call_that_is_hurt_comes_to_a_right_end(
    matrix: dict[tuple[str, str], Cell], endpoint: str, fault: str, saw: Callable[[str], None]
) -> None:
    cell = matrix[endpoint, fault]
    saw(f"{cell.final}; {cell.effects} at TikTok; {cell.sentence}")

    assert cell.final in allowed(endpoint, fault)
    assert cell.effects <= 1
    assert cell.sentence.endswith(".")
