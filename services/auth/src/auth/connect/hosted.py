"""Connecting for a host application: nothing is connected until its backend has confirmed it.

Whoever opens the link may not be whom the host made it for: a person could be lured into connecting
their account to somebody else's user. The code goes to the browser that gave consent, and the host
confirms it only for the user who is signed in there.
"""

import hmac
import secrets
from dataclasses import dataclass
from uuid import UUID, uuid4

from yarl import URL

from auth.connect.flow import Ending, Refusal, count_step, login_of
from auth.connect.grants import issue_grant
from auth.connect.login import Choices, Consent, Granted
from auth.connect.logins import Logins, OpenLogin
from auth.connect.pending_connections import Arrival, Pending, PendingConnections, log_fields
from auth.errors import ChoiceNeeded, ConnectionUnknown, LinkRefused, ReturnUrlRefused
from auth.hosts.tenants import Tenant, Tenants
from auth.sign_in.rate_limits import CONNECTIONS_OF_USER, RateLimits
from auth.sign_in.sessions import fingerprint
from auth.sign_in.users import Users
from common.errors import Forbidden
from common.logs import get_logger
from common.postgres import Connection, Pool
from common.sessions import Session

log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a host application asks for; without a name of a login the platform's default."""

    provider: str
    login: str
    return_url: str


class Hosted:
    """The steps of a host's flow: the wish, the link, the arrival and the confirmation."""

    def __init__(self, pool: Pool, logins: Logins) -> None:
        self._pool, self._logins = pool, logins

    async def create(self, wanted: Wanted, session: Session, tenant_id: UUID) -> tuple[UUID, str]:
        """Begin; gives the connection's id and the one secret that opens its link.

        Raises `NotFound`, `ReturnUrlRefused` and `RateLimited`.
        """
        login, return_url = self._logins.of(wanted.provider, wanted.login), wanted.return_url
        link, user_id = secrets.token_urlsafe(32), UUID(session.user_id)
        pending = Pending(
            uuid4(),
            user_id,
            login.provider,
            tenant_id,
            return_url,
            client_key=login.login.client_key,
        )
        async with self._pool.connection() as connection:
            tenant = await Tenants(connection).find(tenant_id)
            if tenant is None or return_url not in tenant.return_urls:
                raise ReturnUrlRefused("return_url is none of those registered for this tenant.")
            await RateLimits(connection).count(CONNECTIONS_OF_USER, session.user_id)
            await PendingConnections(connection).create(pending, fingerprint(link))
        count_step(login.provider, "asked", session.user_id, **log_fields(pending))
        return pending.connection_id, link

    async def open(self, connection_id: UUID, link: str) -> Pending:
        """Use the link up; raises `LinkRefused` where it is unknown, used or too old."""
        async with self._pool.connection() as connection:
            rows = PendingConnections(connection)
            opened = await rows.open(connection_id, fingerprint(link))
            found = opened or await rows.find(connection_id)
        if opened is None:
            provider = found.provider if found else "unknown"
            count_step(provider, "refused", reason="link", connection=str(connection_id))
            raise LinkRefused("This link was opened already, or is too old.")
        return opened

    async def arrive(
        self, login: OpenLogin, connection_id: UUID, consent: Consent | Refusal
    ) -> Ending:
        """Keep what the consent gave for the confirmation, and send the browser back to the host.

        Raises `LinkRefused` where the connection is over.
        """
        if isinstance(consent, Refusal):
            return await self._refused(login, connection_id, consent)
        code = secrets.token_urlsafe(32)
        sealed = login.seal_consent(consent, connection_id)
        must_choose = isinstance(consent, Choices)
        arrival = Arrival(
            connection_id=connection_id,
            code_hash=fingerprint(code),
            platform_user_id=consent.platform_user_id if isinstance(consent, Granted) else None,
            grantor_id=consent.grantor_id,
            sealed_grant=sealed,
        )
        async with self._pool.connection() as connection:
            pending = await PendingConnections(connection).arrive(arrival)
        if pending is None:
            raise LinkRefused("This connection is over; begin again.")
        step = "awaits_choice" if must_choose else "awaits_confirmation"
        count_step(login.provider, step, str(pending.user_id), **log_fields(pending))
        choice = {"choose": str(connection_id)} if must_choose else {}
        return _back(pending, "connected", code=code, **choice)

    async def confirm(
        self, tenant: Tenant, connection_id: UUID, code: str, external_id: str | None
    ) -> UUID:
        """Connect; repeating it gives the same account.

        Raises `ConnectionUnknown`, `Forbidden`, and `ChoiceNeeded` before the user has chosen.
        """
        async with self._pool.connection() as connection:
            rows = PendingConnections(connection)
            pending = await rows.lock(connection_id, tenant.tenant_id, fingerprint(code))
            if pending is None:
                raise ConnectionUnknown("There is no such connection, or its time is over.")
            if not await _is_of(connection, pending, external_id):
                log.warning("denied", audit="confirm", **log_fields(pending))
                raise Forbidden("This connection was begun for another user.")
            if pending.account_id is not None:
                return pending.account_id
            login = login_of(self._logins, pending)
            granted = login.open_consent(pending.sealed_grant, connection_id)
            if isinstance(granted, Choices):
                raise ChoiceNeeded("The user must first choose one of several accounts.")
            account_id = await issue_grant(connection, login, pending.user_id, granted)
            await rows.settle(pending, granted, account_id)
        user_id, account = str(pending.user_id), str(account_id)
        count_step(login.provider, "granted", user_id, account_id=account, **log_fields(pending))
        return account_id

    async def _refused(self, login: OpenLogin, connection_id: UUID, refusal: Refusal) -> Ending:
        async with self._pool.connection() as connection:
            pending = await PendingConnections(connection).find(connection_id)
        if pending is None:
            return Ending(login.provider, refusal.code, platform_code=refusal.platform_code)
        return _back(pending, refusal.code, error=refusal.code)


async def _is_of(connection: Connection, pending: Pending, external_id: str | None) -> bool:
    if external_id is None:
        return True
    known = await Users(connection).external_id(pending.user_id) or ""
    return hmac.compare_digest(known.encode(), external_id.encode())


def _back(pending: Pending, outcome: str, **given: str) -> Ending:
    """Lead to the registered address; parameters of ours replace any of the same name there."""
    query = {"connection_id": str(pending.connection_id), **given}
    return_to = URL(pending.return_url or "").update_query(query)
    return Ending(pending.provider, outcome, return_to=return_to)
