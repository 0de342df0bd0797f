"""Telling whoever listens which accounts changed, in the transaction that changes them.

Notifications of a database come to every listener in one order, that of the commits. Their
numbers are names: another transaction may have taken a greater one and commit before.
"""

from collections.abc import Sequence

from common.event import Delivered
from common.postgres import Connection
from crm_projector.projection import deliveries_of, owners_of

# A delivery concerns the account that held the platform's account at its time, as in `statements`.
NOTIFY = """
WITH told AS (
    SELECT * FROM unnest(%(accounts)s::uuid[], %(users)s::uuid[]) AS one (account_id, user_id)
), delivered AS (
    SELECT holder.account_id, holder.user_id
    FROM unnest(%(providers)s::text[], %(names)s::text[]) AS one (provider, external_id)
    JOIN webhook_events AS w USING (provider, external_id)
    CROSS JOIN LATERAL (
        SELECT h.account_id, h.user_id FROM account_holders AS h
        WHERE h.provider = w.provider AND h.platform_user_id = w.platform_user_id
            AND date_trunc('second', h.granted_at) <= w.create_time
        ORDER BY h.granted_at DESC, h.account_id LIMIT 1
    ) AS holder
), changed AS (
    SELECT * FROM told UNION SELECT * FROM delivered
)
SELECT pg_notify('crm_changes', json_build_object(
    'sequence', nextval('changes')::text, 'account_id', account_id, 'user_id', user_id
)::text) FROM changed
"""


async def notify(connection: Connection, batch: Sequence[Delivered]) -> None:
    """Tell of what the batch may have changed; nobody hears of it before the commit."""
    owners, deliveries = owners_of(batch), deliveries_of(batch)
    changed = {
        "accounts": [account_id for account_id, _ in owners],
        "users": [user_id for _, user_id in owners],
        "providers": [provider for provider, _ in deliveries],
        "names": [external_id for _, external_id in deliveries],
    }
    await connection.execute(NOTIFY, changed)
