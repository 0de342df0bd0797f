"""One refresh at a time for each account, over all processes.

Two strategies (`renewal.py`). *Rotation* spends the refresh token, which cannot be undone: the
intent is committed before the call and the outcome after it. A process that finds an intent without
an outcome knows that the old token may be dead, and tries it once. *Extension* leaves the old token
good: a call whose answer was lost is simply made again.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from uuid import UUID, uuid4

from accounts.errors import ClientRefused, ReauthorizationRequired, RefreshFailed, RefreshRefused
from accounts.store import ENDING, OAuthAccount, OAuthAccounts
from accounts.tokens.credential import GivenTokens, HeldTokens
from accounts.tokens.rows import AccessToken, TokenRows, usable
from common.errors import ServiceError
from common.postgres import Connection

log = logging.getLogger(__name__)

Refresh = Callable[[OAuthAccount, str], Awaitable[GivenTokens]]
FIRST_PAUSE = 0.05
LONGEST_PAUSE = 2.0
OUTCOME_UNKNOWN = "refresh_outcome_unknown"
NOT_RENEWABLE = "access_ended"


@dataclass(frozen=True, slots=True)
class Seen:
    """A version of an account's token, and the platform's code where it has refused it."""

    account_id: UUID
    version: int
    refused: str | None = None


@dataclass(frozen=True, slots=True)
class Attempt:
    """A refresh that this process alone may make; `account` is the row before the lease."""

    account: OAuthAccount
    owner: UUID
    secret: str = field(repr=False)


class Refreshing:
    """Takes the lease, makes the call, stores what comes of it; or waits for who is doing so."""

    def __init__(
        self, rows: TokenRows, refresh: Refresh, lease: timedelta, patience: timedelta
    ) -> None:
        self._rows = rows
        self._refresh = refresh
        self._lease = lease
        self._patience = patience

    async def run(self, seen: Seen) -> AccessToken:
        """Give a newer token than the one seen, whichever process refreshes."""
        clock = asyncio.get_running_loop().time
        deadline = clock() + self._patience.total_seconds()
        begin, pause = self._begin, FIRST_PAUSE
        while True:
            begun = await self._rows.committed(partial(begin, seen))
            if isinstance(begun, Attempt):
                return await self._carry_out(begun)
            if begun is not None:
                return begun
            if clock() >= deadline:
                raise RefreshFailed("The account's access is still being renewed")
            await asyncio.sleep(pause)
            begin, pause = self._begin_after_waiting, min(pause * 1.5, LONGEST_PAUSE)

    async def _begin(
        self, seen: Seen, connection: Connection
    ) -> AccessToken | Attempt | ServiceError | None:
        """Give the newer token, an attempt of our own, or None while another's lease runs."""
        account = usable(await OAuthAccounts(connection).lock(seen.account_id))
        return await self._decide(connection, account, seen)

    async def _begin_after_waiting(
        self, seen: Seen, connection: Connection
    ) -> AccessToken | Attempt | ServiceError | None:
        """Share the failure of the one waited for: those who waited must not all call in turn."""
        account = usable(await OAuthAccounts(connection).lock(seen.account_id))
        if account.token_version <= seen.version and account.lease_owner is None:
            return RefreshFailed("The account's access could not be renewed now")
        return await self._decide(connection, account, seen)

    async def _decide(
        self, connection: Connection, account: OAuthAccount, seen: Seen
    ) -> AccessToken | Attempt | ServiceError | None:
        if account.token_version > seen.version:
            return await self._rows.token_under_lock(connection, account)
        held = await self._rows.held_under_lock(connection, account)
        if isinstance(held, ServiceError):
            return held
        secret = _secret(account, held)
        if secret is None:
            return await self._end(connection, account, seen.refused or NOT_RENEWABLE)
        owner = uuid4()
        accounts = OAuthAccounts(connection)
        if not await accounts.take_lease(account.account_id, owner, self._lease):
            return None
        await self._rows.record(connection, "attempted", account.account_id)
        return Attempt(account, owner, secret)

    async def _end(
        self, connection: Connection, account: OAuthAccount, reason: str
    ) -> ServiceError:
        """Nothing renews this access: once it has ended or was refused, the user must."""
        await _require_reauthorization(connection, account, reason)
        await self._rows.record(connection, "reauthorization_required", account.account_id, reason)
        return ReauthorizationRequired(reason)

    async def _carry_out(self, attempt: Attempt) -> AccessToken:
        try:
            tokens = await self._refresh(attempt.account, attempt.secret)
        except RefreshRefused as error:
            settle = partial(self._lose, attempt, error.reason)
        except Exception as error:
            # Whatever else went wrong may pass, and must not cost the user the account.
            settle = partial(self._give_up, attempt, error)
        else:
            return await self._keep(attempt, tokens)
        return await self._rows.committed(settle)

    async def _keep(self, attempt: Attempt, tokens: GivenTokens) -> AccessToken:
        """Store until it is stored: the old token is dead, and these exist nowhere else."""
        pause = FIRST_PAUSE
        while True:
            try:
                return await self._rows.committed(partial(self._store, attempt, tokens))
            except ServiceError:
                raise
            except Exception as error:
                log.warning("refreshed tokens are not stored yet: %s", type(error).__name__)
            await asyncio.sleep(pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def _store(
        self, attempt: Attempt, tokens: GivenTokens, connection: Connection
    ) -> AccessToken | ServiceError:
        """Store over the version that was refreshed, whoever holds the lease by now."""
        account = await self._rows.locked(connection, attempt.account.account_id)
        if account.token_version != attempt.account.token_version:
            return await self._rows.token_under_lock(connection, usable(account))
        token = await self._rows.replace(connection, account, tokens, attempt.account.read_at)
        await self._rows.record(connection, "refreshed", account.account_id)
        return token

    async def _lose(
        self, attempt: Attempt, reason: str, connection: Connection
    ) -> AccessToken | ServiceError:
        """Look again before believing a refusal: another may have stored newer tokens meanwhile."""
        account = usable(await self._rows.locked(connection, attempt.account.account_id))
        if account.token_version != attempt.account.token_version:
            return await self._rows.token_under_lock(connection, account)
        was_tried = attempt.account.refresh_attempted_version == account.token_version
        if was_tried and account.renewal == "rotation":
            reason = OUTCOME_UNKNOWN
        accounts = OAuthAccounts(connection)
        if reason == OUTCOME_UNKNOWN:
            await accounts.release_lease(account.account_id, attempt.owner)
        else:  # a clear answer: the next refusal is as clear
            await accounts.forget_attempt(account.account_id, attempt.owner)
        await _require_reauthorization(connection, account, reason)
        await self._rows.record(connection, "reauthorization_required", account.account_id, reason)
        return ReauthorizationRequired(reason)

    async def _give_up(
        self, attempt: Attempt, error: Exception, connection: Connection
    ) -> AccessToken | ServiceError:
        """End the lease; a token that is spent still lives only where our app was refused."""
        account = usable(await self._rows.locked(connection, attempt.account.account_id))
        if account.token_version != attempt.account.token_version:
            return await self._rows.token_under_lock(connection, account)
        accounts = OAuthAccounts(connection)
        if isinstance(error, ClientRefused) or account.renewal == "extension":
            await accounts.forget_attempt(account.account_id, attempt.owner)
        else:
            await accounts.release_lease(account.account_id, attempt.owner)
        await self._rows.record(connection, "failed", account.account_id, type(error).__name__)
        failure = RefreshFailed("The account's access could not be renewed now")
        failure.__cause__ = error
        return failure


async def _require_reauthorization(
    connection: Connection, account: OAuthAccount, reason: str
) -> None:
    """Leave an account alone whose end is being settled: its user is told of that end alone."""
    if account.status not in ENDING:
        accounts = OAuthAccounts(connection)
        await accounts.set_status(account.account_id, "REAUTHORIZATION_REQUIRED", reason)


def _secret(account: OAuthAccount, held: HeldTokens) -> str | None:
    """Give the token that the renewal is asked for with, where there is one."""
    if account.renewal == "none":
        return None
    if account.renewal == "extension":
        return held.refresh_token or held.access_token
    return held.refresh_token
