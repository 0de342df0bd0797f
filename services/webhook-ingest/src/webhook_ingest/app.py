"""The service, wired."""

from aiohttp import web

from common.endpoints import add_endpoints
from common.health import open_health
from common.process import serve_until_stopped
from common.publisher import Publisher, open_publisher
from common.web import edge
from webhook_ingest.handlers import PUBLISHER, RECEIVER, SETTINGS
from webhook_ingest.routes import ENDPOINTS
from webhook_ingest.settings import Settings
from webhook_ingest.tiktok import Receiver

SERVICE = "webhook-ingest"


def create_app(settings: Settings, publisher: Publisher) -> web.Application:
    """Build the application; no route redirects, since a redirected POST is lost as a GET."""
    app = web.Application(
        middlewares=[edge(SERVICE, trust_caller=False)], client_max_size=settings.max_body_bytes
    )
    app[SETTINGS] = settings
    app[PUBLISHER] = publisher
    app[RECEIVER] = Receiver(
        settings.tiktok_client_key, settings.tiktok_secrets, settings.tiktok_webhook_max_age
    )
    add_endpoints(app, ENDPOINTS)
    return app


async def serve(settings: Settings) -> None:
    """Serve until a signal; live without a broker, ready only while one answers."""
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_publisher(settings.kafka_bootstrap_servers) as publisher,
    ):
        health.needs("kafka", publisher.answers)
        await serve_until_stopped(create_app(settings, publisher), settings, health)
