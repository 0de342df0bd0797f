"""The vault as this service uses it: TikTok's refresh, and the events of what it changes."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from common import metrics
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection, Pool
from contracts.accounts import (
    AccountEvent,
    AccountRefreshed,
    AccountRefreshFailed,
    ReauthorizationRequired,
)
from platforms import errors as tiktok_errors
from platforms.tiktok import oauth
from platforms.tiktok.client import TikTok
from vault.accounts import OAuthAccounts
from vault.desk import AccessToken, RefreshChange
from vault.envelope import UnknownKey, open_sealed, seal
from vault.errors import ClientRefused, KeyMissing, RefreshRefused
from vault.errors import ReauthorizationRequired as Lost
from vault.keyring import Keyring
from vault.sealing import Tokens as GivenTokens
from vault.tokens import TokenVault

log = get_logger(__name__)
PROVIDER = "tiktok"


class Tokens:
    """Valid tokens for calls, and sealing for the other secrets of this schema."""

    def __init__(self, pool: Pool, keyring: Keyring, tiktok: TikTok, outbox: Outbox) -> None:
        self._keyring, self._tiktok, self._outbox = keyring, tiktok, outbox
        self._vault = TokenVault(pool, keyring, self._refresh, self._record)

    async def valid(self, account_id: UUID) -> AccessToken:
        """Give an access token, refreshed first where little of its life is left."""
        return await self._vault.get_valid_token(account_id)

    async def refreshed(self, account_id: UUID, seen_version: int) -> AccessToken:
        """Give a token newer than the version that was refused or is about to end."""
        return await self._vault.refresh_token(account_id, seen_version)

    async def can_refresh(self, account_id: UUID, seen_version: int) -> bool:
        """Ask whether the grant still gives tokens; only TikTok's refusal says no."""
        try:
            await self._vault.refresh_token(account_id, seen_version)
        except Lost:
            return False
        return True

    async def store(
        self, connection: Connection, account_id: UUID, tokens: GivenTokens, granted_at: datetime
    ) -> None:
        """Seal a grant's tokens under our own keys."""
        await self._vault.store_tokens(connection, account_id, tokens, granted_at)

    async def close(self) -> None:
        """Wait for the refreshes that are under way: their answers must be stored."""
        await self._vault.close()

    def seal(self, secret: bytes, place: Mapping[str, str]) -> bytes:
        """Seal another secret, bound to its place."""
        return seal(self._keyring, secret, place)

    def open(self, sealed: bytes, place: Mapping[str, str]) -> bytes:
        """Open what `seal` has sealed; raises `SealBroken`, or `KeyMissing` while a key is away."""
        try:
            return open_sealed(self._keyring, sealed, place)
        except UnknownKey as error:
            raise KeyMissing("This cannot be read now: a key is missing") from error

    async def _refresh(self, refresh_token: str) -> oauth.Tokens:
        try:
            return await self._tiktok.refresh(refresh_token)
        except tiktok_errors.GrantRefused as error:
            raise RefreshRefused(error.code) from error
        except tiktok_errors.ClientMisconfigured as error:
            raise ClientRefused(error.code) from error

    async def _record(self, connection: Connection, change: RefreshChange) -> None:
        """Write the event of a change in the change's own transaction."""
        metrics.TOKEN_REFRESHES.labels(PROVIDER, change.kind).inc()
        if change.kind == "unreadable":
            metrics.TOKENS_UNREADABLE.labels(PROVIDER).inc()
        log.info(
            "token",
            step=change.kind,
            account_id=change.account.account_id,
            provider=PROVIDER,
            reason=change.reason,
        )
        event = _event(change)
        if event is not None:
            sequence = await OAuthAccounts(connection).raise_sequence(change.account.account_id)
            await self._outbox.append(connection, event, sequence)


def _event(change: RefreshChange) -> AccountEvent | None:
    account = change.account
    told: dict[str, object] = {
        "provider": account.provider,
        "account_id": account.account_id,
        "user_id": account.user_id,
        "reason": change.reason or change.kind,
    }
    match change.kind:
        case "refreshed":
            return AccountRefreshed.model_validate(
                told
                | {
                    "token_version": account.token_version,
                    "expires_at": account.expires_at,
                    "refresh_expires_at": account.refresh_expires_at,
                }
            )
        case "failed":
            return AccountRefreshFailed.model_validate(told)
        case "reauthorization_required":
            return ReauthorizationRequired.model_validate(told)
        case "unreadable":
            return ReauthorizationRequired.model_validate(told | {"reason": "token_unreadable"})
        case "attempted":
            return None
