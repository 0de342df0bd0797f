"""The process `worker`: the exact loop over Kafka and the relay of the outbox."""

from collections.abc import Sequence
from uuid import UUID

from accounts.erasing import ErasureHandler
from accounts.grants import GrantHandler, OnConnected
from common.consumer import ExactConsumer
from common.event import Catalogue, Event
from common.health import Patient, open_health
from common.postgres import Connection, answers
from common.process import work_until_stopped
from common.publisher import open_publisher
from common.relay import Relay
from common.subscription import HandleOne, Subscription, one_by_one
from contracts import auth as auth_events
from contracts import webhooks as webhook_events
from contracts.auth import DisconnectRequested, ErasureRequested, GrantIssued, GrantWithdrawn
from instagram.assets.rows import AssetRows
from instagram.parts import SERVICE, Parts, open_parts
from instagram.platform import PROVIDER
from instagram.room import Room
from instagram.rooms import furnish
from instagram.sealed_columns import SCHEMA
from instagram.settings import InstagramServiceSettings
from vault.keyring import Keyring


async def worker(settings: InstagramServiceSettings) -> None:
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


def subscribe(parts: Parts, settings: InstagramServiceSettings) -> Subscription:
    """Say what the exact loop reads, and which handler gets it."""
    rooms = furnish(parts, settings)
    grants = GrantHandler(
        parts.platform,
        parts.outbox,
        Keyring.load(settings.grant_keyring_file),
        parts.tokens,
        account_connected(rooms),
    )
    erasures = ErasureHandler(parts.platform, parts.outbox, let_files_go)
    handlers: dict[type[Event], HandleOne] = {
        GrantIssued: grants.connect,
        DisconnectRequested: grants.disconnect,
        GrantWithdrawn: grants.withdraw,
        ErasureRequested: erasures.erase,
    }
    for room in rooms:
        handlers |= room.handlers
    handle = one_by_one(handlers)
    for room in rooms:
        handle = room.in_lock_order(handle) if room.in_lock_order else handle
    return Subscription(
        group=SERVICE,
        topics=[f"grants.{PROVIDER}.v1", f"webhooks.{PROVIDER}.v1"],
        catalogue=Catalogue([*auth_events.GRANTS, *webhook_events.EVENTS]),
        handle=handle,
        dead_letter_limit=settings.dead_letter_limit,
    )


async def let_files_go(connection: Connection, user_id: UUID) -> None:
    """End what an erased user has in the media store; its bytes, and then its rows, follow soon."""
    await AssetRows(connection).let_go(user_id)


def account_connected(rooms: Sequence[Room]) -> OnConnected:
    """Give what is done when an account connects, in the transaction that holds the account."""
    steps = [room.on_connected for room in rooms if room.on_connected]

    async def connected(connection: Connection, grant: GrantIssued) -> None:
        for step in steps:
            await step(connection, grant)

    return connected
