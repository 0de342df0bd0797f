"""The accounts of users: wishes written by the API, verdicts projected from `accounts.v1`."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import ClassVar
from uuid import UUID

from psycopg.rows import class_row

from auth.accounts.account import Account, Verdict, Wish
from common.postgres import Connection

COLUMNS = (
    "account_id, user_id, provider, wish, requested_at, request_id, answered_id, verdict, reason,"
    " display_name, username, avatar_url, scopes, expires_at,"
    " revoked, shared, login"
)

GIVEN_BY = f"""
SELECT {COLUMNS} FROM accounts
WHERE provider = %(provider)s AND (grantor_id = %(person)s OR platform_user_id = %(person)s)
ORDER BY account_id FOR UPDATE
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose account it is, and where; the same for ever, since the account's id is made of it."""

    account_id: UUID
    user_id: UUID
    provider: str


@dataclass(frozen=True, slots=True)
class Identity:
    """Whose account it is at the platform, who gave access, and by which of its logins."""

    platform_user_id: str
    grantor_id: str | None
    login: str


@dataclass(frozen=True, slots=True)
class Grant:
    """Whose account it is at the platform, who gave access to it, and to what."""

    register: ClassVar[str] = "grant"
    platform_user_id: str | None
    grantor_id: str | None
    scopes: list[str]


@dataclass(frozen=True, slots=True)
class Profile:
    """The account's names and picture at the platform."""

    register: ClassVar[str] = "profile"
    display_name: str
    avatar_url: str | None
    username: str | None = None


@dataclass(frozen=True, slots=True)
class Judgement:
    """Whether there are working tokens, why not, and whether the platform confirmed an end.

    A permission that is `shared` with other accounts was left to them.
    """

    register: ClassVar[str] = "verdict"
    verdict: Verdict
    reason: str | None = None
    revoked: bool | None = None
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Expiry:
    """When the access token ends."""

    register: ClassVar[str] = "expiry"
    expires_at: datetime | None


Part = Grant | Profile | Judgement | Expiry
"""A part of a row that one register guards; its fields are columns."""


class Accounts:
    """The rows of `accounts`; the caller owns the connection and its transaction.

    The API writes `wish`, `requested_at`, `request_id`, `sequence` and `login`, the worker all the
    others; both write `platform_user_id` and `grantor_id`, as the grant has them. The API empties
    the profile where its person wants their data deleted.
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

    async def note_identity(self, account_id: UUID, identity: Identity) -> None:
        """Note whose it is at the platform, and who gave access, before the grant is answered."""
        await self._connection.execute(
            "UPDATE accounts SET platform_user_id = %s, grantor_id = %s, login = %s"
            " WHERE account_id = %s",
            (identity.platform_user_id, identity.grantor_id, identity.login, account_id),
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

    async def lock_given_by(self, provider: str, person_id: str) -> list[Account]:
        """Find what a person at the platform gave access to, also where that is the account itself.

        Nobody else can change it before the commit.
        """
        async with self._connection.cursor(row_factory=class_row(Account)) as cursor:
            await cursor.execute(GIVEN_BY, {"provider": provider, "person": person_id})
            return await cursor.fetchall()

    async def forget_profile(self, account_id: UUID) -> None:
        """Empty what the platform told about the account's owner."""
        await self._connection.execute(
            "UPDATE accounts SET display_name = NULL, username = NULL, avatar_url = NULL"
            " WHERE account_id = %s",
            (account_id,),
        )

    async def note_answer(self, owner: Owner, cause: str | None) -> None:
        """Keep the account, and note whether `cause` is what the user asked for last."""
        await self._connection.execute(
            "INSERT INTO accounts AS known (account_id, user_id, provider) VALUES (%s, %s, %s)"
            " ON CONFLICT (account_id) DO UPDATE"
            " SET answered_id = known.request_id WHERE known.request_id = %s",
            (owner.account_id, owner.user_id, owner.provider, cause),
        )

    async def put(self, account_id: UUID, part: Part) -> None:
        """Write a part of the row."""
        values = {column.name: getattr(part, column.name) for column in fields(part)}
        columns = ", ".join(f"{name} = %s" for name in values)
        await self._connection.execute(
            f"UPDATE accounts SET {columns} WHERE account_id = %s", (*values.values(), account_id)
        )

    async def _one(self, account_id: UUID, user_id: UUID, locking: str) -> Account | None:
        async with self._connection.cursor(row_factory=class_row(Account)) as cursor:
            await cursor.execute(
                f"SELECT {COLUMNS} FROM accounts WHERE account_id = %s AND user_id = %s {locking}",
                (account_id, user_id),
            )
            return await cursor.fetchone()
