"""Connecting an account: to the platform's consent page and back."""

import secrets
from uuid import UUID

from auth.connect.choosing import Choosing
from auth.connect.flow import Callback, Ending, Refusal, Visitor, count_step, login_of
from auth.connect.grants import issue_grant
from auth.connect.hosted import Hosted
from auth.connect.login import Choices, Consent
from auth.connect.logins import Logins, OpenLogin
from auth.connect.oauth_states import Bound, OAuthState, OAuthStates
from auth.connect.outcomes import REFUSED, outcome_code, refusal_code
from auth.connect.pending_connections import Pending
from auth.errors import ForeignState, StateRefused
from auth.sign_in.rate_limits import CONNECTIONS_OF_USER, RateLimits
from auth.sign_in.sessions import fingerprint
from common.faults import FaultPoints
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import Session
from platforms.errors import PlatformError

log = get_logger(__name__)


class Connect:
    """The two halves of a flow; between them only `oauth_states` remembers it."""

    def __init__(
        self,
        pool: Pool,
        logins: Logins,
        hosted: Hosted,
        choosing: Choosing,
        faults: FaultPoints,
    ) -> None:
        self._pool, self._logins, self._hosted, self._choosing = pool, logins, hosted, choosing
        self._faults = faults

    async def begin(self, provider: str, session: Session, name: str = "") -> str:
        """Give the address of a login's consent page, with a state that only this session can use.

        Raises `NotFound`, `RateLimited`, and `NotSignedIn` where the session has just ended.
        """
        login = self._logins.of(provider, name)
        async with self._pool.connection() as connection:
            await RateLimits(connection).count(CONNECTIONS_OF_USER, session.user_id)
        bound = Bound(session_hash=fingerprint(session.id))
        return await self._begin(login, UUID(session.user_id), bound)

    async def begin_hosted(self, pending: Pending, browser: str) -> str:
        """The same for whoever opened a host's link: only this browser can use the state."""
        bound = Bound(browser_hash=fingerprint(browser), connection_id=pending.connection_id)
        return await self._begin(login_of(self._logins, pending), pending.user_id, bound)

    async def finish(self, provider: str, visitor: Visitor, callback: Callback) -> Ending:
        """Use the state up, then exchange the code.

        Raises `StateRefused` and `ForeignState`; `LinkRefused` where a host's connection is over.
        """
        state, login = await self._take(provider, visitor, callback.state)
        consent = await self._exchange(login, state, callback)
        self._faults.reach("code-exchanged")
        if state.connection_id is not None:
            return await self._hosted.arrive(login, state.connection_id, consent)
        if isinstance(consent, Refusal):
            return Ending(provider, consent.code, platform_code=consent.platform_code)
        if isinstance(consent, Choices):
            return await self._choosing.offer(login, state.user_id, consent)
        async with self._pool.connection() as connection:
            account_id = await issue_grant(connection, login, state.user_id, consent)
        count_step(provider, "granted", str(state.user_id), account_id=str(account_id))
        return Ending(provider, "connected", account_id)

    async def _begin(self, login: OpenLogin, user_id: UUID, bound: Bound) -> str:
        state = secrets.token_urlsafe(32)
        state_hash = fingerprint(state)
        address, verifier = login.login.consent_page(login.redirect_uri, state)
        kept = OAuthState(
            state_hash=state_hash,
            provider=login.provider,
            client_key=login.login.client_key,
            user_id=user_id,
            sealed_verifier=login.seal_verifier(verifier, state_hash),
            session_hash=bound.session_hash,
            browser_hash=bound.browser_hash,
            connection_id=bound.connection_id,
        )
        async with self._pool.connection() as connection:
            await OAuthStates(connection).create(kept)
        count_step(login.provider, "started", str(user_id))
        return address

    async def _take(
        self, provider: str, visitor: Visitor, state: str
    ) -> tuple[OAuthState, OpenLogin]:
        """Commit the end of the state before anything else: a reload must find it used.

        The login is that of the app for which the state was made.
        """
        async with self._pool.connection() as connection:
            taken = await OAuthStates(connection).take(fingerprint(state))
        is_ours = taken is not None and taken.provider == provider
        login = self._logins.of_app(provider, taken.client_key) if taken and is_ours else None
        if taken is None or login is None:
            count_step(provider, "refused", reason="state")
            raise StateRefused("This connection was finished already, or took too long.")
        if not visitor.began(taken):
            count_step(provider, "refused", reason="foreign")
            raise ForeignState("Finish connecting in the browser in which you began, signed in.")
        return taken, login

    async def _exchange(
        self, login: OpenLogin, state: OAuthState, callback: Callback
    ) -> Consent | Refusal:
        platform, user_id = login.login.platform, str(state.user_id)
        if callback.error or not callback.code:
            code = refusal_code(platform, callback.error)
            return _refused(login.provider, user_id, Refusal(code, callback.error))
        verifier = login.open_verifier(state.sealed_verifier, state.state_hash)
        try:
            consent = await login.login.exchange(callback.code, login.redirect_uri, verifier)
        except PlatformError as error:
            log.info(
                "exchange refused",
                provider=login.provider,
                reason=error.code,
                log_id=error.log_id,
            )
            refusal = Refusal(outcome_code(platform, error), error.code)
            return _refused(login.provider, user_id, refusal)
        count_step(login.provider, "exchanged", user_id)
        return consent


def _refused(provider: str, user_id: str, refusal: Refusal) -> Refusal:
    """Count a refusal; the platform's own code is kept only where we have no words for it."""
    if refusal.code == REFUSED:
        count_step(provider, "unknown_error", user_id, said=refusal.platform_code[:64])
        return refusal
    count_step(provider, "refused", user_id, reason=refusal.code)
    return Refusal(refusal.code)
