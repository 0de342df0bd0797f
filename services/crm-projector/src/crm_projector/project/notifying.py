"""Notifying listeners of the accounts that change, in the transaction that changes them.

The channel is named after the schema, so that tables which are built anew in another schema wake
nobody. Notifications of a database come to every listener in one order, that of the commits. Their
numbers are names: another transaction may have taken a greater one and commit before.
"""

from pydantic_core import to_json

from common.postgres import Connection
from crm_projector.project.log_position import without_nul
from crm_projector.project.registers import Folded, Value
from crm_projector.project.tables import ACCOUNT_EVENT, ACCOUNT_EVENTS, WEBHOOK_EVENTS

# A delivery concerns the account that held the platform's account at its time, as in `statements`.
NOTIFY = """
WITH named AS (
    SELECT * FROM json_to_recordset(%(owners)s::json) AS one (account_id uuid, user_id uuid)
), delivered AS (
    SELECT holder.account_id, holder.user_id
    FROM json_to_recordset(%(deliveries)s::json) AS one (provider text, external_id text)
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


Named = list[dict[str, Value]]


async def notify(connection: Connection, rows: Folded) -> None:
    """Notify of what these rows may have changed; nobody hears of it before the commit."""
    changed = {"owners": owners_of(rows), "deliveries": deliveries_of(rows)}
    documents = {name: without_nul(to_json(found).decode()) for name, found in changed.items()}
    await connection.execute(NOTIFY, documents)


def owners_of(rows: Folded) -> Named:
    """Give the accounts that have new events, each with its user, once."""
    found = (row[ACCOUNT_EVENT] for row in rows.get(ACCOUNT_EVENTS, {}).values())
    owners = {values[:2] for _, values in found}
    return [{"account_id": account_id, "user_id": user_id} for account_id, user_id in owners]


def deliveries_of(rows: Folded) -> Named:
    """Give the providers and external ids of the deliveries that changed."""
    return [dict(zip(WEBHOOK_EVENTS.key, key, strict=True)) for key in rows.get(WEBHOOK_EVENTS, ())]
