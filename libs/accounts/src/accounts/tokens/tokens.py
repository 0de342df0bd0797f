"""An account's tokens as a provider service uses them, with the events of what changes."""

from collections.abc import Mapping
from datetime import datetime
from typing import get_args
from uuid import UUID

from accounts import metrics
from accounts.errors import ClientRefused, KeyMissing, RefreshRefused
from accounts.events import append, identity
from accounts.platform import Platform
from accounts.store import ENDING, OAuthAccount, OAuthAccounts
from accounts.tokens.credential import GivenTokens
from accounts.tokens.rows import AccessToken, Kind, RefreshChange
from accounts.tokens.vault import TokenVault
from common.faults import NOWHERE, FaultPoints
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts import accounts as events
from platforms import errors as platform_errors
from vault.envelope import UnknownKey, open_sealed, seal
from vault.keyring import Keyring

log = get_logger(__name__)


class AccountTokens:
    """Valid tokens for calls, and sealing for the other secrets of the service's schema."""

    def __init__(
        self,
        pool: Pool,
        keyring: Keyring,
        platform: Platform,
        outbox: Outbox,
        faults: FaultPoints = NOWHERE,
    ) -> None:
        self._keyring, self._platform, self._outbox = keyring, platform, outbox
        self._faults = faults
        self._vault = TokenVault(pool, keyring, self._refresh, self._record)
        for kind in get_args(Kind):  # the first failure must be seen as an increase
            metrics.TOKEN_REFRESHES.labels(platform.provider, kind)

    async def valid(self, account_id: UUID) -> AccessToken:
        """Give an access token, renewed first where little of its life is left.

        Raises `AccountUnknown`, `AccountDisconnected`, `ReauthorizationRequired`,
        `TokenUnreadable`, `KeyMissing`, or `RefreshFailed` where the old token has ended too.
        """
        return await self._vault.get_valid_token(account_id)

    async def valid_of(self, account: OAuthAccount) -> AccessToken:
        """Give the token of an account that was read a moment ago, as `valid` does."""
        return await self._vault.valid_token_of(account)

    async def refreshed(
        self, account_id: UUID, seen_version: int, refused: str | None = None
    ) -> AccessToken:
        """Give a token newer than the version that was refused or is about to end.

        `refused` is the platform's code, where it has just refused that version.

        Raises what `valid` raises, and `RefreshFailed` whether or not the old token still lives.
        """
        return await self._vault.refresh_token(account_id, seen_version, refused)

    async def store(
        self, connection: Connection, account_id: UUID, tokens: GivenTokens, granted_at: datetime
    ) -> None:
        """Seal a grant's tokens under our own keys."""
        await self._vault.store_tokens(connection, account_id, tokens, granted_at)

    async def close(self) -> None:
        """Wait for the refreshes that are under way: their answers must be stored."""
        await self._vault.close()

    def seal(self, secret: bytes, place: Mapping[str, str]) -> bytes:
        """Seal another secret; it opens only for the same `place` (the associated data)."""
        return seal(self._keyring, secret, place)

    def open(self, sealed: bytes, place: Mapping[str, str]) -> bytes:
        """Open what `seal` has sealed; raises `SealBroken`, or `KeyMissing` while a key is away."""
        try:
            return open_sealed(self._keyring, sealed, place)
        except UnknownKey as error:
            raise KeyMissing("This cannot be read now: a key is missing") from error

    async def _refresh(self, account: OAuthAccount, secret: str) -> GivenTokens:
        try:
            given = await self._platform.calls_of(account).refresh(secret)
        except (platform_errors.GrantRefused, platform_errors.TokenInvalid) as error:
            raise RefreshRefused(error.code) from error
        except platform_errors.ClientMisconfigured as error:
            raise ClientRefused(error.code) from error
        self._faults.reach("renewal-answered")
        return given

    async def _record(self, connection: Connection, change: RefreshChange) -> None:
        """Write the event of a change in the change's own transaction.

        A failure that lasts is said once, until its reason changes or a refresh succeeds.
        """
        account, provider = change.account, self._platform.provider
        metrics.TOKEN_REFRESHES.labels(provider, change.kind).inc()
        if change.kind == "unreadable":
            metrics.TOKENS_UNREADABLE.labels(provider).inc()
        log.info(
            "token",
            step=change.kind,
            account_id=account.account_id,
            provider=provider,
            reason=change.reason,
        )
        if change.kind == "failed":
            accounts = OAuthAccounts(connection)
            if not await accounts.note_failure(account.account_id, change.reason or "failed"):
                return
        event = _event(account, change)
        if event is not None:
            await append(connection, self._outbox, event)


def _event(account: OAuthAccount, change: RefreshChange) -> events.AccountEvent | None:
    reason = change.reason or change.kind
    match change.kind:
        case "attempted":
            return None
        case "reauthorization_required" if account.status in ENDING:
            return None  # its user is told of the account's end alone
        case "unreadable" if account.status == "DISCONNECTING":
            return None
        case "refreshed":
            return events.AccountRefreshed(
                **identity(account),
                token_version=account.token_version,
                expires_at=account.expires_at,
                refresh_expires_at=account.refresh_expires_at,
            )
        case "failed":
            return events.AccountRefreshFailed(**identity(account), reason=reason)
        case "reauthorization_required":
            return events.ReauthorizationRequired(**identity(account), reason=reason)
        case "unreadable":
            return events.ReauthorizationRequired(**identity(account), reason="token_unreadable")
