"""The processes that serve and consume: `api` and `worker`."""

from aiohttp import web

from accounts import avatars
from accounts.grants import GrantHandler, OnConnected
from accounts.turns import AccountTurns, Turns
from common.consumer import ExactConsumer, Subscription, one_by_one
from common.cors import cors
from common.endpoints import add_endpoints
from common.event import Catalogue
from common.health import open_health
from common.postgres import Connection
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
from tiktok.api import posts, uploads
from tiktok.api.routes import ENDPOINTS
from tiktok.parts import SERVICE, Parts, needs_postgres, open_parts
from tiktok.platform import PROVIDER
from tiktok.posts.due import DuePosts
from tiktok.posts.queries import PostQueries
from tiktok.sealed_columns import SCHEMA
from tiktok.settings import TikTokServiceSettings
from tiktok.watching.webhooks import WebhookHandler
from vault.keyring import Keyring


def create_api(parts: Parts, settings: TikTokServiceSettings, gate: SessionGate) -> web.Application:
    """Join the HTTP handlers to the parts."""
    app = web.Application(middlewares=[cors(settings.cors_origins), edge(SERVICE)])
    app[GATE] = gate
    app[posts.QUERIES] = PostQueries(parts.pool)
    app[posts.PUBLISHING] = parts.publishing
    app[posts.RETRYING] = parts.retrying
    app[posts.POLLING] = parts.polling
    app[posts.CREATORS] = parts.creators
    app[posts.CANCELLING] = parts.cancelling
    app[posts.PUBLIC_URL] = settings.public_url.rstrip("/")
    uploads.add_uploads(app, parts.transfer, settings.upload_buffer_bytes)
    app.cleanup_ctx.append(avatars.opened(parts.pool, PROVIDER, settings.avatar_hosts))
    add_endpoints(app, ENDPOINTS)
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
    """Say what the exact loop reads, and which handler gets it."""
    webhooks = WebhookHandler(parts.outbox)
    grants = GrantHandler(
        parts.platform,
        parts.outbox,
        Keyring.load(settings.grant_keyring_file),
        parts.tokens,
        account_connected(webhooks, settings.turns()),
    )
    return Subscription(
        group=SERVICE,
        topics=[f"grants.{PROVIDER}.v1", f"webhooks.{PROVIDER}.v1"],
        catalogue=Catalogue([*auth_events.GRANTS, *webhook_events.EVENTS]),
        handle=webhooks.in_lock_order(
            one_by_one(
                {
                    GrantIssued: grants.connect,
                    DisconnectRequested: grants.disconnect,
                    WebhookReceived: webhooks.handle,
                }
            )
        ),
        dead_letter_limit=settings.dead_letter_limit,
    )


def account_connected(webhooks: WebhookHandler, turns: Turns) -> OnConnected:
    """Give what is done when an account connects, in the transaction that holds the account.

    Its turns begin, its waiting posts are asked about again, and early webhooks are applied.
    """

    async def connected(connection: Connection, grant: GrantIssued) -> None:
        await AccountTurns(connection, turns).begin(grant.account_id)
        await DuePosts(connection).hasten(grant.account_id)
        await webhooks.account_connected(connection, grant.platform_user_id)

    return connected
