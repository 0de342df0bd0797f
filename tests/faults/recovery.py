"""Whether a program works again: asked at its own door, never guessed from time."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

import aiohttp
import psycopg
from addresses import Addresses
from aiokafka.admin import AIOKafkaAdminClient
from aiokafka.errors import KafkaError
from operate import Operator, Replica
from running import SERVICES
from waiting import until

BACK_SECONDS = 150.0


async def _kafka_answers(addresses: Addresses) -> bool:
    admin = AIOKafkaAdminClient(bootstrap_servers=addresses.kafka, request_timeout_ms=3000)
    try:
        await admin.start()
        return bool((await admin.describe_cluster())["brokers"])
    except (KafkaError, OSError):
        return False
    finally:
        with suppress(KafkaError):
            await admin.close()


async def _postgres_answers(addresses: Addresses) -> bool:
    with suppress(psycopg.OperationalError):
        connecting = psycopg.AsyncConnection.connect(addresses.postgres, connect_timeout=3)
        async with await connecting as connection:
            await connection.execute("SELECT 1")
            return True
    return False


async def _gateway_answers(addresses: Addresses) -> bool:
    with suppress(aiohttp.ClientError, OSError):
        async with aiohttp.ClientSession() as session, session.get(addresses.gateway) as answer:
            return answer.status == 200
    return False


PROBES: Mapping[str, Callable[[Addresses], Awaitable[bool]]] = {
    "kafka": _kafka_answers,
    "postgres": _postgres_answers,
    "gateway": _gateway_answers,
}


async def works(operator: Operator, name: str) -> bool:
    """Ask a program whether it does its job."""
    if name in PROBES:
        return await PROBES[name](operator.addresses)
    return await asyncio.to_thread(operator.internal, name, "/readyz") is not None


async def wait_until_works(operator: Operator, *names: str) -> None:
    """Wait until these programs do their job again, with nobody's help."""
    for name in names:

        async def look(name: str = name) -> bool:
            return await works(operator, name)

        await until(f"{name} at work", look, BACK_SECONDS)


async def wait_until_replaced(operator: Operator, name: str, former: int) -> int:
    """Wait for another process in the killed one's place; gives its id."""

    async def look() -> int | None:
        pid = await asyncio.to_thread(operator.pid, name)
        return pid if pid not in (0, former) else None

    pid = await until(f"another process than {former} as {name}", look, BACK_SECONDS)
    await wait_until_works(operator, name)
    return pid


async def died_once(operator: Operator, name: str, former: int) -> str:
    """Wait for the successor of a program that was armed; raises if the point was not reached."""
    pid = await wait_until_replaced(operator, name, former)
    assert not operator.is_armed(name)
    return f"pid {former} -> {pid}"


async def wait_for_members(group: str, addresses: Addresses, count: int) -> None:
    """Wait until so many processes share a group's partitions, by the broker's own count."""
    admin = AIOKafkaAdminClient(bootstrap_servers=addresses.kafka)
    await admin.start()

    async def look() -> bool:
        [answer] = await admin.describe_consumer_groups([group])
        [described] = answer.to_object()["groups"]
        return described["state"] == "Stable" and len(described["members"]) == count

    try:
        await until(f"{count} members of {group}", look, BACK_SECONDS)
    finally:
        await admin.close()


@asynccontextmanager
async def doubled(operator: Operator, name: str, **settings: str) -> AsyncIterator[Replica]:
    """Have two of a service for a while, both ready."""
    with operator.replica(name, **settings) as replica:

        async def look() -> bool:
            return await asyncio.to_thread(replica.is_ready)

        await until(f"a second {name} ready", look, BACK_SECONDS)
        yield replica


@asynccontextmanager
async def stopped(operator: Operator, name: str) -> AsyncIterator[None]:
    """Stop a program for a while; afterwards wait until every service does its job again."""
    async with _away(operator, name, operator.stop, operator.start):
        yield


@asynccontextmanager
async def paused(operator: Operator, name: str) -> AsyncIterator[None]:
    """Halt a program for a while: it answers nobody, and nobody is told that it is away."""
    async with _away(operator, name, operator.pause, operator.resume):
        yield


@asynccontextmanager
async def _away(
    operator: Operator, name: str, leave: Callable[[str], None], back: Callable[[str], None]
) -> AsyncIterator[None]:
    await asyncio.to_thread(leave, name)
    try:
        yield
    finally:
        await asyncio.to_thread(back, name)
        await wait_until_works(operator, name, *SERVICES)
