"""Disconnecting an account: the provider service is asked, and answers later."""

from datetime import UTC, datetime
from uuid import UUID

from auth import metrics
from auth.accounts.account import Account, Status, Wish
from auth.accounts.store import Accounts, Owner
from auth.database import OUTBOX
from auth.errors import NotConnected
from common.errors import NotFound
from common.logs import get_logger
from common.postgres import Connection, Pool
from contracts.auth import DisconnectRequested

log = get_logger(__name__)


async def request_end(connection: Connection, account: Account) -> None:
    """Ask the provider service, in the caller's transaction that holds the account."""
    accounts = Accounts(connection)
    owner = Owner(account.account_id, account.user_id, account.provider)
    sequence = await accounts.next_sequence(owner)
    wish = DisconnectRequested(
        provider=owner.provider, account_id=owner.account_id, user_id=owner.user_id
    )
    request_id = await OUTBOX.append(connection, wish, sequence)
    await accounts.ask(owner.account_id, Wish.DISCONNECT, request_id, datetime.now(UTC))


async def disconnect(pool: Pool, account: UUID, user_id: UUID) -> Account:
    """Ask the provider service to end the account; asking again changes nothing.

    Raises `NotFound`, and `NotConnected` for an account that was refused.
    """
    async with pool.connection() as connection:
        accounts = Accounts(connection)
        found = await accounts.lock(account, user_id)
        if found is None:
            raise NotFound("There is no such account.")
        if found.progress is Status.REFUSED:
            raise NotConnected("This account was never connected, so there is nothing to end.")
        if found.progress in {Status.DISCONNECTING, Status.DISCONNECTED}:
            return found
        await request_end(connection, found)
        asked = await accounts.lock(account, user_id)
    metrics.OAUTH_STEPS.labels(found.provider, "disconnect_requested").inc()
    log.info("disconnect requested", account_id=str(account), user_id=str(user_id))
    return asked or found
