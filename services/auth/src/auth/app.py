"""Wiring: settings in, resources opened and closed around the work, routes last."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial

import aiohttp
from aiohttp import web

from auth.app_keys import POOL
from auth.connect.api.handlers import CONNECT
from auth.connect.api.host_handlers import HOST_TOKENS, PUBLIC_URL
from auth.connect.connecting import Connect, Registration
from auth.connect.flow import PROVIDER
from auth.hosts.tokens import HostTokens
from auth.housekeeping import revoke_unconfirmed_for_ever
from auth.outbox import OUTBOX
from auth.routes import ENDPOINTS
from auth.settings import SCHEMA, ApiSettings
from auth.sign_in.cookies import BROWSER_COOKIE, BrowserCookie, Cookies
from auth.sign_in.handlers import COOKIES, SIGN_IN
from auth.sign_in.keys import SigningKey
from auth.sign_in.live_sessions import LiveSessions
from auth.sign_in.policy import SESSIONS
from auth.sign_in.sign_in import SignIn
from auth.sign_in.tokens import TokenIssuer
from common.cors import cors
from common.endpoints import add_endpoints
from common.health import open_health
from common.platform_calls import observer
from common.postgres import Pool, answers, open_pool
from common.process import serve_until_stopped
from common.sessions import SessionGate, SessionKeys
from common.web import edge
from platforms.tiktok.client import TikTok
from vault.keyring import Keyring

MAX_BODY_BYTES = 16 * 1024


def create_app(settings: ApiSettings, pool: Pool, tiktok: TikTok) -> web.Application:
    """Wire the API; raises where a key file cannot be used."""
    limits = settings.session_limits()
    keys = SessionKeys.load(settings.session_keys_file)
    gate = SessionGate(keys, settings.public_url, is_revoked=lambda _session_id: False)
    issuer = TokenIssuer(SigningKey.load(settings.session_keys_file))
    registration = Registration(settings.tiktok_app(), settings.public_url)
    keyring = Keyring.load(settings.grant_keyring_file)

    outermost = [cors(settings.cors_origins), edge("auth")]
    app = web.Application(middlewares=outermost, client_max_size=MAX_BODY_BYTES)
    app[POOL] = pool
    # The row of a session, which a sign-out deletes, is asked for: no need to follow sessions.v1.
    app[SESSIONS] = LiveSessions(gate, keys, pool, limits)
    app[SIGN_IN] = SignIn(pool, issuer, limits, OUTBOX)
    app[COOKIES] = Cookies(settings.public_url, limits.idle)
    app[CONNECT] = Connect(pool, tiktok, registration, keyring)
    app[HOST_TOKENS] = HostTokens(pool, issuer, limits)
    app[PUBLIC_URL] = settings.public_url
    app[BROWSER_COOKIE] = BrowserCookie(settings.public_url)
    add_endpoints(app, ENDPOINTS)
    return app


@asynccontextmanager
async def open_tiktok(settings: ApiSettings) -> AsyncIterator[TikTok]:
    """Keep a client of TikTok that counts its calls."""
    async with aiohttp.ClientSession() as session:
        yield TikTok(session, settings.tiktok_app(), observe=observer(PROVIDER))


async def api(settings: ApiSettings) -> None:
    """Serve until stopped; PostgreSQL is all that this process needs."""
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_pool(settings.database_url.get_secret_value(), SCHEMA) as pool,
        open_tiktok(settings) as tiktok,
    ):
        health.needs("postgres", partial(answers, pool))
        app = create_app(settings, pool, tiktok)
        revoking = revoke_unconfirmed_for_ever(app[CONNECT].hosted)
        await serve_until_stopped(app, settings, health, revoking)
