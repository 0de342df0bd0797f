"""The tables of Instagram's accounts, posts, media and comments; the migrations make them."""

from crm_projector.project.registers import Register, Table
from crm_projector.project.tables import LOG_POSITION

LATEST = ("user_id", "updated_at", *LOG_POSITION)

ACCOUNT_PAGE = Register(
    "sequence",
    (
        "user_id",
        "ig_business_id",
        "username",
        "login",
        "page_id",
        "page_name",
        "access_level",
        "reason",
        "is_subscribed",
        "observed_at",
        "updated_at",
        *LOG_POSITION,
    ),
)
IG_ACCOUNTS = Table("ig_accounts", ("account_id",), (ACCOUNT_PAGE,))

POST_LATEST = Register("sequence", ("account_id", "status", *LATEST))
POST_CREATED = Register("created_sequence", ("created_at",))
POST_REQUEST = Register(
    "request_sequence",
    (
        "kind",
        "caption",
        "items",
        "location_id",
        "collaborators_count",
        "share_to_feed",
        "is_ai_generated",
    ),
)
POST_ATTEMPT = Register("attempt_sequence", ("attempt",))
POST_FAILURE = Register(
    "failure_sequence",
    ("fail_code", "fail_message", "platform_message", "failed_item", "fbtrace_id"),
)
POST_PUBLISHED = Register("published_sequence", ("published_at", "found_by"))
POST_MEDIUM = Register("medium_sequence", ("media_id",))
POST_LINK = Register("link_sequence", ("permalink",))
IG_POSTS = Table(
    "ig_posts",
    ("post_id",),
    (
        POST_LATEST,
        POST_CREATED,
        POST_REQUEST,
        POST_ATTEMPT,
        POST_FAILURE,
        POST_PUBLISHED,
        POST_MEDIUM,
        POST_LINK,
    ),
)

MEDIUM_LATEST = Register("sequence", LATEST)
MEDIUM_SEEN = Register(
    "seen_sequence",
    (
        "media_type",
        "product_type",
        "caption",
        "permalink",
        "alt_text",
        "created_at",
        "like_count",
        "comments_count",
        "observed_at",
    ),
)
MEDIUM_POST = Register("post_sequence", ("post_id",))
MEDIUM_GONE = Register("gone_sequence", ("gone_at",))
MEDIUM_METRICS = Register("metrics_sequence", ("metrics_json", "sampled_at"))
MEDIUM_LAST_METRICS = Register("last_metrics_sequence", ("last_metrics_json", "ended_at"))
MEDIUM_NO_METRICS = Register("no_metrics_sequence", ("no_metrics_code",))
IG_MEDIA = Table(
    "ig_media",
    ("account_id", "ig_id"),
    (
        MEDIUM_LATEST,
        MEDIUM_SEEN,
        MEDIUM_POST,
        MEDIUM_GONE,
        MEDIUM_METRICS,
        MEDIUM_LAST_METRICS,
        MEDIUM_NO_METRICS,
    ),
)

COMMENT_LATEST = Register("sequence", LATEST)
COMMENT_NOTICED = Register("noticed_version", ("noticed_at",))
COMMENT_SAID = Register("said_sequence", ("text", "is_ours", "is_of_ad"))
COMMENT_CREATED = Register("created_sequence", ("created_at",))
COMMENT_PLACE = Register("place_sequence", ("media_id", "parent_id"))
COMMENT_AUTHOR = Register("author_sequence", ("author_id", "author_name"))
COMMENT_HIDDEN = Register("hidden_sequence", ("is_hidden",))
COMMENT_DELETED = Register("deleted_sequence", ("deleted_at", "by_us"))
COMMENT_REFUSAL = Register(
    "refusal_sequence",
    ("refused_action", "fail_code", "fail_message", "platform_message", "fbtrace_id"),
)
IG_COMMENTS = Table(
    "ig_comments",
    ("account_id", "ig_id"),
    (
        COMMENT_LATEST,
        COMMENT_NOTICED,
        COMMENT_SAID,
        COMMENT_CREATED,
        COMMENT_PLACE,
        COMMENT_AUTHOR,
        COMMENT_HIDDEN,
        COMMENT_DELETED,
        COMMENT_REFUSAL,
    ),
)

MENTION_LATEST = Register("sequence", LATEST)
MENTION_NOTICED = Register("noticed_version", ("noticed_at",))
MENTION_SAID = Register("said_sequence", ("text", "author_name"))
IG_MENTIONS = Table(
    "ig_mentions",
    ("account_id", "media_id", "comment_id"),
    (MENTION_LATEST, MENTION_NOTICED, MENTION_SAID),
)

REPLY_LATEST = Register("sequence", ("account_id", "status", *LATEST))
REPLY_REQUEST = Register(
    "request_sequence", ("target", "media_id", "comment_id", "text", "created_at")
)
REPLY_POSTED = Register("posted_sequence", ("platform_comment_id", "found_by", "posted_at"))
REPLY_FAILURE = Register(
    "failure_sequence", ("fail_code", "fail_message", "platform_message", "fbtrace_id")
)
IG_REPLIES = Table(
    "ig_replies", ("reply_id",), (REPLY_LATEST, REPLY_REQUEST, REPLY_POSTED, REPLY_FAILURE)
)

# Instagram keeps no history of these numbers.
MEDIUM_SAMPLE = Register("sequence", ("metrics_json", *LATEST))
IG_INSIGHTS = Table("ig_insights", ("account_id", "ig_id", "observed_at"), (MEDIUM_SAMPLE,))
ACCOUNT_SAMPLE = Register("sequence", ("metrics_json", "observed_at", *LATEST))
IG_ACCOUNT_INSIGHTS = Table("ig_account_insights", ("account_id", "day"), (ACCOUNT_SAMPLE,))

TABLES = (
    IG_ACCOUNTS,
    IG_POSTS,
    IG_MEDIA,
    IG_COMMENTS,
    IG_MENTIONS,
    IG_REPLIES,
    IG_INSIGHTS,
    IG_ACCOUNT_INSIGHTS,
)
