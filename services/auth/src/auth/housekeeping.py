"""Deleting what no request can use any more: dead sessions, unfinished flows, old tries."""

import asyncio

from auth.attempts import SignInAttempts
from auth.oauth_states import OAuthStates
from auth.sessions import Limits, Sessions
from common.logs import get_logger
from common.postgres import Pool
from common.retry import forever

log = get_logger(__name__)
EVERY_SECONDS = 600.0


async def sweep_for_ever(pool: Pool, limits: Limits) -> None:
    """Sweep now, and every ten minutes."""
    while True:
        async for attempt in forever("sweep"):
            with attempt:
                log.info("swept", count=await sweep(pool, limits))
        await asyncio.sleep(EVERY_SECONDS)


async def sweep(pool: Pool, limits: Limits) -> int:
    """Delete in one transaction; gives how many rows are gone."""
    async with pool.connection() as connection:
        sessions = await Sessions(connection, limits).sweep()
        states = await OAuthStates(connection).sweep()
        return sessions + states + await SignInAttempts(connection).sweep()
