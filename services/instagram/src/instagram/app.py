"""The process `api`: the public endpoints."""

from aiohttp import web

from accounts import avatars, covers
from common.cors import cors
from common.endpoints import add_endpoints
from common.health import open_health
from common.postgres import answers
from common.process import serve_until_stopped
from common.revocations import Revocations
from common.sessions import GATE, SessionGate, SessionKeys
from common.web import edge
from instagram.api.routes import ENDPOINTS
from instagram.parts import SERVICE, Parts, open_parts
from instagram.platform import PROVIDER
from instagram.rooms import furnish
from instagram.settings import InstagramServiceSettings
from instagram.watching.covers import CoverAddresses


def create_api(
    parts: Parts, settings: InstagramServiceSettings, gate: SessionGate
) -> web.Application:
    """Join the HTTP handlers to the parts."""
    app = web.Application(middlewares=[cors(settings.cors_origins), edge(SERVICE)])
    app[GATE] = gate
    for room in furnish(parts, settings):
        if room.serve:
            room.serve(app)
    app.cleanup_ctx.append(avatars.opened(parts.pool, PROVIDER, settings.avatar_hosts))
    addresses = CoverAddresses(parts.calls)
    app.cleanup_ctx.append(
        covers.opened(parts.pool, PROVIDER, settings.avatar_hosts, addresses.ask)
    )
    add_endpoints(app, ENDPOINTS)
    return app


async def api(settings: InstagramServiceSettings) -> None:
    """Serve the public endpoints."""
    revocations = Revocations(settings.kafka_bootstrap_servers)
    keys = SessionKeys.load(settings.session_keys_file)
    gate = SessionGate(keys, settings.public_url, revocations.__contains__)
    async with (
        open_parts(settings) as parts,
        open_health(settings.host, settings.internal_port) as health,
    ):
        health.needs("postgres", lambda: answers(parts.pool, SERVICE))
        health.needs("sign-outs", revocations.not_ready)
        app = create_api(parts, settings, gate)
        await serve_until_stopped(app, settings, health, revocations.run())
