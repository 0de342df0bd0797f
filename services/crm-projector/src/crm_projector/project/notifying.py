"""Notifying listeners of the accounts that change, in the transaction that changes them.

The channel is named after the schema, so that tables which are built anew in another schema wake
nobody. Notifications of a database come to every listener in one order, that of the commits. Their
numbers are names: another transaction may have taken a greater one and commit before.
"""

from common.postgres import Connection
from crm_projector.project.registers import Folded
from crm_projector.project.tables import ACCOUNT_EVENT, ACCOUNT_EVENTS, WEBHOOK_EVENTS

# A delivery concerns the account that held the platform's account at its time, as in `statements`.
NOTIFY = """
WITH named AS (
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
    SELECT * FROM named UNION SELECT * FROM delivered
)
SELECT pg_notify(current_schema() || '_changes', json_build_object(
    'sequence', nextval('changes')::text, 'account_id', account_id, 'user_id', user_id
)::text) FROM changed
"""


Pairs = list[tuple[str, str]]


async def notify(connection: Connection, rows: Folded) -> None:
    """Notify of what these rows may have changed; nobody hears of it before the commit."""
    owners, deliveries = owners_of(rows), deliveries_of(rows)
    changed = {
        "accounts": [account_id for account_id, _ in owners],
        "users": [user_id for _, user_id in owners],
        "providers": [provider for provider, _ in deliveries],
        "names": [external_id for _, external_id in deliveries],
    }
    await connection.execute(NOTIFY, changed)


def owners_of(rows: Folded) -> Pairs:
    """Give the accounts that have new events, each with its user, once."""
    found = (row[ACCOUNT_EVENT] for row in rows.get(ACCOUNT_EVENTS, {}).values())
    return sorted({(str(values[0]), str(values[1])) for _, values in found})


def deliveries_of(rows: Folded) -> Pairs:
    """Give the providers and external ids of the deliveries that changed."""
    found = rows.get(WEBHOOK_EVENTS, {})
    return [(str(provider), str(external_id)) for provider, external_id in found]
