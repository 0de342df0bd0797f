"""The service, wired."""

import logging
from collections.abc import Sequence

from aiohttp import web

from common.endpoints import add_endpoints
from common.health import open_health
from common.process import serve_until_stopped
from common.publisher import Publisher, open_publisher
from common.web import edge
from webhook_ingest import handlers
from webhook_ingest.receivers.base import Receiver
from webhook_ingest.receivers.registered import RECEIVERS
from webhook_ingest.request_headers import KEPT
from webhook_ingest.settings import Settings

SERVICE = "webhook-ingest"


def create_app(
    settings: Settings, publisher: Publisher, receivers: Sequence[type[Receiver]] = RECEIVERS
) -> web.Application:
    """Build the application; no route redirects, since a redirected POST is lost as a GET."""
    # A delivery that was taken stands in the log of Kafka; a line of ours is for those who debug.
    outermost = edge(SERVICE, trust_caller=False, told=logging.DEBUG)
    app = web.Application(middlewares=[outermost], client_max_size=settings.largest)
    made = [receiver for one in receivers if (receiver := one.of(settings)) is not None]
    app[handlers.DOORS] = {
        one.provider: handlers.Door(settings, publisher, one, KEPT | one.kept_headers)
        for one in made
    }
    for receiver in made:
        add_endpoints(app, receiver.endpoints)
    return app


async def serve(settings: Settings) -> None:
    """Serve until a signal; live without a broker, ready only while one answers."""
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_publisher(settings.kafka_bootstrap_servers) as publisher,
    ):
        health.needs("kafka", publisher.answers)
        await serve_until_stopped(create_app(settings, publisher), settings, health)
