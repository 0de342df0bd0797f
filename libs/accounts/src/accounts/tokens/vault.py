"""Tokens in use: stored sealed, given out valid, refreshed by one at a time."""

import asyncio
import itertools
import time
from datetime import datetime, timedelta
from uuid import UUID

from accounts.errors import RefreshFailed
from accounts.store import OAuthAccount
from accounts.tokens.credential import GivenTokens
from accounts.tokens.refreshing import Refresh, Refreshing, Seen
from accounts.tokens.rows import AccessToken, Record, TokenRows, usable
from common.postgres import Connection, Pool
from vault.keyring import Keyring

LEASE = timedelta(seconds=60)
PATIENCE = timedelta(seconds=30)
REST = timedelta(seconds=30)


class TokenVault:
    """The one place where tokens are opened.

    `refresh` asks the platform, within less time than the lease; `record` is called inside each
    transaction that changes an account, so that the service can write its event beside it.
    """

    def __init__(
        self,
        pool: Pool,
        keyring: Keyring,
        refresh: Refresh,
        record: Record,
        *,
        lease: timedelta = LEASE,
        patience: timedelta = PATIENCE,
    ) -> None:
        self._rows = TokenRows(pool, keyring, record)
        self._refreshing = Refreshing(self._rows, refresh, lease, patience)
        self._running: set[asyncio.Task[AccessToken]] = set()
        self._failures = Failures(REST)

    async def store_tokens(
        self,
        connection: Connection,
        account_id: UUID,
        tokens: GivenTokens,
        issued_at: datetime,
    ) -> None:
        """Seal and store a grant's tokens, in the transaction that has created the account."""
        account = await self._rows.locked(connection, account_id)
        await self._rows.replace(connection, account, tokens, issued_at)

    async def get_valid_token(self, account_id: UUID) -> AccessToken:
        """Give an access token that lasts; a failed refresh matters only once the old one ended.

        While the old one lives, nobody waits for a platform that has just failed to renew it.
        """
        return await self.valid_token_of(await self._rows.read(account_id))

    async def valid_token_of(self, account: OAuthAccount) -> AccessToken:
        """Give the token of a row that was read a moment ago, as `get_valid_token` does."""
        account_id, token = account.account_id, await self._rows.token_of(usable(account))
        lives, is_due = account.is_alive, account.needs_refresh
        if lives and not (is_due and not self._failures.are_fresh(account_id)):
            return token
        try:
            return await self.refresh_token(account_id, account.token_version)
        except RefreshFailed:
            self._failures.note(account_id)
            if not lives:
                raise
        return token

    async def refresh_token(
        self, account_id: UUID, seen_version: int, refused: str | None = None
    ) -> AccessToken:
        """Give a token newer than the one seen: another's where there is one, else a fresh one.

        Where nothing renews it, `refused` tells why it is lost. A caller who gives up does not end
        the refresh: its answer must be stored.
        """
        seen = Seen(account_id, seen_version, refused)
        task = asyncio.create_task(self._refreshing.run(seen))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Wait for the refreshes that are under way."""
        await asyncio.gather(*self._running, return_exceptions=True)


class Failures:
    """The accounts whose refresh failed in this process within the last `rest`."""

    def __init__(self, rest: timedelta) -> None:
        self._rest = rest.total_seconds()
        self._at: dict[UUID, float] = {}

    def note(self, account_id: UUID) -> None:
        """Remember this failure, and forget those that no longer count: the oldest stand first."""
        self._at.pop(account_id, None)
        self._at[account_id] = time.monotonic()
        for one in list(itertools.takewhile(lambda one: not self.are_fresh(one), self._at)):
            del self._at[one]

    def are_fresh(self, account_id: UUID) -> bool:
        """Tell whether the account's refresh has just failed."""
        at = self._at.get(account_id)
        return at is not None and time.monotonic() - at < self._rest
