"""Wiring: settings in, resources opened and closed with the process, parts by constructor."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

import aiohttp
from aiohttp import web

from common.consumer import ExactConsumer, Subscription, one_by_one
from common.cors import cors
from common.endpoints import add_endpoints
from common.event import Catalogue
from common.faults import FaultPoints
from common.health import Health, open_health
from common.logs import get_logger
from common.outbox import Outbox
from common.platform_calls import observer
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
from tiktok import avatars, handlers, uploads
from tiktok.calls import Calls
from tiktok.cancelling import Cancelling
from tiktok.creators import Creators
from tiktok.grants import GrantHandler
from tiktok.inits import Inits
from tiktok.polling import Polling
from tiktok.publishing import Publishing, Rules
from tiktok.routes import ENDPOINTS
from tiktok.sealed import watch_keys
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
    calls: Calls
    polling: Polling
    creators: Creators
    inits: Inits
    publishing: Publishing
    cancelling: Cancelling
    faults: FaultPoints


def join(pool: Pool, tiktok: TikTok, keyring: Keyring, faults: FaultPoints, rules: Rules) -> Parts:
    """Put the parts together, which share nothing but the schema with other processes."""
    outbox = Outbox(SERVICE)
    tokens = Tokens(pool, keyring, tiktok, outbox)
    calls = Calls(pool, tokens)
    creators = Creators(pool, tiktok, calls, rules.places)
    inits = Inits(pool, outbox, tiktok, tokens, faults)
    return Parts(
        pool=pool,
        outbox=outbox,
        tiktok=tiktok,
        tokens=tokens,
        calls=calls,
        polling=Polling(pool, outbox, tiktok, calls),
        creators=creators,
        inits=inits,
        publishing=Publishing(pool, outbox, tokens, creators, inits, rules),
        cancelling=Cancelling(pool, outbox, tiktok, calls),
        faults=faults,
    )


@asynccontextmanager
async def open_parts(settings: TikTokServiceSettings) -> AsyncIterator[Parts]:
    """Open database and HTTP session for as long as the process works."""
    async with (
        open_pool(
            settings.database_url.get_secret_value(), SCHEMA, settings.database_pool_size
        ) as pool,
        aiohttp.ClientSession() as session,
    ):
        tiktok = TikTok(session, settings.tiktok_app(), observer(SERVICE))
        keyring = Keyring.load(settings.token_keyring_file)
        faults = FaultPoints(settings.fault_point_file)
        rules = Rules(settings.places(), settings.tiktok_app().verified_url_prefixes)
        parts = join(pool, tiktok, keyring, faults, rules)
        try:
            yield parts
        finally:
            await parts.tokens.close()


def create_api(parts: Parts, settings: TikTokServiceSettings, gate: SessionGate) -> web.Application:
    """Join the HTTP handlers to the parts."""
    app = web.Application(middlewares=[cors(settings.cors_origins), edge(SERVICE)])
    app[GATE] = gate
    app[handlers.PUBLISHING] = parts.publishing
    app[handlers.POLLING] = parts.polling
    app[handlers.CREATORS] = parts.creators
    app[handlers.CANCELLING] = parts.cancelling
    app[handlers.PUBLIC_URL] = settings.public_url.rstrip("/")
    app[uploads.BUDGET] = ByteBudget(settings.upload_buffer_bytes)
    app[uploads.TRANSFER] = Transfer(
        parts.pool, parts.outbox, parts.tiktok, parts.tokens, parts.polling, parts.faults
    )
    app.cleanup_ctx.append(avatars.opened(parts.pool, settings.avatar_hosts))
    add_endpoints(app, ENDPOINTS)
    app.on_response_prepare.append(uploads.speak_tus)
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
        keys = watch_keys(parts.pool)
        await work_until_stopped(settings, health, consumer.run(), relay.run(), keys)


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
