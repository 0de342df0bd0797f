"""What the shared mechanisms count.

What only one service or library counts stands in its own `metrics.py`.
"""

from prometheus_client import Counter, Gauge, Histogram

HTTP_REQUESTS = Counter(
    "postlog_http_requests_total", "Requests answered", ["service", "route", "status"]
)
HTTP_SECONDS = Histogram(
    "postlog_http_request_seconds",
    "Time to answer a request, streams left out",
    ["service", "route"],
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
POSTGRES_CONNECT_FAILURES = Counter(
    "postlog_postgres_connect_failures_total",
    "Connections to PostgreSQL that could not be made",
    ["schema"],
)
POSTGRES_POOL_TIMEOUTS = Counter(
    "postlog_postgres_pool_timeouts_total",
    "Requests for a connection of the pool that were given none in time",
    ["schema"],
)
POSTGRES_POOL_SIZE = Gauge(
    "postlog_postgres_pool_size", "Connections that the pool has now", ["schema"]
)
POSTGRES_POOL_LIMIT = Gauge(
    "postlog_postgres_pool_limit", "The most connections that the pool may have", ["schema"]
)
POSTGRES_POOL_IN_USE = Gauge(
    "postlog_postgres_pool_in_use", "Connections of the pool that somebody works with", ["schema"]
)
POSTGRES_POOL_WAITING = Gauge(
    "postlog_postgres_pool_waiting", "Requests that wait for a connection of the pool", ["schema"]
)
PLATFORM_CALLS = Counter(
    "postlog_platform_calls_total", "Calls to a platform", ["provider", "endpoint", "outcome"]
)
PLATFORM_SECONDS = Histogram(
    "postlog_platform_call_seconds", "Time of a call to a platform", ["provider", "endpoint"]
)
UPLOAD_ROOM = Gauge("postlog_upload_room_bytes", "Bytes of uploads in memory or on disk", ["kind"])
UPLOADS_WAITING = Gauge("postlog_uploads_waiting", "Uploads that wait for room", ["kind"])
LOG_LINES_LOST = Counter(
    "postlog_log_lines_lost_total", "Log lines dropped because nobody read stdout fast enough"
)
