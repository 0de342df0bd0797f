"""A platform and a service to refresh with, and a look into the table."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from accounts.errors import RefreshRefused
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.tokens.credential import GivenTokens, IssuedTokens
from accounts.tokens.rows import RefreshChange
from common.postgres import Connection, Pool

DAY, YEAR = 86_400, 31_536_000
DEADLINE = 15.0


@dataclass
class Platform:
    """Rotates like the strictest platform: an old refresh token is refused."""

    current: str = "rft.1"
    calls: list[str] = field(default_factory=list)
    fault: BaseException | None = None
    after: Callable[[], Awaitable[None]] | None = None

    async def refresh(self, _account: OAuthAccount, refresh_token: str) -> GivenTokens:
        self.calls.append(refresh_token)
        if self.fault is not None:
            raise self.fault
        if refresh_token != self.current:
            raise RefreshRefused("invalid_grant")
        number = int(self.current.removeprefix("rft.")) + 1
        self.current = f"rft.{number}"
        if self.after is not None:
            await self.after()
        return IssuedTokens(f"act.{number}", self.current, DAY, YEAR)


class Recorder:
    """Keeps what it is told, and can refuse to, as a database that is away would."""

    def __init__(self) -> None:
        self.changes: list[RefreshChange] = []
        self.failures: dict[str, int] = {}

    async def __call__(self, connection: Connection, change: RefreshChange) -> None:
        if self.failures.get(change.kind, 0) > 0:
            self.failures[change.kind] -= 1
            raise psycopg.OperationalError("the connection is lost")
        await OAuthAccounts(connection).raise_sequence(change.account.account_id)
        self.changes.append(change)

    def kinds(self) -> list[str]:
        return [change.kind for change in self.changes]


async def row(pool: Pool, account_id: UUID) -> OAuthAccount:
    async with pool.connection() as connection:
        found = await OAuthAccounts(connection).find(account_id)
    assert found is not None
    return found


async def change(pool: Pool, statement: str, account_id: UUID) -> None:
    async with pool.connection() as connection:
        await connection.execute(
            f"UPDATE oauth_accounts SET {statement} WHERE account_id = %s", (account_id,)
        )
