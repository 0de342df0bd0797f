"""The exact loop: events in, rows out, in the transaction that moves the offset."""

from collections.abc import Sequence

from psycopg import DataError, IntegrityError

from common.consumer import Subscription
from common.errors import InvalidRecord
from common.event import Catalogue, Delivered
from common.postgres import Connection
from common.tracing import processing_batch
from contracts import accounts, webhooks
from contracts.tiktok import events as tiktok
from crm_projector.merging import write
from crm_projector.notifying import notify
from crm_projector.projection import rows_of

GROUP = "crm-projector"
TOPICS = ["accounts.v1", "tiktok.posts.v1", "webhooks.tiktok.v1"]
EVENTS = [*accounts.EVENTS, *tiktok.EVENTS, *webhooks.EVENTS]


def subscription(dead_letter_limit: int) -> Subscription:
    """Say what is read, and what is done with it."""
    return Subscription(GROUP, TOPICS, Catalogue(EVENTS), project, dead_letter_limit)


async def project(connection: Connection, batch: Sequence[Delivered]) -> None:
    """Write a batch's rows; everything here may be done twice, and in another order.

    Raises `InvalidRecord` for what no column takes: tried again, it would fail for ever.
    """
    with processing_batch(batch):
        try:
            await write(connection, (row for delivered in batch for row in rows_of(delivered)))
        except (DataError, IntegrityError) as error:
            raise InvalidRecord(f"cannot be stored: {type(error).__name__}") from error
        await notify(connection, batch)
