"""Choosing one of several accounts that a consent covers.

What the consent gave waits, sealed, in `pending_connections`. Only the user who began may see and
choose; for a host application's user also the code is needed that only the browser has which gave
consent, since whoever began the connection may be somebody else.
"""

from dataclasses import dataclass
from uuid import UUID, uuid4

from auth.connect.flow import Ending, count_step, login_of
from auth.connect.grants import issue_grant
from auth.connect.login import Choices, Granted
from auth.connect.logins import Logins, OpenLogin
from auth.connect.pending_connections import Pending, PendingConnections
from auth.errors import AccountUnusable, ConnectionUnknown
from auth.platform import Platform
from auth.sign_in.sessions import fingerprint
from common.postgres import Connection, Pool


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice that a user has to make."""

    pending: Pending
    platform: Platform
    choices: Choices


class Choosing:
    """Offers the accounts of a consent, and takes the choice."""

    def __init__(self, pool: Pool, logins: Logins) -> None:
        self._pool, self._logins = pool, logins

    async def offer(self, login: OpenLogin, user_id: UUID, choices: Choices) -> Ending:
        """Keep the accounts for a user of our own pages, who is sent to choose one."""
        pending = Pending(
            uuid4(),
            user_id,
            login.provider,
            grantor_id=choices.grantor_id,
            client_key=login.login.client_key,
        )
        sealed = login.seal_consent(choices, pending.connection_id)
        async with self._pool.connection() as connection:
            await PendingConnections(connection).offer(pending, sealed)
        count_step(login.provider, "awaits_choice", str(user_id))
        return Ending(login.provider, "choose", choice_id=pending.connection_id)

    async def find(self, connection_id: UUID, user_id: UUID, code: str | None) -> Offer:
        """Give the accounts to choose from; raises `ConnectionUnknown`."""
        async with self._pool.connection() as connection:
            pending = await _lock(connection, connection_id, user_id, code)
        return self._offer(pending)

    async def choose(
        self, connection_id: UUID, user_id: UUID, code: str | None, platform_user_id: str
    ) -> UUID | None:
        """Connect the chosen account; the same choice again gives the same account.

        Gives None for a host application's user: its backend must still confirm the connection.
        Raises `ConnectionUnknown` and `AccountUnusable`.
        """
        async with self._pool.connection() as connection:
            pending = await _lock(connection, connection_id, user_id, code)
            if pending.platform_user_id == platform_user_id:
                return pending.account_id
            granted = _chosen(self._offer(pending), platform_user_id)
            login, rows = login_of(self._logins, pending), PendingConnections(connection)
            if pending.tenant_id is not None:
                await rows.choose(pending, granted, login.seal_consent(granted, connection_id))
                account_id = None
            else:
                account_id = await issue_grant(connection, login, user_id, granted)
                await rows.settle(pending, granted, account_id)
        step = "chosen" if account_id is None else "granted"
        count_step(pending.provider, step, str(user_id), connection=str(connection_id))
        return account_id

    def _offer(self, pending: Pending) -> Offer:
        if pending.sealed_grant is None:
            raise _unknown()
        login = login_of(self._logins, pending)
        choices = login.open_consent(pending.sealed_grant, pending.connection_id)
        if not isinstance(choices, Choices):
            raise _unknown()
        return Offer(pending, login.login.platform, choices)


async def _lock(
    connection: Connection, connection_id: UUID, user_id: UUID, code: str | None
) -> Pending:
    code_hash = fingerprint(code) if code is not None else None
    found = await PendingConnections(connection).lock_own(connection_id, user_id, code_hash)
    if found is None:
        raise _unknown()
    return found


def _chosen(offer: Offer, platform_user_id: str) -> Granted:
    candidate = offer.choices.find(platform_user_id)
    if candidate is None:
        raise ConnectionUnknown("This account is none of those that you can choose from.")
    if candidate.unusable is not None:
        raise AccountUnusable(offer.platform.explain(candidate.unusable).sentence)
    return candidate.granted


def _unknown() -> ConnectionUnknown:
    return ConnectionUnknown("There is nothing to choose here, or the time to choose is over.")
