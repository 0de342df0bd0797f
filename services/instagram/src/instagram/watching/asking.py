"""Asking for numbers when Instagram refuses all of them for the sake of one.

https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights
"""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from platforms.errors import Rejected
from platforms.instagram.codes import BEFORE_CONVERSION, OBJECT_MISSING

Numbers = dict[str, float | None]
Ask = Callable[[Sequence[str]], Awaitable[Numbers]]


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers by metric, and the metrics that were refused."""

    numbers: Numbers
    refused: tuple[str, ...] = ()


async def ask_for(metrics: Sequence[str], ask: Ask) -> Told:
    """Ask for all metrics at once; where that is refused, for each alone.

    A metric that is asked for and not told is None. An answer without any tells nothing: early
    numbers are not there yet. Raises `Rejected` where the object itself has none.
    """
    try:
        return Told(_filled(metrics, await ask(metrics)))
    except Rejected as error:
        if error.code in {OBJECT_MISSING, BEFORE_CONVERSION} or len(metrics) == 1:
            raise
    numbers, refused = Numbers(), []
    for metric in metrics:
        try:
            numbers |= await ask((metric,))
        except Rejected:
            refused.append(metric)
    if len(refused) == len(metrics):
        return Told({})  # it was not for the sake of one
    there = [name for name in metrics if name not in refused]
    return Told(_filled(there, numbers), tuple(refused))


def _filled(metrics: Sequence[str], numbers: Numbers) -> Numbers:
    return {name: numbers.get(name) for name in metrics} if numbers else {}
