"""The calls to Instagram, each hurt in many ways: printed as a matrix, and judged cell by cell."""

from collections.abc import Callable

import pytest
import pytest_asyncio
from hurting import LOST, Matrix
from instagram_matrix import PLACES, SPAM, matrix_of
from operate import Operator

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def matrix(operator: Operator) -> Matrix:
    """Every cell, filled once."""
    return await matrix_of(operator.addresses)


@pytest.mark.parametrize(("call", "fault"), PLACES)
async def test_a_call_to_instagram_that_is_hurt_comes_to_a_right_end(
    matrix: Matrix, call: str, fault: str, saw: Callable[[str], None]
) -> None:
    cell = matrix[call, fault]
    saw(cell.told)

    assert (cell.final, cell.effects) == ("?", 1)
    assert cell.sentence.endswith(".")
