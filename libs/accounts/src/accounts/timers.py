"""What a service's leader repeats for its accounts: each round writes commands for what is due."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from accounts.due import DueAccounts
from accounts.events import append, identity
from accounts.platform import Platform
from accounts.store import OAuthAccounts
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from common.tracing import beginning
from contracts.accounts import GrantExpiryApproached
from contracts.commands import CheckGrant, Command, RefreshToken, RevokeGrant

log = get_logger(__name__)
AGAIN = timedelta(seconds=30)
LATER = timedelta(minutes=5)
BATCH = 100


async def write_command(connection: Connection, outbox: Outbox, command: Command) -> None:
    """Write a command that a timer found due, in a trace of its own."""
    with beginning(f"write {command.TYPE}"):
        await outbox.command(connection, command, datetime.now(UTC).isoformat())


class AccountTimers:
    """Each method may run twice or be missed: it looks at the rows, never at what it did before.

    Each is one transaction, which locks accounts and nothing else. A round commands at most
    `refreshes` refreshes.
    """

    def __init__(
        self, pool: Pool, outbox: Outbox, platform: Platform, refreshes: int = BATCH
    ) -> None:
        self._pool, self._outbox, self._platform = pool, outbox, platform
        self._most_refreshes = refreshes

    async def write_refreshes(self) -> None:
        """Command the renewal of tokens that end soon, and move their time forward."""
        provider = self._platform.provider
        async with self._pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            for account in await accounts.find_expiring_soon(self._most_refreshes):
                again = max(AGAIN, min(account.time_left / 10, LATER))
                await accounts.set_next_due(account.account_id, datetime.now(UTC) + again)
                command = RefreshToken(
                    provider=provider,
                    account_id=account.account_id,
                    seen_version=account.token_version,
                )
                await write_command(connection, self._outbox, command)

    async def write_checks_and_revocations(self) -> None:
        """Command what ends accounts, or finds out whether they have ended."""
        async with self._pool.connection() as connection:
            for account_id, status in await DueAccounts(connection).take(BATCH):
                kind = RevokeGrant if status == "DISCONNECTING" else CheckGrant
                command = kind(provider=self._platform.provider, account_id=account_id)
                await write_command(connection, self._outbox, command)

    async def warn_of_endings(self) -> None:
        """Tell once of each permission that ends soon: after its life, or as nothing renews it."""
        life, before = self._platform.grant_life, self._platform.warned_before
        async with self._pool.connection() as connection:
            due = DueAccounts(connection)
            if life is not None:
                for account_id in await due.take_ending(life - before, BATCH):
                    await self._warn(connection, account_id)
            for account_id in await due.take_unrenewed(before, BATCH):
                await self._warn(connection, account_id)

    async def _warn(self, connection: Connection, account_id: UUID) -> None:
        account, life = await OAuthAccounts(connection).lock(account_id), self._platform.grant_life
        if account is None:
            return
        ends = [account.granted_at + life] if life is not None else []
        if account.renewal == "none" and account.ends_at is not None:
            ends.append(account.ends_at)
        event = GrantExpiryApproached(**identity(account), ends_at=min(ends))
        with beginning("warn of an ending grant"):
            await append(connection, self._outbox, event)
