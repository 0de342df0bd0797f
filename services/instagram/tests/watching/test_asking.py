"""One metric that is refused does not cost the others."""

from collections.abc import Sequence

import pytest

from instagram.watching.asking import Numbers, Told, ask_for
from platforms.errors import Rejected


class Numbered:
    """Refuses every call that names one of these metrics."""

    def __init__(self, numbers: Numbers, refused: Sequence[str] = (), code: str = "100") -> None:
        self.numbers, self.refused, self.code = numbers, refused, code
        self.calls = 0

    async def ask(self, metrics: Sequence[str]) -> Numbers:
        """Answer as Instagram does."""
        self.calls += 1
        if set(metrics) & set(self.refused):
            raise Rejected(self.code)
        return {name: self.numbers[name] for name in metrics if name in self.numbers}


async def test_a_retired_metric_is_found_by_asking_for_each_alone() -> None:
    platform = Numbered({"views": 655, "reach": 412}, refused=["plays"])

    told = await ask_for(["plays", "views", "reach"], platform.ask)

    assert told == Told({"views": 655, "reach": 412}, ("plays",))
    assert platform.calls == 4


async def test_a_metric_that_is_not_told_is_none_and_an_empty_answer_tells_nothing() -> None:
    assert (await ask_for(["views", "reach"], Numbered({"views": 1}).ask)).numbers == {
        "views": 1,
        "reach": None,
    }
    assert (await ask_for(["views", "reach"], Numbered({}).ask)).numbers == {}


async def test_where_every_metric_is_refused_none_of_them_is_to_blame() -> None:
    platform = Numbered({}, refused=["views", "reach"])

    assert await ask_for(["views", "reach"], platform.ask) == Told({})


@pytest.mark.parametrize("code", ["100/33", "100/2108006"])
async def test_a_medium_without_numbers_is_asked_once(code: str) -> None:
    platform = Numbered({}, refused=["views"], code=code)

    with pytest.raises(Rejected, match=code):
        await ask_for(["views", "reach"], platform.ask)

    assert platform.calls == 1
