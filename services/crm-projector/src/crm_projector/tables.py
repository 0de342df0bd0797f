"""The tables of `crm` as registers; the migrations make them.

Every table has `PLACE` in its first register: the event that the row's newest word is from, and
where that stands in the log.
"""

from crm_projector.registers import Register, Table

PLACE = ("event_id", "topic", "partition", "offset")
ACCOUNT_LATEST = Register("sequence", ("provider", "user_id", "updated_at", *PLACE))
ACCOUNT_GRANT = Register("profile_sequence", ("platform_user_id", "scopes", "granted_at"))
ACCOUNT_NAME = Register("name_sequence", ("display_name", "avatar_url"))
ACCOUNT_STATUS = Register("status_sequence", ("status", "reason"))
ACCOUNT_TOKENS = Register("tokens_sequence", ("expires_at", "refresh_expires_at"))
ACCOUNT_REMOVAL = Register("removal_sequence", ("removal_effect", "removal_observed_at"))
OAUTH_ACCOUNTS = Table(
    "oauth_accounts",
    ("account_id",),
    (
        ACCOUNT_LATEST,
        ACCOUNT_GRANT,
        ACCOUNT_NAME,
        ACCOUNT_STATUS,
        ACCOUNT_TOKENS,
        ACCOUNT_REMOVAL,
    ),
)

# Who held a platform's account since when: a webhook belongs to the holder of its time.
HELD = Register("sequence", ("user_id", "updated_at", *PLACE))
ACCOUNT_HOLDERS = Table(
    "account_holders", ("provider", "platform_user_id", "granted_at", "account_id"), (HELD,)
)

POST_LATEST = Register("sequence", ("account_id", "user_id", "status", "updated_at", *PLACE))
POST_REQUEST = Register(
    "request_sequence",
    (
        "mode",
        "source",
        "title",
        "media",
        "description",
        "privacy_level",
        "video_size",
        "photo_count",
        "is_aigc",
        "requested_at",
    ),
)
POST_PUBLISH_ID = Register("publish_id_sequence", ("publish_id",))
POST_FAILURE = Register("failure_sequence", ("fail_reason",))
POST_ATTEMPT = Register("attempt_sequence", ("attempt", "found_by"))
POST_DELAY = Register("delay_sequence", ("delayed_since",))
POST_CANCEL = Register("cancel_sequence", ("cancel", "cancel_reason"))
TIKTOK_POSTS = Table(
    "tiktok_posts",
    ("post_id",),
    (
        POST_LATEST,
        POST_REQUEST,
        POST_PUBLISH_ID,
        POST_FAILURE,
        POST_ATTEMPT,
        POST_DELAY,
        POST_CANCEL,
    ),
)

METRICS = ("view_count", "like_count", "comment_count", "share_count")
PUBLIC_LATEST = Register("sequence", ("updated_at", *PLACE))
PUBLIC_ID = Register("public_sequence", ("is_public",))
PUBLIC_DRIFT = Register("drift_sequence", ("drift", "drifted_at"))
PUBLIC_METRICS = Register("metrics_sequence", (*METRICS, "sampled_at"))
TIKTOK_PUBLIC_IDS = Table(
    "tiktok_public_ids",
    ("post_id", "platform_post_id"),
    (PUBLIC_LATEST, PUBLIC_ID, PUBLIC_DRIFT, PUBLIC_METRICS),
)

# What the platform keeps no history of.
SAMPLE = Register("sequence", ("account_id", "user_id", *METRICS, "updated_at", *PLACE))
INSIGHTS = Table("insights", ("post_id", "observed_at", "platform_post_id"), (SAMPLE,))

FOREIGN = Register(
    "sequence", ("user_id", "title", "create_time", "observed_at", "updated_at", *PLACE)
)
FOREIGN_VIDEOS = Table("foreign_videos", ("account_id", "platform_post_id"), (FOREIGN,))

ACCOUNT_EVENT = Register(
    "sequence",
    (
        "account_id",
        "user_id",
        "subject",
        "type",
        "time",
        "payload",
        "correlation_id",
        "causation_id",
        "topic",
        "partition",
        "offset",
    ),
)
ACCOUNT_EVENTS = Table("account_events", ("event_id",), (ACCOUNT_EVENT,))

DELIVERY = Register(
    "sequence",
    (
        "platform_user_id",
        "publish_id",
        "event",
        "platform_post_id",
        "create_time",
        "verdict",
        "received_at",
        "body",
        "headers",
        *PLACE,
    ),
)
UNMATCHED = Register("unmatched_sequence", ("unmatched_at",))
WEBHOOK_EVENTS = Table("webhook_events", ("provider", "external_id"), (DELIVERY, UNMATCHED))

TABLES = (
    OAUTH_ACCOUNTS,
    ACCOUNT_HOLDERS,
    TIKTOK_POSTS,
    TIKTOK_PUBLIC_IDS,
    INSIGHTS,
    FOREIGN_VIDEOS,
    ACCOUNT_EVENTS,
    WEBHOOK_EVENTS,
)
