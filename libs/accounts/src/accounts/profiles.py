"""How an account is called at its platform: asked soon where that is not known, then every turn."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from uuid import UUID

from accounts.calls.authorized import AuthorizedCalls, Call
from accounts.events import append, identity
from accounts.platform import Platform, Shown
from accounts.store import OAuthAccount, OAuthAccounts, Profile
from accounts.turns import AccountTurns, Turns
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.accounts import ProfileObserved
from contracts.names import readable

PROFILE = "profile"
"""The kind of turn; a service names its rhythm and its scope in its turns."""
USER_INFO = "user_info"
"""The call, as the service's limits name it."""


class Profiles:
    """The call first, then one transaction for its answer."""

    def __init__(
        self, pool: Pool, outbox: Outbox, platform: Platform, calls: AuthorizedCalls, turns: Turns
    ) -> None:
        self._pool, self._outbox, self._turns = pool, outbox, turns
        self._platform, self._calls = platform, calls

    async def observe(self, account_id: UUID) -> None:
        """Ask who the account is; a call that fails leaves the turn due, later each time.

        Raises `RateLimited`, a `PlatformError`, and what `AccountTokens.valid` raises.
        """
        async with self._pool.connection() as connection:
            account = await OAuthAccounts(connection).find(account_id)
            is_done = await AccountTurns(connection, self._turns).is_done(account_id, PROFILE)
        if account is None or account.status != "CONNECTED" or is_done:
            return
        ask, call = self._platform.calls_of(account).user_info, Call(account_id, USER_INFO)
        shown = await self._calls.make(call, ask, tuple(account.scopes))
        async with self._pool.connection() as connection:
            await self._keep(connection, account_id, shown)
            await AccountTurns(connection, self._turns).done(account_id, PROFILE)

    async def _keep(self, connection: Connection, account_id: UUID, shown: Shown) -> None:
        """Keep what the platform shows, and tell of a change."""
        accounts = OAuthAccounts(connection)
        account = await accounts.lock(account_id)
        if account is None:
            return
        now = shown_now(account, shown)
        await accounts.update_profile(account_id, now)
        if not has_changed(account, now):
            return
        event = ProfileObserved(
            **identity(account),
            display_name=now.display_name,
            username=now.username,
            avatar_url=now.avatar_url,
            observed_at=datetime.now(UTC),
        )
        await append(connection, self._outbox, event)


def shown_now(account: OAuthAccount, shown: Shown) -> Profile:
    """Give the profile to keep: a name that is not told any more, or shows nothing, is kept."""
    return Profile(
        display_name=shown.display_name if readable(shown.display_name) else account.display_name,
        username=shown.username if readable(shown.username) else account.username,
        avatar_url=shown.avatar_url or None,
    )


def has_changed(account: OAuthAccount, now: Profile) -> bool:
    """Tell a change: a picture's address is signed anew each time, so only a new path is one."""
    was, path = urlsplit(account.avatar_url or "").path, urlsplit(now.avatar_url or "").path
    held = (account.display_name, account.username, was)
    return held != (now.display_name, now.username, path)


async def ask_soon_where_nameless(connection: Connection, turns: Turns, account_id: UUID) -> None:
    """Let the profile be asked for at once where the grant did not tell the account's name."""
    account = await OAuthAccounts(connection).find(account_id)
    if account is not None and not readable(account.display_name):
        await AccountTurns(connection, turns).hasten(account_id, PROFILE)
