"""What every use of a token goes through: read or lock the row, open it, replace it, record it."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Self, TypeVar
from uuid import UUID

from accounts.errors import (
    AccountDisconnected,
    AccountUnknown,
    KeyMissing,
    ReauthorizationRequired,
    TokenUnreadable,
)
from accounts.store import OAuthAccount, OAuthAccounts, StoredTokens
from accounts.tokens.credential import GivenTokens, HeldTokens, open_tokens, seal_tokens
from common.errors import ServiceError
from common.postgres import Connection, Pool
from vault.envelope import SealBroken, UnknownKey
from vault.keyring import Keyring

UNREADABLE = "token_unreadable"
Kind = Literal["attempted", "refreshed", "failed", "reauthorization_required", "unreadable"]


@dataclass(frozen=True, slots=True)
class RefreshChange:
    """What has happened to an account's tokens; `account` is the row as it now stands."""

    kind: Kind
    account: OAuthAccount
    reason: str | None = None


Decided = TypeVar("Decided")
Record = Callable[[Connection, RefreshChange], Awaitable[None]]


class AccessToken(str):
    """An access token that knows its version, and that `repr` does not show."""

    version: int

    def __new__(cls, value: str, version: int) -> Self:
        """Keep the version beside the text."""
        token = super().__new__(cls, value)
        token.version = version
        return token

    def __repr__(self) -> str:
        return f"<access token, version {self.version}>"


class TokenRows:
    """The rows of accounts, with their tokens opened.

    A token that no key opens ends the account's access for good. A key that is missing from the
    ring may come back, so it changes nothing.
    """

    def __init__(self, pool: Pool, keyring: Keyring, record: Record) -> None:
        self._pool = pool
        self._keyring = keyring
        self._record = record

    async def committed(
        self, step: Callable[[Connection], Awaitable[Decided | ServiceError]]
    ) -> Decided:
        """Run one decision in a transaction; an error it *returns* is raised after the commit."""
        async with self._pool.connection() as connection:
            result = await step(connection)
        if isinstance(result, ServiceError):
            raise result
        return result

    async def read(self, account_id: UUID) -> OAuthAccount:
        """Look at a usable account, without a lock."""
        async with self._pool.connection() as connection:
            return usable(await OAuthAccounts(connection).find(account_id))

    async def locked(self, connection: Connection, account_id: UUID) -> OAuthAccount:
        """Lock an account, whatever its status."""
        return known(await OAuthAccounts(connection).lock(account_id))

    async def token_of(self, account: OAuthAccount) -> AccessToken:
        """Open a row that was read without a lock; where that fails, look again under one."""
        held = self._opened(account)
        if isinstance(held, HeldTokens):
            return AccessToken(held.access_token, account.token_version)

        async def look_again(connection: Connection) -> AccessToken | ServiceError:
            locked = usable(await OAuthAccounts(connection).lock(account.account_id))
            return await self.token_under_lock(connection, locked)

        return await self.committed(look_again)

    async def token_under_lock(
        self, connection: Connection, account: OAuthAccount
    ) -> AccessToken | ServiceError:
        """Open a locked row's access token, or mark the account."""
        held = await self.held_under_lock(connection, account)
        if isinstance(held, ServiceError):
            return held
        return AccessToken(held.access_token, account.token_version)

    async def held_under_lock(
        self, connection: Connection, account: OAuthAccount
    ) -> HeldTokens | ServiceError:
        """Open both tokens of a locked row, or mark the account."""
        held = self._opened(account)
        if held is not None:
            return held
        accounts = OAuthAccounts(connection)
        if account.status != "DISCONNECTING":  # its end must still come
            await accounts.set_status(account.account_id, "REAUTHORIZATION_REQUIRED", UNREADABLE)
        await self.record(connection, "unreadable", account.account_id, UNREADABLE)
        return TokenUnreadable("Connect the account again: its stored access cannot be read")

    async def replace(
        self,
        connection: Connection,
        account: OAuthAccount,
        tokens: GivenTokens,
        issued_at: datetime,
    ) -> AccessToken:
        """Seal and store the next version of a locked row's tokens."""
        version = account.token_version + 1
        new = StoredTokens(
            sealed_tokens=seal_tokens(self._keyring, account, version, tokens),
            scopes=list(tokens.scopes) or account.scopes,
            issued_at=issued_at,
            expires_at=_end(issued_at, tokens.expires_in),
            refresh_expires_at=_end(issued_at, tokens.refresh_expires_in),
            has_refresh_token=tokens.refresh_token is not None,
        )
        accounts = OAuthAccounts(connection)
        if not await accounts.update_tokens(account.account_id, account.token_version, new):
            raise AccountDisconnected("The account was disconnected")
        return AccessToken(tokens.access_token, version)

    async def record(
        self, connection: Connection, kind: Kind, account_id: UUID, reason: str | None = None
    ) -> None:
        """Tell the service what has happened, with the row as it now stands."""
        account = known(await OAuthAccounts(connection).lock(account_id))
        await self._record(connection, RefreshChange(kind, account, reason))

    def _opened(self, account: OAuthAccount) -> HeldTokens | KeyMissing | None:
        try:
            return open_tokens(self._keyring, account)
        except UnknownKey:
            return KeyMissing("The account's access cannot be read now: a key is missing")
        except SealBroken:
            return None


def _end(issued_at: datetime, seconds: int | None) -> datetime | None:
    return None if seconds is None else issued_at + timedelta(seconds=seconds)


def known(account: OAuthAccount | None) -> OAuthAccount:
    """Refuse what does not exist."""
    if account is None:
        raise AccountUnknown("There is no such account")
    return account


def usable(account: OAuthAccount | None) -> OAuthAccount:
    """Refuse an account whose tokens are gone; one that is DISCONNECTING is used to revoke them."""
    account = known(account)
    if account.status == "DISCONNECTED":
        raise AccountDisconnected("The account was disconnected")
    if account.status == "REAUTHORIZATION_REQUIRED":
        raise ReauthorizationRequired(account.reason or "unknown")
    return account
