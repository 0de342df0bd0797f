"""The process `worker`: the exact loop over Kafka and the relay of the outbox."""

from accounts.erasing import ErasureHandler
from accounts.grants import GrantHandler, OnConnected
from accounts.profiles import ask_soon_where_nameless
from accounts.turns import AccountTurns, Turns
from common.consumer import ExactConsumer
from common.event import Catalogue
from common.health import Patient, open_health
from common.postgres import Connection, answers
from common.process import work_until_stopped
from common.publisher import open_publisher
from common.relay import Relay
from common.subscription import Subscription, one_by_one
from contracts import auth as auth_events
from contracts import webhooks as webhook_events
from contracts.auth import DisconnectRequested, ErasureRequested, GrantIssued
from contracts.webhooks import WebhookReceived
from tiktok.parts import SERVICE, Parts, open_parts
from tiktok.platform import PROVIDER, RECONCILE
from tiktok.posts.due import DuePosts
from tiktok.sealed_columns import SCHEMA
from tiktok.settings import TikTokServiceSettings
from tiktok.watching.webhooks import WebhookHandler
from vault.keyring import Keyring


async def worker(settings: TikTokServiceSettings) -> None:
    """Handle grants and webhooks, and send what the outbox holds."""
    servers = settings.kafka_bootstrap_servers
    async with (
        open_parts(settings) as parts,
        open_publisher(servers) as publisher,
        open_health(settings.host, settings.internal_port) as health,
    ):
        subscription = subscribe(parts, settings)
        consumer = ExactConsumer(subscription, servers, parts.pool, publisher)
        relay = Relay(settings.database_url.get_secret_value(), SCHEMA, publisher)
        health.needs("postgres", lambda: answers(parts.pool, SERVICE))
        health.needs("kafka", Patient(publisher.answers))
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
                    ErasureRequested: ErasureHandler(parts.platform, parts.outbox).erase,
                    WebhookReceived: webhooks.handle,
                }
            )
        ),
        dead_letter_limit=settings.dead_letter_limit,
    )


def account_connected(webhooks: WebhookHandler, turns: Turns) -> OnConnected:
    """Give what is done when an account connects, in the transaction that holds the account.

    Its turns begin; its name is asked for at once where it is not known, and its video list is read
    soon where that may settle a lost init. Its waiting posts are asked about again, and early
    webhooks are applied.
    """

    async def connected(connection: Connection, grant: GrantIssued) -> None:
        account_turns, due_posts = AccountTurns(connection, turns), DuePosts(connection)
        await account_turns.begin(grant.account_id)
        await ask_soon_where_nameless(connection, turns, grant.account_id)
        if await due_posts.has_unknown_inits(grant.account_id):
            await account_turns.hasten(grant.account_id, RECONCILE)
        await due_posts.hasten(grant.account_id)
        await webhooks.account_connected(connection, grant.platform_user_id)

    return connected
