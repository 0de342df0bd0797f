"""The statements that read Instagram's accounts, posts, media, comments, mentions and numbers."""

from typing import Literal

Order = Literal["asc", "desc"]

ACCOUNTS = "SELECT * FROM ig_accounts WHERE user_id = %(user_id)s ORDER BY username, account_id"

# The states from which a post goes on by itself, as the partial index `ig_posts_pending` has them.
PENDING = "status IN ('REQUESTED', 'PREPARING', 'PUBLISHING', 'PUBLISH_OUTCOME_UNKNOWN')"
POSTED_AT = "coalesce(p.created_at, p.updated_at)"
POSTS = f"""
SELECT p.*, p.{PENDING} AS is_pending, coalesce(p.permalink, m.permalink) AS permalink,
    m.like_count, m.comments_count, m.gone_at, m.sampled_at, m.metrics_json, m.last_metrics_json
FROM ig_posts AS p LEFT JOIN ig_media AS m ON m.account_id = p.account_id AND m.ig_id = p.media_id
WHERE p.user_id = %(user_id)s{{where}}
ORDER BY {POSTED_AT} DESC, p.post_id DESC
LIMIT %(limit)s
"""
POST_CONDITIONS = {
    "account_id": "p.account_id = %(account_id)s",
    "post_id": "p.post_id = %(post_id)s",
    "status": "p.status = %(status)s",
    "is_pending": f"p.{PENDING}",
    "is_settled": f"NOT p.{PENDING}",
    "kind": "p.kind = %(kind)s",
    "text": "p.caption ILIKE %(text)s",
    "since": f"{POSTED_AT} >= %(since)s",
    "until": f"{POSTED_AT} < %(until)s",
    "after_at": f"({POSTED_AT}, p.post_id) < (%(after_at)s, %(after_post_id)s::uuid)",
}

# A medium may be listed before it is known that it came of a post.
MADE_AT = "coalesce(m.created_at, m.updated_at)"
OF_POST = """coalesce(m.post_id, (
        SELECT p.post_id FROM ig_posts AS p
        WHERE p.account_id = m.account_id AND p.media_id = m.ig_id LIMIT 1
    ))"""
MEDIA = f"""
SELECT m.account_id, m.ig_id AS media_id, {OF_POST} AS post_id, m.media_type, m.product_type,
    m.caption, m.permalink, m.alt_text, m.created_at, m.like_count, m.comments_count, m.observed_at,
    m.gone_at, m.metrics_json, m.last_metrics_json, m.sampled_at, m.no_metrics_code, m.updated_at,
    m.event_id, m.topic, m.partition, m."offset"
FROM ig_media AS m
WHERE m.user_id = %(user_id)s{{where}}
ORDER BY {MADE_AT} DESC, m.ig_id DESC, m.account_id DESC
LIMIT %(limit)s
"""
MEDIA_CONDITIONS = {
    "account_id": "m.account_id = %(account_id)s",
    "product_type": "m.product_type = %(product_type)s",
    "is_ours": f"{OF_POST} IS NOT NULL",
    "is_foreign": f"{OF_POST} IS NULL",
    "is_gone": "m.gone_at IS NOT NULL",
    "is_listed": "m.gone_at IS NULL",
    "text": "m.caption ILIKE %(text)s",
    "since": f"{MADE_AT} >= %(since)s",
    "until": f"{MADE_AT} < %(until)s",
    "after_at": f"({MADE_AT}, m.ig_id, m.account_id)"
    " < (%(after_at)s, %(after_media_id)s, %(after_account_id)s::uuid)",
}

ANSWERS = """
SELECT coalesce(jsonb_agg(to_jsonb(r) ORDER BY r.created_at, r.reply_id), '[]') AS replies
FROM ig_replies AS r"""

# Answered: one of our comments stands below it, or an answer of ours that was not deleted since.
# NOT EXISTS would be a join that reads every comment; these look one up for each row.
IS_ANSWERED = """((
        SELECT a.ig_id FROM ig_comments AS a
        WHERE a.account_id = c.account_id AND a.parent_id = c.ig_id
            AND a.is_ours AND a.deleted_at IS NULL LIMIT 1
    ) IS NOT NULL OR (
        SELECT r.reply_id FROM ig_replies AS r
        WHERE r.account_id = c.account_id AND r.comment_id = c.ig_id AND r.status = 'POSTED' AND (
            SELECT d.deleted_at FROM ig_comments AS d
            WHERE d.account_id = r.account_id AND d.ig_id = r.platform_comment_id
        ) IS NULL LIMIT 1
    ) IS NOT NULL)"""
