"""TikTok's part of the lists over all platforms."""

from crm_projector.read.parts import Parts
from crm_projector.read.tiktok.statements import VISIBILITY

PARTS = Parts(
    posts=f"""
    SELECT 'tiktok' AS provider, p.account_id, p.post_id,
        CASE
            WHEN p.status = 'PUBLISH_COMPLETE' THEN 'PUBLISHED'
            WHEN p.status = 'SEND_TO_USER_INBOX' THEN 'DELIVERED'
            WHEN p.status IN ('FAILED', 'INIT_REJECTED') THEN 'FAILED'
            WHEN p.status IN ('UNKNOWN', 'LOST') THEN 'UNKNOWN'
            ELSE 'IN_PROGRESS'
        END AS status,
        p.status AS platform_status, p.media AS kind,
        coalesce(nullif(p.title, ''), p.description) AS title, (
            SELECT i.link FROM tiktok_public_ids AS i
            WHERE i.post_id = p.post_id AND i.is_public AND i.link IS NOT NULL
            ORDER BY i.platform_post_id DESC LIMIT 1
        ) AS link,
        p.fail_reason, p.source, public.*, coalesce(p.requested_at, p.updated_at) AS created_at,
        p.updated_at, p.event_id, p.topic, p.partition, p."offset"
    FROM tiktok_posts AS p CROSS JOIN LATERAL (
        SELECT sum(view_count)::bigint AS view_count, sum(like_count)::bigint AS like_count,
            sum(comment_count)::bigint AS comment_count, sum(share_count)::bigint AS share_count,
            max(sampled_at) AS sampled_at,
            max(platform_post_id) FILTER (WHERE is_public) AS platform_post_id,
            {VISIBILITY} AS visibility
        FROM tiktok_public_ids AS i WHERE i.post_id = p.post_id
    ) AS public
    WHERE p.user_id = %(user_id)s
    """,
    samples="""
    SELECT 'tiktok' AS provider, i.account_id, i.post_id, i.platform_post_id, i.observed_at,
        i.view_count, i.like_count, i.comment_count, i.share_count,
        jsonb_build_object('view_count', i.view_count, 'like_count', i.like_count,
            'comment_count', i.comment_count, 'share_count', i.share_count) AS metrics,
        i.event_id, i.topic, i.partition, i."offset"
    FROM insights AS i WHERE i.user_id = %(user_id)s
    """,
    growth="""
    SELECT 'tiktok' AS provider, i.account_id, i.post_id, i.platform_post_id, p.media AS kind,
        coalesce(p.requested_at, p.updated_at) AS made_at, i.observed_at,
        i.view_count, i.like_count, i.comment_count, i.share_count
    FROM insights AS i JOIN tiktok_posts AS p
        ON p.post_id = i.post_id AND p.user_id = i.user_id
    WHERE i.user_id = %(user_id)s
    """,
)
