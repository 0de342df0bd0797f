"""The exact loop over TikTok's webhooks: decides and writes events, never calls TikTok."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime

from accounts.inbox import EarlyDelivery, Inbox
from accounts.removals import Removal, Withdrawal, observe_removal
from accounts.webhooks import lock_in_order, settle_once
from common.errors import UnreadableRecord
from common.event import Delivered
from common.outbox import Outbox
from common.postgres import Connection
from common.settling import Handle
from contracts.webhooks import WebhookReceived
from platforms.tiktok.webhooks import (
    PING,
    Delivery,
    PostContent,
    RemovalContent,
    UnparseableDelivery,
    parse_delivery,
)
from tiktok.platform import PROVIDER
from tiktok.watching.applying import apply_webhook

REMOVAL_REASONS: dict[int, Withdrawal] = {
    1: "user_disconnected",
    2: "account_deleted",
    3: "age_changed",
    4: "account_banned",
    5: "developer_revoked",
}


class WebhookHandler:
    """Applies each delivery once; one whose target is not known yet waits for it."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def handle(self, connection: Connection, delivered: Delivered) -> None:
        """Settle one delivery in the offset's transaction."""
        await settle_once(connection, delivered, PROVIDER, self._settle)

    def in_lock_order(self, handle: Handle) -> Handle:
        """Let a batch take the locks that it will want in the order of the rest of the service.

        Posts come after what `lock_in_order` locks (`posts.store`).
        """

        async def handle_in_order(connection: Connection, batch: Sequence[Delivered]) -> None:
            removals = list(filter(None, map(_removal_in, batch)))
            await lock_in_order(connection, PROVIDER, batch, removals=removals)
            await handle(connection, batch)

        return handle_in_order

    async def account_connected(self, connection: Connection, platform_user_id: str) -> None:
        """Apply what came before this account was known; the caller holds its inbox lock."""
        for early in await Inbox(connection, PROVIDER).take_for("account", platform_user_id):
            delivery = parse_delivery(early.body)
            if isinstance(delivery.content, RemovalContent):
                await observe_removal(connection, self._outbox, _removal(delivery))

    async def _settle(self, connection: Connection, received: WebhookReceived) -> str:
        delivery = _parse(received.body)
        effect = await self._apply(connection, delivery, received.external_id)
        if effect == "waiting":
            await Inbox(connection, PROVIDER).add(_early(delivery, received))
        return effect

    async def _apply(self, connection: Connection, delivery: Delivery, external_id: str) -> str:
        inbox = Inbox(connection, PROVIDER)
        match delivery.content:
            case PostContent() as content:
                await inbox.lock(content.publish_id)
                return await apply_webhook(connection, self._outbox, delivery, external_id)
            case RemovalContent():
                await inbox.lock(delivery.user_openid)
                return await observe_removal(connection, self._outbox, _removal(delivery))
            case None:
                return "test" if delivery.event == PING else "ignored"


def _parse(body: bytes) -> Delivery:
    try:
        return parse_delivery(body)
    except UnparseableDelivery as error:
        raise UnreadableRecord(str(error)) from error


def _removal(delivery: Delivery) -> Removal:
    code = delivery.content.reason if isinstance(delivery.content, RemovalContent) else 0
    return Removal(
        provider=PROVIDER,
        platform_user_id=delivery.user_openid,
        at=datetime.fromtimestamp(delivery.create_time, UTC),
        reason=REMOVAL_REASONS.get(code, "unknown"),
    )


def _removal_in(delivered: Delivered) -> Removal | None:
    received = delivered.event
    if not isinstance(received, WebhookReceived) or received.verdict == "unparseable":
        return None
    with suppress(UnparseableDelivery):
        delivery = parse_delivery(received.body)
        if isinstance(delivery.content, RemovalContent):
            return _removal(delivery)
    return None


def _early(delivery: Delivery, received: WebhookReceived) -> EarlyDelivery:
    post = delivery.content if isinstance(delivery.content, PostContent) else None
    return EarlyDelivery(
        external_id=received.external_id,
        platform_user_id=received.platform_user_id,
        target_kind="post" if post else "account",
        target_id=post.publish_id if post else received.platform_user_id,
        body=received.body,
        received_at=datetime.now(UTC),
    )
