"""The API: settings in, resources opened and closed around the work, routes last."""

from collections.abc import Sequence
from functools import partial

from aiohttp import web

from auth.app_keys import PLATFORMS, POOL
from auth.connect.api.choice_handlers import CHOOSING
from auth.connect.api.handlers import CONNECT
from auth.connect.api.host_handlers import HOSTED, PUBLIC_URL
from auth.connect.api.withdrawal_handlers import WITHDRAWING
from auth.connect.choosing import Choosing
from auth.connect.connecting import Connect
from auth.connect.hosted import Hosted
from auth.connect.login import Login
from auth.connect.logins import Logins
from auth.connect.registered import open_logins, withdrawal_readers
from auth.connect.unconfirmed import Unconfirmed
from auth.connect.withdrawing import Withdrawing
from auth.database import SCHEMA
from auth.hosts.handlers import HOST_TOKENS
from auth.hosts.tokens import HostTokens
from auth.housekeeping import revoke_unconfirmed_for_ever
from auth.person.erasing import Erasing
from auth.person.erasing_handlers import ERASING
from auth.person.handlers import OWN_PASSWORD, OWN_SESSIONS
from auth.person.own_sessions import OwnSessions
from auth.person.passwords import OwnPassword
from auth.routes import endpoints
from auth.settings import ApiSettings
from auth.sign_in.cookies import BROWSER_COOKIE, BrowserCookie, Cookies
from auth.sign_in.handlers import COOKIES, SIGN_IN
from auth.sign_in.keys import SigningKey
from auth.sign_in.live_sessions import LiveSessions
from auth.sign_in.passwords import Passwords
from auth.sign_in.policy import SESSIONS
from auth.sign_in.sign_in import SignIn
from auth.sign_in.tokens import TokenIssuer
from common.cors import cors
from common.endpoints import add_endpoints
from common.faults import FaultPoints
from common.health import open_health
from common.postgres import Pool, answers, open_pool
from common.process import serve_until_stopped
from common.sessions import SessionGate, SessionKeys
from common.web import edge
from vault.keyring import Keyring

# A draft is the largest.
MAX_BODY_BYTES = 96 * 1024
UNCONFIRMED = web.AppKey("unconfirmed", Unconfirmed)


def create_app(settings: ApiSettings, pool: Pool, logins: Sequence[Login]) -> web.Application:
    """Wire the API; raises where a key file cannot be used."""
    outermost = [cors(settings.cors_origins), edge("auth")]
    app = web.Application(middlewares=outermost, client_max_size=MAX_BODY_BYTES)
    app[POOL] = pool
    _add_sign_in(app, settings, pool)
    _add_connecting(app, settings, pool, logins)
    platforms = app[PLATFORMS]
    add_endpoints(app, endpoints(platforms))
    return app


def _add_sign_in(app: web.Application, settings: ApiSettings, pool: Pool) -> None:
    limits = settings.session_limits()
    keys = SessionKeys.load(settings.session_keys_file)
    gate = SessionGate(keys, settings.public_url, is_revoked=lambda _session_id: False)
    issuer = TokenIssuer(SigningKey.load(settings.session_keys_file))
    # Each request reads its session's row, which a sign-out deletes: no need for sessions.v1.
    app[SESSIONS] = LiveSessions(gate, keys, pool, limits)
    passwords = Passwords()
    app[SIGN_IN] = SignIn(pool, issuer, limits, passwords)
    app[OWN_PASSWORD] = OwnPassword(pool, passwords)
    app[ERASING] = Erasing(pool, app[OWN_PASSWORD])
    app[OWN_SESSIONS] = OwnSessions(pool, limits)
    app[COOKIES] = Cookies(settings.public_url, limits.idle)
    app[HOST_TOKENS] = HostTokens(pool, issuer, limits)


def _add_connecting(
    app: web.Application, settings: ApiSettings, pool: Pool, logins: Sequence[Login]
) -> None:
    names = [login.platform.name for login in logins]
    rings = {name: Keyring.load(settings.grant_keyring_of(name)) for name in names}
    opened = Logins(logins, rings, settings.public_url)
    app[PLATFORMS] = opened.platforms
    app[HOSTED] = Hosted(pool, opened)
    app[CHOOSING] = Choosing(pool, opened)
    faults = FaultPoints(settings.fault_point_file)
    app[CONNECT] = Connect(pool, opened, app[HOSTED], app[CHOOSING], faults)
    app[UNCONFIRMED] = Unconfirmed(pool, opened)
    app[WITHDRAWING] = Withdrawing(pool, withdrawal_readers(settings))
    app[PUBLIC_URL] = settings.public_url
    app[BROWSER_COOKIE] = BrowserCookie(settings.public_url)


async def api(settings: ApiSettings) -> None:
    """Serve until stopped; PostgreSQL is all that this process needs."""
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_pool(
            settings.database_url.get_secret_value(), SCHEMA, settings.database_pool_size
        ) as pool,
        open_logins(settings) as logins,
    ):
        health.needs("postgres", partial(answers, pool, "auth"))
        app = create_app(settings, pool, logins)
        revoking = revoke_unconfirmed_for_ever(app[UNCONFIRMED])
        await serve_until_stopped(app, settings, health, revoking)
