"""Three brokers: one may die at any time, without two nothing is acknowledged, and all heals."""

import asyncio
from collections.abc import Callable
from contextlib import AsyncExitStack

import pytest
from ledger import NOTHING, compare
from operate import NativeOperator
from stream import Stream, open_stream, streaming
from waiting import until

pytestmark = pytest.mark.asyncio(loop_scope="session")
BROKERS = ("kafka", "kafka-2", "kafka-3")
USERS = 12
BEFORE, AFTER = 10, 80
AT_ONCE = 8


async def settle(operator: NativeOperator, stream: Stream) -> None:
    """Wait until the log and the CRM hold what was acknowledged, and nothing else."""

    async def look() -> bool:
        return await compare(operator.addresses, stream) == NOTHING

    await until("log and CRM as the ledger", look, 120)


@pytest.mark.parametrize("broker", BROKERS)
async def test_one_of_three_brokers_that_is_killed_costs_no_webhook(
    broker: str, operator: NativeOperator, saw: Callable[[str], None]
) -> None:
    async with AsyncExitStack() as exits:
        users = [f"killed.{broker}.{number}" for number in range(USERS)]
        sending = (streaming(operator.addresses.gateway, user, senders=1) for user in users)
        streams = [await exits.enter_async_context(one) for one in sending]
        await asyncio.gather(*(stream.wait_for_more(BEFORE) for stream in streams))
        operator.kill(broker)
        await asyncio.gather(*(stream.wait_for_more(AFTER) for stream in streams))

    answers = [answer for stream in streams for answer in stream.answers]
    refused = [answer for answer in answers if answer.status != 200]
    share = len(refused) / len(answers)
    saw(f"{broker}: {len(answers)} webhooks, {len(refused)} refused ({share:.2%}), none lost")
    assert {answer.status for answer in refused} <= {503}
    for stream in streams:
        await settle(operator, stream)


async def test_without_two_of_three_brokers_nothing_is_acknowledged_and_all_heals(
    operator: NativeOperator, saw: Callable[[str], None]
) -> None:
    _, *others = BROKERS
    async with open_stream(operator.addresses.gateway, "without.two") as stream:
        for broker in others:
            operator.stop(broker)
        sent = [stream.compose() for _ in range(AT_ONCE)]
        answers = await asyncio.gather(*(stream.attempt(one) for one in sent))
        for broker in others:
            operator.start(broker)

        async def taken() -> bool:
            again = [one for one in sent if not one.is_acknowledged]
            await asyncio.gather(*(stream.attempt(one) for one in again))
            return all(one.is_acknowledged for one in sent)

        slowest = max(answer.seconds for answer in answers)
        saw(f"{len(answers)} webhooks answered 503, the slowest after {slowest:.1f} s")
        assert {answer.status for answer in answers} == {503}
        await until("webhooks are taken again", taken, 120)
        await settle(operator, stream)
