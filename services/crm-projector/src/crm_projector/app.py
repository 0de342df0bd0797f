"""The two processes, wired."""

from collections.abc import Collection

from aiohttp import web

from common.consumer import ExactConsumer
from common.cors import cors
from common.endpoints import add_endpoints
from common.health import Patient, open_health
from common.postgres import Pool, answers, open_pool
from common.process import serve_until_stopped, work_until_stopped
from common.publisher import open_publisher
from common.revocations import Revocations
from common.sessions import GATE, SessionGate, SessionKeys
from common.web import edge
from crm_projector.operations.handlers import OPERATIONS, Operations
from crm_projector.operations.measuring import Measuring
from crm_projector.project.consumer import Projector
from crm_projector.providers import ENDPOINTS, PARTS, PROJECTION, SAMPLE_TYPES
from crm_projector.read import reading
from crm_projector.settings import ApiSettings, ProjectSettings
from crm_projector.stream.handlers import STREAMS
from crm_projector.stream.listening import Listener
from crm_projector.stream.streams import Streams

SERVICE, SCHEMA = "crm-projector", "crm"
LOCAL_KAFKA = "127.0.0.1:9092"


def create_app(
    pool: Pool,
    gate: SessionGate,
    origins: Collection[str] = (),
    streams: Streams | None = None,
    operations: Operations | None = None,
) -> web.Application:
    """Build the API; pages of `origins` may read its answers."""
    app = web.Application(middlewares=[cors(origins), edge(SERVICE)])
    app[reading.POOL] = pool
    app[reading.SAMPLE_TYPES] = SAMPLE_TYPES
    app[reading.PARTS] = PARTS
    app[GATE] = gate
    app[STREAMS] = streams or Streams()
    app[OPERATIONS] = operations or Operations.of(pool, LOCAL_KAFKA)
    add_endpoints(app, ENDPOINTS)
    return app


async def serve(settings: ApiSettings) -> None:
    """Serve the read API until a signal; ready once it knows which sessions have ended."""
    revocations = Revocations(settings.kafka_bootstrap_servers)
    keys = SessionKeys.load(settings.session_keys_file)
    gate = SessionGate(keys, settings.public_url, revocations.__contains__)
    database_url = settings.database_url.get_secret_value()
    streams = Streams(settings.stream_limit)
    listener = Listener(database_url, SCHEMA, streams)
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_pool(database_url, SCHEMA, settings.database_pool_size) as pool,
    ):
        health.needs("postgresql", lambda: answers(pool, "crm_projector"))
        health.needs("sign-outs", revocations.not_ready)
        operations = Operations.of(pool, settings.kafka_bootstrap_servers)
        app = create_app(pool, gate, settings.cors_origins, streams, operations)
        work = revocations.run(), listener.run(), Measuring.of(operations).run()
        await serve_until_stopped(app, settings, health, *work)


async def project(settings: ProjectSettings) -> None:
    """Project until a signal; ready while it has partitions, Kafka and a database."""
    servers = settings.kafka_bootstrap_servers
    async with (
        open_health(settings.host, settings.internal_port) as health,
        open_pool(
            settings.database_url.get_secret_value(), SCHEMA, settings.database_pool_size
        ) as pool,
        open_publisher(servers) as publisher,
    ):
        reads = Projector(PROJECTION).subscription(settings.dead_letter_limit)
        consumer = ExactConsumer(reads, servers, pool, publisher)
        health.needs("postgresql", lambda: answers(pool, "crm_projector"))
        health.needs("kafka", Patient(publisher.answers))
        health.needs("consumer", consumer.not_ready)
        await work_until_stopped(settings, health, consumer.run())
