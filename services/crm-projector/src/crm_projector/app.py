"""The two processes, wired."""

from aiohttp import web

from common.consumer import ExactConsumer
from common.health import open_health
from common.postgres import Pool, answers, open_pool
from common.process import serve_until_stopped, work_until_stopped
from common.publisher import open_publisher
from common.revocations import Revocations
from common.sessions import GATE, SessionGate, SessionKeys
from common.web import edge
from crm_projector import handlers
from crm_projector.projector import subscription
from crm_projector.settings import ApiSettings, ProjectSettings

SERVICE, SCHEMA = "crm-projector", "crm"


def create_app(pool: Pool, gate: SessionGate) -> web.Application:
    """Build the read API."""
    app = web.Application(middlewares=[edge(SERVICE)])
    app[handlers.POOL] = pool
    app[GATE] = gate
    app.add_routes(
        [
            web.get("/api/crm/accounts", handlers.list_accounts),
            web.get("/api/crm/accounts/{account_id}/timeline", handlers.show_timeline),
            web.get("/api/crm/tiktok/posts", handlers.list_posts),
            web.get("/api/crm/webhook-events", handlers.list_webhook_events),
        ]
    )
    return app


async def serve(settings: ApiSettings) -> None:
    """Serve the read API until a signal; ready once it knows which sessions have ended."""
    revocations = Revocations(settings.kafka_bootstrap_servers)
    keys = SessionKeys.load(settings.session_keys_file)
    gate = SessionGate(keys, settings.public_url, revocations.__contains__)
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_pool(settings.database_url.get_secret_value(), SCHEMA) as pool,
    ):
        health.needs("postgresql", lambda: answers(pool))
        health.needs("sign-outs", revocations.not_ready)
        await serve_until_stopped(create_app(pool, gate), settings, health, revocations.run())


async def project(settings: ProjectSettings) -> None:
    """Project until a signal; ready while it has a place in the group and a database."""
    servers = settings.kafka_bootstrap_servers
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_pool(settings.database_url.get_secret_value(), SCHEMA) as pool,
        open_publisher(servers) as publisher,
    ):
        reads = subscription(settings.dead_letter_limit)
        consumer = ExactConsumer(reads, servers, pool, publisher)
        health.needs("postgresql", lambda: answers(pool))
        health.needs("consumer", consumer.not_ready)
        await work_until_stopped(settings, health, consumer.run())
