"""What the agents do with a command: each call may be repeated, and the row says what is due."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from common.errors import ServiceError
from common.logs import get_logger
from common.postgres import Connection
from contracts.accounts import AccountDisconnected
from contracts.commands import CheckGrant, RefreshToken, RevokeGrant
from contracts.tiktok.commands import CancelPost, PollStatus, ReconcileVideos, SampleMetrics
from platforms import errors as tiktok_errors
from tiktok.account_work import DAILY, Rhythm
from tiktok.app import Parts
from tiktok.reconciling import Reconciling
from tiktok.sampling import Sampling
from tiktok.videos import Videos
from vault.accounts import OAuthAccount, OAuthAccounts
from vault.errors import ReauthorizationRequired, TokenUnreadable

log = get_logger(__name__)
GIVE_UP_REVOKING = timedelta(hours=24)


class Agents:
    """One method a command; a failure is told and left to the timer, which asks again."""

    def __init__(self, parts: Parts, rhythm: Rhythm = DAILY) -> None:
        self._pool, self._outbox = parts.pool, parts.outbox
        self._tiktok, self._tokens = parts.tiktok, parts.tokens
        self._polling, self._cancelling = parts.polling, parts.cancelling
        videos = Videos(parts.tiktok, parts.calls)
        self._sampling = Sampling(parts.pool, parts.outbox, videos, rhythm)
        self._reconciling = Reconciling(parts.pool, parts.outbox, videos, rhythm)

    async def obey(self, command: object) -> None:
        """Carry a command out; what fails for now stays due."""
        try:
            match command:
                case RefreshToken():
                    await self._tokens.refreshed(command.account_id, command.seen_version)
                case CancelPost():
                    await self._cancelling.carry_out(command.post_id)
                case PollStatus():
                    await self._polling.ask(command.post_id)
                case SampleMetrics():
                    await self._sampling.sample(command.account_id)
                case ReconcileVideos():
                    await self._reconciling.reconcile(command.account_id)
                case CheckGrant():
                    await self.check(command.account_id)
                case RevokeGrant():
                    await self.revoke(command.account_id)
        except (ServiceError, tiktok_errors.PlatformError) as error:
            log.warning("command failed", event_type=type(command).__name__, reason=str(error))

    async def check(self, account_id: UUID) -> None:
        """Ask TikTok whether the grant still works: only a refused token disconnects."""
        account = await self._find(account_id)
        if account is None or account.status != "CHECKING":
            return
        if await self._works(account):
            await self._turn_back(account)
        else:
            await self._disconnect(account, "authorization_removed", revoked=True)

    async def _works(self, account: OAuthAccount) -> bool:
        """One call; on a refused token one refresh, which says the rest."""
        try:
            token = await self._tokens.valid(account.account_id)
            await self._tiktok.user_info(token, tuple(account.scopes))
        except ReauthorizationRequired:
            return False
        except tiktok_errors.TokenInvalid:
            return await self._tokens.can_refresh(account.account_id, account.token_version)
        except (tiktok_errors.ScopeMissing, tiktok_errors.Rejected):
            return True  # it was the question that was refused
        return True

    async def revoke(self, account_id: UUID) -> None:
        """Revoke, then delete; after a day of failure delete anyway."""
        account = await self._find(account_id)
        if account is None or account.status != "DISCONNECTING":
            return
        try:
            is_revoked = await self._revoke(account)
        except (tiktok_errors.PlatformError, ServiceError):
            if datetime.now(UTC) - account.updated_at < GIVE_UP_REVOKING:
                raise
            is_revoked = False
        await self._disconnect(account, "user_request", revoked=is_revoked)

    async def _revoke(self, account: OAuthAccount) -> bool:
        """Tell whether the grant is gone at TikTok: revoked now, or known there no more."""
        try:
            token = await self._tokens.valid(account.account_id)
            await self._tiktok.revoke(token)
        except (tiktok_errors.GrantRefused, tiktok_errors.TokenInvalid, ReauthorizationRequired):
            return True
        except TokenUnreadable:
            return False
        except tiktok_errors.ClientMisconfigured:
            # So TikTok speaks of a token that it has revoked before, in an answer that was lost.
            if await self._works(account):
                raise
        return True

    async def _find(self, account_id: UUID) -> OAuthAccount | None:
        async with self._pool.connection() as connection:
            return await OAuthAccounts(connection).find(account_id)

    async def _disconnect(self, seen: OAuthAccount, reason: str, *, revoked: bool) -> None:
        """End the grant that was asked about, and no newer one that came meanwhile."""
        async with self._pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            now = await accounts.lock(seen.account_id)
            if not _is_same_grant(seen, now):
                if revoked and now is not None and now.status == "CONNECTED":
                    # TikTok may have ended all that it had granted: the newer one is looked after.
                    await accounts.set_status(seen.account_id, "CHECKING")
                return
            await accounts.set_status(seen.account_id, "DISCONNECTED", reason)
            event = AccountDisconnected(
                provider=seen.provider,
                account_id=seen.account_id,
                user_id=seen.user_id,
                revoked=revoked,
                reason=reason,
            )
            await self._say(connection, event)
        log.info("account disconnected", account_id=seen.account_id, reason=reason)

    async def _turn_back(self, seen: OAuthAccount) -> None:
        """The grant works after all: readers were never told otherwise.

        What happened to the account while TikTok was asked makes the timer have it asked again.
        """
        async with self._pool.connection() as connection:
            accounts = OAuthAccounts(connection)
            locked = await accounts.lock(seen.account_id)
            if locked is None or locked.status != "CHECKING":
                return
            if locked.sequence == seen.sequence:
                await accounts.set_status(seen.account_id, "CONNECTED")

    async def _say(self, connection: Connection, event: AccountDisconnected) -> None:
        sequence = await OAuthAccounts(connection).raise_sequence(event.account_id)
        await self._outbox.append(connection, event, sequence)


def _is_same_grant(seen: OAuthAccount, now: OAuthAccount | None) -> bool:
    """A refused token may have become REAUTHORIZATION_REQUIRED while it was asked about."""
    if now is None or now.grant_sequence != seen.grant_sequence:
        return False
    return now.status in {seen.status, "REAUTHORIZATION_REQUIRED"}
