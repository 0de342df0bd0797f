"""The statements of the reading side."""

ACCOUNTS = "SELECT * FROM oauth_accounts WHERE user_id = %(user_id)s ORDER BY provider, account_id"

ACCOUNT = "SELECT * FROM oauth_accounts WHERE account_id = %(account_id)s AND user_id = %(user_id)s"

POSTS = """
SELECT p.*, array(
    SELECT platform_post_id FROM tiktok_public_ids AS i
    WHERE i.post_id = p.post_id AND i.is_public ORDER BY platform_post_id
) AS post_ids
FROM tiktok_posts AS p
WHERE p.user_id = %(user_id)s
    AND (%(account_id)s::uuid IS NULL OR p.account_id = %(account_id)s)
    AND (%(status)s::text IS NULL OR p.status = %(status)s)
    AND (%(at)s::timestamptz IS NULL
        OR (coalesce(p.requested_at, p.updated_at), p.post_id) < (%(at)s, %(post_id)s::uuid))
ORDER BY coalesce(p.requested_at, p.updated_at) DESC, p.post_id DESC
LIMIT %(limit)s
"""

# A delivery is about the account that held the platform's account at its time; that time is in
# whole seconds.
WEBHOOK_EVENTS = """
SELECT w.*, holder.account_id
FROM webhook_events AS w JOIN LATERAL (
    SELECT h.account_id, h.user_id FROM account_holders AS h
    WHERE h.provider = w.provider AND h.platform_user_id = w.platform_user_id
        AND date_trunc('second', h.granted_at) <= w.create_time
    ORDER BY h.granted_at DESC, h.account_id LIMIT 1
) AS holder ON holder.user_id = %(user_id)s
WHERE (w.provider, w.platform_user_id) IN (
        SELECT provider, platform_user_id FROM account_holders WHERE user_id = %(user_id)s)
    AND w.received_at IS NOT NULL
    AND (%(status)s::text IS NULL OR w.status = %(status)s)
    AND (%(at)s::timestamptz IS NULL
        OR (w.received_at, w.external_id) < (%(at)s, %(external_id)s::text))
ORDER BY w.received_at DESC, w.external_id DESC
LIMIT %(limit)s
"""

# There is no order across topics but time; within a partition the log's order stands, whatever
# the clocks of its writers said.
TIMELINE = """
WITH own AS (
    SELECT event_id, topic, partition, "offset", type, subject, time, sequence, payload,
        correlation_id, causation_id
    FROM account_events WHERE account_id = %(account_id)s
), caused AS (
    SELECT event_id, topic, partition, "offset", 'webhooks.WebhookReceived.v1' AS type,
        external_id AS subject, received_at AS time, NULL::bigint AS sequence,
        jsonb_build_object('provider', provider, 'event', event, 'verdict', verdict,
            'status', status, 'publish_id', publish_id, 'platform_post_id', platform_post_id,
            'create_time', create_time) AS payload,
        NULL::text AS correlation_id, NULL::text AS causation_id
    FROM webhook_events
    WHERE received_at IS NOT NULL AND event_id IN (SELECT causation_id FROM own)
), story AS (
    SELECT *, max(time) OVER (PARTITION BY topic, partition ORDER BY "offset") AS at
    FROM (SELECT * FROM own UNION ALL SELECT * FROM caused) AS told
)
SELECT * FROM story
WHERE %(at)s::timestamptz IS NULL OR (at, topic, partition, "offset")
    > (%(at)s, %(topic)s::text, %(partition)s::int, %(offset)s::bigint)
ORDER BY at, topic, partition, "offset"
LIMIT %(limit)s
"""
