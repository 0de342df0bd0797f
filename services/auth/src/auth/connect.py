"""Connecting a TikTok account: to the consent page and back, ending in a sealed grant.

https://developers.tiktok.com/doc/login-kit-web
"""

import secrets
from dataclasses import dataclass
from uuid import UUID

from auth.account import TIKTOK_FEATURES
from auth.errors import ForeignState, StateRefused
from auth.grants import Grants
from auth.oauth_states import OAuthState, OAuthStates
from auth.outcomes import outcome_of, refusal_code
from auth.sessions import fingerprint
from common import metrics
from common.logs import get_logger
from common.postgres import Pool
from common.sessions import Session
from platforms.tiktok.app import TikTokApp
from platforms.tiktok.client import TikTok
from platforms.tiktok.errors import TikTokError
from platforms.tiktok.oauth import Tokens, authorize_url, challenge, new_verifier
from platforms.tiktok.user import User
from vault.envelope import open_sealed, seal
from vault.keyring import Keyring

log = get_logger(__name__)
PROVIDER = "tiktok"
SCOPES = tuple(feature.scope for feature in TIKTOK_FEATURES)


@dataclass(frozen=True, slots=True)
class Callback:
    """What TikTok's redirect brings back."""

    state: str
    code: str
    error: str


@dataclass(frozen=True, slots=True)
class Ending:
    """How a flow ended: the outcome's code, and the account where there is one."""

    code: str
    account_id: UUID | None = None


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
        self._grants = Grants(pool, keyring, registration.app.client_key)

    async def begin(self, session: Session) -> str:
        """Give the address of the consent page, with a state that only this session can use."""
        state = secrets.token_urlsafe(32)
        verifier = new_verifier(secrets.token_bytes(48)) if self._app.pkce == "hex" else None
        async with self._pool.connection() as connection:
            await OAuthStates(connection).create(self._kept(state, session, verifier))
        _tell("started", session.user_id)
        # Always ask: without it TikTok would silently give the account that it knows already.
        return authorize_url(
            self._app,
            self._redirect_uri,
            SCOPES,
            state,
            challenge(verifier) if verifier else None,
            disable_auto_auth=True,
        )

    async def finish(self, session: Session | None, callback: Callback) -> Ending:
        """Use the state up, then exchange the code; raises `StateRefused` or `ForeignState`."""
        state = await self._take(session, callback.state)
        if callback.error or not callback.code:
            return _refused(refusal_code(callback.error), state.user_id)
        try:
            tokens = await self._tiktok.exchange_code(
                callback.code, self._redirect_uri, self._verifier(state)
            )
        except TikTokError as error:
            return _refused(outcome_of(error), state.user_id)
        _tell("exchanged", str(state.user_id))
        account_id = await self._grants.issue(state.user_id, tokens, await self._profile(tokens))
        _tell("granted", str(state.user_id), account_id=str(account_id))
        return Ending("connected", account_id)

    async def _take(self, session: Session | None, state: str) -> OAuthState:
        """Commit the end of the state before anything else: a reload must find it used."""
        async with self._pool.connection() as connection:
            taken = await OAuthStates(connection).take(fingerprint(state))
        if taken is None or (taken.provider, taken.client_key) != (PROVIDER, self._app.client_key):
            _tell("refused", reason="state")
            raise StateRefused("This connection was finished already, or took too long.")
        if session is None or taken.session_hash != fingerprint(session.id):
            _tell("refused", reason="foreign")
            raise ForeignState("Finish connecting in the browser in which you began, signed in.")
        return taken

    async def _profile(self, tokens: Tokens) -> User:
        """Ask who it is; without an answer the account goes nameless rather than be lost."""
        try:
            return await self._tiktok.user_info(tokens.access_token, tokens.scopes)
        except TikTokError as error:
            log.warning("profile not read", provider=PROVIDER, error=str(error))
            return User(open_id=tokens.open_id)

    def _kept(self, state: str, session: Session, verifier: str | None) -> OAuthState:
        state_hash = fingerprint(state)
        return OAuthState(
            state_hash=state_hash,
            provider=PROVIDER,
            client_key=self._app.client_key,
            session_hash=fingerprint(session.id),
            user_id=UUID(session.user_id),
            sealed_verifier=self._sealed(verifier, state_hash),
        )

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


def _refused(code: str, user_id: UUID) -> Ending:
    _tell("refused", str(user_id), reason=code)
    return Ending(code)


def _tell(step: str, user_id: str | None = None, **fields: str) -> None:
    metrics.OAUTH_STEPS.labels(PROVIDER, step).inc()
    log.info("oauth step", provider=PROVIDER, step=step, user_id=user_id, **fields)
