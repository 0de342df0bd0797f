"""The statements that read accounts, posts, deliveries, samples and timelines."""

from collections.abc import Sequence, Set
from typing import Literal

from contracts.webhooks import WebhookReceived
from crm_projector.read.parts import merged, together

ACCOUNTS = "SELECT * FROM oauth_accounts WHERE user_id = %(user_id)s ORDER BY provider, account_id"

ACCOUNT = "SELECT * FROM oauth_accounts WHERE account_id = %(account_id)s AND user_id = %(user_id)s"

# A delivery is about the account that held the platform's account at its time; that time is in
# whole seconds. Each platform account gives a page of its own, from its index: together they are
# few rows to sort. The bodies in a page are bounded: `fits` is false for the first row beyond the
# bound and for those after it, and their bodies are not read. The first row always fits.
PAGE_BYTES = 2 << 20
WEBHOOK_EVENTS = f"""
WITH held AS (
    SELECT DISTINCT provider, platform_user_id FROM account_holders WHERE user_id = %(user_id)s
), found AS (
    SELECT own.* FROM held CROSS JOIN LATERAL (
        SELECT w.*, holder.account_id
        FROM webhook_events AS w CROSS JOIN LATERAL (
            SELECT h.account_id, h.user_id FROM account_holders AS h
            WHERE h.provider = w.provider AND h.platform_user_id = w.platform_user_id
                AND date_trunc('second', h.granted_at) <= w.create_time
            ORDER BY h.granted_at DESC, h.account_id LIMIT 1
        ) AS holder
        WHERE w.provider = held.provider AND w.platform_user_id = held.platform_user_id
            AND holder.user_id = %(user_id)s AND w.received_at IS NOT NULL{{where}}
        ORDER BY w.received_at DESC, w.external_id DESC
        LIMIT %(limit)s
    ) AS own
    ORDER BY own.received_at DESC, own.external_id DESC
    LIMIT %(limit)s
), shown AS (
    SELECT *, coalesce(sum(octet_length(body)) OVER (
        ORDER BY received_at DESC, external_id DESC
        ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING
    ), 0) < {PAGE_BYTES} AS fits FROM found
)
SELECT provider, external_id, account_id, platform_user_id, event, publish_id, platform_post_id,
    verdict, status, create_time, received_at, unmatched_at, unmatched_reason, headers,
    event_id, topic, partition, "offset", fits, CASE WHEN fits THEN body ELSE '' END AS body,
    effect.effects
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
    "external_id": "w.external_id = %(external_id)s",
    "account_id": "holder.account_id = %(account_id)s",
    "event": "w.event = %(event)s",
    "verdict": "w.verdict = %(verdict)s",
    "status": "w.status = %(status)s",
    "since": "w.received_at >= %(since)s",
    "until": "w.received_at < %(until)s",
    "after_at": "(w.received_at, w.external_id) < (%(after_at)s, %(after_external_id)s::text)",
}

# A sample of numbers is not a step of the post, and there are many of them.
STEPS = """
SELECT event_id, topic, partition, "offset", type, subject, time, sequence, payload,
    correlation_id, causation_id
FROM account_events
WHERE subject = %(post_id)s::text AND user_id = %(user_id)s
    AND NOT is_sample
ORDER BY sequence
LIMIT 500
"""

# Of posts over all platforms; the account's name is found for the rows of the page alone.
POSTS_ORDER = "created_at DESC, post_id DESC"
POSTS_CONDITIONS = {
    "provider": "provider = %(provider)s",
    "account_id": "account_id = %(account_id)s",
    "status": "status = %(status)s",
    "text": "title ILIKE %(text)s",
    "since": "created_at >= %(since)s",
    "until": "created_at < %(until)s",
    "after_at": "(created_at, post_id) < (%(after_at)s, %(after_post_id)s::uuid)",
}


def posts(parts: Sequence[str], order: str = POSTS_ORDER) -> str:
    """Give the statement that lists the posts of all platforms."""
    return (
        f"SELECT post.*, a.display_name, a.username FROM ({merged(parts, order)}) AS post"
        f" LEFT JOIN oauth_accounts AS a USING (account_id) ORDER BY {order}"
    )


def count_order(count: str) -> str:
    """Order posts by one of their numbers, the greatest first."""
    return f"coalesce({count}, -1) DESC, post_id DESC"


def count_conditions(count: str) -> dict[str, str]:
    """Give the conditions of posts in the order of one of their numbers."""
    after = f"(coalesce({count}, -1), post_id) < (%(after_count)s, %(after_post_id)s::uuid)"
    others = {name: text for name, text in POSTS_CONDITIONS.items() if name != "after_at"}
    return {**others, "after_count": after}


INSIGHTS_ORDER = "observed_at DESC, platform_post_id DESC, event_id DESC"
INSIGHT_CONDITIONS = {
    "account_id": "account_id = %(account_id)s",
    "post_id": "post_id = %(post_id)s",
    "platform_post_id": "platform_post_id = %(platform_post_id)s",
    "since": "observed_at >= %(since)s",
    "until": "observed_at < %(until)s",
    "after_at": "(observed_at, platform_post_id, event_id)"
    " < (%(after_at)s, %(after_platform_post_id)s, %(after_event_id)s)",
}


def daily(parts: Sequence[str]) -> str:
    """Give the statement that sums up the last samples of each day."""
    return f"""
SELECT day, count(*) AS public_ids, coalesce(sum(view_count), 0) AS view_count,
    coalesce(sum(like_count), 0) AS like_count, coalesce(sum(comment_count), 0) AS comment_count,
    coalesce(sum(share_count), 0) AS share_count
