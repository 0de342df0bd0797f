"""A person takes their consent back at the platform, or wants their data deleted.

Both may name several accounts, of several users. Repeats change nothing.
"""

import re
from collections.abc import Mapping
from typing import Protocol

from auth.accounts.account import Account, Status
from auth.accounts.disconnecting import request_end
from auth.accounts.store import Accounts, Owner
from auth.accounts.withdrawals import Deletion, Withdrawal, Withdrawals
from auth.connect.flow import count_step
from auth.connect.pending_connections import PendingConnections
from auth.database import OUTBOX
from common.errors import NotFound
from common.logs import get_logger
from common.postgres import Connection, Pool
from contracts.auth import GrantWithdrawn

log = get_logger(__name__)
OVER = frozenset({Status.REFUSED, Status.DISCONNECTED})
REASON = "user_disconnected"
CODE = re.compile("[A-Za-z0-9_-]{1,64}")


class ReadsWithdrawals(Protocol):
    """What a platform sends when a person withdraws, as it signs it."""

    def deauthorization(self, signed: str) -> Withdrawal:
        """Check and read it; raises `InvalidSignature` and `StaleSignature`."""

    def deletion(self, signed: str) -> Withdrawal:
        """The same for a wish to have data deleted, which has no time limit."""


class Withdrawing:
    """Tells the provider services of the withdrawals that the platforms have signed."""

    def __init__(self, pool: Pool, readers: Mapping[str, ReadsWithdrawals]) -> None:
        self._pool, self._readers = pool, readers

    async def deauthorize(self, provider: str, signed: str) -> None:
        """Let the provider service check every account that the person gave access to."""
        told = self._readers[provider].deauthorization(signed)
        async with self._pool.connection() as connection:
            _, is_new = await Withdrawals(connection).add("deauthorization", told)
            if not is_new:
                return
            found = await Accounts(connection).lock_given_by(provider, told.person_id)
            withdrawn = [account for account in found if account.progress not in OVER]
            for account in withdrawn:
                await _tell_withdrawn(connection, account, told)
        _count(provider, "deauthorized", withdrawn)

    async def delete(self, provider: str, signed: str) -> str:
        """Have everything of the person ended and forgotten; gives the code to ask with."""
        told = self._readers[provider].deletion(signed)
        async with self._pool.connection() as connection:
            code, is_new = await Withdrawals(connection).add("deletion", told)
            if not is_new:
                return code
            await PendingConnections(connection).delete_of(provider, told.person_id)
            accounts = Accounts(connection)
            found = await accounts.lock_given_by(provider, told.person_id)
            ending = [account for account in found if account.progress not in OVER]
            for account in found:
                await accounts.forget_profile(account.account_id)
            for account in ending:
                if account.progress is not Status.DISCONNECTING:
                    await request_end(connection, account)
            ids = [account.account_id for account in ending]
            await Withdrawals(connection).await_ends(code, ids)
        _count(provider, "deletion_requested", ending)
        return code

    async def find_deletion(self, code: str) -> Deletion:
        """Tell how far a deletion is; raises `NotFound`."""
        found = None
        if CODE.fullmatch(code):  # PostgreSQL takes no text with a NUL
            async with self._pool.connection() as connection:
                found = await Withdrawals(connection).find_deletion(code)
        if found is None:
            raise NotFound("There is no such deletion.")
        return found


async def _tell_withdrawn(connection: Connection, account: Account, told: Withdrawal) -> None:
    owner = Owner(account.account_id, account.user_id, account.provider)
    event = GrantWithdrawn(
        provider=owner.provider,
        account_id=owner.account_id,
        user_id=owner.user_id,
        withdrawn_at=told.at,
        reason=REASON,
    )
    await OUTBOX.append(connection, event, await Accounts(connection).next_sequence(owner))


def _count(provider: str, step: str, accounts: list[Account]) -> None:
    count_step(provider, step)
    for account in accounts:
        log.info(step, account_id=str(account.account_id), user_id=str(account.user_id))
