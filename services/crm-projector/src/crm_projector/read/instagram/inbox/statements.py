"""The statements that read comments and mentions together.

What waits for an answer and what does not are two questions, so that each page is read from the
newest on by an index; the list asks the one and then the other.
"""

from crm_projector.read.instagram.statements import ANSWERS, IS_ANSWERED, WRITTEN_AT
from crm_projector.read.parts import merged

ORDER = "at DESC, item_id DESC, account_id DESC"
MOST_COUNTED = 100
# A disconnected account can answer nobody.
IS_CONNECTED = """(
        SELECT a.status FROM oauth_accounts AS a WHERE a.account_id = {row}.account_id
    ) IS DISTINCT FROM 'DISCONNECTED'"""
IS_OPEN_COMMENT = f"""(
        c.is_ours IS NOT TRUE AND c.is_hidden IS NOT TRUE AND c.deleted_at IS NULL
        AND NOT {IS_ANSWERED} AND {IS_CONNECTED.format(row="c")}
    )"""
ANSWERS_MENTION = """r.account_id = n.account_id AND r.target = 'mention' AND (
            n.comment_id <> '' AND r.comment_id = n.comment_id
            OR n.comment_id = '' AND r.comment_id IS NULL AND r.media_id = n.media_id
        )"""
IS_ANSWERED_MENTION = f"""((
        SELECT r.reply_id FROM ig_replies AS r
        WHERE {ANSWERS_MENTION} AND r.status = 'POSTED' LIMIT 1
    ) IS NOT NULL)"""
IS_OPEN_MENTION = f"(NOT {IS_ANSWERED_MENTION} AND {IS_CONNECTED.format(row='n')})"
WRITTEN_BY = '{row}.updated_at, {row}.event_id, {row}.topic, {row}.partition, {row}."offset"'

# An own answer is part of another comment's thread; an own comment below the post is listed.
COMMENTS = f"""
    SELECT 'comment' AS kind, {{is_open}} AS is_open, {WRITTEN_AT} AS at, c.ig_id AS item_id,
        c.account_id, c.ig_id AS comment_id, c.media_id, c.parent_id,
        coalesce(c.parent_id, c.ig_id) AS thread_id, c.text, c.author_name,
        coalesce(c.is_ours, false) AS is_ours, coalesce(c.is_of_ad, false) AS is_of_ad,
        coalesce(c.is_hidden, false) AS is_hidden, {IS_ANSWERED} AS is_answered, c.deleted_at,
        c.by_us, c.refused_action, c.fail_code, c.fail_message, {WRITTEN_BY.format(row="c")}
    FROM ig_comments AS c
    WHERE c.user_id = %(user_id)s AND (c.is_ours IS NOT TRUE OR c.parent_id IS NULL)
        AND {{condition}}"""
# A mention in a comment that is known as a comment is shown as that.
MENTIONS = f"""
    SELECT 'mention' AS kind, {{is_open}} AS is_open, n.noticed_at AS at,
        n.media_id || ':' || n.comment_id AS item_id, n.account_id,
        nullif(n.comment_id, '') AS comment_id, n.media_id, NULL AS parent_id, NULL AS thread_id,
        n.text, n.author_name, false AS is_ours, false AS is_of_ad, false AS is_hidden,
        {IS_ANSWERED_MENTION} AS is_answered, NULL::timestamptz AS deleted_at,
        NULL::boolean AS by_us, NULL AS refused_action, NULL AS fail_code, NULL AS fail_message,
        {WRITTEN_BY.format(row="n")}
    FROM ig_mentions AS n
    WHERE n.user_id = %(user_id)s AND (
            SELECT c.ig_id FROM ig_comments AS c
            WHERE c.account_id = n.account_id AND c.ig_id = n.comment_id
        ) IS NULL AND {{condition}}"""

# What stands around each item of a page is looked up for that page only.
AROUND = f"""
SELECT i.*, m.permalink AS media_permalink, m.caption AS media_caption,
    m.product_type AS media_product_type, answer.replies, thread.others AS thread_count
FROM ({{page}}) AS i
LEFT JOIN ig_media AS m ON m.account_id = i.account_id AND m.ig_id = i.media_id
CROSS JOIN LATERAL (
    {ANSWERS} WHERE r.account_id = i.account_id AND (
        i.kind = 'comment' AND r.comment_id = i.comment_id AND r.target <> 'mention'
        OR i.kind = 'mention' AND r.target = 'mention' AND (
            r.comment_id = i.comment_id
            OR i.comment_id IS NULL AND r.comment_id IS NULL AND r.media_id = i.media_id
        )
    )
) AS answer
CROSS JOIN LATERAL (
    SELECT count(*) AS others FROM ig_comments AS t
    WHERE t.account_id = i.account_id AND coalesce(t.parent_id, t.ig_id) = i.thread_id
        AND t.ig_id <> i.comment_id AND t.deleted_at IS NULL
) AS thread
ORDER BY {ORDER}
"""


def _page(of_comments: str, of_mentions: str, is_open: str) -> str:
    parts = (
        COMMENTS.format(is_open=is_open, condition=of_comments),
        MENTIONS.format(is_open=is_open, condition=of_mentions),
    )
    return AROUND.replace("{page}", merged(parts, ORDER))


OPEN = _page(IS_OPEN_COMMENT, IS_OPEN_MENTION, "true")
SETTLED = _page(f"{IS_OPEN_COMMENT} IS NOT TRUE", f"{IS_OPEN_MENTION} IS NOT TRUE", "false")
CONDITIONS = {
    "account_id": "part.account_id = %(account_id)s",
    "kind": "part.kind = %(kind)s",
    "media_id": "part.media_id = %(media_id)s",
    "comment_id": "part.comment_id = %(comment_id)s",
    "is_hidden": "part.is_hidden",
    "is_shown": "NOT part.is_hidden",
    "is_deleted": "part.deleted_at IS NOT NULL",
    "is_standing": "part.deleted_at IS NULL",
    "after_at": "(part.at, part.item_id, part.account_id)"
    " < (%(after_at)s, %(after_item_id)s, %(after_account_id)s::uuid)",
}
COUNT = f"""
SELECT least(count(*), {MOST_COUNTED}) AS unanswered FROM (
    (SELECT 1 FROM ig_comments AS c
    WHERE c.user_id = %(user_id)s AND {IS_OPEN_COMMENT} LIMIT {MOST_COUNTED})
    UNION ALL
    (SELECT 1 FROM ig_mentions AS n
    WHERE n.user_id = %(user_id)s AND {IS_OPEN_MENTION} AND (
            SELECT c.ig_id FROM ig_comments AS c
            WHERE c.account_id = n.account_id AND c.ig_id = n.comment_id
        ) IS NULL LIMIT {MOST_COUNTED})
) AS waiting
"""
