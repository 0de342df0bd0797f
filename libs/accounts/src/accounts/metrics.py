"""What every provider's service counts of its accounts, posts and webhooks."""

from prometheus_client import Counter, Gauge, Histogram

TOKEN_REFRESHES = Counter(
    "postlog_token_refreshes_total", "Refreshes by outcome", ["provider", "outcome"]
)
TOKENS_UNREADABLE = Counter(
    "postlog_tokens_unreadable_total", "Tokens that no key at hand can open", ["provider"]
)
TOKEN_NEAREST_EXPIRY = Gauge(
    "postlog_token_nearest_expiry_seconds",
    "Time until the first token ends that is renewed by itself, negative once one has ended; from"
    " the leader",
    ["provider"],
)
UNKNOWN_CODES = Counter(
    "postlog_unknown_codes_total", "Codes that no catalogue explains", ["provider", "area"]
)
POSTS = Counter("postlog_posts_total", "Posts by what became of them", ["provider", "outcome"])
UPLOAD_BYTES = Counter(
    "postlog_upload_bytes_total", "Bytes that the platform confirmed", ["provider"]
)
WEBHOOK_SECONDS = Histogram(
    "postlog_webhook_settled_seconds",
    "Time from a webhook's receipt to its effect",
    ["provider"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)
WEBHOOKS_REFUSED = Counter(
    "postlog_webhooks_refused_total",
    "Signed webhooks that were not applied, by reason",
    ["provider", "reason"],
)
PENDING_OBSERVATIONS = Gauge(
    "postlog_pending_observations", "Webhooks whose account or post is not known yet", ["provider"]
)