FROM (
    SELECT DISTINCT ON (day, account_id, post_id, platform_post_id)
        (observed_at AT TIME ZONE 'UTC')::date AS day, sample.*
    FROM ({together(parts)}) AS sample
    ORDER BY day, account_id, post_id, platform_post_id, observed_at DESC
) AS last
GROUP BY day ORDER BY day DESC
LIMIT %(limit)s
"""


# A post is sampled once a day at first, and later once a month: what it gained since its last
# sample counts on the day of the next. The first sample counts whole where the post was new then.
SAMPLED_BEFORE, NEW = "45 days", "3 days"
GROWTH_CONDITIONS = {
    "account_id": "account_id = %(account_id)s",
    "post_id": "post_id = %(post_id)s",
    "since": f"observed_at >= %(since)s - interval '{SAMPLED_BEFORE}'",
    "until": "observed_at < %(until)s",
}
COUNTS = ("view_count", "like_count", "comment_count", "share_count")


def gains(parts: Sequence[str]) -> str:
    """Give the statement that sums up what each kind of posts gained on each day."""
    steps = ", ".join(f"{name} - lag({name}) OVER before AS {name}_more" for name in COUNTS)
    sums = ", ".join(
        f"coalesce(sum(CASE WHEN is_first THEN CASE WHEN is_new THEN {name} END"
        f" ELSE {name}_more END), 0)::bigint AS {name}"
        for name in COUNTS
    )
    return f"""
SELECT (observed_at AT TIME ZONE 'UTC')::date AS day, provider, kind,
    count(DISTINCT (account_id, platform_post_id)) AS posts, {sums}
FROM (
    SELECT sample.*, {steps}, lag(observed_at) OVER before IS NULL AS is_first,
        made_at > observed_at - interval '{NEW}' AS is_new
    FROM ({together(parts)}) AS sample
    WINDOW before AS (PARTITION BY account_id, platform_post_id ORDER BY observed_at)
) AS step
WHERE observed_at >= %(since)s
GROUP BY day, provider, kind ORDER BY day DESC, provider, kind
"""


# Each part of a timeline is read from an index in the order of the page, and gives a page at most;
# the page is merged of them. There is no order across topics but time; within a partition the log's
# order stands, because `log_time` never runs back there.
OWN_EVENTS = """
(SELECT event_id, topic, partition, "offset", log_time, type, subject, time, sequence, payload,
    correlation_id, causation_id
FROM account_events
WHERE account_id = %(account_id)s AND {condition}{where}
ORDER BY {order} LIMIT %(limit)s)
"""
EVENTS, SAMPLES = (OWN_EVENTS.replace("{condition}", one) for one in ("NOT is_sample", "is_sample"))

# The deliveries that led to an event of the account: those of the platform's accounts that it held.
CAUSES = f"""
(SELECT led.* FROM (
    SELECT DISTINCT provider, platform_user_id FROM account_holders
    WHERE user_id = %(user_id)s AND account_id = %(account_id)s
) AS held CROSS JOIN LATERAL (
    SELECT * FROM (
        SELECT w.event_id, w.topic, w.partition, w."offset", w.log_time,
            '{WebhookReceived.TYPE}' AS type, w.external_id AS subject, w.received_at AS time,
            NULL::bigint AS sequence,
            jsonb_build_object('provider', w.provider, 'event', w.event, 'verdict', w.verdict,
                'status', w.status, 'publish_id', w.publish_id,
                'platform_post_id', w.platform_post_id, 'create_time', w.create_time) AS payload,
            NULL::text AS correlation_id, NULL::text AS causation_id
        FROM webhook_events AS w
        WHERE w.provider = held.provider AND w.platform_user_id = held.platform_user_id
            AND w.received_at IS NOT NULL AND EXISTS (
                SELECT FROM account_events AS e
                WHERE e.causation_id = w.event_id AND e.account_id = %(account_id)s
            )
    ) AS delivery
    WHERE true{{where}}
    ORDER BY {{order}} LIMIT %(limit)s
) AS led
ORDER BY {{order}} LIMIT %(limit)s)
"""

Order = Literal["asc", "desc"]
ORDERS: dict[Order, str] = {
    "asc": 'log_time, topic, partition, "offset"',
    "desc": 'log_time DESC, topic DESC, partition DESC, "offset" DESC',
}
POSITION = '(log_time, topic, partition, "offset")'
AFTER = "(%(after_at)s, %(after_topic)s::text, %(after_partition)s::int, %(after_offset)s::bigint)"


def timeline(parts: Sequence[str], order: Order) -> str:
    """Give the statement that merges parts of a timeline."""
    merged = "UNION ALL".join(parts)
    statement = f"SELECT * FROM ({merged}) AS story ORDER BY {{order}} LIMIT %(limit)s"
    return statement.replace("{order}", ORDERS[order])


def timeline_parts(kind: str | None, samples: bool, sample_types: Set[str]) -> list[str]:
    """Give the parts that can hold what is asked for: events of the type `kind`, or of all."""
    if kind is None:
        return [EVENTS, CAUSES, SAMPLES] if samples else [EVENTS, CAUSES]
    if kind == WebhookReceived.TYPE:
        return [CAUSES]
    return [SAMPLES] if kind in sample_types else [EVENTS]


def timeline_conditions(order: Order) -> dict[str, str]:
    """Give the conditions of a timeline; a record's log time is never before its time."""
    return {
        "type": "type = %(type)s",
        "since": "time >= %(since)s AND log_time >= %(since)s",
        "until": "time < %(until)s",
        "after_at": f"{POSITION} {'>' if order == 'asc' else '<'} {AFTER}",
    }
