"""Connected accounts in PostgreSQL: the table `oauth_accounts` of a provider service's schema."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from psycopg import AsyncConnection
from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from vault import statements
from vault.errors import ConnectedByAnother

OAUTH_ACCOUNTS = statements.OAUTH_ACCOUNTS

Status = Literal[
    "CONNECTED", "CHECKING", "REAUTHORIZATION_REQUIRED", "DISCONNECTING", "DISCONNECTED"
]
# While a platform is asked whether a grant still works, the account works on.
IN_USE: frozenset[Status] = frozenset({"CONNECTED", "CHECKING"})


@dataclass(frozen=True, slots=True)
class NewAccount:
    """What a grant says of an account."""

    account_id: UUID
    provider: str
    client_key: str
    platform_user_id: str
    user_id: UUID
    scopes: list[str]
    display_name: str
    avatar_url: str | None
    granted_at: datetime
    grant_sequence: int


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """Sealed tokens and the times that belong to them."""

    sealed_tokens: bytes = field(repr=False)
    scopes: list[str]
    issued_at: datetime
    expires_at: datetime | None
    refresh_expires_at: datetime | None


@dataclass(frozen=True, slots=True)
class OAuthAccount:
    """A row, and when by PostgreSQL's clock it was read."""

    account_id: UUID
    provider: str
    client_key: str
    platform_user_id: str
    user_id: UUID
    status: Status
    reason: str | None
    scopes: list[str]
    display_name: str
    avatar_url: str | None
    sealed_tokens: bytes | None = field(repr=False)
    token_version: int
    issued_at: datetime | None
    expires_at: datetime | None
    refresh_expires_at: datetime | None
    granted_at: datetime
    grant_sequence: int
    sequence: int
    lease_owner: UUID | None
    lease_until: datetime | None
    refresh_attempted_version: int | None
    next_due_at: datetime | None
    created_at: datetime
    updated_at: datetime
    read_at: datetime

    @property
    def time_left(self) -> timedelta:
        """How long the access token is good for."""
        return self.expires_at - self.read_at if self.expires_at else timedelta(0)

    @property
    def needs_refresh(self) -> bool:
        """Whether less is left than an hour, or a tenth of a short life.

        A token without an end needs none; an account without tokens has nothing to refresh.
        """
        if self.expires_at is None or self.issued_at is None:
            return False
        return self.time_left < min(timedelta(hours=1), (self.expires_at - self.issued_at) / 10)


class OAuthAccounts:
    """Accounts kept in PostgreSQL; the caller owns the connection and its transaction.

    Every write is guarded, so that a repeat of it changes nothing; only `raise_sequence` counts,
    and belongs in the transaction that writes the event of that number.
    """

    def __init__(self, connection: AsyncConnection[Any]) -> None:
        self._connection = connection

    async def create(self, account: NewAccount) -> bool:
        """Connect it, or connect it anew; False for a grant not newer than the one known.

        Raises `ConnectedByAnother`, and leaves the transaction usable, where another account
        holds this platform user. Tokens follow by `TokenVault.store_tokens`.
        """
        try:
            async with self._connection.transaction():
                return await self._changed(statements.CREATE, asdict(account))
        except UniqueViolation as error:
            raise ConnectedByAnother("Another user has connected this account") from error

    async def find(self, account_id: UUID) -> OAuthAccount | None:
        """Look, without a lock."""
        return await self._one(statements.FIND, {"account_id": account_id})

    async def lock(self, account_id: UUID) -> OAuthAccount | None:
        """Take the row for the rest of the transaction: the first step of every decision."""
        return await self._one(statements.LOCK, {"account_id": account_id})

    async def find_by_user_and_provider(self, user_id: UUID, provider: str) -> list[OAuthAccount]:
        """List a user's accounts, the disconnected ones too, oldest first."""
        return await self._all(statements.FIND_BY_USER, {"user_id": user_id, "provider": provider})

    async def find_by_platform_user(
        self, provider: str, platform_user_id: str
    ) -> OAuthAccount | None:
        """Find the one account that holds this platform user now."""
        return await self._one(
            statements.FIND_BY_PLATFORM_USER,
            {"provider": provider, "platform_user_id": platform_user_id},
        )

    async def find_expiring_soon(self, within: timedelta, limit: int) -> list[OAuthAccount]:
        """List those whose token ends within this time and that are due, longest due first.

        Those of one moment are spread over the first half of the time; one that failed is due
        again at its `next_due_at`, behind those that came first.
        """
        return await self._all(statements.FIND_EXPIRING, {"within": within, "limit": limit})

    async def update_tokens(self, account_id: UUID, old_version: int, new: StoredTokens) -> bool:
        """Replace the tokens of exactly this version, end the lease, turn a lost account back."""
        row = {"account_id": account_id, "old_version": old_version, **asdict(new)}
        return await self._changed(statements.UPDATE_TOKENS, row)

    async def set_status(self, account_id: UUID, status: Status, reason: str | None = None) -> bool:
        """Change the status; DISCONNECTED deletes the tokens, and only a new grant leaves it."""
        statement = statements.DISCONNECT if status == "DISCONNECTED" else statements.SET_STATUS
        row = {"account_id": account_id, "status": status, "reason": reason}
        return await self._changed(statement, row)

    async def set_next_due(self, account_id: UUID, at: datetime | None) -> bool:
        """Say when the timer may pick the account again."""
        return await self._changed(
            statements.SET_NEXT_DUE, {"account_id": account_id, "next_due_at": at}
        )

    async def raise_sequence(self, account_id: UUID) -> int:
        """Give the number of the account's next event."""
        cursor = await self._connection.execute(
            statements.RAISE_SEQUENCE, {"account_id": account_id}
        )
        row = await cursor.fetchone()
        if row is None:
            raise LookupError(f"no account {account_id}")
        return int(row[0])

    async def take_lease(self, account_id: UUID, owner: UUID, lasts: timedelta) -> bool:
        """Become the one who refreshes, and note the intent; False while another's lease runs."""
        row = {"account_id": account_id, "owner": owner, "lasts": lasts}
        return await self._changed(statements.TAKE_LEASE, row)

    async def release_lease(self, account_id: UUID, owner: UUID) -> bool:
        """End one's own lease; the intent stays noted, since its outcome is not known."""
        return await self._changed(
            statements.RELEASE_LEASE, {"account_id": account_id, "owner": owner}
        )

    async def forget_attempt(self, account_id: UUID, owner: UUID) -> bool:
        """End one's own lease and its intent: the platform is known to have changed nothing."""
        return await self._changed(
            statements.FORGET_ATTEMPT, {"account_id": account_id, "owner": owner}
        )

    async def _changed(self, statement: str, row: Mapping[str, object]) -> bool:
        return (await self._connection.execute(statement, row)).rowcount == 1

    async def _one(self, statement: str, row: Mapping[str, object]) -> OAuthAccount | None:
        async with self._connection.cursor(row_factory=class_row(OAuthAccount)) as cursor:
            await cursor.execute(statement, row)
            return await cursor.fetchone()

    async def _all(self, statement: str, row: Mapping[str, object]) -> list[OAuthAccount]:
        async with self._connection.cursor(row_factory=class_row(OAuthAccount)) as cursor:
            await cursor.execute(statement, row)
            return await cursor.fetchall()
