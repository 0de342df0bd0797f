"""What is counted of sealing."""

from prometheus_client import Counter, Gauge

UNKNOWN_KEYS = Counter(
    "postlog_sealed_unknown_key_total", "Rows not opened because their key is not in the ring"
)
SEALED_ROWS = Gauge(
    "postlog_sealed_rows",
    "Rows sealed under each key; key_id `?`: the row names no key",
    ["schema", "key_id"],
)
