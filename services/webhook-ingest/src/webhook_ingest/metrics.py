"""What is counted of receiving webhooks."""

from prometheus_client import Counter

WEBHOOKS = Counter(
    "postlog_webhooks_total", "Webhook deliveries by verdict", ["provider", "verdict"]
)
