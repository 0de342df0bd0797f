"""Connecting for a host application: nothing is connected until its backend has confirmed it.

Whoever opens the link may not be whom the host made it for: a person could be lured into connecting
their account to somebody else's user. The code goes to the browser that gave consent, and the host
confirms it only for the user who is signed in there.
"""

import hmac
import secrets
from uuid import UUID, uuid4

from yarl import URL

from auth.connect.flow import PROVIDER, Ending, Refusal, tell
from auth.connect.grants import Granted, Grants
from auth.connect.pending_connections import Arrival, Pending, PendingConnections
from auth.errors import ConnectionUnknown, LinkRefused, ReturnUrlRefused
from auth.hosts.tenants import Tenant, Tenants
from auth.sign_in.rate_limits import CONNECTIONS_OF_USER, Attempts
from auth.sign_in.sessions import fingerprint
from auth.sign_in.users import Users
from common.errors import Forbidden
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import Session
from platforms.errors import ClientMisconfigured, PlatformError, TokenInvalid
from platforms.tiktok.client import TikTok
from vault.envelope import SealBroken, open_sealed, seal
from vault.keyring import Keyring

log = get_logger(__name__)
TRIED_AGAIN = frozenset(
    {"down", "unreachable", "outcome_unknown", "rate_limited", "client_misconfigured"}
)


class Hosted:
    """The steps of a host's flow: wish, link, arrival, and confirmation or revocation."""

    def __init__(self, pool: Pool, tiktok: TikTok, grants: Grants, keyring: Keyring) -> None:
        self._pool, self._tiktok, self._grants, self._keyring = pool, tiktok, grants, keyring

    async def create(self, session: Session, tenant_id: UUID, return_url: str) -> tuple[UUID, str]:
        """Begin; gives the connection's id and the one secret that opens its link."""
        link, connection_id = secrets.token_urlsafe(32), uuid4()
        user_id = UUID(session.user_id)
        async with self._pool.connection() as connection:
            tenant = await Tenants(connection).find(tenant_id)
            if tenant is None or return_url not in tenant.return_urls:
                raise ReturnUrlRefused("return_url is none of those registered for this tenant.")
            await Attempts(connection).count(CONNECTIONS_OF_USER, session.user_id)
            pending = Pending(connection_id, tenant_id, user_id, PROVIDER, return_url)
            await PendingConnections(connection).create(pending, fingerprint(link))
        tell("asked", session.user_id, **_whose(pending))
        return connection_id, link

    async def open(self, connection_id: UUID, link: str) -> Pending:
        """Use the link up; raises `LinkRefused` where it is unknown, used or too old."""
        async with self._pool.connection() as connection:
            opened = await PendingConnections(connection).open(connection_id, fingerprint(link))
        if opened is None:
            tell("refused", reason="link", connection=str(connection_id))
            raise LinkRefused("This link was opened already, or is too old.")
        return opened

    async def arrive(self, connection_id: UUID, granted: Granted | Refusal) -> Ending:
        """Keep the grant for the confirmation, and send the browser back to the host."""
        if isinstance(granted, Refusal):
            return await self._refused(connection_id, granted)
        code = secrets.token_urlsafe(32)
        arrival = Arrival(
            connection_id,
            fingerprint(code),
            granted.platform_user_id,
            seal(self._keyring, granted.model_dump_json().encode(), _place(connection_id)),
        )
        async with self._pool.connection() as connection:
            pending = await PendingConnections(connection).arrive(arrival)
        if pending is None:
            raise LinkRefused("This connection is over; begin again.")
        tell("awaits_confirmation", str(pending.user_id), **_whose(pending))
        return _back(pending, "connected", code=code)

    async def confirm(
        self, tenant: Tenant, connection_id: UUID, code: str, external_id: str | None
    ) -> UUID:
        """Connect; repeating it gives the same account. Raises `ConnectionUnknown`, `Forbidden`."""
        async with self._pool.connection() as connection:
            repository = PendingConnections(connection)
            pending = await repository.lock(connection_id, tenant.tenant_id, fingerprint(code))
            if pending is None:
                raise ConnectionUnknown("There is no such connection, or its time is over.")
            if not await self._is_of(Users(connection), pending, external_id):
                log.warning("denied", audit="confirm", **_whose(pending))
                raise Forbidden("This connection was begun for another user.")
            if pending.account_id is not None:
                return pending.account_id
            granted = self._granted(pending)
            account_id = await self._grants.issue(connection, pending.user_id, granted)
            await repository.confirmed(connection_id, account_id)
        tell("granted", str(pending.user_id), account_id=str(account_id), **_whose(pending))
        return account_id

    async def revoke_unconfirmed(self) -> bool:
        """End one grant that nobody confirmed in time; tells whether there was one."""
        async with self._pool.connection() as connection:
            pending = await PendingConnections(connection).claim_unconfirmed()
        if pending is None:
            return False
        async with self._pool.connection() as connection:
            is_live = await PendingConnections(connection).is_live_elsewhere(pending.connection_id)
        if not is_live and not await self._revoke(pending):
            return True  # tried again once the claim is over
        async with self._pool.connection() as connection:
            await PendingConnections(connection).delete(pending.connection_id)
        step = "forgotten" if is_live else "revoked"
        tell(step, str(pending.user_id), **_whose(pending))
        return True

    async def _revoke(self, pending: Pending) -> bool:
        """Tell whether that is settled; False where it must be tried again."""
        try:
            await self._withdraw(self._granted(pending))
        except SealBroken as error:
            log.warning("unconfirmed grant unreadable", error=str(error))
        except PlatformError as error:
            if error.outcome in TRIED_AGAIN:
                log.warning("unconfirmed grant not revoked yet", error=str(error))
                return False
            log.warning("unconfirmed grant not revoked", error=str(error))
        return True

    async def _withdraw(self, granted: Granted) -> None:
        try:
            await self._tiktok.revoke(granted.access_token)
        except ClientMisconfigured:
            # So TikTok speaks of a token that was withdrawn before, be it with another's.
            if await self._works(granted):
                raise

    async def _works(self, granted: Granted) -> bool:
        try:
            await self._tiktok.user_info(granted.access_token, granted.scopes)
        except TokenInvalid:
            return False
        return True

    async def _refused(self, connection_id: UUID, refusal: Refusal) -> Ending:
        async with self._pool.connection() as connection:
            pending = await PendingConnections(connection).find(connection_id)
        if pending is None:
            return Ending(refusal.code, said=refusal.said)
        return _back(pending, refusal.code, error=refusal.code)

    async def _is_of(self, users: Users, pending: Pending, external_id: str | None) -> bool:
        if external_id is None:
            return True
        known = await users.external_id(pending.user_id) or ""
        return hmac.compare_digest(known.encode(), external_id.encode())

    def _granted(self, pending: Pending) -> Granted:
        opened = open_sealed(
            self._keyring, pending.sealed_grant or b"", _place(pending.connection_id)
        )
        return Granted.model_validate_json(opened)


def _place(connection_id: UUID) -> dict[str, str]:
    return {"table": "auth.pending_connections", "field": "grant", "id": str(connection_id)}


def _whose(pending: Pending) -> dict[str, str]:
    return {"tenant_id": str(pending.tenant_id), "connection": str(pending.connection_id)}


def _back(pending: Pending, outcome: str, **said: str) -> Ending:
    """Lead to the registered address; what it says there is ours to replace."""
    query = {"connection_id": str(pending.connection_id), **said}
    return Ending(outcome, return_to=URL(pending.return_url).update_query(query))
