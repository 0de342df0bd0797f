"""Every metric of every service, named, typed and explained in one place."""

from prometheus_client import Counter, Gauge, Histogram

HTTP_REQUESTS = Counter(
    "postlog_http_requests_total", "Requests answered", ["service", "route", "status"]
)
HTTP_SECONDS = Histogram(
    "postlog_http_request_seconds",
    "Time to answer a request, streams left out",
    ["service", "route"],
)
WEBHOOKS = Counter(
    "postlog_webhooks_total", "Webhook deliveries by verdict", ["provider", "verdict"]
)
WEBHOOK_SECONDS = Histogram(
    "postlog_webhook_settled_seconds",
    "Time from a webhook's receipt to its effect",
    ["provider"],
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600),
)
PENDING_OBSERVATIONS = Gauge(
    "postlog_pending_observations", "Webhooks whose account or post is not known yet", ["provider"]
)
RECORDS_PUBLISHED = Counter(
    "postlog_records_published_total", "Records sent, by outcome", ["topic", "outcome"]
)
PUBLISHES_IN_FLIGHT = Gauge("postlog_publishes_in_flight", "Records sent and not yet acknowledged")
RECORDS_CONSUMED = Counter(
    "postlog_records_consumed_total", "Records settled, by outcome", ["topic", "group", "outcome"]
)
CONSUMER_STOPPED = Gauge(
    "postlog_consumer_stopped", "1 while a consumer waits for a person", ["group"]
)
CONSUMER_RETRIES = Counter(
    "postlog_consumer_retries_total", "Handlings that failed and are tried again", ["group"]
)
CONSUMER_FENCED = Counter(
    "postlog_consumer_fenced_total", "Batches given up to another replica", ["group"]
)
CONSUMER_LAG_SECONDS = Gauge(
    "postlog_consumer_lag_seconds",
    "Age of the oldest record that was fetched and is not settled; 0 without one",
    ["topic", "group"],
)
DEAD_LETTERS = Counter(
    "postlog_dead_letters_total", "Records that can never be handled", ["topic", "group"]
)
OUTBOX_SENT = Counter("postlog_outbox_sent_total", "Outbox rows acknowledged", ["schema"])
OUTBOX_FAILURES = Counter("postlog_outbox_failures_total", "Outbox sends that failed", ["schema"])
OUTBOX_OLDEST_SECONDS = Gauge(
    "postlog_outbox_oldest_seconds",
    "Age of the oldest unsent outbox row, from the relay that leads",
    ["schema"],
)
PLATFORM_CALLS = Counter(
    "postlog_platform_calls_total", "Calls to a platform", ["provider", "endpoint", "outcome"]
)
PLATFORM_SECONDS = Histogram(
    "postlog_platform_call_seconds", "Time of a call to a platform", ["provider", "endpoint"]
)
OAUTH_STEPS = Counter(
    "postlog_oauth_steps_total", "Steps of connecting an account", ["provider", "step"]
)
TOKEN_REFRESHES = Counter(
    "postlog_token_refreshes_total", "Refreshes by outcome", ["provider", "outcome"]
)
TOKENS_UNREADABLE = Counter(
    "postlog_tokens_unreadable_total", "Tokens that no key at hand can open", ["provider"]
)
UNKNOWN_KEYS = Counter(
    "postlog_sealed_unknown_key_total", "Openings that failed for want of the key in the ring"
)
SEALED_ROWS = Gauge(
    "postlog_sealed_rows", "Rows sealed under each key; `?` is no key's name", ["schema", "key_id"]
)
UPLOAD_BYTES = Counter(
    "postlog_upload_bytes_total", "Bytes that the platform confirmed", ["provider"]
)
UPLOAD_ROOM = Gauge("postlog_upload_room_bytes", "Bytes of uploads in memory or on disk", ["kind"])
UPLOADS_WAITING = Gauge("postlog_uploads_waiting", "Uploads that wait for room", ["kind"])
UNKNOWN_CODES = Counter(
    "postlog_unknown_codes_total", "Codes that no catalogue explains", ["provider", "area"]
)
POSTS = Counter("postlog_posts_total", "Posts by what became of them", ["provider", "outcome"])
LOG_LINES_LOST = Counter(
    "postlog_log_lines_lost_total", "Log lines dropped because nobody read stdout fast enough"
)
OPEN_STREAMS = Gauge("postlog_open_streams", "Streams of changes that are open now")
