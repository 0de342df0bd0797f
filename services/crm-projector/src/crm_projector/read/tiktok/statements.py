"""The statements that read TikTok posts, and videos that are not posts of ours."""

# The states from which a post goes on by itself, as the partial index `tiktok_posts_pending` has
# them.
PENDING = (
    "status IN ('INIT_ATTEMPTED', 'INIT_OUTCOME_UNKNOWN', 'UPLOADING', 'PROCESSING',"
    " 'SEND_TO_USER_INBOX')"
)
WHEN = "coalesce(p.requested_at, p.updated_at)"

# Whether everybody can see a post now: only what everybody may see has public ids. Ids that no
# longer are public stay; one that is known by its numbers alone has not told yet.
VISIBILITY = """CASE
                WHEN bool_or(is_public) THEN 'PUBLIC'
                WHEN bool_or(NOT is_public) THEN 'WITHDRAWN'
                WHEN p.status = 'PUBLISH_COMPLETE' AND p.privacy_level = 'PUBLIC_TO_EVERYONE'
                    THEN 'AWAITED'
            END"""

POSTS = f"""
SELECT p.*, p.{PENDING} AS is_pending, public.*
FROM tiktok_posts AS p CROSS JOIN LATERAL (
    SELECT
        coalesce(array_agg(platform_post_id ORDER BY platform_post_id) FILTER (WHERE is_public),
            '{{}}'::text[]) AS post_ids,
        sum(view_count) AS view_count, sum(like_count) AS like_count,
        sum(comment_count) AS comment_count, sum(share_count) AS share_count,
        max(sampled_at) AS sampled_at, {VISIBILITY} AS visibility
    FROM tiktok_public_ids AS i WHERE i.post_id = p.post_id
) AS public
WHERE p.user_id = %(user_id)s{{where}}
ORDER BY {WHEN} DESC, p.post_id DESC
LIMIT %(limit)s
"""
POST_CONDITIONS = {
    "account_id": "p.account_id = %(account_id)s",
    "post_id": "p.post_id = %(post_id)s",
    "status": "p.status = %(status)s",
    "is_pending": f"p.{PENDING}",
    "is_settled": f"NOT p.{PENDING}",
    "mode": "p.mode = %(mode)s",
    "text": "(p.title ILIKE %(text)s OR p.description ILIKE %(text)s)",
    "since": f"{WHEN} >= %(since)s",
    "until": f"{WHEN} < %(until)s",
    "after_at": f"({WHEN}, p.post_id) < (%(after_at)s, %(after_post_id)s::uuid)",
}

PUBLIC_IDS = "SELECT * FROM tiktok_public_ids WHERE post_id = %(post_id)s ORDER BY platform_post_id"

# A video may be found before we learn that it came of a post. NOT EXISTS would be a join that reads
# all public ids; this looks one up for each row of the page.
FOREIGN_VIDEOS = """
SELECT * FROM foreign_videos AS v
WHERE v.user_id = %(user_id)s{where}
    AND (
        SELECT i.post_id FROM tiktok_public_ids AS i JOIN tiktok_posts AS p USING (post_id)
        WHERE i.platform_post_id = v.platform_post_id AND p.account_id = v.account_id LIMIT 1
    ) IS NULL
ORDER BY v.create_time DESC, v.platform_post_id DESC, v.account_id DESC
LIMIT %(limit)s
"""
# A test is about no account, so nobody's query finds it among the deliveries. Literals, since the
# partial index `webhook_events_tests` has them.
WEBHOOK_TESTS = """
SELECT verdict, create_time, received_at FROM webhook_events
WHERE provider = 'tiktok' AND event = 'tiktok.ping' AND received_at IS NOT NULL
ORDER BY received_at DESC
LIMIT %(limit)s
"""
FOREIGN_VIDEO_CONDITIONS = {
    "account_id": "v.account_id = %(account_id)s",
    "after_at": "(v.create_time, v.platform_post_id, v.account_id)"
    " < (%(after_at)s, %(after_platform_post_id)s, %(after_account_id)s::uuid)",
}
