"""The end of an account: whether its grant still works, and how it is revoked."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import get_args
from uuid import UUID

from accounts.errors import ReauthorizationRequired, TokenUnreadable
from accounts.events import append, identity
from accounts.platform import Platform
from accounts.removals import Withdrawal
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.tokens.refreshing import NOT_RENEWABLE, OUTCOME_UNKNOWN
from accounts.tokens.rows import AccessToken
from accounts.tokens.tokens import AccountTokens
from common.errors import ServiceError
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.accounts import AccountDisconnected
from contracts.accounts import ReauthorizationRequired as AccountLost
from platforms.errors import (
    ClientMisconfigured,
    GrantRefused,
    PlatformError,
    Rejected,
    ScopeMissing,
    TokenInvalid,
)

log = get_logger(__name__)
GIVE_UP_REVOKING = timedelta(hours=24)
REMOVED = "authorization_removed"
"""Why an account was disconnected whose access was withdrawn for a reason that is not known."""
OnDisconnected = Callable[[Connection, UUID], Awaitable[None]]
"""What else a service does in the transaction that ends an account: it deletes its own secrets."""
WITHDRAWALS = frozenset(get_args(Withdrawal))
UNDECIDED = frozenset({OUTCOME_UNKNOWN, NOT_RENEWABLE})
"""Why tokens are lost although the grant may live on: the platform has not said that it ended."""


class Lifecycle:
    """One method a command; each may be repeated, and a failure leaves the account due."""

    def __init__(
        self,
        pool: Pool,
        outbox: Outbox,
        tokens: AccountTokens,
        platform: Platform,
        on_disconnected: OnDisconnected | None = None,
    ) -> None:
        self._pool, self._outbox, self._on_disconnected = pool, outbox, on_disconnected
        self._tokens, self._calls_of = tokens, platform.calls_of

    async def check(self, account_id: UUID) -> None:
        """Ask the platform whether the grant still works: only a refused token disconnects.

        Where we have nothing left to ask with, the grant may live on, and the user must connect
        again.
        """
        account = await self._find(account_id)
        if account is None or account.status != "CHECKING":
            return
        try:
            works = await self._works(account)
        except ReauthorizationRequired as lost:
            if lost.reason in UNDECIDED:
                await self._lose(account, lost.reason)
                return
            works = False
        if works:
            await self._turn_back(account)
        else:
            why = account.reason if account.reason in WITHDRAWALS else REMOVED
            await self._disconnect(account, why or REMOVED, revoked=True)

    async def revoke(self, account_id: UUID) -> None:
        """Revoke, then delete; after a day of failure delete anyway.

        A grant that other accounts need, which do not end too, is not revoked: that would end them.
        Where several end together, each revokes it: the platform's refusal counts as revoked.
        """
        account = await self._find(account_id)
        if account is None or account.status != "DISCONNECTING":
            return
        if await self._is_shared(account):
            await self._disconnect(account, "user_request", revoked=False, shared=True)
            return
        try:
            is_revoked = await self._revoke(account)
        except (PlatformError, ServiceError):
            if datetime.now(UTC) - account.updated_at < GIVE_UP_REVOKING:
                raise
            is_revoked = False
        await self._disconnect(account, "user_request", revoked=is_revoked)

    async def _works(self, account: OAuthAccount) -> bool:
        """Make one call; on a refused token one refresh, whose answer decides.

        Raises `ReauthorizationRequired` where there is no token that could be used.
        """
        try:
            token = await self._tokens.valid(account.account_id)
            await self._calls_of(account).user_info(token, tuple(account.scopes))
        except TokenInvalid:
            if account.renewal == "none":  # the only token that there is
                return False
            await self._tokens.refreshed(account.account_id, account.token_version)
        except (ScopeMissing, Rejected):
            return True  # the question was refused, not the token
        return True

    async def _revoke(self, account: OAuthAccount) -> bool:
        """Tell whether the grant is known to be gone: revoked now, or its renewal was refused.

        A refusal says nothing of a grant whose newest tokens were lost on their way to us, or that
        we had nothing left to ask with.
        """
        try:
            await self._withdraw(account)
        except ReauthorizationRequired as ended:
            return ended.reason not in UNDECIDED
        except TokenUnreadable:
            return False
        return True

    async def _withdraw(self, account: OAuthAccount) -> None:
        """Revoke; where the platform does not know the token, once more with a renewed one.

        It may have ended the access token early, while what renews it still works. A refusal of the
        renewal is the platform's word that the grant is gone.
        """
        token, calls = await self._tokens.valid(account.account_id), self._calls_of(account)
        try:
            await calls.revoke(token)
        except (GrantRefused, TokenInvalid):
            if account.renewal != "none":  # else this was the only token that there is
                await calls.revoke(await self._renewed(account, token))
        except ClientMisconfigured:
            # Some platforms answer so for a token that they do not know.
            await calls.revoke(await self._renewed(account, token))

    async def _renewed(self, account: OAuthAccount, token: AccessToken) -> AccessToken:
        return await self._tokens.refreshed(account.account_id, token.version)

    async def _is_shared(self, account: OAuthAccount) -> bool:
        if account.grantor_id is None:
            return False
        async with self._pool.connection() as connection:
            return await OAuthAccounts(connection).has_siblings(account)

    async def _find(self, account_id: UUID) -> OAuthAccount | None:
        async with self._pool.connection() as connection:
            return await OAuthAccounts(connection).find(account_id)

    async def _disconnect(
        self, seen: OAuthAccount, reason: str, *, revoked: bool, shared: bool = False
    ) -> None:
        """End the grant that was asked about, and no newer one that came meanwhile."""
        async with self._pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            now = await accounts.lock(seen.account_id)
            if not _is_same_grant(seen, now):
                if revoked and now is not None and now.status == "CONNECTED":
                    # The platform may have ended the newer grant too, so that one is checked.
                    await accounts.set_status(seen.account_id, "CHECKING")
                return
            await accounts.set_status(seen.account_id, "DISCONNECTED", reason)
            event = AccountDisconnected(
                **identity(seen), revoked=revoked, shared=shared, reason=reason
            )
            await append(connection, self._outbox, event)
            if self._on_disconnected is not None:
                await self._on_disconnected(connection, seen.account_id)
        log.info("account disconnected", account_id=seen.account_id, reason=reason)

    async def _lose(self, seen: OAuthAccount, reason: str) -> None:
        """Let the user connect again, unless something happened to the account meanwhile."""
        async with self._pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            if _is_untouched(seen, await accounts.lock(seen.account_id)):
                await accounts.set_status(seen.account_id, "REAUTHORIZATION_REQUIRED", reason)
                event = AccountLost(**identity(seen), reason=reason)
                await append(connection, self._outbox, event)

    async def _turn_back(self, seen: OAuthAccount) -> None:
        """The grant works, so the account is CONNECTED again; readers were not told otherwise.

        Where something happened to the account while the platform was asked, it stays CHECKING and
        the timer has it asked again.
        """
        async with self._pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            if _is_untouched(seen, await accounts.lock(seen.account_id)):
                await accounts.set_status(seen.account_id, "CONNECTED")


def _is_untouched(seen: OAuthAccount, now: OAuthAccount | None) -> bool:
    """Tell whether the account is still being checked, and nothing was told of it meanwhile."""
    return now is not None and now.status == "CHECKING" and now.sequence == seen.sequence


def _is_same_grant(seen: OAuthAccount, now: OAuthAccount | None) -> bool:
    """A refused token may have become REAUTHORIZATION_REQUIRED while it was asked about."""
    if now is None or now.grant_sequence != seen.grant_sequence:
        return False
    return now.status in {seen.status, "REAUTHORIZATION_REQUIRED"}
