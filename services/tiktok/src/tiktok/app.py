"""Wiring: settings in, resources opened and closed with the process, parts by constructor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from common import metrics
from common.consumer import ExactConsumer, Subscription, one_by_one
from common.event import Catalogue
from common.faults import FaultPoints
from common.health import Health, open_health
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Pool, answers, open_pool
from common.process import serve_until_stopped, work_until_stopped
from common.publisher import open_publisher
from common.relay import Relay
from common.revocations import Revocations
from common.sessions import GATE, SessionGate, SessionKeys
from common.web import edge
from contracts import auth as auth_events
from contracts import webhooks as webhook_events
from contracts.auth import DisconnectRequested, GrantIssued
from contracts.webhooks import WebhookReceived
from platforms.tiktok.client import TikTok
from tiktok import handlers, uploads
from tiktok.grants import GrantHandler
from tiktok.polling import Polling
from tiktok.publishing import Publishing
from tiktok.settings import TikTokServiceSettings
from tiktok.tokens import Tokens
from tiktok.transfer import ByteBudget, Transfer
from tiktok.webhooks import WebhookHandler
from vault.keyring import Keyring

log = get_logger(__name__)
SERVICE = SCHEMA = "tiktok"
TOPICS = ["grants.tiktok.v1", "webhooks.tiktok.v1"]


@dataclass(frozen=True, slots=True)
class Parts:
    """What every process of this service is made of."""

    pool: Pool
    outbox: Outbox
    tiktok: TikTok
    tokens: Tokens
    polling: Polling
    publishing: Publishing
    faults: FaultPoints


@asynccontextmanager
async def open_parts(settings: TikTokServiceSettings) -> AsyncIterator[Parts]:
    """Open database and HTTP session for as long as the process works."""
    async with (
        open_pool(settings.database_url.get_secret_value(), SCHEMA) as pool,
        aiohttp.ClientSession() as session,
    ):
        outbox, faults = Outbox(SERVICE), FaultPoints(settings.fault_point_file)
        tiktok = TikTok(session, settings.tiktok_app(), observe)
        tokens = Tokens(pool, Keyring.load(settings.token_keyring_file), tiktok, outbox)
        polling = Polling(pool, outbox, tiktok, tokens)
        publishing = Publishing(pool, outbox, tiktok, tokens, faults)
        try:
            yield Parts(pool, outbox, tiktok, tokens, polling, publishing, faults)
        finally:
            await tokens.close()


def observe(endpoint: str, outcome: str, seconds: float) -> None:
    """Count and log one call to TikTok."""
    metrics.PLATFORM_CALLS.labels("tiktok", endpoint, outcome).inc()
    metrics.PLATFORM_SECONDS.labels("tiktok", endpoint).observe(seconds)
    log.info("platform call", endpoint=endpoint, outcome=outcome, seconds=round(seconds, 4))


def create_api(parts: Parts, settings: TikTokServiceSettings, gate: SessionGate) -> web.Application:
    """Join the HTTP handlers to the parts."""
    app = web.Application(middlewares=[edge(SERVICE)])
    app[GATE] = gate
    app[handlers.PUBLISHING] = parts.publishing
    app[handlers.POLLING] = parts.polling
    app[handlers.PUBLIC_URL] = settings.public_url.rstrip("/")
    app[uploads.BUDGET] = ByteBudget(settings.upload_buffer_bytes)
    app[uploads.TRANSFER] = Transfer(
        parts.pool, parts.outbox, parts.tiktok, parts.tokens, parts.polling, parts.faults
    )
    upload = "/api/tiktok/uploads/{post_id}"
    app.add_routes(
        [
            web.post("/api/tiktok/upload", handlers.start_upload),
            web.get("/api/tiktok/status/{identity}", handlers.get_status),
            web.get("/api/tiktok/posts/{identity}", handlers.get_status),
            web.options(upload, uploads.describe_upload),
            web.head(upload, uploads.head_upload),
            web.patch(upload, uploads.patch_upload),
        ]
    )
    return app


async def api(settings: TikTokServiceSettings) -> None:
    """Serve the public endpoints."""
    revocations = Revocations(settings.kafka_bootstrap_servers)
    keys = SessionKeys.load(settings.session_keys_file)
    gate = SessionGate(keys, settings.public_url, revocations.__contains__)
    async with (
        open_parts(settings) as parts,
        open_health(settings.host, settings.internal_port) as health,
    ):
        needs_postgres(health, parts.pool)
        health.needs("sign-outs", revocations.not_ready)
        app = create_api(parts, settings, gate)
        await serve_until_stopped(app, settings, health, revocations.run())


async def worker(settings: TikTokServiceSettings) -> None:
    """Run the exact loops and the outbox relay."""
    servers = settings.kafka_bootstrap_servers
    async with (
        open_parts(settings) as parts,
        open_publisher(servers) as publisher,
        open_health(settings.host, settings.internal_port) as health,
    ):
        subscription = subscribe(parts, settings)
        consumer = ExactConsumer(subscription, servers, parts.pool, publisher)
        relay = Relay(settings.database_url.get_secret_value(), SCHEMA, publisher)
        needs_postgres(health, parts.pool)
        health.needs("kafka", publisher.answers)
        health.needs("consumer", consumer.not_ready)
        await work_until_stopped(settings, health, consumer.run(), relay.run())


def subscribe(parts: Parts, settings: TikTokServiceSettings) -> Subscription:
    """Say what the exact loop reads, and who hears it."""
    webhooks = WebhookHandler(parts.outbox)
    keyring = Keyring.load(settings.grant_keyring_file)
    grants = GrantHandler(parts.outbox, keyring, parts.tokens, webhooks)
    return Subscription(
        group=SERVICE,
        topics=TOPICS,
        catalogue=Catalogue([*auth_events.GRANTS, *webhook_events.EVENTS]),
        handle=one_by_one(
            {
                GrantIssued: grants.connect,
                DisconnectRequested: grants.disconnect,
                WebhookReceived: webhooks.handle,
            }
        ),
        dead_letter_limit=settings.dead_letter_limit,
    )


def needs_postgres(health: Health, pool: Pool) -> None:
    """Be ready only while the schema can be reached."""

    async def check() -> str | None:
        return await answers(pool)

    health.needs("postgres", check)
