"""Connect tokens: a host application's backend gets a session for one of its users."""

from uuid import uuid4

from auth.hosts.tenants import Tenant
from auth.sign_in.rate_limits import TOKENS_OF_TENANT, TOKENS_OF_USER, RateLimits
from auth.sign_in.sessions import SessionLimits, Sessions
from auth.sign_in.tokens import Issued, TokenIssuer, new_session_id
from auth.sign_in.users import Users
from common.logs import get_logger
from common.postgres import Pool

log = get_logger(__name__)


class HostTokens:
    """Issues connect tokens; the first one for a user also creates the user."""

    def __init__(self, pool: Pool, issuer: TokenIssuer, limits: SessionLimits) -> None:
        self._pool, self._issuer, self._limits = pool, issuer, limits

    async def issue(self, tenant: Tenant, external_id: str) -> Issued:
        """Begin a session that only this token opens; raises `RateLimited`."""
        session_id, tenant_id = new_session_id(), tenant.tenant_id
        async with self._pool.connection() as connection:
            limits = RateLimits(connection)
            await limits.count(TOKENS_OF_TENANT, str(tenant_id))
            await limits.count(TOKENS_OF_USER, f"{tenant_id}|{external_id}")
            user_id = await Users(connection).find_or_create_hosted(uuid4(), tenant_id, external_id)
            sessions = Sessions(connection, self._limits)
            ends_at = await sessions.create_hosted(session_id, user_id, tenant_id)
        log.info("connect token issued", user_id=str(user_id), tenant_id=str(tenant_id))
        return self._issuer.issue_hosted(session_id, user_id, ends_at)
