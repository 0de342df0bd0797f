"""The exact loop over `webhooks.tiktok.v1`: decides and writes events, never calls TikTok."""

from datetime import UTC, datetime

from common import metrics
from common.errors import InvalidRecord
from common.event import Delivered
from common.logs import get_logger
from common.outbox import Outbox
from common.postgres import Connection
from contracts.accounts import AuthorizationRemovedObserved
from contracts.tiktok_commands import CheckGrant
from contracts.webhooks import WebhookReceived
from platforms.tiktok.webhooks import (
    Delivery,
    PostContent,
    RemovalContent,
    UnparseableDelivery,
    parse_delivery,
)
from tiktok.due_accounts import DueAccounts
from tiktok.observations import apply_to_post
from tiktok.pending_observations import PendingObservation, PendingObservations
from vault.accounts import IN_USE, OAuthAccount, OAuthAccounts

log = get_logger(__name__)
REMOVAL_REASONS = {
    1: "user_disconnected",
    2: "account_deleted",
    3: "age_changed",
    4: "account_banned",
    5: "developer_revoked",
}


class WebhookHandler:
    """Hears each delivery once; one whose target is not known yet waits for it."""

    def __init__(self, outbox: Outbox) -> None:
        self._outbox = outbox

    async def handle(self, connection: Connection, delivered: Delivered) -> None:
        """Settle one delivery in the offset's transaction."""
        received = delivered.event
        if not isinstance(received, WebhookReceived) or received.verdict == "unparseable":
            return
        pending = PendingObservations(connection)
        if not await pending.is_first(received.external_id):
            return
        delivery = _parse(received.body)
        effect = await self._apply(connection, delivery, received)
        if effect == "waiting":
            await pending.add(_pending(delivery, received))
        seconds = (datetime.now(UTC) - delivered.envelope.time).total_seconds()
        metrics.WEBHOOK_SECONDS.labels("tiktok").observe(max(0.0, seconds))
        log.info(
            "webhook settled",
            external_id=received.external_id,
            verdict=received.verdict,
            effect=effect,
        )

    async def _apply(
        self, connection: Connection, delivery: Delivery, received: WebhookReceived
    ) -> str:
        pending = PendingObservations(connection)
        match delivery.content:
            case PostContent() as content:
                await pending.lock(content.publish_id)
                known = await apply_to_post(connection, self._outbox, delivery, content)
                return "observed" if known else "waiting"
            case RemovalContent() as content:
                await pending.lock(received.platform_user_id)
                return await self.remove(connection, delivery, content)
            case None:
                return "ignored"

    async def remove(
        self, connection: Connection, delivery: Delivery, content: RemovalContent
    ) -> str:
        """Access is said to be withdrawn: ask TikTok, unless the grant is younger than the word.

        The word is for the account that held the platform's user when it was said. While an
        agent asks already its answer may be older than this word, so it asks once more.
        """
        accounts = OAuthAccounts(connection)
        at = datetime.fromtimestamp(delivery.create_time, UTC)
        account_id = await DueAccounts(connection).holder_at(delivery.user_openid, at)
        account = await accounts.lock(account_id) if account_id else None
        if account is None:
            return "waiting"
        is_late = account.granted_at.replace(microsecond=0) > at
        effect = "none" if is_late or account.status not in IN_USE else "checking"
        reason = REMOVAL_REASONS.get(content.reason, "unknown")
        sequence = await accounts.raise_sequence(account.account_id)
        await self._outbox.append(connection, _removed(account, reason, effect, at), sequence)
        if effect == "checking":
            await accounts.set_status(account.account_id, "CHECKING", reason)
            command = CheckGrant(account_id=account.account_id)
            await self._outbox.command(connection, command, f"removed|{sequence}")
        return effect


def _parse(body: bytes) -> Delivery:
    try:
        return parse_delivery(body)
    except UnparseableDelivery as error:
        raise InvalidRecord(str(error)) from error


def _removed(
    account: OAuthAccount, reason: str, effect: str, at: datetime
) -> AuthorizationRemovedObserved:
    return AuthorizationRemovedObserved(
        provider="tiktok",
        account_id=account.account_id,
        user_id=account.user_id,
        reason=reason,
        effect=effect,
        observed_at=at,
    )


def _pending(delivery: Delivery, received: WebhookReceived) -> PendingObservation:
    content = delivery.content
    return PendingObservation(
        external_id=received.external_id,
        platform_user_id=received.platform_user_id,
        publish_id=content.publish_id if isinstance(content, PostContent) else None,
        body=received.body,
        received_at=datetime.now(UTC),
    )
