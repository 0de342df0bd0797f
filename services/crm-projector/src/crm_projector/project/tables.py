"""The tables that all platforms write, as registers; the migrations make them.

Every table has `LOG_POSITION` in its first register: the event that wrote the row last, and where
it stands in the log.
"""

from crm_projector.project.registers import Register, Table

LOG_POSITION = ("event_id", "topic", "partition", "offset")
ACCOUNT_LATEST = Register("sequence", ("provider", "user_id", "updated_at", *LOG_POSITION))
ACCOUNT_GRANT = Register("profile_sequence", ("platform_user_id", "scopes", "granted_at"))
ACCOUNT_NAME = Register("name_sequence", ("display_name", "username", "avatar_url"))
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
HELD = Register("sequence", ("user_id", "updated_at", *LOG_POSITION))
ACCOUNT_HOLDERS = Table(
    "account_holders", ("provider", "platform_user_id", "granted_at", "account_id"), (HELD,)
)

# Of these accounts nothing else is kept, and nothing is taken from the log any more.
ERASED = Register("sequence", ("provider", "updated_at", *LOG_POSITION))
ERASED_ACCOUNTS = Table("erased_accounts", ("account_id",), (ERASED,))

METRICS = ("view_count", "like_count", "comment_count", "share_count")
# Totals over time: platforms keep no history of them.
SAMPLE = Register("sequence", ("account_id", "user_id", *METRICS, "updated_at", *LOG_POSITION))
INSIGHTS = Table("insights", ("post_id", "observed_at", "platform_post_id"), (SAMPLE,))

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
        "log_time",
        "is_sample",
    ),
)
ACCOUNT_EVENTS = Table("account_events", ("event_id",), (ACCOUNT_EVENT,), written_once=True)

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
        "log_time",
        *LOG_POSITION,
    ),
)
UNMATCHED = Register("unmatched_sequence", ("unmatched_at", "unmatched_reason"))
WEBHOOK_EVENTS = Table("webhook_events", ("provider", "external_id"), (DELIVERY, UNMATCHED))

TABLES = (
    OAUTH_ACCOUNTS,
    ACCOUNT_HOLDERS,
    ERASED_ACCOUNTS,
    INSIGHTS,
    ACCOUNT_EVENTS,
    WEBHOOK_EVENTS,
)
