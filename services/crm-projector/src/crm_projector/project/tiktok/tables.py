"""The tables of TikTok posts, as registers; the migrations make them."""

from crm_projector.project.registers import Register, Table
from crm_projector.project.tables import LOG_POSITION, METRICS

POST_LATEST = Register("sequence", ("account_id", "user_id", "status", "updated_at", *LOG_POSITION))
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
POST_FAILURE = Register("failure_sequence", ("fail_reason", "platform_message", "log_id"))
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

PUBLIC_LATEST = Register("sequence", ("updated_at", *LOG_POSITION))
PUBLIC_ID = Register("public_sequence", ("is_public",))
PUBLIC_DRIFT = Register("drift_sequence", ("drift", "drifted_at"))
PUBLIC_LINK = Register("link_sequence", ("link",))
PUBLIC_METRICS = Register("metrics_sequence", (*METRICS, "sampled_at"))
TIKTOK_PUBLIC_IDS = Table(
    "tiktok_public_ids",
    ("post_id", "platform_post_id"),
    (PUBLIC_LATEST, PUBLIC_ID, PUBLIC_DRIFT, PUBLIC_LINK, PUBLIC_METRICS),
    under=TIKTOK_POSTS,
)

FOREIGN = Register(
    "sequence", ("user_id", "title", "create_time", "observed_at", "updated_at", *LOG_POSITION)
)
FOREIGN_VIDEOS = Table("foreign_videos", ("account_id", "platform_post_id"), (FOREIGN,))

TABLES = (TIKTOK_POSTS, TIKTOK_PUBLIC_IDS, FOREIGN_VIDEOS)
