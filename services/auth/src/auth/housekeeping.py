"""Deleting what has ended: dead sessions, unfinished flows, old counts."""

import asyncio

from auth.accounts.withdrawals import Withdrawals
from auth.connect.oauth_states import OAuthStates
from auth.connect.pending_connections import PendingConnections
from auth.connect.unconfirmed import Unconfirmed
from auth.drafts.store import Drafts
from auth.notices.store import Notices
from auth.person.resets import PasswordResets
from auth.sign_in.rate_limits import RateLimits
from auth.sign_in.sessions import SessionLimits, Sessions
from common.logs import get_logger
from common.postgres import Pool
from common.retry import forever

log = get_logger(__name__)
EVERY_SECONDS = 600.0
REVOKE_EVERY_SECONDS = 30.0


async def revoke_unconfirmed_for_ever(unconfirmed: Unconfirmed) -> None:
    """End the grants that nobody confirmed, twice a minute; only the API has the keys."""
    while True:
        async for attempt in forever("revoke unconfirmed"):
            with attempt:
                while await unconfirmed.revoke_next():
                    pass
        await asyncio.sleep(REVOKE_EVERY_SECONDS)


async def sweep_for_ever(pool: Pool, limits: SessionLimits) -> None:
    """Sweep now, and every ten minutes."""
    while True:
        async for attempt in forever("sweep"):
            with attempt:
                log.info("swept", count=await sweep(pool, limits))
        await asyncio.sleep(EVERY_SECONDS)


async def sweep(pool: Pool, limits: SessionLimits) -> int:
    """Delete in one transaction; gives how many rows are gone."""
    async with pool.connection() as connection:
        sessions = await Sessions(connection, limits).sweep()
        states = await OAuthStates(connection).sweep()
        states += await PendingConnections(connection).sweep()
        states += await Withdrawals(connection).sweep()
        states += await PasswordResets(connection).sweep()
        states += await Drafts(connection).sweep()
        await Notices(connection).give_up_old_letters()
        return sessions + states + await RateLimits(connection).sweep()
