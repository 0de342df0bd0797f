"""What every platform's webhooks share: each is settled once, and locks are taken in one order."""

from collections.abc import Awaitable, Callable, Collection, Iterable, Sequence
from datetime import UTC, datetime

from accounts import metrics
from accounts.due import DueAccounts
from accounts.inbox import Inbox
from accounts.removals import Removal
from accounts.store import OAuthAccounts
from common.event import Delivered
from common.logs import get_logger
from common.postgres import Connection
from contracts.auth import GrantIssued
from contracts.webhooks import WebhookReceived

log = get_logger(__name__)
Apply = Callable[[Connection, WebhookReceived], Awaitable[str]]
"""Apply a webhook, or let it wait for what it is about; gives the effect, for the log."""


async def settle_once(
    connection: Connection,
    delivered: Delivered,
    provider: str,
    apply: Apply,
    repeated: Apply | None = None,
) -> None:
    """Settle one delivery in the offset's transaction; a repeat has no effect.

    Where the platform's names do not tell a repeat from news, `repeated` looks at what comes again.
    """
    received = delivered.event
    if not isinstance(received, WebhookReceived) or received.verdict == "unparseable":
        return
    if not await Inbox(connection, provider).is_first(received.external_id):
        if repeated is not None:
            await repeated(connection, received)
        return
    effect = await apply(connection, received)
    seconds = (datetime.now(UTC) - delivered.envelope.time).total_seconds()
    metrics.WEBHOOK_SECONDS.labels(provider).observe(max(0.0, seconds))
    log.info(
        "webhook settled",
        external_id=received.external_id,
        verdict=received.verdict,
        effect=effect,
    )


async def lock_in_order(
    connection: Connection,
    provider: str,
    batch: Iterable[Delivered],
    names: Collection[str] = (),
    removals: Sequence[Removal] = (),
) -> None:
    """Take the locks that a batch, which is one transaction, will want of its accounts.

    First come the inboxes of the platform's users, by `names` too, then the accounts
    (`GrantHandler.connect` takes them so): those that are granted, or that a removal is about.
    """
    grants = [each.event for each in batch if isinstance(each.event, GrantIssued)]
    users = {*names, *(grant.platform_user_id for grant in grants)}
    users |= {removal.platform_user_id for removal in removals}
    for platform_user_id in sorted(filter(None, users)):
        await Inbox(connection, provider).lock(platform_user_id)
    due, wanted = DueAccounts(connection), {grant.account_id for grant in grants}
    for removal in removals:
        if holder := await due.holder_at(removal.platform_user_id, removal.at):
            wanted.add(holder)
    for account_id in sorted(wanted):
        await OAuthAccounts(connection).lock(account_id)
