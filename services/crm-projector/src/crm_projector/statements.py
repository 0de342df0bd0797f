"""The statements that read accounts, their stories, and deliveries."""

ACCOUNTS = "SELECT * FROM oauth_accounts WHERE user_id = %(user_id)s ORDER BY provider, account_id"

ACCOUNT = "SELECT * FROM oauth_accounts WHERE account_id = %(account_id)s AND user_id = %(user_id)s"

# A delivery is about the account that held the platform's account at its time; that time is in
# whole seconds. Each platform account gives a page of its own, from its index: together they are
# few rows to sort.
WEBHOOK_EVENTS = """
WITH held AS (
    SELECT DISTINCT provider, platform_user_id FROM account_holders WHERE user_id = %(user_id)s
), shown AS (
    SELECT own.* FROM held CROSS JOIN LATERAL (
        SELECT w.*, holder.account_id
        FROM webhook_events AS w CROSS JOIN LATERAL (
            SELECT h.account_id, h.user_id FROM account_holders AS h
            WHERE h.provider = w.provider AND h.platform_user_id = w.platform_user_id
                AND date_trunc('second', h.granted_at) <= w.create_time
            ORDER BY h.granted_at DESC, h.account_id LIMIT 1
        ) AS holder
        WHERE w.provider = held.provider AND w.platform_user_id = held.platform_user_id
            AND holder.user_id = %(user_id)s AND w.received_at IS NOT NULL{where}
        ORDER BY w.received_at DESC, w.external_id DESC
        LIMIT %(limit)s
    ) AS own
    ORDER BY own.received_at DESC, own.external_id DESC
    LIMIT %(limit)s
)
SELECT shown.*, shown.body AS body_base64, effect.effects
FROM shown CROSS JOIN LATERAL (
    SELECT coalesce(jsonb_agg(to_jsonb(led) ORDER BY topic, partition, "offset"), '[]') AS effects
    FROM (
        SELECT e.event_id, e.topic, e.partition, e."offset", e.account_id, e.subject, e.type, e.time
        FROM account_events AS e
        WHERE e.causation_id = shown.event_id AND e.user_id = %(user_id)s
    ) AS led
) AS effect
ORDER BY shown.received_at DESC, shown.external_id DESC
"""
WEBHOOK_CONDITIONS = {
    "provider": "w.provider = %(provider)s",
    "account_id": "holder.account_id = %(account_id)s",
    "event": "w.event = %(event)s",
    "verdict": "w.verdict = %(verdict)s",
    "status": "w.status = %(status)s",
    "since": "w.received_at >= %(since)s",
    "until": "w.received_at < %(until)s",
    "at": "(w.received_at, w.external_id) < (%(at)s, %(external_id)s::text)",
}

# There is no order across topics but time; within a partition the log's order stands, whatever
# the clocks of its writers said. `OFFSET 0` keeps the planner from reading every delivery.
TIMELINE = """
WITH own AS (
    SELECT event_id, topic, partition, "offset", type, subject, time, sequence, payload,
        correlation_id, causation_id
    FROM account_events WHERE account_id = %(account_id)s
), caused AS (
    SELECT led.* FROM (SELECT DISTINCT causation_id FROM own) AS cause CROSS JOIN LATERAL (
        SELECT event_id, topic, partition, "offset", 'webhooks.WebhookReceived.v1' AS type,
            external_id AS subject, received_at AS time, NULL::bigint AS sequence,
            jsonb_build_object('provider', provider, 'event', event, 'verdict', verdict,
                'status', status, 'publish_id', publish_id, 'platform_post_id', platform_post_id,
                'create_time', create_time) AS payload,
            NULL::text AS correlation_id, NULL::text AS causation_id
        FROM webhook_events
        WHERE received_at IS NOT NULL AND event_id = cause.causation_id
        OFFSET 0
    ) AS led
), story AS (
    SELECT *, max(time) OVER (PARTITION BY topic, partition ORDER BY "offset") AS at
    FROM (SELECT * FROM own UNION ALL SELECT * FROM caused) AS told
)
SELECT * FROM story WHERE true{where}
ORDER BY {order}
LIMIT %(limit)s
"""
TIMELINES = {
    "asc": TIMELINE.replace("{order}", 'at, topic, partition, "offset"'),
    "desc": TIMELINE.replace("{order}", 'at DESC, topic DESC, partition DESC, "offset" DESC'),
}
HERE = '(at, topic, partition, "offset")'
BEHIND = "(%(at)s, %(topic)s::text, %(partition)s::int, %(offset)s::bigint)"
TIMELINE_CONDITIONS = {
    "type": "type = %(type)s",
    "since": "time >= %(since)s",
    "until": "time < %(until)s",
    "asc": f"{HERE} > {BEHIND}",
    "desc": f"{HERE} < {BEHIND}",
}