WRITTEN_AT = "coalesce(c.created_at, c.noticed_at)"
COMMENTS = f"""
SELECT c.account_id, c.ig_id AS comment_id, c.media_id, c.parent_id, c.text, c.author_id,
    c.author_name, coalesce(c.is_ours, false) AS is_ours, coalesce(c.is_of_ad, false) AS is_of_ad,
    coalesce(c.is_hidden, false) AS is_hidden, c.deleted_at, c.by_us, c.refused_action,
    c.fail_code, c.fail_message, c.created_at, c.noticed_at,
    {IS_ANSWERED} AS is_answered, m.permalink AS media_permalink, answer.replies,
    c.updated_at, c.event_id, c.topic, c.partition, c."offset"
FROM ig_comments AS c
LEFT JOIN ig_media AS m ON m.account_id = c.account_id AND m.ig_id = c.media_id
CROSS JOIN LATERAL (
    {ANSWERS} WHERE r.account_id = c.account_id AND r.comment_id = c.ig_id
) AS answer
WHERE c.user_id = %(user_id)s{{where}}
ORDER BY {WRITTEN_AT} {{order}}, c.ig_id {{order}}, c.account_id {{order}}
LIMIT %(limit)s
"""
COMMENT_CONDITIONS = {
    "account_id": "c.account_id = %(account_id)s",
    "media_id": "c.media_id = %(media_id)s",
    "comment_id": "c.ig_id = %(comment_id)s",
    "thread_id": "coalesce(c.parent_id, c.ig_id) = %(thread_id)s",
    "is_answered": f"{IS_ANSWERED} AND c.is_ours IS NOT TRUE",
    "is_unanswered": f"NOT {IS_ANSWERED} AND c.is_ours IS NOT TRUE AND c.deleted_at IS NULL",
    "is_hidden": "c.is_hidden",
    "is_shown": "c.is_hidden IS NOT TRUE",
    "is_deleted": "c.deleted_at IS NOT NULL",
    "is_standing": "c.deleted_at IS NULL",
    "text": "c.text ILIKE %(text)s",
    "since": f"{WRITTEN_AT} >= %(since)s",
    "until": f"{WRITTEN_AT} < %(until)s",
}


def comments(order: Order) -> str:
    """Give the statement that lists comments in this order."""
    return COMMENTS.replace("{order}", order.upper())


def comment_conditions(order: Order) -> dict[str, str]:
    """Give the conditions of a list in this order."""
    after = "(%(after_at)s, %(after_comment_id)s, %(after_account_id)s::uuid)"
    further = f"({WRITTEN_AT}, c.ig_id, c.account_id) {'>' if order == 'asc' else '<'} {after}"
    return {**COMMENT_CONDITIONS, "after_at": further}


MENTIONS = f"""
SELECT n.account_id, n.media_id, nullif(n.comment_id, '') AS comment_id, n.text, n.author_name,
    n.noticed_at, answer.replies, n.updated_at, n.event_id, n.topic, n.partition, n."offset"
FROM ig_mentions AS n CROSS JOIN LATERAL (
    {ANSWERS} WHERE r.account_id = n.account_id AND r.target = 'mention' AND (
        n.comment_id <> '' AND r.comment_id = n.comment_id
        OR n.comment_id = '' AND r.comment_id IS NULL AND r.media_id = n.media_id
    )
) AS answer
WHERE n.user_id = %(user_id)s{{where}}
ORDER BY n.noticed_at DESC, n.media_id DESC, n.comment_id DESC, n.account_id DESC
LIMIT %(limit)s
"""
MENTION_CONDITIONS = {
    "account_id": "n.account_id = %(account_id)s",
    "after_at": "(n.noticed_at, n.media_id, n.comment_id, n.account_id)"
    " < (%(after_at)s, %(after_media_id)s, %(after_comment_id)s, %(after_account_id)s::uuid)",
}

ACCOUNT_DAYS = """
SELECT account_id, day, metrics_json, observed_at, event_id, topic, partition, "offset"
FROM ig_account_insights AS i
WHERE i.user_id = %(user_id)s{where}
ORDER BY i.day DESC, i.account_id DESC
LIMIT %(limit)s
"""
ACCOUNT_DAY_CONDITIONS = {
    "account_id": "i.account_id = %(account_id)s",
    "since": "i.day >= %(since)s",
    "until": "i.day < %(until)s",
    "after_day": "(i.day, i.account_id) < (%(after_day)s, %(after_account_id)s::uuid)",
}

# What the "Test" button of Meta's dashboard sends is about the account "0", which nobody holds.
WEBHOOK_TESTS = """
SELECT verdict, event, create_time, received_at FROM webhook_events
WHERE provider = 'instagram' AND platform_user_id = '0' AND received_at IS NOT NULL
ORDER BY received_at DESC, external_id DESC
LIMIT %(limit)s
"""
