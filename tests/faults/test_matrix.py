"""Six calls to TikTok, each hurt in eight ways: printed as a matrix, and judged cell by cell."""

from collections.abc import AsyncIterator, Callable

import pytest
import pytest_asyncio
from browser import sign_up
from hurting import FAULTS, LOST, Matrix
from matrix import ENDPOINTS, matrix_of
from operate import Operator
from visitor import unwatched

pytestmark = pytest.mark.asyncio(loop_scope="session")
EVERYWHERE = [(endpoint, fault) for endpoint in ENDPOINTS for fault in FAULTS]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def matrix(operator: Operator) -> AsyncIterator[Matrix]:
    """Every cell, filled once."""
    async with unwatched(operator.addresses) as visit:
        await sign_up(visit.browser)
        yield await matrix_of(visit)


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
    matrix: Matrix, endpoint: str, fault: str, saw: Callable[[str], None]
) -> None:
    cell = matrix[endpoint, fault]
    saw(cell.told)

    assert cell.final in allowed(endpoint, fault)
    assert cell.effects <= 1
    assert cell.sentence.endswith(".")
