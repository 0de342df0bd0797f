"""The exact loop over Instagram's webhooks: decides and writes events, never calls Instagram."""

from collections.abc import Sequence
from datetime import UTC, datetime

from accounts.due import DueAccounts
from accounts.inbox import EarlyDelivery, Inbox
from accounts.store import OAuthAccount, OAuthAccounts
from accounts.webhooks import lock_in_order, settle_once
from common.errors import UnreadableRecord
from common.event import Delivered
from common.outbox import Outbox
from common.postgres import Connection
from common.settling import Handle
from contracts.auth import GrantIssued
from contracts.webhooks import WebhookReceived
from instagram.comments.comment import Saying
from instagram.comments.mentions import Mentions
from instagram.comments.observing import observe
from instagram.platform import PROVIDER
from instagram.watching.media_store import MediaStore
from platforms.instagram.deliveries import UnparseableDelivery
from platforms.instagram.webhooks import (
    Change,
    CommentValue,
    MentionValue,
    StoryInsightsValue,
    split,
)


class WebhookHandler:
    """Applies each change once; one whose account is not known yet waits for it.

    All of it happens under the inbox lock of the Instagram account that the change is about.
    """

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def handle(self, connection: Connection, delivered: Delivered) -> None:
        """Settle one change in the offset's transaction."""
        await settle_once(connection, delivered, PROVIDER, self._settle)

    def in_lock_order(self, handle: Handle) -> Handle:
        """Let a batch take the locks that it will want in the order of the rest of the service.

        Everything else comes after what `lock_in_order` locks.
        """

        async def handle_in_order(connection: Connection, batch: Sequence[Delivered]) -> None:
            webhooks = [each.event for each in batch if isinstance(each.event, WebhookReceived)]
            names = {webhook.platform_user_id for webhook in webhooks}
            await lock_in_order(connection, PROVIDER, batch, names)
            await handle(connection, batch)

        return handle_in_order

    async def account_connected(self, connection: Connection, grant: GrantIssued) -> None:
        """Apply what came before this account was known; the caller holds its inbox lock."""
        inbox = Inbox(connection, PROVIDER)
        for early in await inbox.take_for("account", grant.platform_user_id):
            await self._apply(connection, _read(early.body))

    async def _settle(self, connection: Connection, received: WebhookReceived) -> str:
        change, inbox = _read(received.body), Inbox(connection, PROVIDER)
        await inbox.lock(change.account_id)
        effect = await self._apply(connection, change)
        if effect == "waiting":
            await inbox.add(_early(change, received))
        return effect

    async def _apply(self, connection: Connection, change: Change) -> str:
        """Apply a change; gives the effect, `waiting` where its account is not known."""
        if change.is_test:
            return "test"
        if change.value is None:  # messages, and what nobody knows: the topic keeps them
            return "kept"
        account = await _holder(connection, change)
        if account is None:
            return "waiting"
        if account.status == "DISCONNECTED":
            return "ignored"
        match change.value:
            case CommentValue() as comment:
                said = said_by_webhook(comment, change.sent_at)
                await observe(connection, self._outbox, account, said)
            case MentionValue(media_id=media_id, comment_id=comment_id):
                mentions = Mentions(connection, self._outbox)
                await mentions.observe(account, media_id, comment_id, change.sent_at)
            case StoryInsightsValue() as numbers:
                store = MediaStore(connection, self._outbox)
                await store.end_story(account, numbers, change.sent_at)
        return "observed"


def said_by_webhook(comment: CommentValue, at: datetime) -> Saying:
    """Read what a webhook says of a comment: of an advertisement's copy, the post it shows."""
    medium, author = comment.media, comment.author
    return Saying(
        comment_id=comment.id,
        by="webhook",
        at=at,
        text=comment.text,
        media_id=(medium.original_media_id or medium.id) if medium else None,
        parent_id=comment.parent_id,
        author_id=(author.id or "") if author else "",
        author_name=author.username if author else "",
        is_of_ad=comment.is_of_ad,
    )


async def _holder(connection: Connection, change: Change) -> OAuthAccount | None:
    """Find the account that held this Instagram account when the webhook was sent."""
    due = DueAccounts(connection)
    account_id = await due.holder_at(change.account_id, change.sent_at)
    return await OAuthAccounts(connection).find(account_id) if account_id else None


def _read(body: bytes) -> Change:
    """Read the one change of a record's body."""
    try:
        changes = split(body)
    except UnparseableDelivery as error:
        raise UnreadableRecord(str(error)) from error
    if len(changes) != 1:
        raise UnreadableRecord(f"{len(changes)} changes in one record")
    return changes[0]


def _early(change: Change, received: WebhookReceived) -> EarlyDelivery:
    return EarlyDelivery(
        external_id=received.external_id,
        platform_user_id=change.account_id,
        target_kind="account",
        target_id=change.account_id,
        body=received.body,
        received_at=datetime.now(UTC),
    )
