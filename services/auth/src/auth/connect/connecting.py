"""Connecting a TikTok account: to the consent page and back, ending in a sealed grant.

https://developers.tiktok.com/doc/login-kit-web
"""

import secrets
from uuid import UUID

from auth.accounts.account import TIKTOK_FEATURES
from auth.connect.flow import PROVIDER, Callback, Ending, Refusal, Visitor, tell
from auth.connect.grants import Granted, Grants
from auth.connect.hosted import Hosted
from auth.connect.oauth_states import Bound, OAuthState, OAuthStates
from auth.connect.outcomes import REFUSED_BY_TIKTOK, outcome_of, refusal_code
from auth.connect.pending_connections import Pending
from auth.errors import ForeignState, StateRefused
from auth.sign_in.rate_limits import CONNECTIONS_OF_USER, Attempts
from auth.sign_in.sessions import fingerprint
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import Session
from platforms.errors import PlatformError
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.client import TikTok
from platforms.tiktok.oauth import Tokens, authorize_url, challenge, new_verifier
from platforms.tiktok.user import User
from vault.envelope import open_sealed, seal
from vault.keyring import Keyring

log = get_logger(__name__)
SCOPES = tuple(feature.scope for feature in TIKTOK_FEATURES)


class Registration:
    """The app as TikTok knows it; its redirect address is a constant, whatever a request says."""

    def __init__(self, app: TikTokApp, public_url: str) -> None:
        self.app = app
        self.redirect_uri = f"{public_url}/api/auth/{PROVIDER}/callback"


class Connect:
    """The two halves of a flow; between them only `oauth_states` remembers it."""

    def __init__(
        self, pool: Pool, tiktok: TikTok, registration: Registration, keyring: Keyring
    ) -> None:
        self._pool, self._tiktok, self._keyring = pool, tiktok, keyring
        self._app, self._redirect_uri = registration.app, registration.redirect_uri
        self._grants = Grants(keyring, registration.app.client_key)
        self.hosted = Hosted(pool, tiktok, self._grants, keyring)

    async def begin(self, session: Session) -> str:
        """Give the address of the consent page, with a state that only this session can use."""
        async with self._pool.connection() as connection:
            await Attempts(connection).count(CONNECTIONS_OF_USER, session.user_id)
        return await self._begin(UUID(session.user_id), Bound(fingerprint(session.id)))

    async def begin_hosted(self, pending: Pending, browser: str) -> str:
        """The same for whoever opened a host's link: only this browser can use the state."""
        bound = Bound(browser_hash=fingerprint(browser), connection_id=pending.connection_id)
        return await self._begin(pending.user_id, bound)

    async def finish(self, visitor: Visitor, callback: Callback) -> Ending:
        """Use the state up, then exchange the code; raises `StateRefused` or `ForeignState`."""
        state = await self._take(visitor, callback.state)
        granted = await self._granted(state, callback)
        if state.connection_id is not None:
            return await self.hosted.arrive(state.connection_id, granted)
        if isinstance(granted, Refusal):
            return Ending(granted.code, said=granted.said)
        async with self._pool.connection() as connection:
            account_id = await self._grants.issue(connection, state.user_id, granted)
        tell("granted", str(state.user_id), account_id=str(account_id))
        return Ending("connected", account_id)

    async def _begin(self, user_id: UUID, bound: Bound) -> str:
        state = secrets.token_urlsafe(32)
        state_hash = fingerprint(state)
        verifier = new_verifier(secrets.token_bytes(48)) if self._app.pkce == "hex" else None
        kept = OAuthState(
            state_hash=state_hash,
            provider=PROVIDER,
            client_key=self._app.client_key,
            user_id=user_id,
            sealed_verifier=self._sealed(verifier, state_hash),
            session_hash=bound.session_hash,
            browser_hash=bound.browser_hash,
            connection_id=bound.connection_id,
        )
        async with self._pool.connection() as connection:
            await OAuthStates(connection).create(kept)
        tell("started", str(user_id))
        # Always ask: without it TikTok would silently give the account that it knows already.
        return authorize_url(
            self._app,
            self._redirect_uri,
            SCOPES,
            state,
            challenge(verifier) if verifier else None,
            disable_auto_auth=True,
        )

    async def _take(self, visitor: Visitor, state: str) -> OAuthState:
        """Commit the end of the state before anything else: a reload must find it used."""
        async with self._pool.connection() as connection:
            taken = await OAuthStates(connection).take(fingerprint(state))
        if taken is None or (taken.provider, taken.client_key) != (PROVIDER, self._app.client_key):
            tell("refused", reason="state")
            raise StateRefused("This connection was finished already, or took too long.")
        if not visitor.began(taken):
            tell("refused", reason="foreign")
            raise ForeignState("Finish connecting in the browser in which you began, signed in.")
        return taken

    async def _granted(self, state: OAuthState, callback: Callback) -> Granted | Refusal:
        user_id = str(state.user_id)
        if callback.error or not callback.code:
            return _refused(user_id, refusal_code(callback.error), callback.error)
        try:
            tokens = await self._tiktok.exchange_code(
                callback.code, self._redirect_uri, self._verifier(state)
            )
        except PlatformError as error:
            return _refused(user_id, outcome_of(error), error.code)
        tell("exchanged", user_id)
        return Granted.of(tokens, await self._profile(tokens))

    async def _profile(self, tokens: Tokens) -> User:
        """Ask who it is; without an answer the account goes nameless rather than be lost."""
        try:
            return await self._tiktok.user_info(tokens.access_token, tokens.scopes)
        except PlatformError as error:
            log.warning("profile not read", provider=PROVIDER, error=str(error))
            return User(open_id=tokens.open_id)

    def _sealed(self, verifier: str | None, state_hash: bytes) -> bytes | None:
        if verifier is None:
            return None
        return seal(self._keyring, verifier.encode(), _place(state_hash))

    def _verifier(self, state: OAuthState) -> str | None:
        if state.sealed_verifier is None:
            return None
        return open_sealed(self._keyring, state.sealed_verifier, _place(state.state_hash)).decode()


def _place(state_hash: bytes) -> dict[str, str]:
    return {"table": "auth.oauth_states", "field": "verifier", "state": state_hash.hex()}


def _refused(user_id: str, code: str, said: str) -> Refusal:
    """Tell why; a word that nobody has explained is counted as such, and shown as it is."""
    if code == REFUSED_BY_TIKTOK:
        tell("unknown_error", user_id, said=said[:64])
        return Refusal(code, said)
    tell("refused", user_id, reason=code)
    return Refusal(code)
