"""The calls to Instagram, each hurt in many ways: printed as a matrix, and judged cell by cell."""

from collections.abc import Callable

import pytest
import pytest_asyncio
from hurting import LOST, Matrix
from instagram_matrix import PLACES, SPAM, matrix_of
from instagram_patients import DOUBT
from operate import Operator

pytestmark = pytest.mark.asyncio(loop_scope="session")
REFUSED, LIMITED = "400 with error", "limit"
# Calls that are made once: an answer that is lost, or makes no sense, leaves the outcome open.
DONE = {*LOST, SPAM}
CLEAR = {"delay", REFUSED, LIMITED}
CONNECTING = {"code exchange", "long-lived exchange", "me/accounts, connecting"}


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def matrix(operator: Operator) -> Matrix:
    """Every cell, filled once."""
    return await matrix_of(operator.addresses)


def right(call: str, fault: str) -> tuple[str, int]:
    """Give the end that is right for a call under a fault, and how often it has its effect."""
    match call:
        case "reply":
            return _of_a_reply(fault)
        case "media_publish":
            return _of_a_publication(fault)
        case "create container" if fault == REFUSED:
            return "FAILED", 0
        case "hide":
            return ("rejected", 0) if fault == REFUSED else ("hidden", 1)
        case "extend":
            return "CONNECTED, PUBLISHED", 1
        case "me/accounts, service":
            return "CONNECTED, told", 1
        case "code exchange":
            return _of_a_code(fault)
        case call if call in CONNECTING:
            return ("refused", 0) if fault == REFUSED else ("connected", 1)
        case _:
            return "PUBLISHED", 1


def _of_a_reply(fault: str) -> tuple[str, int]:
    if fault in {REFUSED, LIMITED}:
        return "FAILED", 0
    return ("POSTED", 1) if fault in DONE | CLEAR else ("OUTCOME_UNKNOWN", 0)


def _of_a_publication(fault: str) -> tuple[str, int]:
    if fault in DONE | {"delay"}:
        return "PUBLISHED", 1
    if fault in CLEAR:
        return ("FAILED", 0) if fault == REFUSED else ("PUBLISHED", 1)
    # Both faults were met: the user has tried again twice.
    return f"{DOUBT}, {DOUBT}, PUBLISHED", 1


def _of_a_code(fault: str) -> tuple[str, int]:
    """A code is good for one exchange: whatever went wrong, the user begins anew."""
    ends = {"delay": "connected", LIMITED: "rate_limited", REFUSED: "refused"}
    ends |= dict.fromkeys(("reset before", *LOST), "outcome_unknown")
    return ends.get(fault, "exchange_failed"), int(fault == "delay")


@pytest.mark.parametrize(("call", "fault"), PLACES)
async def test_a_call_to_instagram_that_is_hurt_comes_to_a_right_end(
    matrix: Matrix, call: str, fault: str, saw: Callable[[str], None]
) -> None:
    cell = matrix[call, fault]
    saw(cell.told)

    assert (cell.final, cell.effects) == right(call, fault)
    assert cell.sentence.endswith(".") or cell.final == "hidden"
    assert "TikTok" not in cell.sentence
