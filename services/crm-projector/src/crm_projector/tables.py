"""The tables of `crm` as registers; migration 0001 makes them.

Every table has `PLACE` in its first register: the event that the row's newest word is from, and
where that stands in the log.
"""

from crm_projector.registers import Register, Table

PLACE = ("event_id", "topic", "partition", "offset")
ACCOUNT_LATEST = Register("sequence", ("provider", "user_id", "updated_at", *PLACE))
ACCOUNT_PROFILE = Register(
    "profile_sequence", ("platform_user_id", "display_name", "avatar_url", "scopes", "granted_at")
)
ACCOUNT_STATUS = Register("status_sequence", ("status", "reason"))
ACCOUNT_TOKENS = Register("tokens_sequence", ("expires_at", "refresh_expires_at"))
OAUTH_ACCOUNTS = Table(
    "oauth_accounts",
    ("account_id",),
    (ACCOUNT_LATEST, ACCOUNT_PROFILE, ACCOUNT_STATUS, ACCOUNT_TOKENS),
)

# Who held a platform's account since when: a webhook belongs to the holder of its time.
HELD = Register("sequence", ("user_id", "updated_at", *PLACE))
ACCOUNT_HOLDERS = Table(
    "account_holders", ("provider", "platform_user_id", "granted_at", "account_id"), (HELD,)
)

POST_LATEST = Register("sequence", ("account_id", "user_id", "status", "updated_at", *PLACE))
POST_REQUEST = Register(
    "request_sequence",
    ("mode", "source", "title", "privacy_level", "video_size", "is_aigc", "requested_at"),
)
POST_PUBLISH_ID = Register("publish_id_sequence", ("publish_id",))
POST_FAILURE = Register("failure_sequence", ("fail_reason",))
TIKTOK_POSTS = Table(
    "tiktok_posts", ("post_id",), (POST_LATEST, POST_REQUEST, POST_PUBLISH_ID, POST_FAILURE)
)

PUBLIC_ID = Register("sequence", ("is_public", "updated_at", *PLACE))
TIKTOK_PUBLIC_IDS = Table("tiktok_public_ids", ("post_id", "platform_post_id"), (PUBLIC_ID,))

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
    ACCOUNT_EVENTS,
    WEBHOOK_EVENTS,
)
