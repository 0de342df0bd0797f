"""Instagram's part of the lists over all platforms."""

from crm_projector.read.parts import Parts

# https://developers.facebook.com/documentation/instagram-platform/reference/instagram-media/insights
PARTS = Parts(
    posts="""
    SELECT 'instagram' AS provider, p.account_id, p.post_id,
        CASE p.status
            WHEN 'PUBLISHED' THEN 'PUBLISHED'
            WHEN 'FAILED' THEN 'FAILED'
            WHEN 'UNKNOWN' THEN 'UNKNOWN'
            ELSE 'IN_PROGRESS'
        END AS status,
        p.status AS platform_status, p.kind, p.caption AS title,
        coalesce(p.permalink, m.permalink) AS link, p.fail_code AS fail_reason,
        NULL::text AS source,
        (m.metrics_json ->> 'views')::numeric::bigint AS view_count,
        coalesce((m.metrics_json ->> 'likes')::numeric::bigint, m.like_count) AS like_count,
        coalesce((m.metrics_json ->> 'comments')::numeric::bigint, m.comments_count)
            AS comment_count,
        (m.metrics_json ->> 'shares')::numeric::bigint AS share_count, m.sampled_at,
        CASE WHEN m.gone_at IS NULL THEN p.media_id END AS platform_post_id,
        CASE
            WHEN m.gone_at IS NOT NULL THEN 'WITHDRAWN'
            WHEN p.status = 'PUBLISHED' THEN 'PUBLIC'
        END AS visibility,
        coalesce(p.created_at, p.updated_at) AS created_at,
        p.updated_at, p.event_id, p.topic, p.partition, p."offset"
    FROM ig_posts AS p
    LEFT JOIN ig_media AS m
        ON m.account_id = p.account_id AND m.ig_id = p.media_id AND m.user_id = p.user_id
    WHERE p.user_id = %(user_id)s
    """,
    samples="""
    SELECT 'instagram' AS provider, i.account_id, m.post_id, i.ig_id AS platform_post_id,
        i.observed_at, (i.metrics_json ->> 'views')::numeric::bigint AS view_count,
        (i.metrics_json ->> 'likes')::numeric::bigint AS like_count,
        (i.metrics_json ->> 'comments')::numeric::bigint AS comment_count,
        (i.metrics_json ->> 'shares')::numeric::bigint AS share_count, i.metrics_json AS metrics,
        i.event_id, i.topic, i.partition, i."offset"
    FROM ig_insights AS i
    LEFT JOIN ig_media AS m
        ON m.account_id = i.account_id AND m.ig_id = i.ig_id AND m.user_id = i.user_id
    WHERE i.user_id = %(user_id)s
    """,
    growth="""
    SELECT 'instagram' AS provider, i.account_id, m.post_id, i.ig_id AS platform_post_id,
        m.product_type AS kind, m.created_at AS made_at, i.observed_at,
        (i.metrics_json ->> 'views')::numeric::bigint AS view_count,
        (i.metrics_json ->> 'likes')::numeric::bigint AS like_count,
        (i.metrics_json ->> 'comments')::numeric::bigint AS comment_count,
        (i.metrics_json ->> 'shares')::numeric::bigint AS share_count
    FROM ig_insights AS i
    LEFT JOIN ig_media AS m
        ON m.account_id = i.account_id AND m.ig_id = i.ig_id AND m.user_id = i.user_id
    WHERE i.user_id = %(user_id)s
    """,
)
