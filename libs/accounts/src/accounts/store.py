"""Connected accounts in PostgreSQL: the table `oauth_accounts` of a provider service's schema."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from accounts import statements
from accounts.errors import ConnectedByAnother
from accounts.tokens.renewal import EXTENSION, ROTATION, YOUNGEST, Renewal, is_due
from common.postgres import Connection

Status = Literal[
    "CONNECTED", "CHECKING", "REAUTHORIZATION_REQUIRED", "DISCONNECTING", "DISCONNECTED"
]
# While a platform is asked whether a grant still works, the account works on.
IN_USE: frozenset[Status] = frozenset({"CONNECTED", "CHECKING"})
# An agent settles whether and how these end, and tells it in one event.
ENDING: frozenset[Status] = frozenset({"CHECKING", "DISCONNECTING"})


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
    grantor_id: str | None = None
    renewal: Renewal = "rotation"
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """How an account is called at the platform, and its picture."""

    display_name: str
    username: str | None
    avatar_url: str | None


@dataclass(frozen=True, slots=True)
class StoredTokens:
    """Sealed tokens and the times that belong to them."""

    sealed_tokens: bytes = field(repr=False)
    scopes: list[str]
    issued_at: datetime
    expires_at: datetime | None
    refresh_expires_at: datetime | None
    has_refresh_token: bool


@dataclass(frozen=True, slots=True)
class OAuthAccount:
    """A row, and when by PostgreSQL's clock it was read."""

    account_id: UUID
    provider: str
    client_key: str
    platform_user_id: str
    grantor_id: str | None
    user_id: UUID
    status: Status
    reason: str | None
    scopes: list[str]
    display_name: str
    username: str | None
    avatar_url: str | None
    sealed_tokens: bytes | None = field(repr=False)
    token_version: int
    issued_at: datetime | None
    expires_at: datetime | None
    refresh_expires_at: datetime | None
    renewal: Renewal
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
    def is_alive(self) -> bool:
        """Whether the access token is good by its own time."""
        return self.expires_at is None or self.expires_at > self.read_at

    @property
    def ends_at(self) -> datetime | None:
        """When access ends that must be renewed; None where it does not end by itself."""
        return self.expires_at or self.refresh_expires_at

    @property
    def time_left(self) -> timedelta:
        """How long access lasts that must be renewed; nothing where it does not end."""
        return self.ends_at - self.read_at if self.ends_at else timedelta(0)

    @property
    def needs_refresh(self) -> bool:
        """Whether the token is to be renewed before it is used."""
        if self.issued_at is None or self.ends_at is None:
            return False
        return is_due(self.renewal, self.issued_at, self.ends_at, self.read_at)


class OAuthAccounts:
    """Accounts kept in PostgreSQL.

    Every write is guarded, so that a repeat of it changes nothing; only `raise_sequence` counts,
    and belongs in the transaction that writes the event of that number.
    """

    def __init__(self, connection: Connection) -> None:
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

    async def lock_by_grantor(self, provider: str, grantor_id: str) -> list[OAuthAccount]:
        """Take every account that this person at the platform gave access to and that is live."""
        row = {"provider": provider, "grantor_id": grantor_id}
        return await self._all(statements.FIND_BY_GRANTOR, row)

    async def has_siblings(self, account: OAuthAccount) -> bool:
        """Tell whether the same person's permission gives access to an account that is to stay."""
        row = {
            "provider": account.provider,
            "grantor_id": account.grantor_id,
            "account_id": account.account_id,
        }
        cursor = await self._connection.execute(statements.HAS_SIBLINGS, row)
        return await cursor.fetchone() is not None

    async def find_expiring_soon(self, limit: int) -> list[OAuthAccount]:
        """List those whose token is to be renewed now, the longest due first.

        Those that end in the same moment are spread over the first half of the margin; one whose
        renewal failed is due again at its `next_due_at`. One that nothing renews is listed once it
        has ended, since its user must be told.
        """
        row = {"rotation": ROTATION, "extension": EXTENSION, "youngest": YOUNGEST, "limit": limit}
        return await self._all(statements.FIND_EXPIRING, row)

    async def update_tokens(self, account_id: UUID, old_version: int, new: StoredTokens) -> bool:
        """Replace the tokens of exactly this version, end the lease, turn a lost account back.

        An account of strategy `rotation` without a refresh token becomes one of strategy `none`.
        """
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

    async def update_profile(self, account_id: UUID, profile: Profile) -> None:
        """Keep the names and the picture as the platform shows them now."""
        row = {"account_id": account_id, **asdict(profile)}
        await self._connection.execute(statements.UPDATE_PROFILE, row)

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

    async def note_failure(self, account_id: UUID, failure: str) -> bool:
        """Remember why the renewal fails now; False where that is known already."""
        row = {"account_id": account_id, "failure": failure}
        return await self._changed(statements.NOTE_FAILURE, row)

    async def nearest_expiry(self) -> float | None:
        """Give the seconds until the first access ends that Postlog renews; None without any."""
        cursor = await self._connection.execute(statements.NEAREST_EXPIRY)
        row = await cursor.fetchone()
        return None if row is None or row[0] is None else float(row[0])

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
