"""Ending grants that nobody confirmed, or of which nobody chose an account."""

from functools import partial

from auth.connect.flow import count_step, login_of
from auth.connect.login import Choices, Granted
from auth.connect.logins import Logins, OpenLogin
from auth.connect.pending_connections import Pending, PendingConnections, log_fields
from common.logs import get_logger
from common.postgres import Pool
from platforms.errors import PlatformError
from vault.envelope import SealBroken

log = get_logger(__name__)
TRIED_AGAIN = frozenset(
    {"down", "unreachable", "outcome_unknown", "rate_limited", "client_misconfigured"}
)


class Unconfirmed:
    """Revokes them at the platform, unless that could end a grant that is in use."""

    def __init__(self, pool: Pool, logins: Logins) -> None:
        self._pool, self._logins = pool, logins

    async def revoke_next(self) -> bool:
        """End one whose time is over; False where there is none."""
        async with self._pool.connection() as connection:
            pending = await PendingConnections(connection).claim_unconfirmed(
                self._logins.names, self._logins.client_keys
            )
        if pending is None:
            return False
        async with self._pool.connection() as connection:
            is_live = await PendingConnections(connection).is_live_elsewhere(pending.connection_id)
        if not is_live and not await self._revoke(pending):
            return True  # tried again once the claim is over
        async with self._pool.connection() as connection:
            await PendingConnections(connection).delete(pending.connection_id)
        step = "forgotten" if is_live else "revoked"
        count_step(pending.provider, step, str(pending.user_id), **log_fields(pending))
        return True

    async def _revoke(self, pending: Pending) -> bool:
        """Revoke; False where it must be tried again."""
        login = login_of(self._logins, pending)
        try:
            consent = login.open_consent(pending.sealed_grant, pending.connection_id)
            # All accounts of a consent are the same person's: revoking one grant ends them all.
            one = consent.candidates[0].granted if isinstance(consent, Choices) else consent
            await login.login.revoke(one, partial(self._keep, login, pending))
        except SealBroken as error:
            log.warning("unconfirmed grant unreadable", error=str(error))
        except PlatformError as error:
            if error.outcome in TRIED_AGAIN:
                log.warning("unconfirmed grant not revoked yet", error=str(error))
                return False
            log.warning("unconfirmed grant not revoked", error=str(error))
        return True

    async def _keep(self, login: OpenLogin, pending: Pending, renewed: Granted) -> None:
        """Store renewed tokens in place of the consent: nobody can choose or confirm it now."""
        sealed = login.seal_consent(renewed, pending.connection_id)
        async with self._pool.connection() as connection:
            await PendingConnections(connection).replace_grant(pending.connection_id, sealed)
