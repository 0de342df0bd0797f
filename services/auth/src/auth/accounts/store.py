"""The accounts of users: wishes written by the API, verdicts projected from `accounts.v1`."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from auth.accounts.account import Account, Verdict, Wish
from common.postgres import Connection

COLUMNS = (
    "account_id, user_id, provider, wish, requested_at, request_id, answered_id, verdict, reason,"
    " display_name, avatar_url, scopes, expires_at"
)


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account it is, and where; the same for ever, since the account's id is made of it."""

    account_id: UUID
    user_id: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class Profile:
    """What the provider service knows about a connected account."""

    display_name: str
    avatar_url: str | None
    expires_at: datetime | None
    scopes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Why an account works no longer."""

    verdict: Verdict
    reason: str


class Accounts:
    """The rows of `accounts`; the caller owns the connection and its transaction.

    The API writes `wish`, `requested_at`, `request_id` and `sequence`; the worker all the others.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    async def next_sequence(self, owner: Owner) -> int:
        """Raise the counter that orders the account's grants, and lock the row until the commit."""
        cursor = await self._connection.execute(
            "INSERT INTO accounts AS known (account_id, user_id, provider, sequence)"
            " VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (account_id) DO UPDATE SET sequence = known.sequence + 1"
            " RETURNING sequence",
            (owner.account_id, owner.user_id, owner.provider),
        )
        [(sequence,)] = await cursor.fetchall()
        return int(sequence)

    async def ask(self, account_id: UUID, wish: Wish, request_id: str, at: datetime) -> None:
        """Note what the user asks for, by the id of the event that tells the provider service."""
        await self._connection.execute(
            "UPDATE accounts SET wish = %s, request_id = %s, requested_at = %s"
            " WHERE account_id = %s",
            (wish, request_id, at, account_id),
        )

    async def note_identity(
        self, account_id: UUID, platform_user_id: str, grantor_id: str | None
    ) -> None:
        """Note whose it is at the platform, and who gave access; both processes write the same."""
        await self._connection.execute(
            "UPDATE accounts SET platform_user_id = %s, grantor_id = %s WHERE account_id = %s",
            (platform_user_id, grantor_id, account_id),
        )

    async def find_by_user(self, user_id: UUID) -> list[Account]:
        """Give all accounts of a user, in an order that stays."""
        async with self._connection.cursor(row_factory=class_row(Account)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM accounts WHERE user_id = %s"
                " ORDER BY created_at, account_id",
                (user_id,),
            )
            return await cursor.fetchall()

    async def find(self, account_id: UUID, user_id: UUID) -> Account | None:
        """Find an account of this user; another user's is not there."""
        return await self._one(account_id, user_id, "")

    async def lock(self, account_id: UUID, user_id: UUID) -> Account | None:
        """Find it, and let nobody else change it before the commit."""
        return await self._one(account_id, user_id, "FOR UPDATE")

    async def connected(self, owner: Owner, profile: Profile, cause: str | None) -> None:
        """Project that the provider service holds working tokens."""
        await self._project(owner, cause)
        await self._connection.execute(
            "UPDATE accounts SET verdict = %s, reason = NULL, display_name = %s, avatar_url = %s,"
            " expires_at = %s, scopes = %s WHERE account_id = %s",
            (
                Verdict.CONNECTED,
                profile.display_name,
                profile.avatar_url,
                profile.expires_at,
                profile.scopes,
                owner.account_id,
            ),
        )

    async def refreshed(self, owner: Owner, expires_at: datetime | None) -> None:
        """Project that new tokens work, also where they were given up too early."""
        await self._project(owner, None)
        await self._connection.execute(
            "UPDATE accounts SET verdict = %s, reason = NULL, expires_at = %s"
            " WHERE account_id = %s",
            (Verdict.CONNECTED, expires_at, owner.account_id),
        )

    async def renamed(self, owner: Owner, display_name: str, avatar_url: str | None) -> None:
        """Project another name or picture at the platform."""
        await self._project(owner, None)
        await self._connection.execute(
            "UPDATE accounts SET display_name = %s, avatar_url = %s WHERE account_id = %s",
            (display_name, avatar_url, owner.account_id),
        )

    async def judged(self, owner: Owner, judgement: Judgement, cause: str | None) -> None:
        """Project that there are no working tokens, and why."""
        await self._project(owner, cause)
        await self._connection.execute(
            "UPDATE accounts SET verdict = %s, reason = %s WHERE account_id = %s",
            (judgement.verdict, judgement.reason, owner.account_id),
        )

    async def _project(self, owner: Owner, cause: str | None) -> None:
        """Keep the account, and note whether this is the answer to what was asked for last."""
        await self._connection.execute(
            "INSERT INTO accounts AS known (account_id, user_id, provider) VALUES (%s, %s, %s)"
            " ON CONFLICT (account_id) DO UPDATE"
            " SET answered_id = known.request_id WHERE known.request_id = %s",
            (owner.account_id, owner.user_id, owner.provider, cause),
        )

    async def _one(self, account_id: UUID, user_id: UUID, locking: str) -> Account | None:
        async with self._connection.cursor(row_factory=class_row(Account)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM accounts WHERE account_id = %s AND user_id = %s {locking}",
                (account_id, user_id),
            )
            return await cursor.fetchone()
